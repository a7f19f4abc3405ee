import assert from "node:assert/strict";
import test from "node:test";

import { vectors } from "./vectors.ts";
import { mend, NameSet } from "../src/name.ts";

const names = vectors<{ mend: [string, string][]; unique: [string, string][]; refused: string[]; accepted: string[] }>(
  "names.json",
);

test("names are mended as the Rust sealer mends them", () => {
  for (const [raw, safe] of names.mend) assert.equal(mend(raw), safe, JSON.stringify(raw));
});

test("names of one envelope are told apart", () => {
  const set = new NameSet();
  for (const [raw, safe] of names.unique) assert.equal(set.unique(mend(raw)), safe);
});

test("mending leaves safe names alone and never gives a refused one", () => {
  for (const name of names.accepted) if (Buffer.byteLength(name) <= 180) assert.equal(mend(name), name);
  for (const name of names.refused) assert.ok(!names.refused.includes(mend(name)), JSON.stringify(name));
});

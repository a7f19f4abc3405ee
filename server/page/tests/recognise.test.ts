import assert from "node:assert/strict";
import test from "node:test";

import { vectors } from "./vectors.ts";
import { recognise } from "../src/recognise.ts";

const { cases } = vectors<{ cases: { note: string; expect: string; file: string }[] }>("recognised.json");

test("what was sealed before is recognised as the server recognises it", () => {
  const counts: Record<string, number> = {};
  for (const { note, expect, file } of cases) {
    assert.equal(recognise(Buffer.from(file, "base64")) ?? "none", expect, note);
    counts[expect] = (counts[expect] ?? 0) + 1;
  }
  const { age = 0, openpgp = 0, spoiled = 0, none = 0 } = counts;
  assert.ok(age > 10 && openpgp > 10 && spoiled + none > age + openpgp, JSON.stringify(counts));
});

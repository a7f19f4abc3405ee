import assert from "node:assert/strict";
import test from "node:test";

import { vectors } from "./vectors.ts";
import { isBlank } from "../src/blank.ts";

test("a text that shows nothing is told from one that shows something", () => {
  const { blank, written } = vectors<{ blank: string[]; written: string[] }>("blank.json");
  for (const text of blank) assert.ok(isBlank(text), JSON.stringify(text));
  for (const text of written) assert.ok(!isBlank(text), JSON.stringify(text));
  assert.ok(blank.length > 20 && written.length > 10);
});

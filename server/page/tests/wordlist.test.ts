import assert from "node:assert/strict";
import test from "node:test";

import { wordlist as english } from "@scure/bip39/wordlists/english.js";
import { wordlist as french } from "@scure/bip39/wordlists/french.js";

import { unfold } from "../src/wordlist.ts";

/** As server/build.rs does it. */
function fold(words: readonly string[]): string {
  let before = "";
  let folded = "";
  for (const word of words) {
    let shared = 0;
    while (shared < word.length && word[shared] === before[shared]) shared++;
    folded += shared + word.slice(shared);
    before = word;
  }
  return folded;
}

test("both word lists come out of their folded form as they were", () => {
  for (const list of [french, english]) assert.deepEqual(unfold(fold(list)), list);
});

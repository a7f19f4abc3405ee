import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import test from "node:test";

import { vectors } from "./vectors.ts";
import { CodenameError, generate, parse, replyAddress, replyIdentity, words, type Entropy } from "../src/codename.ts";

interface Good {
  entropy: string;
  fr: string;
  en: string;
  identity: string;
  recipient_sha256: string;
  verification: string;
  tag_hashes: string[];
}

const { good, same, bad } = vectors<{
  good: Good[];
  same: { note: string; words: string; entropy: string }[];
  bad: { note: string; words: string; error: string }[];
}>("codename.json");

const bytes = (hex: string): Entropy => Uint8Array.from(Buffer.from(hex, "hex"));
const hex = (entropy: Entropy): string => Buffer.from(entropy).toString("hex");

test("words and keys are those of the vectors", async () => {
  for (const vector of good) {
    const entropy = bytes(vector.entropy);
    assert.equal(words(entropy, "fr").join(" "), vector.fr);
    assert.equal(words(entropy, "en").join(" "), vector.en);
    assert.equal(replyIdentity(entropy), vector.identity);
    const address = await replyAddress(entropy);
    assert.equal(createHash("sha256").update(address.recipient).digest("hex"), vector.recipient_sha256);
    assert.equal(address.verification, vector.verification);
    assert.deepEqual(address.tags, vector.tag_hashes);
  }
});

test("words are read in either language, however they are written", () => {
  for (const vector of good) {
    assert.equal(hex(parse(vector.fr)), vector.entropy);
    assert.equal(hex(parse(vector.en)), vector.entropy);
  }
  for (const vector of same) assert.equal(hex(parse(vector.words)), vector.entropy, vector.note);
});

test("anything else is refused, with a reason that repeats no word", () => {
  for (const vector of bad) {
    assert.throws(
      () => parse(vector.words),
      (error) => error instanceof CodenameError && error.problem === vector.error && error.message === vector.error,
      vector.note,
    );
  }
});

test("a new codename is twelve words that say the same again", () => {
  for (let i = 0; i < 50; i++) {
    const entropy = generate();
    for (const language of ["fr", "en"] as const) {
      assert.equal(words(entropy, language).length, 12);
      assert.equal(hex(parse(words(entropy, language).join(" "))), hex(entropy));
    }
  }
});

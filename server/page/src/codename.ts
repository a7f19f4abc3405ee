// The codename: twelve words from which a source's keys are derived (docs/protocol.md 2).

import { ed25519 } from "@noble/curves/ed25519.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bech32 } from "@scure/base";
import { entropyToMnemonic, mnemonicToEntropy } from "@scure/bip39";
import { wordlist as english } from "@scure/bip39/wordlists/english.js";
import { wordlist as french } from "@scure/bip39/wordlists/french.js";
import { identityToRecipient } from "age-encryption";

import { concat, encode, random, toHex } from "./bytes.ts";
import { CODENAME_WORDS, ENTROPY_BYTES, REPLY_TAGS } from "./limits.ts";

export type Language = "fr" | "en";
/** 16 random bytes. Overwrite them when they have served. */
export type Entropy = Uint8Array<ArrayBuffer>;
export type CodenameProblem = "count" | "word" | "checksum";

/** What the envelope says of how to answer. */
export interface ReplyAddress {
  recipient: string;
  verification: string;
  tags: string[];
}

const IDENTITY_PREFIX = "age-secret-key-pq-";
const TAG_HASH_DOMAIN = encode("sourdine/v1/reply-tag-hash");

export class CodenameError extends Error {
  readonly problem: CodenameProblem;

  constructor(problem: CodenameProblem) {
    super(problem);
    this.problem = problem;
  }
}

export function generate(): Entropy {
  return random(ENTROPY_BYTES);
}

/** The words as they are shown. The lists are decomposed (NFKD); people and browsers compose. */
export function words(entropy: Entropy, language: Language): string[] {
  const list = language === "fr" ? french : english;
  return entropyToMnemonic(entropy, list).normalize("NFC").split(" ");
}

/** Reads twelve words of either list, in any case, with or without accents. Never repeats them. */
export function parse(text: string): Entropy {
  const given = text.split(/\s+/u).filter(Boolean).map(bare);
  if (given.length !== CODENAME_WORDS) throw new CodenameError("count");
  let problem: CodenameProblem = "word";
  for (const list of [french, english]) {
    const listed = given.map((word) => list.find((candidate) => bare(candidate) === word));
    if (listed.includes(undefined)) continue;
    try {
      return mnemonicToEntropy(listed.join(" "), list) as Entropy;
    } catch {
      problem = "checksum";
    }
  }
  throw new CodenameError(problem);
}

/** All that the editors may know. */
export async function replyAddress(entropy: Entropy): Promise<ReplyAddress> {
  const tags = [];
  for (let index = 0; index < REPLY_TAGS; index++) {
    tags.push(toHex(sha256(concat([TAG_HASH_DOMAIN, derive(entropy, `reply-tag/${index}`)]))));
  }
  return {
    recipient: await identityToRecipient(replyIdentity(entropy)),
    verification: toHex(ed25519.getPublicKey(derive(entropy, "follow-up"))),
    tags,
  };
}

/** The age identity that reads the replies. */
export function replyIdentity(entropy: Entropy): string {
  const seed = bech32.toWords(derive(entropy, "reply-identity"));
  return bech32.encode(IDENTITY_PREFIX, seed, false).toUpperCase();
}

function derive(entropy: Entropy, label: string): Uint8Array {
  return hkdf(sha256, entropy, undefined, encode(`sourdine/v1/${label}`), 32);
}

/** A word as it is compared: lower case, no accents. */
function bare(word: string): string {
  return word.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

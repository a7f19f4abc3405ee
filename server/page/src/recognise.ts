// Recognises, by their first bytes, files that a source sealed before (docs/protocol.md 7). The
// names are those of protocol/src/envelope/recognise/.

import { RECOGNISED_BYTES } from "./limits.ts";

/** `spoiled`: it began as one of the others, and was cut short or changed by a program. */
export type Sealed = "age" | "openpgp" | "spoiled";

type Packets = "encrypted" | "cut" | "other";

interface Packet {
  kind: number;
  body: Uint8Array;
  length: number | undefined;
  rest: Uint8Array;
}

const AGE = "age-encryption.org/v1";
const BEGIN = /^-----BEGIN (AGE ENCRYPTED FILE|PGP MESSAGE)-----$/;
const [PKESK, SKESK, SED, MARKER, SEIPD, OCB, PADDING] = [1, 3, 9, 10, 18, 20, 21];
const KEY_ALGORITHMS = [1, 2, 16, 18, 25, 26, 29, 30, 35, 36];
const ALGORITHM_AT = 9;
const RECIPIENT_BYTES = [0, 21, 33];
const CIPHERS_MAX = 13;
const PASSPHRASE_KEYS = [0, 1, 3, 4];

/** How a file was sealed already, if it was. It cannot be told to whom. */
export async function sealedAlready(file: Pick<Blob, "slice">): Promise<Sealed | undefined> {
  return recognise(new Uint8Array(await file.slice(0, RECOGNISED_BYTES).arrayBuffer()));
}

/** `first` is the whole file, or its first RECOGNISED_BYTES. */
export function recognise(first: Uint8Array): Sealed | undefined {
  const isWhole = first.length < RECOGNISED_BYTES;
  return age(first, isWhole) ?? openpgp(first, isWhole) ?? armoured(first, isWhole);
}

function age(bytes: Uint8Array, isWhole: boolean): Sealed | undefined {
  const text = latin(bytes);
  if (text.startsWith(`${AGE}\r\n-> `)) return "spoiled";
  if (!text.startsWith(`${AGE}\n-> `)) return undefined;
  return isWhole && !text.includes("\n---") ? "spoiled" : "age";
}

function openpgp(bytes: Uint8Array, isWhole: boolean): Sealed | undefined {
  const packets = read(bytes, isWhole);
  if (packets === "other") return undefined;
  return packets === "cut" ? "spoiled" : "openpgp";
}

function armoured(first: Uint8Array, isWhole: boolean): Sealed | undefined {
  const { text, isMarked } = decode(first);
  const lines = text.split("\n").map((line) => line.replace(/^[ \t>]+/, "").replace(/[ \t\r\f]+$/, ""));
  if (isMarked && lines[0] === AGE) return "spoiled";
  const begin = lines.findIndex((line) => BEGIN.test(line));
  const kind = BEGIN.exec(lines[begin] ?? "")?.[1];
  if (!kind) return undefined;
  const rest = lines.slice(begin + 1);
  const end = rest.indexOf(`-----END ${kind}-----`);
  const ended = end >= 0;
  const isAge = kind.startsWith("AGE");
  const bytes = unwrap(ended ? rest.slice(0, end) : rest, isAge, ended);
  const sealed = isAge ? age(bytes, ended) : openpgp(bytes, ended);
  return sealed && isWhole && !ended ? "spoiled" : sealed;
}

/** What an armour's lines hold, as far as it can be decoded. */
function unwrap(lines: string[], isAge: boolean, ended: boolean): Uint8Array {
  let inHeaders = !isAge;
  let text = "";
  for (const line of lines) {
    if (inHeaders && line.includes(":")) continue;
    if (!isAge && line.startsWith("=")) continue;
    inHeaders = false;
    text += line;
  }
  if (!ended) text = text.slice(0, text.length - (text.length % 4));
  try {
    return /\s/.test(text) ? new Uint8Array(0) : Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return new Uint8Array(0);
  }
}

/** A text in any of its usual encodings; only its ASCII matters. */
function decode(bytes: Uint8Array): { text: string; isMarked: boolean } {
  const [first, second, third] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) return { text: latin(bytes.subarray(3)), isMarked: true };
  const isLittle = first === 0xff && second === 0xfe;
  if (!isLittle && !(first === 0xfe && second === 0xff)) return { text: latin(bytes), isMarked: false };
  return { text: new TextDecoder(isLittle ? "utf-16le" : "utf-16be").decode(bytes), isMarked: true };
}

function latin(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}

function read(all: Uint8Array, isWhole: boolean): Packets {
  let bytes = all;
  let hasKey = false;
  const ranOut = (): Packets => (hasKey ? (isWhole ? "cut" : "encrypted") : "other");
  for (;;) {
    const packet = parse(bytes);
    if (packet === "none") return "other";
    if (!packet) return ranOut();
    const { kind, body, length, rest } = packet;
    const isThere = length === body.length;
    if (length !== undefined && ((kind === PKESK && isPublicKey(body)) || (kind === SKESK && isPassphrase(body)))) {
      hasKey = true;
    } else if (hasKey && (kind === SED || kind === SEIPD || kind === OCB)) {
      const version = body[0];
      if (version === undefined) return ranOut();
      if (isWhole && length !== undefined && !isThere) return "cut";
      const isKnown = kind === SED || version === 1 || (kind === SEIPD && version === 2);
      return isKnown ? "encrypted" : "other";
    } else if (!(kind === MARKER && latin(body) === "PGP") && !(kind === PADDING && hasKey && length !== undefined)) {
      return "other";
    }
    if (!isThere) return ranOut();
    bytes = rest;
  }
}

function isPublicKey(body: Uint8Array): boolean {
  const version = body[0];
  if (version === 2 || version === 3) return KEY_ALGORITHMS.includes(body[ALGORITHM_AT] ?? 0);
  return version === 6 && RECIPIENT_BYTES.includes(body[1] ?? 1);
}

function isPassphrase([version, second = 0, third = -1]: Uint8Array): boolean {
  if (version === 4) return isCipher(second) && PASSPHRASE_KEYS.includes(third);
  if (version === 5) return isCipher(second);
  return version === 6 && isCipher(third);
}

function isCipher(cipher: number): boolean {
  return cipher >= 1 && cipher <= CIPHERS_MAX;
}

/** The first packet; `none` where no packet begins so, nothing when its header is not all there. */
function parse(bytes: Uint8Array): Packet | "none" | undefined {
  const header = bytes[0];
  if (header === undefined) return undefined;
  if (header < 0x80) return "none";
  const isNew = header >= 0xc0;
  const kind = isNew ? header & 0x3f : (header >> 2) & 0x0f;
  const measured = isNew ? newLength(bytes) : oldLength(header & 3, bytes);
  if (!measured) return undefined;
  const [length, lengthBytes] = measured;
  const rest = bytes.subarray(1 + lengthBytes);
  return { kind, body: rest.subarray(0, length), length, rest: rest.subarray(length ?? rest.length) };
}

type Measured = [length: number | undefined, lengthBytes: number] | undefined;

function newLength(bytes: Uint8Array): Measured {
  const [, first, second] = bytes;
  if (first === undefined) return undefined;
  if (first < 192) return [first, 1];
  if (first >= 224 && first < 255) return [undefined, 1];
  if (second === undefined) return undefined;
  if (first < 224) return [(first - 192) * 256 + second + 192, 2];
  const length = bytes.subarray(2, 6);
  return length.length < 4 ? undefined : [bigEndian(length), 5];
}

function oldLength(kind: number, bytes: Uint8Array): Measured {
  const lengthBytes = [1, 2, 4][kind];
  if (lengthBytes === undefined) return [undefined, 0];
  const length = bytes.subarray(1, 1 + lengthBytes);
  return length.length < lengthBytes ? undefined : [bigEndian(length), lengthBytes];
}

function bigEndian(bytes: Iterable<number>): number {
  let sum = 0;
  for (const byte of bytes) sum = sum * 256 + byte;
  return sum;
}

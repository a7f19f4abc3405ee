import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import test from "node:test";

import { vectors } from "./vectors.ts";
import { crc32 } from "../src/crc32.ts";
import { archive, filePart, measure, textPart } from "../src/envelope.ts";
import { mend, NameSet } from "../src/name.ts";
import { padded } from "../src/padding.ts";
import { ZipWriter } from "../src/zip.ts";

interface Case {
  note: string;
  envelope_json: string;
  message?: string;
  files: { name: string; size: number; byte: number; largest?: number }[];
  length: number;
  sha256: string;
}

const { cases } = vectors<{ cases: Case[] }>("sealed.json");

for (const vector of cases) {
  test(`byte for byte the Rust sealer's archive: ${vector.note}`, async () => {
    const names = new NameSet();
    const parts = [textPart("envelope.json", vector.envelope_json)];
    if (vector.message !== undefined) parts.push(textPart("message.txt", vector.message));
    for (const { name, size, byte, largest } of vector.files) {
      const file = new Blob([new Uint8Array(size).fill(byte)]);
      parts.push(filePart(`files/${names.unique(mend(name))}`, file, largest ?? size));
    }
    const { padding, length } = measure(parts);
    assert.equal(length, vector.length);
    const hash = createHash("sha256");
    let written = 0;
    for await (const bytes of archive(parts, padding)) {
      hash.update(bytes);
      written += bytes.length;
    }
    assert.equal(written, vector.length);
    assert.equal(hash.digest("hex"), vector.sha256);
  });
}

test("lengths are padded as PADMÉ says", () => {
  const { vectors: lengths } = vectors<{ vectors: [number, number][] }>("padding.json");
  for (const [length, expected] of lengths) assert.equal(padded(length), expected);
});

test("CRC-32 is the standard's, in any cut", () => {
  const bytes = Uint8Array.from({ length: 1003 }, (_, i) => (i * 151) & 0xff);
  for (const cut of [0, 1, 7, 8, 9, 500, 1003]) {
    assert.equal(crc32(crc32(0, bytes.subarray(0, cut)), bytes.subarray(cut)), crc32(0, bytes));
  }
  let bitwise = -1;
  for (const byte of bytes) {
    bitwise ^= byte;
    for (let bit = 0; bit < 8; bit++) bitwise = (bitwise >>> 1) ^ (bitwise & 1 ? 0xedb88320 : 0);
  }
  assert.equal(crc32(0, bytes), ~bitwise >>> 0);
  assert.equal(crc32(0, new TextEncoder().encode("123456789")), 0xcbf43926);
});

/** The ZIP64 rules by declared sizes, without moving four gigabytes. */
test("ZIP64 begins where the protocol says", () => {
  const local = (size: number): Uint8Array => new ZipWriter().begin("files/a", size);
  assert.equal(local(0xffff_fffe).length, 30 + 7);
  assert.equal(local(0xffff_ffff).length, 30 + 7 + 20);
  assert.equal(local(0xffff_ffff)[4], 45);

  const ended = (sizes: number[]): Buffer => {
    const zip = new ZipWriter();
    for (const size of sizes) {
      zip.begin("files/a", size);
      zip.skip(size);
      zip.end();
    }
    return Buffer.from(zip.finish());
  };
  const marks = (bytes: Buffer): boolean => bytes.includes(Buffer.from([0x50, 0x4b, 0x06, 0x06]));
  const framing = 30 + 7 + 16;
  assert.equal(marks(ended([0xffff_fffe - framing])), false, "a directory at 0xfffffffe");
  assert.equal(marks(ended([0xffff_ffff - framing])), true, "a directory at 0xffffffff");

  // The second entry's offset: 32 bits are enough up to 0xfffffffe.
  const directory = (bytes: Buffer, index: number): Buffer => {
    let at = 0;
    for (let i = 0; i < index; i++) at += 46 + 7 + bytes.readUInt16LE(at + 30);
    return bytes.subarray(at, at + 46 + 7 + bytes.readUInt16LE(at + 30));
  };
  assert.equal(directory(ended([0xffff_fffe - framing, 1]), 1).length, 46 + 7);
  const far = directory(ended([0xffff_ffff - framing, 1]), 1);
  assert.equal(far.readUInt32LE(42), 0xffff_ffff);
  assert.equal(far.readUInt16LE(46 + 7), 1);
  assert.equal(far.readBigUInt64LE(46 + 7 + 4), 0xffff_ffffn);

  const large = directory(ended([5_000_000_000]), 0);
  assert.equal(large.readUInt16LE(6), 45);
  assert.equal(large.readBigUInt64LE(46 + 7 + 4), 5_000_000_000n);
});

test("a measured archive is as long as the written one, past 4 GiB too", () => {
  const parts = [
    { name: "files/a", size: 5_000_000_000, largest: 5_000_000_000 },
    { name: "files/b", size: 12, largest: 12 },
  ];
  const { padding, length } = measure(parts);
  const zip = new ZipWriter();
  for (const part of [...parts, { name: "padding", size: padding, largest: padding }]) {
    zip.begin(part.name, part.largest);
    zip.skip(part.size);
    zip.end();
  }
  const directory = Buffer.from(zip.finish());
  const offset = Number(directory.readBigUInt64LE(directory.length - 22 - 20 - 56 + 48));
  assert.equal(offset + directory.length, length);
  assert.equal(padded(length), length);
});

test("an archive cannot be written out of order, or past what was announced", () => {
  const zip = new ZipWriter();
  assert.throws(() => zip.end());
  assert.throws(() => zip.write(new Uint8Array(1)));
  zip.begin("files/a", 1);
  assert.throws(() => zip.begin("files/b", 1));
  assert.throws(() => zip.finish());
  assert.throws(() => zip.write(new Uint8Array(2)));
});

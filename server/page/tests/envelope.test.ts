// Envelopes of the page are opened by what is not ours: npm's age-encryption, then unzip and
// Python's zipfile.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";

import { Decrypter, generateHybridIdentity, identityToRecipient } from "age-encryption";

import "./vectors.ts";
import { generate, replyAddress } from "../src/codename.ts";
import { manifest, newSubmission, problemOf, seal, SealError, type Letter } from "../src/envelope.ts";
import { FILES_MAX, MESSAGE_MAX_BYTES } from "../src/limits.ts";

const identities = [await generateHybridIdentity(), await generateHybridIdentity()];
const recipients = await Promise.all(identities.map((identity) => identityToRecipient(identity)));
const reply = await replyAddress(generate());

function letter(message: string, files: File[]): Letter {
  return { language: "fr", sealedBy: "page", submission: newSubmission(), reply, message, files };
}

async function readAll(stream: ReadableStream<Uint8Array>): Promise<Buffer> {
  return Buffer.from(await new Response(stream as ReadableStream<Uint8Array<ArrayBuffer>>).arrayBuffer());
}

async function open(age: Uint8Array, identity: string): Promise<Buffer> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  return Buffer.from(await decrypter.decrypt(age));
}

const PYTHON = `
import json, sys, zipfile
archive = zipfile.ZipFile(sys.argv[1])
assert archive.testzip() is None
print(json.dumps({e.filename: archive.read(e).hex() for e in archive.infolist() if e.filename != "padding"}))
`;

test("each editor opens it, with age, unzip and Python, byte for byte", async () => {
  const data = Buffer.from(new Uint8Array(randomBytes(300_007)).buffer);
  const sent = letter("Où ça ?\nÀ l’hôtel de ville.", [
    new File([data], "plan d’accès.pdf"),
    new File([], "vide"),
    new File([data.subarray(0, 5)], "../plan d’accès.PDF"),
  ]);
  const { size, stream } = await seal(sent, recipients);
  const age = await readAll(stream);
  assert.equal(age.length, size);
  const folder = mkdtempSync(join(tmpdir(), "sourdine-page-"));
  try {
    for (const identity of identities) {
      const path = join(folder, "letter.zip");
      writeFileSync(path, await open(age, identity));
      const entries = JSON.parse(execFileSync("python3", ["-c", PYTHON, path], { encoding: "utf8" })) as Record<string, string>;
      const text = (name: string): string => Buffer.from(entries[name] ?? "", "hex").toString("utf8");
      assert.deepEqual(Object.keys(entries), [
        "envelope.json",
        "message.txt",
        "files/plan d’accès.pdf",
        "files/vide",
        "files/plan d’accès-2.PDF",
      ]);
      assert.equal(text("envelope.json"), manifest(sent));
      assert.equal(text("message.txt"), sent.message);
      assert.equal(entries["files/plan d’accès.pdf"], data.toString("hex"));
      execFileSync("unzip", ["-qq", "-o", path, "-d", folder], { env: { ...process.env, LC_ALL: "C.UTF-8" } });
      assert.ok(readFileSync(join(folder, "files/plan d’accès.pdf")).equals(data));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("short letters are all of one size", async () => {
  const sizes = new Set<number>();
  for (const message of ["x", "x".repeat(50_000)]) sizes.add((await seal(letter(message, []), recipients)).size);
  assert.equal(sizes.size, 1);
});

test("two envelopes share neither file key nor nonce", async () => {
  const sent = letter("the same", []);
  const [one, other] = await Promise.all([seal(sent, recipients), seal(sent, recipients)]);
  const [a, b] = [await readAll(one.stream), await readAll(other.stream)];
  assert.equal(a.length, b.length);
  const differing = a.reduce((count, byte, at) => count + (byte === b[at] ? 0 : 1), 0);
  assert.ok(differing > a.length * 0.9);
});

test("what is no letter is not sealed", async () => {
  assert.equal(problemOf("", []), "empty");
  assert.equal(problemOf("é".repeat(MESSAGE_MAX_BYTES / 2), []), undefined);
  assert.equal(problemOf("é".repeat(MESSAGE_MAX_BYTES / 2) + "x", []), "message-long");
  const file = new File(["x"], "x");
  assert.equal(problemOf("", Array.from({ length: FILES_MAX }, () => file)), undefined);
  assert.equal(problemOf("", Array.from({ length: FILES_MAX + 1 }, () => file)), "too-many");
  await assert.rejects(seal(letter("", []), recipients), SealError);
});

test("a file that changes while it is read ends the sealing", async () => {
  const shrunk = { name: "a", size: 10, slice: () => new Blob(["short"]) };
  const gone = { name: "a", size: 10, slice: () => ({ arrayBuffer: () => Promise.reject(new Error("gone")) }) as unknown as Blob };
  for (const file of [shrunk, gone]) {
    const { stream } = await seal({ ...letter("", []), files: [file] }, recipients);
    await assert.rejects(readAll(stream));
  }
});

test("a large file is never whole in memory", async () => {
  const size = 256 * 1_048_576;
  const read: number[] = [];
  const file = {
    name: "large",
    size,
    slice: (from?: number, to?: number) => {
      read.push((to ?? 0) - (from ?? 0));
      return new Blob([new Uint8Array((to ?? 0) - (from ?? 0))]);
    },
  };
  const { stream } = await seal({ ...letter("", []), files: [file] }, recipients);
  const reader = stream.getReader();
  for (let i = 0; i < 64; i++) await reader.read();
  assert.ok(read.reduce((sum, bytes) => sum + bytes, 0) < 16 * 1_048_576, "only what was asked for is read");
  await reader.cancel();
});

// The envelope: a stock age file around a stock ZIP (docs/protocol.md 1), made while the files are
// read, never whole in memory.

import { Encrypter } from "age-encryption";

import { encode, random, toHex } from "./bytes.ts";
import type { Language, ReplyAddress } from "./codename.ts";
import { FILES_MAX, MESSAGE_MAX_BYTES } from "./limits.ts";
import { mend, NameSet } from "./name.ts";
import { padded } from "./padding.ts";
import { checked } from "./roster.ts";
import { ZipWriter } from "./zip.ts";

const PADDING = "padding";
const READ_BYTES = 1_048_576;
const ZEROS = new Uint8Array(65_536);

/** A file as a browser gives it. */
export type Source = Pick<Blob, "size" | "slice"> & { readonly name: string };

export interface Letter {
  language: Language;
  sealedBy: "page" | "offline";
  /** 16 random bytes, hex: what is sealed anew keeps it. */
  submission: string;
  reply: ReplyAddress;
  message: string;
  files: readonly Source[];
}

/** An age file that is made as it is read. */
export interface Sealed {
  size: number;
  stream: ReadableStream<Uint8Array>;
}

export type SealProblem = "empty" | "message-long" | "too-many" | "file";

export class SealError extends Error {
  readonly problem: SealProblem;

  constructor(problem: SealProblem) {
    super(problem);
    this.problem = problem;
  }
}

interface Part {
  name: string;
  size: number;
  largest: number;
  read: () => AsyncIterable<Uint8Array<ArrayBuffer>>;
}

export function newSubmission(): string {
  return toHex(random(16));
}

/** `envelope.json`: these keys, in this order, without white space. */
export function manifest(letter: Omit<Letter, "message" | "files">): string {
  const { recipient, verification, tags } = letter.reply;
  return JSON.stringify({
    version: 1,
    language: letter.language,
    sealed_by: letter.sealedBy,
    submission: letter.submission,
    reply: { recipient, verification, tags },
  });
}

/** Why a letter cannot be sealed, before any of it is read. */
export function problemOf(message: string, files: readonly Source[]): SealProblem | undefined {
  if (message === "" && files.length === 0) return "empty";
  if (encode(message).length > MESSAGE_MAX_BYTES) return "message-long";
  return files.length > FILES_MAX ? "too-many" : undefined;
}

/** Begins an age file, under a file key of its own, for hybrid recipients only. */
export async function seal(letter: Letter, recipients: readonly string[]): Promise<Sealed> {
  const problem = problemOf(letter.message, letter.files);
  if (problem) throw new SealError(problem);
  const names = new NameSet();
  const files = letter.files.map((file) => filePart(`files/${names.unique(mend(file.name))}`, file));
  const parts = [textPart("envelope.json", manifest(letter)), ...files];
  if (letter.message !== "") parts.splice(1, 0, textPart("message.txt", letter.message));
  return sealParts(parts, recipients);
}

/** Seals entries that were named and ordered already. */
export async function sealParts(parts: readonly Part[], recipients: readonly string[]): Promise<Sealed> {
  const { padding, length } = measure(parts);
  const encrypter = new Encrypter();
  for (const recipient of checked(recipients)) encrypter.addRecipient(recipient);
  const sealed = await encrypter.encrypt(streamOf(archive(parts, padding)));
  return { size: sealed.size(length), stream: sealed };
}

/** The bytes of the padded archive. */
export async function* archive(parts: readonly Part[], padding: number): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const zip = new ZipWriter();
  for (const part of [...parts, zeros(padding)]) {
    yield zip.begin(part.name, part.largest);
    let left = part.size;
    for await (const bytes of part.read()) {
      left -= bytes.length;
      yield zip.write(bytes);
    }
    if (left !== 0) throw new SealError("file");
    yield zip.end();
  }
  yield zip.finish();
}

/** The padding that brings the archive to its padded length, and that length. Padding that becomes ZIP64 grows its own framing once. */
export function measure(parts: readonly Pick<Part, "name" | "size" | "largest">[]): { padding: number; length: number } {
  const zip = new ZipWriter();
  for (const part of parts) {
    zip.begin(part.name, part.largest);
    zip.skip(part.size);
    zip.end();
  }
  let padding = 0;
  for (let twice = 0; twice < 2; twice++) {
    const rest = zip.lengthWith(PADDING, padding) - padding;
    padding = padded(rest) - rest;
  }
  return { padding, length: zip.lengthWith(PADDING, padding) };
}

export function textPart(name: string, text: string): Part {
  const bytes = encode(text);
  return {
    name,
    size: bytes.length,
    largest: bytes.length,
    async *read() {
      yield bytes;
    },
  };
}

export function filePart(name: string, file: Pick<Source, "size" | "slice">, largest = file.size): Part {
  return {
    name,
    size: file.size,
    largest,
    async *read() {
      for (let at = 0; at < file.size; at += READ_BYTES) {
        const slice = file.slice(at, Math.min(at + READ_BYTES, file.size));
        const buffer = await slice.arrayBuffer().catch(() => {
          throw new SealError("file");
        });
        yield new Uint8Array(buffer);
      }
    },
  };
}

function zeros(size: number): Part {
  return {
    name: PADDING,
    size,
    largest: size,
    async *read() {
      for (let left = size; left > 0; left -= ZEROS.length) yield ZEROS.subarray(0, Math.min(left, ZEROS.length));
    },
  };
}

function streamOf(chunks: AsyncGenerator<Uint8Array<ArrayBuffer>>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await chunks.return(undefined);
    },
  });
}

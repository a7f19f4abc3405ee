// The vectors that the Rust tests read too: tests/vectors.

import { readFileSync } from "node:fs";
import { File as NodeFile } from "node:buffer";
import { join } from "node:path";
import { webcrypto } from "node:crypto";

// Node 18 has these, but not as globals.
globalThis.crypto ??= webcrypto as Crypto;
globalThis.File ??= NodeFile as unknown as typeof File;

export function vectors<T>(name: string): T {
  return JSON.parse(readFileSync(join(import.meta.dirname, "../../../tests/vectors", name), "utf8")) as T;
}

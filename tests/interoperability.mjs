// Opens and seals age files with npm's age-encryption, which shares no code with ours.
// usage: node interoperability.mjs open IDENTITY < file.age > plain    ·    node interoperability.mjs seal RECIPIENT < plain > file.age
import { webcrypto } from "node:crypto";
import { buffer } from "node:stream/consumers";

globalThis.crypto ??= webcrypto; // Node 18
const { Decrypter, Encrypter } = await import("age-encryption");

const [verb, key] = process.argv.slice(2);
const input = new Uint8Array(await buffer(process.stdin));
let output;
if (verb === "open") {
  const decrypter = new Decrypter();
  decrypter.addIdentity(key);
  output = await decrypter.decrypt(input);
} else if (verb === "seal") {
  const encrypter = new Encrypter();
  encrypter.addRecipient(key);
  output = await encrypter.encrypt(input);
} else {
  throw new Error(`unknown verb: ${verb}`);
}
process.stdout.write(output);

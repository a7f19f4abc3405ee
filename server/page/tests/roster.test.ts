import assert from "node:assert/strict";
import test from "node:test";

import { generateHybridIdentity, generateIdentity, generateX25519Identity, identityToRecipient } from "age-encryption";

import "./vectors.ts";
import { recipients, RosterError } from "../src/roster.ts";
import { sealParts, textPart } from "../src/envelope.ts";

const hybrid = await identityToRecipient(await generateHybridIdentity());
const classical = await identityToRecipient(await generateX25519Identity());

function signed(editors: unknown, rest: Record<string, unknown> = {}): string {
  const roster = { version: 1, serial: 1, desk: "d", expires: "2027-01-31", certificate: "", editors, ...rest };
  return JSON.stringify({ version: 1, roster: JSON.stringify(roster), signature: "" });
}

const editor = (recipient: unknown): unknown => ({ name: "a", recipient, certificate: "" });

test("a roster gives its hybrid recipients, up to its last day", () => {
  assert.deepEqual(recipients(signed([editor(hybrid), editor(hybrid)]), "2027-01-31"), [hybrid, hybrid]);
  assert.throws(() => recipients(signed([editor(hybrid)]), "2027-02-01"), RosterError);
});

test("a roster that names a publication key gives the same recipients", () => {
  const publication = { fingerprint: "AB".repeat(20), certificate: "-----BEGIN PGP PUBLIC KEY BLOCK-----" };
  assert.deepEqual(recipients(signed([editor(hybrid)], { publication }), "2027-01-31"), [hybrid]);
});

test("anything else is refused", () => {
  const wrong = [
    "",
    "null",
    "[]",
    "{}",
    signed([]),
    signed(null),
    signed([null]),
    signed([editor(undefined)]),
    signed([editor(classical)]),
    signed([editor(hybrid), editor(classical)]),
    signed([editor(hybrid.toUpperCase())]),
    signed([editor(`${hybrid} `)]),
    signed([editor("age1yubikey1qwerty")]),
    signed([editor("ssh-ed25519 AAAA")]),
    signed(Array.from({ length: 33 }, () => editor(hybrid))),
    signed([editor(hybrid)], { version: 2 }),
    signed([editor(hybrid)], { expires: 20270131 }),
  ];
  for (const json of wrong) assert.throws(() => recipients(json, "2026-11-24"), RosterError, json.slice(0, 80));
});

test("no envelope is sealed to a classical recipient, alone or among hybrid ones", async () => {
  const parts = [textPart("message.txt", "x")];
  for (const keys of [[], [classical], [hybrid, classical], [classical, hybrid], ["age1pq1"]]) {
    await assert.rejects(sealParts(parts, keys), RosterError);
  }
  assert.ok(await generateIdentity());
});

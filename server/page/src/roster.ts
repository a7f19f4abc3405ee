// The roster: the keys that the page seals to (docs/protocol.md 4). The command line checks its
// signature; a browser has no OpenPGP.

import { RECIPIENTS_MAX } from "./limits.ts";

/** A hybrid recipient. Classical ones (`age1…`), tags, plugins and passphrases never match. */
const HYBRID = /^age1pq1[02-9ac-hj-np-z]{1952}$/;

export class RosterError extends Error {}

/** The hybrid recipients of a signed roster, none of them out of date on `today` (YYYY-MM-DD). */
export function recipients(signed: string, today: string): string[] {
  const { version, roster } = parseObject(signed);
  if (version !== 1 || typeof roster !== "string") throw new RosterError("not a signed roster");
  const { version: inner, expires, editors } = parseObject(roster);
  if (inner !== 1 || typeof expires !== "string" || !Array.isArray(editors)) throw new RosterError("not a roster");
  if (today > expires) throw new RosterError("expired");
  return checked(editors.map((editor: unknown) => (editor as { recipient?: unknown } | null)?.recipient));
}

/** Refuses an empty list and anything but hybrid recipients: one classical among them would undo the others. */
export function checked(keys: readonly unknown[]): string[] {
  const hybrid = keys.filter((key): key is string => typeof key === "string" && HYBRID.test(key));
  if (hybrid.length !== keys.length) throw new RosterError("a recipient is not hybrid");
  if (hybrid.length < 1 || hybrid.length > RECIPIENTS_MAX) throw new RosterError("no recipient, or too many");
  return hybrid;
}

function parseObject(json: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new RosterError("not JSON");
  }
  if (typeof value !== "object" || value === null) throw new RosterError("not an object");
  return value as Record<string, unknown>;
}

// File names that are safe on an editor's machine (docs/protocol.md 1.4).

import { encode } from "./bytes.ts";
import { EXTENSION_MAX_BYTES, MENDED_MAX_BYTES } from "./limits.ts";

const FALLBACK = "file";

const FORBIDDEN =
  /[\u{0}-\u{1f}\u{7f}-\u{9f}/\\:*?"<>|\u{61c}\u{200b}-\u{200f}\u{2028}-\u{202e}\u{2060}-\u{2069}\u{feff}\u{fff9}-\u{fffb}\u{e0000}-\u{e007f}]/gu;
const LEADING = /^[.\- ]+/;
const TRAILING = /[. ]+$/;
const DEVICE = /^(?:con|prn|aux|nul|(?:com|lpt)[0-9])$/i;

const byteLength = (text: string): number => encode(text).length;

/** Makes a safe name of whatever a browser gave. */
export function mend(raw: string): string {
  const base = raw.slice(Math.max(raw.lastIndexOf("/"), raw.lastIndexOf("\\")) + 1);
  let name = base.replace(FORBIDDEN, "_").replace(LEADING, "").replace(TRAILING, "");
  if (byteLength(name) > MENDED_MAX_BYTES) {
    const [stem, extension] = splitExtension(name);
    name = cut(stem, MENDED_MAX_BYTES - byteLength(extension)).replace(TRAILING, "") + extension;
  }
  if (name === "") name = FALLBACK;
  return isDevice(name) ? `_${name}` : name;
}

/** The names of one envelope: no two of them are equal to a file system that ignores case. */
export class NameSet {
  #taken = new Set<string>();

  /** The name itself, or the first of `name-2`, `name-3`, … that is free. */
  unique(name: string): string {
    const [stem, extension] = splitExtension(name);
    let candidate = name;
    for (let number = 2; this.#taken.has(candidate.toLowerCase()); number++) {
      candidate = `${stem}-${number}${extension}`;
    }
    this.#taken.add(candidate.toLowerCase());
    return candidate;
  }
}

/** The extension is what follows the last full stop, with it, when that is short and not all there is. */
function splitExtension(name: string): [string, string] {
  const at = name.lastIndexOf(".");
  const length = at > 0 ? byteLength(name.slice(at)) : 0;
  return length > 1 && length <= EXTENSION_MAX_BYTES ? [name.slice(0, at), name.slice(at)] : [name, ""];
}

/** The longest beginning of at most `room` bytes that ends between two characters. */
function cut(text: string, room: number): string {
  let kept = "";
  let left = room;
  for (const character of text) {
    left -= byteLength(character);
    if (left < 0) break;
    kept += character;
  }
  return kept;
}

function isDevice(name: string): boolean {
  return DEVICE.test((name.split(".")[0] ?? "").trimEnd());
}

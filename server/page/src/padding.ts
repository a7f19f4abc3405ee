// PADMÉ with a floor (docs/protocol.md 1.3).

import { PADDING_FLOOR_BYTES } from "./limits.ts";

/** The length to which an archive of `length` bytes is padded. */
export function padded(length: number): number {
  if (length <= PADDING_FLOOR_BYTES) return PADDING_FLOOR_BYTES;
  const exponent = floorLog2(length);
  const step = 2 ** (exponent - (floorLog2(exponent) + 1));
  return Math.ceil(length / step) * step;
}

/** Math.log2 rounds; lengths near a power of two must not. */
function floorLog2(value: number): number {
  let exponent = 0;
  while (2 ** (exponent + 1) <= value) exponent++;
  return exponent;
}

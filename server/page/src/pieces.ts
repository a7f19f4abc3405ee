// A sealed stream in pieces (docs/protocol.md 3.1): what was sent is kept until it is past.

import { concat } from "./bytes.ts";
import type { Sealed } from "./envelope.ts";
import { PIECE_BYTES } from "./limits.ts";

/** Holds the piece that is being sent and, once that has begun, the next. */
export class Pieces {
  readonly size: number;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #start = 0;
  #piece: Uint8Array = new Uint8Array(0);
  #next: Promise<Uint8Array> | undefined;
  #rest: Uint8Array = new Uint8Array(0);

  constructor(sealed: Sealed) {
    this.size = sealed.size;
    this.#reader = sealed.stream.getReader();
  }

  /** Whether the bytes from `offset` on can still be given. */
  has(offset: number): boolean {
    return offset >= this.#start && offset <= this.#start + this.#piece.length;
  }

  /** From `offset` to the end of its piece. Going past a piece drops it. */
  async at(offset: number): Promise<Uint8Array> {
    if (offset === this.#start + this.#piece.length && offset < this.size) {
      const next = await (this.#next ?? this.#read());
      this.#start = offset;
      this.#piece = next;
      this.#next = undefined;
      if (offset + next.length < this.size) {
        this.#next = this.#read();
        this.#next.catch(() => undefined); // told when the piece is asked for
      }
    }
    return this.#piece.subarray(offset - this.#start);
  }

  drop(): void {
    this.#reader.cancel().catch(() => undefined);
    this.#piece = this.#rest = new Uint8Array(0);
    this.#next = undefined;
  }

  async #read(): Promise<Uint8Array> {
    const parts = [this.#rest];
    let length = this.#rest.length;
    while (length < PIECE_BYTES) {
      const { done, value } = await this.#reader.read();
      if (done) break;
      parts.push(value);
      length += value.length;
    }
    const whole = concat(parts);
    const piece = whole.subarray(0, PIECE_BYTES);
    this.#rest = whole.slice(PIECE_BYTES);
    return piece;
  }
}

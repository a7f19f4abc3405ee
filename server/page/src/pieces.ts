// A sealed stream in pieces (docs/protocol.md 3.1): what was sent is kept until it is past.

import type { Sealed } from "./envelope.ts";
import { PIECE_BYTES, PIECE_STEP_BYTES } from "./limits.ts";

/** While nothing is being sent, sealing is waited for no longer: a slow device sends what it has. */
const SEALING_PATIENCE_MS = 15_000;

/** Holds the piece that is being sent and the one after it, as far as that is sealed. Each byte is kept once, in a
 * Blob: a browser would copy any other body before it sends it. */
export class Pieces {
  readonly size: number;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #start = 0;
  #piece = new Blob();
  /** What is sealed and belongs to no piece yet. */
  #ahead: Blob[] = [];
  #aheadBytes = 0;
  #ended = false;
  #filling: Promise<void> | undefined;

  constructor(sealed: Sealed) {
    this.size = sealed.size;
    this.#reader = sealed.stream.getReader();
  }

  /** Whether the bytes from `offset` on can still be given. */
  has(offset: number): boolean {
    return offset >= this.#start && offset <= this.#start + this.#piece.size;
  }

  /** From `offset` to the end of its piece. Going past a piece drops it. */
  async at(offset: number): Promise<Blob> {
    if (offset === this.#start + this.#piece.size && offset < this.size) {
      this.#piece = new Blob();
      this.#start = offset;
      this.#piece = await this.#take();
      this.#fill().catch(() => undefined); // told when the next piece is asked for
    }
    return this.#piece.slice(offset - this.#start);
  }

  drop(): void {
    this.#reader.cancel().catch(() => undefined);
    this.#piece = new Blob();
    this.#ahead = [];
    this.#aheadBytes = 0;
  }

  /** The next piece: whole, the last one, or as many steps as are sealed. */
  async #take(): Promise<Blob> {
    while (!this.#ended && this.#aheadBytes < PIECE_STEP_BYTES) await orAfter(this.#fill(), SEALING_PATIENCE_MS);
    const steps = Math.min(PIECE_BYTES, this.#aheadBytes - (this.#aheadBytes % PIECE_STEP_BYTES));
    const isLast = this.#ended && this.#aheadBytes <= PIECE_BYTES;
    const sealed = new Blob(this.#ahead);
    const piece = sealed.slice(0, isLast ? this.#aheadBytes : steps);
    this.#ahead = [sealed.slice(piece.size)];
    this.#aheadBytes -= piece.size;
    return piece;
  }

  #fill(): Promise<void> {
    this.#filling ??= this.#read().finally(() => (this.#filling = undefined));
    return this.#filling;
  }

  async #read(): Promise<void> {
    while (this.#aheadBytes < PIECE_BYTES) {
      const { done, value } = await this.#reader.read();
      this.#ended = done;
      if (done) return;
      this.#ahead.push(new Blob([value as Uint8Array<ArrayBuffer>]));
      this.#aheadBytes += value.length;
    }
  }
}

/** Until it is done, or until so much time has passed. */
async function orAfter(done: Promise<void>, milliseconds: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const passed = new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)));
  await Promise.race([done, passed]).finally(() => clearTimeout(timer));
}

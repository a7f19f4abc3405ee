// Resumable upload (docs/protocol.md 3.1): pieces of 32 slots, kept until the server has them, so
// that a cut costs one piece at most.

import type { Sealed } from "./envelope.ts";
import { UPLOAD_PATH } from "./limits.ts";
import { Pieces } from "./pieces.ts";

/** What the server said, or that no answer came. */
export interface Answer {
  status: number;
  header: (name: string) => string | null;
}

export interface Request {
  method: "POST" | "HEAD" | "PATCH" | "DELETE";
  path: string;
  headers: Record<string, string>;
  body?: Uint8Array;
  /** Bytes of the body that left so far. */
  progress?: (bytes: number) => void;
}

/** Rejects when no answer comes: the connection was cut, or nothing moved for too long. */
export interface Transport {
  send(request: Request): Promise<Answer>;
  abort(): void;
  wait(seconds: number): Promise<void>;
}

export interface Watcher {
  /** Of how many thousandths the server has, or is being sent, the whole. */
  sent(thousandths: number): void;
  waiting(seconds: number): void;
  resuming(thousandths: number): void;
  restarting(): void;
  finishing(): void;
}

/** How it ended. Only `stored` is a promise of the server's; after `unconfirmed`, run again. */
export type Outcome = "stored" | "unconfirmed" | "too-large" | "full" | "refused" | "cancelled";

/** Seconds before each new try; when none of so many brought a byte further, the source is told. */
export const PATIENCE: readonly number[] = [1, 2, 4, 8, 15, 30, 30, 60, 60, 60];
/** A server that forgets an upload so many times is not going to keep it. */
const RESTARTS_MAX = 4;

/** The server refused, for good. */
class Refused extends Error {
  readonly outcome: Outcome;

  constructor(outcome: Outcome) {
    super(outcome);
    this.outcome = outcome;
  }
}

/** The server does not know the upload any more. */
class Forgotten extends Error {}

/** No answer, or one that says to try again. */
class Cut extends Error {}

export class Upload {
  readonly #transport: Transport;
  readonly #seal: () => Promise<Sealed>;
  readonly #watcher: Watcher;
  #sealed: Pieces | undefined;
  #path: string | undefined;
  /** How far the server has confirmed. */
  #offset = 0;
  /** Whether the server's offset must be asked for before anything is sent. */
  #unsure = false;
  #cancelled = false;

  /** `seal` makes the same submission anew, under a new file key. */
  constructor(transport: Transport, seal: () => Promise<Sealed>, watcher: Watcher) {
    this.#transport = transport;
    this.#seal = seal;
    this.#watcher = watcher;
  }

  /** Goes on until the server has stored all, refuses, or stays silent for too long. */
  async run(): Promise<Outcome> {
    let failures = 0;
    let restarts = 0;
    let furthest = 0;
    let reached = this.#offset;
    for (;;) {
      try {
        await this.#go();
        return "stored";
      } catch (error) {
        if (this.#cancelled) return "cancelled";
        if (error instanceof Refused) return error.outcome;
        if (error instanceof Forgotten) {
          // A server that got further than ever before is counted anew.
          if (this.#offset > furthest) restarts = 0;
          furthest = Math.max(furthest, this.#offset);
          if (++restarts > RESTARTS_MAX) return "unconfirmed";
          this.#forget();
          reached = 0;
          this.#watcher.restarting();
          continue;
        }
        if (!(error instanceof Cut)) throw error;
      }
      failures = this.#offset > reached ? 0 : failures;
      reached = this.#offset;
      const seconds = PATIENCE[failures++];
      if (seconds === undefined) return "unconfirmed";
      this.#unsure = true;
      this.#watcher.waiting(seconds);
      await this.#transport.wait(seconds);
      if (this.#cancelled) return "cancelled";
    }
  }

  /** Stops, and has the server delete what it got. */
  async cancel(): Promise<void> {
    this.#cancelled = true;
    this.#transport.abort();
    if (this.#path) {
      await this.#transport.send({ method: "DELETE", path: this.#path, headers: {} }).catch(() => undefined);
    }
  }

  async #go(): Promise<void> {
    this.#sealed ??= new Pieces(await this.#seal());
    if (!this.#path) await this.#create(this.#sealed);
    if (this.#unsure && (await this.#resume(this.#sealed))) return;
    while (!(await this.#sendPiece(this.#sealed)));
  }

  async #create(sealed: Pieces): Promise<void> {
    const headers = { "Upload-Complete": "?0", "Upload-Length": String(sealed.size) };
    const answer = await this.#ask({ method: "POST", path: UPLOAD_PATH, headers });
    const location = answer.header("Location");
    if (answer.status !== 201 || !location) throw new Cut();
    this.#path = location;
    this.#offset = 0;
    this.#unsure = false;
  }

  /** Asks how far the server got; true when it has stored all. */
  async #resume(sealed: Pieces): Promise<boolean> {
    const answer = await this.#ask({ method: "HEAD", path: this.#known(), headers: {} });
    if (answer.header("Upload-Complete") === "?1") return true;
    this.#moveTo(sealed, offsetOf(answer));
    this.#unsure = false;
    this.#watcher.resuming(this.#thousandths(sealed, this.#offset));
    return false;
  }

  /** Sends what is missing of the current piece; true when the server has stored all. */
  async #sendPiece(sealed: Pieces): Promise<boolean> {
    const piece = await sealed.at(this.#offset);
    const from = this.#offset;
    const end = from + piece.length;
    const last = end === sealed.size;
    let told = false;
    const answer = await this.#ask({
      method: "PATCH",
      path: this.#known(),
      headers: {
        "Content-Type": "application/partial-upload",
        "Upload-Offset": String(from),
        "Upload-Complete": last ? "?1" : "?0",
      },
      body: piece,
      progress: (bytes) => {
        this.#watcher.sent(this.#thousandths(sealed, from + bytes));
        if (last && bytes >= piece.length && !told) {
          told = true;
          this.#watcher.finishing();
        }
      },
    });
    if (answer.status !== 409 && answer.header("Upload-Complete") === "?1") return true;
    this.#moveTo(sealed, offsetOf(answer));
    // No headway, or all there and not said to be stored: ask, after a while.
    if (this.#offset === from || this.#offset === sealed.size) throw new Cut();
    this.#watcher.sent(this.#thousandths(sealed, this.#offset));
    return false;
  }

  async #ask(request: Request): Promise<Answer> {
    if (this.#cancelled) throw new Cut();
    const answer = await this.#transport.send(request).catch(() => {
      throw new Cut();
    });
    if (answer.status === 413) throw new Refused("too-large");
    // In the middle the server keeps what it has, and so does this page: it waits for room.
    if (answer.status === 507) throw this.#offset > 0 ? new Cut() : new Refused("full");
    if (answer.status === 404 && this.#path) throw new Forgotten();
    const goesOn = answer.status === 201 || answer.status === 204 || answer.status === 409;
    if (goesOn) return answer;
    const passes = answer.status === 408 || answer.status === 429 || answer.status >= 500;
    throw passes ? new Cut() : new Refused("refused");
  }

  /** The server is the one to say; what it asks for must still be here. */
  #moveTo(sealed: Pieces, offset: number): void {
    if (!sealed.has(offset)) throw new Forgotten();
    this.#offset = offset;
  }

  #forget(): void {
    this.#sealed?.drop();
    this.#sealed = undefined;
    this.#path = undefined;
    this.#offset = 0;
    this.#unsure = false;
  }

  #known(): string {
    if (!this.#path) throw new Forgotten();
    return this.#path;
  }

  #thousandths(sealed: Pieces, bytes: number): number {
    return Math.floor((bytes * 1000) / sealed.size);
  }
}

function offsetOf(answer: Answer): number {
  const offset = Number(answer.header("Upload-Offset") ?? NaN);
  if (!Number.isSafeInteger(offset) || offset < 0) throw new Cut();
  return offset;
}

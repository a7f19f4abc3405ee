// Resumable upload (docs/protocol.md 3.1). Each piece costs a round trip, and so they are long; the
// first comes with the creation, under a name that is chosen here, so that whatever is cut goes on
// where the server says. What was sent is kept until the server has it.

import { random, toBase64Url } from "./bytes.ts";
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
  body?: Blob;
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
/** Seconds before deleting is tried again, after a cancelled upload. */
const DELETE_PATIENCE: readonly number[] = [1, 2, 4, 8];
/** A server that forgets an upload so many times is not going to keep it. */
const RESTARTS_MAX = 4;
/** Length of an upload's name before it is written as text, in bytes. */
const NAME_BYTES = 32;

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
  #name = "";
  /** Whether the server is known to have begun this upload. */
  #created = false;
  /** Whether the server is asked for room before anything is sent. */
  #careful = false;
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

  /** Stops, and has the server delete the upload. The server may read a cut creation after the first `DELETE`, which it
   * answers with 404, and would keep the creation's bytes: so `DELETE` is sent again. */
  async cancel(): Promise<void> {
    this.#cancelled = true;
    this.#transport.abort();
    if (!this.#name) return;
    const deletion: Request = { method: "DELETE", path: this.#path(), headers: {} };
    for (const seconds of [...DELETE_PATIENCE, 0]) {
      const answer = await this.#transport.send(deletion).catch(() => undefined);
      if (answer?.status === 204 || (answer?.status === 404 && this.#created)) return;
      await this.#transport.wait(seconds);
    }
  }

  async #go(): Promise<void> {
    this.#sealed ??= new Pieces(await this.#seal());
    if (!this.#name) this.#name = toBase64Url(random(NAME_BYTES));
    if (this.#unsure && (await this.#resume(this.#sealed))) return;
    if (!this.#created && this.#careful) await this.#create(this.#sealed);
    while (!(await this.#sendPiece(this.#sealed)));
  }

  /** Asks for room alone: a refusal comes at once, where a browser would first send a whole piece. */
  async #create(sealed: Pieces): Promise<void> {
    const headers = { ...this.#creation(sealed), "Upload-Complete": "?0" };
    const answer = await this.#ask({ method: "POST", path: UPLOAD_PATH, headers });
    if (answer.status !== 201) throw new Cut();
    this.#created = true;
  }

  /** Asks how far the server got; true when it has stored all. */
  async #resume(sealed: Pieces): Promise<boolean> {
    const answer = await this.#ask({ method: "HEAD", path: this.#path(), headers: {} });
    this.#unsure = false;
    if (answer.status === 404) {
      // The first request never got there, or was refused and its answer lost.
      this.#careful = true;
      return false;
    }
    this.#created = true;
    if (answer.header("Upload-Complete") === "?1") return true;
    this.#moveTo(sealed, offsetOf(answer));
    this.#watcher.resuming(this.#thousandths(sealed, this.#offset));
    return false;
  }

  /** Sends what is missing of the current piece; true when the server has stored all. */
  async #sendPiece(sealed: Pieces): Promise<boolean> {
    const piece = await sealed.at(this.#offset);
    const from = this.#offset;
    const last = from + piece.size === sealed.size;
    const headers = this.#created
      ? { "Content-Type": "application/partial-upload", "Upload-Offset": String(from) }
      : this.#creation(sealed);
    let told = false;
    const answer = await this.#ask({
      method: this.#created ? "PATCH" : "POST",
      path: this.#created ? this.#path() : UPLOAD_PATH,
      headers: { ...headers, "Upload-Complete": last ? "?1" : "?0" },
      body: piece,
      progress: (bytes) => {
        this.#watcher.sent(this.#thousandths(sealed, from + bytes));
        if (last && bytes >= piece.size && !told) {
          told = true;
          this.#watcher.finishing();
        }
      },
    });
    this.#created = true;
    if (answer.header("Upload-Complete") === "?1") return true;
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
    if (answer.status === 507) throw (await this.#hasBegun()) ? new Cut() : new Refused("full");
    if (answer.status === 404 && this.#created) throw new Forgotten();
    const isUnknown = answer.status === 404 && request.method === "HEAD";
    const goesOn = answer.status === 201 || answer.status === 204 || answer.status === 409 || isUnknown;
    if (goesOn) return answer;
    const passes = answer.status === 408 || answer.status === 429 || answer.status >= 500;
    throw passes ? new Cut() : new Refused("refused");
  }

  /** Whether the server has anything of this upload, as far as it tells. */
  async #hasBegun(): Promise<boolean> {
    if (this.#offset > 0) return true;
    const head: Request = { method: "HEAD", path: this.#path(), headers: {} };
    const answer = await this.#transport.send(head).catch(() => undefined);
    return Number(answer?.header("Upload-Offset") ?? 0) > 0;
  }

  /** The server is the one to say; what it asks for must still be here. */
  #moveTo(sealed: Pieces, offset: number): void {
    if (!sealed.has(offset)) throw new Forgotten();
    this.#offset = offset;
  }

  #forget(): void {
    this.#sealed?.drop();
    this.#sealed = undefined;
    this.#name = "";
    this.#created = this.#careful = this.#unsure = false;
    this.#offset = 0;
  }

  #creation(sealed: Pieces): Record<string, string> {
    return { "Upload-Name": this.#name, "Upload-Length": String(sealed.size) };
  }

  #path(): string {
    return `${UPLOAD_PATH}/${this.#name}`;
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

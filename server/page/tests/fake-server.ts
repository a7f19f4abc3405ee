// The sources' upload (docs/protocol.md 3.1) as a server would do it, which can be told to cut, to
// forget and to lose answers.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Troubles {
  /** Cut the connection once so many bytes of bodies have come in all; each is used once. */
  cuts?: number[];
  /** Forget every upload once so many bytes have come in all; each is used once. */
  forgets?: number[];
  /** Store the last piece, then cut instead of answering, so many times. */
  lostAnswers?: number;
  /** Cut so many creations before anything of them is taken. */
  lostCreations?: number;
  /** Answer the creation with this status. */
  refusal?: number;
  /** Answer so many requests with 503 first. */
  busy?: number;
  /** Have no room for so many pieces, once something has come. */
  full?: number;
}

interface Stored {
  length: number;
  bytes: Buffer[];
  offset: number;
  complete: boolean;
}

export class FakeServer {
  readonly uploads = new Map<string, Stored>();
  readonly requests: string[] = [];
  /** All bytes of bodies that came, those of cut pieces too. */
  received = 0;
  roster = "";
  #server: Server;
  #troubles: Troubles;

  constructor(troubles: Troubles = {}) {
    this.#troubles = troubles;
    this.#server = createServer((request, response) => void this.#handle(request, response));
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** What is stored whole. */
  complete(): Buffer[] {
    return [...this.uploads.values()].filter((upload) => upload.complete).map((upload) => Buffer.concat(upload.bytes));
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.requests.push(`${request.method} ${request.url}`);
    if ((this.#troubles.busy ?? 0) > 0) {
      this.#troubles.busy = (this.#troubles.busy ?? 0) - 1;
      response.writeHead(503).end();
      return;
    }
    if (request.method === "POST") await this.#create(request, response);
    else await this.#existing(request, response);
  }

  async #create(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if ((this.#troubles.lostCreations ?? 0) > 0) {
      this.#troubles.lostCreations = (this.#troubles.lostCreations ?? 0) - 1;
      request.socket.destroy();
      return;
    }
    if (this.#troubles.refusal) {
      request.resume();
      response.writeHead(this.#troubles.refusal).end();
      return;
    }
    const path = `/upload/${request.headers["upload-name"] as string}`;
    const known = this.uploads.get(path);
    if (known) {
      request.resume();
      response.writeHead(409, state(known)).end();
      return;
    }
    const upload = { length: Number(request.headers["upload-length"]), bytes: [], offset: 0, complete: false };
    this.uploads.set(path, upload);
    await this.#take(request, response, upload, 201, { Location: path });
  }

  async #existing(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const upload = this.uploads.get(request.url ?? "");
    if (!upload) {
      request.resume();
      response.writeHead(404).end();
      return;
    }
    if (request.method === "DELETE") this.uploads.delete(request.url ?? "");
    if (request.method !== "PATCH") {
      response.writeHead(204, state(upload)).end();
      return;
    }
    if (upload.offset > 0 && (this.#troubles.full ?? 0) > 0) {
      this.#troubles.full = (this.#troubles.full ?? 0) - 1;
      request.resume();
      response.writeHead(507).end();
      return;
    }
    if (Number(request.headers["upload-offset"]) !== upload.offset) {
      request.resume();
      response.writeHead(409, state(upload)).end();
      return;
    }
    await this.#take(request, response, upload, 204, {});
  }

  /** One piece, and its answer. */
  async #take(
    request: IncomingMessage,
    response: ServerResponse,
    upload: Stored,
    status: number,
    headers: Record<string, string>,
  ): Promise<void> {
    if (!(await this.#append(request, upload))) return;
    upload.complete = request.headers["upload-complete"] === "?1";
    if (upload.complete && (this.#troubles.lostAnswers ?? 0) > 0) {
      this.#troubles.lostAnswers = (this.#troubles.lostAnswers ?? 0) - 1;
      request.socket.destroy();
      return;
    }
    response.writeHead(status, { ...headers, ...state(upload) }).end();
  }

  /** Keeps what arrived, also of a piece that is cut. */
  async #append(request: IncomingMessage, upload: Stored): Promise<boolean> {
    try {
      for await (const chunk of request as AsyncIterable<Buffer>) {
        this.received += chunk.length;
        upload.bytes.push(chunk);
        upload.offset += chunk.length;
        if (reached(this.#troubles.forgets, this.received)) this.uploads.clear();
        if (reached(this.#troubles.cuts, this.received)) request.socket.destroy();
      }
      return true;
    } catch {
      return false;
    }
  }
}

function state(upload: Stored): Record<string, string> {
  return { "Upload-Offset": String(upload.offset), "Upload-Complete": upload.complete ? "?1" : "?0" };
}

function reached(marks: number[] | undefined, bytes: number): boolean {
  const next = marks?.[0];
  if (next === undefined || bytes < next) return false;
  marks?.shift();
  return true;
}

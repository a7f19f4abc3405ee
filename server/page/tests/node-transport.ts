// HTTP as Node does it, without waiting.

import { request as httpRequest } from "node:http";

import type { Answer, Request, Transport } from "../src/upload.ts";

export class NodeTransport implements Transport {
  readonly waits: number[] = [];
  readonly #base: string;
  #abort: (() => void) | undefined;

  constructor(base: string) {
    this.#base = base;
  }

  async send(request: Request): Promise<Answer> {
    const body = request.body && new Uint8Array(await request.body.arrayBuffer());
    return new Promise((resolve, reject) => {
      const length = { "Content-Length": String(body?.length ?? 0) };
      const headers = { ...request.headers, ...length };
      const sent = httpRequest(this.#base + request.path, { method: request.method, headers, agent: false });
      sent.on("response", (answer) => {
        answer.resume();
        answer.on("end", () =>
          resolve({
            status: answer.statusCode ?? 0,
            header: (name) => (answer.headers[name.toLowerCase()] as string | undefined) ?? null,
          }),
        );
      });
      sent.on("error", reject);
      this.#abort = () => sent.destroy();
      sent.end(body, () => request.progress?.(body?.length ?? 0));
    });
  }

  abort(): void {
    this.#abort?.();
  }

  async wait(seconds: number): Promise<void> {
    this.waits.push(seconds);
  }
}

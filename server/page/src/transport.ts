// HTTP as a browser does it. XMLHttpRequest, since `fetch` does not tell how much of a piece has
// left.

import type { Answer, Request, Transport } from "./upload.ts";

/** No byte of a piece left, and no answer came, for so long: the circuit is dead. */
const STALLED_SECONDS = 180;

export class BrowserTransport implements Transport {
  #current: XMLHttpRequest | undefined;
  #wake: (() => void) | undefined;

  send(request: Request): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const xhr = new XMLHttpRequest();
      let timer: ReturnType<typeof setTimeout>;
      const alive = (): void => {
        clearTimeout(timer);
        timer = setTimeout(() => xhr.abort(), STALLED_SECONDS * 1000);
      };
      xhr.upload.onprogress = (event) => {
        alive();
        request.progress?.(event.loaded);
      };
      xhr.onload = () => resolve({ status: xhr.status, header: (name) => xhr.getResponseHeader(name) });
      xhr.onerror = xhr.onabort = () => reject(new Error("no answer"));
      xhr.onloadend = () => clearTimeout(timer);
      xhr.open(request.method, request.path);
      for (const [name, value] of Object.entries(request.headers)) xhr.setRequestHeader(name, value);
      alive();
      this.#current = xhr;
      // Chromium feeds raw bytes to the network eight times slower than a Blob.
      xhr.send(request.body ?? null);
    });
  }

  abort(): void {
    this.#current?.abort();
    this.#wake?.();
  }

  wait(seconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
      setTimeout(resolve, seconds * 1000);
    });
  }
}

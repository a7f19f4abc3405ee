// What page and worker say to each other. Neither keeps anything beyond its own memory.

import type { Language } from "./codename.ts";
import type { Outcome } from "./upload.ts";

export type ToWorker =
  /** Make a codename. `roster` is given offline; online the worker fetches it. */
  | { do: "prepare"; language: Language; roster: string | undefined }
  | { do: "send"; message: string; files: File[] }
  | { do: "retry" }
  | { do: "cancel" };

/** Why nothing was sent, besides what the server refused. */
export type Failure = Exclude<Outcome, "stored" | "unconfirmed"> | "file" | "roster" | "sealing";

export type FromWorker =
  | { say: "ready"; words: string[] }
  | { say: "sent" | "sealed" | "resuming"; thousandths: number }
  /** How large the sealed letter is. */
  | { say: "size"; bytes: number }
  | { say: "waiting"; seconds: number }
  | { say: "restarting" | "finishing" | "stored" | "unconfirmed" }
  | { say: "saved"; file: Blob }
  | { say: "failed"; failure: Failure };

// The worker: holds the codename, seals and sends, so that the page stays alive meanwhile.

import { generate, replyAddress, words, type Entropy, type Language } from "./codename.ts";
import { newSubmission, seal, SealError, type Letter, type Sealed } from "./envelope.ts";
import { ROSTER_PATH } from "./limits.ts";
import type { Failure, FromWorker, ToWorker } from "./messages.ts";
import { Pieces } from "./pieces.ts";
import { recipients, RosterError } from "./roster.ts";
import { BrowserTransport } from "./transport.ts";
import { PATIENCE, Upload } from "./upload.ts";

interface Prepared {
  language: Language;
  entropy: Entropy;
  roster: string | undefined;
}

const say = (message: FromWorker): void => postMessage(message);
let prepared: Prepared | undefined;
let upload: Upload | undefined;

export function work(): void {
  onmessage = ({ data }: MessageEvent<ToWorker>) => {
    handle(data).catch((error: unknown) => say({ say: "failed", failure: failureOf(error) }));
  };
}

async function handle(message: ToWorker): Promise<void> {
  switch (message.do) {
    case "prepare": {
      const { language, roster } = message;
      prepared = { language, entropy: generate(), roster };
      if (roster !== undefined) recipients(roster, today());
      say({ say: "ready", words: words(prepared.entropy, language) });
      return;
    }
    case "send":
      await begin(message.message, message.files);
      return;
    case "retry":
      await run();
      return;
    case "cancel":
      await upload?.cancel();
  }
}

async function begin(message: string, files: File[]): Promise<void> {
  if (!prepared) throw new SealError("empty");
  const { language, entropy, roster } = prepared;
  const submission = newSubmission(); // kept by every try of this letter; an edited letter is another
  const sealedBy = roster === undefined ? "page" : "offline";
  const letter: Letter = { language, sealedBy, submission, reply: await replyAddress(entropy), message, files };
  if (roster !== undefined) {
    say({ say: "saved", file: await save(await measured(seal(letter, recipients(roster, today())))) });
    return;
  }
  let keys: string[] | undefined;
  const sealAnew = async (): Promise<Sealed> =>
    measured(seal(letter, (keys ??= recipients(await fetchRoster(), today()))));
  upload = new Upload(new BrowserTransport(), sealAnew, {
    sent: (thousandths) => say({ say: "sent", thousandths }),
    waiting: (seconds) => say({ say: "waiting", seconds }),
    resuming: (thousandths) => say({ say: "resuming", thousandths }),
    restarting: () => say({ say: "restarting" }),
    finishing: () => say({ say: "finishing" }),
  });
  await run();
}

async function measured(sealing: Promise<Sealed>): Promise<Sealed> {
  const sealed = await sealing;
  say({ say: "size", bytes: sealed.size });
  return sealed;
}

async function run(): Promise<void> {
  const outcome = await upload?.run();
  if (outcome === "stored") prepared?.entropy.fill(0);
  if (outcome === "stored" || outcome === "unconfirmed") say({ say: outcome });
  else if (outcome) say({ say: "failed", failure: outcome });
}

/** The whole age file, on the source's own machine, where there is nowhere to stream it to. */
async function save(sealed: Sealed): Promise<Blob> {
  const pieces = new Pieces(sealed);
  const blobs: Blob[] = [];
  for (let length = 0; length < sealed.size; ) {
    const piece = await pieces.at(length);
    blobs.push(piece);
    length += piece.size;
    say({ say: "sealed", thousandths: Math.floor((length * 1000) / sealed.size) });
  }
  return new Blob(blobs, { type: "application/octet-stream" });
}

async function fetchRoster(): Promise<string> {
  for (const seconds of PATIENCE) {
    try {
      const answer = await fetch(ROSTER_PATH);
      if (answer.ok) return await answer.text();
    } catch {
      // the connection was cut
    }
    say({ say: "waiting", seconds });
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  }
  throw new RosterError("out of reach");
}

/** The only look at the clock: an expired roster must not be sealed to. */
function today(): string {
  return new Date().toISOString().slice(0, 10);
}

function failureOf(error: unknown): Failure {
  if (error instanceof RosterError) return "roster";
  return error instanceof SealError && error.problem === "file" ? "file" : "sealing";
}

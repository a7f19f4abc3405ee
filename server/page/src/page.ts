// The page: shows which protection is active, then one part of itself at a time. The worker does
// the work.

import { Chosen } from "./chosen.ts";
import type { Language } from "./codename.ts";
import { problemOf } from "./envelope.ts";
import type { Failure, FromWorker, ToWorker } from "./messages.ts";
import { textsOf, type Say } from "./texts.ts";

/** Where the worker comes from, and the roster when there is no server to ask. */
export interface Ground {
  worker: () => Worker;
  roster: string | undefined;
}

type Part = "letter" | "sending" | "done" | "unconfirmed" | "failed";

const PARTS: readonly Part[] = ["letter", "sending", "done", "unconfirmed", "failed"];
/** What refused things are called in the page's texts. */
const FAILURE_TEXTS: Record<Failure, string> = {
  file: "failed-file",
  roster: "failed-roster",
  sealing: "failed-sealing",
  refused: "failed-refused",
  cancelled: "failed-cancelled",
  "too-large": "failed-large",
  full: "failed-full",
};
/** A screen reader is told at each of so many thousandths. */
const ALOUD_STEP = 100;

export function show(ground: Ground): void {
  new Page(ground).prepare();
}

class Page {
  readonly #ground: Ground;
  readonly #say: Say;
  readonly #language: Language;
  readonly #chosen: Chosen;
  #worker: Worker | undefined;
  #words: string[] = [];
  #wanted = false;
  #aloud = -1;
  #saved: string | undefined;

  constructor(ground: Ground) {
    this.#ground = ground;
    this.#say = textsOf(document);
    this.#language = document.documentElement.lang === "en" ? "en" : "fr";
    const list = { list: byId("chosen"), total: byId("total"), input: byId<HTMLInputElement>("files") };
    this.#chosen = new Chosen(list, this.#say, this.#language);
  }

  prepare(): void {
    this.#protection("checking");
    byId("begin-form").addEventListener("submit", this.#begin);
    byId("letter").addEventListener("submit", this.#send);
    document.getElementById("cancel")?.addEventListener("click", () => this.#tell({ do: "cancel" }));
    byId("retry").addEventListener("click", () => this.#sendAgain());
    byId("again").addEventListener("click", () => this.#open("letter"));
    try {
      const worker = this.#ground.worker();
      worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#hear(data);
      worker.onerror = () => this.#broken();
      this.#worker = worker;
      this.#tell({ do: "prepare", language: this.#language, roster: this.#ground.roster });
    } catch {
      this.#broken();
    }
  }

  #begin = (event: Event): void => {
    if (!this.#worker) return; // the form goes to the server, which seals
    event.preventDefault();
    this.#wanted = true;
    if (this.#words.length > 0) this.#write();
  };

  #write(): void {
    byId("words").replaceChildren(
      ...this.#words.map((word) => {
        const item = document.createElement("li");
        item.textContent = word;
        return item;
      }),
    );
    byId("reading").hidden = true;
    // The other language is another page, with another codename.
    document.querySelector(".languages")?.setAttribute("hidden", "");
    byId("writing").hidden = false;
    this.#open("letter");
    addEventListener("beforeunload", stay);
  }

  #send = (event: Event): void => {
    event.preventDefault();
    const typed = byId<HTMLTextAreaElement>("message").value;
    const message = typed.trim() === "" ? "" : typed;
    const problem = this.#problem(message);
    byId("problem").textContent = problem ? this.#say(problem) : "";
    byId("kept").setAttribute("aria-invalid", String(problem === "keep"));
    if (problem) {
      byId(problem === "keep" ? "kept" : "message").focus();
      return;
    }
    this.#progress(undefined, "preparing");
    this.#open("sending");
    this.#tell({ do: "send", message, files: [...this.#chosen.files] });
  };

  #problem(message: string): string | undefined {
    if (!byId<HTMLInputElement>("kept").checked) return "keep";
    const largest = Number(byId("writing").dataset["largest"]);
    if (this.#chosen.bytes > largest) return "too-large";
    return problemOf(message, this.#chosen.files);
  }

  #sendAgain(): void {
    this.#open("sending");
    this.#tell({ do: "retry" });
  }

  #hear(message: FromWorker): void {
    switch (message.say) {
      case "ready":
        this.#words = message.words;
        this.#protection("browser");
        if (this.#wanted) this.#write();
        break;
      case "sent":
        this.#progress(message.thousandths, "percent");
        break;
      case "sealed":
        this.#progress(message.thousandths, "percent-sealed");
        break;
      case "resuming":
        this.#progress(message.thousandths, "resuming");
        break;
      case "waiting":
        this.#stage(this.#say("waiting", { seconds: message.seconds }), true);
        break;
      case "restarting":
        this.#progress(0, "restarting");
        break;
      case "finishing":
        this.#stage(this.#say("finishing"), true);
        break;
      case "stored":
        this.#finish();
        break;
      case "saved":
        this.#offer(message.file);
        break;
      case "unconfirmed":
        this.#open("unconfirmed");
        break;
      case "failed":
        this.#fail(message.failure);
    }
  }

  #progress(thousandths: number | undefined, stage: string): void {
    const bar = byId<HTMLProgressElement>("progress");
    if (thousandths === undefined) {
      bar.removeAttribute("value");
      this.#aloud = -1;
    } else {
      bar.value = thousandths;
    }
    const step = Math.floor((thousandths ?? 0) / ALOUD_STEP);
    const aloud = step !== this.#aloud || !stage.startsWith("percent");
    this.#aloud = step;
    this.#stage(this.#say(stage, { percent: Math.floor((thousandths ?? 0) / 10) }), aloud);
  }

  #stage(text: string, aloud: boolean): void {
    byId("stage").textContent = text;
    if (aloud) byId("stage-aloud").textContent = text;
  }

  /** The server has it: nothing of it needs to stay here. */
  #finish(): void {
    this.#worker?.terminate();
    byId("words").replaceChildren();
    byId<HTMLTextAreaElement>("message").value = "";
    this.#chosen.clear();
    this.#words = [];
    removeEventListener("beforeunload", stay);
    this.#open("done");
  }

  #offer(file: Blob): void {
    if (this.#saved) URL.revokeObjectURL(this.#saved);
    this.#saved = URL.createObjectURL(file);
    byId<HTMLAnchorElement>("save").href = this.#saved;
    this.#open("done");
  }

  #fail(failure: Failure): void {
    if (byId("writing").hidden) {
      this.#broken();
      return;
    }
    byId("failure").textContent = this.#say(FAILURE_TEXTS[failure]);
    this.#open("failed");
  }

  /** This browser cannot seal: the form goes to the server, as it does without script. */
  #broken(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    if (!byId("writing").hidden) {
      byId("failure").textContent = this.#say(FAILURE_TEXTS.sealing);
      this.#open("failed");
      return;
    }
    this.#protection("server");
    const online = this.#ground.roster === undefined;
    for (const why of document.querySelectorAll<HTMLElement>("[data-why]")) why.hidden = why.dataset["why"] === "off";
    if (this.#wanted && online) byId<HTMLFormElement>("begin-form").submit();
  }

  #protection(active: "checking" | "browser" | "server"): void {
    for (const panel of document.querySelectorAll<HTMLElement>("[data-active]")) {
      panel.hidden = panel.dataset["active"] !== active;
    }
    if (this.#ground.roster !== undefined) byId("begin-form").hidden = active === "server";
  }

  #open(part: Part): void {
    for (const other of PARTS) byId(other).hidden = other !== part;
    scrollTo(0, 0);
    byId(part).querySelector<HTMLElement>("h1")?.focus();
  }

  #tell(message: ToWorker): void {
    this.#worker?.postMessage(message);
  }
}

/** A page that is closed before the server has it all loses it. */
function stay(event: Event): void {
  event.preventDefault();
}

function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page has no #${id}`);
  return element as T;
}

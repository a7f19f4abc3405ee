// The page: shows which protection is active, then one part of itself at a time. The worker does
// the work.

import { isBlank } from "./blank.ts";
import { Chosen, type Fact } from "./chosen.ts";
import type { Language } from "./codename.ts";
import { problemOf } from "./envelope.ts";
import type { Failure, FromWorker, ToWorker } from "./messages.ts";
import { Progress } from "./progress.ts";
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
type Problem = "empty" | "message-long" | "too-many" | "too-large" | "file-too-large" | "file";
type Field = "message" | "files";

/** Beside which field each problem is told. */
const FIELDS: Record<Problem, Field> = {
  empty: "message",
  "message-long": "message",
  "too-many": "files",
  "too-large": "files",
  "file-too-large": "files",
  file: "files",
};
/** What stands between a page's heading and the desk's name in its title. */
const TITLE_SEPARATOR = " · ";

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
  #saved: string | undefined;
  readonly #progress: Progress;
  /** What the tab is called while the page is read. */
  readonly #title = document.title;
  #part: Part | undefined;
  #problem: Problem | undefined;
  /** What was sent, for the confirmation. */
  #facts: Fact[] = [];

  constructor(ground: Ground) {
    this.#ground = ground;
    this.#say = textsOf(document);
    this.#language = document.documentElement.lang === "en" ? "en" : "fr";
    const list = { list: byId("chosen"), total: byId("total"), input: byId<HTMLInputElement>("files") };
    this.#chosen = new Chosen(list, this.#say, this.#language, () => this.#changed());
    const progress = { bar: byId<HTMLProgressElement>("progress"), stage: byId("stage"), spoken: byId("stage-aloud") };
    this.#progress = new Progress(progress, this.#say, this.#language);
  }

  prepare(): void {
    this.#protection("checking");
    byId("begin-form").addEventListener("submit", this.#begin);
    byId("letter").addEventListener("submit", this.#send);
    byId("message").addEventListener("input", () => this.#changed());
    addEventListener("popstate", () => this.#move());
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
    if (this.#part === "done" && this.#ground.roster === undefined) {
      location.reload(); // another submission has another codename
      return;
    }
    this.#wanted = true;
    if (this.#words.length > 0) this.#write();
  };

  #write(): void {
    byId("words").replaceChildren(...this.#words.map((word) => item(word)));
    history.pushState("writing", "");
    this.#turn(true);
    this.#open(this.#part ?? "letter");
    addEventListener("beforeunload", stay);
  }

  /** Shows what is to be read, or what is to be written; nothing is lost of either. */
  #turn(isWriting: boolean): void {
    byId("reading").hidden = isWriting;
    byId("writing").hidden = !isWriting;
    // The other language is another page, with another codename.
    document.querySelector(".languages")?.toggleAttribute("hidden", isWriting || this.#words.length > 0);
  }

  /** The browser's own way back and forth. What is under way stays in sight. */
  #move(): void {
    if (this.#part === "sending") {
      if (history.state !== "writing") history.pushState("writing", "");
      return;
    }
    const isWriting = history.state === "writing" && this.#part !== undefined;
    this.#turn(isWriting);
    if (isWriting) {
      this.#open(this.#part ?? "letter");
    } else {
      document.title = this.#title;
      scrollTo(0, 0);
      byId("content").focus();
    }
  }

  #send = (event: Event): void => {
    event.preventDefault();
    const typed = byId<HTMLTextAreaElement>("message").value;
    const message = isBlank(typed) ? "" : typed;
    const problem = this.#find(message);
    this.#complain(problem);
    if (problem) {
      byId(FIELDS[problem]).focus();
      return;
    }
    this.#facts = [{ text: this.#say(message === "" ? "no-message" : "with-message") }, ...this.#chosen.facts];
    this.#progress.begin();
    this.#open("sending");
    this.#tell({ do: "send", message, files: [...this.#chosen.files] });
  };

  #find(message: string): Problem | undefined {
    const largest = Number(byId("writing").dataset["largest"]);
    if (this.#chosen.files.some((file) => file.size > largest)) return "file-too-large";
    if (this.#chosen.bytes > largest) return "too-large";
    return problemOf(message, this.#chosen.files);
  }

  /** Tells a problem beside the field that has it. */
  #complain(problem: Problem | undefined): void {
    this.#problem = problem;
    const told = byId("problem");
    if (problem) byId(FIELDS[problem]).closest("section")?.append(told);
    told.textContent = problem ? this.#say(problem) : "";
    for (const field of ["message", "files"] as const) {
      byId(field).setAttribute("aria-invalid", String(problem !== undefined && FIELDS[problem] === field));
    }
  }

  /** Something was written, added or taken out: a problem that is mended goes. */
  #changed(): void {
    const typed = byId<HTMLTextAreaElement>("message").value;
    if (this.#problem && this.#find(isBlank(typed) ? "" : typed) !== this.#problem) this.#complain(undefined);
    // What was sealed beforehand has its own words.
    const isSealed = this.#chosen.areSealed && isBlank(typed);
    byId("own-words").hidden = isSealed;
    byId("other-words").hidden = !isSealed;
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
      case "size":
        this.#progress.measure(message.bytes);
        break;
      case "sent":
        this.#progress.move(message.thousandths, "sent");
        break;
      case "sealed":
        this.#progress.move(message.thousandths, "sealed");
        break;
      case "resuming":
        this.#progress.resume(message.thousandths);
        break;
      case "waiting":
        this.#progress.tell("waiting", { seconds: message.seconds });
        break;
      case "restarting":
        this.#progress.restart();
        break;
      case "finishing":
        this.#progress.tell("finishing");
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

  /** The server has it: nothing of it needs to stay here. */
  #finish(): void {
    this.#worker?.terminate();
    byId("words").replaceChildren();
    byId<HTMLTextAreaElement>("message").value = "";
    byId("facts").replaceChildren(...this.#facts.map(({ text, isBad }) => item(text, isBad ? "bad" : "")));
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
    this.#part = part;
    for (const other of PARTS) byId(other).hidden = other !== part;
    scrollTo(0, 0);
    const heading = byId(part).querySelector<HTMLElement>("h1");
    const desk = this.#title.slice(this.#title.indexOf(TITLE_SEPARATOR));
    document.title = `${heading?.textContent ?? ""}${desk}`;
    heading?.focus();
  }

  #tell(message: ToWorker): void {
    this.#worker?.postMessage(message);
  }
}

function item(text: string, kind = ""): HTMLElement {
  const item = document.createElement("li");
  item.textContent = text;
  item.className = kind;
  return item;
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

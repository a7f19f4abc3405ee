// How far sealing or sending has come: in sizes, and with the time that is left.

import { sizeText, type Say } from "./texts.ts";

/** A screen reader is told at each of so many thousandths. */
const ALOUD_STEP = 100;
/** The pace is that of the last minute, once some seconds of it are known. */
const PACE_MS = 60_000;
const PACE_LEAST_MS = 5_000;
const MINUTE_MS = 60_000;

export class Progress {
  readonly #bar: HTMLProgressElement;
  readonly #stage: HTMLElement;
  readonly #spoken: HTMLElement;
  readonly #say: Say;
  readonly #language: string;
  #size = 0;
  /** How far it had come when the server forgot all: until it is there again the bar stands still. */
  #furthest = 0;
  #aloud = -1;
  #pace: { at: number; thousandths: number }[] = [];

  constructor(page: { bar: HTMLProgressElement; stage: HTMLElement; spoken: HTMLElement }, say: Say, language: string) {
    this.#bar = page.bar;
    this.#stage = page.stage;
    this.#spoken = page.spoken;
    this.#say = say;
    this.#language = language;
  }

  begin(): void {
    this.#bar.removeAttribute("value");
    this.#furthest = 0;
    this.#aloud = -1;
    this.#pace = [];
    this.tell("preparing");
  }

  measure(size: number): void {
    this.#size = size;
  }

  move(thousandths: number, stage: "sent" | "sealed"): void {
    const isAgain = thousandths < this.#furthest;
    if (!isAgain) this.#bar.value = thousandths;
    const text = this.#say(isAgain ? "sent-again" : stage, this.#values(thousandths));
    const left = this.#left(thousandths);
    const step = Math.floor(thousandths / ALOUD_STEP);
    this.#show(left ? `${text} · ${left}` : text, step !== this.#aloud);
    this.#aloud = step;
  }

  resume(thousandths: number): void {
    this.#show(this.#say("resuming", this.#values(thousandths)), true);
  }

  restart(): void {
    this.#furthest = Math.max(this.#furthest, this.#bar.value);
    this.#pace = [];
    this.tell("restarting");
  }

  /** Something that is no number of bytes. */
  tell(stage: "preparing" | "restarting" | "finishing" | "waiting", values: { seconds?: number } = {}): void {
    this.#show(this.#say(stage, values as Record<string, number>), true);
  }

  #values(thousandths: number): Record<string, string | number> {
    const text = (bytes: number): string => sizeText(this.#say, bytes, this.#language);
    const done = text((this.#size * thousandths) / 1000);
    return { percent: Math.floor(thousandths / 10), done, size: text(this.#size) };
  }

  #left(thousandths: number): string {
    const now = performance.now();
    this.#pace = [...this.#pace.filter(({ at }) => now - at < PACE_MS), { at: now, thousandths }];
    const [first] = this.#pace;
    if (!first || now - first.at < PACE_LEAST_MS || thousandths <= first.thousandths) return "";
    const left = ((1000 - thousandths) * (now - first.at)) / (thousandths - first.thousandths);
    if (left < MINUTE_MS) return this.#say("left-soon");
    return this.#say("left", { minutes: Math.ceil(left / MINUTE_MS) });
  }

  #show(text: string, aloud: boolean): void {
    this.#stage.textContent = text;
    if (aloud) this.#spoken.textContent = text;
  }
}

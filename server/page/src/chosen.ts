// The files that a source has chosen so far: shown, and taken out again.

import { sealedAlready, type Sealed } from "./recognise.ts";
import { sizeText, type Say } from "./texts.ts";

/** Something that the confirmation says of a letter. */
export interface Fact {
  text: string;
  /** Whether it went wrong. */
  isBad?: boolean;
}

/** A file, and whether it was sealed before. */
interface Choice {
  file: File;
  sealed: Sealed | undefined;
}

export class Chosen {
  #choices: Choice[] = [];
  readonly #list: HTMLElement;
  readonly #total: HTMLElement;
  readonly #input: HTMLInputElement;
  readonly #say: Say;
  readonly #language: string;
  readonly #changed: () => void;

  constructor(
    page: { list: HTMLElement; total: HTMLElement; input: HTMLInputElement },
    say: Say,
    language: string,
    changed: () => void,
  ) {
    this.#list = page.list;
    this.#total = page.total;
    this.#input = page.input;
    this.#say = say;
    this.#language = language;
    this.#changed = changed;
    this.#input.addEventListener("change", () => this.#add());
  }

  get files(): readonly File[] {
    return this.#choices.map(({ file }) => file);
  }

  get bytes(): number {
    return this.#choices.reduce((sum, { file }) => sum + file.size, 0);
  }

  /** Whether all of them were sealed before, and there are some. */
  get areSealed(): boolean {
    return this.#choices.length > 0 && this.#choices.every(({ sealed }) => sealed);
  }

  /** What there is, for the confirmation. */
  get facts(): Fact[] {
    const count = this.#choices.length;
    if (count === 0) return [{ text: this.#say("no-file") }];
    const kinds = (["age", "openpgp", "spoiled"] as const).map((kind) => ({
      name: `files-${kind}`,
      count: this.#choices.filter(({ sealed }) => sealed === kind).length,
    }));
    const told = kinds
      .filter(({ count }) => count > 0)
      .map(({ name, count }) => ({ text: this.#say(name, { count }), isBad: name === "files-spoiled" }));
    return [{ text: this.#sum() }, ...told];
  }

  clear(): void {
    this.#choices = [];
    this.#input.value = "";
    this.#show();
  }

  #add(): void {
    for (const file of this.#input.files ?? []) {
      const choice: Choice = { file, sealed: undefined };
      this.#choices.push(choice);
      // A file that cannot be read is told when it is sealed.
      sealedAlready(file).then(
        (sealed) => {
          choice.sealed = sealed;
          if (sealed) this.#show();
        },
        () => undefined,
      );
    }
    this.#input.value = "";
    this.#show();
  }

  #show(): void {
    this.#list.replaceChildren(...this.#choices.map((choice) => this.#row(choice)));
    this.#total.textContent = this.#choices.length > 0 ? this.#sum() : "";
    this.#changed();
  }

  #sum(): string {
    const size = sizeText(this.#say, this.bytes, this.#language);
    return this.#say("files-total", { count: this.#choices.length, size });
  }

  #row(choice: Choice): HTMLElement {
    const { file, sealed } = choice;
    const row = document.createElement("li");
    const remove = document.createElement("button");
    remove.type = "button";
    remove.textContent = "×";
    remove.setAttribute("aria-label", this.#say("file-remove", { name: file.name }));
    remove.addEventListener("click", () => {
      this.#choices = this.#choices.filter((other) => other !== choice);
      this.#show();
      this.#input.focus();
    });
    row.append(cell(file.name), cell(sizeText(this.#say, file.size, this.#language)), remove);
    if (sealed) {
      const note = document.createElement("small");
      note.textContent = this.#say(sealed === "spoiled" ? "file-spoiled" : "file-sealed");
      row.append(note);
    }
    return row;
  }
}

function cell(text: string): HTMLElement {
  const cell = document.createElement("bdi");
  cell.textContent = text;
  return cell;
}

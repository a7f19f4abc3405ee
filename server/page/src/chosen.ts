// The files that a source has chosen so far: shown, and taken out again.

import { sizeText, type Say } from "./texts.ts";

export class Chosen {
  #files: File[] = [];
  readonly #list: HTMLElement;
  readonly #total: HTMLElement;
  readonly #input: HTMLInputElement;
  readonly #say: Say;
  readonly #language: string;

  constructor(page: { list: HTMLElement; total: HTMLElement; input: HTMLInputElement }, say: Say, language: string) {
    this.#list = page.list;
    this.#total = page.total;
    this.#input = page.input;
    this.#say = say;
    this.#language = language;
    this.#input.addEventListener("change", () => this.#add());
  }

  get files(): readonly File[] {
    return this.#files;
  }

  get bytes(): number {
    return this.#files.reduce((sum, file) => sum + file.size, 0);
  }

  clear(): void {
    this.#files = [];
    this.#input.value = "";
    this.#show();
  }

  #add(): void {
    this.#files.push(...(this.#input.files ?? []));
    this.#input.value = "";
    this.#show();
  }

  #show(): void {
    this.#list.replaceChildren(...this.#files.map((file) => this.#row(file)));
    const size = sizeText(this.#say, this.bytes, this.#language);
    const count = this.#files.length;
    this.#total.textContent = count > 0 ? this.#say("files-total", { count, size }) : "";
  }

  #row(file: File): HTMLElement {
    const row = document.createElement("li");
    const remove = document.createElement("button");
    remove.type = "button";
    remove.textContent = "×";
    remove.setAttribute("aria-label", this.#say("file-remove", { name: file.name }));
    remove.addEventListener("click", () => {
      this.#files = this.#files.filter((other) => other !== file);
      this.#show();
      this.#input.focus();
    });
    row.append(cell(file.name), cell(sizeText(this.#say, file.size, this.#language)), remove);
    return row;
  }
}

function cell(text: string): HTMLElement {
  const cell = document.createElement("bdi");
  cell.textContent = text;
  return cell;
}

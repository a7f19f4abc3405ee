// What the script says: the page brings it, in its own language.

export type Values = Record<string, string | number>;
export type Say = (name: string, values?: Values) => string;

/** Reads the page's texts. What stands in braces is filled in. */
export function textsOf(page: Document): Say {
  const texts = new Map<string, string>();
  const template = page.querySelector<HTMLTemplateElement>("#texts");
  for (const text of template?.content.querySelectorAll<HTMLElement>("[data-text]") ?? []) {
    texts.set(text.dataset["text"] ?? "", text.textContent ?? "");
  }
  return (name, values = {}) =>
    (texts.get(name) ?? "").replace(/\{(\w+)\}/g, (whole, key: string) => String(values[key] ?? whole));
}

/** A size for people, with three significant digits. */
export function sizeText(say: Say, bytes: number, language: string): string {
  const units = say("units").split(" ");
  let size = bytes;
  let power = 0;
  while (size >= 1024 && power < units.length - 1) {
    size /= 1024;
    power++;
  }
  const digits = power > 0 && size < 100 ? 1 : 0;
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(size);
  return `${number}\u00a0${units[power] ?? ""}`;
}

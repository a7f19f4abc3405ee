// What a person would call nothing (protocol/src/text/shown.rs).

const NOTHING = /^[\s\p{Cc}\p{DI}\u{2800}\u{2028}-\u{202e}\u{2060}-\u{206f}\u{fff9}-\u{fffb}]*$/u;

/** Whether no character of a text can be seen. */
export function isBlank(text: string): boolean {
  return NOTHING.test(text);
}

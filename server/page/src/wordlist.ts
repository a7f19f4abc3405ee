// A word list as the script holds it: before each word's own end, how many letters it shares with
// the word before (server/build.rs writes it so).

/** The words of a folded list. */
export function unfold(folded: string): string[] {
  let before = "";
  return Array.from(folded.matchAll(/(\d)(\D+)/g), ([, shared, end]) => (before = before.slice(0, Number(shared)) + end));
}

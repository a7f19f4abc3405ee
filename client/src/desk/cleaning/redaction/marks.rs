//! Marks in a plain text, each in the place of a text that is not published.

use super::search::{Letters, Needle};

/// What stands for a text, however long it is.
const MARK: &str = "█████";

/// A text with marks, and how many there are. What stands on two lines has a mark on each.
pub(super) fn marked(text: &str, needles: &[Needle]) -> (String, usize) {
    let (mut text, mut count) = (text.to_owned(), 0);
    for needle in needles {
        // With a mark between them, what stood apart may be one text: each time there are fewer
        // letters.
        loop {
            let found = Letters::of(&text).find(needle);
            if found.is_empty() {
                break;
            }
            for (first, last) in found.into_iter().rev() {
                let end = text.len() - rest(&text, last).len();
                let Some((before, after)) = text.get(..first).zip(text.get(end..)) else {
                    continue;
                };
                let lines = text
                    .get(first..end)
                    .map_or(1, |inside| inside.split('\n').count());
                let marks = vec![MARK; lines].join("\n");
                text = format!("{before}{marks}{after}");
                count += lines;
            }
        }
    }
    (text, count)
}

/// What stands behind the character at this byte and the marks on it.
fn rest(text: &str, last: usize) -> &str {
    let behind = text.get(last..).unwrap_or_default();
    let mut characters = behind.chars();
    characters.next();
    characters
        .as_str()
        .trim_start_matches(super::search::is_hidden)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, needles: &[&str]) -> String {
        let needles = needles.iter().map(|needle| Needle::of(needle).unwrap());
        marked(text, &needles.collect::<Vec<_>>()).0
    }

    #[test]
    fn the_mark_does_not_tell_what_stood_there() {
        for (text, marked) in [
            ("de Li, hier", "de █████, hier"),
            ("de Maximilien, hier", "de █████, hier"),
            ("de MAXI\u{301}MILIEN\u{302}, hier", "de █████, hier"),
            ("de Maxi\u{200b}milien hier", "de █████ hier"),
            ("de Maxi-\nmilien hier", "de █████\n█████ hier"),
            ("Maximilien", "█████"),
            ("Li li LI, lit", "█████ █████ █████, lit"),
        ] {
            assert_eq!(of(text, &["maximilien", "Li"]), marked, "{text}");
        }
    }

    #[test]
    fn what_a_mark_brings_together_goes_too() {
        assert_eq!(of("ma maximilien ximilien", &["Maximilien"]), "█████");
        let (text, count) = marked("aucun nom", &[Needle::of("Maximilien").unwrap()]);
        assert_eq!((text.as_str(), count), ("aucun nom", 0));
    }
}

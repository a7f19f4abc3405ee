//! Characters that look like others or like nothing, and spaces that say more than that a word
//! ends: marks of one copy among many.

use std::collections::BTreeMap;

use sourdine_decoder::look::trace::{PlacedWord, Trace, TraceKind};
use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategory as Category, UnicodeGeneralCategory};
use unicode_security::{MixedScript, confusable_detection::skeleton};

use super::inspected::{Inspection, Text};
use crate::desk::cleaning::text::{Role, role};

/// How many letters a word has that may be written in another alphabet throughout.
const WORD_MIN: usize = 2;
/// A line with more wide gaps than this is a table.
const GAPS_MAX: usize = 2;
/// How many words around a mark are repeated.
const EXAMPLES: usize = 3;

/// Adds what the characters of a document give away.
pub(super) fn look(inspection: &mut Inspection) {
    let latin = is_latin(&inspection.texts);
    let mut found = Vec::new();
    for text in &inspection.texts {
        let mut marks = Marks::default();
        marks.read(text, latin);
        found.extend(marks.traces(text));
    }
    inspection.add(found);
}

/// Whether most letters of a document are Latin.
fn is_latin(texts: &[Text]) -> bool {
    let words = texts.iter().flat_map(|text| &text.words);
    let letters = words.flat_map(|word| word.text.chars().filter(|c| c.is_alphabetic()));
    let (all, latin) = letters.fold((0_usize, 0_usize), |(all, latin), c| {
        (all + 1, latin + usize::from(is_of_latin(c)))
    });
    latin * 2 > all
}

fn is_of_latin(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}')
}

/// What is found, each with how often and where.
#[derive(Default)]
struct Marks {
    found: BTreeMap<(TraceKind, String), Found>,
}

#[derive(Default)]
struct Found {
    count: usize,
    examples: Vec<String>,
}

impl Marks {
    fn note(&mut self, kind: TraceKind, what: &str, example: &str) {
        let found = self.found.entry((kind, what.to_owned())).or_default();
        found.count += 1;
        if found.examples.len() < EXAMPLES {
            found.examples.push(shown(example.trim()));
        }
    }

    fn read(&mut self, text: &Text, latin: bool) {
        for word in &text.words {
            for c in word.text.chars() {
                if is_hidden(c, text.is_placed) {
                    self.note(TraceKind::HiddenCharacter, &name(c), &word.text);
                } else if is_odd_space(c) {
                    self.note(TraceKind::OddSpace, &name(c), &word.text);
                }
            }
            if latin && is_homoglyph(&word.text) {
                self.note(TraceKind::Homoglyph, "", &word.text);
            }
        }
        // On a page, gaps are layout.
        if !text.is_placed {
            self.read_gaps(&text.words);
        }
    }

    fn read_gaps(&mut self, words: &[PlacedWord]) {
        let mut line: Vec<&PlacedWord> = Vec::new();
        for word in words {
            line.push(word);
            let is_end = word.text.contains('\n');
            if !is_end {
                continue;
            }
            if let Some((_, behind)) = ends_in_blanks(&word.text) {
                self.note(
                    TraceKind::TrailingSpace,
                    "",
                    &format!("{}{behind}", word.text),
                );
            }
            self.read_line(&line);
            line.clear();
        }
        if let Some((last, _)) = line.last().map(|word| (word, ()))
            && last.text.ends_with([' ', '\t'])
        {
            self.note(TraceKind::TrailingSpace, "", &last.text);
        }
        self.read_line(&line);
    }

    fn read_line(&mut self, line: &[&PlacedWord]) {
        let within = line.split_last().map_or(line, |(_, within)| within);
        // Three spaces and more put columns under each other.
        let is_double = |word: &str| word.ends_with("  ") && !word.ends_with("   ");
        let wide = within.iter().filter(|word| is_double(&word.text));
        if wide.clone().count() <= GAPS_MAX {
            for word in wide {
                self.note(TraceKind::DoubleSpace, "", &word.text);
            }
        }
    }

    fn traces(self, text: &Text) -> Vec<Trace> {
        let traces = self.found.into_iter().map(|((kind, what), found)| {
            let what = if what.is_empty() {
                String::new()
            } else {
                format!("{what} ")
            };
            let told = format!("{what}× {}: {}", found.count, found.examples.join(" · "));
            Trace {
                page: text.page,
                part: text.part.clone(),
                ..Trace::new(kind, &told)
            }
        });
        traces.collect()
    }
}

/// Blanks between a word and the end of its line.
fn ends_in_blanks(word: &str) -> Option<(&str, &str)> {
    let (before, _) = word.split_once('\n')?;
    let before = before.trim_end_matches('\r');
    let stays = before.trim_end_matches([' ', '\t']);
    (stays.len() < before.len()).then(|| before.split_at_checked(stays.len()))?
}

fn name(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
}

/// A word in which what cannot be seen, or is not Latin, is named.
pub(super) fn shown(word: &str) -> String {
    let parts = word.chars().map(|c| match role(c) {
        Role::Hidden => format!("[{}]", name(c)),
        Role::Space if c != ' ' && c != '\n' => format!("[{}]", name(c)),
        Role::Seen if is_lookalike(c) => format!("{c}[{}]", name(c)),
        Role::Seen | Role::Mark | Role::Space => c.to_string(),
    });
    parts.collect()
}

/// Whether a character is drawn as nothing. On pages, fonts give codes of their own to signs that
/// are seen.
fn is_hidden(c: char, on_page: bool) -> bool {
    let is_of_font = matches!(
        c.general_category(),
        Category::PrivateUse | Category::Control | Category::Unassigned | Category::Surrogate
    );
    let is_end = matches!(c, '\n' | '\r' | '\u{C}' | '\u{FFFD}');
    role(c) == Role::Hidden && !is_end && !(on_page && is_of_font)
}

/// A space that is none of those which French and word processors put everywhere.
fn is_odd_space(c: char) -> bool {
    role(c) == Role::Space && !matches!(c, ' ' | '\t' | '\u{A0}' | '\u{202F}')
}

/// Whether a letter of another alphabet, or of mathematics, looks like one of ours.
fn is_lookalike(c: char) -> bool {
    if !c.is_alphabetic() || is_of_latin(c) {
        return false;
    }
    let is_letter = |c: char| c.is_ascii_alphabetic();
    let is_styled = matches!(c, '\u{FF21}'..='\u{FF5A}' | '\u{1D400}'..='\u{1D7FF}');
    let mut text = [0; 4];
    let text: &str = c.encode_utf8(&mut text);
    let mut looks = skeleton(text);
    let looks_like = looks.next().filter(|_| looks.next().is_none());
    looks_like.is_some_and(is_letter) || (is_styled && text.nfkc().all(is_letter))
}

/// Whether a word is written with letters that only look like its own: some of them, or all.
fn is_homoglyph(word: &str) -> bool {
    let letters: Vec<char> = word.chars().filter(|c| c.is_alphabetic()).collect();
    let alike = letters.iter().filter(|c| is_lookalike(**c)).count();
    if alike == 0 {
        return false;
    }
    let plain: String = letters.iter().collect();
    let is_mixed = !plain.as_str().is_single_script() || letters.iter().any(|c| is_of_latin(*c));
    is_mixed || (alike == letters.len() && letters.len() >= WORD_MIN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::{cleaning::kind::Kind, inspection::words};

    fn told(typed: &str) -> Vec<(TraceKind, String)> {
        let mut inspection = Inspection::of(Kind::Txt);
        inspection.texts.push(Text {
            page: None,
            part: None,
            words: words::words(typed),
            is_placed: false,
        });
        look(&mut inspection);
        let traces = inspection.traces.into_iter();
        traces.map(|trace| (trace.kind, trace.text)).collect()
    }

    #[test]
    fn marks_of_one_copy_are_told() {
        for (text, kind, said) in [
            (
                "le con\u{200B}seil vote",
                TraceKind::HiddenCharacter,
                "U+200B × 1: con[U+200B]seil",
            ),
            (
                "a\u{202E}b vote",
                TraceKind::HiddenCharacter,
                "U+202E × 1: a[U+202E]b",
            ),
            ("vote\u{E0041} ici", TraceKind::HiddenCharacter, "U+E0041"),
            ("vote\u{FE01} ici", TraceKind::HiddenCharacter, "U+FE01"),
            ("con\u{AD}seil", TraceKind::HiddenCharacter, "U+00AD"),
            (
                "le c\u{43E}nseil",
                TraceKind::Homoglyph,
                "× 1: c\u{43E}[U+043E]nseil",
            ),
            (
                "ceci \u{441}\u{43E}\u{441}\u{43E} est",
                TraceKind::Homoglyph,
                "U+0441",
            ),
            ("le \u{FF43}onseil", TraceKind::Homoglyph, "U+FF43"),
            ("le \u{1D41C}onseil", TraceKind::Homoglyph, "U+1D41C"),
            ("le\u{2009}conseil", TraceKind::OddSpace, "U+2009"),
            ("le  conseil vote\n", TraceKind::DoubleSpace, "× 1: le"),
            (
                "le conseil \nvote\n",
                TraceKind::TrailingSpace,
                "× 1: conseil",
            ),
            (
                "le conseil\t\nvote\n",
                TraceKind::TrailingSpace,
                "× 1: conseil",
            ),
            ("le conseil ", TraceKind::TrailingSpace, "× 1: conseil"),
        ] {
            let told = told(text);
            let found = told.iter().find(|(found, _)| *found == kind);
            let (_, text) = found.unwrap_or_else(|| panic!("{text:?}: {told:?}"));
            assert!(text.contains(said), "{text}");
        }
    }

    #[test]
    fn honest_texts_have_no_marks() {
        for text in [
            "Délibération du 3 mai : « l\u{2019}œuvre » — 12 €, n° 4.\nArticle\u{A0}1er\u{202F}: vu.\n",
            "Ω = 5 kΩ, 3 µm, α et β, π ≈ 3,14, x² + y³, 1 ªº, ﬁn\n",
            "Київ, Ελλάδα et Việt Nam, مراقبة\n",
            "nom       montant     date\nx         12          3\n",
        ] {
            assert_eq!(told(text), [], "{text}");
        }
    }
}

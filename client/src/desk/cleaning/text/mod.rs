//! Plain text, written anew from its visible characters: UTF-8, one kind of space, one kind of line
//! end. What may stay is listed; all else goes, and the report says what it was.
//!
//! [`is_rewritten`] reads a copy again by the same table of characters, and [`rewrite`] refuses a
//! text that is a document of another kind ([`language`]).

mod encoding;
mod language;
mod table;

use std::collections::BTreeMap;

use sourdine_l10n::Explain;
use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategory as Category, UnicodeGeneralCategory};

pub use encoding::Encoding;
pub use language::Language;

/// The fields of an e-mail stand in its first bytes, as many as these.
const MAIL_HEAD_BYTES: usize = 16_384;
/// How many marks (accents, signs above and below) may stand on one letter. Vietnamese needs two.
const MARKS_MAX: usize = 3;
/// Characters that have a category which may stay, and are drawn as nothing.
const BLANK: [char; 5] = ['\u{115F}', '\u{1160}', '\u{2800}', '\u{3164}', '\u{FFA0}'];

/// Why a text is not written anew.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Explain, thiserror::Error)]
pub enum TextError {
    /// The text is written in a language for programs, which may hide what a reader does not see.
    #[explain("error-text-language", language = language.name())]
    Foreign { language: Language },
    /// No character of it can be seen.
    #[explain("error-text-empty")]
    Empty,
}

/// A text as it may be published, and what the original had besides: each kind of it, and how much.
pub struct Rewritten {
    pub text: String,
    pub removed: Vec<(String, String)>,
}

/// Whether bytes are a text at all, in an encoding that is known.
pub(super) fn is_text(bytes: &[u8]) -> bool {
    encoding::decode(bytes).is_some_and(|(text, _)| !text.is_empty())
}

/// Whether bytes are an e-mail as it is sent. Its head is written in ASCII, whatever else is in it.
pub(super) fn is_mail(bytes: &[u8]) -> bool {
    let head = bytes.get(..MAIL_HEAD_BYTES).unwrap_or(bytes);
    let head = String::from_utf8_lossy(head);
    !bytes.contains(&0) && language::begins_as_mail(&head)
}

/// Whether a text is a table, its cells apart by commas, semicolons or tabs.
pub(super) fn is_table(bytes: &[u8]) -> bool {
    encoding::decode(bytes).is_some_and(|(text, _)| table::is_table(&text))
}

/// The characters of a text, as they are. None for bytes that are no text.
pub fn read(bytes: &[u8]) -> Option<String> {
    encoding::decode(bytes).map(|(text, _)| text)
}

/// Writes a text anew. None for bytes that are no text.
pub fn rewrite(bytes: &[u8]) -> Option<Result<Rewritten, TextError>> {
    let (text, encoding) = encoding::decode(bytes)?;
    if let Some(language) = language::of(&text) {
        return Some(Err(TextError::Foreign { language }));
    }
    let mut removed = Removed::default();
    let mut written = String::new();
    for line in split_lines(&text) {
        written.push_str(&visible(line, &mut removed));
        written.push('\n');
    }
    let written = written.trim_matches('\n');
    if written.is_empty() {
        return Some(Err(TextError::Empty));
    }
    // What was hidden may have kept a language from being recognised.
    if let Some(language) = language::of(written) {
        return Some(Err(TextError::Foreign { language }));
    }
    Some(Ok(Rewritten {
        text: format!("{written}\n"),
        removed: removed.told(encoding),
    }))
}

/// Whether every byte is one that [`rewrite`] may write, each line looked at by itself.
pub(super) fn is_rewritten(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return false;
    };
    let Some(text) = text.strip_suffix('\n') else {
        return false;
    };
    let is_line = |line: &str| {
        let mut marks = MARKS_MAX;
        !line.ends_with([' ', '\t'])
            && line.nfc().eq(line.chars())
            && line.chars().all(|c| match role(c) {
                Role::Seen => {
                    marks = 0;
                    true
                }
                Role::Space => {
                    marks = MARKS_MAX;
                    c == ' ' || c == '\t'
                }
                Role::Mark => {
                    marks += 1;
                    marks <= MARKS_MAX
                }
                Role::Hidden => false,
            })
    };
    !text.is_empty()
        && !text.starts_with('\n')
        && !text.ends_with('\n')
        && text.split('\n').all(is_line)
        && language::of(text).is_none()
}

/// What a character is to a reader.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(in crate::desk) enum Role {
    Seen,
    /// It stands on the character before it.
    Mark,
    Space,
    Hidden,
}

pub(in crate::desk) fn role(c: char) -> Role {
    if c == '\t' {
        return Role::Space;
    }
    match c.general_category() {
        _ if BLANK.contains(&c) => Role::Hidden,
        Category::SpaceSeparator => Role::Space,
        Category::NonspacingMark | Category::SpacingMark if !is_selector(c) => Role::Mark,
        Category::UppercaseLetter
        | Category::LowercaseLetter
        | Category::TitlecaseLetter
        | Category::ModifierLetter
        | Category::OtherLetter
        | Category::DecimalNumber
        | Category::LetterNumber
        | Category::OtherNumber
        | Category::ConnectorPunctuation
        | Category::DashPunctuation
        | Category::OpenPunctuation
        | Category::ClosePunctuation
        | Category::InitialPunctuation
        | Category::FinalPunctuation
        | Category::OtherPunctuation
        | Category::MathSymbol
        | Category::CurrencySymbol
        | Category::ModifierSymbol
        | Category::OtherSymbol => Role::Seen,
        Category::NonspacingMark
        | Category::SpacingMark
        | Category::EnclosingMark
        | Category::LineSeparator
        | Category::ParagraphSeparator
        | Category::Control
        | Category::Format
        | Category::Surrogate
        | Category::PrivateUse
        | Category::Unassigned => Role::Hidden,
    }
}

/// Marks that choose between two looks of a character, and joiners that look like nothing.
const fn is_selector(c: char) -> bool {
    matches!(c, '\u{34F}' | '\u{180B}'..='\u{180F}' | '\u{FE00}'..='\u{FE0F}' | '\u{17B4}' | '\u{17B5}' | '\u{E0100}'..='\u{E01EF}')
}

/// Lines, however they end.
fn split_lines(text: &str) -> impl Iterator<Item = &str> {
    text.split('\n')
        .flat_map(|line| line.strip_suffix('\r').unwrap_or(line).split('\r'))
        .flat_map(|line| line.split(['\u{B}', '\u{C}', '\u{85}', '\u{2028}', '\u{2029}']))
}

/// What can be seen of a line, its last blanks left out.
fn visible(line: &str, removed: &mut Removed) -> String {
    let mut seen = String::new();
    let mut marks = MARKS_MAX;
    for c in line.nfc() {
        match role(c) {
            Role::Seen => {
                marks = 0;
                seen.push(c);
            }
            Role::Mark if marks < MARKS_MAX => {
                marks += 1;
                seen.push(c);
            }
            Role::Space => {
                marks = MARKS_MAX;
                if c != ' ' && c != '\t' {
                    removed.spaces += 1;
                }
                seen.push(if c == '\t' { '\t' } else { ' ' });
            }
            Role::Mark | Role::Hidden => *removed.characters.entry(c).or_default() += 1,
        }
    }
    let length = seen.trim_end_matches([' ', '\t']).len();
    if length < seen.len() {
        removed.line_ends += 1;
        seen.truncate(length);
    }
    // Without what stood between them, a letter and a mark may have become one character.
    seen.nfc().collect()
}

/// What is not in the copy.
#[derive(Default)]
struct Removed {
    characters: BTreeMap<char, usize>,
    /// Spaces of another width.
    spaces: usize,
    /// Lines that ended in blanks.
    line_ends: usize,
}

impl Removed {
    fn told(self, encoding: Encoding) -> Vec<(String, String)> {
        let characters = self.characters.iter().map(|(c, count)| {
            let what = format!("hidden character U+{:04X}", u32::from(*c));
            (what, count.to_string())
        });
        let mut told: Vec<_> = characters.collect();
        for (what, count) in [
            ("spaces of another width", self.spaces),
            ("lines that ended in blanks", self.line_ends),
        ] {
            if count > 0 {
                told.push((what.to_owned(), count.to_string()));
            }
        }
        if encoding != Encoding::Utf8 {
            told.push(("encoding".to_owned(), encoding.name().to_owned()));
        }
        told
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rewritten(text: &str) -> Rewritten {
        rewrite(text.as_bytes()).unwrap().unwrap()
    }

    fn fields(rewritten: &Rewritten) -> Vec<String> {
        let told = rewritten.removed.iter();
        told.map(|(what, value)| format!("{what}: {value}"))
            .collect()
    }

    #[test]
    fn what_can_be_seen_stays_as_it_is() {
        for text in [
            "Délibération du 3 mai\n\n\tArticle 1er : « l’œuvre » — 12 €, n° 4 ; §2…\n",
            "Việt Nam, Ελλάδα, Київ, مراقبة, 日本\n",
            "a;b;c\n1,5;\"x\";=A1\n",
            "e-mail : x@example.invalid, +33 4 00 00 00 00 😀\n",
        ] {
            let rewritten = rewritten(text);
            assert_eq!(rewritten.text, text);
            assert!(rewritten.removed.is_empty(), "{:?}", fields(&rewritten));
            assert!(is_rewritten(text.as_bytes()));
        }
    }

    #[test]
    fn what_marks_one_copy_goes_and_is_told() {
        for (text, clean, told) in [
            ("a\u{200B}b\u{200B}c", "abc\n", "hidden character U+200B: 2"),
            ("a\u{202E}b", "ab\n", "hidden character U+202E: 1"),
            ("a\u{E0041}b", "ab\n", "hidden character U+E0041: 1"),
            ("a\u{FE01}b", "ab\n", "hidden character U+FE01: 1"),
            ("a\u{E000}b", "ab\n", "hidden character U+E000: 1"),
            ("a\u{7}b", "ab\n", "hidden character U+0007: 1"),
            ("a\u{3164}b", "ab\n", "hidden character U+3164: 1"),
            (" \u{301}a", " a\n", "hidden character U+0301: 1"),
            (
                "a\u{316}\u{317}\u{318}\u{319}",
                "a\u{316}\u{317}\u{318}\n",
                "hidden character U+0319: 1",
            ),
            ("a\u{2009}b\u{A0}!", "a b !\n", "spaces of another width: 2"),
            ("a  \t\nb", "a\nb\n", "lines that ended in blanks: 1"),
            ("\u{FEFF}a", "a\n", "encoding: UTF-8 with a byte order mark"),
        ] {
            let rewritten = rewritten(text);
            assert_eq!(rewritten.text, clean, "{text:?}");
            assert_eq!(fields(&rewritten), [told], "{text:?}");
        }
        // Nothing of these is worth a word, and nothing of them stays.
        for (text, clean) in [
            ("e\u{301}", "é\n"),
            ("\r\n\r\na\r\nb\rc\u{2028}d\u{85}", "a\nb\nc\nd\n"),
            ("a\n\n\n", "a\n"),
            ("e\u{200B}\u{301}", "é\n"),
        ] {
            assert_eq!(rewritten(text).text, clean, "{text:?}");
        }
    }

    #[test]
    fn what_shows_nothing_is_not_published() {
        for text in ["\n", " \t\n", "\u{200B}", "\u{2800}"] {
            let refused = rewrite(text.as_bytes()).unwrap();
            assert_eq!(refused.err(), Some(TextError::Empty), "{text:?}");
        }
    }

    #[test]
    fn only_what_was_written_anew_is_accepted() {
        for refused in [
            "",
            "a",
            "\n",
            "\na\n",
            "a\n\n",
            "a \n",
            "a\r\n",
            "a\u{A0}b\n",
            "a\u{200B}\n",
            "e\u{301}\n",
            " \u{301}\n",
            "\u{301}a\n",
            "a\u{316}\u{317}\u{318}\u{319}\n",
            "\u{FEFF}a\n",
            "a\u{B}b\n",
            "{\\rtf1 a}\n",
        ] {
            assert!(!is_rewritten(refused.as_bytes()), "{refused:?}");
        }
        assert!(!is_rewritten(b"a\xFF\n"));
    }

    proptest! {
        #[test]
        fn what_is_written_anew_is_accepted_and_stays_the_same(text in "\\PC*|[\\s\\p{M}\\p{C}é]*") {
            if let Some(Ok(first)) = rewrite(text.as_bytes()) {
                prop_assert!(is_rewritten(first.text.as_bytes()), "{:?}", first.text);
                let again = rewrite(first.text.as_bytes()).unwrap().unwrap();
                prop_assert_eq!(&again.text, &first.text);
                prop_assert!(again.removed.is_empty());
            }
        }

        #[test]
        fn any_bytes_are_a_text_or_none(bytes: Vec<u8>) {
            if let Some(Ok(rewritten)) = rewrite(&bytes) {
                prop_assert!(is_rewritten(rewritten.text.as_bytes()), "{:?}", rewritten.text);
            }
        }
    }
}

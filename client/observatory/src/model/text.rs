//! Text that can be shown anywhere, and text in both languages.

use serde::{Deserialize, Serialize};
use sourdine_l10n::Explain;
pub use sourdine_protocol::text::{harmless, harmless_lines, is_hidden};
use sourdine_protocol::{checked_text, text::Language};

/// Longest line of an entry (title, label, name), in characters.
pub const LINE_MAX_CHARS: usize = 400;
/// Longest body of an entry, in bytes.
pub const BODY_MAX_BYTES: usize = 262_144;

#[derive(Clone, Copy, Debug, Eq, PartialEq, Explain, thiserror::Error)]
pub enum TextError {
    #[explain("error-value-empty")]
    Empty,
    #[explain("error-value-long", most = LINE_MAX_CHARS)]
    Long,
    /// A control character, or one that hides or reorders text.
    #[explain("error-entry-hidden", c, character = code_point(*c))]
    Hidden(char),
}

/// A character's number, as `U+200B`.
pub(crate) fn code_point(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
}

checked_text!(
    /// One line, all of it visible.
    Line, TextError, |text| {
        if text.trim().is_empty() {
            return Err(TextError::Empty);
        }
        if text.chars().count() > LINE_MAX_CHARS {
            return Err(TextError::Long);
        }
        text.chars().find(|&c| is_hidden(c)).map_or(Ok(()), |c| Err(TextError::Hidden(c)))
    }
);

/// The same thing said in both languages.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Bilingual<T> {
    pub fr: T,
    pub en: T,
}

impl<T> Bilingual<T> {
    /// The one that this reader wants.
    pub const fn get(&self, language: Language) -> &T {
        match language {
            Language::Fr => &self.fr,
            Language::En => &self.en,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_shows_all_it_holds() {
        assert!(Line::try_from("Saint-Étienne : capteurs 🔊".to_owned()).is_ok());
        assert_eq!(Line::try_from(" \t".to_owned()), Err(TextError::Empty));
        for c in [
            '\u{1b}',
            '\n',
            '\u{202E}',
            '\u{200B}',
            '\u{FEFF}',
            '\u{E0041}',
            '\u{AD}',
        ] {
            assert_eq!(
                Line::try_from(format!("Ni{c}ce")),
                Err(TextError::Hidden(c))
            );
        }
        assert_eq!(
            Line::try_from("a".repeat(LINE_MAX_CHARS + 1)),
            Err(TextError::Long)
        );
    }
}

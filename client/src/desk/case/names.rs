//! A name on the desk's list: of a person who may not be named in public.

use sourdine_l10n::Explain;
use sourdine_protocol::{checked_text, text::is_hidden};

/// Longest name, in characters.
pub const NAME_MAX_CHARS: usize = 100;
/// Fewest letters of a name: one would be found in every sentence.
const NAME_MIN_LETTERS: usize = 2;
/// The text is no name that can be looked for.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Explain, thiserror::Error)]
#[explain("error-name-listed", most = NAME_MAX_CHARS)]
pub struct ListedNameError;

checked_text!(
    /// A name of a person, on one line.
    ListedName, ListedNameError, |text| {
        let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
        let is_line = !text.chars().any(is_hidden) && text.trim() == text;
        let fits = letters >= NAME_MIN_LETTERS && text.chars().count() <= NAME_MAX_CHARS;
        (is_line && fits).then_some(()).ok_or(ListedNameError)
    }
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_line_with_letters() {
        for good in ["Jeanne Dupont", "O’Brien", "Li", "Œdème-Çelik", "李 明"] {
            assert!(ListedName::try_from(good.to_owned()).is_ok(), "{good}");
        }
        let long = "é".repeat(NAME_MAX_CHARS + 1);
        for bad in [
            "",
            " ",
            "-",
            "J",
            " Jeanne",
            "Jeanne\nDupont",
            "Je\u{200B}anne",
            "a\u{1b}[2J",
            &long,
        ] {
            assert!(ListedName::try_from(bad.to_owned()).is_err(), "{bad:?}");
        }
    }
}

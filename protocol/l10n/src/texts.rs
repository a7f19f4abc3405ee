//! Fluent texts of one language.

use std::borrow::Cow;

use fluent_bundle::{FluentArgs, FluentResource, concurrent::FluentBundle};
use sourdine_protocol::text::Language;
use unic_langid::LanguageIdentifier;

const NO_BREAK_SPACE: char = '\u{a0}';
const NARROW_NO_BREAK_SPACE: char = '\u{202f}';

/// Which spaces French sets before its double punctuation.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Spacing {
    /// Those that no line may break.
    NoBreak,
    /// Those of the file.
    AsWritten,
}

/// Why a text could not be given: this build is broken, and only another one mends it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum TextError {
    /// A file is not Fluent, or has a key twice.
    Malformed(Language),
    /// A key is in no file, or its text wants a value that it is not given.
    Missing(Language, String),
}

impl std::error::Error for TextError {}

// Not out of a Fluent file: it is one of them that is broken.
impl std::fmt::Display for TextError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Malformed(language) => write!(f, "the texts in {language} are not valid Fluent"),
            Self::Missing(language, key) => write!(f, "no usable text `{key}` in {language}"),
        }?;
        f.write_str(": this build is broken, install another")
    }
}

/// The texts of one language, by key.
pub struct Texts {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

impl Texts {
    /// Reads the texts of several Fluent files.
    ///
    /// # Errors
    /// A file is not Fluent, or a key stands twice.
    pub fn new(language: Language, files: &[&str], spacing: Spacing) -> Result<Self, TextError> {
        let malformed = || TextError::Malformed(language);
        let tag: LanguageIdentifier = language.code().parse().map_err(|_| malformed())?;
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        bundle.set_use_isolating(false);
        bundle.set_transform(match (language, spacing) {
            (Language::Fr, Spacing::NoBreak) => Some(spaced_like_french),
            (Language::Fr, Spacing::AsWritten) | (Language::En, _) => None,
        });
        for file in files {
            let resource = FluentResource::try_new((*file).to_owned()).map_err(|_| malformed())?;
            bundle.add_resource(resource).map_err(|_| malformed())?;
        }
        Ok(Self { language, bundle })
    }

    /// The language of these texts.
    #[must_use]
    pub const fn language(&self) -> Language {
        self.language
    }

    /// Whether there is a text under `key`.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.bundle.has_message(key)
    }

    /// The text under `key`, which wants no value.
    ///
    /// # Errors
    /// There is none, or it wants a value.
    pub fn say(&self, key: impl AsRef<str>) -> Result<String, TextError> {
        self.say_with(key, &FluentArgs::new())
    }

    /// The text under `key`, with one value.
    ///
    /// # Errors
    /// There is none, or it wants another value.
    pub fn say_of(
        &self,
        key: impl AsRef<str>,
        name: &str,
        value: &str,
    ) -> Result<String, TextError> {
        let mut values = FluentArgs::new();
        values.set(name, value);
        self.say_with(key, &values)
    }

    /// The text under `key`, in the form that goes with a number.
    ///
    /// # Errors
    /// There is none, or it wants another value.
    pub fn say_count(
        &self,
        key: impl AsRef<str>,
        name: &str,
        count: usize,
    ) -> Result<String, TextError> {
        let mut values = FluentArgs::new();
        values.set(name, count);
        self.say_with(key, &values)
    }

    /// The text under `key`, with several values.
    ///
    /// # Errors
    /// There is none, or it wants other values.
    pub fn say_with(
        &self,
        key: impl AsRef<str>,
        values: &FluentArgs<'_>,
    ) -> Result<String, TextError> {
        let key = key.as_ref();
        match self.format(key, values) {
            Some((text, true)) => Ok(text),
            Some((_, false)) | None => Err(TextError::Missing(self.language, key.to_owned())),
        }
    }

    /// The text under `key`, and whether it had every value that it wants.
    pub(crate) fn format(&self, key: &str, values: &FluentArgs<'_>) -> Option<(String, bool)> {
        let pattern = self.bundle.get_message(key)?.value()?;
        let mut errors = Vec::new();
        let text = self
            .bundle
            .format_pattern(pattern, Some(values), &mut errors)
            .into_owned();
        Some((text, errors.is_empty()))
    }
}

/// A text with the spaces that French sets before `: ; ! ? %` and inside `« »`, which no line may
/// break.
#[must_use]
pub fn spaced_like_french(text: &str) -> Cow<'_, str> {
    let mut out = String::with_capacity(text.len() + 16);
    let mut before = None;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let space = match (letter, letters.peek()) {
            (' ', Some(':' | '»')) => NO_BREAK_SPACE,
            (' ', Some(';' | '!' | '?' | '%')) => NARROW_NO_BREAK_SPACE,
            (' ', _) if before == Some('«') => NO_BREAK_SPACE,
            _ => letter,
        };
        out.push(space);
        before = Some(letter);
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_text_or_value_is_an_error() {
        let file = "whole = There.\nwants = Wants { $one }.\n";
        let texts = Texts::new(Language::En, &[file], Spacing::NoBreak).unwrap();
        assert_eq!(texts.say("whole").unwrap(), "There.");
        assert!(texts.say("no-such-text").is_err());
        assert!(texts.say("wants").is_err());
        assert_eq!(texts.say_of("wants", "one", "two").unwrap(), "Wants two.");
        let twice = Texts::new(Language::En, &[file, file], Spacing::NoBreak);
        assert_eq!(twice.err(), Some(TextError::Malformed(Language::En)));
    }

    #[test]
    fn french_punctuation_keeps_to_its_word() {
        assert_eq!(
            spaced_like_french("« Où ? » : là ; 5 % !"),
            "«\u{a0}Où\u{202f}?\u{a0}»\u{a0}: là\u{202f}; 5\u{202f}%\u{202f}!"
        );
    }
}

//! What people read, in French and in English: the Fluent files of `locales/`.

use std::borrow::Cow;

use fluent_bundle::{FluentArgs, FluentResource, concurrent::FluentBundle};
use sourdine_protocol::text::Language;
use unic_langid::LanguageIdentifier;

const FRENCH: &str = include_str!("../locales/fr.ftl");
const ENGLISH: &str = include_str!("../locales/en.ftl");
const OPERATOR_FRENCH: &str = include_str!("../locales/operator.fr.ftl");
const OPERATOR_ENGLISH: &str = include_str!("../locales/operator.en.ftl");

const NO_BREAK_SPACE: char = '\u{a0}';
const NARROW_NO_BREAK_SPACE: char = '\u{202f}';

/// Why a text could not be given: the release is broken, no operator can mend it.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum TextError {
    /// A locale file is not Fluent, or has a key twice.
    #[error("locales/{0}.ftl is not a valid Fluent file; this build is broken, install another")]
    Malformed(Language),
    /// A key is in no file, or its text wants a value that it is not given.
    #[error("locales/{0}.ftl has no usable text `{1}`; this build is broken, install another")]
    Missing(Language, String),
}

/// The texts of one language.
pub struct Texts {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

impl Texts {
    /// Reads what sources are told in `language`.
    ///
    /// # Errors
    /// The file that this build holds is broken.
    pub fn new(language: Language) -> Result<Self, TextError> {
        match language {
            Language::Fr => Self::read(language, FRENCH),
            Language::En => Self::read(language, ENGLISH),
        }
    }

    /// Reads what the operator is told in `language`.
    ///
    /// # Errors
    /// The file that this build holds is broken.
    pub fn of_operator(language: Language) -> Result<Self, TextError> {
        match language {
            Language::Fr => Self::read(language, OPERATOR_FRENCH),
            Language::En => Self::read(language, OPERATOR_ENGLISH),
        }
    }

    fn read(language: Language, source: &str) -> Result<Self, TextError> {
        let transform: Option<Transform> = match language {
            Language::Fr => Some(space_like_french),
            Language::En => None,
        };
        let tag: LanguageIdentifier = language
            .code()
            .parse()
            .map_err(|_| TextError::Malformed(language))?;
        let resource = FluentResource::try_new(source.to_owned())
            .map_err(|_| TextError::Malformed(language))?;
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        bundle.set_use_isolating(false);
        bundle.set_transform(transform);
        bundle
            .add_resource(resource)
            .map_err(|_| TextError::Malformed(language))?;
        Ok(Self { language, bundle })
    }

    /// Whose texts these are.
    #[must_use]
    pub const fn language(&self) -> Language {
        self.language
    }

    /// The text under `key`.
    ///
    /// # Errors
    /// There is none.
    pub fn say(&self, key: impl AsRef<str>) -> Result<String, TextError> {
        self.say_with(key, &FluentArgs::new())
    }

    /// The text under `key`, with one value in it.
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

    /// The text under `key`, with several values in it.
    ///
    /// # Errors
    /// There is none, or it wants other values.
    pub fn say_with(
        &self,
        key: impl AsRef<str>,
        values: &FluentArgs<'_>,
    ) -> Result<String, TextError> {
        let key = key.as_ref();
        let missing = || TextError::Missing(self.language, key.to_owned());
        let message = self.bundle.get_message(key).ok_or_else(missing)?;
        let pattern = message.value().ok_or_else(missing)?;
        let mut errors = Vec::new();
        let text = self
            .bundle
            .format_pattern(pattern, Some(values), &mut errors)
            .into_owned();
        if errors.is_empty() {
            Ok(text)
        } else {
            Err(missing())
        }
    }
}

type Transform = fn(&str) -> Cow<'_, str>;

/// French sets a space before `: ; ! ? %` and inside `« »` that no line may break.
fn space_like_french(text: &str) -> Cow<'_, str> {
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
    use std::collections::BTreeSet;

    use super::*;

    fn keys(source: &str) -> BTreeSet<&str> {
        source
            .lines()
            .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()))
            .filter_map(|line| line.split(" =").next())
            .collect()
    }

    #[test]
    fn each_text_exists_in_each_language() {
        assert_eq!(keys(FRENCH), keys(ENGLISH));
        assert!(keys(FRENCH).len() > 80);
        assert_eq!(keys(OPERATOR_FRENCH), keys(OPERATOR_ENGLISH));
        assert!(keys(OPERATOR_FRENCH).len() > 50);
    }

    #[test]
    fn a_missing_text_or_value_is_an_error() {
        let texts = Texts::new(Language::En).unwrap();
        assert!(texts.say("no-such-text").is_err());
        assert!(
            texts.say("landing-lead").is_err(),
            "it wants the desk's name"
        );
    }

    #[test]
    fn french_punctuation_keeps_to_its_word() {
        assert_eq!(
            space_like_french("« Où ? » : là ; 5 % !"),
            "«\u{a0}Où\u{202f}?\u{a0}»\u{a0}: là\u{202f}; 5\u{202f}%\u{202f}!"
        );
    }
}

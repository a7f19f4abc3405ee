//! What is said to people, in their language (Project Fluent).

use fluent_bundle::FluentArgs;
use sourdine_protocol::text::Language;

use crate::{fluent::Texts, observatory::text::harmless};

const FRENCH: &str = include_str!("../locales/fr.ftl");
const ENGLISH: &str = include_str!("../locales/en.ftl");
/// The exit code of a command that failed, unless its error has one of its own.
const FAILED: u8 = 1;

/// A text of `client/locales/*.ftl` and what fills its places.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Message {
    key: &'static str,
    args: Vec<(&'static str, String)>,
}

impl Message {
    /// The text of this key.
    #[must_use]
    pub const fn new(key: &'static str) -> Self {
        Self {
            key,
            args: Vec::new(),
        }
    }

    /// Which text it is: what programs tell errors apart by.
    #[must_use]
    pub const fn key(&self) -> &'static str {
        self.key
    }

    /// Fills a place.
    #[must_use]
    #[expect(
        clippy::needless_pass_by_value,
        reason = "callers hand over what displays and numbers they have"
    )]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.push((name, value.to_string()));
        self
    }
}

/// An error that can be explained to a person.
pub trait Explain {
    /// What happened and what to do, as a text of `client/locales/*.ftl`.
    fn message(&self) -> Message;

    /// What the program ends with, for scripts.
    fn exit_code(&self) -> u8 {
        FAILED
    }
}

impl Explain for std::io::Error {
    fn message(&self) -> Message {
        Message::new("error-io").with("reason", self)
    }
}

/// The texts in one language.
pub struct Localizer {
    language: Language,
    texts: Texts,
}

impl Localizer {
    #[must_use]
    pub fn new(language: Language) -> Self {
        let text = match language {
            Language::Fr => FRENCH,
            Language::En => ENGLISH,
        };
        Self {
            language,
            texts: Texts::new(language, text),
        }
    }

    #[must_use]
    pub const fn language(&self) -> Language {
        self.language
    }

    /// A message; a key without a text is shown as it is. Whatever fills its places is made
    /// [harmless] first: a source may have written it.
    #[must_use]
    pub fn text(&self, message: &Message) -> String {
        let mut args = FluentArgs::new();
        for (name, value) in &message.args {
            args.set(*name, harmless(value));
        }
        self.texts
            .get(message.key, Some(&args))
            .unwrap_or_else(|| message.key.to_owned())
    }

    /// The text of a key that may have none.
    #[must_use]
    pub fn find(&self, key: &str) -> Option<String> {
        self.texts.get(key, None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fluent::{keys, places};

    #[test]
    fn both_languages_say_the_same_things() {
        assert_eq!(keys(FRENCH), keys(ENGLISH));
        assert_eq!(places(FRENCH), places(ENGLISH));
    }

    #[test]
    fn what_fills_a_message_does_no_harm() {
        let message = Message::new("error-envelope-unknown").with("name", "a\u{1b}[2J\nb\u{202E}");
        for language in Language::ALL {
            let text = Localizer::new(language).text(&message);
            assert!(text.contains("a\u{FFFD}[2J\u{FFFD}b\u{FFFD}"), "{text}");
        }
    }

    #[test]
    fn messages_are_filled() {
        let message = Message::new("observatory-served").with("address", "http://127.0.0.1:1");
        for language in Language::ALL {
            let text = Localizer::new(language).text(&message);
            assert!(text.contains("http://127.0.0.1:1"), "{text}");
        }
    }
}

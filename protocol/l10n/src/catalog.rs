//! All texts of a program.

use std::sync::OnceLock;

use fluent_bundle::FluentArgs;
use sourdine_protocol::text::{Language, harmless};

use crate::{
    message::{Message, Value},
    texts::{Spacing, TextError, Texts},
};

/// What is added to a key for what to do next.
const HINT: &str = "-hint";

/// The texts of a program in each language, read when they are first needed.
pub struct Catalog {
    english: &'static [&'static str],
    french: &'static [&'static str],
    spacing: Spacing,
    read: [OnceLock<Result<Texts, TextError>>; 2],
}

impl Catalog {
    /// The texts of these Fluent files.
    #[must_use]
    pub const fn new(
        english: &'static [&'static str],
        french: &'static [&'static str],
        spacing: Spacing,
    ) -> Self {
        Self {
            english,
            french,
            spacing,
            read: [OnceLock::new(), OnceLock::new()],
        }
    }

    /// The texts of a language.
    ///
    /// # Errors
    /// This build's files are broken.
    pub fn texts(&self, language: Language) -> Result<&Texts, &TextError> {
        let [english, french] = &self.read;
        let read = match language {
            Language::En => english,
            Language::Fr => french,
        };
        read.get_or_init(|| Texts::new(language, self.files(language), self.spacing))
            .as_ref()
    }

    /// The Fluent files of a language.
    pub(crate) const fn files(&self, language: Language) -> &'static [&'static str] {
        match language {
            Language::En => self.english,
            Language::Fr => self.french,
        }
    }

    /// A message in a language: what happened, and what to do next. A key without a text is shown
    /// as it is.
    #[must_use]
    pub fn render(&self, language: Language, message: &Message) -> String {
        let Ok(texts) = self.texts(language) else {
            return message.key().to_owned();
        };
        let mut values = FluentArgs::new();
        for (name, value) in message.values() {
            match value {
                Value::Text(text) => values.set(*name, harmless(text)),
                Value::Count(count) => values.set(*name, *count),
                Value::Message(inner) => values.set(*name, self.render(language, inner)),
            }
        }
        let happened = texts.format(message.key(), &values);
        let hint = texts.format(&[message.key(), HINT].concat(), &values);
        let text = match (happened, hint) {
            (Some((happened, _)), Some((hint, _))) => joined(language, &happened, &hint),
            (Some((happened, _)), None) => happened,
            (None, _) => message.key().to_owned(),
        };
        match message.place() {
            Some(place) => [&harmless(place), colon(language), &text].concat(),
            None => text,
        }
    }

    /// A message in English: what `Display` of an error gives.
    #[must_use]
    pub fn english(&self, message: &Message) -> String {
        self.render(Language::En, message)
    }
}

/// One sentence of two, or two sentences.
fn joined(language: Language, happened: &str, hint: &str) -> String {
    let is_sentence = happened.ends_with(['.', '!', '?', '…']) && starts_anew(hint);
    let between = if is_sentence { " " } else { colon(language) };
    [happened, between, hint].concat()
}

const fn colon(language: Language) -> &'static str {
    match language {
        Language::En => ": ",
        Language::Fr => " : ",
    }
}

fn starts_anew(hint: &str) -> bool {
    hint.chars().next().is_some_and(char::is_uppercase)
}

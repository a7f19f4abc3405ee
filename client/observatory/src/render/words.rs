//! The site's words, in one language.

use std::borrow::Borrow;

use sourdine_l10n::{Catalog, FluentArgs, Spacing, Texts};
use sourdine_protocol::text::Language;

use crate::model::vocabulary::{Confidence, Origin, PlaceKind, SourceKind, Status, Technology};

static WORDS: Catalog = Catalog::new(
    &[include_str!("../../locales/site.en.ftl")],
    &[include_str!("../../locales/site.fr.ftl")],
    Spacing::AsWritten,
);

pub struct Words {
    language: Language,
    texts: Option<&'static Texts>,
}

impl Words {
    /// The words of a language.
    #[must_use]
    pub fn new(language: Language) -> Self {
        Self {
            language,
            texts: WORDS.texts(language).ok(),
        }
    }

    #[must_use]
    pub const fn language(&self) -> Language {
        self.language
    }

    #[must_use]
    pub fn get(&self, key: &str) -> String {
        self.format(key, &FluentArgs::new())
    }

    /// A text about a number of things.
    #[must_use]
    pub fn count(&self, key: &str, count: impl Borrow<usize>) -> String {
        let mut args = FluentArgs::new();
        args.set("count", *count.borrow());
        self.format(key, &args)
    }

    fn format(&self, key: &str, args: &FluentArgs<'_>) -> String {
        let text = self.texts.and_then(|texts| texts.say_with(key, args).ok());
        text.unwrap_or_else(|| key.to_owned())
    }

    #[must_use]
    pub fn technology(&self, technology: impl Borrow<Technology>) -> String {
        self.get(&format!("technology-{}", technology.borrow().key()))
    }

    #[must_use]
    pub fn status(&self, status: impl Borrow<Status>) -> String {
        self.get(&format!("status-{}", status.borrow().key()))
    }

    /// What an assertion rests on.
    #[must_use]
    pub fn confidence(&self, confidence: impl Borrow<Confidence>) -> String {
        self.get(&format!("confidence-{}", confidence.borrow().key()))
    }

    /// What a place is.
    #[must_use]
    pub fn place_kind(&self, kind: impl Borrow<PlaceKind>) -> String {
        self.get(&format!("place-{}", kind.borrow().key()))
    }

    /// What a source is.
    #[must_use]
    pub fn source_kind(&self, kind: impl Borrow<SourceKind>) -> String {
        self.get(&format!("source-{}", kind.borrow().key()))
    }

    /// How a document came.
    #[must_use]
    pub fn origin(&self, origin: impl Borrow<Origin>) -> String {
        self.get(&format!("origin-{}", origin.borrow().key()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_say_the_same_things() {
        assert!(sourdine_l10n::check::catalog(&WORDS) > 100);
    }

    #[test]
    fn every_word_of_the_vocabulary_has_a_text() {
        for language in Language::ALL {
            let words = Words::new(language);
            let all = (Technology::ALL
                .iter()
                .map(|word| format!("technology-{}", word.key())))
            .chain(
                Status::ALL
                    .iter()
                    .map(|word| format!("status-{}", word.key())),
            )
            .chain(
                Confidence::ALL
                    .iter()
                    .map(|word| format!("confidence-{}", word.key())),
            )
            .chain(
                PlaceKind::ALL
                    .iter()
                    .map(|word| format!("place-{}", word.key())),
            )
            .chain(
                SourceKind::ALL
                    .iter()
                    .map(|word| format!("source-{}", word.key())),
            )
            .chain(
                Origin::ALL
                    .iter()
                    .map(|word| format!("origin-{}", word.key())),
            );
            for key in all {
                assert!(words.texts.is_some_and(|texts| texts.has(&key)), "{key}");
            }
        }
    }
}

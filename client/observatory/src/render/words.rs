//! The site's words, in one language.

use std::borrow::Borrow;

use sourdine_l10n::{Catalog, FluentArgs, Spacing, Texts};
use sourdine_protocol::text::Language;

use crate::model::vocabulary::Word;

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
    pub fn new(language: Language) -> Self {
        Self {
            language,
            texts: WORDS.texts(language).ok(),
        }
    }

    pub const fn language(&self) -> Language {
        self.language
    }

    pub fn get(&self, key: &str) -> String {
        self.format(key, &FluentArgs::new())
    }

    /// A text about a number of things.
    pub fn count(&self, key: &str, count: impl Borrow<usize>) -> String {
        let mut args = FluentArgs::new();
        args.set("count", *count.borrow());
        self.format(key, &args)
    }

    fn format(&self, key: &str, args: &FluentArgs<'_>) -> String {
        let text = self.texts.and_then(|texts| texts.say_with(key, args).ok());
        text.unwrap_or_else(|| key.to_owned())
    }

    /// The text of a word of the vocabulary.
    pub fn word<W: Word>(&self, word: W) -> String {
        self.get(&format!("{}-{}", W::TEXTS, word.key()))
    }
}

#[cfg(test)]
mod tests {
    use strum::VariantArray;

    use super::*;
    use crate::model::vocabulary::{Confidence, Origin, PlaceKind, SourceKind, Status, Technology};

    #[test]
    fn both_languages_say_the_same_things() {
        assert!(sourdine_l10n::check::catalog(&WORDS) > 100);
    }

    #[test]
    fn every_word_of_the_vocabulary_has_a_text() {
        for language in Language::ALL {
            let words = Words::new(language);
            let all = [
                keys::<Technology>(),
                keys::<Status>(),
                keys::<Confidence>(),
                keys::<PlaceKind>(),
                keys::<SourceKind>(),
                keys::<Origin>(),
            ];
            for key in all.concat() {
                assert!(words.texts.is_some_and(|texts| texts.has(&key)), "{key}");
            }
        }
    }

    fn keys<W: Word + VariantArray>() -> Vec<String> {
        let words = W::VARIANTS.iter();
        words
            .map(|word| format!("{}-{}", W::TEXTS, word.key()))
            .collect()
    }
}

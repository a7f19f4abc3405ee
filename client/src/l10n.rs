//! What is said to people, in their language.

use sourdine_protocol::text::Language;

pub use sourdine_l10n::{Explain, Message};

use crate::messages::CATALOG;

/// The texts in one language.
pub struct Localizer {
    language: Language,
}

impl Localizer {
    pub const fn new(language: Language) -> Self {
        Self { language }
    }

    pub const fn language(&self) -> Language {
        self.language
    }

    /// A message; a key without a text is shown as it is. Whatever fills its places is made
    /// harmless first: a source may have written it.
    pub fn text(&self, message: &Message) -> String {
        CATALOG.render(self.language, message)
    }

    /// The text of a key that may have none.
    pub fn find(&self, key: &str) -> Option<String> {
        let texts = CATALOG.texts(self.language).ok()?;
        texts.say(key).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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

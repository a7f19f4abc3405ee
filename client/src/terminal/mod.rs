//! What a person reads and answers at the command line, in their language; or, with `--json`, what a program reads.

mod explain;
mod language;

use std::{
    io::{self, BufRead, Write},
    process::ExitCode,
};

use fluent_bundle::FluentArgs;
use serde::Serialize;
use sourdine_protocol::envelope::Language;

pub use explain::Explain;
pub use language::preferred;

use crate::fluent::Texts;

const FRENCH: &str = include_str!("../../locales/fr.ftl");
const ENGLISH: &str = include_str!("../../locales/en.ftl");

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

/// Where commands speak.
pub struct Terminal {
    language: Language,
    json: bool,
    texts: Texts,
}

#[derive(Serialize)]
struct Failure<'a> {
    error: &'a str,
    message: String,
}

impl Terminal {
    /// Speaks a language, or JSON.
    #[must_use]
    pub fn new(language: Language, json: bool) -> Self {
        let text = match language {
            Language::Fr => FRENCH,
            Language::En => ENGLISH,
        };
        Self {
            language,
            json,
            texts: Texts::new(language, text),
        }
    }

    /// The person's language.
    #[must_use]
    pub const fn language(&self) -> Language {
        self.language
    }

    /// A message in the person's language; a key without a text is shown as it is.
    #[must_use]
    pub fn text(&self, message: &Message) -> String {
        let mut args = FluentArgs::new();
        for (name, value) in &message.args {
            args.set(*name, value.as_str());
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

    /// Says something on the way; programs are not told.
    ///
    /// # Errors
    /// When standard output is gone.
    pub fn say(&self, message: &Message) -> io::Result<()> {
        if self.json {
            Ok(())
        } else {
            writeln!(io::stdout(), "{}", self.text(message))
        }
    }

    /// Gives a command's result: data to a program, a message to a person.
    ///
    /// # Errors
    /// When standard output is gone.
    pub fn give(&self, data: &impl Serialize, message: &Message) -> io::Result<()> {
        if self.json {
            let mut stdout = io::stdout().lock();
            serde_json::to_writer_pretty(&mut stdout, data)?;
            writeln!(stdout)
        } else {
            self.say(message)
        }
    }

    /// Asks a question to be answered by yes or no; anything but a plain yes is a no.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn agrees(&self, question: &Message) -> io::Result<bool> {
        write!(io::stderr(), "{} ", self.text(question))?;
        io::stderr().flush()?;
        let mut answer = String::new();
        io::stdin().lock().read_line(&mut answer)?;
        Ok(matches!(
            answer.trim().to_lowercase().as_str(),
            "o" | "oui" | "y" | "yes"
        ))
    }

    /// Says why a command failed, on standard error.
    pub fn refuse(&self, failure: &dyn Explain) -> ExitCode {
        let message = failure.message();
        let text = self.text(&message);
        let line = if self.json {
            serde_json::to_string(&Failure {
                error: message.key,
                message: text,
            })
            .unwrap_or_default()
        } else {
            format!("sourdine: {text}")
        };
        // With standard error gone, the exit code is all that is left to say.
        drop(writeln!(io::stderr(), "{line}"));
        ExitCode::FAILURE
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
    fn messages_are_filled() {
        let message = Message::new("observatory-served").with("address", "http://127.0.0.1:1");
        for language in Language::ALL {
            let text = Terminal::new(language, false).text(&message);
            assert!(text.contains("http://127.0.0.1:1"), "{text}");
        }
    }
}

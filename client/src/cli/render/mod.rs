//! What a person reads and answers at the command line, in their language; or, with `--json`, what a program reads.

pub(in crate::cli) mod explain;
mod json;
mod language;
mod progress;
mod table;
mod width;

use std::{
    io::{self, BufRead, IsTerminal, Write},
    process::ExitCode,
};

use fluent_bundle::FluentArgs;
use serde::Serialize;
use sourdine_protocol::text::Language;

pub use explain::Explain;
pub use language::preferred;
pub use progress::Progress;
pub use table::Table;

use self::width::{folded, width};
use crate::{
    fluent::Texts,
    observatory::text::{harmless, harmless_lines},
};

const FRENCH: &str = include_str!("../../../locales/fr.ftl");
const ENGLISH: &str = include_str!("../../../locales/en.ftl");
/// What a terminal is taken to be wide: what is easily read, and what every terminal has.
pub const COLUMNS: usize = 80;

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

    /// Whether a program listens, and not a person.
    #[must_use]
    pub const fn json(&self) -> bool {
        self.json
    }

    /// A message in the person's language; a key without a text is shown as it is. Whatever fills its places is made [harmless] first: it may be a stranger's.
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

    /// Says something on the way; programs are not told.
    ///
    /// # Errors
    /// When standard output is gone.
    pub fn say(&self, message: &Message) -> io::Result<()> {
        if self.json {
            Ok(())
        } else {
            let text = self.text(message);
            writeln!(io::stdout(), "{}", at_hand(&io::stdout(), &text))
        }
    }

    /// Shows a table; programs are not told.
    ///
    /// # Errors
    /// When standard output is gone.
    pub fn show_table(&self, table: &Table) -> io::Result<()> {
        if !self.json {
            for line in table.lines(COLUMNS) {
                writeln!(io::stdout(), "{line}")?;
            }
        }
        Ok(())
    }

    /// Shows a text of several lines, harmless and indented; programs are not told.
    ///
    /// # Errors
    /// When standard output is gone.
    pub fn show_text(&self, indent: usize, text: &str) -> io::Result<()> {
        if !self.json {
            let room = COLUMNS.saturating_sub(indent);
            for line in folded(&harmless_lines(text), room).lines() {
                writeln!(
                    io::stdout(),
                    "{}",
                    format!("{:indent$}{line}", "").trim_end()
                )?;
            }
        }
        Ok(())
    }

    /// Shows a text beside what it belongs to, harmless, its lines under each other; programs are not told.
    ///
    /// # Errors
    /// When standard output is gone.
    pub fn show_beside(&self, label: &str, text: &str) -> io::Result<()> {
        if self.json {
            return Ok(());
        }
        let label = harmless(label);
        let indent = width(&label);
        let text = folded(&harmless_lines(text), COLUMNS.saturating_sub(indent));
        let mut label = label.as_str();
        for line in text.lines() {
            let line = format!("{label:indent$}{line}");
            writeln!(io::stdout(), "{}", line.trim_end())?;
            label = "";
        }
        Ok(())
    }

    /// An empty line; programs are not told.
    ///
    /// # Errors
    /// When standard output is gone.
    pub fn gap(&self) -> io::Result<()> {
        if self.json {
            Ok(())
        } else {
            writeln!(io::stdout())
        }
    }

    /// Gives a command's result: data to a program, a message to a person.
    ///
    /// # Errors
    /// When standard output is gone.
    pub fn give(&self, data: &impl Serialize, message: &Message) -> io::Result<()> {
        if self.json {
            let json = serde_json::to_string_pretty(data)?;
            writeln!(io::stdout(), "{}", json::escaped(&json))
        } else {
            self.say(message)
        }
    }

    /// Asks a question to be answered by yes or no; anything but a plain yes is a no.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn agrees(&self, question: &Message) -> io::Result<bool> {
        let question = self.text(question);
        write!(io::stderr(), "{} ", at_hand(&io::stderr(), &question))?;
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
            let failure = Failure {
                error: message.key,
                message: text,
            };
            json::escaped(&serde_json::to_string(&failure).unwrap_or_default())
        } else {
            at_hand(&io::stderr(), &format!("sourdine: {text}"))
        };
        // With standard error gone, the exit code is all that is left to say.
        drop(writeln!(io::stderr(), "{line}"));
        ExitCode::from(failure.exit_code())
    }
}

/// A text as it is for a file, and folded for a person's terminal.
fn at_hand(output: &impl IsTerminal, text: &str) -> String {
    if output.is_terminal() {
        folded(text, COLUMNS)
    } else {
        text.to_owned()
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
            let text = Terminal::new(language, false).text(&message);
            assert!(text.contains("a\u{FFFD}[2J\u{FFFD}b\u{FFFD}"), "{text}");
        }
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

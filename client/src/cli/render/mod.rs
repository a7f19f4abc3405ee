//! Reports as a person reads them, in their language, or as JSON for a program. Nothing else writes
//! to the terminal.

mod audit;
mod clean;
mod desk;
mod events;
mod inspect;
mod journal;
mod json;
mod letters;
mod lints;
mod machines;
mod names;
mod observatory;
mod preview;
pub(super) mod progress_sink;
pub(super) mod prompts;
mod pull;
mod roster;
mod short;
mod size;
mod table;
mod triage;
mod unlock_server;
mod unreadable;
mod vet;
mod width;

use std::{
    io::{self, IsTerminal, Stdout, Write},
    process::ExitCode,
};

use serde::Serialize;
use sourdine_protocol::text::{harmless, harmless_lines};

use self::{
    table::Table,
    width::{folded, width},
};
use crate::l10n::{Explain, Localizer, Message};

/// What a terminal is taken to be wide: what is easily read, and what every terminal has.
const COLUMNS: usize = 80;

/// A report that can be shown.
pub(super) trait Render {
    /// Shows it to a person, or gives it to a program.
    fn render(&self, out: &mut Renderer<'_, impl Write>) -> io::Result<()>;
}

/// Writes reports. Whatever a source wrote is made [harmless] on the way.
pub(super) struct Renderer<'a, W> {
    localizer: &'a Localizer,
    json: bool,
    /// Whether lines are folded to the width of a terminal.
    folds: bool,
    out: W,
}

impl<'a, W: Write> Renderer<'a, W> {
    pub(super) const fn new(localizer: &'a Localizer, json: bool, folds: bool, out: W) -> Self {
        Self {
            localizer,
            json,
            folds,
            out,
        }
    }

    /// Whether a program reads, and not a person.
    const fn json(&self) -> bool {
        self.json
    }

    const fn localizer(&self) -> &'a Localizer {
        self.localizer
    }

    fn text(&self, message: &Message) -> String {
        self.localizer.text(message)
    }

    /// Bytes as they are.
    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(bytes)
    }

    /// A command's report: data for a program, a message for a person.
    pub(super) fn give(&mut self, report: &impl Serialize, message: &Message) -> io::Result<()> {
        self.give_data(report)?;
        self.say(message)
    }

    /// The same where no message stands for the whole report.
    fn give_data(&mut self, report: &impl Serialize) -> io::Result<()> {
        if !self.json {
            return Ok(());
        }
        let json = serde_json::to_string_pretty(report)?;
        writeln!(self.out, "{}", json::escaped(&json))
    }

    /// A message; programs are not told.
    pub(super) fn say(&mut self, message: &Message) -> io::Result<()> {
        if self.json {
            return Ok(());
        }
        let text = self.text(message);
        let text = if self.folds {
            folded(&text, COLUMNS)
        } else {
            text
        };
        writeln!(self.out, "{text}")
    }

    /// A table; programs are not told.
    fn show_table(&mut self, table: &Table) -> io::Result<()> {
        if !self.json {
            for line in table.lines(COLUMNS) {
                writeln!(self.out, "{line}")?;
            }
        }
        Ok(())
    }

    /// A text of several lines, indented; programs are not told.
    fn show_text(&mut self, indent: usize, text: &str) -> io::Result<()> {
        if !self.json {
            let room = COLUMNS.saturating_sub(indent);
            for line in folded(&harmless_lines(text), room).lines() {
                let line = format!("{:indent$}{line}", "");
                writeln!(self.out, "{}", line.trim_end())?;
            }
        }
        Ok(())
    }

    /// A text beside its label, its lines under each other; programs are not told.
    fn show_beside(&mut self, label: &str, text: &str) -> io::Result<()> {
        if self.json {
            return Ok(());
        }
        let label = harmless(label);
        let indent = width(&label);
        let text = folded(&harmless_lines(text), COLUMNS.saturating_sub(indent));
        let mut label = label.as_str();
        for line in text.lines() {
            let line = format!("{label:indent$}{line}");
            writeln!(self.out, "{}", line.trim_end())?;
            label = "";
        }
        Ok(())
    }

    /// An empty line; programs are not told.
    fn gap(&mut self) -> io::Result<()> {
        if self.json {
            Ok(())
        } else {
            writeln!(self.out)
        }
    }
}

/// Standard output, its lines folded where it is a terminal.
pub(super) fn stdout(localizer: &Localizer, json: bool) -> Renderer<'_, Stdout> {
    let out = io::stdout();
    let folds = out.is_terminal();
    Renderer::new(localizer, json, folds, out)
}

#[derive(Serialize)]
struct ErrorJson<'a> {
    error: &'a str,
    message: String,
}

/// Says on standard error why a command failed.
pub(super) fn refuse(error: &dyn Explain, localizer: &Localizer, json: bool) -> ExitCode {
    let message = error.message();
    let text = localizer.text(&message);
    let line = if json {
        let error = ErrorJson {
            error: message.key(),
            message: text,
        };
        json::escaped(&serde_json::to_string(&error).unwrap_or_default())
    } else {
        for_standard_error(&format!("sourdine: {text}"))
    };
    // With standard error gone, the exit code is all that is left to say.
    drop(writeln!(io::stderr(), "{line}"));
    ExitCode::from(error.exit_code())
}

/// A text, folded where standard error is a terminal.
fn for_standard_error(text: &str) -> String {
    if io::stderr().is_terminal() {
        folded(text, COLUMNS)
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use sourdine_protocol::text::Language;

    use super::*;
    use crate::app::close::CloseReport;

    fn rendered(json: bool) -> String {
        let localizer = Localizer::new(Language::En);
        let mut renderer = Renderer::new(&localizer, json, false, Vec::new());
        CloseReport { closed: 3 }.render(&mut renderer).unwrap();
        String::from_utf8(renderer.out).unwrap()
    }

    #[test]
    fn a_report_is_a_text_for_a_person_and_json_for_a_program() {
        let text = rendered(false);
        assert!(text.contains('3') && !text.contains('{'), "{text}");
        assert_eq!(rendered(true), "{\n  \"closed\": 3\n}\n");
    }

    #[test]
    fn a_program_is_told_nothing_but_the_report() {
        let localizer = Localizer::new(Language::Fr);
        let mut renderer = Renderer::new(&localizer, true, false, Vec::new());
        renderer.say(&Message::new("triage-none")).unwrap();
        renderer.show_text(2, "text").unwrap();
        renderer.show_beside("label", "text").unwrap();
        renderer.gap().unwrap();
        assert!(renderer.out.is_empty());
    }
}

//! Passphrases and answers, asked for on the terminal.

use std::{
    collections::BTreeMap,
    io::{self, BufRead, IsTerminal, Write},
    path::{Path, PathBuf},
};

use age::secrecy::{ExposeSecret, SecretString};
use sourdine_platform::files;
use sourdine_protocol::text::Language;
use zeroize::{Zeroize, Zeroizing};

use super::{
    for_standard_error,
    short::beginning,
    size::human,
    stdout,
    vet::{publication, review},
};
use crate::{
    app::{AppError, Listed, PassphraseKind, Passphrases, Question, Questions},
    l10n::{Explain, Localizer, Message},
};

const PASSPHRASE_MAX_BYTES: usize = 1_024;
/// How much of a passphrase's file is read, in bytes: the longest first line with its end.
const LINE_MAX_BYTES: u64 = PASSPHRASE_MAX_BYTES as u64 + 2;

#[derive(Debug, Explain, thiserror::Error)]
enum PassphraseError {
    #[explain("error-passphrase-terminal", reason)]
    NoTerminal(io::Error),
    #[explain("error-passphrase-differ")]
    Differ,
    #[explain("error-read")]
    File { path: PathBuf, source: io::Error },
    /// Others on this machine can read the file.
    #[explain("error-passphrase-open", path)]
    Open(PathBuf),
    #[explain("error-passphrase-long", most = PASSPHRASE_MAX_BYTES)]
    Long,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, Explain, thiserror::Error)]
#[explain("error-question-terminal")]
struct NoTerminalError;

/// No terminal to ask on whether the operator told that they started the server.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Explain, thiserror::Error)]
#[explain("error-unlock-unconfirmed")]
struct OperatorUnheardError;

/// Passphrases: the first line of a file, where one was named, else what is typed.
pub(in crate::cli) struct PassphrasePrompt<'a> {
    localizer: &'a Localizer,
    file: Option<&'a Path>,
}

impl<'a> PassphrasePrompt<'a> {
    pub(in crate::cli) const fn new(localizer: &'a Localizer, file: Option<&'a Path>) -> Self {
        Self { localizer, file }
    }

    fn ask(&self, question: &'static str) -> Result<SecretString, PassphraseError> {
        self.ask_for(&Message::new(question))
    }

    fn ask_for(&self, question: &Message) -> Result<SecretString, PassphraseError> {
        let question = format!("{} ", self.localizer.text(question));
        let typed = rpassword::prompt_password(question).map_err(PassphraseError::NoTerminal)?;
        checked(Zeroizing::new(typed))
    }

    fn ask_twice(&self) -> Result<SecretString, PassphraseError> {
        let first = self.ask("ask-new-passphrase")?;
        let second = self.ask("ask-passphrase-again")?;
        if first.expose_secret() == second.expose_secret() {
            Ok(first)
        } else {
            Err(PassphraseError::Differ)
        }
    }
}

impl Passphrases for PassphrasePrompt<'_> {
    fn passphrase(&self, kind: PassphraseKind) -> Result<SecretString, AppError> {
        Ok(match (self.file, kind) {
            (Some(path), _) => from_file(path),
            (None, PassphraseKind::Editor) => self.ask("ask-passphrase"),
            (None, PassphraseKind::DeskKey) => self.ask("ask-desk-passphrase"),
            (None, PassphraseKind::New) => self.ask_twice(),
        }?)
    }

    fn document_password(&self, document: &str) -> Result<Option<SecretString>, AppError> {
        if !io::stdin().is_terminal() {
            return Ok(None);
        }
        let question = Message::new("ask-document-password").with("document", document);
        let typed = self.ask_for(&question)?;
        Ok(Some(typed).filter(|typed| !typed.expose_secret().is_empty()))
    }
}

fn from_file(path: &Path) -> Result<SecretString, PassphraseError> {
    let failed = |source| PassphraseError::File {
        path: path.to_owned(),
        source,
    };
    let file = files::open_regular(path, u64::MAX).map_err(failed)?;
    if !files::is_private(&file).map_err(failed)? {
        return Err(PassphraseError::Open(path.to_owned()));
    }
    let bytes = files::read_secret_part(&file, LINE_MAX_BYTES).map_err(failed)?;
    let line = bytes.split(|byte| *byte == b'\n').next();
    let line = line.unwrap_or_default();
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    if line.len() > PASSPHRASE_MAX_BYTES {
        return Err(PassphraseError::Long);
    }
    let line = std::str::from_utf8(line);
    let line = line.map_err(|error| failed(io::Error::new(io::ErrorKind::InvalidData, error)))?;
    Ok(SecretString::from(line.to_owned()))
}

fn checked(mut typed: Zeroizing<String>) -> Result<SecretString, PassphraseError> {
    if typed.len() > PASSPHRASE_MAX_BYTES {
        typed.zeroize();
        return Err(PassphraseError::Long);
    }
    Ok(SecretString::from(std::mem::take(&mut *typed)))
}

/// Questions that are answered by yes or no, or yes to all.
pub(in crate::cli) struct QuestionPrompt<'a> {
    localizer: &'a Localizer,
    json: bool,
    yes: bool,
}

impl<'a> QuestionPrompt<'a> {
    pub(in crate::cli) const fn new(localizer: &'a Localizer, json: bool, yes: bool) -> Self {
        Self {
            localizer,
            json,
            yes,
        }
    }

    /// Anything but a plain yes is a no.
    fn ask(&self, question: &Message) -> io::Result<bool> {
        let answer = self.ask_line(question)?;
        Ok(matches!(
            answer.to_lowercase().as_str(),
            "o" | "oui" | "y" | "yes"
        ))
    }

    /// What a person types on one line.
    pub(in crate::cli) fn ask_line(&self, question: &Message) -> io::Result<String> {
        let question = self.localizer.text(question);
        write!(io::stderr(), "{} ", for_standard_error(&question))?;
        io::stderr().flush()?;
        let mut answer = String::new();
        io::stdin().lock().read_line(&mut answer)?;
        Ok(answer.trim().to_owned())
    }
}

impl Questions for QuestionPrompt<'_> {
    fn agrees(&self, question: &Question<'_>) -> Result<bool, AppError> {
        let mut out = stdout(self.localizer, self.json);
        match question {
            Question::Sign(shown) => review(shown, shown.preview_stays || !self.yes, &mut out)?,
            Question::Publish(shown) => publication(shown, &mut out)?,
            Question::DiscardUnopened(_)
            | Question::DiscardListed(_)
            | Question::CompareFingerprint { .. }
            | Question::ClockIsRight { .. }
            | Question::RemoveEditor(_)
            | Question::GiveUp { .. }
            | Question::RevokeMachine { .. }
            | Question::UnlockServer { .. } => {}
        }
        if self.yes {
            Ok(true)
        } else if !io::stdin().is_terminal() {
            if matches!(question, Question::UnlockServer { .. }) {
                return Err(OperatorUnheardError.into());
            }
            Err(NoTerminalError.into())
        } else {
            Ok(self.ask(&message(question, self.localizer.language()))?)
        }
    }
}

/// How many there are of each size, the largest first: a flood shows by it.
fn sizes(listed: &[Listed], language: Language) -> String {
    let mut counts = BTreeMap::<u64, usize>::new();
    for one in listed {
        *counts.entry(one.size).or_default() += 1;
    }
    let sizes = counts.iter().rev();
    let sizes = sizes.map(|(size, count)| format!("{count} × {}", human(*size, language)));
    sizes.collect::<Vec<_>>().join(", ")
}

fn message(question: &Question<'_>, language: Language) -> Message {
    match question {
        Question::DiscardUnopened(id) => Message::new("discard-unopened").with("id", id),
        Question::DiscardListed(listed) => Message::new("discard-listed")
            .with_count("count", listed.len())
            .with("sizes", sizes(listed, language)),
        Question::CompareFingerprint {
            editor,
            fingerprint,
        } => Message::new("roster-compare")
            .with("name", editor)
            .with("fingerprint", fingerprint),
        Question::ClockIsRight { signed, today } => Message::new("roster-clock-right")
            .with("signed", signed)
            .with("today", today),
        Question::RemoveEditor(editor) => Message::new("roster-remove-sure").with("name", editor),
        Question::GiveUp { journal, count } if journal.is_desk() => {
            Message::new("names-give-up-sure").with_count("count", *count)
        }
        Question::GiveUp { journal, count } => Message::new("triage-give-up-sure")
            .with("case", journal)
            .with_count("count", *count),
        Question::RevokeMachine { machine, cases } => Message::new("triage-revoke-sure")
            .with("machine", beginning(&machine.to_string()))
            .with_count("cases", *cases),
        Question::UnlockServer { last_open, today } => match last_open {
            Some(day) => Message::new("unlock-sure").with("day", day),
            None => Message::new("unlock-sure-unseen"),
        }
        .with("today", today),
        Question::Sign(_) => Message::new("vet-question"),
        Question::Publish(_) => Message::new("publish-question"),
    }
}

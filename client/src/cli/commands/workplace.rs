//! What the desk's commands share: where the desk is, who sits there, and how the passphrase is asked.

use std::{fs, io, path::PathBuf};

use age::secrecy::SecretString;
use clap::Args;
use sourdine_platform::clock;
use sourdine_protocol::day::Day;
use zeroize::{Zeroize, Zeroizing};

use super::Failure;
use crate::{
    cli::render::{Explain, Message, Terminal},
    desk::{folder::DeskFolder, identity::editor::Editor, scratch::Scratch},
};

/// Longest passphrase, in bytes.
const PASSPHRASE_MAX_BYTES: usize = 1_024;

/// Where the desk is and how it is unlocked.
#[derive(Args, Clone, Debug, Default)]
pub struct DeskOptions {
    /// The desk's folder
    #[arg(long, global = true, value_name = "DIR", env = "SOURDINE_DESK")]
    pub desk: Option<PathBuf>,
    /// Read the passphrase from this file's first line instead of asking
    #[arg(long, global = true, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
    /// The folder in memory where documents are opened
    #[arg(long, global = true, value_name = "DIR")]
    pub scratch: Option<PathBuf>,
}

/// Why a passphrase was not had.
#[derive(Debug, thiserror::Error)]
pub enum PassphraseError {
    /// Nobody to ask.
    #[error("there is no terminal to ask for the passphrase: give --passphrase-file ({0})")]
    NoTerminal(io::Error),
    /// The two were not the same.
    #[error("the two passphrases differ: type the same one twice")]
    Differ,
    /// The file cannot be read.
    #[error("{path} cannot be read: {source}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Too long.
    #[error("the passphrase is longer than {PASSPHRASE_MAX_BYTES} bytes")]
    Long,
}

impl Explain for PassphraseError {
    fn message(&self) -> Message {
        match self {
            Self::NoTerminal(source) => {
                Message::new("error-passphrase-terminal").with("reason", source)
            }
            Self::Differ => Message::new("error-passphrase-differ"),
            Self::File { path, source } => Message::new("error-read")
                .with("path", path.display())
                .with("reason", source),
            Self::Long => Message::new("error-passphrase-long").with("most", PASSPHRASE_MAX_BYTES),
        }
    }
}

/// Where a command works.
pub struct Workplace<'a> {
    /// Where it speaks.
    pub terminal: &'a Terminal,
    /// What was typed.
    pub options: &'a DeskOptions,
    /// The day.
    pub today: Day,
}

impl<'a> Workplace<'a> {
    /// Today's.
    #[must_use]
    pub fn new(terminal: &'a Terminal, options: &'a DeskOptions) -> Self {
        Self {
            terminal,
            options,
            today: clock::today(),
        }
    }

    /// The desk's folder, whoever is there.
    ///
    /// # Errors
    /// Nothing says where it is.
    pub fn folder(&self) -> Result<DeskFolder, Failure> {
        Ok(DeskFolder::locate(self.options.desk.as_deref())?)
    }

    /// The editor, unlocked.
    ///
    /// # Errors
    /// There is none, or the passphrase is another.
    pub fn editor(&self) -> Result<Editor, Failure> {
        let folder = self.folder()?;
        Ok(Editor::unlock(folder, &self.passphrase("ask-passphrase")?)?)
    }

    /// Where documents are opened.
    ///
    /// # Errors
    /// No folder in memory is there.
    pub fn scratch(&self) -> Result<Scratch, Failure> {
        Ok(Scratch::locate(self.options.scratch.as_deref())?)
    }

    /// The passphrase that unlocks something that is there already.
    ///
    /// # Errors
    /// Nobody to ask.
    pub fn passphrase(&self, question: &'static str) -> Result<SecretString, Failure> {
        match &self.options.passphrase_file {
            Some(path) => Ok(from_file(path)?),
            None => self.ask(question),
        }
    }

    /// A passphrase for something new, typed twice.
    ///
    /// # Errors
    /// Nobody to ask, or they differ.
    pub fn new_passphrase(&self, question: &'static str) -> Result<SecretString, Failure> {
        use age::secrecy::ExposeSecret;
        if let Some(path) = &self.options.passphrase_file {
            return Ok(from_file(path)?);
        }
        let (first, second) = (self.ask(question)?, self.ask("ask-passphrase-again")?);
        if first.expose_secret() == second.expose_secret() {
            Ok(first)
        } else {
            Err(PassphraseError::Differ.into())
        }
    }

    fn ask(&self, question: &'static str) -> Result<SecretString, Failure> {
        let question = format!("{} ", self.terminal.text(&Message::new(question)));
        let typed = rpassword::prompt_password(question).map_err(PassphraseError::NoTerminal)?;
        Ok(checked(Zeroizing::new(typed))?)
    }
}

fn from_file(path: &PathBuf) -> Result<SecretString, PassphraseError> {
    let failed = |source| PassphraseError::File {
        path: path.clone(),
        source,
    };
    let text = Zeroizing::new(fs::read_to_string(path).map_err(failed)?);
    let line = text.lines().next().unwrap_or_default();
    checked(Zeroizing::new(line.to_owned()))
}

fn checked(mut typed: Zeroizing<String>) -> Result<SecretString, PassphraseError> {
    if typed.len() > PASSPHRASE_MAX_BYTES {
        typed.zeroize();
        return Err(PassphraseError::Long);
    }
    Ok(SecretString::from(std::mem::take(&mut *typed)))
}

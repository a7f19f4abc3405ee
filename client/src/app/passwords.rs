//! Passwords of documents: those of a list, and those that a person types.

use std::{
    io,
    path::{Path, PathBuf},
};

use age::secrecy::SecretString;
use sourdine_platform::files;

use super::{AppError, CommandContext};
use crate::{
    desk::{
        cleaning::{asks_for_password, unlock},
        scratch::{Scratch, TemporaryScratch},
    },
    l10n::Explain,
};

/// The largest list of passwords, in bytes.
const LIST_MAX_BYTES: u64 = 1 << 20;
/// The longest password, in bytes.
const PASSWORD_MAX_BYTES: usize = 1_024;
/// How often a password of one document is asked for.
const ATTEMPTS_MAX: usize = 3;
/// What a document without its password is called.
const UNLOCKED: &str = "unlocked";

/// Why a password was not found.
#[derive(Debug, Explain, thiserror::Error)]
enum PasswordError {
    #[explain("error-read")]
    Unreadable { path: PathBuf, source: io::Error },
    /// Others on this machine can read the list.
    #[explain("error-passphrase-open", path)]
    Open { path: PathBuf },
    #[explain("error-passphrase-long", most = PASSWORD_MAX_BYTES)]
    Long,
    /// There is no person to ask, or nothing was typed.
    #[explain("error-password-none")]
    None,
    /// None of those that were given opens it.
    #[explain("error-password-wrong")]
    Wrong,
}

/// Opens documents that ask for a password. What was the password of one is tried on the next.
pub(super) struct Passwords<'a> {
    context: &'a CommandContext<'a>,
    scratch: &'a Scratch,
    known: Vec<SecretString>,
    folders: Vec<TemporaryScratch>,
}

impl<'a> Passwords<'a> {
    /// Reads a list with a password on each line, where one was named.
    pub(super) fn of(
        context: &'a CommandContext<'a>,
        list: Option<&Path>,
        scratch: &'a Scratch,
    ) -> Result<Self, AppError> {
        Ok(Self {
            context,
            scratch,
            known: list.map(listed).transpose()?.unwrap_or_default(),
            folders: Vec::new(),
        })
    }

    /// The document, or what it is without its password: a file that is there as long as this
    /// value. `shown` is how a person knows the document.
    pub(super) fn open(&mut self, document: PathBuf, shown: &str) -> Result<PathBuf, AppError> {
        // What cannot be read is told by what looks into it.
        if !asks_for_password(&document).unwrap_or(false) {
            return Ok(document);
        }
        let folder = self.scratch.fleeting()?;
        let to = folder.path().join(UNLOCKED);
        self.folders.push(folder);
        for known in &self.known {
            if unlock(&document, known, &to)? {
                return Ok(to);
            }
        }
        let mut was_tried = !self.known.is_empty();
        for _ in 0..ATTEMPTS_MAX {
            let Some(typed) = self.context.passphrases.document_password(shown)? else {
                break;
            };
            was_tried = true;
            if unlock(&document, &typed, &to)? {
                self.known.push(typed);
                return Ok(to);
            }
        }
        if was_tried {
            Err(PasswordError::Wrong.into())
        } else {
            Err(PasswordError::None.into())
        }
    }
}

fn listed(path: &Path) -> Result<Vec<SecretString>, PasswordError> {
    let path_shown = || path.to_owned();
    let failed = |source| PasswordError::Unreadable {
        path: path_shown(),
        source,
    };
    let file = files::open_regular(path, LIST_MAX_BYTES).map_err(failed)?;
    if !files::is_private(&file).map_err(failed)? {
        return Err(PasswordError::Open { path: path_shown() });
    }
    let bytes = files::read_secret_part(&file, LIST_MAX_BYTES).map_err(failed)?;
    let lines = bytes.split(|byte| *byte == b'\n');
    let lines = lines.map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    let passwords = lines.filter(|line| !line.is_empty()).map(|line| {
        if line.len() > PASSWORD_MAX_BYTES {
            return Err(PasswordError::Long);
        }
        let text = std::str::from_utf8(line);
        let text = text.map_err(|error| failed(io::Error::new(io::ErrorKind::InvalidData, error)));
        Ok(SecretString::from(text?.to_owned()))
    });
    passwords.collect()
}

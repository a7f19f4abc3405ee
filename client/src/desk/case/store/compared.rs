//! Whether this machine gave its editor the words to compare, since others wrote in the cases.
//!
//! A machine that has seen nothing yet believes what it is shown: the words are given unasked,
//! once.

use std::{
    fs,
    io::{ErrorKind, Write},
};

use sourdine_platform::files::{self, Times};

use super::{error::CasesError, folder::Cases};
use crate::desk::FileError;

/// Among what a machine remembers.
const WORDS_GIVEN: &str = "words-given";

impl Cases {
    /// Whether the words are to be given unasked: something came from another machine, and they
    /// were not given yet.
    pub fn owes_words(&self) -> Result<bool, CasesError> {
        let is_given = self.memory.join(WORDS_GIVEN).exists();
        Ok(!is_given && self.last_news()?.is_some())
    }

    /// The words are to be given again: the machine believes once more what it is shown.
    pub(super) fn forget_words(&self) -> Result<(), CasesError> {
        let path = self.memory.join(WORDS_GIVEN);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(FileError::at(&path)(error).into())
            }
            Ok(()) | Err(_) => Ok(()),
        }
    }

    /// Notes that the words were given, if something came from another machine.
    pub fn note_words(&self) -> Result<(), CasesError> {
        if !self.owes_words()? {
            return Ok(());
        }
        let path = self.memory.join(WORDS_GIVEN);
        let written =
            files::replace_atomically(&path, Times::Removed, |file| file.write_all(b"\n"));
        Ok(written.map_err(FileError::at(&path))?)
    }
}

//! The entry that a command is about: a file, or what was signed last.

use std::path::Path;

use sourdine_observatory::folder::{
    FolderError,
    entry_file::{self, ENTRY_MAX_BYTES},
};
use sourdine_platform::files;

use super::AppError;
use crate::{
    desk::{FileError, case::Case},
    l10n::Explain,
};

#[derive(Clone, Copy, Debug, Explain, thiserror::Error)]
enum EntrySourceError {
    #[explain("error-vet-no-entry")]
    NoEntry,
}

/// The entry in a file, or the one that was signed last.
pub(super) fn entry_bytes(file: Option<&Path>, case: &Case) -> Result<Vec<u8>, AppError> {
    let Some(path) = file else {
        let view = case.view();
        let last = view.entry().map(|entry| entry.as_bytes().to_vec());
        return Ok(last.ok_or(EntrySourceError::NoEntry)?);
    };
    let bytes = files::read_regular(path, ENTRY_MAX_BYTES as u64);
    let bytes = bytes.map_err(FileError::at(path))?;
    // Refused here, where the file's name is known.
    entry_file::parse(&bytes).map_err(|error| FolderError::Entry {
        path: path.to_owned(),
        error,
    })?;
    Ok(bytes)
}

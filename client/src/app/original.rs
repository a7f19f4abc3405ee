//! The file that an editor means: a path, or `LETTER:NAME` for a file of an opened letter.

use std::{
    ffi::OsStr,
    fs, io,
    path::{Path, PathBuf},
};

use sourdine_protocol::text::SafeName;

use super::AppError;
use crate::{
    courier::EnvelopeId,
    desk::{folder::DeskFolder, scratch::Scratch},
    l10n::Explain,
};

/// Where an opened letter has its files.
const FILES: &str = "files";
/// Between a letter and one of its files.
pub(super) const OF_LETTER: char = ':';

/// Why no file is meant.
#[derive(Debug, Explain, thiserror::Error)]
pub(super) enum OriginalError {
    #[explain("error-letter-not-open", letter)]
    NotOpen(EnvelopeId),
    #[explain("error-read")]
    Unreadable { path: PathBuf, source: io::Error },
    #[explain("error-letter-no-file")]
    NoSuchFile { letter: EnvelopeId, name: String },
}

/// A file of a stranger's.
pub(super) struct Original {
    pub(super) path: PathBuf,
    /// The letter that it came with, and its folder.
    pub(super) letter: Option<(EnvelopeId, PathBuf)>,
}

impl Original {
    /// The file that was meant: one that is there, else `LETTER:NAME`. `may` says whether a letter
    /// may be meant.
    pub(super) fn locate(
        typed: &Path,
        folder: impl FnOnce() -> Result<DeskFolder, AppError>,
        scratch: &Scratch,
        may: impl FnOnce(&EnvelopeId) -> Result<(), AppError>,
    ) -> Result<Self, AppError> {
        let of_letter = typed.to_str().and_then(|text| text.split_once(OF_LETTER));
        let Some((letter, name)) = of_letter.filter(|_| typed.symlink_metadata().is_err()) else {
            return Ok(Self {
                path: typed.to_owned(),
                letter: None,
            });
        };
        let id = folder()?.inbox()?.find(letter)?.id;
        may(&id)?;
        let files = files_of(scratch, id)?;
        let safe = SafeName::parse(name).ok();
        let path = safe.and_then(|name| file_called(&files, &name));
        let path = path.ok_or_else(|| OriginalError::NoSuchFile {
            letter: id,
            name: name.to_owned(),
        })?;
        Ok(Self {
            path,
            letter: Some((id, scratch.opened(&id.to_string()))),
        })
    }
}

/// The folder with the files of an opened letter.
pub(super) fn files_of(scratch: &Scratch, letter: EnvelopeId) -> Result<PathBuf, OriginalError> {
    let opened = scratch.opened(&letter.to_string());
    if opened.is_dir() {
        Ok(opened.join(FILES))
    } else {
        Err(OriginalError::NotOpen(letter))
    }
}

/// The file of this very name, else the only one whose name looks like it.
fn file_called(folder: &Path, name: &SafeName) -> Option<PathBuf> {
    let exact = folder.join(OsStr::new(name.as_str()));
    if exact.is_file() {
        return Some(exact);
    }
    let entries = fs::read_dir(folder).ok()?.flatten();
    let mut alike = entries.filter(|entry| {
        let found = entry.file_name();
        let found = found.to_str().and_then(|found| SafeName::parse(found).ok());
        found.is_some_and(|found| found.looks_like(name))
    });
    let only = alike.next().filter(|_| alike.next().is_none())?.path();
    only.is_file().then_some(only)
}

#[cfg(test)]
mod tests {
    use sourdine_platform::files;

    use super::*;

    #[test]
    fn a_name_with_a_macs_accents_is_found_as_a_keyboard_types_it() {
        let (typed, macs) = ("vot\u{e9}e.txt", "vote\u{301}e.txt");
        let folder = tempfile::tempdir().unwrap();
        let find = |name: &str| file_called(folder.path(), &SafeName::parse(name).unwrap());
        let there = |name: &str| Some(folder.path().join(name));
        assert_eq!(find(typed), None);
        files::create_new(&folder.path().join(macs)).unwrap();
        assert_eq!(find(typed), there(macs));
        assert_eq!(find("votee.txt"), None);
        // Of two that look alike, the one that was typed.
        files::create_new(&folder.path().join(typed)).unwrap();
        assert_eq!((find(typed), find(macs)), (there(typed), there(macs)));
    }
}

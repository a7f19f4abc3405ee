//! The documents that were meant: files, what is in archives and e-mails, and all of a case.

use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
};

use sourdine_protocol::text::{SafeName, harmless};

use super::{AppError, CleanFileError};
use crate::{
    app::case_session::CaseSession,
    courier::EnvelopeId,
    desk::{
        case::Case,
        cleaning::{CleanError, members},
        scratch::{Scratch, ScratchError, TemporaryScratch},
    },
};

/// Where an opened letter has its files.
const FILES: &str = "files";
/// Between a letter and one of its files.
const OF_LETTER: char = ':';
/// Between an archive and a document in it.
const IN_ARCHIVE: char = '/';
/// How deep archives may stand in each other.
const DEPTH_MAX: usize = 4;
/// The most documents that are cleaned at once.
const DOCUMENTS_MAX: usize = 10_000;

/// A document to clean.
pub(super) struct Document {
    /// How an editor knows it.
    pub(super) shown: String,
    /// Where it is, or why it is nowhere.
    pub(super) path: Result<PathBuf, AppError>,
}

/// Documents, and the folders in scratch that have those of them that were in others.
#[derive(Default)]
pub(super) struct Documents {
    pub(super) all: Vec<Document>,
    folders: Vec<TemporaryScratch>,
}

/// Where documents are looked for.
pub(super) struct Finder<'a> {
    pub(super) session: &'a CaseSession,
    pub(super) case: &'a Case,
    pub(super) scratch: &'a Scratch,
}

impl Documents {
    /// Adds a document, or those that are in it.
    pub(super) fn add(
        &mut self,
        shown: String,
        path: Result<PathBuf, AppError>,
        scratch: &Scratch,
    ) -> Result<(), ScratchError> {
        self.add_within(shown, path, scratch, 0)
    }

    fn add_within(
        &mut self,
        shown: String,
        path: Result<PathBuf, AppError>,
        scratch: &Scratch,
        depth: usize,
    ) -> Result<(), ScratchError> {
        let Ok(found) = path else {
            self.all.push(Document { shown, path });
            return Ok(());
        };
        let folder = scratch.fleeting()?;
        let inside = match members(&found, folder.path()) {
            Ok(inside) => inside.filter(|_| depth < DEPTH_MAX),
            // Cleaning it says why.
            Err(CleanError::Io(_)) => None,
            Err(error) => {
                let path = Err(error.into());
                self.all.push(Document { shown, path });
                return Ok(());
            }
        };
        let (inside, is_text) = inside.unwrap_or((Vec::new(), true));
        if is_text && self.all.len() < DOCUMENTS_MAX {
            self.all.push(Document {
                shown: shown.clone(),
                path: Ok(found),
            });
        }
        self.folders.push(folder);
        for member in inside {
            let name = format!("{shown}{IN_ARCHIVE}{}", member.name);
            let path = member.document.map_err(AppError::from);
            self.add_within(name, path, scratch, depth + 1)?;
        }
        Ok(())
    }
}

impl Finder<'_> {
    /// The file that was meant: one that is there, else `LETTER:NAME`.
    pub(super) fn locate(&self, typed: &Path) -> Result<PathBuf, AppError> {
        let Some((letter, name)) = letter_and_name(typed) else {
            return Ok(typed.to_owned());
        };
        let id = self.session.editor.folder().inbox()?.find(letter)?.id;
        self.require(id)?;
        Ok(in_letter(self.scratch, id, name)?)
    }

    /// The files of all letters of the case that are here, in the order of letters and names, each
    /// as it would be typed.
    pub(super) fn all(&self) -> Result<Vec<PathBuf>, AppError> {
        let inbox = self.session.editor.folder().inbox()?;
        let mut all = Vec::new();
        for envelope in self.case.view().envelopes {
            let letter = inbox.find(&envelope.envelope)?.id;
            let files = files_of(self.scratch, letter)?;
            let unreadable = |source| CleanFileError::Unreadable {
                path: files.clone(),
                source,
            };
            let entries = fs::read_dir(&files).map_err(unreadable)?;
            let names = entries.map(|entry| Ok(entry?.file_name()));
            let mut names = names.collect::<Result<Vec<_>, _>>().map_err(unreadable)?;
            names.sort();
            let typed = names.iter().map(|name| {
                let name = name.to_string_lossy();
                PathBuf::from(format!("{letter}{OF_LETTER}{name}"))
            });
            all.extend(typed);
        }
        Ok(all)
    }

    /// Fails for a letter that is not the case's.
    fn require(&self, letter: EnvelopeId) -> Result<(), CleanFileError> {
        let view = self.case.view();
        let mut known = view.envelopes.iter();
        if known.any(|known| known.envelope == letter.to_string()) {
            Ok(())
        } else {
            Err(CleanFileError::OtherCase(letter))
        }
    }
}

/// The parts of `LETTER:NAME`. None for a file that is there.
pub(in crate::app) fn letter_and_name(typed: &Path) -> Option<(&str, &str)> {
    let of_letter = typed.to_str()?.split_once(OF_LETTER)?;
    typed.symlink_metadata().is_err().then_some(of_letter)
}

/// A file of an opened letter.
pub(in crate::app) fn in_letter(
    scratch: &Scratch,
    letter: EnvelopeId,
    name: &str,
) -> Result<PathBuf, CleanFileError> {
    let files = files_of(scratch, letter)?;
    let safe = SafeName::parse(name).ok();
    let found = safe.and_then(|name| file_called(&files, &name));
    found.ok_or_else(|| CleanFileError::NoSuchFile {
        letter,
        name: name.to_owned(),
    })
}

/// The folder with the files of an opened letter.
fn files_of(scratch: &Scratch, letter: EnvelopeId) -> Result<PathBuf, CleanFileError> {
    let opened = scratch.opened(&letter.to_string());
    if opened.is_dir() {
        Ok(opened.join(FILES))
    } else {
        Err(CleanFileError::NotOpen(letter))
    }
}

/// How a file that was typed is shown.
pub(super) fn shown(typed: &Path) -> String {
    harmless(&typed.to_string_lossy())
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

//! The documents that were meant: files, what is in archives and e-mails, and all of a case.

use std::{
    fs,
    path::{Path, PathBuf},
};

use sourdine_protocol::text::harmless;

use super::error::CleanFileError;
use crate::{
    app::{
        AppError,
        case_session::CaseSession,
        original::{OF_LETTER, Original, files_of},
    },
    courier::EnvelopeId,
    desk::{
        case::Case,
        cleaning::{CleanError, Room, members},
        scratch::{Scratch, ScratchError, TemporaryScratch},
    },
};

/// Between an archive and a document in it.
const IN_ARCHIVE: char = '/';
/// How deep archives may stand in each other.
const DEPTH_MAX: usize = 4;

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
    room: Room,
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
        let inside = match members(&found, folder.path(), &mut self.room) {
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
        if is_text {
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
        let folder = || Ok(self.session.editor.folder().clone());
        let of_case = |letter: &EnvelopeId| Ok(self.require(*letter)?);
        Ok(Original::locate(typed, folder, self.scratch, of_case)?.path)
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

/// How a file that was typed is shown.
pub(super) fn shown(typed: &Path) -> String {
    harmless(&typed.to_string_lossy())
}

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
        passwords::Passwords,
    },
    courier::EnvelopeId,
    desk::{
        case::Case,
        cleaning::{CleanError, HiddenParts, Room, Sheets, members, report::Finding, sheets},
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
    pub(super) source: Result<Source, AppError>,
}

/// Where a document is.
pub(super) struct Source {
    /// The file that came in.
    pub(super) original: PathBuf,
    /// The file that is cleaned: the original, what it is without its password, or a sheet of it.
    pub(super) path: PathBuf,
    /// What the original told, if this is a part of it.
    pub(super) told: Vec<Finding>,
}

/// Documents, and the folders in scratch that have those of them that were in others.
pub(super) struct Documents<'a> {
    pub(super) all: Vec<Document>,
    folders: Vec<TemporaryScratch>,
    room: Room,
    scratch: &'a Scratch,
    passwords: Passwords<'a>,
    /// Whether workbooks become tables, and with what is hidden in them.
    tables: Option<HiddenParts>,
}

/// Where documents are looked for.
pub(super) struct Finder<'a> {
    pub(super) session: &'a CaseSession,
    pub(super) case: &'a Case,
    pub(super) scratch: &'a Scratch,
}

impl<'a> Documents<'a> {
    pub(super) fn new(
        scratch: &'a Scratch,
        passwords: Passwords<'a>,
        tables: Option<HiddenParts>,
    ) -> Self {
        Self {
            all: Vec::new(),
            folders: Vec::new(),
            room: Room::default(),
            scratch,
            passwords,
            tables,
        }
    }

    /// Adds a document, or those that are in it.
    pub(super) fn add(
        &mut self,
        shown: String,
        path: Result<PathBuf, AppError>,
    ) -> Result<(), ScratchError> {
        self.add_within(shown, path, 0)
    }

    fn add_within(
        &mut self,
        shown: String,
        path: Result<PathBuf, AppError>,
        depth: usize,
    ) -> Result<(), ScratchError> {
        let original = match path {
            Ok(original) => original,
            Err(error) => {
                self.push(shown, Err(error));
                return Ok(());
            }
        };
        let folder = self.scratch.fleeting()?;
        let inside = match members(&original, folder.path(), &mut self.room) {
            Ok(inside) => inside.filter(|_| depth < DEPTH_MAX),
            // Cleaning it says why.
            Err(CleanError::Io(_)) => None,
            Err(error) => {
                self.push(shown, Err(error.into()));
                return Ok(());
            }
        };
        let (inside, is_text) = inside.unwrap_or((Vec::new(), true));
        if is_text {
            self.add_one(&shown, original, folder.path());
        }
        self.folders.push(folder);
        for member in inside {
            let path = member.document.map_err(AppError::from);
            self.add_within(within(&shown, &member.name), path, depth + 1)?;
        }
        Ok(())
    }

    /// Adds a document that has no other in it, or its sheets.
    fn add_one(&mut self, shown: &str, original: PathBuf, folder: &Path) {
        let tables = self.tables.map(|hidden| {
            let sheets = sheets(&original, hidden, folder, &mut self.room);
            sheets.map_err(AppError::from)
        });
        let Sheets { sheets, told } = match tables.transpose() {
            Ok(Some(Some(sheets))) => sheets,
            Ok(Some(None) | None) => {
                let path = self.passwords.open(original.clone(), shown);
                let source = path.map(|path| Source {
                    original,
                    path,
                    told: Vec::new(),
                });
                self.push(shown.to_owned(), source);
                return;
            }
            Err(error) => {
                self.push(shown.to_owned(), Err(error));
                return;
            }
        };
        for sheet in sheets {
            let path = sheet.document.map_err(AppError::from);
            let source = path.map(|path| Source {
                original: original.clone(),
                path,
                told: told.clone(),
            });
            self.push(within(shown, &sheet.name), source);
        }
    }

    fn push(&mut self, shown: String, source: Result<Source, AppError>) {
        self.all.push(Document { shown, source });
    }
}

/// How a document in another is shown.
fn within(shown: &str, name: &str) -> String {
    format!("{shown}{IN_ARCHIVE}{name}")
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

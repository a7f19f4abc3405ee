//! Makes copies of documents that do not tell who made them.

use std::{
    ffi::OsStr,
    fs, io,
    path::{Path, PathBuf},
};

use serde::Serialize;
use sourdine_observatory::folder::DOCUMENT_MAX_BYTES;
use sourdine_platform::files;
use sourdine_protocol::text::SafeName;
use sourdine_protocol::text::harmless;

use super::{
    AppError, CommandContext, ProgressEvent, ProgressSink,
    case_session::{CaseSession, forward},
};
use crate::{
    courier::EnvelopeId,
    desk::{
        case::{
            Case, attachment,
            event::{CaseId, CaseState, CleanCopy, EventKind},
        },
        cleaning::{TextLayer, clean as clean_file},
        scratch::Scratch,
    },
    l10n::Explain,
};

pub use super::progress::{KeptCopy, RefusedFile};

/// Where an opened letter has its files.
const FILES: &str = "files";
/// Between a letter and one of its files.
const OF_LETTER: char = ':';

/// Why a file was not cleaned, besides what is in it.
#[derive(Debug, Explain, thiserror::Error)]
pub enum CleanFileError {
    #[explain("error-read")]
    Unreadable { path: PathBuf, source: io::Error },
    #[explain("error-letter-not-open", letter)]
    NotOpen(EnvelopeId),
    #[explain("error-letter-other-case", letter)]
    OtherCase(EnvelopeId),
    #[explain("error-letter-no-file")]
    NoSuchFile { letter: EnvelopeId, name: String },
    #[explain("error-clean-some")]
    Some { refused: usize, all: usize },
}

#[derive(Debug, Serialize)]
pub struct CleanReport {
    pub case: CaseId,
    pub kept: Vec<KeptCopy>,
    pub refused: Vec<RefusedFile>,
    /// Why the file that was refused last was.
    #[serde(skip)]
    failure: Option<AppError>,
}

impl CleanReport {
    /// Fails if a file was refused: with its own error if it was the only file.
    pub fn verdict(self) -> Result<(), AppError> {
        let (kept, refused) = (self.kept.len(), self.refused.len());
        match self.failure {
            None => Ok(()),
            Some(failure) if kept + refused == 1 => Err(failure),
            Some(_) => Err(CleanFileError::Some {
                refused,
                all: kept + refused,
            }
            .into()),
        }
    }
}

/// Cleans files, each a path or `LETTER:NAME` for a file of an opened letter of the case. Those
/// before and after a refused one are kept all the same.
///
/// Fails if the editor cannot be unlocked, or the case does not open.
pub fn clean(
    context: &CommandContext<'_>,
    case: &str,
    files: &[PathBuf],
    text_layer: TextLayer,
) -> Result<CleanReport, AppError> {
    let session = CaseSession::open(context)?;
    let case = session.find(case)?;
    let cleaner = Cleaner {
        session: &session,
        case: &case,
        scratch: &context.scratch()?,
        text_layer,
        progress: context.progress,
    };
    let mut report = CleanReport {
        case: case.id().clone(),
        kept: Vec::new(),
        refused: Vec::new(),
        failure: None,
    };
    for typed in files {
        let file = harmless(&typed.to_string_lossy());
        match cleaner.clean(typed, &file) {
            Ok(copy) => {
                context.progress.update(ProgressEvent::Cleaned {
                    file: &file,
                    copy: &copy,
                });
                report.kept.push(copy);
            }
            Err(failure) => {
                let refused = RefusedFile {
                    file,
                    reason: context.explain(&failure),
                };
                if files.len() > 1 {
                    context
                        .progress
                        .update(ProgressEvent::CleanRefused(&refused));
                }
                report.refused.push(refused);
                report.failure = Some(failure);
            }
        }
    }
    Ok(report)
}

struct Cleaner<'a> {
    session: &'a CaseSession,
    case: &'a Case,
    scratch: &'a Scratch,
    text_layer: TextLayer,
    progress: &'a dyn ProgressSink,
}

impl Cleaner<'_> {
    fn clean(&self, typed: &Path, shown: &str) -> Result<KeptCopy, AppError> {
        // An editor who may not write to the case need not wait for the tools.
        let recipients = self.session.recipients()?;
        let original = self.locate(typed)?;
        let unreadable = |source| CleanFileError::Unreadable {
            path: original.clone(),
            source,
        };
        let mut file = files::open_regular(&original, DOCUMENT_MAX_BYTES).map_err(unreadable)?;
        let hashed = files::copy_hashed(&mut file, &mut io::sink());
        let (_, original_sha256) = hashed.map_err(unreadable)?;
        let fleeting = self.scratch.fleeting()?;
        let mut progress = |pages, of| {
            self.progress.update(ProgressEvent::Cleaning {
                file: shown,
                pages,
                of,
            });
        };
        let cleaned = clean_file(&original, fleeting.path(), self.text_layer, &mut progress)?;
        let file = attachment::keep(&self.session.cases, self.case.id(), &cleaned, &recipients)?;
        let name = original.file_name().unwrap_or_default();
        let copy = CleanCopy {
            original_name: harmless(&name.to_string_lossy()),
            original_sha256,
            file,
            sha256: cleaned.sha256().clone(),
            format: cleaned.kind(),
            cleaned_with: cleaned.cleaned_with().clone(),
            report: cleaned.report().clone(),
            vouched: self.session.vouch(&cleaned)?,
        };
        let mut events = vec![EventKind::Cleaned(Box::new(copy.clone()))];
        events.extend(forward(
            &self.session.read(self.case.id())?,
            CaseState::Cleaning,
        ));
        self.session.add(self.case.id(), events)?;
        Ok(KeptCopy {
            size: cleaned.size(),
            copy,
        })
    }

    /// The file that was meant: one that is there, else `LETTER:NAME`.
    fn locate(&self, typed: &Path) -> Result<PathBuf, AppError> {
        let Some((letter, name)) = letter_and_name(typed) else {
            return Ok(typed.to_owned());
        };
        let id = self.session.editor.folder().inbox()?.find(letter)?.id;
        let view = self.case.view();
        let mut known = view.envelopes.iter();
        if !known.any(|known| known.envelope == id.to_string()) {
            return Err(CleanFileError::OtherCase(id).into());
        }
        Ok(in_letter(self.scratch, id, name)?)
    }
}

/// The parts of `LETTER:NAME`. None for a file that is there.
pub(super) fn letter_and_name(typed: &Path) -> Option<(&str, &str)> {
    let of_letter = typed.to_str()?.split_once(OF_LETTER)?;
    typed.symlink_metadata().is_err().then_some(of_letter)
}

/// A file of an opened letter.
pub(super) fn in_letter(
    scratch: &Scratch,
    letter: EnvelopeId,
    name: &str,
) -> Result<PathBuf, CleanFileError> {
    let opened = scratch.opened(&letter.to_string());
    if !opened.is_dir() {
        return Err(CleanFileError::NotOpen(letter));
    }
    let safe = SafeName::parse(name).ok();
    let found = safe.and_then(|name| file_called(&opened.join(FILES), &name));
    found.ok_or_else(|| CleanFileError::NoSuchFile {
        letter,
        name: name.to_owned(),
    })
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

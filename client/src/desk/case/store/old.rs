//! Cases of release 0.1: what of them counts, and how they are taken over.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use age::Identity;
use serde::Deserialize;
use sourdine_platform::files;
use sourdine_protocol::day::Day;

use super::{
    append::Writer,
    error::CasesError,
    folder::{Cases, OLD_FOLDER},
    load::StoredCase,
};
use crate::desk::{
    FileError,
    case::{
        CaseError,
        event::{CaseId, EventKind, TakenOver, UnsignedNote},
    },
    sealed::{self, SealedError},
};

const OLD_VERSION: u64 = 1;
/// Largest case of release 0.1, in bytes.
const OLD_CASE_MAX_BYTES: u64 = 67_108_864;

/// The JSON of a case of release 0.1. Events of kinds that do not count are not read.
#[derive(Deserialize)]
struct OldCaseJson {
    version: u64,
    case: CaseId,
    events: Vec<OldEvent>,
}

#[derive(Deserialize)]
struct OldEvent {
    id: String,
    number: u64,
    day: Day,
    editor: String,
    what: serde_json::Value,
}

/// What counts of a case of release 0.1.
struct OldCase(TakenOver);

impl OldCase {
    fn of(events: BTreeMap<(u64, String, String), OldEvent>) -> Self {
        let mut old = TakenOver::default();
        for event in events.into_values() {
            match serde_json::from_value(event.what) {
                Ok(EventKind::Title { title }) => old.title = Some(title),
                Ok(EventKind::Tag { tag }) => drop(old.tags.insert(tag)),
                Ok(EventKind::Untag { tag }) => drop(old.tags.remove(&tag)),
                Ok(EventKind::Envelope(letter)) => {
                    if !old.letters.iter().any(|known| known.hash == letter.hash) {
                        old.letters.push(letter);
                    }
                }
                Ok(EventKind::Note { text }) => old.notes.push(UnsignedNote {
                    editor: event.editor,
                    day: event.day,
                    text,
                }),
                // States, vettings and clean copies were not signed as a whole: anybody who could
                // write to the folder could have put them there.
                Ok(_) | Err(_) => {}
            }
        }
        Self(old)
    }
}

impl Cases {
    /// Takes over a case of release 0.1 as a case of today. The old files are kept in a folder of
    /// their own; a copy that does not read stays where it is.
    pub fn take_over(&self, id: &CaseId, writer: Writer<'_>) -> Result<StoredCase, CasesError> {
        let _lock = self.lock();
        let documents = self.random_files(id)?;
        let copies = Copies::read(self.key_files(id)?, id, writer.identity)?;
        let kept = self.folder().join(OLD_FOLDER);
        files::make_dir(&kept).map_err(FileError::at(&kept))?;
        // The case's own file is written over, whatever it holds.
        let own = self.file(id);
        let own_too = Some(&own).filter(|own| own.exists() && !copies.read.contains(own));
        for path in copies.read.iter().chain(own_too) {
            let to = kept.join(path.file_name().unwrap_or_default());
            fs::copy(path, &to).map_err(FileError::at(&to))?;
        }
        // Others are a newer case's: an old file of this name may have been put over its keys.
        let editor: [&dyn Identity; 1] = [writer.identity];
        for path in documents
            .iter()
            .filter(|path| sealed::peek(path, &editor, 1).is_ok())
        {
            let to = kept.join(path.file_name().unwrap_or_default());
            fs::rename(path, &to).map_err(FileError::at(&to))?;
        }
        let OldCase(old) = OldCase::of(copies.events);
        let first = vec![EventKind::TakenOver(Box::new(old))];
        let stored = self.begin(id, writer, first)?;
        for copy in copies.read.iter().filter(|copy| **copy != own) {
            fs::remove_file(copy).map_err(FileError::at(copy))?;
        }
        Ok(stored)
    }
}

/// What the copies of a case hold, and those of them that read.
#[derive(Default)]
struct Copies {
    /// By number, id and what is said: two copies may say two things under one id.
    events: BTreeMap<(u64, String, String), OldEvent>,
    read: Vec<PathBuf>,
}

impl Copies {
    /// Reads them. A copy that does not read stops nothing, if another does.
    fn read(files: Vec<PathBuf>, id: &CaseId, identity: &dyn Identity) -> Result<Self, CasesError> {
        let (mut copies, mut problem) = (Self::default(), None);
        let own = format!("{id}.age");
        for path in files {
            match read(&path, id, identity) {
                Ok(events) => {
                    let named = events.into_iter();
                    let named = named.map(|event| {
                        let said = event.what.to_string();
                        ((event.number, event.id.clone(), said), event)
                    });
                    copies.events.extend(named);
                    copies.read.push(path);
                }
                // What is sealed to others may be the case as they have it, which is not replaced.
                Err(error @ CasesError::Sealed(SealedError::Closed(_))) if path.ends_with(&own) => {
                    return Err(error);
                }
                Err(error) => drop(problem.get_or_insert(error)),
            }
        }
        match problem {
            Some(error) if copies.read.is_empty() => Err(error),
            Some(_) | None => Ok(copies),
        }
    }
}

fn read(path: &Path, id: &CaseId, identity: &dyn Identity) -> Result<Vec<OldEvent>, CasesError> {
    let json = sealed::open_bytes(path, &[identity], OLD_CASE_MAX_BYTES)?;
    let at_fault = |error| CasesError::Case {
        path: path.to_owned(),
        error,
    };
    let old: OldCaseJson =
        serde_json::from_slice(&json).map_err(|error| at_fault(CaseError::Malformed(error)))?;
    if old.version != OLD_VERSION {
        return Err(at_fault(CaseError::NewerVersion(old.version)));
    }
    if old.case != *id {
        return Err(CasesError::Misnamed(path.to_owned()));
    }
    Ok(old.events)
}

//! The files of the cases: how they are called, and which are there.

use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
};

use sourdine_platform::files::{self, Times};
use sourdine_protocol::day::Day;

use super::{
    error::CasesError,
    lock::{LOCK, LockNotice, lock, lock_shared},
};
use crate::desk::{
    FileError,
    case::{
        Case, CaseError,
        event::{CASE_ID_BYTES, CaseId, CleanCopy, DOCUMENT_FILE_BYTES, DocumentFile},
        journal::Verified,
    },
    sealed::AGE,
};

/// Where the files of release 0.1 are put when their case was taken over.
pub(super) const OLD_FOLDER: &str = "0.1";
/// Among what a machine remembers: the last day on which something came from another machine.
const NEWS: &str = "last-news";
const NEWS_MAX_BYTES: u64 = 64;
/// Follows the name of what this machine remembers, where that does not read any more.
const DAMAGED: &str = ".damaged";
/// Length of a case's id in a file's name, in characters.
const ID_CHARS: usize = 2 * CASE_ID_BYTES;
/// Length of the random name of a segment or a document, which follows the case's id, in
/// characters.
const RANDOM_CHARS: usize = 2 * DOCUMENT_FILE_BYTES;

pub struct Cases {
    folder: PathBuf,
    pub(super) memory: PathBuf,
    lock_notice: LockNotice,
    pub(super) verified: Verified,
}

impl Cases {
    /// Uses this folder, and this one for what the machine remembers; makes them if they are
    /// missing.
    pub fn at(folder: &Path, memory: &Path) -> Result<Self, CasesError> {
        files::make_dir(folder).map_err(FileError::at(folder))?;
        files::make_dir(memory).map_err(FileError::at(memory))?;
        Ok(Self {
            folder: folder.to_owned(),
            memory: memory.to_owned(),
            lock_notice: LockNotice::default(),
            verified: Verified::default(),
        })
    }

    /// Whether there are cases in a folder, which is not made.
    pub fn are_in(folder: &Path) -> bool {
        let names = names_in(folder);
        names.is_ok_and(|names| names.iter().any(|name| case_of(name).is_some()))
    }

    #[must_use]
    pub fn with_lock_notice(self, lock_notice: LockNotice) -> Self {
        Self {
            lock_notice,
            ..self
        }
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The ids of all cases in the folder, sorted.
    pub fn list(&self) -> Result<Vec<CaseId>, CasesError> {
        Ok(cases_of(&self.names()?))
    }

    /// The cases that this machine remembers.
    pub fn remembered(&self) -> Result<Vec<CaseId>, CasesError> {
        let mut names = names_in(&self.memory)?;
        // What does not read any more was remembered too.
        for name in &mut names {
            if let Some(whole) = name.strip_suffix(DAMAGED) {
                *name = whole.to_owned();
            }
        }
        Ok(cases_of(&names))
    }

    /// The cases that this machine remembers and that are not in the folder any more.
    pub fn gone(&self) -> Result<Vec<CaseId>, CasesError> {
        let there = self.list()?;
        let mut gone = self.remembered()?;
        gone.retain(|id| !there.contains(id));
        Ok(gone)
    }

    /// The clean copies of a case that are not in the folder.
    pub fn lacking<'a>(&self, case: &'a Case) -> Vec<&'a CleanCopy> {
        let mut copies = case.view().copies;
        copies.retain(|copy| !self.random_file(case.id(), &copy.file).exists());
        copies
    }

    /// The last day on which something came from another machine; none if nothing ever did.
    pub fn last_news(&self) -> Result<Option<Day>, CasesError> {
        let path = self.memory.join(NEWS);
        match files::read_regular(&path, NEWS_MAX_BYTES) {
            // A file that was damaged says nothing.
            Ok(bytes) => Ok(String::from_utf8_lossy(&bytes).trim_end().parse().ok()),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(FileError::at(&path)(error).into()),
        }
    }

    /// Notes that something came from another machine.
    pub fn note_news(&self, today: Day) -> Result<(), CasesError> {
        if self.last_news()? == Some(today) {
            return Ok(());
        }
        let path = self.memory.join(NEWS);
        let write = |file: &mut File| writeln!(file, "{today}");
        let written = files::replace_atomically(&path, Times::Removed, write);
        Ok(written.map_err(FileError::at(&path))?)
    }

    /// Whether this machine remembers the desk's own journal, and its file is not in the folder any
    /// more.
    pub fn desk_is_gone(&self) -> Result<bool, CasesError> {
        let desk = CaseId::desk();
        let files = [self.memory_file(&desk), self.forgotten_file(&desk)];
        let is_remembered = files.iter().any(|path| path.exists());
        Ok(is_remembered && self.key_files(&desk)?.is_empty())
    }

    /// The cases of which there are segments or documents, but no file of keys, and that this
    /// machine does not remember.
    pub fn keyless(&self) -> Result<Vec<CaseId>, CasesError> {
        let mut known = self.list()?;
        known.extend(self.remembered()?);
        let names = self.names()?;
        let ids = names
            .iter()
            .filter_map(|name| Some(random_name_of(name)?.0));
        let ids: BTreeSet<CaseId> = ids
            .filter(|id| !id.is_desk() && !known.contains(id))
            .collect();
        Ok(ids.into_iter().collect())
    }

    /// What else is in the folder, and belongs to no case. What begins with a dot is a tool's.
    pub fn strange(&self) -> Result<Vec<PathBuf>, CasesError> {
        let mut names = self.names()?;
        names.retain(|name| {
            let is_of_a_case = case_of(name).is_some() || random_name_of(name).is_some();
            !is_of_a_case && !is_of_the_desk(name) && !name.starts_with('.')
        });
        names.sort();
        Ok(names.iter().map(|name| self.folder.join(name)).collect())
    }

    /// The only case with an id that begins with this, in the folder or in what is remembered.
    pub fn find(&self, beginning: &str) -> Result<CaseId, CasesError> {
        let mut found = self.list()?;
        found.extend(self.gone()?);
        found.retain(|id| !beginning.is_empty() && id.as_str().starts_with(beginning));
        match (found.pop(), found.is_empty()) {
            (Some(id), true) => Ok(id),
            (Some(_), false) => Err(CasesError::Ambiguous(beginning.to_owned())),
            (None, _) => Err(CasesError::NoSuchCase(beginning.to_owned())),
        }
    }

    /// The file of a document of this case.
    pub(in crate::desk::case) fn random_file(&self, id: &CaseId, file: &DocumentFile) -> PathBuf {
        self.folder.join(format!("{id}.{file}.{AGE}"))
    }

    pub(super) fn file(&self, id: &CaseId) -> PathBuf {
        self.folder.join(format!("{id}.{AGE}"))
    }

    pub(super) fn memory_file(&self, id: &CaseId) -> PathBuf {
        self.memory.join(format!("{id}.{AGE}"))
    }

    /// Where what does not read any more of [`memory_file`](Self::memory_file) is put.
    pub(super) fn forgotten_file(&self, id: &CaseId) -> PathBuf {
        self.memory.join(format!("{id}.{AGE}{DAMAGED}"))
    }

    /// Locks the shared folder until the file is dropped, as far as that goes.
    pub(super) fn lock(&self) -> Option<File> {
        lock_shared(&self.folder, &self.lock_notice)
    }

    /// Locks what this machine remembers, until the file is dropped.
    pub(super) fn lock_memory(&self) -> Result<File, CasesError> {
        Ok(lock(&self.memory, &self.lock_notice)?)
    }

    /// The case's file of keys and the copies beside it, as tools that copy files name them:
    /// `1a2b3c4d (conflict).age`, `1a2b3c4d.sync-conflict-….age`.
    pub(super) fn key_files(&self, id: &CaseId) -> Result<Vec<PathBuf>, CasesError> {
        self.files(|name| case_of(name).as_ref() == Some(id))
    }

    /// The case's segments and documents.
    pub(super) fn random_files(&self, id: &CaseId) -> Result<Vec<PathBuf>, CasesError> {
        self.files(|name| random_name_of(name).is_some_and(|(of, _)| of == *id))
    }

    fn files(&self, is_wanted: impl Fn(&str) -> bool) -> Result<Vec<PathBuf>, CasesError> {
        let mut names = self.names()?;
        names.retain(|name| is_wanted(name));
        names.sort();
        Ok(names.iter().map(|name| self.folder.join(name)).collect())
    }

    /// The names of everything in the folder.
    fn names(&self) -> Result<Vec<String>, CasesError> {
        names_in(&self.folder)
    }

    pub(super) fn at_fault(&self, error: CaseError) -> CasesError {
        CasesError::Case {
            path: self.folder.clone(),
            error,
        }
    }
}

fn names_in(folder: &Path) -> Result<Vec<String>, CasesError> {
    let failed = FileError::at(folder);
    let mut names = Vec::new();
    for item in fs::read_dir(folder).map_err(failed)? {
        let name = item.map_err(failed)?.file_name();
        names.push(name.to_string_lossy().into_owned());
    }
    Ok(names)
}

/// The cases whose keys are in files of these names, sorted. The desk's own journal is no case.
fn cases_of(names: &[String]) -> Vec<CaseId> {
    let ids = names.iter().filter_map(|name| case_of(name));
    let ids: BTreeSet<CaseId> = ids.filter(|id| !id.is_desk()).collect();
    ids.into_iter().collect()
}

/// The id of the case whose keys a file of this name holds, whether it is the case's own file or a
/// copy.
fn case_of(name: &str) -> Option<CaseId> {
    let id = CaseId::try_from(name.get(..ID_CHARS)?.to_owned()).ok()?;
    let is_case = name.ends_with(&format!(".{AGE}")) && random_name_of(name).is_none();
    is_case.then_some(id)
}

/// The case and the random name of a segment or a document, or of a copy of one:
/// `1a2b3c4d.<64 random digits>….age`.
fn random_name_of(name: &str) -> Option<(CaseId, DocumentFile)> {
    let id = CaseId::try_from(name.get(..ID_CHARS)?.to_owned()).ok()?;
    let rest = name.get(ID_CHARS..)?.strip_prefix('.')?;
    let digits = rest.get(..RANDOM_CHARS)?;
    Some((id, DocumentFile::try_from(digits.to_owned()).ok()?))
}

/// Whether a file of this name is the desk's, not a case's.
fn is_of_the_desk(name: &str) -> bool {
    name == LOCK || name == OLD_FOLDER || name.starts_with("publication-key.")
}

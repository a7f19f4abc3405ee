//! The folder of the cases, which editors may share through any tool that copies files.
//!
//! A case is never written from memory: [`Cases::change`] locks the folder, reads what is there,
//! adds to it and seals the whole again, to the roster of that moment. If a tool that copies files
//! put a second version beside the first, both are read as one case, and the next change leaves one
//! file.

use std::{
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
    sync::Arc,
    thread,
    time::Duration,
};

use age::Identity;
use sourdine_l10n::Explain;
use sourdine_platform::files;
use sourdine_protocol::envelope::hybrid::HybridRecipient;
use zeroize::Zeroizing;

use super::{
    Case, CaseError,
    event::{CASE_ID_BYTES, CaseId, DOCUMENT_FILE_BYTES},
};
use crate::desk::{
    FileError,
    sealed::{self, AGE, SealedError},
};

/// Largest case, in bytes. Its documents do not count: they are files beside it.
pub const CASE_MAX_BYTES: u64 = 67_108_864;
/// The file that is locked while a case is written.
const LOCK: &str = ".lock";
/// How long the lock is waited for in silence. Others hold it for as long as they seal a case.
const LOCK_PATIENCE: Duration = Duration::from_secs(2);
const LOCK_PAUSE: Duration = Duration::from_millis(50);
/// Length of a case's id in a file's name, in characters. What follows it tells a case, a copy of a
/// case and a document apart.
const ID_CHARS: usize = 2 * CASE_ID_BYTES;
/// Length of a document's random name, which follows the case's id, in characters.
const DOCUMENT_CHARS: usize = 2 * DOCUMENT_FILE_BYTES;

#[derive(Debug, Explain, thiserror::Error)]
pub enum CasesError {
    #[explain(transparent)]
    File(#[from] FileError),
    /// No case has an id that begins with this.
    #[explain("error-case-unknown", name)]
    NoSuchCase(String),
    /// Several cases have an id that begins with this.
    #[explain("error-case-ambiguous", name)]
    Ambiguous(String),
    #[explain(transparent)]
    Sealed(#[from] SealedError),
    /// A file opened, but its content is no case.
    #[explain(transparent(error), at = path.display())]
    Case { path: PathBuf, error: CaseError },
    /// The case in this file is not the one that the file's name says.
    #[explain("error-case-misnamed", path)]
    Misnamed(PathBuf),
}

pub struct Cases {
    folder: PathBuf,
    lock_notice: LockNotice,
}

/// Called when another program has held a folder's lock for [`LOCK_PATIENCE`], and it is waited for
/// all the same.
#[derive(Clone, Default)]
pub struct LockNotice(Option<Arc<dyn Fn() + Send + Sync>>);

impl LockNotice {
    pub fn new(notice: impl Fn() + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(notice)))
    }

    fn give(&self) {
        if let Some(notice) = &self.0 {
            notice();
        }
    }
}

impl Cases {
    /// Uses this folder, and makes it if it is missing.
    pub fn at(folder: &Path) -> Result<Self, CasesError> {
        files::make_dir(folder).map_err(FileError::at(folder))?;
        Ok(Self::in_place(folder))
    }

    fn in_place(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            lock_notice: LockNotice::default(),
        }
    }

    /// Whether there are cases in a folder, which is not made.
    pub fn are_in(folder: &Path) -> bool {
        let found = Self::in_place(folder).list();
        found.is_ok_and(|ids| !ids.is_empty())
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

    /// The ids of all cases, sorted.
    pub fn list(&self) -> Result<Vec<CaseId>, CasesError> {
        let names = self.names()?;
        let mut ids: Vec<CaseId> = names.iter().filter_map(|name| case_of(name)).collect();
        ids.sort();
        ids.dedup();
        Ok(ids)
    }

    /// The only case with an id that begins with this.
    pub fn find(&self, beginning: &str) -> Result<CaseId, CasesError> {
        let mut found = self.list()?;
        found.retain(|id| !beginning.is_empty() && id.as_str().starts_with(beginning));
        match (found.pop(), found.is_empty()) {
            (Some(id), true) => Ok(id),
            (Some(_), false) => Err(CasesError::Ambiguous(beginning.to_owned())),
            (None, _) => Err(CasesError::NoSuchCase(beginning.to_owned())),
        }
    }

    /// Reads a case, merged with the copies beside it. A copy that does not open is skipped, so
    /// that a file dropped there cannot lock a case; [`left_aside`](Self::left_aside) names it.
    pub fn read(&self, id: &CaseId, identities: &[&dyn Identity]) -> Result<Case, CasesError> {
        let copies = self.copies(id)?;
        if copies.is_empty() {
            return Err(CasesError::NoSuchCase(id.to_string()));
        }
        Ok(merged(id, &self.file(id), &copies, identities)?.0)
    }

    /// The copies beside a case that are skipped because they do not open.
    pub fn left_aside(
        &self,
        id: &CaseId,
        identities: &[&dyn Identity],
    ) -> Result<Vec<PathBuf>, CasesError> {
        let mut copies = self.copies(id)?;
        let (_, read) = merged(id, &self.file(id), &copies, identities)?;
        copies.retain(|copy| !read.contains(copy));
        Ok(copies)
    }

    /// Makes a new case, to which `first` adds the first events.
    pub fn create(
        &self,
        recipients: &[HybridRecipient],
        first: impl FnOnce(&mut Case) -> Result<(), CaseError>,
    ) -> Result<Case, CasesError> {
        let _lock = self.lock()?;
        let taken = self.list()?;
        let fresh = loop {
            let id = CaseId::generate().map_err(|error| self.at_fault(error.into()))?;
            if !taken.contains(&id) {
                break id;
            }
        };
        let mut case = Case::new(fresh);
        first(&mut case).map_err(|error| self.at_fault(error))?;
        self.write(&case, recipients)?;
        Ok(case)
    }

    /// Adds to a case and seals it again, to these recipients. What other editors wrote meanwhile
    /// is kept. If the case cannot be read or written, it stays as it was.
    pub fn change(
        &self,
        id: &CaseId,
        identities: &[&dyn Identity],
        recipients: &[HybridRecipient],
        change: impl FnOnce(&mut Case) -> Result<(), CaseError>,
    ) -> Result<Case, CasesError> {
        let _lock = self.lock()?;
        let copies = self.copies(id)?;
        if copies.is_empty() {
            return Err(CasesError::NoSuchCase(id.to_string()));
        }
        let own = self.file(id);
        let (mut case, read) = merged(id, &own, &copies, identities)?;
        change(&mut case).map_err(|error| self.at_fault(error))?;
        self.write(&case, recipients)?;
        for copy in read.iter().filter(|copy| **copy != own) {
            fs::remove_file(copy).map_err(FileError::at(copy))?;
        }
        Ok(case)
    }

    pub fn documents(&self, id: &CaseId) -> Result<Vec<PathBuf>, CasesError> {
        let mut names = self.names()?;
        names.retain(|name| is_document(name) && name.starts_with(id.as_str()));
        Ok(names.iter().map(|name| self.folder.join(name)).collect())
    }

    fn file(&self, id: &CaseId) -> PathBuf {
        self.folder.join(format!("{id}.{AGE}"))
    }

    fn write(&self, case: &Case, recipients: &[HybridRecipient]) -> Result<(), CasesError> {
        let json = case.to_json().map_err(|error| self.at_fault(error))?;
        let json = Zeroizing::new(json);
        let path = self.file(&case.id);
        if json.len() as u64 > CASE_MAX_BYTES {
            return Err(SealedError::TooLarge(path).into());
        }
        Ok(sealed::seal(&path, recipients, &mut json.as_slice())?)
    }

    /// Locks the folder until the file is dropped.
    pub(super) fn lock(&self) -> Result<File, CasesError> {
        let failed = FileError::at(&self.folder);
        let file = files::open_or_create(&self.folder.join(LOCK)).map_err(failed)?;
        if !try_lock_for(&file, LOCK_PATIENCE).map_err(failed)? {
            self.lock_notice.give();
            file.lock().map_err(failed)?;
        }
        Ok(file)
    }

    /// The case's file and the copies beside it, as tools that copy files name
    /// them: `1a2b3c4d (conflict).age`, `1a2b3c4d.sync-conflict-….age`.
    fn copies(&self, id: &CaseId) -> Result<Vec<PathBuf>, CasesError> {
        let mut names = self.names()?;
        names.retain(|name| case_of(name).as_ref() == Some(id));
        names.sort();
        Ok(names.iter().map(|name| self.folder.join(name)).collect())
    }

    /// The names of everything in the folder.
    pub(super) fn names(&self) -> Result<Vec<String>, CasesError> {
        let failed = FileError::at(&self.folder);
        let mut names = Vec::new();
        for item in fs::read_dir(&self.folder).map_err(failed)? {
            names.extend(item.map_err(failed)?.file_name().into_string());
        }
        Ok(names)
    }

    fn at_fault(&self, error: CaseError) -> CasesError {
        CasesError::Case {
            path: self.folder.clone(),
            error,
        }
    }
}

/// Tries to lock a file for so long; tells whether it is locked now.
fn try_lock_for(file: &File, patience: Duration) -> io::Result<bool> {
    let mut left = patience;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(true),
            Err(TryLockError::WouldBlock) if left.is_zero() => return Ok(false),
            Err(TryLockError::WouldBlock) => {
                thread::sleep(LOCK_PAUSE);
                left = left.saturating_sub(LOCK_PAUSE);
            }
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
}

/// Merges the copies of a case, and gives which of them were read.
fn merged(
    id: &CaseId,
    own: &Path,
    copies: &[PathBuf],
    identities: &[&dyn Identity],
) -> Result<(Case, Vec<PathBuf>), CasesError> {
    let mut case = Case::new(id.clone());
    let mut read = Vec::new();
    for path in copies {
        let json = match sealed::open_bytes(path, identities, CASE_MAX_BYTES) {
            Err(_) if path != own && copies.iter().any(|copy| copy == own) => continue,
            json => json?,
        };
        let copy = Case::from_json(&json).map_err(|error| CasesError::Case {
            path: path.clone(),
            error,
        })?;
        if copy.id != *id {
            return Err(CasesError::Misnamed(path.clone()));
        }
        case.union(copy);
        read.push(path.clone());
    }
    Ok((case, read))
}

/// The id of the case that a file of this name holds, whether it is the case's own file or a copy.
fn case_of(name: &str) -> Option<CaseId> {
    let id = CaseId::try_from(name.get(..ID_CHARS)?.to_owned()).ok()?;
    let is_case = name.ends_with(&format!(".{AGE}")) && !is_document(name);
    is_case.then_some(id)
}

/// Whether a file of this name, or a copy of it, is a case's
/// document: `1a2b3c4d.<64 random digits>….age`.
fn is_document(name: &str) -> bool {
    let digits = name
        .get(ID_CHARS..)
        .and_then(|rest| rest.strip_prefix('.'))
        .and_then(|rest| rest.get(..DOCUMENT_CHARS));
    digits.is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))
}

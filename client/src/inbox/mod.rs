//! The inbox: one folder of envelopes that were pulled, still sealed. The courier fills it, the
//! desk reads it.
//!
//! | file | what |
//! | --- | --- |
//! | `<id>.age` | an envelope, complete and proven |
//! | `<id>.age.part` | the beginning of one that has not come whole |
//! | `<id>.opened` | what this machine found when it opened the envelope |
//! | `.lock` | held by the pull that is at work |

mod part;
mod record;

use std::{
    fs::{self, File},
    io::{self, Write},
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};

use rustix::{
    fs::{FlockOperation, flock, statvfs},
    io::Errno,
};
use sourdine_l10n::Explain;
use sourdine_platform::files::{self, Times};
use sourdine_protocol::{envelope::SubmissionId, wire::EnvelopeId};

pub(crate) use self::part::PartialDownload;
pub use self::record::OpenedRecord;

/// What lets others put files in.
const OTHERS_WRITE: u32 = 0o022;
const LOCK: &str = ".lock";
const ENVELOPE: &str = ".age";
const PART: &str = ".age.part";
const OPENED: &str = ".opened";
/// Longest record of an opened envelope that is read, in bytes. One has some 150.
const RECORD_MAX_BYTES: u64 = 4_096;

/// Why an inbox, or a file of it, was not used.
#[derive(Debug, Explain, thiserror::Error)]
pub enum InboxError {
    #[explain("error-file")]
    Io {
        /// The file or folder that could not be used.
        path: PathBuf,
        source: io::Error,
    },
    /// Others can put files in.
    #[explain("error-courier-inbox-open", path)]
    Open(PathBuf),
    /// Another pull is at work.
    #[explain("error-courier-inbox-busy", path)]
    Busy(PathBuf),
    /// No envelope has an id that begins with this.
    #[explain("error-envelope-unknown", name)]
    Unknown(String),
    /// Several envelopes have an id that begins with this.
    #[explain("error-envelope-ambiguous", name)]
    Ambiguous(String),
    /// The envelope was not opened on this machine.
    #[explain("error-envelope-not-opened", id)]
    NotOpened(EnvelopeId),
    /// The record beside an envelope does not read.
    #[explain("error-envelope-record")]
    Record { id: EnvelopeId, path: PathBuf },
}

/// An envelope that was pulled.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct StoredEnvelope {
    pub id: EnvelopeId,
    /// The length of the sealed file, in bytes.
    pub size: u64,
    pub opened: Opened,
}

/// Whether an envelope was opened on this machine.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Opened {
    Never,
    /// What was found in it.
    Noted(OpenedRecord),
    /// Its record does not read. Opening the envelope again writes another.
    Damaged,
}

/// The folder of pulled envelopes.
#[derive(Clone, Debug)]
pub struct Inbox {
    folder: PathBuf,
}

/// Keeps other pulls out until it is dropped, or the process ends.
#[derive(Debug)]
pub(crate) struct InboxLock {
    _file: File,
}

impl Inbox {
    /// Uses this folder, and makes it if it is missing.
    pub fn at(folder: &Path) -> Result<Self, InboxError> {
        files::make_dir(folder).map_err(|source| failed(folder, source))?;
        Ok(Self {
            folder: folder.to_owned(),
        })
    }

    /// All pulled envelopes, in the order of their ids, which are random.
    pub fn list(&self) -> Result<Vec<StoredEnvelope>, InboxError> {
        let broken = |source| failed(&self.folder, source);
        let mut pulled = Vec::new();
        for item in fs::read_dir(&self.folder).map_err(broken)? {
            let item = item.map_err(broken)?;
            let name = item.file_name().into_string().unwrap_or_default();
            let id = name.strip_suffix(ENVELOPE);
            let Some(id) = id.and_then(|id| id.parse::<EnvelopeId>().ok()) else {
                continue;
            };
            let size = item.metadata().map_err(broken)?.len();
            let opened = match self.opened(&id) {
                Ok(found) => found.map_or(Opened::Never, Opened::Noted),
                Err(InboxError::Record { .. }) => Opened::Damaged,
                Err(error) => return Err(error),
            };
            pulled.push(StoredEnvelope { id, size, opened });
        }
        pulled.sort_by_key(|envelope| envelope.id);
        Ok(pulled)
    }

    /// The only envelope with an id that begins with this.
    pub fn find(&self, beginning: &str) -> Result<StoredEnvelope, InboxError> {
        let mut found = self.list()?;
        found
            .retain(|pulled| !beginning.is_empty() && pulled.id.to_string().starts_with(beginning));
        match (found.pop(), found.is_empty()) {
            (Some(pulled), true) => Ok(pulled),
            (Some(_), false) => Err(InboxError::Ambiguous(beginning.to_owned())),
            (None, _) => Err(InboxError::Unknown(beginning.to_owned())),
        }
    }

    /// The path of an envelope's sealed file, whether it has come or not.
    #[must_use]
    pub fn path(&self, id: &EnvelopeId) -> PathBuf {
        self.folder.join(format!("{id}{ENVELOPE}"))
    }

    /// Whether an envelope is here, or was opened on this machine and moved away.
    #[must_use]
    pub fn knows(&self, id: &EnvelopeId) -> bool {
        self.path(id).is_file() || self.record(id).is_file()
    }

    /// The record of an envelope, if it was opened on this machine.
    pub fn opened(&self, id: &EnvelopeId) -> Result<Option<OpenedRecord>, InboxError> {
        let path = self.record(id);
        match files::read_secret(&path, RECORD_MAX_BYTES) {
            Ok(json) => serde_json::from_slice(&json)
                .map(Some)
                .map_err(|_| InboxError::Record { id: *id, path }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) if error.kind() == io::ErrorKind::FileTooLarge => {
                Err(InboxError::Record { id: *id, path })
            }
            Err(source) => Err(failed(&path, source)),
        }
    }

    /// The record of an envelope, which must have been opened on this machine.
    pub fn require_opened(&self, id: &EnvelopeId) -> Result<OpenedRecord, InboxError> {
        self.opened(id)?.ok_or(InboxError::NotOpened(*id))
    }

    /// Writes the record of an envelope that was opened.
    pub fn note_opened(&self, id: &EnvelopeId, opened: &OpenedRecord) -> Result<(), InboxError> {
        let path = self.record(id);
        let json = serde_json::to_vec(opened);
        let json = json.map_err(|error| failed(&path, error.into()))?;
        let write = |file: &mut File| file.write_all(&json);
        files::replace_atomically(&path, Times::Removed, write)
            .map_err(|source| failed(&path, source))
    }

    /// Forgets that an envelope was opened: it is damaged now, and another pull may bring it.
    pub fn forget_opened(&self, id: &EnvelopeId) -> Result<(), InboxError> {
        let path = self.record(id);
        fs::remove_file(&path).map_err(|source| failed(&path, source))
    }

    /// The other envelopes opened on this machine that hold the same submission, sent again.
    pub fn same_submission(
        &self,
        id: &EnvelopeId,
        submission: SubmissionId,
    ) -> Result<Vec<EnvelopeId>, InboxError> {
        let mut others = self.list()?;
        others.retain(|other| {
            let is_same = match &other.opened {
                Opened::Noted(opened) => opened.submission == submission,
                Opened::Never | Opened::Damaged => false,
            };
            other.id != *id && is_same
        });
        Ok(others.into_iter().map(|other| other.id).collect())
    }

    fn record(&self, id: &EnvelopeId) -> PathBuf {
        self.folder.join(format!("{id}{OPENED}"))
    }
}

/// What a pull does here.
impl Inbox {
    /// Keeps other pulls out.
    ///
    /// Fails when the folder is not ours alone, or is in use.
    pub(crate) fn lock(&self) -> Result<InboxLock, InboxError> {
        let broken = |source| failed(&self.folder, source);
        let folder = fs::metadata(&self.folder).map_err(broken)?;
        if folder.mode() & OTHERS_WRITE != 0 {
            return Err(InboxError::Open(self.folder.clone()));
        }
        let file = files::open_or_create(&self.folder.join(LOCK)).map_err(broken)?;
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => {}
            Err(Errno::WOULDBLOCK) => return Err(InboxError::Busy(self.folder.clone())),
            Err(error) => return Err(broken(error.into())),
        }
        files::remove_times(&file).map_err(broken)?;
        Ok(InboxLock { _file: file })
    }

    /// The size of an envelope that has come; none if it has not.
    pub(crate) fn size(&self, id: EnvelopeId) -> io::Result<Option<u64>> {
        match fs::symlink_metadata(self.path(&id)) {
            Ok(there) if there.is_file() => Ok(Some(there.len())),
            Ok(_) => Err(io::ErrorKind::AlreadyExists.into()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// How much of an envelope an earlier run left, in bytes, where it can be told.
    pub(crate) fn part_size(&self, id: EnvelopeId) -> u64 {
        let part = fs::symlink_metadata(self.part_path(id));
        part.map_or(0, |part| part.len())
    }

    pub(crate) fn part(&self, id: EnvelopeId) -> io::Result<PartialDownload> {
        PartialDownload::open(self.part_path(id))
    }

    fn part_path(&self, id: EnvelopeId) -> PathBuf {
        self.folder.join(format!("{id}{PART}"))
    }

    /// Puts a proven part in its place, durably.
    pub(crate) fn keep(&self, part: PartialDownload, id: EnvelopeId) -> io::Result<()> {
        part.keep(&self.path(&id))?;
        let folder = File::open(&self.folder)?;
        folder.sync_all()?;
        files::remove_times(&folder)
    }

    /// How many bytes the disk still takes.
    pub(crate) fn room(&self) -> io::Result<u64> {
        let disk = statvfs(&self.folder)?;
        Ok(disk.f_bavail.saturating_mul(disk.f_frsize))
    }

    /// Throws away the parts of envelopes that the server no longer has: nothing
    /// can make them whole.
    pub(crate) fn forget_parts(&self, wanted: impl Fn(EnvelopeId) -> bool) -> io::Result<()> {
        for entry in fs::read_dir(&self.folder)? {
            let name = entry?.file_name();
            let id = name.to_str().and_then(|name| name.strip_suffix(PART));
            let id = id.and_then(|id| id.parse::<EnvelopeId>().ok());
            if id.is_some_and(|id| !wanted(id)) {
                fs::remove_file(self.folder.join(&name))?;
            }
        }
        files::remove_times(&File::open(&self.folder)?)
    }
}

fn failed(path: &Path, source: io::Error) -> InboxError {
    InboxError::Io {
        path: path.to_owned(),
        source,
    }
}

#[cfg(test)]
mod tests {
    use std::{fs::Permissions, os::unix::fs::PermissionsExt};

    use super::*;

    #[test]
    fn one_pull_at_a_time_in_a_folder_of_ones_own() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("desk/inbox");
        let inbox = Inbox::at(&path).unwrap();
        let held = inbox.lock().unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().mode() & 0o777;
        assert_eq!((mode(&path), mode(&path.join(LOCK))), (0o700, 0o600));
        assert!(matches!(inbox.lock(), Err(InboxError::Busy(_))));
        let other = Inbox::at(&path).unwrap();
        assert!(matches!(other.lock(), Err(InboxError::Busy(_))));
        assert_eq!(other.list().unwrap(), [], "the desk reads meanwhile");
        drop(held);
        drop(other.lock().unwrap());
        fs::set_permissions(&path, Permissions::from_mode(0o770)).unwrap();
        assert!(matches!(inbox.lock(), Err(InboxError::Open(_))));
    }

    #[test]
    fn parts_without_an_envelope_go() {
        let home = tempfile::tempdir().unwrap();
        let inbox = Inbox::at(home.path()).unwrap();
        let ids: [EnvelopeId; 2] = ["0a", "0b"].map(|byte| byte.repeat(16).parse().unwrap());
        for id in ids {
            inbox.part(id).unwrap().append(b"begun").unwrap();
        }
        inbox.keep(inbox.part(ids[0]).unwrap(), ids[0]).unwrap();
        drop(inbox.part(ids[0]).unwrap());
        drop(files::open_or_create(&home.path().join("mine.age.part")).unwrap());
        inbox.forget_parts(|_| false).unwrap();
        let names = fs::read_dir(home.path()).unwrap();
        let mut names: Vec<_> = names.map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        let kept = format!("{}.age", ids[0]);
        assert_eq!(names, [kept.as_str(), "mine.age.part"]);
        assert_eq!(inbox.size(ids[0]).unwrap(), Some(5));
        assert_eq!(inbox.size(ids[1]).unwrap(), None);
        assert_eq!(fs::metadata(home.path()).unwrap().mtime(), 0);
    }
}

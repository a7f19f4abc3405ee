//! The folder of sealed envelopes: `<id>.age`, complete and proven, and `<id>.age.part`, on its
//! way.

use std::{
    fs::{self, File},
    io,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};

use rustix::{
    fs::{FlockOperation, flock, fstatvfs},
    io::Errno,
};
use sourdine_l10n::Explain;
use sourdine_platform::files;
use sourdine_protocol::wire::EnvelopeId;

use super::part::PartialDownload;

/// What lets others put files in.
const OTHERS_WRITE: u32 = 0o022;
const LOCK: &str = ".lock";
const ENVELOPE: &str = ".age";
const PART: &str = ".age.part";

/// Why an inbox cannot be used.
#[derive(Debug, Explain, thiserror::Error)]
pub enum InboxError {
    /// The folder cannot be made or opened.
    #[explain("error-file")]
    Unusable {
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Others can put files in.
    #[explain("error-courier-inbox-open", path)]
    Open(PathBuf),
    /// Another courier is at work.
    #[explain("error-courier-inbox-busy", path)]
    Busy(PathBuf),
}

/// An inbox that no other courier works in.
pub struct Inbox {
    path: PathBuf,
    folder: File,
    /// Held until this is dropped, or the process ends.
    _lock: File,
}

impl Inbox {
    /// Opens an inbox, or makes one, and keeps others out.
    ///
    /// Fails when the folder is not ours alone, is in use, or cannot be made.
    pub fn open(path: &Path) -> Result<Self, InboxError> {
        let unusable = |source| InboxError::Unusable {
            path: path.to_owned(),
            source,
        };
        files::make_dir(path).map_err(unusable)?;
        let folder = File::open(path).map_err(unusable)?;
        if folder.metadata().map_err(unusable)?.mode() & OTHERS_WRITE != 0 {
            return Err(InboxError::Open(path.to_owned()));
        }
        let lock = files::open_or_create(&path.join(LOCK)).map_err(unusable)?;
        match flock(&lock, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => {}
            Err(Errno::WOULDBLOCK) => return Err(InboxError::Busy(path.to_owned())),
            Err(error) => return Err(unusable(error.into())),
        }
        files::remove_times(&lock).map_err(unusable)?;
        Ok(Self {
            path: path.to_owned(),
            folder,
            _lock: lock,
        })
    }

    /// Where an envelope is once it has come.
    #[must_use]
    pub fn envelope(&self, id: EnvelopeId) -> PathBuf {
        self.path.join(format!("{id}{ENVELOPE}"))
    }

    /// The size of an envelope that has come; none if it has not.
    pub(super) fn size(&self, id: EnvelopeId) -> io::Result<Option<u64>> {
        match fs::symlink_metadata(self.envelope(id)) {
            Ok(there) if there.is_file() => Ok(Some(there.len())),
            Ok(_) => Err(io::ErrorKind::AlreadyExists.into()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    pub(super) fn part(&self, id: EnvelopeId) -> io::Result<PartialDownload> {
        PartialDownload::open(self.path.join(format!("{id}{PART}")))
    }

    /// Puts a proven part in its place, durably.
    pub(super) fn keep(&self, part: PartialDownload, id: EnvelopeId) -> io::Result<()> {
        part.keep(&self.envelope(id))?;
        self.folder.sync_all()?;
        files::remove_times(&self.folder)
    }

    /// How many bytes the disk still takes.
    pub(super) fn room(&self) -> io::Result<u64> {
        let disk = fstatvfs(&self.folder)?;
        Ok(disk.f_bavail.saturating_mul(disk.f_frsize))
    }

    /// Throws away the parts of envelopes that the server no longer has: nothing
    /// can make them whole.
    pub(super) fn forget_parts(&self, wanted: impl Fn(EnvelopeId) -> bool) -> io::Result<()> {
        for entry in fs::read_dir(&self.path)? {
            let name = entry?.file_name();
            let id = name.to_str().and_then(|name| name.strip_suffix(PART));
            let id = id.and_then(|id| id.parse::<EnvelopeId>().ok());
            if id.is_some_and(|id| !wanted(id)) {
                fs::remove_file(self.path.join(&name))?;
            }
        }
        files::remove_times(&self.folder)
    }
}

#[cfg(test)]
mod tests {
    use std::{fs::Permissions, os::unix::fs::PermissionsExt};

    use super::*;

    #[test]
    fn one_courier_at_a_time_in_a_folder_of_ones_own() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("desk/inbox");
        let inbox = Inbox::open(&path).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().mode() & 0o777;
        assert_eq!((mode(&path), mode(&path.join(LOCK))), (0o700, 0o600));
        assert!(matches!(Inbox::open(&path), Err(InboxError::Busy(_))));
        drop(inbox);
        drop(Inbox::open(&path).unwrap());
        fs::set_permissions(&path, Permissions::from_mode(0o770)).unwrap();
        assert!(matches!(Inbox::open(&path), Err(InboxError::Open(_))));
    }

    #[test]
    fn parts_without_an_envelope_go() {
        let home = tempfile::tempdir().unwrap();
        let inbox = Inbox::open(home.path()).unwrap();
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
        assert_eq!(names, [LOCK, &kept, "mine.age.part"]);
        assert_eq!(inbox.size(ids[0]).unwrap(), Some(5));
        assert_eq!(inbox.size(ids[1]).unwrap(), None);
        assert_eq!(fs::metadata(home.path()).unwrap().mtime(), 0);
    }
}

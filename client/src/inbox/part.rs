//! An envelope that has not come whole yet: `<id>.age.part`, and the hash of what is there.

use std::{
    fs::{self, File},
    io::{self, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use sourdine_platform::files::{self, remove_times};
use sourdine_protocol::envelope::{EnvelopeHash, EnvelopeHasher};

const COPY_BYTES: usize = 131_072;

/// What came of an envelope.
pub(crate) struct PartialDownload {
    path: PathBuf,
    file: File,
    hash: EnvelopeHasher,
    length: u64,
}

impl Drop for PartialDownload {
    fn drop(&mut self) {
        // A time that stays on a part is a pity, not an error.
        drop(remove_times(&self.file));
    }
}

impl PartialDownload {
    /// Opens what is there, or begins.
    pub(crate) fn open(path: PathBuf) -> io::Result<Self> {
        let mut part = Self {
            file: files::open_or_create(&path)?,
            path,
            hash: EnvelopeHasher::default(),
            length: 0,
        };
        files::make_private(&part.file)?;
        let mut piece = vec![0; COPY_BYTES];
        loop {
            let read = part.file.read(&mut piece)?;
            let Some(bytes) = piece.get(..read).filter(|bytes| !bytes.is_empty()) else {
                return Ok(part);
            };
            part.hash.update(bytes);
            part.length += bytes.len() as u64;
        }
    }

    pub(crate) const fn len(&self) -> u64 {
        self.length
    }

    /// Adds a piece. When it does not fit on the disk, what was there before it still is.
    pub(crate) fn append(&mut self, piece: &[u8]) -> io::Result<()> {
        if let Err(error) = self.file.write_all(piece) {
            // Best effort: a tail that stays makes the hash wrong at the end, and the envelope is
            // fetched again.
            drop(self.file.set_len(self.length));
            drop(self.file.seek(SeekFrom::Start(self.length)));
            return Err(error);
        }
        self.hash.update(piece);
        self.length += piece.len() as u64;
        Ok(())
    }

    /// Begins again from nothing.
    pub(crate) fn restart(&mut self) -> io::Result<()> {
        self.file.set_len(0)?;
        self.file.rewind()?;
        self.hash = EnvelopeHasher::default();
        self.length = 0;
        Ok(())
    }

    /// Whether this is the envelope.
    pub(crate) fn is(&self, expected: EnvelopeHash) -> bool {
        self.hash.finish() == expected
    }

    /// Makes it an envelope under its own name. The caller synchronises the folder.
    pub(crate) fn keep(self, path: &Path) -> io::Result<()> {
        remove_times(&self.file)?;
        self.file.sync_all()?;
        fs::rename(&self.path, path)
    }

    pub(crate) fn remove(self) -> io::Result<()> {
        fs::remove_file(&self.path)
    }
}

#[cfg(test)]
mod tests {
    use std::{fs::OpenOptions, os::unix::fs::MetadataExt};

    use super::*;

    #[test]
    fn a_part_goes_on_where_it_was_left() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.age.part");
        let all = vec![7; 3 * COPY_BYTES + 5];
        for piece in all.chunks(COPY_BYTES - 1) {
            let mut part = PartialDownload::open(path.clone()).unwrap();
            assert!(!part.is(EnvelopeHash::of(&all)));
            part.append(piece).unwrap();
        }
        let part = PartialDownload::open(path.clone()).unwrap();
        assert_eq!(
            (part.len(), part.is(EnvelopeHash::of(&all))),
            (all.len() as u64, true)
        );
        part.keep(&folder.path().join("a.age")).unwrap();
        assert!(!path.exists());
        let kept = fs::metadata(folder.path().join("a.age")).unwrap();
        assert_eq!(
            (kept.mode() & 0o777, kept.mtime(), kept.mtime_nsec()),
            (0o600, 0, 0)
        );
    }

    #[test]
    fn a_full_disk_takes_nothing_of_what_was_there() {
        let folder = tempfile::tempdir().unwrap();
        let mut part = PartialDownload::open(folder.path().join("a.age.part")).unwrap();
        part.append(b"before").unwrap();
        let real = std::mem::replace(
            &mut part.file,
            OpenOptions::new().write(true).open("/dev/full").unwrap(),
        );
        let full = part.append(b"after").unwrap_err();
        drop(std::mem::replace(&mut part.file, real));
        assert_eq!(full.kind(), io::ErrorKind::StorageFull);
        assert!(part.is(EnvelopeHash::of(b"before")));
        part.append(b" and after").unwrap();
        assert!(part.is(EnvelopeHash::of(b"before and after")));
    }

    #[test]
    fn a_link_is_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.age.part");
        std::os::unix::fs::symlink(folder.path().join("elsewhere"), &path).unwrap();
        assert!(PartialDownload::open(path).is_err());
        assert!(!folder.path().join("elsewhere").exists());
    }
}

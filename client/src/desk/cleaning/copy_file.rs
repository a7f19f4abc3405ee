//! The file of a clean copy in scratch: hashed as it is written and as it is read, so that a long
//! copy is never whole in the memory of the program.

use std::{
    fs::File,
    io::{self, BufWriter, Read, Write},
    path::{Path, PathBuf},
};

use sourdine_observatory::folder::DOCUMENT_MAX_BYTES;
use sourdine_platform::files::{self, Hashed};
use sourdine_protocol::text::Sha256Hex;
use tempfile::NamedTempFile;

use super::{error::CleanError, kind::Kind};

/// Where the copy with this hash is.
pub(super) fn path_of(scratch: &Path, sha256: &Sha256Hex, kind: Kind) -> PathBuf {
    scratch.join(format!("clean-{sha256}.{}", kind.extension()))
}

/// A copy that is being written. Its file goes with this value, unless it is kept.
pub(super) struct Draft(Hashed<BufWriter<NamedTempFile>>);

impl Draft {
    pub(super) fn new(scratch: &Path) -> io::Result<Self> {
        let mut builder = tempfile::Builder::new();
        let file = builder.prefix("draft-").tempfile_in(scratch)?;
        Ok(Self(Hashed::new(BufWriter::new(file))))
    }

    /// A copy of these bytes.
    pub(super) fn of(bytes: &[u8], scratch: &Path) -> io::Result<Self> {
        let mut draft = Self::new(scratch)?;
        draft.write_all(bytes)?;
        Ok(draft)
    }

    /// How many bytes are written.
    pub(super) const fn size(&self) -> u64 {
        self.0.size()
    }

    /// Gives the copy the name of its hash. The same copy may be there already.
    pub(super) fn keep(self, scratch: &Path, kind: Kind) -> io::Result<(PathBuf, Sha256Hex)> {
        let sha256 = self.0.sha256();
        let path = path_of(scratch, &sha256, kind);
        let file = self.0.into_inner().into_inner()?;
        match file.persist_noclobber(&path) {
            Ok(_) => {}
            Err(failed) if failed.error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(failed) => return Err(failed.error),
        }
        Ok((path, sha256))
    }
}

impl Write for Draft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Reads a copy. Where it ends it fails, unless what was read has the copy's hash.
pub(in crate::desk) struct CopyReader<'a> {
    file: Hashed<File>,
    sha256: &'a Sha256Hex,
}

impl<'a> CopyReader<'a> {
    /// It fails if the copy does not have this hash. What is read is hashed again, since the file
    /// may change until then.
    pub(super) fn open(path: &Path, sha256: &'a Sha256Hex) -> Result<Self, CleanError> {
        let mut file = files::open_regular(path, DOCUMENT_MAX_BYTES)?;
        if files::copy_hashed(&mut file, &mut io::sink())?.1 != *sha256 {
            return Err(CleanError::Altered);
        }
        let file = files::open_regular(path, DOCUMENT_MAX_BYTES)?;
        Ok(Self {
            file: Hashed::new(file),
            sha256,
        })
    }

    /// How many bytes are read.
    pub(super) const fn size(&self) -> u64 {
        self.file.size()
    }
}

impl Read for CopyReader<'_> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(to)?;
        let is_over = read == 0 && !to.is_empty();
        if is_over && self.file.sha256() != *self.sha256 {
            return Err(io::ErrorKind::InvalidData.into());
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.collect()
    }

    #[test]
    fn the_same_copy_is_kept_once_and_a_draft_goes() {
        let scratch = tempfile::tempdir().unwrap();
        let draft = || Draft::of(b"text", scratch.path()).unwrap();
        drop(draft());
        assert!(names(scratch.path()).is_empty());
        let kept = draft().keep(scratch.path(), Kind::Txt).unwrap();
        assert_eq!(kept, draft().keep(scratch.path(), Kind::Txt).unwrap());
        assert_eq!(names(scratch.path()), [format!("clean-{}.txt", kept.1)]);
        assert_eq!(kept.1, Sha256Hex::of(b"text"));
    }

    #[test]
    fn a_copy_that_changes_while_it_is_read_is_refused() {
        let scratch = tempfile::tempdir().unwrap();
        let draft = Draft::of(b"text", scratch.path()).unwrap();
        let (path, sha256) = draft.keep(scratch.path(), Kind::Txt).unwrap();
        let read = |change: Option<&[u8]>| {
            let mut reader = CopyReader::open(&path, &sha256).unwrap();
            if let Some(change) = change {
                let mut file = files::open_to_overwrite(&path).unwrap();
                file.write_all(change).unwrap();
            }
            let mut bytes = Vec::new();
            reader.read_to_end(&mut bytes).map(|_| bytes)
        };
        assert_eq!(read(None).unwrap(), b"text");
        for change in [b"next".as_slice(), b"text and more"] {
            assert!(read(Some(change)).is_err());
            let other = CopyReader::open(&path, &sha256);
            assert!(matches!(other, Err(CleanError::Altered)));
            fs::remove_file(&path).unwrap();
            let draft = Draft::of(b"text", scratch.path()).unwrap();
            draft.keep(scratch.path(), Kind::Txt).unwrap();
        }
    }
}

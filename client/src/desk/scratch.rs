//! Scratch: the folder in memory for decrypted documents. It is on no disk, and what is in it is
//! wiped when a letter is closed.

use std::{
    env, fs,
    io::{self, Write},
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
};

use sourdine_l10n::Explain;
use sourdine_platform::files;

use super::FileError;

/// The number that `statfs` gives for tmpfs, a file system in memory (linux/magic.h).
const TMPFS_MAGIC: u64 = 0x0102_1994;
const RAMFS_MAGIC: u64 = 0x8584_58f6;
/// Debian's folder in memory, in which every user may write.
const SHARED_MEMORY: &str = "/dev/shm";
/// How much of a file is overwritten at a time, in bytes.
const WIPE_BYTES: usize = 65_536;

#[derive(Debug, Explain, thiserror::Error)]
pub enum ScratchError {
    #[explain("error-scratch-none")]
    None,
    /// The folder that was named is on a disk.
    #[explain("error-scratch-disk", path)]
    OnDisk(PathBuf),
    /// The folder is another user's, or other users can read it.
    #[explain("error-scratch-not-ours", path)]
    NotOurs(PathBuf),
    #[explain(transparent)]
    File(#[from] FileError),
}

/// A folder in memory that only this user can read.
#[derive(Clone, Debug)]
pub struct Scratch {
    root: PathBuf,
}

/// A folder in scratch that is wiped when this value is dropped.
#[derive(Debug)]
pub struct TemporaryScratch(PathBuf);

impl Scratch {
    /// Uses the folder that was named, else `$XDG_RUNTIME_DIR`, else `/dev/shm`. A folder on
    /// a disk is refused.
    pub fn locate(named: Option<&Path>) -> Result<Self, ScratchError> {
        if let Some(named) = named {
            if !in_memory(named) {
                return Err(ScratchError::OnDisk(named.to_owned()));
            }
            return Self::inside(named);
        }
        let own = env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
        let found = own
            .into_iter()
            .chain([PathBuf::from(SHARED_MEMORY)])
            .find(|path| path.is_absolute() && in_memory(path));
        Self::inside(&found.ok_or(ScratchError::None)?)
    }

    fn inside(base: &Path) -> Result<Self, ScratchError> {
        let uid = rustix::process::getuid().as_raw();
        let root = base.join(format!("sourdine-{uid}"));
        files::make_dir(&root).map_err(FileError::at(&root))?;
        let seen = fs::symlink_metadata(&root).map_err(FileError::at(&root))?;
        let ours = seen.is_dir() && seen.uid() == uid && seen.mode() & 0o077 == 0;
        if ours {
            Ok(Self { root })
        } else {
            Err(ScratchError::NotOurs(root))
        }
    }

    /// Makes a folder that is wiped when the value is dropped.
    pub fn fleeting(&self) -> Result<TemporaryScratch, ScratchError> {
        let made = tempfile::Builder::new()
            .prefix("work-")
            .permissions(fs::Permissions::from_mode(0o700))
            .tempdir_in(&self.root);
        let folder = made.map_err(FileError::at(&self.root))?;
        Ok(TemporaryScratch(folder.keep()))
    }

    /// The folder of an opened letter, until it is closed.
    pub fn opened(&self, name: &str) -> PathBuf {
        self.root.join(format!("opened-{name}"))
    }

    /// Makes a new folder for an opened letter, and wipes an older one.
    pub fn open(&self, name: &str) -> Result<PathBuf, ScratchError> {
        let folder = self.opened(name);
        wipe(&folder).map_err(FileError::at(&folder))?;
        files::make_dir(&folder).map_err(FileError::at(&folder))?;
        Ok(folder)
    }

    /// Wipes an opened letter, and gives whether there was one.
    pub fn close(&self, name: &str) -> Result<bool, ScratchError> {
        let folder = self.opened(name);
        let there = folder.exists();
        wipe(&folder).map_err(FileError::at(&folder))?;
        Ok(there)
    }

    /// Wipes everything in scratch, and gives how many folders there were.
    pub fn close_all(&self) -> Result<usize, ScratchError> {
        let failed = FileError::at(&self.root);
        let mut closed = 0;
        for item in fs::read_dir(&self.root).map_err(failed)? {
            let path = item.map_err(failed)?.path();
            wipe(&path).map_err(FileError::at(&path))?;
            closed += 1;
        }
        Ok(closed)
    }
}

impl TemporaryScratch {
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for TemporaryScratch {
    fn drop(&mut self) {
        // A failure is not lost: the folder stays, and `close_all` wipes it.
        drop(wipe(&self.0));
    }
}

/// Whether the folder is on a file system in memory. Its pages may still be swapped out.
fn in_memory(path: &Path) -> bool {
    rustix::fs::statfs(path).is_ok_and(|found| {
        let kind = u64::try_from(found.f_type).unwrap_or(0) & 0xffff_ffff;
        [TMPFS_MAGIC, RAMFS_MAGIC].contains(&kind)
    })
}

/// Overwrites files with zeros, and removes them and their folders. Links
/// are removed, not followed.
pub(super) fn wipe(path: &Path) -> io::Result<()> {
    let seen = match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        seen => seen?,
    };
    if seen.is_dir() {
        for item in fs::read_dir(path)? {
            wipe(&item?.path())?;
        }
        return fs::remove_dir(path);
    }
    if seen.is_file() {
        let mut file = files::open_to_overwrite(path)?;
        let zeros = [0; WIPE_BYTES];
        let mut left = seen.len();
        while left > 0 {
            let now = usize::try_from(left).map_or(WIPE_BYTES, |left| left.min(WIPE_BYTES));
            file.write_all(zeros.get(..now).unwrap_or_default())?;
            left -= now as u64;
        }
    }
    fs::remove_file(path)
}

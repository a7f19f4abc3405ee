//! Where decrypted documents live: a folder in memory that no disk ever sees, wiped when it is closed.

use std::{
    env, fs,
    io::{self, Write},
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
};

use sourdine_l10n::Explain;
use sourdine_platform::files;

/// File systems in memory, by the number that `statfs` gives (linux/magic.h).
const TMPFS_MAGIC: u64 = 0x0102_1994;
const RAMFS_MAGIC: u64 = 0x8584_58f6;
/// Where Debian has one for everybody.
const SHARED_MEMORY: &str = "/dev/shm";
/// What is overwritten at a time, in bytes.
const WIPE_BYTES: usize = 65_536;

/// Why there is no scratch.
#[derive(Debug, Explain, thiserror::Error)]
pub enum ScratchError {
    /// No folder in memory.
    #[explain("error-scratch-none")]
    None,
    /// The one that was named is on a disk.
    #[explain("error-scratch-disk", path)]
    OnDisk(PathBuf),
    /// Somebody else's.
    #[explain("error-scratch-not-ours", path)]
    NotOurs(PathBuf),
    /// Reading or writing failed.
    #[explain("error-file")]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// A folder in memory that is ours alone.
#[derive(Clone, Debug)]
pub struct Scratch {
    root: PathBuf,
}

/// A folder that is wiped when it is dropped.
#[derive(Debug)]
pub struct TemporaryScratch(PathBuf);

impl Scratch {
    /// The folder that was named, else this person's, else everybody's.
    ///
    /// # Errors
    /// None of them is in memory, or ours.
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
        files::make_dir(&root).map_err(io_at(&root))?;
        let seen = fs::symlink_metadata(&root).map_err(io_at(&root))?;
        let ours = seen.is_dir() && seen.uid() == uid && seen.mode() & 0o077 == 0;
        if ours {
            Ok(Self { root })
        } else {
            Err(ScratchError::NotOurs(root))
        }
    }

    /// A folder that goes when this does.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn fleeting(&self) -> Result<TemporaryScratch, ScratchError> {
        let made = tempfile::Builder::new()
            .prefix("work-")
            .permissions(fs::Permissions::from_mode(0o700))
            .tempdir_in(&self.root);
        made.map(|folder| TemporaryScratch(folder.keep()))
            .map_err(io_at(&self.root))
    }

    /// Where an opened letter stays until it is closed.
    #[must_use]
    pub fn opened(&self, name: &str) -> PathBuf {
        self.root.join(format!("opened-{name}"))
    }

    /// Makes a new folder for an opened letter, wiping an older one.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn open(&self, name: &str) -> Result<PathBuf, ScratchError> {
        let folder = self.opened(name);
        wipe(&folder).map_err(io_at(&folder))?;
        files::make_dir(&folder).map_err(io_at(&folder))?;
        Ok(folder)
    }

    /// Wipes an opened letter; whether there was one.
    ///
    /// # Errors
    /// Something of it is still there.
    pub fn close(&self, name: &str) -> Result<bool, ScratchError> {
        let folder = self.opened(name);
        let there = folder.exists();
        wipe(&folder).map_err(io_at(&folder))?;
        Ok(there)
    }

    /// Wipes all that was opened; how much there was.
    ///
    /// # Errors
    /// Something is still there.
    pub fn close_all(&self) -> Result<usize, ScratchError> {
        let failed = io_at(&self.root);
        let mut closed = 0;
        for item in fs::read_dir(&self.root).map_err(&failed)? {
            let path = item.map_err(&failed)?.path();
            wipe(&path).map_err(io_at(&path))?;
            closed += 1;
        }
        Ok(closed)
    }
}

impl TemporaryScratch {
    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for TemporaryScratch {
    fn drop(&mut self) {
        // Whoever needs to know that it is gone looks: `close_all` wipes what was left.
        drop(wipe(&self.0));
    }
}

/// Whether what is written there stays in memory (but for swap, which the documentation speaks of).
fn in_memory(path: &Path) -> bool {
    rustix::fs::statfs(path).is_ok_and(|found| {
        let kind = u64::try_from(found.f_type).unwrap_or(0) & 0xffff_ffff;
        [TMPFS_MAGIC, RAMFS_MAGIC].contains(&kind)
    })
}

/// Overwrites files with zeros and removes them, and the folders they are in. Links are removed, not followed.
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

fn io_at(path: &Path) -> impl Fn(io::Error) -> ScratchError + '_ {
    |source| ScratchError::Io {
        path: path.to_owned(),
        source,
    }
}

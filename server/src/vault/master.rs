//! The master key: 32 bytes in a file of their own, meant for a RAM-only place, so that the disk alone opens nothing.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, ErrorKind, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use zeroize::{ZeroizeOnDrop, Zeroizing};

use super::{
    VaultError,
    format::cipher::{KEY_BYTES, Key},
};

/// The key that seals the key table, and nothing else. Without it a vault is random bytes.
#[derive(ZeroizeOnDrop)]
pub struct MasterKey(Key);

impl MasterKey {
    /// A new one.
    ///
    /// # Errors
    /// The system has no random numbers.
    pub fn generate() -> Result<Self, VaultError> {
        Key::generate().map(Self)
    }

    /// The one that a file holds.
    ///
    /// # Errors
    /// The file cannot be read, or does not hold 32 bytes.
    pub fn read(path: &Path) -> Result<Self, VaultError> {
        let bytes = fs::read(path)
            .map(Zeroizing::new)
            .map_err(VaultError::io_or("reading the master key", || {
                VaultError::NoMaster(path.to_path_buf())
            }))?;
        let bytes: &[u8; KEY_BYTES] = bytes
            .as_slice()
            .try_into()
            .map_err(|_| VaultError::NotAMaster(path.to_path_buf()))?;
        Ok(Self(Key::from_bytes(bytes)))
    }

    /// Writes it to a new file that its owner alone can read.
    ///
    /// # Errors
    /// Something is there already, or the disk.
    pub fn create(&self, path: &Path) -> Result<(), VaultError> {
        create_whole(path, "writing the master key", self.0.expose())
    }

    pub(crate) const fn key(&self) -> &Key {
        &self.0
    }
}

/// Where a master key waits while the re-key that brings it is under way.
pub(crate) fn next_master(path: &Path) -> PathBuf {
    beside(path, ".next")
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// A new file of mode 0600.
pub(crate) fn private_file(path: &Path) -> Result<File, VaultError> {
    open_private(path).map_err(refused(path))
}

fn open_private(path: &Path) -> io::Result<File> {
    OpenOptions::new()
        .read(true)
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
}

fn refused(path: &Path) -> impl FnOnce(io::Error) -> VaultError {
    move |error| {
        if error.kind() == ErrorKind::AlreadyExists {
            return VaultError::Exists(path.to_path_buf());
        }
        let missing = || VaultError::NoFolder(path.to_path_buf());
        VaultError::io_or("creating a file of the vault", missing)(error)
    }
}

/// A new file of mode 0600 that holds these bytes whenever the power goes, or is not there: it is written under another name, which nobody reads.
pub(crate) fn create_whole(
    path: &Path,
    doing: &'static str,
    bytes: &[u8],
) -> Result<(), VaultError> {
    if fs::symlink_metadata(path).is_ok() {
        return Err(VaultError::Exists(path.to_path_buf()));
    }
    let unfinished = beside(path, ".new");
    remove(&unfinished).map_err(VaultError::io("removing a file that was never finished"))?;
    let mut file = open_private(&unfinished).map_err(refused(path))?;
    let written = file
        .write_all(bytes)
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::rename(&unfinished, path));
    if written.is_err() {
        // The next try removes it if this one cannot.
        drop(remove(&unfinished));
    }
    written.map_err(VaultError::io(doing))?;
    sync_folder_of(path)
}

/// A folder that its owner alone enters, and those above it where they are missing. Their names are durable.
pub(crate) fn make_folder(path: &Path) -> Result<(), VaultError> {
    let made: Vec<&Path> = path
        .ancestors()
        .skip(1)
        .take_while(|above| !above.as_os_str().is_empty() && !above.exists())
        .collect();
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
        .map_err(VaultError::io("making the vault's folder"))?;
    // A file is as lost as its folder: without this, what a new vault acknowledged could go with a power cut.
    made.into_iter()
        .rev()
        .chain([path])
        .try_for_each(sync_folder_of)
}

/// Makes the names in a file's folder durable.
pub(crate) fn sync_folder_of(path: &Path) -> Result<(), VaultError> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = File::open(folder.unwrap_or_else(|| Path::new(".")));
    folder
        .and_then(|folder| folder.sync_all())
        .or_else(|error| {
            // Some RAM-only file systems have nothing to sync.
            let nothing_to_sync = [ErrorKind::InvalidInput, ErrorKind::Unsupported];
            if nothing_to_sync.contains(&error.kind()) {
                Ok(())
            } else {
                Err(error)
            }
        })
        .map_err(VaultError::io("syncing a folder"))
}

/// Removes a file that may not be there.
pub(crate) fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

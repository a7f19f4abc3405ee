//! The master key: 32 bytes in a file of their own, meant for a RAM-only place, so that the disk alone opens nothing.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, ErrorKind, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use zeroize::{ZeroizeOnDrop, Zeroizing};

use super::{
    VaultError,
    cipher::{KEY_BYTES, Key},
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
        let mut file = private_file(path)?;
        let written = file
            .write_all(self.0.expose())
            .and_then(|()| file.sync_all());
        written.map_err(VaultError::io("writing the master key"))?;
        sync_folder_of(path)
    }

    pub(super) const fn key(&self) -> &Key {
        &self.0
    }
}

/// Where a master key waits while the re-key that brings it is under way.
pub(super) fn next_master(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".next");
    PathBuf::from(name)
}

/// A new file of mode 0600.
pub(super) fn private_file(path: &Path) -> Result<File, VaultError> {
    let opened = OpenOptions::new()
        .read(true)
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path);
    opened.map_err(|error| {
        if error.kind() == ErrorKind::AlreadyExists {
            return VaultError::Exists(path.to_path_buf());
        }
        let missing = || VaultError::NoFolder(path.to_path_buf());
        VaultError::io_or("creating a file of the vault", missing)(error)
    })
}

/// Makes the names in a file's folder durable.
pub(super) fn sync_folder_of(path: &Path) -> Result<(), VaultError> {
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
pub(super) fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

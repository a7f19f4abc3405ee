//! The master key: 32 bytes, which an editor brings (`sealed`), or which are in a file of their
//! own, meant for a RAM-only place: so the disk alone opens nothing.

use std::{
    fs,
    path::{Path, PathBuf},
};

use zeroize::{ZeroizeOnDrop, Zeroizing};

use super::{
    error::VaultError,
    format::cipher::{KEY_BYTES, Key},
    private_files::{beside, create_whole},
};

/// Length of the file.
pub const MASTER_KEY_BYTES: usize = KEY_BYTES;

/// The key that seals the key table, and nothing else. Without it a vault is random bytes.
#[derive(ZeroizeOnDrop)]
pub struct MasterKey(Key);

impl MasterKey {
    pub fn generate() -> Result<Self, VaultError> {
        Ok(Self(Key::generate()?))
    }

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

    #[must_use]
    pub const fn from_bytes(bytes: &[u8; MASTER_KEY_BYTES]) -> Self {
        Self(Key::from_bytes(bytes))
    }

    /// Writes it to a new file that its owner alone can read.
    pub fn create(&self, path: &Path) -> Result<(), VaultError> {
        create_whole(path, "writing the master key", self.0.expose())
    }

    pub(crate) const fn bytes(&self) -> &[u8; MASTER_KEY_BYTES] {
        self.0.expose()
    }

    pub(crate) const fn key(&self) -> &Key {
        &self.0
    }
}

/// Where a master key waits while the re-key that brings it is under way.
pub(crate) fn next_master(path: &Path) -> PathBuf {
    beside(path, ".next")
}

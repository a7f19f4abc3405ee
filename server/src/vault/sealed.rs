//! A vault whose master key is not on this host: an editor brings it.

use std::{
    fs::{self, Metadata},
    os::unix::fs::MetadataExt,
    sync::{Arc, Mutex, PoisonError},
};

use sourdine_protocol::envelope::hybrid::HybridRecipient;

use super::{
    error::VaultError,
    late::LateVault,
    master::{MASTER_KEY_BYTES, MasterKey},
    retention::Retention,
    slot_vault::SlotVault,
    unlock_file,
    vault_files::{OpenedVault, VaultPaths},
};

/// What group and others may do to a file.
const OTHERS: u32 = 0o077;

/// What is done with a vault once it is open, before the doors have it.
pub type OnOpen = Box<dyn Fn(&OpenedVault) + Send + Sync>;

/// A vault that waits for its master key, and the doors' [`LateVault`] with it.
pub struct SealedVault {
    paths: VaultPaths,
    retention: Retention,
    /// To whom the file `unlock` is sealed anew.
    recipients: Vec<HybridRecipient>,
    late: Arc<LateVault>,
    on_open: OnOpen,
    /// Two editors may come at once.
    opening: Mutex<()>,
}

impl SealedVault {
    #[must_use]
    pub fn new(
        paths: VaultPaths,
        retention: Retention,
        recipients: Vec<HybridRecipient>,
        on_open: OnOpen,
    ) -> Self {
        Self {
            paths,
            retention,
            recipients,
            late: Arc::default(),
            on_open,
            opening: Mutex::new(()),
        }
    }

    /// The vault as the doors have it from the start.
    #[must_use]
    pub fn late(&self) -> Arc<LateVault> {
        Arc::clone(&self.late)
    }

    #[must_use]
    pub fn is_sealed(&self) -> bool {
        !self.late.is_open()
    }

    /// The file `unlock`, for an editor to open.
    pub fn unlock_file(&self) -> Result<Vec<u8>, VaultError> {
        let path = self.paths.unlock();
        unlock_file::openable(&path)?.ok_or(VaultError::NoUnlock(path))
    }

    /// Opens the vault with one of these master keys. [`VaultError::KeyTable`] where none of them
    /// opens it: nothing is written then. Waits for the disk.
    pub fn unlock(&self, masters: Vec<MasterKey>) -> Result<(), VaultError> {
        let opening = self.opening.lock();
        let _opening = opening.unwrap_or_else(PoisonError::into_inner);
        if !self.is_sealed() {
            return Ok(());
        }
        let opened = SlotVault::open_with(&self.paths, self.retention, &self.recipients, masters)?;
        (self.on_open)(&opened);
        self.late.open(Arc::new(opened.vault));
        Ok(())
    }

    /// Opens the vault with the master key's file, if the operator has put it in place, whole and
    /// closed to others (`check` tells of one that is open). False where it is not there.
    pub fn open_by_file(&self) -> Result<bool, VaultError> {
        let path = &self.paths.master;
        let is_ready =
            |found: Metadata| found.len() == MASTER_KEY_BYTES as u64 && found.mode() & OTHERS == 0;
        if !fs::metadata(path).is_ok_and(is_ready) {
            return Ok(false);
        }
        self.unlock(vec![MasterKey::read(path)?])?;
        Ok(true)
    }
}

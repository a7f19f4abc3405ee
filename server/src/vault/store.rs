//! What every clone of a vault shares, whatever holds its slots.

use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError, RwLock, RwLockReadGuard};

use super::{
    catalog::Catalog,
    error::VaultError,
    format::{cipher::Key, keys::KeyTable},
    index::records::Index,
    interface::MakeRoom,
    key_store::KeyStore,
    retention::Retention,
    slots::Slots,
};

/// Locks are taken in the order `index`, `keys`, `catalog`. The doors wait for `keys` and
/// `catalog`, so these two are never held during a call to the disk; but for `keys`, while a
/// re-key replaces the table.
pub(crate) struct Store {
    pub(crate) slots: Slots,
    pub(crate) keys: RwLock<KeyTable>,
    pub(crate) key_store: Box<dyn KeyStore>,
    pub(crate) index: Mutex<Index>,
    pub(crate) catalog: Mutex<Catalog>,
    pub(crate) retention: Retention,
    pub(crate) make_room: OnceLock<MakeRoom>,
}

impl Store {
    pub(crate) fn catalog(&self) -> MutexGuard<'_, Catalog> {
        self.catalog.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn index(&self) -> MutexGuard<'_, Index> {
        self.index.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn keys(&self) -> RwLockReadGuard<'_, KeyTable> {
        self.keys.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn key(&self, slot: u32) -> Result<Key, VaultError> {
        self.keys().slot(slot).ok_or(VaultError::Damaged { slot })
    }

    /// Takes a slot for a deposit of so many slots in all.
    pub(crate) fn allocate(&self, slots: usize) -> Result<u32, VaultError> {
        self.or_make_room(|catalog| catalog.allocate(slots))
    }

    /// Tries again as long as room can be made. The catalogue is not locked meanwhile: making room
    /// releases slots.
    pub(crate) fn or_make_room<T>(
        &self,
        attempt: impl Fn(&mut Catalog) -> Result<T, VaultError>,
    ) -> Result<T, VaultError> {
        loop {
            let tried = attempt(&mut self.catalog());
            match (tried, self.make_room.get()) {
                (Err(VaultError::Full), Some(make_room)) if make_room() => {}
                (tried, _) => return tried,
            }
        }
    }
}

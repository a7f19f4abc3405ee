//! A vault in memory, for tests: it can be closed and opened again, and its calls can fail.

use std::{
    ops::Range,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use zeroize::Zeroizing;

use super::{
    error::VaultError,
    format::{cipher::Key, keys::KeyTable},
    index::{IndexError, IndexStore, SealedRecords},
    key_store::KeyStore,
    master::MasterKey,
    retention::Retention,
    slot_store::memory::MemorySlots,
    slot_vault::{SlotVault, VaultParts, check_retention},
    slots::Slots,
};

/// What is left of a vault in memory when it is closed. Clones share it.
#[derive(Clone)]
pub struct MemoryDisk {
    pub slots: MemorySlots,
    keys: MemoryKeys,
    index: MemoryIndex,
}

impl MemoryDisk {
    /// The disk of an empty vault.
    pub fn new(slots: u32) -> Result<Self, VaultError> {
        Ok(Self {
            slots: MemorySlots::new(slots)?,
            keys: MemoryKeys::new(&KeyTable::generate(slots)?, &MasterKey::generate()?)?,
            index: MemoryIndex::default(),
        })
    }

    pub fn open(&self, retention: Retention) -> Result<SlotVault, VaultError> {
        self.open_with(Box::new(self.index.clone()), retention)
    }

    /// Opens it with another index.
    pub fn open_with(
        &self,
        index: Box<dyn IndexStore>,
        retention: Retention,
    ) -> Result<SlotVault, VaultError> {
        check_retention(&retention)?;
        let parts = VaultParts {
            slots: Slots::new(Box::new(self.slots.clone())),
            keys: self.keys.table()?,
            key_store: Box::new(self.keys.clone()),
            index,
        };
        SlotVault::assemble(parts, retention)
    }
}

/// A key table sealed by a master key beside it.
#[derive(Clone)]
struct MemoryKeys(Arc<Mutex<(Zeroizing<Vec<u8>>, Key)>>);

impl MemoryKeys {
    fn new(table: &KeyTable, master: &MasterKey) -> Result<Self, VaultError> {
        let sealed = Self::sealed(table, master)?;
        Ok(Self(Arc::new(Mutex::new(sealed))))
    }

    fn sealed(
        table: &KeyTable,
        master: &MasterKey,
    ) -> Result<(Zeroizing<Vec<u8>>, Key), VaultError> {
        let key = Key::from_bytes(master.key().expose());
        Ok((table.seal(&key)?, key))
    }

    fn table(&self) -> Result<KeyTable, VaultError> {
        let content = locked(&self.0);
        let (sealed, master) = &*content;
        KeyTable::open(&mut sealed.clone(), master).ok_or(VaultError::Cipher)
    }
}

impl KeyStore for MemoryKeys {
    fn prepare(&self, _: &MasterKey) -> Result<(), VaultError> {
        Ok(())
    }

    fn replace(&self, table: &KeyTable, master: &MasterKey) -> Result<(), VaultError> {
        *locked(&self.0) = Self::sealed(table, master)?;
        Ok(())
    }
}

/// Records in their order, or none.
#[derive(Clone, Default)]
struct MemoryIndex(Arc<Mutex<Vec<Vec<u8>>>>);

impl IndexStore for MemoryIndex {
    fn read(&mut self, some: Range<u32>, count: u32) -> Result<Vec<Vec<u8>>, IndexError> {
        let records = locked(&self.0);
        if records.len() != count as usize {
            return Err(IndexError);
        }
        let some = records.get(some.start as usize..some.end as usize);
        some.map(<[_]>::to_vec).ok_or(IndexError)
    }

    fn write(&mut self, records: SealedRecords) -> Result<(), IndexError> {
        let mut ours = locked(&self.0);
        for (number, record) in records {
            *ours.get_mut(number as usize).ok_or(IndexError)? = record;
        }
        Ok(())
    }

    fn rebuild(&mut self, records: SealedRecords) -> Result<(), VaultError> {
        *locked(&self.0) = records.into_iter().map(|(_, record)| record).collect();
        Ok(())
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

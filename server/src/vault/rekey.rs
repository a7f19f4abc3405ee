//! The re-key: a new master key, and a new key table without the keys of what was deleted.

use std::sync::PoisonError;

use super::{error::VaultError, master::MasterKey, slot_vault::SlotVault};

impl SlotVault {
    /// Makes every deletion so far final: free slots get fresh keys, the whole table a new
    /// master key, and the index is built anew under a new key. Uploads that are under way wait
    /// a moment and go on.
    ///
    /// The order in files, so that a crash at any point leaves a vault that opens:
    /// 1. the new master key goes into a file beside the old one's (`.next`);
    /// 2. the new table, sealed by the new master key, over the older of the two generations;
    /// 3. the new master key's file takes the old one's place: the old master key is gone;
    /// 4. the new table over the other generation: the old keys are gone;
    /// 5. the new index.
    ///
    /// [`SlotVault::open`] tries both master keys on both generations. Cut before 2 was whole, it
    /// stays with the old one and removes the new one; cut later, it goes on from there. Nothing is
    /// sealed under the new table before 4 is done.
    ///
    /// When it fails, the vault in memory goes on with its old keys, and should be opened anew.
    pub fn rekey(&self, master: &MasterKey) -> Result<(), VaultError> {
        self.replace_keys(master)?;
        self.0.rebuild_index()
    }

    fn replace_keys(&self, master: &MasterKey) -> Result<(), VaultError> {
        let store = &self.0;
        let mut keys = store.keys.write().unwrap_or_else(PoisonError::into_inner);
        // Taken after the keys: a slot that leaves the free list from here on gets its key from the
        // new table.
        let free = store.catalog().free().to_vec();
        let table = keys.without(&free)?;
        store.key_store.prepare(master)?;
        let replaced = store.key_store.replace(&table, master);
        if replaced.is_err() {
            // The table on the disk may be the new one already: nothing may be sealed with the old
            // one any more.
            store.slots.give_up();
        }
        replaced?;
        *keys = table;
        Ok(())
    }
}

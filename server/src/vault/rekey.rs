//! The re-key: a new master, and a new key table without the keys of what was deleted.

use std::sync::PoisonError;

use super::{
    FileVault, MasterKey, VaultError,
    master::{next_master, remove},
    store::install_next_master,
};

impl FileVault {
    /// Makes every deletion so far final: free slots get fresh keys, the whole table a new master, and the index is built anew under a new key. Uploads
    /// that are under way wait a moment and go on.
    ///
    /// The order, so that a crash at any point leaves a vault that opens:
    /// 1. the new master goes into a file beside the old one's (`.next`);
    /// 2. the new table, sealed by the new master, over the older of the two generations;
    /// 3. the new master's file takes the old one's place: the old master is gone;
    /// 4. the new table over the other generation: the old keys are gone;
    /// 5. the new index.
    ///
    /// [`FileVault::open`] tries both masters on both generations. Cut before 2 was whole, it stays with the old master and removes the new one; cut later, it
    /// goes on from there. Nothing is sealed under the new table before 4 is done.
    ///
    /// # Errors
    /// The disk. The vault in memory then goes on with its old keys, and should be opened anew.
    pub fn rekey(&self, master: &MasterKey) -> Result<(), VaultError> {
        let store = &self.0;
        let place = &store.paths.master;
        let mut keys = store.keys.write().unwrap_or_else(PoisonError::into_inner);
        // Taken after the keys: a slot that leaves the free list from here on gets its key from the new table.
        let free = store.catalog().free().to_vec();
        let table = keys.table.without(&free)?;
        let next = next_master(place);
        remove(&next).map_err(VaultError::io("removing a master key that was never used"))?;
        master.create(&next)?;
        let replaced = keys
            .file
            .replace(&table, master, || install_next_master(place));
        if replaced.is_err() {
            // The table on the disk may be the new one already: nothing may be sealed with the old one any more.
            store.slots.give_up();
        }
        replaced?;
        keys.table = table;
        let mut index = store.index();
        index.renew(keys.table.index(), keys.table.slots(), &store.catalog())
    }
}

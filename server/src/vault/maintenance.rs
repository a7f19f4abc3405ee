//! What the vault does besides keeping: deleting, cover rewrites, and the index's round.

use sourdine_protocol::wire::EnvelopeId;

use super::{
    catalog::Catalog,
    error::VaultError,
    format::{
        cipher::{Key, fill_with_noise},
        layout::{HEADER_BYTES, SLOT_BYTES},
    },
    index::records::ROUND_BATCHES,
    store::Store,
};

impl Store {
    /// Deletes an envelope: it is gone from the list at once, then from the disk, its head's header
    /// first, so that a crash leaves no part of it listed.
    pub(crate) fn erase(&self, id: EnvelopeId) -> Result<bool, VaultError> {
        let Some(envelope) = self.catalog().remove(id) else {
            return Ok(false);
        };
        let mut header = [0; HEADER_BYTES];
        fill_with_noise(&mut header)?;
        for head in envelope.slots.iter().take(1) {
            self.slots.write_header(*head, &header)?;
        }
        self.slots.sync()?;
        self.overwrite_slots(&envelope.slots)?;
        self.catalog().release(&envelope.slots);
        Ok(true)
    }

    /// Writes noise over slots, durably.
    pub(crate) fn overwrite_slots(&self, slots: &[u32]) -> Result<(), VaultError> {
        let mut bytes = vec![0; SLOT_BYTES];
        for slot in slots {
            fill_with_noise(&mut bytes)?;
            self.slots.write_slot(*slot, &bytes)?;
        }
        self.slots.sync()
    }

    /// Rewrites a free slot on the same path as an envelope: body, sync, header, sync. Reads it
    /// too, so that the file's time of access is not that of the last envelope that was fetched.
    pub(crate) fn cover(&self) -> Result<(), VaultError> {
        let slot = match self.catalog().allocate_any() {
            // Deposits under way hold every slot: they are cover enough.
            Err(VaultError::Full) => return Ok(()),
            allocated => allocated?,
        };
        let covered = self.cover_slot(slot);
        self.catalog().release(&[slot]);
        covered
    }

    fn cover_slot(&self, slot: u32) -> Result<(), VaultError> {
        let mut bytes = vec![0; SLOT_BYTES];
        fill_with_noise(&mut bytes)?;
        let (header, body) = bytes
            .split_first_chunk::<HEADER_BYTES>()
            .ok_or(VaultError::Cipher)?;
        self.slots.write_body(slot, body)?;
        self.slots.sync()?;
        self.slots.write_header(slot, header)?;
        self.slots.sync()?;
        self.slots.read_header(slot).map(drop)
    }

    pub(crate) fn write_whole_index(&self) -> Result<(), VaultError> {
        (0..ROUND_BATCHES).try_for_each(|_| self.write_index_batch())
    }

    pub(crate) fn write_index_batch(&self) -> Result<(), VaultError> {
        let mut index = self.index();
        let batch = self.snapshot(|key, catalog| index.seal_batch(key, catalog))?;
        if index.write(batch).is_ok() {
            return Ok(());
        }
        let all = self.snapshot(|key, catalog| index.seal_all(key, catalog))?;
        index.rebuild(all)
    }

    /// Makes the index anew from memory.
    pub(crate) fn rebuild_index(&self) -> Result<(), VaultError> {
        let mut index = self.index();
        let all = self.snapshot(|key, catalog| index.seal_all(key, catalog))?;
        index.rebuild(all)
    }

    /// Seals what the catalogue says now. Both locks are free again before anything is written: the
    /// index may take half a minute to fail.
    fn snapshot<T>(&self, seal: impl FnOnce(&Key, &Catalog) -> T) -> T {
        let keys = self.keys();
        seal(keys.index(), &self.catalog())
    }
}

//! What the vault does besides keeping: deleting, cover rewrites, and the index's round.

use std::sync::PoisonError;

use super::{
    EnvelopeId, VaultError,
    format::cipher::scramble,
    format::layout::{HEADER_BYTES, SLOT_BYTES},
    store::Store,
};

impl Store {
    /// Deletes an envelope: it is gone from the list at once, then from the disk, its head's header first, so that a crash leaves no part of it listed.
    pub(crate) fn erase(&self, id: EnvelopeId) -> Result<bool, VaultError> {
        let Some(envelope) = self.catalog().remove(id) else {
            return Ok(false);
        };
        let mut header = [0; HEADER_BYTES];
        scramble(&mut header)?;
        for head in envelope.slots.iter().take(1) {
            self.slots.write_header(*head, &header)?;
        }
        self.slots.sync()?;
        self.scramble_slots(&envelope.slots)?;
        self.catalog().give_back(&envelope.slots);
        Ok(true)
    }

    /// Overwrites slots, durably.
    pub(crate) fn scramble_slots(&self, slots: &[u32]) -> Result<(), VaultError> {
        let mut bytes = vec![0; SLOT_BYTES];
        for slot in slots {
            scramble(&mut bytes)?;
            self.slots.write_slot(*slot, &bytes)?;
        }
        self.slots.sync()
    }

    /// Rewrites a free slot on the same path as an envelope: body, sync, header, sync. Reads it too, so that the file's time of access is not that of the last
    /// envelope that was fetched.
    pub(crate) fn cover(&self) -> Result<(), VaultError> {
        let slot = match self.catalog().take_any() {
            // Deposits under way hold every slot: they are cover enough.
            Err(VaultError::Full) => return Ok(()),
            taken => taken?,
        };
        let covered = self.cover_slot(slot);
        self.catalog().give_back(&[slot]);
        covered
    }

    fn cover_slot(&self, slot: u32) -> Result<(), VaultError> {
        let mut bytes = vec![0; SLOT_BYTES];
        scramble(&mut bytes)?;
        let (header, body) = bytes
            .split_first_chunk::<HEADER_BYTES>()
            .ok_or(VaultError::Cipher)?;
        self.slots.write_body(slot, body)?;
        self.slots.sync()?;
        self.slots.write_header(slot, header)?;
        self.slots.sync()?;
        self.slots.read_header(slot).map(drop)
    }

    pub(crate) fn write_index_batch(&self) -> Result<(), VaultError> {
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        let mut index = self.index();
        let batch = index.batch(keys.table.index(), &self.catalog())?;
        let written = index.write(batch);
        if written.is_err() {
            index.renew(keys.table.index(), keys.table.slots(), &self.catalog())?;
        }
        Ok(())
    }
    /// Makes the index anew from memory.
    pub(crate) fn renew_index(&self) -> Result<(), VaultError> {
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        let mut index = self.index();
        index.renew(keys.table.index(), keys.table.slots(), &self.catalog())
    }
}

//! Slots as the vault uses them: header and body, syncs that are shared, and a head that can be
//! undone.

use super::{
    error::VaultError,
    format::{
        cipher::fill_with_noise,
        layout::{HEADER_BYTES, PAYLOAD_BYTES, SLOT_BYTES},
    },
    slot_store::{SlotStore, group_sync::GroupSync},
};

const READING: &str = "reading the vault";
const WRITING: &str = "writing to the vault";
const SYNCING: &str = "making the vault durable";

pub(crate) struct Slots {
    store: Box<dyn SlotStore>,
    sync: GroupSync,
}

impl Slots {
    pub(crate) fn new(store: Box<dyn SlotStore>) -> Self {
        Self {
            store,
            sync: GroupSync::default(),
        }
    }

    pub(crate) fn read_header(&self, slot: u32) -> Result<[u8; HEADER_BYTES], VaultError> {
        let mut header = [0; HEADER_BYTES];
        let read = self.store.read(slot, 0, &mut header);
        read.map_err(VaultError::io(READING))?;
        Ok(header)
    }

    /// Reads a whole body, [`PAYLOAD_BYTES`] long.
    pub(crate) fn read_body(&self, slot: u32, body: &mut [u8]) -> Result<(), VaultError> {
        debug_assert_eq!(body.len(), PAYLOAD_BYTES);
        let read = self.store.read(slot, HEADER_BYTES, body);
        read.map_err(VaultError::io(READING))
    }

    /// Writes header and body at once, and lets them begin their way to the disk: a large upload
    /// then has little left to wait for in the end.
    pub(crate) fn write_slot(&self, slot: u32, bytes: &[u8]) -> Result<(), VaultError> {
        debug_assert_eq!(bytes.len(), SLOT_BYTES);
        self.write(slot, 0, bytes)?;
        let advised = self.store.write_back(slot);
        advised.map_err(VaultError::io("advising on the vault"))
    }

    /// Writes a part of a body, `offset` bytes from its beginning.
    pub(crate) fn write_part(
        &self,
        slot: u32,
        offset: usize,
        bytes: &[u8],
    ) -> Result<(), VaultError> {
        debug_assert!(offset + bytes.len() <= PAYLOAD_BYTES);
        self.write(slot, HEADER_BYTES + offset, bytes)
    }

    pub(crate) fn write_header(
        &self,
        slot: u32,
        header: &[u8; HEADER_BYTES],
    ) -> Result<(), VaultError> {
        self.write(slot, 0, header)
    }

    /// Returns when all that was written before is durable.
    pub(crate) fn sync(&self) -> Result<(), VaultError> {
        self.sync.wait(|| self.store.sync())
    }

    /// A write may have gone wrong half-way: no sync succeeds any more before a new start.
    pub(crate) fn give_up(&self) {
        self.sync.give_up();
    }

    /// Writes noise over a head that may be on the disk or not, durably. No other sync succeeds
    /// before a new start.
    pub(crate) fn undo_head(&self, slot: u32) -> Result<(), VaultError> {
        self.sync.undo(|| {
            let mut header = [0; HEADER_BYTES];
            fill_with_noise(&mut header)?;
            self.write_header(slot, &header)?;
            self.store.sync().map_err(VaultError::io(SYNCING))
        })
    }

    fn write(&self, slot: u32, offset: usize, bytes: &[u8]) -> Result<(), VaultError> {
        let written = self.store.write(slot, offset, bytes);
        written.map_err(VaultError::io(WRITING))
    }
}

//! An upload on its way into slots.

use std::{mem, sync::Arc};

use sha2::{Digest, Sha256};
use sourdine_protocol::{day::Day, receipt::ReceiptHash};

use super::{
    Deposit, ENVELOPE_ID_BYTES, EnvelopeId, VaultError,
    catalog::{Envelope, Opinions},
    cipher::{Place, Seal, random_below},
    file_vault::Store,
    header::{Head, Header},
    layout::{HEADER_BYTES, PAYLOAD_BYTES, SLOT_BYTES},
};

/// One open deposit: a slot's worth of memory once something was written, and the slots it has taken.
pub(super) struct FileDeposit {
    store: Arc<Store>,
    id: EnvelopeId,
    /// Room for the header, then the payload so far.
    slot: Vec<u8>,
    filled: usize,
    taken: Vec<u32>,
    /// How the head slot's body was sealed, and how much is in it: its header comes last of all.
    head: Option<(Seal, u32)>,
    size: u64,
    hash: Sha256,
}

impl FileDeposit {
    pub(super) fn new(store: Arc<Store>) -> Result<Self, VaultError> {
        let mut id = EnvelopeId([0; ENVELOPE_ID_BYTES]);
        getrandom::fill(&mut id.0)?;
        Ok(Self {
            store,
            id,
            slot: Vec::new(),
            filled: 0,
            taken: Vec::new(),
            head: None,
            size: 0,
            hash: Sha256::new(),
        })
    }

    /// Seals what is in memory into a slot of its own. The first slot is the head: its header waits for the commit.
    fn store_piece(&mut self) -> Result<(), VaultError> {
        let slot = self.store.catalog().reserve()?;
        let sequence = u32::try_from(self.taken.len()).map_err(|_| VaultError::Full)?;
        self.taken.push(slot);
        let length = u32::try_from(self.filled).map_err(|_| VaultError::Full)?;
        let key = self.store.key(slot)?;

        let (header, payload) = self.slot.split_at_mut(HEADER_BYTES);
        if let Some(unused) = payload.get_mut(self.filled..) {
            unused.fill(0);
        }
        self.hash
            .update(payload.get(..self.filled).unwrap_or_default());
        let body = key.seal(Place::Body(slot), payload)?;
        if sequence == 0 {
            self.store.slots.write_body(slot, payload)?;
            self.head = Some((body, length));
        } else {
            let fields = Header {
                envelope: self.id,
                sequence,
                length,
                body,
                head: None,
            };
            header.copy_from_slice(&fields.seal(&key, slot)?);
            self.store.slots.write_slot(slot, &self.slot)?;
        }
        self.filled = 0;
        Ok(())
    }

    fn store_head(&self, head: Head) -> Result<(), VaultError> {
        let (Some(slot), Some((body, length))) = (self.taken.first(), self.head) else {
            return Err(VaultError::Empty);
        };
        let header = Header {
            envelope: self.id,
            sequence: 0,
            length,
            body,
            head: Some(head),
        };
        let header = header.seal(&self.store.key(*slot)?, *slot)?;
        self.store.slots.write_header(*slot, &header)?;
        self.store.slots.sync()
    }
}

impl Deposit for FileDeposit {
    fn write(&mut self, mut bytes: &[u8]) -> Result<(), VaultError> {
        if self.slot.is_empty() && !bytes.is_empty() {
            self.slot = vec![0; SLOT_BYTES];
        }
        while !bytes.is_empty() {
            if self.filled == PAYLOAD_BYTES {
                self.store_piece()?;
            }
            let room = self
                .slot
                .get_mut(HEADER_BYTES + self.filled..)
                .unwrap_or_default();
            let (now, later) = bytes.split_at(bytes.len().min(room.len()));
            let (place, _) = room.split_at_mut(now.len());
            place.copy_from_slice(now);
            self.filled += now.len();
            self.size += now.len() as u64;
            bytes = later;
        }
        Ok(())
    }

    fn len(&self) -> u64 {
        self.size
    }

    fn commit(
        mut self: Box<Self>,
        receipt: &ReceiptHash,
        today: Day,
    ) -> Result<EnvelopeId, VaultError> {
        if self.size == 0 {
            return Err(VaultError::Empty);
        }
        self.store_piece()?;
        let retention = self.store.retention;
        let spread = random_below(u64::from(retention.spread_days) + 1)?;
        let until = today
            .plus(retention.keep_days)
            .plus(u32::try_from(spread).unwrap_or(0));
        let sha256 = mem::take(&mut self.hash).finalize().into();
        let head = Head {
            size: self.size,
            sha256,
            received: today,
            until,
            receipt: *receipt,
        };

        self.store.slots.sync()?;
        if let Err(error) = self.store_head(head) {
            // The head may be on the disk or not: nobody may use these slots before the next start tells.
            self.store.slots.give_up();
            return Err(error);
        }
        let slots = Arc::from(mem::take(&mut self.taken));
        self.store.catalog().add(
            self.id,
            Envelope {
                head,
                slots,
                opinions: Opinions::default(),
            },
        );
        Ok(self.id)
    }
}

impl Drop for FileDeposit {
    fn drop(&mut self) {
        if !self.taken.is_empty() {
            self.store.catalog().give_back(&self.taken);
        }
    }
}

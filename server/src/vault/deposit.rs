//! An upload on its way into slots.

use std::{mem, sync::Arc};

use sourdine_protocol::{
    codename::receipt::ReceiptHash,
    day::Day,
    envelope::EnvelopeHasher,
    wire::{ENVELOPE_ID_BYTES, EnvelopeId},
};

use super::{
    catalog::Envelope,
    error::VaultError,
    format::{
        cipher::{Purpose, Seal},
        header::{Head, HeadKind, Header, LookUpKey},
        layout::{HEADER_BYTES, PAYLOAD_BYTES, SLOT_BYTES},
    },
    interface::Deposit,
    store::Store,
    votes::Votes,
};

/// One open deposit: a slot's worth of memory while something is being written, and the slots it
/// has taken.
pub(crate) struct SlotDeposit {
    store: Arc<Store>,
    id: EnvelopeId,
    /// Space for the header, then the payload so far.
    slot: Vec<u8>,
    filled: usize,
    taken: Vec<u32>,
    /// What is in the last slot that was taken, where that is not full yet.
    last: Last,
    /// How many slots it will take, as far as that was announced.
    announced: usize,
    /// How the head slot's body was sealed, and how much is in it: its header comes last.
    head: Option<(Seal, u32)>,
    size: u64,
    hash: EnvelopeHasher,
}

/// The last slot of a deposit.
#[derive(Default)]
enum Last {
    /// It is stored. The next piece takes another.
    #[default]
    Stored,
    /// So many bytes of a piece wait in it for the rest.
    Parked { body: Seal, length: usize },
    /// It waits for the piece that is in memory.
    Resumed,
}

impl SlotDeposit {
    pub(crate) fn new(store: Arc<Store>, announced: usize) -> Result<Self, VaultError> {
        let mut id = EnvelopeId([0; ENVELOPE_ID_BYTES]);
        getrandom::fill(&mut id.0)?;
        Ok(Self {
            store,
            id,
            slot: Vec::new(),
            filled: 0,
            taken: Vec::new(),
            last: Last::Stored,
            announced,
            head: None,
            size: 0,
            hash: EnvelopeHasher::default(),
        })
    }

    /// Seals what is in memory into a slot of its own. The first slot is the head: its header
    /// waits for the commit.
    fn store_piece(&mut self) -> Result<(), VaultError> {
        let slot = self.take_slot()?;
        let sequence = u32::try_from(self.taken.len() - 1).map_err(|_| VaultError::Full)?;
        let length = u32::try_from(self.filled).map_err(|_| VaultError::Full)?;
        let key = self.store.key(slot)?;

        let (header, payload) = self.slot.split_at_mut(HEADER_BYTES);
        if let Some(unused) = payload.get_mut(self.filled..) {
            unused.fill(0);
        }
        self.hash
            .update(payload.get(..self.filled).unwrap_or_default());
        let body = key.seal(Purpose::Body(slot), payload)?;
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
        self.last = Last::Stored;
        Ok(())
    }

    /// The slot for the piece that is in memory.
    fn take_slot(&mut self) -> Result<u32, VaultError> {
        if let (Last::Resumed, Some(slot)) = (&self.last, self.taken.last()) {
            return Ok(*slot);
        }
        let slots = self.announced.max(self.taken.len() + 1);
        let slot = self.store.allocate(slots)?;
        self.taken.push(slot);
        Ok(slot)
    }

    /// Seals a piece that is not whole yet into its slot, without a header: after a crash it is
    /// noise.
    fn park_piece(&mut self) -> Result<(), VaultError> {
        let slot = self.take_slot()?;
        let key = self.store.key(slot)?;
        let payload = self.slot.get_mut(HEADER_BYTES..).unwrap_or_default();
        let body = key.seal(Purpose::Body(slot), payload)?;
        self.store.slots.write_body(slot, payload)?;
        self.last = Last::Parked {
            body,
            length: mem::take(&mut self.filled),
        };
        Ok(())
    }

    /// Reads a parked piece back into memory.
    fn resume(&mut self) -> Result<(), VaultError> {
        if self.slot.is_empty() {
            self.slot = vec![0; SLOT_BYTES];
        }
        let (Last::Parked { body, length }, Some(slot)) = (&self.last, self.taken.last()) else {
            return Ok(());
        };
        let payload = self.slot.get_mut(HEADER_BYTES..).unwrap_or_default();
        self.store.slots.read_body(*slot, payload)?;
        let opened = self
            .store
            .key(*slot)?
            .open(Purpose::Body(*slot), body, payload);
        opened.map_err(|_| VaultError::Damaged { slot: *slot })?;
        self.filled = *length;
        self.last = Last::Resumed;
        Ok(())
    }

    /// Where there is no slot for it, the piece is dropped, so that what is left is whole.
    fn store_whole_piece(&mut self) -> Result<(), VaultError> {
        let stored = self.store_piece();
        if let Err(VaultError::Full) = stored {
            self.drop_piece();
        }
        stored
    }

    fn drop_piece(&mut self) {
        self.size -= self.filled as u64;
        self.filled = 0;
    }

    /// Makes it an envelope, and takes the slots for good.
    fn conclude(&mut self, head: Head) -> Result<Arc<[u32]>, VaultError> {
        // From here on the head may be on the disk, and the drop must not release its slots: a head
        // whose slots others overwrite is listed at the next start, damaged.
        let slots = mem::take(&mut self.taken);
        if let Err(error) = self.store_head(&slots, head) {
            self.undo_head(&slots);
            return Err(error);
        }
        Ok(Arc::from(slots))
    }

    fn undo_head(&self, slots: &[u32]) {
        let Some(head) = slots.first() else {
            return;
        };
        // Where noise cannot be written either, the slots stay as they are, and taken until the
        // next start, which finds an envelope that is whole, or none.
        if self.store.slots.undo_head(*head).is_ok() {
            self.store.catalog().release(slots);
        }
    }

    fn store_head(&self, slots: &[u32], head: Head) -> Result<(), VaultError> {
        let (Some(slot), Some((body, length))) = (slots.first(), self.head) else {
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

impl Deposit for SlotDeposit {
    fn write(&mut self, mut bytes: &[u8]) -> Result<(), VaultError> {
        if bytes.is_empty() {
            return Ok(());
        }
        self.resume()?;
        while !bytes.is_empty() {
            if self.filled == PAYLOAD_BYTES {
                self.store_whole_piece()?;
            }
            let space = self
                .slot
                .get_mut(HEADER_BYTES + self.filled..)
                .unwrap_or_default();
            let (now, later) = bytes.split_at(bytes.len().min(space.len()));
            let (place, _) = space.split_at_mut(now.len());
            place.copy_from_slice(now);
            self.filled += now.len();
            self.size += now.len() as u64;
            bytes = later;
        }
        Ok(())
    }

    fn park(&mut self) -> Result<(), VaultError> {
        let parked = if self.filled == PAYLOAD_BYTES {
            self.store_piece()
        } else if self.filled > 0 {
            self.park_piece()
        } else {
            Ok(())
        };
        self.slot = Vec::new();
        match parked {
            Err(VaultError::Full) => {
                self.drop_piece();
                Ok(())
            }
            parked => parked,
        }
    }

    fn complete(&mut self) -> Result<(), VaultError> {
        self.resume()?;
        if self.filled > 0 {
            self.store_whole_piece()?;
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
        self.resume()?;
        // Nothing is left in memory where it was completed before, or parked when it was whole.
        if self.filled > 0 {
            self.store_piece()?;
        }
        let until = self.store.retention.last_day(today)?;
        let head = Head {
            kind: HeadKind::Submission,
            size: self.size,
            hash: self.hash.finish(),
            received: today,
            until,
            look_up: LookUpKey::from(*receipt),
        };

        self.store.slots.sync()?;
        let slots = self.conclude(head)?;
        self.store.catalog().add(
            self.id,
            Envelope {
                head,
                slots,
                votes: Votes::default(),
            },
        );
        Ok(self.id)
    }

    fn erase(self: Box<Self>) -> Result<(), VaultError> {
        self.store.overwrite_slots(&self.taken)
    }
}

impl Drop for SlotDeposit {
    fn drop(&mut self) {
        if !self.taken.is_empty() {
            self.store.catalog().release(&self.taken);
        }
    }
}

#[cfg(test)]
mod tests {
    use sourdine_protocol::envelope::EnvelopeHash;

    use super::{
        super::{
            format::header::SlotHeader, interface::Envelopes, memory_vault::MemoryDisk,
            retention::Retention, slot_store::memory::SlotCall, slot_vault::SlotVault,
        },
        *,
    };

    const LETTER_BYTES: usize = 2 * PAYLOAD_BYTES + 1;

    fn open(disk: &MemoryDisk) -> SlotVault {
        let retention = Retention {
            quorum: 1,
            hold_days: 0,
            keep_days: 60,
            spread_days: 0,
        };
        disk.open(retention).unwrap()
    }

    fn free(vault: &SlotVault) -> usize {
        vault.0.catalog().free().len()
    }

    /// A deposit whose pieces are all on the disk, and the head that it lacks.
    fn before_the_head(vault: &SlotVault) -> (SlotDeposit, Head) {
        let mut deposit = SlotDeposit::new(Arc::clone(&vault.0), 0).unwrap();
        deposit.write(&[7; LETTER_BYTES]).unwrap();
        deposit.store_piece().unwrap();
        vault.0.slots.sync().unwrap();
        let head = Head {
            kind: HeadKind::Submission,
            size: LETTER_BYTES as u64,
            hash: EnvelopeHash::of(&[7; LETTER_BYTES]),
            received: Day(20_781),
            until: Day(20_841),
            look_up: LookUpKey::from(ReceiptHash([1; 32])),
        };
        (deposit, head)
    }

    #[test]
    fn a_parked_deposit_holds_no_memory_and_goes_on_to_the_byte() {
        let vault = open(&MemoryDisk::new(64).unwrap());
        let all: Vec<u8> = (0..3 * PAYLOAD_BYTES + 5)
            .map(|at| u8::try_from(at % 251).unwrap())
            .collect();
        let steps = [
            1,
            77,
            PAYLOAD_BYTES - 78,
            PAYLOAD_BYTES + 1,
            PAYLOAD_BYTES,
            4,
        ];
        let mut deposit = Box::new(SlotDeposit::new(Arc::clone(&vault.0), 0).unwrap());
        let mut at = 0;
        for step in steps {
            deposit.write(&all[at..at + step]).unwrap();
            at += step;
            deposit.park().unwrap();
            deposit.park().unwrap();
            assert!(deposit.slot.is_empty());
            assert_eq!(deposit.len(), at as u64);
            assert_eq!(deposit.taken.len(), at.div_ceil(PAYLOAD_BYTES));
        }
        assert_eq!(at, all.len());
        let id = deposit.commit(&ReceiptHash([1; 32]), Day(20_781)).unwrap();
        let mut bytes = vec![0; all.len()];
        vault.read(id, 0, &mut bytes).unwrap();
        assert_eq!(bytes, all);
    }

    #[test]
    fn nothing_that_was_erased_opens_any_more() {
        let vault = open(&MemoryDisk::new(64).unwrap());
        let free_before = free(&vault);
        let opens = |slot: &u32| {
            let header = vault.0.slots.read_header(*slot).unwrap();
            let header = SlotHeader::open(&header, &vault.0.key(*slot).unwrap(), *slot);
            !matches!(header, SlotHeader::Noise)
        };
        let body = |slot: &u32| {
            let mut body = vec![0; PAYLOAD_BYTES];
            vault.0.slots.read_body(*slot, &mut body).unwrap();
            body
        };
        let (deposit, _) = before_the_head(&vault);
        let taken = deposit.taken.clone();
        let bodies: Vec<_> = taken.iter().map(body).collect();
        assert_eq!(taken.iter().filter(|slot| opens(slot)).count(), 2);
        Box::new(deposit).erase().unwrap();
        assert!(!taken.iter().any(opens));
        assert!(
            taken
                .iter()
                .zip(bodies)
                .all(|(slot, old)| body(slot) != old)
        );
        assert_eq!(free(&vault), free_before);
    }

    #[test]
    fn a_head_that_failed_is_noise_and_its_slots_are_free() {
        let disk = MemoryDisk::new(64).unwrap();
        let vault = open(&disk);
        let free_before = free(&vault);
        let (mut deposit, head) = before_the_head(&vault);
        // Another's lost write comes between this one's head and its sync.
        vault.0.slots.give_up();
        assert!(matches!(deposit.conclude(head), Err(VaultError::Broken)));
        drop(deposit);
        assert_eq!(free(&vault), free_before);
        let vault = open(&disk);
        assert!(vault.list().unwrap().is_empty());
        assert_eq!(free(&vault), free_before);
    }

    #[test]
    fn slots_of_a_head_that_cannot_be_undone_are_nobodys_until_the_next_start() {
        let disk = MemoryDisk::new(64).unwrap();
        let vault = open(&disk);
        let free_before = free(&vault);
        let (mut deposit, head) = before_the_head(&vault);
        // The head reaches the disk, but no answer comes back.
        deposit.store_head(&deposit.taken, head).unwrap();
        disk.slots
            .fail_when(|call| matches!(call, SlotCall::Write { .. }));
        assert!(matches!(deposit.conclude(head), Err(VaultError::Io { .. })));
        assert_eq!(free(&vault), free_before - 3);
        drop(deposit);
        assert_eq!(free(&vault), free_before - 3);

        disk.slots.mend();
        let vault = open(&disk);
        let [stored] = vault.list().unwrap().try_into().unwrap();
        let mut bytes = vec![0; LETTER_BYTES];
        vault.read(stored.id, 0, &mut bytes).unwrap();
        assert_eq!(bytes, [7; LETTER_BYTES]);
    }

    #[test]
    fn after_a_sync_that_failed_no_deposit_is_stored_before_the_next_start() {
        let disk = MemoryDisk::new(64).unwrap();
        let vault = open(&disk);
        let store = |vault: &SlotVault| {
            let mut deposit = Box::new(SlotDeposit::new(Arc::clone(&vault.0), 0).unwrap());
            deposit.write(&[7; LETTER_BYTES]).unwrap();
            deposit.commit(&ReceiptHash([1; 32]), Day(20_781))
        };
        disk.slots.fail_when(|call| call == SlotCall::Sync);
        assert!(matches!(store(&vault), Err(VaultError::Io { .. })));
        disk.slots.mend();
        assert!(matches!(store(&vault), Err(VaultError::Broken)));
        assert!(vault.list().unwrap().is_empty());
        let vault = open(&disk);
        assert!(vault.list().unwrap().is_empty());
        store(&vault).unwrap();
    }
}

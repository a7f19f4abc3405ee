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
        cipher::{Purpose, Seal, fill_with_noise},
        header::{Head, HeadKind, Header, LookUpKey},
        layout::{HEADER_BYTES, PAYLOAD_BYTES, SLOT_BYTES},
        partial_seal::{BLOCK_BYTES, PartialSeal},
    },
    interface::Deposit,
    store::Store,
    votes::Votes,
};

/// One open deposit: at most a slot's worth of memory while something is being written, and the
/// slots it has taken.
pub(crate) struct SlotDeposit {
    store: Arc<Store>,
    id: EnvelopeId,
    /// Space for a header, then what is not on the disk yet of the slot that is being filled.
    waiting: Vec<u8>,
    /// The last slot that was taken, where part of its body is on the disk.
    partial: Option<Box<PartialSlot>>,
    taken: Vec<u32>,
    /// How many slots it will take, as far as that was announced.
    announced: usize,
    /// How the head slot's body was sealed, and how much is in it: its header comes last.
    head: Option<(Seal, u32)>,
    size: u64,
    hash: EnvelopeHasher,
}

/// A slot that is filled part by part. It has no header, so that after a crash it is free.
struct PartialSlot {
    seal: PartialSeal,
    /// How much of the body is on the disk.
    written: usize,
}

impl SlotDeposit {
    pub(crate) fn new(store: Arc<Store>, announced: usize) -> Result<Self, VaultError> {
        let mut id = EnvelopeId([0; ENVELOPE_ID_BYTES]);
        getrandom::fill(&mut id.0)?;
        Ok(Self {
            store,
            id,
            waiting: Vec::new(),
            partial: None,
            taken: Vec::new(),
            announced,
            head: None,
            size: 0,
            hash: EnvelopeHasher::default(),
        })
    }

    /// How much of its last slot is filled, on the disk and in memory.
    fn filled(&self) -> usize {
        let written = self.partial.as_ref().map_or(0, |partial| partial.written);
        written + self.waiting_bytes()
    }

    /// Makes space for a slot. So much is mapped by itself, and costs what of it is used.
    fn make_space(&mut self) {
        if self.waiting.is_empty() {
            self.waiting.reserve_exact(SLOT_BYTES);
            self.waiting.resize(HEADER_BYTES, 0);
        }
    }

    const fn waiting_bytes(&self) -> usize {
        self.waiting.len().saturating_sub(HEADER_BYTES)
    }

    /// Ends the slot that is being filled. The first slot is the head: its header waits for the
    /// commit.
    fn store_piece(&mut self) -> Result<(), VaultError> {
        let slot = self.take_slot()?;
        let length = u32::try_from(self.filled()).map_err(|_| VaultError::Full)?;
        self.make_space();
        let (_, piece) = self.waiting.split_at(HEADER_BYTES);
        self.hash.update(piece);
        match self.partial.take() {
            None => self.store_whole(slot, length)?,
            Some(partial) => self.store_rest(slot, length, *partial)?,
        }
        self.waiting.truncate(HEADER_BYTES);
        Ok(())
    }

    fn store_whole(&mut self, slot: u32, length: u32) -> Result<(), VaultError> {
        let key = self.store.key(slot)?;
        self.waiting.resize(SLOT_BYTES, 0);
        let (header, body) = self.waiting.split_at_mut(HEADER_BYTES);
        let seal = key.seal(Purpose::Body(slot), body)?;
        match header_of_piece(self.id, &self.taken, length, seal) {
            Some(fields) => header.copy_from_slice(&fields.seal(&key, slot)?),
            None => {
                fill_with_noise(header)?;
                self.head = Some((seal, length));
            }
        }
        self.store.slots.write_slot(slot, &self.waiting)
    }

    fn store_rest(
        &mut self,
        slot: u32,
        length: u32,
        mut partial: PartialSlot,
    ) -> Result<(), VaultError> {
        let rest = PAYLOAD_BYTES - partial.written;
        self.waiting.resize(HEADER_BYTES + rest, 0);
        let (_, rest) = self.waiting.split_at_mut(HEADER_BYTES);
        partial.seal.seal_next(rest.as_chunks_mut().0);
        self.store.slots.write_part(slot, partial.written, rest)?;
        let seal = partial.seal.finish();
        match header_of_piece(self.id, &self.taken, length, seal) {
            Some(fields) => {
                let header = fields.seal(&self.store.key(slot)?, slot)?;
                self.store.slots.write_header(slot, &header)
            }
            None => {
                self.head = Some((seal, length));
                Ok(())
            }
        }
    }

    /// The slot that is being filled.
    fn take_slot(&mut self) -> Result<u32, VaultError> {
        if let (Some(_), Some(slot)) = (&self.partial, self.taken.last()) {
            return Ok(*slot);
        }
        let slots = self.announced.max(self.taken.len() + 1);
        let slot = self.store.allocate(slots)?;
        self.taken.push(slot);
        Ok(slot)
    }

    /// Seals what is in memory into its slot, but for what fills no block of the cipher.
    fn store_part(&mut self) -> Result<(), VaultError> {
        let slot = self.take_slot()?;
        let mut partial = match self.partial.take() {
            Some(partial) => partial,
            None => self.begin_slot(slot)?,
        };
        let (_, waiting) = self.waiting.split_at_mut(HEADER_BYTES);
        let (blocks, _) = waiting.as_chunks_mut();
        let length = blocks.len() * BLOCK_BYTES;
        self.hash.update(blocks.as_flattened());
        partial.seal.seal_next(blocks);
        let part = blocks.as_flattened();
        self.store.slots.write_part(slot, partial.written, part)?;
        partial.written += length;
        self.partial = Some(partial);
        self.waiting.drain(HEADER_BYTES..HEADER_BYTES + length);
        Ok(())
    }

    /// Changes all of a slot before it is filled part by part: beside an image of the disk from
    /// before, how far it is filled does not show.
    fn begin_slot(&self, slot: u32) -> Result<Box<PartialSlot>, VaultError> {
        let mut noise = vec![0; SLOT_BYTES];
        fill_with_noise(&mut noise)?;
        self.store.slots.write_slot(slot, &noise)?;
        let seal = PartialSeal::begin(&self.store.key(slot)?, Purpose::Body(slot))?;
        Ok(Box::new(PartialSlot { seal, written: 0 }))
    }

    /// Where there is no slot for it, the piece is dropped, so that what is left is whole.
    fn or_drop_piece(&mut self, stored: Result<(), VaultError>) -> Result<(), VaultError> {
        if let Err(VaultError::Full) = stored {
            self.size -= self.waiting_bytes() as u64;
            self.waiting.truncate(HEADER_BYTES);
        }
        stored
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
        while !bytes.is_empty() {
            if self.filled() == PAYLOAD_BYTES {
                let stored = self.store_piece();
                self.or_drop_piece(stored)?;
            }
            let space = PAYLOAD_BYTES - self.filled();
            let (now, later) = bytes.split_at(bytes.len().min(space));
            self.make_space();
            self.waiting.extend_from_slice(now);
            self.size += now.len() as u64;
            bytes = later;
        }
        Ok(())
    }

    fn park(&mut self) -> Result<(), VaultError> {
        let stored = if self.filled() == PAYLOAD_BYTES {
            self.store_piece()
        } else if self.waiting_bytes() > 0 {
            self.store_part()
        } else {
            Ok(())
        };
        let parked = self.or_drop_piece(stored);
        if self.waiting_bytes() == 0 {
            self.waiting = Vec::new();
        } else {
            self.waiting.shrink_to_fit();
        }
        parked
    }

    fn complete(&mut self) -> Result<(), VaultError> {
        if self.filled() == 0 {
            return Ok(());
        }
        let stored = self.store_piece();
        self.or_drop_piece(stored)
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
        // Nothing is left where it was completed before, or parked when it was whole.
        if self.filled() > 0 {
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

/// What stands before a piece; nothing yet before the head.
fn header_of_piece(envelope: EnvelopeId, taken: &[u32], length: u32, body: Seal) -> Option<Header> {
    let sequence = u32::try_from(taken.len()).ok()?.checked_sub(1)?;
    (sequence > 0).then_some(Header {
        envelope,
        sequence,
        length,
        body,
        head: None,
    })
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
            assert!(deposit.waiting.capacity() < HEADER_BYTES + BLOCK_BYTES);
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
    fn what_ends_where_it_was_parked_is_whole() {
        let vault = open(&MemoryDisk::new(64).unwrap());
        for length in [
            1,
            BLOCK_BYTES,
            BLOCK_BYTES + 1,
            PAYLOAD_BYTES,
            PAYLOAD_BYTES + 32,
        ] {
            for completes in [false, true] {
                let mut deposit = Box::new(SlotDeposit::new(Arc::clone(&vault.0), 0).unwrap());
                deposit.write(&vec![7; length]).unwrap();
                deposit.park().unwrap();
                if completes {
                    deposit.complete().unwrap();
                }
                let id = deposit.commit(&ReceiptHash([1; 32]), Day(20_781)).unwrap();
                let mut bytes = vec![0; length];
                let (mut read, all) = (0, u64::try_from(length).unwrap());
                while read < length {
                    let at = u64::try_from(read).unwrap();
                    let piece = vault.read(id, at, &mut bytes[read..]).unwrap();
                    assert!(piece > 0, "{at} of {all}");
                    read += piece;
                }
                assert_eq!(bytes, vec![7; length], "{length}");
            }
        }
    }

    #[test]
    fn a_slot_that_is_filled_part_by_part_changes_as_a_whole_first() {
        const SECTOR_BYTES: usize = 512;
        const PART_BYTES: usize = 3 * SECTOR_BYTES;
        let vault = open(&MemoryDisk::new(64).unwrap());
        let image = |slot: u32| {
            let mut body = vec![0; PAYLOAD_BYTES];
            vault.0.slots.read_body(slot, &mut body).unwrap();
            [&vault.0.slots.read_header(slot).unwrap(), &*body].concat()
        };
        let all = vault.0.catalog().free().len();
        let before: Vec<_> = (0..u32::try_from(all).unwrap()).map(image).collect();
        let mut deposit = SlotDeposit::new(Arc::clone(&vault.0), 0).unwrap();
        deposit.write(&[7; PART_BYTES]).unwrap();
        deposit.park().unwrap();
        let slot = deposit.taken[0];
        let begun = image(slot);
        let same = |old: &[u8], new: &[u8]| {
            old.chunks(SECTOR_BYTES)
                .zip(new.chunks(SECTOR_BYTES))
                .filter(|(old, new)| old == new)
                .count()
        };
        assert_eq!(same(&before[slot as usize], &begun), 0);
        // What comes later leaves what is there.
        deposit.write(&[7; PART_BYTES]).unwrap();
        deposit.park().unwrap();
        let changed = SLOT_BYTES / SECTOR_BYTES - same(&begun, &image(slot));
        assert!((3..=4).contains(&changed), "{changed}");
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

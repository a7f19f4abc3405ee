//! What the vault holds, in memory: which slots are free, which envelopes there are, what the editors said.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use sha2::{Digest, Sha256};
use sourdine_protocol::{codename::receipt::ReceiptHash, day::Day, envelope::EnvelopeHash};

use super::{
    CONFIRMATIONS_MAX, COVER_SLOTS, DISCARDS, ENVELOPE_ID_BYTES, EditorMark, EnvelopeId, Retention,
    Room, Stored, VaultError,
    format::cipher::random_below,
    format::header::Head,
    format::layout::{SMALL_PART, SMALL_SLOTS},
};

const MARK_DOMAIN: &[u8] = b"sourdine/v1/vault/editor-mark";

/// The vault's memory.
#[derive(Default)]
pub(crate) struct Catalog {
    /// How many there are.
    slots: usize,
    free: Vec<u32>,
    envelopes: BTreeMap<EnvelopeId, Envelope>,
    heads: BTreeMap<u32, EnvelopeId>,
    receipts: BTreeSet<(ReceiptHash, EnvelopeId)>,
}

/// An envelope and where it lies.
pub(crate) struct Envelope {
    pub(crate) head: Head,
    /// Its slots, the head's first.
    pub(crate) slots: Arc<[u32]>,
    pub(crate) opinions: Opinions,
}

/// What the editors said of an envelope. A mark is never 0: 0 is an empty place.
#[derive(Clone, Copy, Default, Eq, PartialEq)]
pub(crate) struct Opinions {
    /// The day of the first confirmation, 0 before it.
    pub(crate) since: u32,
    pub(crate) confirmed: [u32; CONFIRMATIONS_MAX],
    /// The editors who would throw it away, but for the one whose word would do it.
    pub(crate) discarded: [u32; DISCARDS - 1],
}

impl Catalog {
    pub(crate) fn new(
        slots: usize,
        free: Vec<u32>,
        envelopes: Vec<(EnvelopeId, Envelope)>,
    ) -> Self {
        let mut catalog = Self {
            slots,
            free,
            ..Self::default()
        };
        for (id, envelope) in envelopes {
            catalog.add(id, envelope);
        }
        catalog
    }

    /// Takes a random free slot for a deposit that has `taken` so many already.
    pub(crate) fn reserve(&mut self, taken: usize) -> Result<u32, VaultError> {
        self.check_room(taken)?;
        self.take_any()
    }

    /// How many slots there are for deposits, and how many of them are free.
    pub(crate) const fn room(&self) -> Room {
        Room {
            free: self.free.len().saturating_sub(COVER_SLOTS),
            all: self.slots.saturating_sub(COVER_SLOTS),
        }
    }

    /// Whether a deposit that has `taken` so many slots finds one more. The last of them are for the small.
    pub(crate) const fn check_room(&self, taken: usize) -> Result<(), VaultError> {
        let Room { free, all } = self.room();
        let kept = if taken < SMALL_SLOTS {
            0
        } else {
            all / SMALL_PART
        };
        if free > kept {
            Ok(())
        } else {
            Err(VaultError::Full)
        }
    }

    /// Takes a random free slot, also one of the last: for cover rewrites, which give it back.
    pub(crate) fn take_any(&mut self) -> Result<u32, VaultError> {
        let count = self.free.len();
        if count == 0 {
            return Err(VaultError::Full);
        }
        let chosen = usize::try_from(random_below(count as u64)?).unwrap_or(0);
        Ok(self.free.swap_remove(chosen))
    }

    pub(crate) fn give_back(&mut self, slots: &[u32]) {
        self.free.extend_from_slice(slots);
    }

    pub(crate) fn free(&self) -> &[u32] {
        &self.free
    }

    pub(crate) fn add(&mut self, id: EnvelopeId, envelope: Envelope) {
        if let Some(head) = envelope.slots.first() {
            self.heads.insert(*head, id);
        }
        self.receipts.insert((envelope.head.receipt, id));
        self.envelopes.insert(id, envelope);
    }

    /// Takes an envelope out. Its slots are the caller's to overwrite and give back.
    pub(crate) fn remove(&mut self, id: EnvelopeId) -> Option<Envelope> {
        let envelope = self.envelopes.remove(&id)?;
        if let Some(head) = envelope.slots.first() {
            self.heads.remove(head);
        }
        self.receipts.remove(&(envelope.head.receipt, id));
        Some(envelope)
    }

    pub(crate) fn get(&self, id: EnvelopeId) -> Option<&Envelope> {
        self.envelopes.get(&id)
    }

    pub(crate) fn ids(&self) -> Vec<EnvelopeId> {
        self.envelopes.keys().copied().collect()
    }

    /// The envelope whose head lies in a slot.
    pub(crate) fn at_head(&self, slot: u32) -> Option<(EnvelopeId, Opinions)> {
        let id = self.heads.get(&slot)?;
        Some((*id, self.envelopes.get(id)?.opinions))
    }

    pub(crate) fn set_opinions(&mut self, id: EnvelopeId, opinions: Opinions) {
        if let Some(envelope) = self.envelopes.get_mut(&id) {
            envelope.opinions = opinions;
        }
    }

    pub(crate) fn newest_day(&self) -> Option<Day> {
        let days = self
            .envelopes
            .values()
            .map(|envelope| envelope.head.received);
        days.max()
    }

    pub(crate) fn list(&self) -> Vec<Stored> {
        self.envelopes
            .iter()
            .map(|(id, envelope)| envelope.stored(*id))
            .collect()
    }

    pub(crate) fn find(&self, id: EnvelopeId) -> Option<Stored> {
        Some(self.envelopes.get(&id)?.stored(id))
    }

    pub(crate) fn arrived(&self, receipt: &ReceiptHash) -> bool {
        let first = (*receipt, EnvelopeId([0; ENVELOPE_ID_BYTES]));
        let next = self.receipts.range(first..).next();
        next.is_some_and(|(found, _)| found == receipt)
    }

    pub(crate) fn confirm(
        &mut self,
        id: EnvelopeId,
        hash: &EnvelopeHash,
        editor: EditorMark,
        today: Day,
    ) -> Result<(), VaultError> {
        let opinions = &mut self.judged(id, hash)?.opinions;
        if opinions.confirmations() == 0 {
            opinions.since = today.0;
        }
        note(&mut opinions.confirmed, mark(id, editor));
        Ok(())
    }

    /// Whether this was the last word that it takes.
    pub(crate) fn discard(
        &mut self,
        id: EnvelopeId,
        hash: &EnvelopeHash,
        editor: EditorMark,
    ) -> Result<bool, VaultError> {
        let opinions = &mut self.judged(id, hash)?.opinions;
        Ok(!note(&mut opinions.discarded, mark(id, editor)))
    }

    /// What may go today.
    pub(crate) fn due(&self, today: Day, retention: &Retention) -> Vec<EnvelopeId> {
        let due = |envelope: &Envelope| {
            let opinions = &envelope.opinions;
            let held = today >= Day(opinions.since).plus(retention.hold_days);
            today >= envelope.head.until || (held && opinions.confirmations() >= retention.quorum)
        };
        let due = self.envelopes.iter().filter(|(_, envelope)| due(envelope));
        due.map(|(id, _)| *id).collect()
    }

    /// The envelope that an editor speaks of, if they hold its very bytes.
    fn judged(&mut self, id: EnvelopeId, hash: &EnvelopeHash) -> Result<&mut Envelope, VaultError> {
        let envelope = self.envelopes.get_mut(&id).ok_or(VaultError::Unknown)?;
        if envelope.head.hash == *hash {
            Ok(envelope)
        } else {
            Err(VaultError::OtherHash)
        }
    }
}

impl Envelope {
    fn stored(&self, id: EnvelopeId) -> Stored {
        let confirmations = self.opinions.confirmations();
        Stored {
            id,
            size: self.head.size,
            hash: self.head.hash,
            confirmations,
        }
    }
}

impl Opinions {
    fn confirmations(&self) -> usize {
        self.confirmed.iter().filter(|mark| **mark != 0).count()
    }
}

/// Writes a mark into the first empty place, unless it is there. `false` when there is no place left for it.
fn note(places: &mut [u32], mark: u32) -> bool {
    if places.contains(&mark) {
        return true;
    }
    let empty = places.iter_mut().find(|place| **place == 0);
    empty.map(|place| *place = mark).is_some()
}

/// An editor, as the index knows them: another number for each envelope.
fn mark(id: EnvelopeId, editor: EditorMark) -> u32 {
    let hash = Sha256::new()
        .chain_update(MARK_DOMAIN)
        .chain_update(id.0)
        .chain_update(editor.0)
        .finalize();
    let mark = hash
        .first_chunk()
        .map_or(0, |bytes| u32::from_be_bytes(*bytes));
    mark.max(1)
}

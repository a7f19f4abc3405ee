//! What the vault holds, in memory: which slots are free, which envelopes there are, and the votes
//! on them.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use sourdine_protocol::{
    codename::receipt::ReceiptHash,
    day::Day,
    envelope::EnvelopeHash,
    wire::{ENVELOPE_ID_BYTES, EnvelopeId},
};

use super::{
    error::VaultError,
    format::{
        header::{Head, HeadKind, LookUpKey},
        layout::{COVER_SLOTS, SMALL_PART, SMALL_SLOTS},
    },
    interface::{Capacity, EditorMark, StoredEnvelope},
    retention::Retention,
    votes::Votes,
};
use crate::platform::random::random_below;

#[derive(Default)]
pub(crate) struct Catalog {
    /// How many there are.
    slots: usize,
    free: Vec<u32>,
    /// How many this release does not understand, and so leaves alone.
    held: usize,
    envelopes: BTreeMap<EnvelopeId, Envelope>,
    heads: BTreeMap<u32, EnvelopeId>,
    look_up: BTreeSet<(HeadKind, LookUpKey, EnvelopeId)>,
}

/// An envelope and where it lies.
pub(crate) struct Envelope {
    pub(crate) head: Head,
    /// Its slots, the head's first.
    pub(crate) slots: Arc<[u32]>,
    pub(crate) votes: Votes,
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
        catalog.held = catalog.unfinished();
        catalog
    }

    /// Takes a random free slot for a deposit of so many slots in all.
    pub(crate) fn allocate(&mut self, slots: usize) -> Result<u32, VaultError> {
        if self.room(slots) == 0 {
            return Err(VaultError::Full);
        }
        self.allocate_any()
    }

    pub(crate) const fn capacity(&self) -> Capacity {
        Capacity {
            free: self.free.len().saturating_sub(COVER_SLOTS),
            all: self.slots.saturating_sub(COVER_SLOTS),
        }
    }

    /// How many slots are taken and no envelope's: those of deposits that are not committed, and
    /// for a moment one that is being covered, or those of an envelope that is being erased.
    pub(crate) fn unfinished(&self) -> usize {
        let stored = self.envelopes.values().map(|envelope| envelope.slots.len());
        let known = self.free.len() + self.held + stored.sum::<usize>();
        self.slots.saturating_sub(known)
    }

    /// Whether a deposit of so many slots in all, at least one, finds them free now.
    pub(crate) const fn check_room(&self, slots: usize) -> Result<(), VaultError> {
        let room = self.room(slots);
        if room > 0 && room >= slots {
            Ok(())
        } else {
            Err(VaultError::Full)
        }
    }

    /// How many slots are free for a deposit of so many in all: the last are for the small.
    const fn room(&self, slots: usize) -> usize {
        let Capacity { free, all } = self.capacity();
        let kept = if slots <= SMALL_SLOTS {
            0
        } else {
            all / SMALL_PART
        };
        free.saturating_sub(kept)
    }

    /// Takes a random free slot, also one of the last: for cover rewrites, which release it.
    pub(crate) fn allocate_any(&mut self) -> Result<u32, VaultError> {
        let count = self.free.len();
        if count == 0 {
            return Err(VaultError::Full);
        }
        let chosen = usize::try_from(random_below(count as u64)?).unwrap_or(0);
        Ok(self.free.swap_remove(chosen))
    }

    pub(crate) fn release(&mut self, slots: &[u32]) {
        self.free.extend_from_slice(slots);
    }

    pub(crate) fn free(&self) -> &[u32] {
        &self.free
    }

    pub(crate) fn add(&mut self, id: EnvelopeId, envelope: Envelope) {
        if let Some(head) = envelope.slots.first() {
            self.heads.insert(*head, id);
        }
        self.look_up
            .insert((envelope.head.kind, envelope.head.look_up, id));
        self.envelopes.insert(id, envelope);
    }

    /// Takes an envelope out. Its slots are the caller's to overwrite and release.
    pub(crate) fn remove(&mut self, id: EnvelopeId) -> Option<Envelope> {
        let envelope = self.envelopes.remove(&id)?;
        if let Some(head) = envelope.slots.first() {
            self.heads.remove(head);
        }
        self.look_up
            .remove(&(envelope.head.kind, envelope.head.look_up, id));
        Some(envelope)
    }

    pub(crate) fn get(&self, id: EnvelopeId) -> Option<&Envelope> {
        self.envelopes.get(&id)
    }

    pub(crate) fn ids(&self) -> Vec<EnvelopeId> {
        self.envelopes.keys().copied().collect()
    }

    /// The envelope that has its head in a slot.
    pub(crate) fn at_head(&self, slot: u32) -> Option<(EnvelopeId, Votes)> {
        let id = self.heads.get(&slot)?;
        Some((*id, self.envelopes.get(id)?.votes))
    }

    pub(crate) fn set_votes(&mut self, id: EnvelopeId, votes: Votes) {
        if let Some(envelope) = self.envelopes.get_mut(&id) {
            envelope.votes = votes;
        }
    }

    pub(crate) fn newest_day(&self) -> Option<Day> {
        let days = self
            .envelopes
            .values()
            .map(|envelope| envelope.head.received);
        days.max()
    }

    pub(crate) fn list(&self) -> Vec<StoredEnvelope> {
        self.envelopes
            .iter()
            .map(|(id, envelope)| envelope.stored(*id))
            .collect()
    }

    pub(crate) fn find(&self, id: EnvelopeId) -> Option<StoredEnvelope> {
        Some(self.envelopes.get(&id)?.stored(id))
    }

    pub(crate) fn arrived(&self, receipt: &ReceiptHash) -> bool {
        let (kind, key) = (HeadKind::Submission, LookUpKey::from(*receipt));
        let first = (kind, key, EnvelopeId([0; ENVELOPE_ID_BYTES]));
        let next = self.look_up.range(first..).next();
        next.is_some_and(|(found, at, _)| (*found, *at) == (kind, key))
    }

    pub(crate) fn confirm(
        &mut self,
        id: EnvelopeId,
        hash: &EnvelopeHash,
        editor: EditorMark,
        today: Day,
    ) -> Result<(), VaultError> {
        self.voted_on(id, hash)?.votes.confirm(id, editor, today);
        Ok(())
    }

    /// Whether the envelope is to go now.
    pub(crate) fn discard(
        &mut self,
        id: EnvelopeId,
        hash: &EnvelopeHash,
        editor: EditorMark,
    ) -> Result<bool, VaultError> {
        Ok(self.voted_on(id, hash)?.votes.discard(id, editor))
    }

    pub(crate) fn due(&self, today: Day, retention: &Retention) -> Vec<EnvelopeId> {
        let due = self
            .envelopes
            .iter()
            .filter(|(_, envelope)| retention.is_due(envelope.head.until, &envelope.votes, today));
        due.map(|(id, _)| *id).collect()
    }

    /// The envelope that an editor votes on, if they hold its very bytes.
    fn voted_on(
        &mut self,
        id: EnvelopeId,
        hash: &EnvelopeHash,
    ) -> Result<&mut Envelope, VaultError> {
        let envelope = self.envelopes.get_mut(&id).ok_or(VaultError::Unknown)?;
        if envelope.head.hash == *hash {
            Ok(envelope)
        } else {
            Err(VaultError::OtherHash)
        }
    }
}

impl Envelope {
    fn stored(&self, id: EnvelopeId) -> StoredEnvelope {
        StoredEnvelope {
            id,
            size: self.head.size,
            hash: self.head.hash,
            confirmations: self.votes.confirmations(),
        }
    }
}

//! The index's records: sealed from the catalogue, opened into what the editors voted.

use sourdine_protocol::wire::{ENVELOPE_ID_BYTES, EnvelopeId};

use super::{IndexError, IndexStore, SealedRecords};
use crate::vault::{
    catalog::Catalog,
    error::VaultError,
    format::{
        cipher::{Key, NONCE_BYTES, Purpose, Seal, TAG_BYTES},
        layout::{CONFIRMATIONS_MAX, DISCARD_QUORUM, GROUP_SLOTS},
    },
    votes::Votes,
};

/// After how many batches every record was rewritten: a vote is on disk then at the latest.
pub(crate) const ROUND_BATCHES: u32 = 16;

/// How many records are in memory at once when all are read.
const READ_AT_ONCE: u32 = 64;

/// Enough of an envelope's id to know that the entry belongs to it.
const ID_BYTES: usize = 8;
const MARK_BYTES: usize = 4;
const ENTRY_BYTES: usize = ID_BYTES + MARK_BYTES * (1 + CONFIRMATIONS_MAX + DISCARD_QUORUM - 1);
const ENTRIES_BYTES: usize = GROUP_SLOTS * ENTRY_BYTES;
/// Length of a record.
pub(crate) const RECORD_BYTES: usize = NONCE_BYTES + TAG_BYTES + ENTRIES_BYTES;

/// What the index says of a head slot.
pub(crate) struct IndexEntry {
    pub(crate) slot: u32,
    id: [u8; ID_BYTES],
    pub(crate) votes: Votes,
}

/// The records of a store, and where their round stands.
pub(crate) struct Index {
    store: Box<dyn IndexStore>,
    groups: u32,
    next: u32,
}

impl Index {
    pub(crate) fn new(store: Box<dyn IndexStore>, slots: u32) -> Self {
        Self {
            store,
            groups: groups(slots),
            next: 0,
        }
    }

    pub(crate) fn read(&mut self, key: &Key) -> Result<Vec<IndexEntry>, IndexError> {
        let mut entries = Vec::new();
        for first in (0..self.groups).step_by(READ_AT_ONCE as usize) {
            let some = first..self.groups.min(first.saturating_add(READ_AT_ONCE));
            let records = self.store.read(some, self.groups)?;
            for (group, mut record) in (first..).zip(records) {
                open_record(&mut record, group, key, &mut entries).ok_or(IndexError)?;
            }
        }
        Ok(entries)
    }

    /// The next records of the round.
    pub(crate) fn seal_batch(
        &mut self,
        key: &Key,
        catalog: &Catalog,
    ) -> Result<SealedRecords, VaultError> {
        let mut records = Vec::new();
        for _ in 0..self.groups.div_ceil(ROUND_BATCHES) {
            records.push((self.next, seal_record(self.next, key, catalog)?));
            self.next = (self.next + 1).checked_rem(self.groups).unwrap_or(0);
        }
        Ok(records)
    }

    pub(crate) fn seal_all(
        &self,
        key: &Key,
        catalog: &Catalog,
    ) -> Result<SealedRecords, VaultError> {
        let seal = |group| Ok((group, seal_record(group, key, catalog)?));
        (0..self.groups).map(seal).collect()
    }

    /// When this fails, the index has to be rebuilt.
    pub(crate) fn write(&mut self, records: SealedRecords) -> Result<(), IndexError> {
        self.store.write(records)
    }

    /// Closes the index and makes a new one of all its records.
    pub(crate) fn rebuild(&mut self, records: SealedRecords) -> Result<(), VaultError> {
        self.next = 0;
        self.store.rebuild(records)
    }
}

impl IndexEntry {
    /// Whether the entry belongs to this envelope, and not to one that lay there before.
    pub(crate) fn names(&self, id: EnvelopeId) -> bool {
        id.0.starts_with(&self.id)
    }
}

fn groups(slots: u32) -> u32 {
    slots.div_ceil(u32::try_from(GROUP_SLOTS).unwrap_or(u32::MAX))
}

fn seal_record(group: u32, key: &Key, catalog: &Catalog) -> Result<Vec<u8>, VaultError> {
    let mut fields = Vec::with_capacity(ENTRIES_BYTES);
    for slot in slots_of(group) {
        let (id, votes) = catalog
            .at_head(slot)
            .unwrap_or((EnvelopeId([0; ENVELOPE_ID_BYTES]), Votes::default()));
        fields.extend(id.0.iter().take(ID_BYTES));
        fields.extend_from_slice(&votes.since.to_be_bytes());
        for mark in votes.confirmed.iter().chain(&votes.discarded) {
            fields.extend_from_slice(&mark.to_be_bytes());
        }
    }
    let seal = key.seal(Purpose::Record(group), &mut fields)?;
    let mut record = Vec::with_capacity(RECORD_BYTES);
    record.extend_from_slice(&seal.nonce);
    record.extend_from_slice(&seal.tag);
    record.append(&mut fields);
    Ok(record)
}

fn open_record(
    record: &mut [u8],
    group: u32,
    key: &Key,
    entries: &mut Vec<IndexEntry>,
) -> Option<()> {
    let (nonce, rest) = record.split_first_chunk_mut()?;
    let (tag, fields) = rest.split_first_chunk_mut()?;
    let seal = Seal {
        nonce: *nonce,
        tag: *tag,
    };
    key.open(Purpose::Record(group), &seal, fields).ok()?;
    let (fields, _) = fields.as_chunks::<ENTRY_BYTES>();
    for (slot, entry) in slots_of(group).zip(fields) {
        let (id, rest) = entry.split_first_chunk::<ID_BYTES>()?;
        let (words, _) = rest.as_chunks::<MARK_BYTES>();
        let mut words = words.iter().map(|word| u32::from_be_bytes(*word));
        let mut votes = Votes {
            since: words.next()?,
            ..Votes::default()
        };
        for (place, mark) in votes
            .confirmed
            .iter_mut()
            .chain(&mut votes.discarded)
            .zip(words)
        {
            *place = mark;
        }
        if *id != [0; ID_BYTES] {
            entries.push(IndexEntry {
                slot,
                id: *id,
                votes,
            });
        }
    }
    Some(())
}

fn slots_of(group: u32) -> impl Iterator<Item = u32> {
    let size = u32::try_from(GROUP_SLOTS).unwrap_or(u32::MAX);
    let first = group.saturating_mul(size);
    first..first.saturating_add(size)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_those_of_the_document() {
        assert_eq!(
            (ENTRY_BYTES, ENTRIES_BYTES, RECORD_BYTES),
            (32, 2_048, 2_076)
        );
        assert_eq!(groups(65_536), 1_024);
    }
}

//! The index: the editors' confirmations on disk, in sled, which is trusted with nothing.
//!
//! sled's log keeps what was ever written, in the order it was written, and shows which key each value had. So what goes in must tell nothing: every record
//! is there from the start, all have one length, all are encrypted, and each tick rewrites the next few in a fixed round, whether or not anything in
//! them changed. A confirmation is on disk after one round, [`ROUND_TICKS`] ticks, at the latest.

use std::{
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use crate::vault::{
    CONFIRMATIONS_MAX, DISCARDS, ENVELOPE_ID_BYTES, EnvelopeId, VaultError,
    catalog::{Catalog, Opinions},
    format::cipher::{Key, NONCE_BYTES, Place, Seal, TAG_BYTES},
    format::layout::GROUP_SLOTS,
    index::sled_guard::{Handle, Lost, guarded},
};

/// After how many ticks everything was rewritten.
pub(crate) const ROUND_TICKS: u32 = 16;
/// How long a batch may take, or closing,
const PATIENCE: Duration = Duration::from_secs(10);
/// and how much longer, for each record, what goes through all of them. Whoever is slower is lost, which costs what editors said and no more.
const PATIENCE_FOR_EACH: Duration = Duration::from_millis(10);
/// How much sled may keep in memory: the vault's own catalog has it all.
const CACHE_BYTES: u64 = 2 << 20;

/// Enough of an envelope's id to know that the entry speaks of it.
const ID_BYTES: usize = 8;
const MARK_BYTES: usize = 4;
const ENTRY_BYTES: usize = ID_BYTES + MARK_BYTES * (1 + CONFIRMATIONS_MAX + DISCARDS - 1);
const ENTRIES_BYTES: usize = GROUP_SLOTS * ENTRY_BYTES;
/// Length of a record.
pub(crate) const RECORD_BYTES: usize = NONCE_BYTES + TAG_BYTES + ENTRIES_BYTES;

/// What the index says of a head slot.
pub(crate) struct Entry {
    pub(crate) slot: u32,
    id: [u8; ID_BYTES],
    pub(crate) opinions: Opinions,
}

/// Sealed records with their numbers.
pub(crate) struct Batch(Vec<(u32, Vec<u8>)>);

/// The open index.
pub(crate) struct Index {
    db: Handle,
    folder: PathBuf,
    groups: u32,
    next: u32,
}

impl Index {
    /// Opens what is there and reads it all.
    pub(crate) fn open(folder: &Path, key: &Key, slots: u32) -> Result<(Self, Vec<Entry>), Lost> {
        if !folder.is_dir() {
            return Err(Lost);
        }
        let groups = groups(slots);
        let index = Self::absent(folder, slots);
        let (db, path) = (Arc::clone(&index.db), folder.to_path_buf());
        let records = guarded(patience(groups), &index.db, move || {
            let opened = configured(&path).open().map_err(|_| Lost)?;
            read_all(db.get_or_init(|| opened), groups)
        })?;
        let mut entries = Vec::new();
        for (group, mut record) in (0..).zip(records) {
            open_record(&mut record, group, key, &mut entries).ok_or(Lost)?;
        }
        Ok((index, entries))
    }

    /// Makes a new index in place of any other.
    pub(crate) fn rebuild(
        folder: &Path,
        key: &Key,
        slots: u32,
        catalog: &Catalog,
    ) -> Result<Self, VaultError> {
        match fs::remove_dir_all(folder) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            other => other,
        }
        .map_err(VaultError::io("removing the index"))?;
        let mut records = Vec::new();
        for group in 0..groups(slots) {
            records.push((group, seal_record(group, key, catalog)?));
        }
        let index = Self::absent(folder, slots);
        let (db, path) = (Arc::clone(&index.db), folder.to_path_buf());
        let built = guarded(patience(index.groups), &index.db, move || {
            let opened = configured(&path).open().map_err(|_| Lost)?;
            write_all(db.get_or_init(|| opened), records)
        });
        built.map_err(|Lost| VaultError::Io {
            doing: "building the index",
            source: std::io::Error::other("sled failed"),
        })?;
        Ok(index)
    }

    /// None, for as long as none can be made.
    pub(crate) fn absent(folder: &Path, slots: u32) -> Self {
        Self {
            db: Handle::default(),
            folder: folder.to_path_buf(),
            groups: groups(slots),
            next: 0,
        }
    }

    /// The next records of the round, as they are to be written.
    pub(crate) fn batch(&mut self, key: &Key, catalog: &Catalog) -> Result<Batch, VaultError> {
        let mut records = Vec::new();
        for _ in 0..self.groups.div_ceil(ROUND_TICKS) {
            records.push((self.next, seal_record(self.next, key, catalog)?));
            self.next = (self.next + 1).checked_rem(self.groups).unwrap_or(0);
        }
        Ok(Batch(records))
    }

    /// Writes them. When sled fails at it, the index has to be renewed.
    pub(crate) fn write(&self, Batch(records): Batch) -> Result<(), Lost> {
        let db = Arc::clone(&self.db);
        guarded(PATIENCE, &self.db, move || {
            write_all(db.get().ok_or(Lost)?, records)
        })
    }

    /// Closes the index and makes a new one from memory.
    pub(crate) fn renew(
        &mut self,
        key: &Key,
        slots: u32,
        catalog: &Catalog,
    ) -> Result<(), VaultError> {
        self.close();
        *self = Self::rebuild(&self.folder, key, slots, catalog)?;
        Ok(())
    }

    fn close(&mut self) {
        let db = std::mem::take(&mut self.db);
        // A failed sled may fail again when it is closed; there is nothing left to lose in it.
        guarded(PATIENCE, &Handle::default(), move || {
            drop(db);
            Ok(())
        })
        .unwrap_or_default();
    }
}

impl Drop for Index {
    fn drop(&mut self) {
        self.close();
    }
}

impl Entry {
    /// Whether the entry speaks of this envelope, and not of one that lay there before.
    pub(crate) fn names(&self, id: EnvelopeId) -> bool {
        id.0.starts_with(&self.id)
    }
}

fn groups(slots: u32) -> u32 {
    slots.div_ceil(u32::try_from(GROUP_SLOTS).unwrap_or(u32::MAX))
}

fn configured(folder: &Path) -> sled::Config {
    sled::Config::new()
        .path(folder)
        .mode(sled::Mode::LowSpace)
        .cache_capacity(CACHE_BYTES)
        // Its own timer would write when something changed; ours writes all the time.
        .flush_every_ms(None)
}

fn patience(groups: u32) -> Duration {
    PATIENCE.saturating_add(PATIENCE_FOR_EACH.saturating_mul(groups))
}

fn write_all(db: &sled::Db, records: Vec<(u32, Vec<u8>)>) -> Result<(), Lost> {
    let mut batch = sled::Batch::default();
    for (group, record) in records {
        batch.insert(&group.to_be_bytes(), record);
    }
    db.apply_batch(batch).map_err(|_| Lost)?;
    db.flush().map_err(|_| Lost)?;
    Ok(())
}

/// All records, still sealed.
fn read_all(db: &sled::Db, groups: u32) -> Result<Vec<[u8; RECORD_BYTES]>, Lost> {
    if db.len() != groups as usize {
        return Err(Lost);
    }
    let read = |group: u32| {
        let record = db.get(group.to_be_bytes()).map_err(|_| Lost)?.ok_or(Lost)?;
        record.as_ref().try_into().map_err(|_| Lost)
    };
    (0..groups).map(read).collect()
}

fn seal_record(group: u32, key: &Key, catalog: &Catalog) -> Result<Vec<u8>, VaultError> {
    let mut fields = Vec::with_capacity(ENTRIES_BYTES);
    for slot in slots_of(group) {
        let (id, opinions) = catalog
            .at_head(slot)
            .unwrap_or((EnvelopeId([0; ENVELOPE_ID_BYTES]), Opinions::default()));
        fields.extend(id.0.iter().take(ID_BYTES));
        fields.extend_from_slice(&opinions.since.to_be_bytes());
        for mark in opinions.confirmed.iter().chain(&opinions.discarded) {
            fields.extend_from_slice(&mark.to_be_bytes());
        }
    }
    let seal = key.seal(Place::Record(group), &mut fields)?;
    let mut record = Vec::with_capacity(RECORD_BYTES);
    record.extend_from_slice(&seal.nonce);
    record.extend_from_slice(&seal.tag);
    record.append(&mut fields);
    Ok(record)
}

fn open_record(record: &mut [u8], group: u32, key: &Key, entries: &mut Vec<Entry>) -> Option<()> {
    let (nonce, rest) = record.split_first_chunk_mut()?;
    let (tag, fields) = rest.split_first_chunk_mut()?;
    let seal = Seal {
        nonce: *nonce,
        tag: *tag,
    };
    key.open(Place::Record(group), &seal, fields).ok()?;
    let (fields, _) = fields.as_chunks::<ENTRY_BYTES>();
    for (slot, entry) in slots_of(group).zip(fields) {
        let (id, rest) = entry.split_first_chunk::<ID_BYTES>()?;
        let (words, _) = rest.as_chunks::<MARK_BYTES>();
        let mut words = words.iter().map(|word| u32::from_be_bytes(*word));
        let mut opinions = Opinions {
            since: words.next()?,
            ..Opinions::default()
        };
        for (place, mark) in opinions
            .confirmed
            .iter_mut()
            .chain(&mut opinions.discarded)
            .zip(words)
        {
            *place = mark;
        }
        if *id != [0; ID_BYTES] {
            entries.push(Entry {
                slot,
                id: *id,
                opinions,
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

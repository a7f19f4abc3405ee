//! `verify`: what the operator runs when the disk is in doubt. The server must not be running.

use sourdine_protocol::{envelope::EnvelopeHasher, wire::EnvelopeId};

use super::{
    catalog::{Catalog, Envelope},
    error::VaultError,
    format::{cipher::Purpose, header::SlotHeader, keys::KeyTable, layout::PAYLOAD_BYTES},
    index::{
        records::{Index, IndexEntry},
        sled_index::SledIndex,
    },
    scan::{ScanResult, scan},
    slot_vault::SlotVault,
    slots::Slots,
    vault_files::{VaultFiles, VaultPaths},
};

#[derive(Clone, Debug, Eq, PartialEq)]
pub struct VerifyReport {
    pub slots: u32,
    pub free: usize,
    /// How many envelopes were listed and read to their end.
    pub envelopes: usize,
    /// Whether each of the two generations of the key table opens.
    pub key_table: [bool; 2],
    /// Whether the index opens. If not, `repair` or the next start builds it anew.
    pub index: bool,
    pub damaged: Vec<Damage>,
}

/// One slot that is not as it should be.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Damage {
    pub slot: u32,
    pub kind: DamageKind,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum DamageKind {
    /// Its body does not authenticate: the envelope is listed and cannot be read whole.
    Body,
    /// It is the head of an envelope whose other slots are not all there: the envelope is lost.
    Incomplete,
    /// It is the head of an envelope whose bytes have another hash than was written: the envelope
    /// is not what came in.
    Hash,
    /// It holds what this release does not understand: another release wrote
    /// it. Nothing overwrites it.
    Held,
    /// The index knows an envelope here and the slot does not: deleted since the index was
    /// written, within the last quarter of an hour of running, or its header is damaged
    /// and the envelope lost.
    Vanished,
}

impl VerifyReport {
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.index && self.key_table == [true, true] && self.damaged.is_empty()
    }
}

impl SlotVault {
    /// Authenticates every slot that holds anything, and changes nothing. `progress` is told how
    /// many of how many envelopes are read.
    pub fn verify(
        paths: &VaultPaths,
        progress: &mut dyn FnMut(usize, usize),
    ) -> Result<VerifyReport, VaultError> {
        let files = VaultFiles::open(paths)?;
        let (slots, table) = (Slots::new(Box::new(files.slots)), &files.keys.table);
        let ScanResult {
            catalog,
            incomplete,
            held,
        } = scan(&slots, table)?;
        let mut damaged = Vec::new();
        damaged.extend(of_kind(DamageKind::Incomplete, incomplete));
        damaged.extend(of_kind(DamageKind::Held, held));
        let ids = catalog.ids();
        for (done, id) in ids.iter().enumerate() {
            if let Some(envelope) = catalog.get(*id) {
                verify_envelope(&slots, table, *id, envelope, &mut damaged)?;
            }
            progress(done + 1, ids.len());
        }
        let mut index = Index::new(Box::new(SledIndex::new(paths.index())), table.slots());
        let entries = index.read(table.index());
        let index_opens = entries.is_ok();
        add_vanished(&entries.unwrap_or_default(), &catalog, &mut damaged);
        damaged.sort_unstable_by_key(|damage| damage.slot);
        Ok(VerifyReport {
            slots: table.slots(),
            free: catalog.free().len(),
            envelopes: ids.len(),
            key_table: files.keys.intact,
            index: index_opens,
            damaged,
        })
    }
}

fn of_kind(kind: DamageKind, slots: Vec<u32>) -> impl Iterator<Item = Damage> {
    slots.into_iter().map(move |slot| Damage { slot, kind })
}

fn add_vanished(entries: &[IndexEntry], catalog: &Catalog, damaged: &mut Vec<Damage>) {
    for entry in entries {
        let there = catalog
            .at_head(entry.slot)
            .is_some_and(|(id, _)| entry.names(id));
        let told = damaged.iter().any(|damage| damage.slot == entry.slot);
        if !there && !told {
            damaged.extend(of_kind(DamageKind::Vanished, vec![entry.slot]));
        }
    }
}

/// Reads an envelope to its end.
fn verify_envelope(
    slots: &Slots,
    keys: &KeyTable,
    id: EnvelopeId,
    envelope: &Envelope,
    damaged: &mut Vec<Damage>,
) -> Result<(), VaultError> {
    let mut hash = EnvelopeHasher::default();
    let mut body = vec![0; PAYLOAD_BYTES];
    let before = damaged.len();
    for slot in envelope.slots.iter().copied() {
        let key = keys.slot(slot).ok_or(VaultError::Damaged { slot })?;
        let header = SlotHeader::open(&slots.read_header(slot)?, &key, slot).known();
        slots.read_body(slot, &mut body)?;
        let header = header.filter(|header| {
            header.envelope == id
                && key
                    .open(Purpose::Body(slot), &header.body, &mut body)
                    .is_ok()
        });
        match header {
            Some(header) => hash.update(body.get(..header.length as usize).unwrap_or_default()),
            None => damaged.push(Damage {
                slot,
                kind: DamageKind::Body,
            }),
        }
    }
    let other = hash.finish() != envelope.head.hash;
    if other && damaged.len() == before {
        damaged.extend(envelope.slots.iter().take(1).map(|slot| Damage {
            slot: *slot,
            kind: DamageKind::Hash,
        }));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{
        super::{
            format::layout::{HEADER_BYTES, VAULT_MIN_BYTES},
            interface::{Deposits, Envelopes, Maintenance},
            master::MasterKey,
            memory_vault::MemoryDisk,
            retention::Retention,
        },
        *,
    };

    const SLOTS: usize = 64;
    const RETENTION: Retention = Retention {
        quorum: 1,
        hold_days: 0,
        keep_days: 60,
        spread_days: 0,
    };

    /// A head of a kind that a later release may have, with a piece of its own.
    fn write_unknown(vault: &SlotVault, head: u32, piece: u32) {
        let store = &vault.0;
        let (head_bytes, piece_bytes) = SlotHeader::unknown_and_its_piece(
            (&store.key(head).unwrap(), head),
            (&store.key(piece).unwrap(), piece),
        );
        store.slots.write_header(head, &head_bytes).unwrap();
        store.slots.write_header(piece, &piece_bytes).unwrap();
        store.slots.sync().unwrap();
    }

    fn contents(vault: &SlotVault) -> [([u8; HEADER_BYTES], Vec<u8>); 2] {
        [5, 9].map(|slot| {
            let mut body = vec![0; PAYLOAD_BYTES];
            vault.0.slots.read_body(slot, &mut body).unwrap();
            (vault.0.slots.read_header(slot).unwrap(), body)
        })
    }

    #[test]
    fn a_head_of_kind_9_outlives_a_start_a_cover_round_and_a_re_key() {
        let disk = MemoryDisk::new(64).unwrap();
        let vault = disk.open(RETENTION).unwrap();
        write_unknown(&vault, 5, 9);
        let written = contents(&vault);

        let vault = disk.open(RETENTION).unwrap();
        assert_eq!(vault.0.catalog().free().len(), SLOTS - 2);
        assert!(vault.list().unwrap().is_empty());
        for _ in 0..4 * SLOTS {
            vault.0.cover().unwrap();
        }
        vault.rekey(&MasterKey::generate().unwrap()).unwrap();
        let half = vault.capacity().unwrap().free / 2;
        for _ in 0..3 {
            let mut deposit = vault.deposit(0).unwrap();
            deposit.write(&vec![1; half * PAYLOAD_BYTES]).unwrap();
            deposit.erase().unwrap();
        }
        assert!(contents(&vault) == written, "overwritten");

        let vault = disk.open(RETENTION).unwrap();
        assert_eq!(vault.0.catalog().free().len(), SLOTS - 2);
        assert!(vault.list().unwrap().is_empty());
    }

    #[test]
    fn a_head_of_kind_9_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let paths = VaultPaths {
            folder: folder.path().join("vault"),
            master: folder.path().join("master"),
        };
        SlotVault::create(&paths, VAULT_MIN_BYTES, &mut |_| {}).unwrap();
        let vault = SlotVault::open(&paths, RETENTION).unwrap();
        write_unknown(&vault, 5, 9);
        let written = contents(&vault);
        drop(vault);
        let vault = SlotVault::open(&paths, RETENTION).unwrap();
        vault.maintain().unwrap();
        vault.rekey(&MasterKey::generate().unwrap()).unwrap();
        drop(vault);

        let report = SlotVault::verify(&paths, &mut |_, _| {}).unwrap();
        let held = Damage {
            slot: 5,
            kind: DamageKind::Held,
        };
        assert_eq!(report.damaged, [held]);
        assert_eq!(report.free, SLOTS - 2);
        assert!(!report.is_sound());
        let vault = SlotVault::open(&paths, RETENTION).unwrap();
        assert!(contents(&vault) == written, "overwritten");
    }
}

//! `verify` and `repair`: what the operator runs when the disk is in doubt. The server must not be running.

use sourdine_protocol::envelope::EnvelopeHasher;

use super::{
    EnvelopeId, Retention, VaultError, VaultPaths,
    catalog::Envelope,
    format::cipher::Place,
    format::header::Header,
    format::layout::PAYLOAD_BYTES,
    index::records::{Entry, Index},
    scan::{Scanned, scan},
    store::{FileVault, Opened},
};

/// What `verify` found.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Report {
    /// How many slots there are.
    pub slots: u32,
    /// How many of them are free.
    pub free: usize,
    /// How many envelopes were listed and read to their end.
    pub envelopes: usize,
    /// Whether each of the two generations of the key table opens.
    pub key_table: [bool; 2],
    /// Whether the index opens. If not, `repair` or the next start builds it anew.
    pub index: bool,
    /// What does not authenticate.
    pub damaged: Vec<Damage>,
}

/// One thing that is damaged.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Damage {
    /// The slot, counted from 0.
    pub slot: u32,
    /// What is the matter with it.
    pub kind: DamageKind,
}

/// What can be the matter with a slot.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum DamageKind {
    /// Its body does not authenticate: the envelope is listed and cannot be read whole.
    Body,
    /// It is the head of an envelope whose other slots are not all there: the envelope is lost.
    Incomplete,
    /// It is the head of an envelope whose bytes have another hash than was written: the envelope is not what came in.
    Hash,
    /// The index knows an envelope here and the slot does not: deleted since the index was written, within the last quarter of an hour of running, or its header is damaged and
    /// the envelope lost.
    Vanished,
}

impl Report {
    /// Whether nothing at all is wrong.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.index && self.key_table == [true, true] && self.damaged.is_empty()
    }
}

impl FileVault {
    /// Proves every slot that holds anything, and changes nothing. `progress` is told how many of how many envelopes are read.
    ///
    /// # Errors
    /// The vault does not open at all, or the disk does not read.
    pub fn verify(
        paths: &VaultPaths,
        progress: &mut dyn FnMut(usize, usize),
    ) -> Result<Report, VaultError> {
        let opened = Opened::open(paths)?;
        let table = &opened.keys.table;
        let Scanned {
            catalog,
            incomplete,
        } = scan(&opened.slots, table)?;
        let incomplete = incomplete.into_iter().map(|slot| Damage {
            slot,
            kind: DamageKind::Incomplete,
        });
        let mut damaged: Vec<Damage> = incomplete.collect();
        let ids = catalog.ids();
        for (done, id) in ids.iter().enumerate() {
            if let Some(envelope) = catalog.get(*id) {
                prove(&opened, *id, envelope, &mut damaged)?;
            }
            progress(done + 1, ids.len());
        }
        let index = Index::open(&paths.index(), table.index(), table.slots());
        let known: &[Entry] = index.as_ref().map_or(&[], |(_, entries)| entries);
        for entry in known {
            let there = catalog
                .at_head(entry.slot)
                .is_some_and(|(id, _)| entry.names(id));
            let told = damaged.iter().any(|damage| damage.slot == entry.slot);
            if !there && !told {
                damaged.push(Damage {
                    slot: entry.slot,
                    kind: DamageKind::Vanished,
                });
            }
        }
        damaged.sort_unstable_by_key(|damage| damage.slot);
        Ok(Report {
            slots: table.slots(),
            free: catalog.free().len(),
            envelopes: ids.len(),
            key_table: opened.keys.intact,
            index: index.is_ok(),
            damaged,
        })
    }

    /// Builds the index anew from the slots, with what the old one still tells of the editors' confirmations, and mends a generation of the key
    /// table that does not open.
    ///
    /// # Errors
    /// The vault does not open at all, or the disk.
    pub fn repair(paths: &VaultPaths) -> Result<(), VaultError> {
        // Only kept while the index is built: nothing is swept here.
        let retention = Retention {
            quorum: 1,
            hold_days: 0,
            keep_days: 0,
            spread_days: 0,
        };
        Self::open(paths, retention)?.0.renew_index()
    }
}

/// Reads an envelope to its end.
fn prove(
    opened: &Opened,
    id: EnvelopeId,
    envelope: &Envelope,
    damaged: &mut Vec<Damage>,
) -> Result<(), VaultError> {
    let mut hash = EnvelopeHasher::default();
    let mut body = vec![0; PAYLOAD_BYTES];
    let before = damaged.len();
    for slot in envelope.slots.iter().copied() {
        let key = opened.keys.table.slot(slot)?;
        let header = Header::open(&opened.slots.read_header(slot)?, &key, slot);
        opened.slots.read_body(slot, &mut body)?;
        let header = header.filter(|header| {
            header.envelope == id && key.open(Place::Body(slot), &header.body, &mut body).is_ok()
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

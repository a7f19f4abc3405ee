//! The start: reads every slot's header and finds the envelopes that are whole.

use std::{collections::BTreeSet, sync::Arc, thread};

use sourdine_protocol::wire::EnvelopeId;

use super::{
    catalog::{Catalog, Envelope},
    error::VaultError,
    format::{
        header::{Head, Header, SlotHeader},
        keys::KeyTable,
        layout::PAYLOAD_BYTES,
    },
    slots::Slots,
    votes::Votes,
};

/// How many headers are asked of the disk at once.
const READERS: u32 = 8;

/// What the headers say.
#[derive(Default)]
struct FoundHeaders {
    heads: Vec<(u32, EnvelopeId, u32, Head)>,
    pieces: Vec<FoundPiece>,
    unknown: Vec<(u32, EnvelopeId)>,
}

#[derive(Clone, Copy)]
struct FoundPiece {
    envelope: EnvelopeId,
    sequence: u32,
    slot: u32,
    length: u32,
}

pub(crate) struct ScanResult {
    pub(crate) catalog: Catalog,
    /// Heads with pieces missing: lost, and their slots free.
    pub(crate) incomplete: Vec<u32>,
    /// Slots with headers that this release does not understand. They are not free, nor are the
    /// pieces that belong to them.
    pub(crate) held: Vec<u32>,
}

/// Reads all headers. A slot is free when its header does not authenticate.
pub(crate) fn scan(slots: &Slots, keys: &KeyTable) -> Result<ScanResult, VaultError> {
    let share = keys.slots().div_ceil(READERS).max(1);
    let shares: Vec<Result<FoundHeaders, VaultError>> = thread::scope(|scope| {
        let readers: Vec<_> = (0..READERS)
            .map(|reader| {
                let first = reader.saturating_mul(share).min(keys.slots());
                let end = first.saturating_add(share).min(keys.slots());
                scope.spawn(move || read_headers(slots, keys, first, end))
            })
            .collect();
        let lost = || Err(VaultError::Broken);
        readers
            .into_iter()
            .map(|reader| reader.join().unwrap_or_else(|_| lost()))
            .collect()
    });
    let mut found = FoundHeaders::default();
    for share in shares {
        let share = share?;
        found.heads.extend(share.heads);
        found.pieces.extend(share.pieces);
        found.unknown.extend(share.unknown);
    }
    Ok(assemble(found, keys.slots()))
}

fn read_headers(
    slots: &Slots,
    keys: &KeyTable,
    first: u32,
    end: u32,
) -> Result<FoundHeaders, VaultError> {
    let mut found = FoundHeaders::default();
    for slot in first..end {
        let bytes = slots.read_header(slot)?;
        let key = keys.slot(slot).ok_or(VaultError::Damaged { slot })?;
        let header = match SlotHeader::open(&bytes, &key, slot) {
            SlotHeader::Noise => continue,
            SlotHeader::Unknown { envelope } => {
                found.unknown.push((slot, envelope));
                continue;
            }
            SlotHeader::Known(header) => header,
        };
        let Header {
            envelope,
            sequence,
            length,
            head,
            body: _,
        } = header;
        match head {
            Some(head) => found.heads.push((slot, envelope, length, head)),
            None => found.pieces.push(FoundPiece {
                envelope,
                sequence,
                slot,
                length,
            }),
        }
    }
    Ok(found)
}

fn assemble(mut found: FoundHeaders, slots: u32) -> ScanResult {
    found
        .pieces
        .sort_unstable_by_key(|piece| (piece.envelope, piece.sequence));
    let held_ids: BTreeSet<EnvelopeId> = found.unknown.iter().map(|(_, id)| *id).collect();
    let mut held: Vec<u32> = found.unknown.iter().map(|(slot, _)| *slot).collect();
    let mut taken = vec![false; slots as usize];
    let (mut envelopes, mut incomplete) = (Vec::new(), Vec::new());
    for (slot, id, length, head) in found.heads {
        let Some(whole) = gather(&found.pieces, slot, id, length, &head) else {
            // What it misses may be a piece that this release does not understand.
            if held_ids.contains(&id) {
                held.push(slot);
            } else {
                incomplete.push(slot);
            }
            continue;
        };
        mark(&mut taken, &whole);
        envelopes.push((
            id,
            Envelope {
                head,
                slots: Arc::from(whole),
                votes: Votes::default(),
            },
        ));
    }
    mark(&mut taken, &held);
    let pieces = found.pieces.iter();
    let held_pieces = pieces.filter(|piece| held_ids.contains(&piece.envelope));
    mark(&mut taken, held_pieces.map(|piece| &piece.slot));
    let free = (0..slots)
        .zip(taken)
        .filter_map(|(slot, taken)| (!taken).then_some(slot))
        .collect();
    ScanResult {
        catalog: Catalog::new(slots as usize, free, envelopes),
        incomplete,
        held,
    }
}

fn mark<'a>(taken: &mut [bool], slots: impl IntoIterator<Item = &'a u32>) {
    for slot in slots {
        if let Some(taken) = taken.get_mut(*slot as usize) {
            *taken = true;
        }
    }
}

/// The slots of an envelope in their order, if each piece is there once and as long as it must be.
fn gather(
    pieces: &[FoundPiece],
    slot: u32,
    id: EnvelopeId,
    length: u32,
    head: &Head,
) -> Option<Vec<u32>> {
    let begin = pieces.partition_point(|piece| piece.envelope < id);
    let end = pieces.partition_point(|piece| piece.envelope <= id);
    let pieces = pieces.get(begin..end)?;
    if head.size == 0 || pieces.len() as u64 + 1 != head.pieces() {
        return None;
    }
    let mut left = head.size;
    let mut slots = Vec::with_capacity(pieces.len() + 1);
    let all = std::iter::once((0, slot, length))
        .chain(pieces.iter().map(|p| (p.sequence, p.slot, p.length)));
    for (expected, (sequence, slot, length)) in (0_u32..).zip(all) {
        let full = left.min(PAYLOAD_BYTES as u64);
        if sequence != expected || u64::from(length) != full {
            return None;
        }
        left -= full;
        slots.push(slot);
    }
    Some(slots)
}

//! The start: reads every slot's header and finds the envelopes that are whole.

use std::{sync::Arc, thread};

use super::{
    EnvelopeId, VaultError,
    catalog::{Catalog, Envelope, Opinions},
    format::header::{Head, Header},
    format::keys::KeyTable,
    format::layout::PAYLOAD_BYTES,
    slot_store::file::SlotFile,
};

/// How many headers are asked of the disk at once.
const READERS: u32 = 8;

/// What the headers show.
#[derive(Default)]
struct Found {
    heads: Vec<(u32, EnvelopeId, u32, Head)>,
    pieces: Vec<Piece>,
}

#[derive(Clone, Copy)]
struct Piece {
    envelope: EnvelopeId,
    sequence: u32,
    slot: u32,
    length: u32,
}

/// The catalog that the slots tell of.
pub(crate) struct Scanned {
    pub(crate) catalog: Catalog,
    /// Heads whose pieces are not all there: lost, and their slots free.
    pub(crate) incomplete: Vec<u32>,
}

/// Reads all headers. Whatever does not authenticate is free.
pub(crate) fn scan(slots: &SlotFile, keys: &KeyTable) -> Result<Scanned, VaultError> {
    let share = keys.slots().div_ceil(READERS).max(1);
    let shares: Vec<Result<Found, VaultError>> = thread::scope(|scope| {
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
    let mut found = Found::default();
    for share in shares {
        let share = share?;
        found.heads.extend(share.heads);
        found.pieces.extend(share.pieces);
    }
    Ok(assemble(found, keys.slots()))
}

fn read_headers(
    slots: &SlotFile,
    keys: &KeyTable,
    first: u32,
    end: u32,
) -> Result<Found, VaultError> {
    let mut found = Found::default();
    for slot in first..end {
        let bytes = slots.read_header(slot)?;
        let Some(header) = Header::open(&bytes, &keys.slot(slot)?, slot) else {
            continue;
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
            None => found.pieces.push(Piece {
                envelope,
                sequence,
                slot,
                length,
            }),
        }
    }
    Ok(found)
}

fn assemble(mut found: Found, slots: u32) -> Scanned {
    found
        .pieces
        .sort_unstable_by_key(|piece| (piece.envelope, piece.sequence));
    let mut free = vec![true; slots as usize];
    let (mut envelopes, mut incomplete) = (Vec::new(), Vec::new());
    for (slot, id, length, head) in found.heads {
        let Some(whole) = gather(&found.pieces, slot, id, length, &head) else {
            incomplete.push(slot);
            continue;
        };
        for slot in &whole {
            if let Some(free) = free.get_mut(*slot as usize) {
                *free = false;
            }
        }
        envelopes.push((
            id,
            Envelope {
                head,
                slots: Arc::from(whole),
                opinions: Opinions::default(),
            },
        ));
    }
    let free = (0..slots)
        .zip(free)
        .filter_map(|(slot, free)| free.then_some(slot))
        .collect();
    Scanned {
        catalog: Catalog::new(slots as usize, free, envelopes),
        incomplete,
    }
}

/// The slots of an envelope in their order, if each piece is there once and as long as it must be.
fn gather(
    pieces: &[Piece],
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

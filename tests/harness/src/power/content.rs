//! A file on a disk: what of its bytes is durable, and what is not yet.

use std::{collections::HashMap, sync::Arc};

use super::cut::{Fate, Happening};

/// A file's bytes.
#[derive(Default)]
pub(super) struct Content {
    pub(super) durable: Vec<u8>,
    pub(super) pending: Vec<Change>,
}

/// What a call made of a file.
pub(super) struct Change {
    pub(super) call: usize,
    /// Only then can a sync cover it.
    pub(super) ended: bool,
    pub(super) what: What,
}

/// How it changes.
pub(super) enum What {
    Bytes(u64, Arc<[u8]>),
    Length(u64),
    AtLeast(u64),
}

impl Content {
    /// Makes durable what these calls changed.
    pub(super) fn keep(&mut self, calls: &[usize]) {
        for change in &self.pending {
            if calls.contains(&change.call) {
                apply(&mut self.durable, &change.what);
            }
        }
        self.pending.retain(|change| !calls.contains(&change.call));
    }

    /// The bytes that a cut leaves.
    pub(super) fn left(&self, cut: &mut Happening<'_>) -> Vec<u8> {
        let mut image = self.durable.clone();
        let mut lengths = vec![image.len() as u64];
        let mut length = image.len() as u64;
        for change in &self.pending {
            let next = change.what.length(length);
            if next != length {
                lengths.push(next);
                length = next;
            }
        }
        let writes: Vec<(u64, &[u8])> = self
            .pending
            .iter()
            .filter_map(|change| match &change.what {
                What::Bytes(offset, bytes) => Some((*offset, &**bytes)),
                What::Length(_) | What::AtLeast(_) => None,
            })
            .collect();
        let longest = lengths.iter().copied().max().unwrap_or(0);
        image.resize(usize_of(longest), 0);
        for (from, bytes) in sectors_that_came(&writes, cut) {
            overwrite(&mut image, from, bytes);
        }
        let kept = lengths.get(cut.lengths(lengths.len() - 1)).copied();
        image.resize(usize_of(kept.unwrap_or(longest)), 0);
        image
    }
}

/// The parts of writes that reached the disk, in their order. What a sector holds was in memory at
/// one moment: one of its writes is not there without those before it.
fn sectors_that_came<'b>(
    writes: &[(u64, &'b [u8])],
    cut: &mut Happening<'_>,
) -> Vec<(u64, &'b [u8])> {
    // For each sector, how many writes touched it, and how many of these are there.
    let mut versions: HashMap<u64, (usize, usize)> = HashMap::new();
    for ((offset, bytes), fate) in writes.iter().zip(cut.writes(writes.len())) {
        for (sector, _, _) in parts(*offset, bytes, cut.sector) {
            let (touched, there) = versions.entry(sector).or_default();
            let all_before = there == touched;
            *touched += 1;
            let comes = match fate {
                Fate::Forced => true,
                Fate::There => all_before,
                Fate::Torn => all_before && cut.coin(),
                Fate::Absent => false,
            };
            if comes {
                *there = *touched;
            }
        }
    }
    let mut numbers: HashMap<u64, usize> = HashMap::new();
    let mut came = Vec::new();
    for (offset, bytes) in writes {
        for (sector, from, part) in parts(*offset, bytes, cut.sector) {
            let number = numbers.entry(sector).or_default();
            let there = versions.get(&sector).map_or(0, |(_, there)| *there);
            if *number < there {
                came.push((from, part));
            }
            *number += 1;
        }
    }
    came
}

/// A write by sectors: the sector's number, where the part begins, and its bytes.
fn parts(
    offset: u64,
    bytes: &[u8],
    sector: u64,
) -> impl Iterator<Item = (u64, u64, &[u8])> + use<'_> {
    let end = offset + bytes.len() as u64;
    let sectors = offset / sector..end.div_ceil(sector);
    sectors.filter_map(move |number| {
        let from = offset.max(number * sector);
        let to = end.min((number + 1) * sector);
        let part = bytes.get(usize_of(from - offset)..usize_of(to - offset))?;
        (!part.is_empty()).then_some((number, from, part))
    })
}

impl What {
    fn length(&self, before: u64) -> u64 {
        match self {
            Self::Bytes(offset, bytes) => before.max(offset + bytes.len() as u64),
            Self::Length(length) => *length,
            Self::AtLeast(length) => before.max(*length),
        }
    }
}

fn apply(durable: &mut Vec<u8>, what: &What) {
    let length = what.length(durable.len() as u64);
    durable.resize(usize_of(length), 0);
    if let What::Bytes(offset, bytes) = what {
        overwrite(durable, *offset, bytes);
    }
}

fn overwrite(image: &mut [u8], offset: u64, bytes: &[u8]) {
    let from = usize_of(offset);
    if let Some(place) = image.get_mut(from..from + bytes.len()) {
        place.copy_from_slice(bytes);
    }
}

fn usize_of(length: u64) -> usize {
    usize::try_from(length).unwrap_or(usize::MAX)
}

//! How a pull is divided among circuits.

use std::ops::Range;

/// The most circuits at once. Each one more is another rendezvous point that may be hostile, and a
/// place at the editors' door.
pub const CIRCUITS_MAX: usize = 4;
/// What is left of an envelope comes by one circuit where it is no more than this, in bytes.
pub(super) const WHOLE_MAX_BYTES: u64 = 2 * MIB;
/// The longest range that is asked for, in bytes. Each range costs a round trip, so that at 70 kB/s
/// and a second this length takes a fifteenth more time than one answer for all would.
const RANGE_MAX_BYTES: u64 = MIB;
/// The shortest one, but for the last. Ranges grow shorter towards the end, so that no circuit has
/// much to do when the others are done.
const RANGE_MIN_BYTES: u64 = MIB / 4;
/// How much may wait in memory for the bytes in front of it, of all envelopes together.
pub(super) const WINDOW_BYTES: u64 = 8 * RANGE_MAX_BYTES;
const MIB: u64 = 1_048_576;

/// How much a circuit is asked for next, where this much is free.
pub(super) fn range_bytes(free: u64, circuits: usize) -> u64 {
    let each = free.div_ceil(circuits.max(1) as u64);
    each.clamp(RANGE_MIN_BYTES, RANGE_MAX_BYTES)
}

/// The first bytes of a range.
pub(super) fn first(range: &Range<u64>, bytes: u64) -> Range<u64> {
    range.start..range.end.min(range.start.saturating_add(bytes))
}

/// The least number of jobs into which an envelope of `bytes` bytes is divided.
pub(super) fn jobs(bytes: u64) -> usize {
    if bytes <= WHOLE_MAX_BYTES {
        1
    } else {
        usize::try_from(bytes.div_ceil(RANGE_MAX_BYTES)).unwrap_or(usize::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_grow_shorter_towards_the_end() {
        let (mut free, mut lengths) = (0..20 * MIB, Vec::new());
        while !free.is_empty() {
            let next = first(&free, range_bytes(free.end - free.start, CIRCUITS_MAX));
            lengths.push(next.end - next.start);
            free.start = next.end;
        }
        assert_eq!((lengths[0], lengths[15]), (MIB, MIB));
        assert!(lengths.is_sorted_by(|one, next| one >= next), "{lengths:?}");
        assert!(
            lengths
                .iter()
                .rev()
                .skip(1)
                .all(|length| *length >= RANGE_MIN_BYTES)
        );
        assert!(lengths.len() < 30, "each costs a round trip: {lengths:?}");
    }

    #[test]
    fn only_what_is_large_is_divided() {
        assert_eq!(
            [1, MIB, 2 * MIB, 2 * MIB + 1, 20 * MIB].map(jobs),
            [1, 1, 1, 3, 20]
        );
    }
}

//! Which bytes of an envelope no circuit is asked for yet.

use std::{collections::BTreeMap, ops::Range};

/// Ranges that do not touch, by where each begins.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct FreeRanges(BTreeMap<u64, u64>);

impl FreeRanges {
    pub(super) fn of(range: Range<u64>) -> Self {
        let mut free = Self::default();
        free.give_back(range);
        free
    }

    /// Takes a range out, which has to be at the beginning of a free one.
    pub(super) fn take(&mut self, range: &Range<u64>) {
        if let Some(end) = self.0.remove(&range.start) {
            self.give_back(range.end..end);
        }
    }

    /// Adds a range that is not free, or an empty one.
    pub(super) fn give_back(&mut self, range: Range<u64>) {
        if range.is_empty() {
            return;
        }
        let end = self.0.remove(&range.end).unwrap_or(range.end);
        match self.0.range_mut(..range.start).next_back() {
            Some((_, before)) if *before == range.start => *before = end,
            Some(_) | None => {
                self.0.insert(range.start, end);
            }
        }
    }

    /// The free ranges, the first one first.
    pub(super) fn iter(&self) -> impl Iterator<Item = Range<u64>> {
        self.0.iter().map(|(start, end)| *start..*end)
    }

    /// How many bytes are free.
    pub(super) fn bytes(&self) -> u64 {
        self.iter().map(|range| range.end - range.start).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(free: &FreeRanges) -> Vec<(u64, u64)> {
        free.iter().map(|range| (range.start, range.end)).collect()
    }

    #[test]
    fn what_is_given_back_joins_its_neighbours() {
        let mut free = FreeRanges::of(0..100);
        for range in [0..20, 20..50, 50..60] {
            free.take(&range);
        }
        assert_eq!((all(&free), free.bytes()), (vec![(60, 100)], 40));
        free.give_back(30..50);
        assert_eq!(all(&free), [(30, 50), (60, 100)]);
        free.give_back(10..10);
        free.give_back(50..60);
        assert_eq!(all(&free), [(30, 100)]);
        free.give_back(0..20);
        assert_eq!(all(&free), [(0, 20), (30, 100)]);
        free.take(&(0..20));
        free.take(&(30..100));
        assert_eq!(free, FreeRanges::default());
    }
}

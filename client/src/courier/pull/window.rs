//! What came before the bytes in front of it.

use std::collections::BTreeMap;

/// Runs of bytes that do not follow the part on the disk yet, by where each begins in the envelope.
/// They wait in memory, so that the part is always a prefix.
#[derive(Default)]
pub(super) struct Window(BTreeMap<u64, Vec<u8>>);

impl Window {
    /// Adds a piece to the run that begins at `start`; such a run grows to `length` bytes at most.
    pub(super) fn put(&mut self, start: u64, length: u64, piece: &[u8]) {
        // Whole at once: a run that grew by doubling would take up to twice its bytes. Pages that
        // were not written to take none.
        let capacity = usize::try_from(length).unwrap_or(0);
        let run = self.0.entry(start);
        let run = run.or_insert_with(|| Vec::with_capacity(capacity));
        run.extend_from_slice(piece);
    }

    /// Takes out the run that begins here.
    pub(super) fn take(&mut self, start: u64) -> Option<Vec<u8>> {
        self.0.remove(&start)
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// How much is kept, in bytes.
    pub(super) fn bytes(&self) -> u64 {
        self.0.values().map(|run| run.len() as u64).sum()
    }

    /// Where each run begins, and its length.
    pub(super) fn runs(&self) -> impl Iterator<Item = (u64, u64)> {
        self.0.iter().map(|(start, run)| (*start, run.len() as u64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_grow_apart_and_are_taken_where_they_begin() {
        let mut window = Window::default();
        window.put(10, 5, b"abc");
        window.put(15, 5, b"fg");
        window.put(10, 5, b"de");
        assert_eq!(window.runs().collect::<Vec<_>>(), [(10, 5), (15, 2)]);
        assert_eq!((window.bytes(), window.take(11)), (7, None));
        assert_eq!(window.take(10).as_deref(), Some(&b"abcde"[..]));
        assert_eq!(window.take(15).as_deref(), Some(&b"fg"[..]));
        assert_eq!(window.bytes(), 0);
    }
}

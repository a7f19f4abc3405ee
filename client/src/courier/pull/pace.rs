//! Which circuit has stalled, by what the others bring meanwhile.

use super::limits::CIRCUITS_MAX;

/// A circuit that brings less than this part of what the fastest brings has stalled. A window holds
/// as many of the longest ranges: even behind a circuit that is only a little faster than this it
/// moves as fast as the fastest circuit alone.
const OUTPACED: u64 = 8;

#[derive(Clone, Copy, Debug, Default)]
struct Pace {
    /// Whether it is asked for something,
    is_busy: bool,
    /// and has been since the paces were last compared.
    was_busy_throughout: bool,
    /// What it brought since then, in bytes.
    bytes: u64,
    /// What it brought between two comparisons, when it last brought something or had to.
    last: u64,
    has_stalled: bool,
    /// Whether it was ever asked for anything.
    was_asked: bool,
}

/// What each circuit brings.
#[derive(Debug, Default)]
pub(super) struct Paces([Pace; CIRCUITS_MAX]);

impl Paces {
    /// A circuit is asked for something.
    pub(super) fn begin(&mut self, circuit: usize) {
        if let Some(pace) = self.0.get_mut(circuit) {
            (pace.is_busy, pace.was_asked, pace.has_stalled) = (true, true, false);
        }
    }

    pub(super) fn received(&mut self, circuit: usize, bytes: usize) {
        if let Some(pace) = self.0.get_mut(circuit) {
            pace.bytes = pace.bytes.saturating_add(bytes as u64);
        }
    }

    /// All that it was asked for has come, or nothing more will.
    pub(super) fn end(&mut self, circuit: usize) {
        if let Some(pace) = self.0.get_mut(circuit) {
            (pace.is_busy, pace.was_busy_throughout) = (false, false);
        }
    }

    /// Whether any circuit is asked for something.
    pub(super) fn is_any_busy(&self) -> bool {
        self.0.iter().any(|pace| pace.is_busy)
    }

    /// How many circuits were ever asked for something.
    pub(super) fn asked(&self) -> usize {
        self.0.iter().filter(|pace| pace.was_asked).count()
    }

    /// Whether a circuit had stalled when the paces were last compared.
    pub(super) fn has_stalled(&self, circuit: usize) -> bool {
        self.0.get(circuit).is_some_and(|pace| pace.has_stalled)
    }

    /// Compares the circuits. Where all of them bring nothing, none has stalled.
    pub(super) fn compare(&mut self) {
        for pace in &mut self.0 {
            // A circuit that has nothing to do keeps the pace that it had.
            if pace.was_busy_throughout || pace.bytes > 0 {
                pace.last = pace.bytes;
            }
        }
        let fastest = self.0.iter().map(|pace| pace.last).max().unwrap_or(0);
        for pace in &mut self.0 {
            let is_outpaced = pace.last.saturating_mul(OUTPACED) < fastest;
            pace.has_stalled = pace.was_busy_throughout && is_outpaced;
            (pace.bytes, pace.was_busy_throughout) = (0, pace.is_busy);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: [usize; 0] = [];

    /// Compares after the circuits brought so much.
    fn after(paces: &mut Paces, brought: [usize; CIRCUITS_MAX]) -> Vec<usize> {
        for (circuit, bytes) in brought.into_iter().enumerate() {
            paces.received(circuit, bytes);
        }
        paces.compare();
        (0..CIRCUITS_MAX)
            .filter(|circuit| paces.has_stalled(*circuit))
            .collect()
    }

    fn busy() -> Paces {
        let mut paces = Paces::default();
        for circuit in 0..CIRCUITS_MAX {
            paces.begin(circuit);
        }
        paces
    }

    #[test]
    fn only_a_circuit_that_was_asked_throughout_and_is_outpaced_has_stalled() {
        let mut paces = busy();
        assert_eq!(after(&mut paces, [0, 800, 800, 800]), NONE, "it only began");
        assert_eq!(after(&mut paces, [99, 100, 800, 700]), [0]);
        paces.end(0);
        paces.begin(0);
        assert_eq!(after(&mut paces, [0, 800, 800, 800]), NONE, "asked anew");
        assert_eq!(after(&mut paces, [0, 0, 800, 0]), [0, 1, 3]);
    }

    #[test]
    fn where_nothing_comes_at_all_no_circuit_has_stalled() {
        let mut paces = busy();
        assert_eq!(after(&mut paces, [70; CIRCUITS_MAX]), NONE);
        for _ in 0..3 {
            assert_eq!(after(&mut paces, [0; CIRCUITS_MAX]), NONE);
        }
        assert!(paces.is_any_busy());
    }

    #[test]
    fn a_circuit_that_waits_for_a_stalled_one_shows_that_the_link_is_well() {
        let mut paces = busy();
        assert_eq!(after(&mut paces, [70; CIRCUITS_MAX]), NONE);
        for idle in 1..CIRCUITS_MAX {
            paces.end(idle);
        }
        assert_eq!(after(&mut paces, [0; CIRCUITS_MAX]), [0]);
    }
}

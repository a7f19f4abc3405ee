//! Circuits by how many permits of one kind they have.

use std::collections::{BTreeMap, BTreeSet};

/// Circuits that have none are in no group.
pub(super) struct Groups<C>(BTreeMap<usize, BTreeSet<C>>);

impl<C: Clone + Ord> Groups<C> {
    pub(super) const fn new() -> Self {
        Self(BTreeMap::new())
    }

    /// Moves a circuit from one group to another.
    pub(super) fn moved(&mut self, circuit: &C, from: usize, to: usize) {
        if let Some(group) = self.0.get_mut(&from) {
            group.remove(circuit);
            if group.is_empty() {
                self.0.remove(&from);
            }
        }
        if to > 0 {
            self.0.entry(to).or_default().insert(circuit.clone());
        }
    }

    /// How many permits a circuit has at most.
    pub(super) fn most(&self) -> usize {
        self.0.last_key_value().map_or(0, |(count, _)| *count)
    }

    /// The circuits that have as many as that.
    pub(super) fn of_most(&self) -> impl Iterator<Item = &C> {
        let group = self.0.last_key_value();
        group.into_iter().flat_map(|(_, circuits)| circuits)
    }
}

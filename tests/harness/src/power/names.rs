//! A folder on a disk: which of its names are durable, and which are not yet.

use std::collections::BTreeMap;

use super::cut::Happening;

/// A folder's names.
#[derive(Default)]
pub(super) struct Names {
    pub(super) durable: BTreeMap<String, usize>,
    /// Which call, and what it did.
    pub(super) pending: Vec<(usize, Naming)>,
}

/// What a call made of a folder.
pub(super) enum Naming {
    Set(String, usize),
    Unset(String),
    Move(String, String, usize),
}

impl Names {
    /// Makes durable what these calls named.
    pub(super) fn keep(&mut self, calls: &[usize]) {
        for (call, naming) in &self.pending {
            if calls.contains(call) {
                rename(&mut self.durable, naming);
            }
        }
        self.pending.retain(|(call, _)| !calls.contains(call));
    }

    /// The names that a cut leaves, and what they name.
    pub(super) fn left(&self, cut: &mut Happening<'_>) -> BTreeMap<String, usize> {
        let mut names = self.durable.clone();
        let there = cut.names(self.pending.len());
        for ((_, naming), there) in self.pending.iter().zip(there) {
            if there {
                rename(&mut names, naming);
            }
        }
        names
    }
}

fn rename(names: &mut BTreeMap<String, usize>, naming: &Naming) {
    match naming {
        Naming::Set(name, node) => {
            names.insert(name.clone(), *node);
        }
        Naming::Unset(name) => {
            names.remove(name);
        }
        Naming::Move(from, to, node) => {
            names.remove(from);
            names.insert(to.clone(), *node);
        }
    }
}

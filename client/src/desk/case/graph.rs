//! Which events a machine knew when it signed another.
//!
//! An event names its machine's event before it and the newest ones of the others. Every machine's
//! chain is a lane, and a fork begins a new one; an event knows of each lane up to a place. So a
//! question costs one comparison, and memory grows with events times machines.

use std::collections::{BTreeMap, BTreeSet};

use super::event::EventId;

/// What the graph needs of an event.
pub(super) struct Node {
    pub previous: Option<EventId>,
    pub seen: BTreeSet<EventId>,
}

#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Graph {
    /// Every event comes after all that its machine knew. Where that leaves a choice, ids decide,
    /// so that the order is the same everywhere.
    order: Vec<EventId>,
    places: BTreeMap<EventId, Place>,
    /// Events that no other one names.
    heads: BTreeSet<EventId>,
}

#[derive(Clone, Debug, Eq, PartialEq)]
struct Place {
    lane: usize,
    /// Counted from 1 within the lane.
    depth: usize,
    /// How many events of each lane its machine knew, itself among them.
    known: Vec<usize>,
}

impl Graph {
    pub(super) fn of(nodes: &BTreeMap<EventId, Node>) -> Self {
        let mut graph = Self {
            heads: nodes.keys().copied().collect(),
            ..Self::default()
        };
        let mut after: BTreeMap<EventId, Vec<EventId>> = BTreeMap::new();
        let mut waits: BTreeMap<EventId, usize> = BTreeMap::new();
        for (id, node) in nodes {
            let named = node.previous.into_iter().chain(node.seen.iter().copied());
            let there: BTreeSet<EventId> =
                named.filter(|parent| nodes.contains_key(parent)).collect();
            waits.insert(*id, there.len());
            for parent in there {
                graph.heads.remove(&parent);
                after.entry(parent).or_default().push(*id);
            }
        }
        let mut ready: BTreeSet<EventId> = waits
            .iter()
            .filter_map(|(id, waits)| (*waits == 0).then_some(*id))
            .collect();
        let mut lanes = Lanes::default();
        while let Some(id) = ready.pop_first() {
            if let Some(node) = nodes.get(&id) {
                let place = lanes.place(node, &graph.places);
                graph.places.insert(id, place);
                graph.order.push(id);
            }
            for next in after.remove(&id).unwrap_or_default() {
                if let Some(count) = waits.get_mut(&next) {
                    *count -= 1;
                    if *count == 0 {
                        ready.insert(next);
                    }
                }
            }
        }
        graph
    }

    pub(super) fn order(&self) -> &[EventId] {
        &self.order
    }

    pub(super) const fn heads(&self) -> &BTreeSet<EventId> {
        &self.heads
    }

    /// Whether the machine that signed `later` knew `earlier`. An event does not know itself.
    pub(super) fn knows(&self, later: &EventId, earlier: &EventId) -> bool {
        let (Some(later), Some(earlier)) = (self.places.get(later), self.places.get(earlier))
        else {
            return false;
        };
        let is_same = later.lane == earlier.lane && later.depth == earlier.depth;
        let known = later.known.get(earlier.lane).copied().unwrap_or(0);
        !is_same && known >= earlier.depth
    }

    /// Those of the events that no other of them knew.
    pub(super) fn newest(&self, events: &[EventId]) -> Vec<EventId> {
        let is_newest = |one: &&EventId| !events.iter().any(|other| self.knows(other, one));
        events.iter().filter(is_newest).copied().collect()
    }
}

/// The lanes while they are laid: how long each is.
#[derive(Default)]
struct Lanes(Vec<usize>);

impl Lanes {
    fn place(&mut self, node: &Node, places: &BTreeMap<EventId, Place>) -> Place {
        let parents = node.previous.iter().chain(&node.seen);
        let mut known: Vec<usize> = Vec::new();
        for parent in parents.filter_map(|id| places.get(id)) {
            known.resize(known.len().max(parent.known.len()), 0);
            for (mine, theirs) in known.iter_mut().zip(&parent.known) {
                *mine = (*mine).max(*theirs);
            }
        }
        let before = node.previous.and_then(|id| places.get(&id));
        let goes_on = before.filter(|before| self.0.get(before.lane) == Some(&before.depth));
        let (lane, depth) = match goes_on {
            Some(before) => (before.lane, before.depth + 1),
            None => {
                self.0.push(0);
                (self.0.len() - 1, 1)
            }
        };
        if let Some(length) = self.0.get_mut(lane) {
            *length = depth;
        }
        known.resize(known.len().max(lane + 1), 0);
        if let Some(own) = known.get_mut(lane) {
            *own = depth;
        }
        Place { lane, depth, known }
    }
}

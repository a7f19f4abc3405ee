//! Which events a machine knew when it signed another.
//!
//! An event names its machine's event before it and the newest ones of the others. Events that
//! each knew the one before are a lane; an event knows of each lane up to a place. So a question
//! costs a search in a short list. An event that names none but the one before it in its lane
//! shares its list, and a list holds only lanes that are known: memory grows with what events name,
//! not with events times lanes.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

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
    /// How many events of each other lane its machine knew, sorted by lane.
    known: Arc<[(usize, usize)]>,
}

impl Place {
    /// How many events of this lane its machine knew, without the event itself.
    fn knew(&self, lane: usize) -> usize {
        if lane == self.lane {
            return self.depth - 1;
        }
        let at = self.known.binary_search_by_key(&lane, |(lane, _)| *lane);
        let known = at.ok().and_then(|at| self.known.get(at));
        known.map_or(0, |(_, count)| *count)
    }
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
        later.knew(earlier.lane) >= earlier.depth
    }

    /// Those of the events that no other of them knew.
    pub(super) fn newest(&self, events: &[EventId]) -> BTreeSet<EventId> {
        let places = || events.iter().filter_map(|id| self.places.get(id));
        let mut known: BTreeMap<usize, usize> = BTreeMap::new();
        for place in places() {
            let own = (place.lane, place.depth - 1);
            for (lane, count) in place.known.iter().chain([&own]) {
                let most = known.entry(*lane).or_default();
                *most = (*most).max(*count);
            }
        }
        let is_newest = |id: &&EventId| {
            let place = self.places.get(id);
            place.is_none_or(|one| known.get(&one.lane).is_none_or(|most| *most < one.depth))
        };
        events.iter().filter(is_newest).copied().collect()
    }
}

/// The lanes while they are laid: how long each is.
#[derive(Default)]
struct Lanes(Vec<usize>);

impl Lanes {
    fn place(&mut self, node: &Node, places: &BTreeMap<EventId, Place>) -> Place {
        let parents = node.previous.iter().chain(&node.seen);
        let parents: Vec<&Place> = parents.filter_map(|id| places.get(id)).collect();
        let mut open = parents
            .iter()
            .filter(|one| self.0.get(one.lane) == Some(&one.depth));
        let (lane, depth) = match open.next() {
            Some(before) => (before.lane, before.depth + 1),
            None => (self.0.len(), 1),
        };
        match self.0.get_mut(lane) {
            Some(length) => *length = depth,
            None => self.0.push(depth),
        }
        let known = match parents.as_slice() {
            [only] if only.lane == lane => Arc::clone(&only.known),
            _ => known(&parents, lane),
        };
        Place { lane, depth, known }
    }
}

/// What events knew together of the lanes but this one, themselves among it.
fn known(events: &[&Place], without: usize) -> Arc<[(usize, usize)]> {
    let mut known: BTreeMap<usize, usize> = BTreeMap::new();
    for event in events {
        let own = (event.lane, event.depth);
        for (lane, count) in event.known.iter().chain([&own]) {
            let most = known.entry(*lane).or_default();
            *most = (*most).max(*count);
        }
    }
    known.remove(&without);
    known.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: usize) -> EventId {
        EventId::of(&number.to_string())
    }

    fn graph(nodes: impl Iterator<Item = (Option<usize>, Vec<usize>)>) -> Graph {
        let node = |(previous, seen): (Option<usize>, Vec<usize>)| Node {
            previous: previous.map(id),
            seen: seen.into_iter().map(id).collect(),
        };
        let nodes = nodes.enumerate().map(|(at, one)| (id(at), node(one)));
        Graph::of(&nodes.collect())
    }

    fn length(graph: &Graph) -> usize {
        graph.places.values().map(|one| one.known.len()).sum()
    }

    /// A case in which machines write, look, and now and then go back in their chain.
    fn tangle(seed: usize, events: usize) -> Vec<(Option<usize>, Vec<usize>)> {
        let mut state = seed;
        let mut below = |most: usize| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (state >> 33) % most
        };
        let mut nodes = Vec::new();
        for at in 0..events {
            let before: Vec<usize> = (at.saturating_sub(12)..at).collect();
            let mut any = |of: usize| {
                (!before.is_empty() && below(of) > 0).then(|| before[below(before.len())])
            };
            nodes.push((any(8), [any(2), any(3)].into_iter().flatten().collect()));
        }
        nodes
    }

    #[test]
    fn an_event_knows_what_is_reached_from_it() {
        for seed in 0..20 {
            let nodes = tangle(seed, 80);
            let graph = graph(nodes.iter().cloned());
            let mut reached: Vec<BTreeSet<usize>> = Vec::new();
            for (previous, seen) in &nodes {
                let parents = previous.iter().chain(seen);
                let known = parents.flat_map(|one| reached[*one].iter().copied().chain([*one]));
                reached.push(known.collect());
            }
            for (later, reached) in reached.iter().enumerate() {
                for earlier in 0..nodes.len() {
                    let knows = graph.knows(&id(later), &id(earlier));
                    assert_eq!(knows, reached.contains(&earlier), "{seed}");
                }
            }
            let some: Vec<EventId> = (0..nodes.len()).step_by(3).map(id).collect();
            let is_known = |one: &EventId| some.iter().any(|other| graph.knows(other, one));
            let newest = some.iter().filter(|one| !is_known(one)).copied().collect();
            assert_eq!(graph.newest(&some), newest);
        }
    }

    #[test]
    fn chains_that_each_begin_anew_take_no_memory_for_each_other() {
        let apart = graph((0..3_000).map(|_| (None, Vec::new())));
        assert_eq!(length(&apart), 0);
        let after_each_other =
            (0..3_000_usize).map(|at| (None, at.checked_sub(1).into_iter().collect()));
        assert_eq!(length(&graph(after_each_other)), 0);
    }
}

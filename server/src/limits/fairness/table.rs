//! The table of one kind of permit: its holders, those who wait, and what each circuit used.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet, btree_map::Entry},
    sync::Arc,
    time::Duration,
};

use super::{activity::Activity, groups::Groups, usage::Usage};

/// What a circuit used is compared in steps of this many permit-seconds where the order of those
/// who wait is decided: below it the tiebreak decides.
const ORDER_STEP: f64 = 5.0;
/// How many of those who wait are refused before a look ends: the others have no better claim.
const REFUSALS_MAX: usize = 4;
/// A table is crowded before its holders take more memory together than a few quick ones do.
const CROWDED_PART: usize = 16;
/// Most circuits that are remembered without a permit. Beyond, those that used the least are
/// forgotten, an eighth at once.
const REMEMBERED_MAX: usize = 16_384;

/// One permit, held or waited for.
pub(crate) type PermitId = u64;

/// The limits of a table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Most permits that are held at once.
    pub(crate) held: usize,
    /// Most that are waited for. When one more comes, one of the circuit that waits for the most is
    /// dismissed.
    pub(crate) waiting: usize,
    /// How many permit-seconds a circuit may be ahead of one that waits.
    pub(crate) quantum: Duration,
}

/// What became of a permit.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Change {
    Granted(PermitId),
    /// It was held, and another circuit has it now.
    Evicted(PermitId),
    /// It was waited for, and too many wait.
    Dismissed(PermitId),
}

/// `C` names a circuit.
pub(crate) struct FairTable<C> {
    limits: Limits,
    circuits: BTreeMap<C, Record>,
    held: BTreeMap<PermitId, Holder<C>>,
    waiting: BTreeMap<PermitId, Waiter<C>>,
    /// Those who wait, the best claim first.
    order: BTreeSet<(Claim, PermitId)>,
    by_held: Groups<C>,
    by_waiting: Groups<C>,
    next: PermitId,
}

struct Holder<C> {
    circuit: C,
    activity: Arc<Activity>,
}

struct Waiter<C> {
    circuit: C,
    activity: Arc<Activity>,
    claim: Claim,
}

/// What the table knows of a circuit.
struct Record {
    usage: Usage,
    held: Vec<PermitId>,
    waiting: Vec<PermitId>,
}

/// The least is served first. What was used is as it was at the last look.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
struct Claim {
    held: usize,
    /// In steps of [`ORDER_STEP`].
    used: u64,
    tiebreak: u64,
}

/// What the policy says to a circuit that asks.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Verdict {
    Take,
    TakeFrom(PermitId),
    /// Those who hold the most hold as many as the circuit then would.
    Tie,
    Wait,
}

impl Record {
    const fn new(now: Duration) -> Self {
        Self {
            usage: Usage::new(now),
            held: Vec::new(),
            waiting: Vec::new(),
        }
    }

    fn is_over(&self, now: Duration) -> bool {
        self.waiting.is_empty() && self.usage.is_over(now)
    }

    fn claim(&self, tiebreak: u64, now: Duration) -> Claim {
        Claim {
            held: self.held.len(),
            used: whole(self.usage.used(now) / ORDER_STEP),
            tiebreak,
        }
    }
}

impl<C: Clone + Ord> FairTable<C> {
    pub(crate) const fn new(limits: Limits) -> Self {
        Self {
            limits,
            circuits: BTreeMap::new(),
            held: BTreeMap::new(),
            waiting: BTreeMap::new(),
            order: BTreeSet::new(),
            by_held: Groups::new(),
            by_waiting: Groups::new(),
            next: 0,
        }
    }

    /// Asks for a permit: it is granted at once, or waited for. Where all hold equally many, the
    /// next look decides: to go through them for each newcomer would make crowds dear.
    pub(crate) fn enter(
        &mut self,
        circuit: &C,
        activity: Arc<Activity>,
        tiebreak: u64,
        now: Duration,
    ) -> (PermitId, Vec<Change>) {
        let id = self.next;
        self.next += 1;
        self.wait(id, circuit, activity, tiebreak, now);
        let mut changes = Vec::new();
        match self.verdict(circuit) {
            Verdict::Take => self.grant(id, now, &mut changes),
            Verdict::TakeFrom(other) => self.replace(other, id, now, &mut changes),
            Verdict::Tie | Verdict::Wait => {}
        }
        if self.waiting.len() > self.limits.waiting
            && let Some(last) = self.last_waiting()
        {
            self.stop_waiting(last, now);
            changes.push(Change::Dismissed(last));
        }
        (id, changes)
    }

    /// A permit is given back, or no longer waited for.
    pub(crate) fn leave(&mut self, id: PermitId, now: Duration) -> Vec<Change> {
        let mut changes = Vec::new();
        self.stop_waiting(id, now);
        self.release(id, now);
        while self.held.len() < self.limits.held
            && let Some((_, first)) = self.order.first().copied()
        {
            self.grant(first, now, &mut changes);
        }
        changes
    }

    /// Looks again at those who wait: with time, holders get a quantum ahead of them.
    pub(crate) fn look(&mut self, now: Duration) -> Vec<Change> {
        self.reorder(now);
        let mut changes = Vec::new();
        let mut refused = 0;
        let waiting: Vec<_> = self.order.iter().map(|(_, id)| *id).collect();
        for id in waiting {
            if !self.try_grant(id, now, &mut changes) {
                refused += 1;
                if refused == REFUSALS_MAX {
                    break;
                }
            }
        }
        changes
    }

    /// Forgets circuits that hold nothing and whose use no longer counts.
    pub(crate) fn forget(&mut self, now: Duration) {
        self.circuits.retain(|_, record| !record.is_over(now));
        if self.circuits.len() <= REMEMBERED_MAX {
            return;
        }
        let mut idle: Vec<_> = self
            .circuits
            .iter()
            .filter(|(_, record)| record.held.is_empty() && record.waiting.is_empty())
            .map(|(circuit, record)| (record.usage.used(now), circuit.clone()))
            .collect();
        idle.sort_by(|a, b| a.0.total_cmp(&b.0));
        for (_, circuit) in idle.into_iter().take(REMEMBERED_MAX / 8) {
            self.circuits.remove(&circuit);
        }
    }

    /// Whether more than one permit in [`CROWDED_PART`] is held.
    pub(crate) fn is_crowded(&self) -> bool {
        self.held.len() * CROWDED_PART > self.limits.held
    }

    /// How much of this table a circuit has used, in permit-seconds.
    pub(crate) fn used(&self, circuit: &C, now: Duration) -> f64 {
        self.circuits
            .get(circuit)
            .map_or(0.0, |record| record.usage.used(now))
    }

    #[cfg(test)]
    pub(crate) fn is_held(&self, id: PermitId) -> bool {
        self.held.contains_key(&id)
    }

    #[cfg(test)]
    pub(crate) fn counts(&self) -> (usize, usize, usize) {
        (self.held.len(), self.waiting.len(), self.circuits.len())
    }

    #[cfg(test)]
    pub(crate) fn held_by(&self, circuit: &C) -> usize {
        let record = self.circuits.get(circuit);
        record.map_or(0, |record| record.held.len())
    }

    fn try_grant(&mut self, id: PermitId, now: Duration, changes: &mut Vec<Change>) -> bool {
        let Some(waiter) = self.waiting.get(&id) else {
            return false;
        };
        let loser = match self.verdict(&waiter.circuit) {
            Verdict::Wait => return false,
            Verdict::Take => {
                self.grant(id, now, changes);
                return true;
            }
            Verdict::TakeFrom(other) => Some(other),
            Verdict::Tie => self.furthest_ahead(&waiter.circuit, now),
        };
        if let Some(loser) = loser {
            self.replace(loser, id, now, changes);
        }
        loser.is_some()
    }

    fn verdict(&self, circuit: &C) -> Verdict {
        if self.held.len() < self.limits.held {
            return Verdict::Take;
        }
        let record = self.circuits.get(circuit);
        let mine = record.map_or(0, |record| record.held.len()) + 1;
        match mine.cmp(&self.by_held.most()) {
            Ordering::Greater => Verdict::Wait,
            Ordering::Equal => Verdict::Tie,
            Ordering::Less => self
                .worst_of_most()
                .map_or(Verdict::Wait, Verdict::TakeFrom),
        }
    }

    /// Of the permits of those who hold the most: one that is judged elsewhere goes last, else the
    /// one that has moved nothing for the longest time.
    fn worst_of_most(&self) -> Option<PermitId> {
        self.by_held
            .of_most()
            .filter_map(|circuit| self.circuits.get(circuit))
            .flat_map(|record| &record.held)
            .filter_map(|id| Some((id, &self.held.get(id)?.activity)))
            .min_by_key(|(id, activity)| (activity.is_sheltered(), activity.moved(), **id))
            .map(|(id, _)| *id)
    }

    /// Of those who hold the most, the one that used the most, if it is a quantum ahead.
    fn furthest_ahead(&self, circuit: &C, now: Duration) -> Option<PermitId> {
        let least = self.used(circuit, now) + self.limits.quantum.as_secs_f64();
        let mut worst: Option<(f64, Duration, PermitId)> = None;
        for record in self
            .by_held
            .of_most()
            .filter_map(|circuit| self.circuits.get(circuit))
        {
            let used = record.usage.used(now);
            if used <= least || worst.is_some_and(|(most, ..)| used < most) {
                continue;
            }
            for id in &record.held {
                let Some(Holder { activity, .. }) = self.held.get(id) else {
                    continue;
                };
                // Of one circuit's, the one that has moved nothing for the longest time.
                let moved = activity.moved();
                let is_worse = worst.is_none_or(|(most, least_moved, other)| {
                    (used, least_moved, other) > (most, moved, *id)
                });
                if !activity.is_sheltered() && is_worse {
                    worst = Some((used, moved, *id));
                }
            }
        }
        worst.map(|(.., id)| id)
    }

    /// Whom to dismiss: of the circuits that wait for the most permits, the worst claim.
    fn last_waiting(&self) -> Option<PermitId> {
        let is_most = |id: &PermitId| {
            let waiter = self.waiting.get(id);
            let record = waiter.and_then(|waiter| self.circuits.get(&waiter.circuit));
            record.is_some_and(|record| record.waiting.len() == self.by_waiting.most())
        };
        let mut worst_first = self.order.iter().rev().map(|(_, id)| *id);
        worst_first.find(is_most)
    }

    fn wait(
        &mut self,
        id: PermitId,
        circuit: &C,
        activity: Arc<Activity>,
        tiebreak: u64,
        now: Duration,
    ) {
        let record = self.circuits.entry(circuit.clone());
        let record = record.or_insert_with(|| Record::new(now));
        let before = record.waiting.len();
        record.waiting.push(id);
        self.by_waiting.moved(circuit, before, before + 1);
        let claim = record.claim(tiebreak, now);
        self.order.insert((claim, id));
        let circuit = circuit.clone();
        let waiter = Waiter {
            circuit,
            activity,
            claim,
        };
        self.waiting.insert(id, waiter);
    }

    fn stop_waiting(&mut self, id: PermitId, now: Duration) -> Option<Waiter<C>> {
        let waiter = self.waiting.remove(&id)?;
        self.order.remove(&(waiter.claim, id));
        if let Some(record) = self.circuits.get_mut(&waiter.circuit) {
            let before = record.waiting.len();
            record.waiting.retain(|other| *other != id);
            let after = record.waiting.len();
            self.by_waiting.moved(&waiter.circuit, before, after);
        }
        self.drop_if_over(&waiter.circuit, now);
        Some(waiter)
    }

    fn replace(&mut self, loser: PermitId, id: PermitId, now: Duration, changes: &mut Vec<Change>) {
        self.release(loser, now);
        changes.push(Change::Evicted(loser));
        self.grant(id, now, changes);
    }

    fn grant(&mut self, id: PermitId, now: Duration, changes: &mut Vec<Change>) {
        let Some(circuit) = self.waiting.get(&id).map(|waiter| waiter.circuit.clone()) else {
            return;
        };
        self.change_held(&circuit, now, |held| held.push(id));
        let Some(waiter) = self.stop_waiting(id, now) else {
            return;
        };
        waiter.activity.add(0, now);
        let holder = Holder {
            circuit: waiter.circuit,
            activity: waiter.activity,
        };
        self.held.insert(id, holder);
        changes.push(Change::Granted(id));
    }

    fn release(&mut self, id: PermitId, now: Duration) {
        if let Some(holder) = self.held.remove(&id) {
            self.change_held(&holder.circuit, now, |held| {
                held.retain(|other| *other != id);
            });
            self.drop_if_over(&holder.circuit, now);
        }
    }

    fn change_held(&mut self, circuit: &C, now: Duration, change: impl Fn(&mut Vec<PermitId>)) {
        let record = self.circuits.entry(circuit.clone());
        let record = record.or_insert_with(|| Record::new(now));
        record.usage.settle(now);
        let before = record.held.len();
        change(&mut record.held);
        let after = record.held.len();
        record.usage.held = after;
        self.by_held.moved(circuit, before, after);
        // The circuit's other claims are worth less now, or more.
        for id in &record.waiting {
            if let Some(waiter) = self.waiting.get_mut(id) {
                self.order.remove(&(waiter.claim, *id));
                waiter.claim = record.claim(waiter.claim.tiebreak, now);
                self.order.insert((waiter.claim, *id));
            }
        }
    }

    /// Brings every claim up to `now`.
    fn reorder(&mut self, now: Duration) {
        for waiter in self.waiting.values_mut() {
            if let Some(record) = self.circuits.get(&waiter.circuit) {
                waiter.claim = record.claim(waiter.claim.tiebreak, now);
            }
        }
        let claims = self.waiting.iter().map(|(id, waiter)| (waiter.claim, *id));
        self.order = claims.collect();
    }

    fn drop_if_over(&mut self, circuit: &C, now: Duration) {
        if let Entry::Occupied(record) = self.circuits.entry(circuit.clone())
            && record.get().is_over(now)
        {
            record.remove();
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "never negative, and a saturated count is still the largest"
)]
const fn whole(number: f64) -> u64 {
    number as u64
}

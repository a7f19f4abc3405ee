//! The table of one kind of permit: its holders, those who wait, and what each circuit used.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, btree_map::Entry},
    sync::Arc,
    time::Duration,
};

use super::{activity::Activity, usage::Usage};

/// What a circuit used is compared in steps of this many permit-seconds where the order of those
/// who wait is decided: below it the tiebreak decides.
const ORDER_STEP: f64 = 5.0;
/// How many of those who wait are refused before a look ends: the others have no better claim.
const REFUSALS_MAX: usize = 4;
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
    circuits: BTreeMap<C, Usage>,
    held: BTreeMap<PermitId, Holder<C>>,
    waiting: BTreeMap<PermitId, Waiter<C>>,
    /// How many circuits hold so many permits.
    holding: BTreeMap<usize, usize>,
    next: PermitId,
}

struct Holder<C> {
    circuit: C,
    activity: Arc<Activity>,
}

struct Waiter<C> {
    circuit: C,
    activity: Arc<Activity>,
    tiebreak: u64,
}

/// What the policy says to a circuit that asks.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Verdict {
    Take,
    TakeFrom(PermitId),
    Wait,
}

impl<C: Clone + Ord> FairTable<C> {
    pub(crate) const fn new(limits: Limits) -> Self {
        Self {
            limits,
            circuits: BTreeMap::new(),
            held: BTreeMap::new(),
            waiting: BTreeMap::new(),
            holding: BTreeMap::new(),
            next: 0,
        }
    }

    /// Asks for a permit: it is granted at once, or waited for.
    pub(crate) fn enter(
        &mut self,
        circuit: &C,
        activity: Arc<Activity>,
        tiebreak: u64,
        now: Duration,
    ) -> (PermitId, Vec<Change>) {
        let id = self.next;
        self.next += 1;
        self.usage_mut(circuit, now).waiting += 1;
        let waiter = Waiter {
            circuit: circuit.clone(),
            activity,
            tiebreak,
        };
        self.waiting.insert(id, waiter);
        let mut changes = Vec::new();
        self.try_grant(id, now, &mut changes);
        if self.waiting.len() > self.limits.waiting
            && let Some(last) = self.last_waiting(now)
        {
            self.forget_waiting(last, now);
            changes.push(Change::Dismissed(last));
        }
        (id, changes)
    }

    /// A permit is given back, or no longer waited for.
    pub(crate) fn leave(&mut self, id: PermitId, now: Duration) -> Vec<Change> {
        if self.waiting.contains_key(&id) {
            self.forget_waiting(id, now);
        }
        if self.release(id, now) {
            return self.look(now);
        }
        Vec::new()
    }

    /// Looks again at those who wait: with time, holders get a quantum ahead of them.
    pub(crate) fn look(&mut self, now: Duration) -> Vec<Change> {
        let mut changes = Vec::new();
        let mut refused = 0;
        for id in self.in_order(now) {
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
        self.circuits.retain(|_, usage| !usage.is_over(now));
        if self.circuits.len() <= REMEMBERED_MAX {
            return;
        }
        let mut idle: Vec<_> = self
            .circuits
            .iter()
            .filter(|(_, usage)| usage.held == 0 && usage.waiting == 0)
            .map(|(circuit, usage)| (usage.used(now), circuit.clone()))
            .collect();
        idle.sort_by(|a, b| a.0.total_cmp(&b.0));
        for (_, circuit) in idle.into_iter().take(REMEMBERED_MAX / 8) {
            self.circuits.remove(&circuit);
        }
    }

    /// Whether more than half of the permits are held.
    pub(crate) fn is_crowded(&self) -> bool {
        self.held.len() * 2 > self.limits.held
    }

    /// How much of this table a circuit has used, in permit-seconds.
    pub(crate) fn used(&self, circuit: &C, now: Duration) -> f64 {
        self.circuits
            .get(circuit)
            .map_or(0.0, |usage| usage.used(now))
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
        self.circuits.get(circuit).map_or(0, |usage| usage.held)
    }

    fn try_grant(&mut self, id: PermitId, now: Duration, changes: &mut Vec<Change>) -> bool {
        let Some(waiter) = self.waiting.get(&id) else {
            return false;
        };
        match self.verdict(&waiter.circuit, now) {
            Verdict::Wait => return false,
            Verdict::Take => {}
            Verdict::TakeFrom(other) => {
                self.release(other, now);
                changes.push(Change::Evicted(other));
            }
        }
        let Some(Waiter {
            circuit, activity, ..
        }) = self.waiting.remove(&id)
        else {
            return false;
        };
        activity.add(0, now);
        self.usage_mut(&circuit, now).waiting -= 1;
        self.change_held(&circuit, now, |held| held + 1);
        self.held.insert(id, Holder { circuit, activity });
        changes.push(Change::Granted(id));
        true
    }

    fn verdict(&self, circuit: &C, now: Duration) -> Verdict {
        if self.held.len() < self.limits.held {
            return Verdict::Take;
        }
        let mine = self.circuits.get(circuit).map_or(0, |usage| usage.held) + 1;
        let most = self.holding.last_key_value().map_or(0, |(held, _)| *held);
        match mine.cmp(&most) {
            Ordering::Greater => Verdict::Wait,
            // The worst of theirs: one that is judged elsewhere goes last, else the one that has
            // moved nothing for the longest time.
            Ordering::Less => self
                .held
                .iter()
                .filter(|(_, holder)| self.held_by_circuit(&holder.circuit) == most)
                .min_by_key(|(id, holder)| {
                    let activity = &holder.activity;
                    (activity.is_sheltered(), activity.moved(), **id)
                })
                .map_or(Verdict::Wait, |(id, _)| Verdict::TakeFrom(*id)),
            Ordering::Equal => self.furthest_ahead(circuit, most, now),
        }
    }

    /// Of those who hold equally many, the one that used the most, if it is a quantum ahead.
    fn furthest_ahead(&self, circuit: &C, most: usize, now: Duration) -> Verdict {
        let judged = self
            .held
            .iter()
            .filter(|(_, holder)| !holder.activity.is_sheltered())
            .filter_map(|(id, holder)| {
                let usage = self.circuits.get(&holder.circuit)?;
                (usage.held == most).then(|| (usage.used(now), *id, holder.activity.moved()))
            });
        let worst =
            judged.max_by(|a, b| a.0.total_cmp(&b.0).then(b.2.cmp(&a.2)).then(b.1.cmp(&a.1)));
        let least = self.used(circuit, now) + self.limits.quantum.as_secs_f64();
        match worst {
            Some((used, id, _)) if used > least => Verdict::TakeFrom(id),
            _ => Verdict::Wait,
        }
    }

    fn held_by_circuit(&self, circuit: &C) -> usize {
        self.circuits.get(circuit).map_or(0, |usage| usage.held)
    }

    /// Those who wait, the best claim first: fewest held, least used, then the tiebreak.
    fn in_order(&self, now: Duration) -> Vec<PermitId> {
        let mut order: Vec<_> = self
            .waiting
            .iter()
            .map(|(id, waiter)| (self.claim(waiter, now), *id))
            .collect();
        order.sort_unstable();
        order.into_iter().map(|(_, id)| id).collect()
    }

    fn claim(&self, waiter: &Waiter<C>, now: Duration) -> (usize, u64, u64) {
        let usage = self.circuits.get(&waiter.circuit);
        let held = usage.map_or(0, |usage| usage.held);
        let steps = usage.map_or(0.0, |usage| usage.used(now)) / ORDER_STEP;
        (held, whole(steps), waiter.tiebreak)
    }

    /// Whom to dismiss: of the circuit that waits for the most permits, the worst claim.
    fn last_waiting(&self, now: Duration) -> Option<PermitId> {
        let waiting = |waiter: &Waiter<C>| {
            let usage = self.circuits.get(&waiter.circuit);
            usage.map_or(0, |usage| usage.waiting)
        };
        self.waiting
            .iter()
            .max_by_key(|(id, waiter)| (waiting(waiter), self.claim(waiter, now), **id))
            .map(|(id, _)| *id)
    }

    fn release(&mut self, id: PermitId, now: Duration) -> bool {
        let Some(holder) = self.held.remove(&id) else {
            return false;
        };
        self.change_held(&holder.circuit, now, |held| held - 1);
        self.drop_if_over(&holder.circuit, now);
        true
    }

    fn forget_waiting(&mut self, id: PermitId, now: Duration) {
        if let Some(waiter) = self.waiting.remove(&id) {
            self.usage_mut(&waiter.circuit, now).waiting -= 1;
            self.drop_if_over(&waiter.circuit, now);
        }
    }

    fn drop_if_over(&mut self, circuit: &C, now: Duration) {
        if let Entry::Occupied(usage) = self.circuits.entry(circuit.clone())
            && usage.get().is_over(now)
        {
            usage.remove();
        }
    }

    fn change_held(&mut self, circuit: &C, now: Duration, change: impl Fn(usize) -> usize) {
        let usage = self.usage_mut(circuit, now);
        let before = usage.held;
        usage.held = change(before);
        let after = usage.held;
        if let Entry::Occupied(mut circuits) = self.holding.entry(before) {
            *circuits.get_mut() -= 1;
            if *circuits.get() == 0 {
                circuits.remove();
            }
        }
        if after > 0 {
            *self.holding.entry(after).or_default() += 1;
        }
    }

    fn usage_mut(&mut self, circuit: &C, now: Duration) -> &mut Usage {
        let usage = self.circuits.entry(circuit.clone());
        let usage = usage.or_insert_with(|| Usage::new(now));
        usage.settle(now);
        usage
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

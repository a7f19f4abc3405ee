//! What holds of every table, whatever circuits ask, in whatever order.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use super::{
    activity::Activity,
    table::{Change, FairTable, Limits, PermitId},
};

const QUANTUM: Duration = Duration::from_secs(10);
const LIMITS: Limits = Limits {
    held: 12,
    waiting: 20,
    quantum: QUANTUM,
};
const CIRCUITS: u64 = 9;
const STEPS: usize = 4_000;

/// xorshift64*: the same numbers in each run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 11) % bound
    }
}

/// A table, and what it must be by the changes that it told.
struct Model {
    table: FairTable<u64>,
    held: BTreeMap<PermitId, u64>,
    waiting: BTreeMap<PermitId, u64>,
    now: Duration,
}

impl Model {
    fn new() -> Self {
        Self {
            table: FairTable::new(LIMITS),
            held: BTreeMap::new(),
            waiting: BTreeMap::new(),
            now: Duration::ZERO,
        }
    }

    fn enter(&mut self, circuit: u64, tiebreak: u64) {
        let activity = Arc::<Activity>::default();
        let (id, changes) = self.table.enter(&circuit, activity, tiebreak, self.now);
        self.waiting.insert(id, circuit);
        self.follow(&changes);
    }

    fn look(&mut self) {
        let changes = self.table.look(self.now);
        self.follow(&changes);
    }

    fn leave(&mut self, id: PermitId) {
        let changes = self.table.leave(id, self.now);
        self.held.remove(&id);
        self.waiting.remove(&id);
        self.follow(&changes);
    }

    fn follow(&mut self, changes: &[Change]) {
        // One circuit's permits as they were before its newcomer came in.
        for change in changes {
            match change {
                Change::Granted(id) => {
                    let circuit = self.waiting.remove(id).expect("it waited");
                    self.held.insert(*id, circuit);
                }
                Change::Evicted(id) => {
                    let loser = self.held.remove(id).expect("it was held");
                    let mine = self.of(loser) + 1;
                    assert!(
                        self.held.values().all(|circuit| self.of(*circuit) <= mine),
                        "another circuit holds more than the one that lost"
                    );
                    assert!(
                        mine > 1 || self.table.used(&loser, self.now) >= QUANTUM.as_secs_f64(),
                        "a circuit lost its only permit within its first quantum"
                    );
                }
                Change::Dismissed(id) => {
                    assert!(self.waiting.remove(id).is_some());
                }
            }
        }
        let (held, waiting, _) = self.table.counts();
        assert_eq!((held, waiting), (self.held.len(), self.waiting.len()));
        assert!(held <= LIMITS.held && waiting <= LIMITS.waiting);
        assert!(held == LIMITS.held || waiting == 0, "room, and one waits");
        for circuit in 0..CIRCUITS {
            assert_eq!(self.table.held_by(&circuit), self.of(circuit));
        }
    }

    fn of(&self, circuit: u64) -> usize {
        self.held.values().filter(|held| **held == circuit).count()
    }
}

#[test]
fn nobody_waits_beside_room_and_nobody_who_holds_least_loses_a_first_quantum() {
    for seed in 1..=8 {
        let mut numbers = Numbers(seed);
        let mut model = Model::new();
        for _ in 0..STEPS {
            model.now += Duration::from_millis(numbers.below(700));
            match numbers.below(10) {
                0..=4 => {
                    let circuit = numbers.below(CIRCUITS);
                    let tiebreak = numbers.below(u64::MAX);
                    model.enter(circuit, tiebreak);
                }
                5 | 6 => model.look(),
                _ => {
                    let all = model.held.len() + model.waiting.len();
                    let at = numbers.below(all.max(1) as u64);
                    let id = model.held.keys().chain(model.waiting.keys());
                    if let Some(id) = id.copied().nth(usize::try_from(at).unwrap()) {
                        model.leave(id);
                    }
                }
            }
        }
        for id in model
            .held
            .clone()
            .into_keys()
            .chain(model.waiting.clone().into_keys())
        {
            model.leave(id);
        }
        model
            .table
            .forget(model.now + Duration::from_secs(6 * 60 * 60));
        assert_eq!(model.table.counts(), (0, 0, 0));
    }
}

#[test]
fn a_circuit_that_leaves_and_comes_again_is_no_newcomer() {
    let limits = Limits { held: 2, ..LIMITS };
    let mut table = FairTable::new(limits);
    let second = Duration::from_secs(1);
    let activity = Arc::<Activity>::default;
    // Circuit 1 churns: nine seconds, then anew, for a minute. Circuit 2 holds for as long.
    let mut now = Duration::ZERO;
    table.enter(&2, activity(), 0, now);
    let mut mine = table.enter(&1, activity(), 0, now).0;
    for _ in 0..6 {
        now += second * 9;
        table.leave(mine, now);
        mine = table.enter(&1, activity(), 0, now).0;
    }
    let (newcomer, changes) = table.enter(&3, activity(), 0, now);
    assert_eq!(changes, [], "all hold equally many: the next look decides");
    let changes = table.look(now);
    assert!(changes.contains(&Change::Granted(newcomer)), "{changes:?}");
    assert!(
        matches!(changes.first(), Some(Change::Evicted(_))),
        "{changes:?}"
    );
}

#[test]
fn to_move_bytes_quickly_keeps_no_permit() {
    let mut table = FairTable::new(Limits { held: 1, ..LIMITS });
    let fast = Arc::<Activity>::default();
    let (held, _) = table.enter(&1, Arc::clone(&fast), 0, Duration::ZERO);
    let later = QUANTUM + Duration::from_secs(1);
    fast.add(1_000_000_000, later);
    table.enter(&2, Arc::default(), 0, later);
    let changes = table.look(later);
    assert_eq!(changes.first(), Some(&Change::Evicted(held)));
}

#[test]
fn of_the_circuit_that_holds_most_the_idlest_goes_and_the_sheltered_last() {
    let mut table = FairTable::new(Limits { held: 3, ..LIMITS });
    let second = Duration::from_secs(1);
    let [idle, sheltered, moving] = [(); 3].map(|()| Arc::<Activity>::default());
    let ids = [&idle, &sheltered, &moving]
        .map(|activity| table.enter(&1, Arc::clone(activity), 0, Duration::ZERO).0);
    sheltered.shelter(true);
    moving.add(1, second);
    let (_, changes) = table.enter(&2, Arc::default(), 0, second * 2);
    assert_eq!(changes.first(), Some(&Change::Evicted(ids[0])));
    let (_, changes) = table.enter(&3, Arc::default(), 0, second * 2);
    assert_eq!(changes.first(), Some(&Change::Evicted(ids[2])));
    // What is left of it is sheltered, and others hold as much.
    table.enter(&4, Arc::default(), 0, second * 9);
    assert_eq!(table.look(second * 9), []);
    assert!(table.is_held(ids[1]));
}

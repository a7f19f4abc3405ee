//! A door under attack, in made-up time: the tables that serve, honest visits as slow as Tor, and
//! adversaries that have read this code. docs/fairness.md has the table that the long run prints
//! (`SOURDINE_SOAK=1`).
//!
//! Modelled: permits, circuits, the rate of beginning, half a second before anything, retries as
//! the page makes them. Not modelled: the vault, a shared bottleneck, the processor, tor's queues.

use std::{collections::HashMap, sync::Arc, time::Duration};

use super::{
    CONNECTION_QUANTUM, WAITING_CONNECTIONS_MAX,
    activity::Activity,
    table::{Change, FairTable, Limits, PermitId},
};

/// Seconds of one step.
const STEP: f64 = 0.1;
/// Those who wait are looked at every so many steps, and circuits forgotten.
const LOOK_STEPS: u64 = 4;
const FORGET_STEPS: u64 = 300;
/// Seconds before the first byte of anything.
const LATENCY: f64 = 0.5;
/// Bytes a second of an honest source, of a hostile circuit, and of all of them together.
const HONEST_RATE: f64 = 70_000.0;
const CIRCUIT_RATE: f64 = 400_000.0;
const ALL_RATE: f64 = 40_000_000.0;
/// The slowest that is borne: 16 KiB in 90 s.
const LEAST_RATE: f64 = 182.0;
/// What a circuit may begin at once, and seconds until one more.
const BURST: f64 = 8.0;
const INTERVAL: f64 = 15.0;
/// Seconds that a permit is waited for.
const PATIENCE: f64 = 120.0;
/// Seconds before each try of the page's script; begun anew at each headway.
const PAUSES: [f64; 10] = [1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 30.0, 60.0, 60.0, 60.0];
/// Honest sources come for so long before the attack.
const BEFORE: f64 = 60.0;
/// Of the quiet 95th percentile.
const SLOWER_MOST: f64 = 3.0;
/// A visit that is not done by then has failed.
const END: f64 = 3_000.0;

const CONNECTIONS: usize = 0;
const BODIES: usize = 1;
const SMALL: usize = 2;
/// As the server has them.
const TABLES: [Limits; 3] = [
    Limits {
        held: 1_536,
        waiting: WAITING_CONNECTIONS_MAX,
        quantum: CONNECTION_QUANTUM,
    },
    super::BODIES,
    super::SMALL_BODIES,
];

struct Kind {
    name: &'static str,
    /// Seconds from one to the next, on average.
    every: f64,
    /// Seconds on the connection before the body.
    prelude: f64,
    body: Option<usize>,
    bytes: f64,
    /// How often it is tried; 0 where the page's script goes on from where it was.
    tries: usize,
    /// The least part that must succeed, in hundredths.
    least: f64,
}

const VISITS: [Kind; 5] = [
    kind("page", 2.5, 0.8, None, 0.0, 3),
    kind("letter", 2.5, 4.0, Some(SMALL), 8_000.0, 3),
    kind("form of 2 MB", 5.0, 2.0, Some(BODIES), 2_000_000.0, 1),
    kind("upload of 5 MB", 8.0, 4.0, Some(BODIES), 5_000_000.0, 0),
    kind("upload of 60 MB", 30.0, 4.0, Some(BODIES), 60_000_000.0, 0),
];

const fn kind(
    name: &'static str,
    every: f64,
    prelude: f64,
    body: Option<usize>,
    bytes: f64,
    tries: usize,
) -> Kind {
    Kind {
        name,
        every,
        prelude,
        body,
        bytes,
        tries,
        least: 99.0,
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Way {
    /// As slow as is borne, for ever.
    Hold,
    /// As fast as the circuit carries.
    Fast,
    /// As an honest source, one body after another.
    Mimic,
    /// Much at once, then as slow as is borne.
    Burst,
    /// Leaves and comes again before it is judged.
    Churn,
}

#[derive(Clone, Copy, Debug)]
struct Adversary {
    way: Way,
    target: usize,
    /// Lines of each circuit.
    lines: usize,
    /// New circuits a second: one that had its quantum is left for a new one.
    fresh: f64,
}

const fn adversary(way: Way, target: usize, lines: usize) -> Adversary {
    Adversary {
        way,
        target,
        lines,
        fresh: 0.0,
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Phase {
    Away(f64),
    /// Waits for its connection.
    Knocking(f64),
    Prelude(f64),
    /// Waits for its body's permit.
    Waiting(f64),
    Body,
    /// Over, and not counted yet.
    Failed,
    Counted,
}

struct Line {
    circuit: u32,
    visit: Option<usize>,
    way: Option<Way>,
    body: Option<usize>,
    bytes: f64,
    rate: f64,
    prelude: f64,
    phase: Phase,
    came: f64,
    since: f64,
    offset: f64,
    reached: f64,
    brought: f64,
    failures: usize,
    connection: Option<PermitId>,
    permit: Option<PermitId>,
    activity: Arc<Activity>,
}

struct Circuit {
    tokens: f64,
    at: f64,
}

#[derive(Clone, Default)]
struct Told {
    came: [usize; VISITS.len()],
    took: [Vec<f64>; VISITS.len()],
}

impl Told {
    fn success(&self, visit: usize) -> f64 {
        self.took[visit].len() as f64 * 100.0 / self.came[visit].max(1) as f64
    }

    fn p95(&self, visit: usize) -> f64 {
        let mut took = self.took[visit].clone();
        took.sort_by(f64::total_cmp);
        let at = (took.len() * 95).div_ceil(100).saturating_sub(1);
        took.get(at).copied().unwrap_or(f64::NAN)
    }
}

struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

struct Door {
    tables: [FairTable<u32>; 3],
    /// Whose a permit is, by table.
    permits: [HashMap<PermitId, usize>; 3],
    circuits: Vec<Circuit>,
    lines: Vec<Line>,
    live: Vec<usize>,
    /// How many of them are honest.
    honest: usize,
    now: f64,
    numbers: Numbers,
    told: Told,
}

impl Door {
    fn new(limits: [Limits; 3], seed: u64) -> Self {
        Self {
            tables: limits.map(FairTable::new),
            permits: Default::default(),
            circuits: Vec::new(),
            lines: Vec::new(),
            live: Vec::new(),
            honest: 0,
            now: 0.0,
            numbers: Numbers(seed ^ 0x9e37_79b9_7f4a_7c15),
            told: Told::default(),
        }
    }

    fn clock(&self) -> Duration {
        Duration::from_secs_f64(self.now)
    }

    fn circuit(&mut self) -> u32 {
        self.circuits.push(Circuit {
            tokens: BURST,
            at: self.now,
        });
        u32::try_from(self.circuits.len() - 1).unwrap()
    }

    fn add(&mut self, circuit: u32, visit: Option<usize>, hostile: Option<(Adversary, f64)>) {
        let (body, bytes, rate, prelude, way) = match (visit, hostile) {
            (Some(visit), _) => {
                let kind = &VISITS[visit];
                (kind.body, kind.bytes, HONEST_RATE, kind.prelude, None)
            }
            (None, Some((adversary, cap))) => {
                let honest = [0.0, 5_000_000.0, 100_000.0][adversary.target];
                let share = cap / adversary.lines as f64;
                let (bytes, rate) = match adversary.way {
                    Way::Hold | Way::Burst => (f64::INFINITY, LEAST_RATE),
                    Way::Fast if adversary.target == SMALL => (honest, share),
                    Way::Fast => (60_000_000.0, share),
                    Way::Mimic => (honest, HONEST_RATE.min(share)),
                    Way::Churn => (honest.min(HONEST_RATE * 15.0), HONEST_RATE.min(share)),
                };
                let body = (adversary.target != CONNECTIONS).then_some(adversary.target);
                (body, bytes, rate, LATENCY, Some(adversary.way))
            }
            (None, None) => return,
        };
        let begin = self.now + LATENCY * self.numbers.unit();
        self.lines.push(Line {
            circuit,
            visit,
            way,
            body,
            bytes,
            rate,
            prelude,
            phase: Phase::Away(begin),
            came: self.now,
            since: self.now,
            offset: 0.0,
            reached: 0.0,
            brought: 0.0,
            failures: 0,
            connection: None,
            permit: None,
            activity: Arc::default(),
        });
        self.live.push(self.lines.len() - 1);
        self.honest += usize::from(visit.is_some());
    }

    fn enter(&mut self, table: usize, line: usize) {
        let tiebreak = self.numbers.next();
        let circuit = self.lines[line].circuit;
        let activity = if table == CONNECTIONS {
            self.lines[line].activity = Arc::default();
            Arc::clone(&self.lines[line].activity)
        } else {
            Arc::default()
        };
        let now = self.clock();
        let (id, changes) = self.tables[table].enter(&circuit, activity, tiebreak, now);
        self.permits[table].insert(id, line);
        if table == CONNECTIONS {
            self.lines[line].connection = Some(id);
        } else {
            self.lines[line].permit = Some(id);
        }
        self.follow(table, &changes);
    }

    fn follow(&mut self, table: usize, changes: &[Change]) {
        for change in changes {
            match change {
                Change::Granted(id) => {
                    let line = self.permits[table][id];
                    let now = self.now;
                    let line = &mut self.lines[line];
                    line.since = now;
                    if table == CONNECTIONS {
                        line.brought = 0.0;
                        let stays = match line.way {
                            Some(Way::Churn) if line.body.is_none() => 14.0,
                            Some(_) if line.body.is_none() => f64::INFINITY,
                            _ => line.prelude,
                        };
                        line.phase = Phase::Prelude(now + stays);
                    } else {
                        line.activity.shelter(true);
                        line.brought = 0.0;
                        line.phase = Phase::Body;
                    }
                }
                Change::Evicted(id) | Change::Dismissed(id) => {
                    if let Some(line) = self.permits[table].remove(id) {
                        if table == CONNECTIONS {
                            self.lines[line].connection = None;
                        } else {
                            self.lines[line].permit = None;
                        }
                        self.failed(line);
                    }
                }
            }
        }
    }

    fn leave(&mut self, line: usize) {
        let now = self.clock();
        self.lines[line].activity.shelter(false);
        if let (Some(id), Some(table)) = (self.lines[line].permit.take(), self.lines[line].body) {
            self.permits[table].remove(&id);
            let changes = self.tables[table].leave(id, now);
            self.follow(table, &changes);
        }
        if let Some(id) = self.lines[line].connection.take() {
            self.permits[CONNECTIONS].remove(&id);
            let changes = self.tables[CONNECTIONS].leave(id, now);
            self.follow(CONNECTIONS, &changes);
        }
    }

    /// When a line tries again that has no permit any more.
    fn failed(&mut self, number: usize) {
        self.leave(number);
        let now = self.now;
        let line = &mut self.lines[number];
        let Some(visit) = line.visit else {
            line.phase = Phase::Away(now + LATENCY);
            return;
        };
        let tries = VISITS[visit].tries;
        let pause = if tries > 0 {
            line.offset = 0.0;
            line.failures += 1;
            (line.failures < tries).then_some(1.0)
        } else {
            // Going on asks for the offset first. A part of a slot is sent again.
            line.prelude = LATENCY;
            line.offset -= line.offset % 130_816.0;
            if line.offset > line.reached {
                line.failures = 0;
            }
            line.reached = line.offset;
            line.failures += 1;
            PAUSES.get(line.failures - 1).copied()
        };
        line.phase = pause.map_or(Phase::Failed, |pause| Phase::Away(now + pause));
    }

    fn may_begin(&mut self, circuit: u32) -> bool {
        let circuit = &mut self.circuits[circuit as usize];
        circuit.tokens = (circuit.tokens + (self.now - circuit.at) / INTERVAL).min(BURST);
        circuit.at = self.now;
        let may = circuit.tokens >= 1.0;
        if may {
            circuit.tokens -= 1.0;
        }
        may
    }

    /// One step of one line. Whether a visit is over, and how.
    fn go(&mut self, number: usize) -> Option<bool> {
        let now = self.now;
        match self.lines[number].phase {
            Phase::Failed | Phase::Counted => return Some(false),
            Phase::Away(until) => {
                if now >= until {
                    self.lines[number].phase = Phase::Knocking(now);
                    self.enter(CONNECTIONS, number);
                }
            }
            Phase::Knocking(since) | Phase::Waiting(since) => {
                if now - since > PATIENCE {
                    self.failed(number);
                }
            }
            Phase::Prelude(until) => return self.prelude(number, until),
            Phase::Body => return self.body(number),
        }
        None
    }

    fn prelude(&mut self, number: usize, until: f64) -> Option<bool> {
        let clock = self.clock();
        let line = &self.lines[number];
        line.activity.add(1, clock);
        if self.now < until {
            return None;
        }
        let (circuit, hostile) = (line.circuit, line.visit.is_none());
        let Some(table) = line.body else {
            self.leave(number);
            if hostile {
                self.lines[number].phase = Phase::Away(self.now + LATENCY);
                return None;
            }
            return Some(true);
        };
        // To go on with an upload is no beginning.
        if self.lines[number].offset > 0.0 || self.may_begin(circuit) {
            let first = self.tables[table].used(&circuit, clock) < 1.0;
            self.lines[number].activity.shelter(first);
            self.lines[number].phase = Phase::Waiting(self.now);
            self.enter(table, number);
        }
        None
    }

    fn body(&mut self, number: usize) -> Option<bool> {
        let now = self.now;
        let line = &mut self.lines[number];
        if now - line.since >= LATENCY {
            let rate = match line.way {
                Some(Way::Burst) if line.brought < 300_000.0 => CIRCUIT_RATE,
                _ => line.rate,
            };
            line.brought += rate * STEP;
            line.offset += rate * STEP;
        }
        if line.offset < line.bytes {
            return None;
        }
        let hostile = line.visit.is_none();
        line.offset = 0.0;
        self.leave(number);
        if hostile {
            self.lines[number].phase = Phase::Away(now + LATENCY);
            return None;
        }
        Some(true)
    }

    fn step(&mut self, steps: u64) {
        let all = self.live.len();
        let turn = usize::try_from(self.numbers.next() % all.max(1) as u64).unwrap();
        for at in 0..all {
            let number = self.live[(at + turn) % all];
            let Some(success) = self.go(number) else {
                continue;
            };
            self.lines[number].phase = Phase::Counted;
            self.honest -= 1;
            if let Some(visit) = self.lines[number].visit {
                self.told.came[visit] += 1;
                if success {
                    self.told.took[visit].push(self.now - self.lines[number].came);
                }
            }
        }
        let lines = &self.lines;
        self.live
            .retain(|number| lines[*number].phase != Phase::Counted);
        if steps.is_multiple_of(LOOK_STEPS) {
            for table in 0..TABLES.len() {
                let now = self.clock();
                let changes = self.tables[table].look(now);
                self.follow(table, &changes);
                if steps.is_multiple_of(FORGET_STEPS) {
                    self.tables[table].forget(now);
                }
            }
        }
        self.now += STEP;
    }

    /// Circuits that had their quantum are left for new ones, as many as the adversary can make.
    fn renew(&mut self, adversary: Adversary, allowed: &mut f64) {
        *allowed = (*allowed + adversary.fresh * STEP).min(adversary.fresh * 10.0);
        for at in 0..self.live.len() {
            let number = self.live[at];
            let line = &self.lines[number];
            let Some(table) = line
                .body
                .filter(|_| line.visit.is_none() && *allowed >= 1.0)
            else {
                continue;
            };
            let used = self.tables[table].used(&line.circuit, self.clock());
            if used > TABLES[table].quantum.as_secs_f64() {
                self.leave(number);
                self.lines[number].circuit = self.circuit();
                self.lines[number].offset = 0.0;
                self.lines[number].phase = Phase::Away(self.now + LATENCY);
                *allowed -= 1.0;
            }
        }
    }
}

/// Honest visits for `seconds`, from [`BEFORE`] before the attack on.
fn simulate(hostile: u32, adversary: Option<Adversary>, seconds: f64) -> Told {
    simulate_with(TABLES, hostile, adversary, seconds)
}

fn simulate_with(
    limits: [Limits; 3],
    hostile: u32,
    adversary: Option<Adversary>,
    seconds: f64,
) -> Told {
    let mut door = Door::new(limits, 7);
    let cap = CIRCUIT_RATE.min(ALL_RATE / f64::from(hostile.max(1)));
    let mut next = [0.0; VISITS.len()];
    let (mut begun, mut allowed, mut steps) = (false, 0.0, 0);
    loop {
        for (visit, next) in next.iter_mut().enumerate() {
            while *next <= door.now && door.now < BEFORE + seconds {
                *next -= VISITS[visit].every * (1.0 - door.numbers.unit()).ln();
                let circuit = door.circuit();
                door.add(circuit, Some(visit), None);
            }
        }
        if let Some(adversary) = adversary {
            if !begun && door.now >= BEFORE {
                begun = true;
                for _ in 0..hostile {
                    let circuit = door.circuit();
                    for _ in 0..adversary.lines {
                        door.add(circuit, None, Some((adversary, cap)));
                    }
                }
            }
            if adversary.fresh > 0.0 && begun {
                door.renew(adversary, &mut allowed);
            }
        }
        door.step(steps);
        steps += 1;
        let all_came = door.now >= BEFORE + seconds;
        if door.now >= END || (all_came && door.honest == 0) {
            break;
        }
    }
    for number in &door.live {
        if let Some(visit) = door.lines[*number].visit {
            door.told.came[visit] += 1;
        }
    }
    door.told
}

/// The worst for connections, forms, uploads, letters.
const WORST: [Adversary; 6] = [
    adversary(Way::Fast, CONNECTIONS, 6),
    adversary(Way::Hold, BODIES, 1),
    adversary(Way::Fast, BODIES, 1),
    adversary(Way::Fast, BODIES, 2),
    adversary(Way::Churn, BODIES, 1),
    adversary(Way::Mimic, SMALL, 1),
];

fn meets_the_goal(
    hostile: u32,
    adversary: Adversary,
    quiet: &Told,
    told: &Told,
) -> Result<(), String> {
    for (visit, kind) in VISITS.iter().enumerate() {
        let who = format!("{} beside {hostile} of {adversary:?}", kind.name);
        let success = told.success(visit);
        if success < kind.least {
            return Err(format!("{who}: {success:.1} %"));
        }
        // The largest only has to arrive.
        let slower = told.p95(visit) / quiet.p95(visit);
        let largest = visit + 1 == VISITS.len();
        if !largest && slower > SLOWER_MOST {
            return Err(format!("{who}: {slower:.2} times as long"));
        }
    }
    Ok(())
}

fn all_adversaries() -> Vec<Adversary> {
    let mut all = Vec::new();
    for target in [CONNECTIONS, BODIES, SMALL] {
        for way in [Way::Hold, Way::Fast, Way::Mimic, Way::Burst, Way::Churn] {
            for lines in [1, 2, 6] {
                all.push(adversary(way, target, lines));
            }
        }
    }
    for fresh in [1.0, 4.0] {
        for target in [BODIES, SMALL] {
            all.push(Adversary {
                fresh,
                ..adversary(Way::Mimic, target, 1)
            });
        }
    }
    all
}

#[expect(
    clippy::disallowed_methods,
    reason = "what a test reads is no configuration"
)]
fn is_soak() -> bool {
    std::env::var("SOURDINE_SOAK").is_ok_and(|soak| soak == "1")
}

#[test]
fn honest_sources_get_through_beside_four_hundred_circuits_that_know_the_policy() {
    let quiet = simulate(0, None, 90.0);
    // The long run tries them all.
    for adversary in WORST.into_iter().step_by(2) {
        let told = simulate(400, Some(adversary), 90.0);
        meets_the_goal(400, adversary, &quiet, &told).unwrap();
    }
}

/// The simulation tells a bad policy: tables that differ in their quantum alone fail in it.
#[test]
fn a_door_without_quanta_and_one_that_is_first_come_first_served_fail() {
    let quiet = simulate(0, None, 90.0);
    let hostile = 400;
    for quantum in [
        // Each that waits takes the turn of the one before: forms are not read to their end.
        Duration::ZERO,
        // Nobody is ever a quantum ahead.
        Duration::from_secs(24 * 60 * 60),
    ] {
        let limits = TABLES.map(|limits| Limits { quantum, ..limits });
        let holders = adversary(Way::Hold, BODIES, 1);
        let told = simulate_with(limits, hostile, Some(holders), 90.0);
        let met = meets_the_goal(hostile, holders, &quiet, &told);
        assert!(met.is_err(), "a quantum of {quantum:?} does as well");
    }
}

/// The whole table, in the long run alone.
#[test]
fn honest_sources_get_through_beside_every_crowd() {
    if !is_soak() {
        return;
    }
    let quiet = simulate(0, None, 480.0);
    for hostile in [10, 100, 200, 400, 1_000, 2_000] {
        let mut least = [f64::INFINITY; VISITS.len()];
        let mut slowest = [0.0_f64; VISITS.len()];
        for adversary in all_adversaries() {
            let told = simulate(hostile, Some(adversary), 480.0);
            for visit in 0..VISITS.len() {
                least[visit] = least[visit].min(told.success(visit));
                slowest[visit] = slowest[visit].max(told.p95(visit) / quiet.p95(visit));
            }
            if hostile <= 400 {
                meets_the_goal(hostile, adversary, &quiet, &told).unwrap();
            }
        }
        let row = least
            .iter()
            .zip(slowest)
            .map(|(least, slow)| format!("{least:.0} ({slow:.1})"));
        println!("| {hostile} | {} |", row.collect::<Vec<_>>().join(" | "));
    }
}

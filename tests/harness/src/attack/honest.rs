//! Sources who have something to say: at each place one after another.

use std::{
    collections::BTreeMap,
    thread,
    time::{Duration, Instant},
};

use anyhow::Result;

use super::{
    link::Link,
    percentile,
    visit::{self, Luggage, Visit},
};
use crate::network::http::{Door, another_circuit};

/// From the end of one visit to the next, at one place.
const PAUSE: Duration = Duration::from_millis(500);
/// The first visits at the places of one kind begin within this time.
const SPREAD: Duration = Duration::from_secs(8);

/// So many places for one kind of visit.
pub type Places = (Visit, u32);

/// What visits of one kind met.
#[derive(Debug, Default)]
pub struct Met {
    /// How long each took that ended well, the shortest first.
    pub confirmed: Vec<Duration>,
    /// What the others met.
    pub failed: Vec<String>,
}

/// By kind.
pub type Phase = BTreeMap<Visit, Met>;

impl Met {
    /// How many there were.
    #[must_use]
    pub const fn visits(&self) -> usize {
        self.confirmed.len() + self.failed.len()
    }

    /// The part that ended well.
    #[must_use]
    pub fn success(&self) -> f64 {
        self.confirmed.len() as f64 / self.visits() as f64
    }

    /// So long at most took this part of those that ended well.
    #[must_use]
    pub fn percentile(&self, hundredths: usize) -> Duration {
        percentile(&self.confirmed, hundredths)
    }
}

/// Visits begin for so long; returns when the last of them has ended.
pub(super) fn visits(
    door: &Door,
    link: Link,
    luggage: &Luggage,
    places: &[Places],
    time: Duration,
) -> Phase {
    let end = Instant::now() + time;
    let mut phase = Phase::new();
    thread::scope(|scope| {
        let mut running = Vec::new();
        for (kind, at_once) in places {
            for place in 0..*at_once {
                let first = SPREAD.min(time) * place / *at_once;
                let stay = move || {
                    thread::sleep(first);
                    one_after_another(*kind, door, link, luggage, end)
                };
                running.push((*kind, scope.spawn(stay)));
            }
        }
        for (kind, place) in running {
            let met = phase.entry(kind).or_default();
            match place.join() {
                Ok(visits) => visits.into_iter().for_each(|visit| met.add(visit)),
                Err(_) => met.failed.push("the visitor stopped".to_owned()),
            }
        }
    });
    for met in phase.values_mut() {
        met.confirmed.sort_unstable();
    }
    phase
}

impl Met {
    fn add(&mut self, visit: Result<Duration>) {
        match visit {
            Ok(time) => self.confirmed.push(time),
            Err(error) => self.failed.push(format!("{error:#}")),
        }
    }
}

fn one_after_another(
    kind: Visit,
    door: &Door,
    link: Link,
    luggage: &Luggage,
    end: Instant,
) -> Vec<Result<Duration>> {
    let mut met = Vec::new();
    loop {
        let door = door.by_circuit(another_circuit());
        met.push(visit::make(kind, &door, link, luggage, &|| true));
        thread::sleep(PAUSE);
        if Instant::now() >= end {
            return met;
        }
    }
}

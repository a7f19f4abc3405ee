//! A week on a host: a real server and a real journald go by a clock that the test moves on; people
//! come on drawn days at drawn times, each with marks and at a moment of their own. Then everything
//! that the host keeps is searched for the marks and the moments: files, their names and times,
//! sled's, the journal as journald wrote it and as `journalctl` shows it.
//!
//! The host's clock is made up (libfaketime), the file system's is not: moments are looked for in
//! what files hold, and their times are held against the real time of each visit.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    reason = "a test that meets the unexpected stops, and file times are held against the time of the visit"
)]

mod host;
mod leaks;
mod sweep;
mod visits;

use sourdine_harness::{seeded_rng::SeededRng, soak};

use crate::{
    host::Host,
    sweep::Sweep,
    visits::{TROUBLE, Visitors},
};

const DAYS: u64 = 7;
/// How many come in a day; in a week each kind is met more than once.
const VISITS: usize = 6;
const VISITS_IN_A_SOAK: usize = 40;
/// What came before this day is past its time when the week is over (`host.rs`: two days, and up to
/// one more).
const STILL_THERE: u64 = DAYS - 3;
const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;
/// Monday, 1 March 2027, midnight.
const BEGIN: u64 = 20_878 * DAY;
/// The operator is at work at the full hour, people come at other times: no minute is both's.
const OPERATOR: u64 = 5 * HOUR;
const OPENS: u64 = 6 * HOUR;
const CLOSES: u64 = 22 * HOUR;
const FIRST_MINUTE: u64 = 10 * MINUTE;
/// No visit lasts so long, nor comes so soon after another.
const APART: u64 = 5 * MINUTE;
const EVENING: u64 = CLOSES + 30 * MINUTE;
const NIGHT: u64 = 23 * HOUR;

#[test]
fn a_week_gives_away_no_visit() {
    let mut seed = [0; 8];
    getrandom::fill(&mut seed).unwrap();
    let seed = u64::from_le_bytes(seed);
    println!("drawn with {seed:#x}");
    let mut rng = SeededRng::new(seed);
    let mut host = Host::new(BEGIN + OPERATOR);
    let mut visitors = Visitors::default();
    for day in 0..DAYS {
        let midnight = BEGIN + day * DAY;
        if day > 0 {
            host.go_to(midnight + OPERATOR);
        }
        // Not each day: nights have to do their part alone.
        if day % 3 == 2 {
            host.restart();
        }
        for time in drawn(&mut rng) {
            host.go_to(midnight + time);
            let kind = visitors.next();
            visitors.come(&mut host, &mut rng, kind);
        }
        if day % 2 == 1 {
            // The operator is told of it before the next one comes.
            host.go_to(midnight + EVENING);
            visitors.come(&mut host, &mut rng, TROUBLE);
        }
        host.go_to(midnight + NIGHT);
        host.night();
    }
    host.go_to(BEGIN + DAYS * DAY + OPERATOR);
    visitors.all_went_as_in_real_life(&host, BEGIN + STILL_THERE * DAY);

    let sweep = Sweep::new(visitors.canaries, visitors.moments).unwrap();
    assert_eq!(sweep.memory(&host), [], "in the server's memory");
    assert_eq!(sweep.host(&host), [], "while it serves");
    host.stop();
    host.it_said_what_it_says();
    assert_eq!(sweep.host(&host), [], "when it was stopped");
    println!(
        "{} visits, {} bytes looked at: nothing",
        host.visits.len(),
        sweep.looked_at.get()
    );
    leaks::are_found(&mut host, &sweep, &visitors.first.unwrap());
}

/// Times of a day, apart from each other and from the operator's.
fn drawn(rng: &mut SeededRng) -> Vec<u64> {
    let visits = if soak() { VISITS_IN_A_SOAK } else { VISITS };
    let mut places: Vec<u64> = (OPENS..CLOSES)
        .step_by(usize::try_from(APART).unwrap())
        .filter(|time| time % HOUR >= FIRST_MINUTE)
        .collect();
    while places.len() > visits {
        places.remove(rng.below(places.len()));
    }
    for place in &mut places {
        *place += u64::try_from(rng.below(usize::try_from(APART / 2).unwrap())).unwrap();
    }
    places
}

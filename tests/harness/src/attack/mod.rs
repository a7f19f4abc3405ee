//! A crowd of hostile circuits against honest sources: over the Unix socket that tor would use,
//! where each connection says its circuit as tor does, or through tor.

mod honest;
mod hostile;
mod link;
mod visit;

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use anyhow::Result;

pub use self::{
    honest::{Met, Phase, Places},
    hostile::{KINDS, KINDS_COUNT, Kind, WORST},
    link::Link,
    visit::Visit,
};
use self::{hostile::Crowd, visit::Luggage};
use crate::{network::http::Door, people::desk::Desk, server::Server};

/// From when on after an attack all is as if it had not been.
pub const RECOVERY: Duration = Duration::from_secs(10);

/// By which way each side comes to the sources' door.
#[derive(Clone, Copy, Debug)]
pub struct Ways<'a> {
    /// Honest sources', each visit by a circuit of its own.
    pub honest: &'a Door,
    /// How slow that is besides.
    pub link: Link,
    /// Hostile circuits'.
    pub hostile: &'a Door,
}

impl<'a> Ways<'a> {
    /// Both by the same door, honest sources as slow as through Tor.
    #[must_use]
    pub const fn both(door: &'a Door) -> Self {
        Self {
            honest: door,
            link: Link::TOR,
            hostile: door,
        }
    }
}

/// How large the attack is.
#[derive(Clone, Copy, Debug)]
pub struct Battle<'a> {
    /// Hostile circuits.
    pub hostile: u32,
    /// Which kind all of them are; each kind in turns where there is none.
    pub only: Option<&'static str>,
    /// New circuits a second that the crowd makes besides.
    pub fresh: u32,
    /// Honest sources at any moment while nobody else comes, each on a circuit of its own.
    pub alone: &'a [Places],
    /// The same around and during the attack.
    pub honest: &'a [Places],
    /// How long visits begin without an attack, before and, [`RECOVERY`] later, after it.
    pub quiet: Duration,
    /// How long before the attack those visits begin that it is to meet.
    pub before: Duration,
    /// How long visits begin during the attack. It lasts until the last of them has ended.
    pub attack: Duration,
}

/// What came of it.
#[derive(Debug)]
pub struct Outcome {
    /// Before the attack.
    pub quiet: Phase,
    /// During it.
    pub attack: Phase,
    /// From [`RECOVERY`] after its end on.
    pub after: Phase,
    /// The kernel's high-water mark of the server's resident memory, in KiB.
    pub most_resident_kib: u64,
    /// What hostile circuits did, by kind, and how often they had to begin anew.
    pub hostile: Vec<(&'static str, u64)>,
    /// What honest sources wrote, again and again.
    pub mark: String,
}

/// So long at most took this part of what was measured, the shortest first.
#[must_use]
pub fn percentile(sorted: &[Duration], hundredths: usize) -> Duration {
    let place = (sorted.len() * hundredths).div_ceil(100);
    let place = place.min(sorted.len()).saturating_sub(1);
    sorted.get(place).copied().unwrap_or(Duration::MAX)
}

/// Lets honest sources come alone, then among a hostile crowd, then alone again.
pub fn fight(server: &Server, ways: Ways<'_>, desk: &Desk, battle: Battle<'_>) -> Result<Outcome> {
    let luggage = Luggage::new(desk)?;
    let meet = |places, time| honest::visits(ways.honest, ways.link, &luggage, places, time);
    let quiet = meet(battle.alone, battle.quiet);
    let over = AtomicBool::new(false);
    let crowd = Crowd::new(ways.hostile, &battle, &luggage, &over);
    let (attack, hostile) = thread::scope(|scope| {
        let meeting = scope.spawn(|| meet(battle.honest, battle.before + battle.attack));
        thread::sleep(battle.before);
        let crowd = scope.spawn(|| crowd.attack());
        let attack = meeting.join();
        over.store(true, Ordering::Relaxed);
        (attack, crowd.join())
    });
    let ended = Instant::now();
    thread::sleep(RECOVERY.saturating_sub(ended.elapsed()));
    let after = meet(battle.alone, battle.quiet);
    let stopped = |_| anyhow::anyhow!("a part of the attack stopped");
    Ok(Outcome {
        quiet,
        attack: attack.map_err(stopped)?,
        after,
        most_resident_kib: server.most_resident_kib()?,
        hostile: hostile.map_err(stopped)?,
        mark: luggage.mark,
    })
}

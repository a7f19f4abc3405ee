//! A crowd of hostile circuits against honest sources: over the Unix socket that tor would use,
//! where each connection says its circuit as tor does, or through tor.

mod disk;
mod honest;
mod hostile;

use std::{
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Result, anyhow};

use crate::{network::http::Door, people::desk::Desk, server::Server};

/// From when on after an attack all is as if it had not been.
pub const RECOVERY: Duration = Duration::from_secs(10);

/// By which way each side comes to the sources' door.
#[derive(Clone, Copy, Debug)]
pub struct Ways<'a> {
    /// Honest sources', each visit by a circuit of its own.
    pub honest: &'a Door,
    /// Hostile circuits'.
    pub hostile: &'a Door,
}

impl<'a> Ways<'a> {
    /// Both by the same door.
    #[must_use]
    pub const fn both(door: &'a Door) -> Self {
        Self {
            honest: door,
            hostile: door,
        }
    }
}

/// How large the attack is.
#[derive(Clone, Copy, Debug)]
pub struct Battle {
    /// Hostile circuits.
    pub hostile: u32,
    /// Honest sources at any moment, each on a circuit of its own.
    pub honest: u32,
    /// How long honest sources are alone, before the attack and, [`RECOVERY`] later, after it.
    pub quiet: Duration,
    /// How long the attack lasts.
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

/// What honest sources met.
#[derive(Debug, Default)]
pub struct Phase {
    /// How long each visit took that ended in a confirmation, the shortest first.
    pub confirmed: Vec<Duration>,
    /// What the others met.
    pub failed: Vec<String>,
    /// How long durable writes of a slot's length took meanwhile, without the server, the shortest
    /// first.
    pub disk: Vec<Duration>,
}

impl Phase {
    /// The part of the visits that ended well.
    #[must_use]
    pub fn success(&self) -> f64 {
        let visits = self.confirmed.len() + self.failed.len();
        count(self.confirmed.len()) / count(visits)
    }

    /// So long at most took this part of the visits.
    #[must_use]
    pub fn percentile(&self, hundredths: usize) -> Duration {
        percentile(&self.confirmed, hundredths)
    }

    fn of(visits: Vec<Result<Duration>>, disk: Vec<Duration>) -> Self {
        let mut phase = Self {
            disk,
            ..Self::default()
        };
        for visit in visits {
            match visit {
                Ok(time) => phase.confirmed.push(time),
                Err(error) => phase.failed.push(format!("{error:#}")),
            }
        }
        phase.confirmed.sort_unstable();
        phase.disk.sort_unstable();
        phase
    }
}

/// So long at most took this part of what was measured, the shortest first.
#[must_use]
pub fn percentile(sorted: &[Duration], hundredths: usize) -> Duration {
    let place = (sorted.len() * hundredths).div_ceil(100);
    let place = place.min(sorted.len()).saturating_sub(1);
    sorted.get(place).copied().unwrap_or(Duration::MAX)
}

fn count(of: usize) -> f64 {
    f64::from(u32::try_from(of).unwrap_or(u32::MAX))
}

/// Lets honest sources come alone, then among a hostile crowd, then alone again. `folder` is on the
/// vault's disk.
pub fn fight(
    server: &Server,
    ways: Ways<'_>,
    desk: &Desk,
    battle: Battle,
    folder: &Path,
) -> Result<Outcome> {
    let letters = honest::Letters::new(desk)?;
    let meet = |time: Duration| {
        let over = AtomicBool::new(false);
        thread::scope(|scope| {
            let disk = scope.spawn(|| disk::writes(folder, &over));
            let visits = honest::visits(ways.honest, &letters, battle.honest, time);
            over.store(true, Ordering::Relaxed);
            let disk = disk
                .join()
                .map_err(|_| anyhow!("the disk was not measured"))?;
            Ok::<_, anyhow::Error>(Phase::of(visits, disk?))
        })
    };
    let quiet = meet(battle.quiet)?;
    let over = AtomicBool::new(false);
    let (attack, hostile) = thread::scope(|scope| {
        let crowd: Vec<_> = (0..battle.hostile)
            .map(|number| {
                let over = &over;
                scope.spawn(move || hostile::attack(ways.hostile, number, over))
            })
            .collect();
        let attack = meet(battle.attack);
        over.store(true, Ordering::Relaxed);
        let mut hostile = hostile::KINDS.map(|kind| (kind.name, 0)).to_vec();
        for (member, kind) in crowd.into_iter().zip((0..hostile.len()).cycle()) {
            if let (Ok(begun), Some((_, all))) = (member.join(), hostile.get_mut(kind)) {
                *all += begun;
            }
        }
        (attack, hostile)
    });
    let ended = Instant::now();
    // What is met meanwhile does not count.
    drop(meet(RECOVERY.saturating_sub(ended.elapsed()))?);
    let after = meet(battle.quiet)?;
    Ok(Outcome {
        quiet,
        attack: attack?,
        after,
        most_resident_kib: server.most_resident_kib()?,
        hostile,
        mark: letters.mark,
    })
}

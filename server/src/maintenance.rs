//! What the server does by itself, at the same pace whether anybody came or not.

use std::{path::PathBuf, sync::Arc, time::Duration};

use rustix::fs::{AtFlags, CWD, Timespec, Timestamps, UTIME_NOW, utimensat};
use sourdine_l10n::{self as l10n, Message};
use sourdine_protocol::day::Day;
use tokio::{sync::watch, time::sleep};

use crate::{
    platform::clock,
    vault::{Vault, VaultError, random_below},
};

/// From one cover rewrite and index batch to the next: at least one a minute (docs/vault.md). The moment is random, so that a file's time that is none of
/// a regular beat does not tell of a visit.
const TICK_MIN: Duration = Duration::from_secs(10);
const TICK_MAX: Duration = Duration::from_secs(50);
/// Ticks between two sweeps: an hour, more or less.
const SWEEP_TICKS: u32 = 120;
/// How far a clock that is right moves from one sweep to the next: over a midnight, and one more for a machine that slept.
const CLOCK_MOVES_DAYS: u32 = 2;

/// What the clock said so far. Deleting is all that this server does by the clock, and nothing brings back what a wrong one deleted.
#[derive(Default)]
struct Calendar {
    believed: Option<Day>,
    doubted: Option<Day>,
}

#[derive(Debug, Eq, PartialEq)]
enum Verdict {
    Right,
    /// It moved as no clock should, from this day.
    Wrong(Day),
    /// The operator was told today.
    StillWrong,
}

impl Calendar {
    fn judge(&mut self, today: Day) -> Verdict {
        // The first day that is seen has nothing to be held against but the release's, as the start did.
        let last = self.believed.unwrap_or(today);
        if (last..=last.plus(CLOCK_MOVES_DAYS)).contains(&today) {
            (self.believed, self.doubted) = (Some(today), None);
            return Verdict::Right;
        }
        if self.doubted.replace(today) == Some(today) {
            Verdict::StillWrong
        } else {
            Verdict::Wrong(last)
        }
    }

    /// Whether what is due today may go.
    fn allows_sweep(&mut self, today: Day) -> bool {
        let verdict = self.judge(today);
        match verdict {
            Verdict::Right => clock::believe(today),
            Verdict::Wrong(last) => {
                let message = Message::new("clock-moved")
                    .with("before", last)
                    .with("now", today);
                l10n::eprint(&l10n::text(&message));
            }
            Verdict::StillWrong => {}
        }
        verdict == Verdict::Right
    }
}

/// Writes down what the editors said, and tells what visits met: when the doors are closed, so that an ordinary restart forgets nothing.
pub(crate) async fn rest(vault: Arc<dyn Vault>) {
    let rested = tokio::task::spawn_blocking(move || vault.rest());
    if let Ok(Err(error)) = rested.await {
        l10n::warn(&error);
    }
    l10n::flush_deferred();
}

/// Keeps the vault, and the sockets' times, until the server stops.
pub(crate) async fn keep(
    vault: Arc<dyn Vault>,
    sockets: Vec<PathBuf>,
    mut stopping: watch::Receiver<bool>,
) {
    let mut until_sweep = 0;
    let mut calendar = Calendar::default();
    loop {
        let mut due = None;
        if until_sweep == 0 {
            until_sweep = SWEEP_TICKS;
            let today = clock::reading();
            due = calendar.allows_sweep(today).then_some(today);
            // What visits met goes with it: about once an hour, whenever they came.
            l10n::flush_deferred();
        } else {
            until_sweep -= 1;
        }
        let vault = Arc::clone(&vault);
        let kept = tokio::task::spawn_blocking(move || {
            if let Some(today) = due {
                vault.sweep(today)?;
            }
            vault.tick()
        });
        if let Ok(Err(error)) = kept.await {
            l10n::warn(&error);
        }
        sockets.iter().for_each(touch);
        let pause = pause().unwrap_or_else(|error| {
            l10n::warn(&error);
            TICK_MAX
        });
        tokio::select! {
            () = sleep(pause) => {}
            _ = stopping.wait_for(|stop| *stop) => return,
        }
    }
}

/// Whoever connects to a Unix socket leaves the time in its inode, as the time of access: it is overwritten.
fn touch(socket: &PathBuf) {
    let now = Timespec {
        tv_sec: 0,
        tv_nsec: UTIME_NOW,
    };
    let times = Timestamps {
        last_access: now,
        last_modification: now,
    };
    // One whose name is gone lets nobody in, and has no time to show.
    utimensat(CWD, socket, &times, AtFlags::SYMLINK_NOFOLLOW).unwrap_or_default();
}

/// Any moment of those that are allowed, as likely as any other.
fn pause() -> Result<Duration, VaultError> {
    let span = (TICK_MAX - TICK_MIN).as_millis();
    let more = random_below(u64::try_from(span).unwrap_or(1) + 1)?;
    Ok(TICK_MIN + Duration::from_millis(more))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_jumps_deletes_nothing() {
        let mut calendar = Calendar::default();
        let start = Day(20_781);
        assert_eq!(calendar.judge(start), Verdict::Right);
        assert_eq!(calendar.judge(start.plus(2)), Verdict::Right);
        let last = start.plus(2);
        for wrong in [last.plus(3), Day(0), Day(u32::MAX), Day(last.0 - 1)] {
            assert_eq!(calendar.judge(wrong), Verdict::Wrong(last), "{wrong}");
            assert_eq!(calendar.judge(wrong), Verdict::StillWrong);
        }
        assert_eq!(calendar.judge(last.plus(1)), Verdict::Right, "set right");
        assert_eq!(calendar.judge(Day(0)), Verdict::Wrong(last.plus(1)));
    }

    #[test]
    fn pauses_are_spread_and_never_longer_than_a_minute() {
        let pauses: Vec<Duration> = (0..1_000).map(|_| pause().unwrap()).collect();
        assert!(
            pauses
                .iter()
                .all(|pause| (TICK_MIN..=TICK_MAX).contains(pause))
        );
        assert!(TICK_MAX < Duration::from_secs(60));
        let early = pauses.iter().filter(|pause| pause.as_secs() < 30).count();
        assert!((400..600).contains(&early), "{early}");
    }
}

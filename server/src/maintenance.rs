//! The maintenance loop: cover writes, index batches and sweeps, at the same rate whether or
//! not there are visits.

use std::{path::PathBuf, sync::Arc, time::Duration};

use rustix::fs::{AtFlags, CWD, Timespec, Timestamps, UTIME_NOW, utimensat};
use sourdine_l10n::{self as l10n, Message};
use sourdine_protocol::day::Day;
use tokio::{sync::watch, time::sleep};

use crate::{
    platform::{clock, random::random_below, service_manager},
    vault::{SealedVault, Vault, VaultError},
};

/// Shortest time from one cover rewrite and index batch to the next. The time is random, so that a
/// file time off a regular beat does not tell of a visit.
const ROUND_MIN: Duration = Duration::from_secs(10);
/// Longest time between two rounds: at least one a minute (docs/vault.md).
const ROUND_MAX: Duration = Duration::from_secs(50);
/// How often a sealed server looks whether its master key's file is there.
const KEY_FILE_EVERY: Duration = Duration::from_secs(2);
/// Rounds between two sweeps: about an hour.
const ROUNDS_PER_SWEEP: u32 = 120;
/// How many days a right clock moves at most from one sweep to the next: over a midnight, and one
/// more for a machine that slept.
const CLOCK_MOVES_DAYS: u32 = 2;

/// The days that the clock said so far. Only deletion goes by the clock, and nothing brings back
/// what a wrong clock deleted.
#[derive(Default)]
struct Calendar {
    believed: Option<Day>,
    doubted: Option<Day>,
}

#[derive(Debug, Eq, PartialEq)]
enum ClockCheck {
    Right,
    /// The clock moved further than [`CLOCK_MOVES_DAYS`], or back, from this day.
    Wrong(Day),
    /// The operator was told today.
    StillWrong,
}

impl Calendar {
    fn judge(&mut self, today: Day) -> ClockCheck {
        // The first day can only be compared with the release's, and the start did that.
        let last = self.believed.unwrap_or(today);
        if (last..=last.plus(CLOCK_MOVES_DAYS)).contains(&today) {
            (self.believed, self.doubted) = (Some(today), None);
            return ClockCheck::Right;
        }
        if self.doubted.replace(today) == Some(today) {
            ClockCheck::StillWrong
        } else {
            ClockCheck::Wrong(last)
        }
    }

    /// Whether what is due today may be deleted.
    fn allows_sweep(&mut self, today: Day) -> bool {
        let verdict = self.judge(today);
        match verdict {
            ClockCheck::Right => clock::believe(today),
            ClockCheck::Wrong(last) => {
                let message = Message::new("clock-moved")
                    .with("before", last)
                    .with("now", today);
                l10n::eprint(&l10n::text(&message));
            }
            ClockCheck::StillWrong => {}
        }
        verdict == ClockCheck::Right
    }
}

/// Whether unfinished uploads hold most of the vault, told once a day, on the day after: the time
/// at which the system's journal dates the line is no upload's.
#[derive(Default)]
struct FillingWatch {
    seen: Option<Day>,
}

impl FillingWatch {
    /// Whether to tell the operator now.
    fn observe(&mut self, today: Day, is_mostly_unfinished: bool) -> bool {
        let tells = self.seen.is_some_and(|seen| seen != today);
        if tells {
            self.seen = None;
        }
        if is_mostly_unfinished {
            self.seen = Some(today);
        }
        tells
    }
}

/// Writes down the editors' votes and prints deferred messages, once the doors are closed: an
/// ordinary restart loses nothing.
pub(crate) async fn shutdown(vault: Arc<dyn Vault>) {
    let flushed = tokio::task::spawn_blocking(move || vault.flush());
    match flushed.await {
        Ok(Ok(()) | Err(VaultError::NotOpen)) | Err(_) => {}
        Ok(Err(error)) => l10n::warn(&error),
    }
    l10n::flush_deferred();
}

/// Maintains the vault and the sockets' times until the server stops.
pub(crate) async fn run(
    vault: Arc<dyn Vault>,
    sockets: Vec<PathBuf>,
    mut stopping: watch::Receiver<bool>,
) {
    let mut until_sweep = 0;
    let mut missed_sweep = false;
    let mut calendar = Calendar::default();
    let mut watch = FillingWatch::default();
    loop {
        let mut due = None;
        if until_sweep == 0 || missed_sweep {
            let today = clock::reading();
            due = calendar.allows_sweep(today).then_some(today);
        }
        if until_sweep == 0 {
            until_sweep = ROUNDS_PER_SWEEP;
            // About once an hour, so that a message's time does not tell of a visit.
            l10n::flush_deferred();
        } else {
            until_sweep -= 1;
        }
        let vault = Arc::clone(&vault);
        let done = tokio::task::spawn_blocking(move || {
            let swept = due.map(|today| {
                vault.sweep(today)?;
                Ok::<_, VaultError>((today, vault.is_mostly_unfinished()?))
            });
            vault.maintain()?;
            swept.transpose()
        });
        let done = done.await;
        // A failure is told below, and is no reason to start anew: a vault that cannot be synced
        // refuses.
        service_manager::alive();
        // What is due is deleted as soon as the vault is open.
        missed_sweep = matches!(done, Ok(Err(VaultError::NotOpen)));
        match done {
            Ok(Ok(Some((today, is_mostly_unfinished)))) => {
                if watch.observe(today, is_mostly_unfinished) {
                    l10n::eprint(&l10n::text(&Message::new("unfinished-most")));
                }
            }
            Ok(Ok(None) | Err(VaultError::NotOpen)) | Err(_) => {}
            Ok(Err(error)) => l10n::warn(&error),
        }
        sockets.iter().for_each(overwrite_times);
        let pause = pause().unwrap_or_else(|error| {
            l10n::warn(&error);
            ROUND_MAX
        });
        tokio::select! {
            () = sleep(pause) => {}
            _ = stopping.wait_for(|stop| *stop) => return,
        }
    }
}

/// Opens a sealed vault by its master key's file, once the operator has put that in place.
pub(crate) async fn await_key_file(
    sealed: Option<Arc<SealedVault>>,
    mut stopping: watch::Receiver<bool>,
) {
    let Some(sealed) = sealed else {
        return;
    };
    while sealed.is_sealed() {
        tokio::select! {
            () = sleep(KEY_FILE_EVERY) => {}
            _ = stopping.wait_for(|stop| *stop) => return,
        }
        let vault = Arc::clone(&sealed);
        if let Ok(Err(error)) = tokio::task::spawn_blocking(move || vault.open_by_file()).await {
            // Said at most once until the next start.
            l10n::warn_deferred(&error);
        }
    }
}

/// Overwrites the time of access that a connection left in a Unix socket's inode.
fn overwrite_times(socket: &PathBuf) {
    let now = Timespec {
        tv_sec: 0,
        tv_nsec: UTIME_NOW,
    };
    let times = Timestamps {
        last_access: now,
        last_modification: now,
    };
    // A socket without a name takes no connection and shows no time.
    utimensat(CWD, socket, &times, AtFlags::SYMLINK_NOFOLLOW).unwrap_or_default();
}

/// Uniform between [`ROUND_MIN`] and [`ROUND_MAX`].
fn pause() -> Result<Duration, VaultError> {
    let span = (ROUND_MAX - ROUND_MIN).as_millis();
    let more = random_below(u64::try_from(span).unwrap_or(1) + 1)?;
    Ok(ROUND_MIN + Duration::from_millis(more))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::SLOT_BYTES;

    #[test]
    fn a_clock_that_jumps_deletes_nothing() {
        let mut calendar = Calendar::default();
        let start = Day(20_781);
        assert_eq!(calendar.judge(start), ClockCheck::Right);
        assert_eq!(calendar.judge(start.plus(2)), ClockCheck::Right);
        let last = start.plus(2);
        for wrong in [last.plus(3), Day(0), Day(u32::MAX), Day(last.0 - 1)] {
            assert_eq!(calendar.judge(wrong), ClockCheck::Wrong(last), "{wrong}");
            assert_eq!(calendar.judge(wrong), ClockCheck::StillWrong);
        }
        assert_eq!(calendar.judge(last.plus(1)), ClockCheck::Right, "set right");
        assert_eq!(calendar.judge(Day(0)), ClockCheck::Wrong(last.plus(1)));
    }

    #[test]
    fn unfinished_uploads_are_told_of_once_a_day_and_on_no_day_of_theirs() {
        let mut watch = FillingWatch::default();
        let day = Day(20_781);
        let told = |watch: &mut FillingWatch, day, filled: [bool; 3]| {
            filled.map(|is_filled| watch.observe(day, is_filled))
        };
        assert_eq!(told(&mut watch, day, [false; 3]), [false; 3]);
        assert_eq!(told(&mut watch, day, [false, true, false]), [false; 3]);
        let next = [true, false, false];
        assert_eq!(told(&mut watch, day.plus(1), [true; 3]), next);
        assert_eq!(told(&mut watch, day.plus(2), [false; 3]), next);
        assert_eq!(told(&mut watch, day.plus(3), [false; 3]), [false; 3]);
    }

    const DAY_SECONDS: f64 = 86_400.0;
    const MIB: f64 = 1_048_576.0;

    /// Days until cover has rewritten all free slots of an empty vault but this share.
    fn days_until(slots: f64, left: f64) -> String {
        let pause = (ROUND_MIN + ROUND_MAX).as_secs_f64() / 2.0;
        // A round leaves a slot as it is with this probability.
        let stays = 1.0 - 1.0 / slots;
        let days = left.ln() / stays.ln() * pause / DAY_SECONDS;
        if days < 10.0 {
            format!("{days:.1}")
        } else {
            format!("{days:.0}")
        }
    }

    #[test]
    fn two_images_tell_held_slots_after_the_days_of_the_document() {
        let document = include_str!("../../docs/vault.md");
        for (size, mib) in [
            ("64 MiB", 64.0),
            ("256 MiB", 256.0),
            ("1 GiB", 1_024.0),
            ("8 GiB", 8_192.0),
            ("64 GiB", 65_536.0),
        ] {
            let slots = mib * MIB / SLOT_BYTES as f64;
            let [half, tenth, hundredth, one] =
                [0.5, 0.1, 0.01, 1.0 / slots].map(|left| days_until(slots, left));
            let row = format!("| {size} | {half} | {tenth} | {hundredth} | {one} |\n");
            assert!(document.contains(&row), "docs/vault.md should have: {row}");
        }
    }

    #[test]
    fn pauses_are_spread_and_never_longer_than_a_minute() {
        let pauses: Vec<Duration> = (0..1_000).map(|_| pause().unwrap()).collect();
        assert!(
            pauses
                .iter()
                .all(|pause| (ROUND_MIN..=ROUND_MAX).contains(pause))
        );
        assert!(ROUND_MAX < Duration::from_secs(60));
        let early = pauses.iter().filter(|pause| pause.as_secs() < 30).count();
        assert!((400..600).contains(&early), "{early}");
    }
}

//! When a submission may begin: at once, unless whoever sends it has begun many, or the vault is filling. Then it waits, and is not refused: first come those
//! who have begun the fewest.

use std::{
    collections::BTreeSet,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    sync::Notify,
    time::{Instant, sleep, timeout},
};

use crate::{
    doors::sources::error::Refusal,
    intake::sealing::of_vault,
    limits::{circuits::Circuit, gcra::Gcra},
    vault::{Capacity, VaultError, random_below},
};

/// So many submissions one circuit may begin at once,
const VISITOR_BURST: u32 = 8;
/// and one more each so often.
const VISITOR_INTERVAL: Duration = Duration::from_secs(15);
/// Together, all may begin so many at once when less than half of the vault is free,
const BURST: u32 = 32;
/// and then as many per second as would fill what is free in so long a time. The rate falls with what is free: whoever fills half of the default vault with
/// small submissions needs most of a day for it, and operators and editors see it coming.
const FILLING: Duration = Duration::from_secs(2 * 60 * 60);
/// Whoever would wait longer is asked to come back. Browsers give up on an answer after three to five minutes.
const PATIENCE: Duration = Duration::from_secs(120);

/// Everybody's turn to begin.
#[derive(Default)]
pub(crate) struct Pace {
    line: Mutex<Line>,
    /// Somebody left the line or came before others.
    moved: Notify,
}

#[derive(Default)]
struct Line {
    gcra: Gcra,
    waiting: BTreeSet<Ticket>,
}

/// A place in the line: by how many submissions somebody began before, and by lot among equals, so that a crowd that came first does not hold it.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
struct Ticket {
    begun: u32,
    lot: u64,
}

/// Somebody in the line, who leaves it when this is dropped.
struct Waiting<'a> {
    pace: &'a Pace,
    ticket: Ticket,
}

impl Pace {
    /// Returns when the circuit may begin a submission.
    ///
    /// # Errors
    /// [`Refusal::Unavailable`] when that would take longer than a browser waits.
    pub(crate) async fn turn(
        &self,
        circuit: &Circuit,
        capacity: impl Fn() -> Result<Capacity, VaultError>,
    ) -> Result<(), Refusal> {
        let turn = async {
            sleep(own_wait(circuit)?).await;
            self.common_turn(circuit.count_submission(), capacity).await
        };
        timeout(PATIENCE, turn)
            .await
            .map_err(|_| Refusal::Unavailable)?
    }

    async fn common_turn(
        &self,
        begun: u32,
        capacity: impl Fn() -> Result<Capacity, VaultError>,
    ) -> Result<(), Refusal> {
        let interval = || capacity().map(interval).map_err(|error| of_vault(&error));
        if interval()?.is_zero() {
            return Ok(());
        }
        let lot = random_below(u64::MAX).map_err(|_| Refusal::Unavailable)?;
        let waiting = Waiting::enter(self, Ticket { begun, lot });
        loop {
            let moved = self.moved.notified();
            tokio::pin!(moved);
            moved.as_mut().enable();
            let Some(wait) = waiting.attempt(interval()?) else {
                return Ok(());
            };
            tokio::select! {
                () = sleep(wait) => {}
                () = moved => {}
            }
        }
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<'a> Waiting<'a> {
    fn enter(pace: &'a Pace, ticket: Ticket) -> Self {
        // Nobody need be told: the new one asks at once, and whoever was first asks again in time.
        pace.line().waiting.insert(ticket);
        Self { pace, ticket }
    }

    /// None when it is this one's turn, else how long to wait at most before asking again.
    fn attempt(&self, interval: Duration) -> Option<Duration> {
        let mut line = self.pace.line();
        if line.waiting.first() != Some(&self.ticket) {
            return Some(PATIENCE);
        }
        let now = Instant::now();
        let wait = line.gcra.wait(now, interval, BURST);
        if wait.is_zero() {
            line.gcra.take(now, interval);
            return None;
        }
        Some(wait)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        let mut line = self.pace.line();
        let was_first = line.waiting.first() == Some(&self.ticket);
        line.waiting.remove(&self.ticket);
        drop(line);
        // To wake all is dear, and only who comes after the first has something to learn.
        if was_first {
            self.pace.moved.notify_waiters();
        }
    }
}

/// What the circuit waits for their own sake. It counts as begun even if they go away.
fn own_wait(circuit: &Circuit) -> Result<Duration, Refusal> {
    let now = Instant::now();
    let mut gcra = circuit
        .submissions
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    let wait = gcra.wait(now, VISITOR_INTERVAL, VISITOR_BURST);
    if wait >= PATIENCE {
        return Err(Refusal::Unavailable);
    }
    gcra.take(now, VISITOR_INTERVAL);
    Ok(wait)
}

/// From one submission to the next, of all together.
fn interval(capacity: Capacity) -> Duration {
    if capacity.free > capacity.all / 2 {
        return Duration::ZERO;
    }
    FILLING / u32::try_from(capacity.free.max(1)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::vault::{COVER_SLOTS, SLOT_BYTES, VAULT_DEFAULT_BYTES};

    const MANY: usize = 100_000;

    async fn begin(
        pace: &Pace,
        circuit: &Circuit,
        capacity: Capacity,
    ) -> (Result<(), Refusal>, Duration) {
        let begun = Instant::now();
        let turn = pace.turn(circuit, || Ok(capacity)).await;
        (turn, begun.elapsed())
    }

    const EMPTY: Capacity = Capacity {
        free: MANY,
        all: MANY,
    };
    /// A submission a second.
    const FILLED: Capacity = Capacity {
        free: 7_200,
        all: MANY,
    };

    #[tokio::test(start_paused = true)]
    async fn who_sends_few_never_waits_and_who_sends_many_waits_for_themselves() {
        let pace = Pace::default();
        let (greedy, honest) = (Circuit::default(), Circuit::default());
        for _ in 0..VISITOR_BURST {
            assert_eq!(begin(&pace, &greedy, EMPTY).await, (Ok(()), Duration::ZERO));
        }
        let begun = Instant::now();
        for _ in 0..3 {
            begin(&pace, &greedy, EMPTY).await.0.unwrap();
        }
        assert!(begun.elapsed() >= VISITOR_INTERVAL * 3);
        assert_eq!(begin(&pace, &honest, EMPTY).await, (Ok(()), Duration::ZERO));
    }

    #[tokio::test(start_paused = true)]
    async fn who_would_wait_too_long_is_told_at_once() {
        let pace = Arc::new(Pace::default());
        let greedy = Arc::new(Circuit::default());
        let waiting = (0..100).map(|_| {
            let (pace, greedy) = (Arc::clone(&pace), Arc::clone(&greedy));
            tokio::spawn(async move { begin(&pace, &greedy, EMPTY).await })
        });
        let mut refused = 0;
        for turn in waiting.collect::<Vec<_>>() {
            let (turn, waited) = turn.await.unwrap();
            assert!(waited < PATIENCE);
            if turn.is_err() {
                assert_eq!(waited, Duration::ZERO);
                refused += 1;
            }
        }
        assert_eq!(
            refused,
            100 - VISITOR_BURST - 7,
            "seven intervals are less than the patience"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn in_a_vault_that_fills_the_newcomer_goes_before_the_crowd() {
        let pace = Arc::new(Pace::default());
        let crowd: Vec<_> = (0..400)
            .map(|_| {
                let pace = Arc::clone(&pace);
                tokio::spawn(async move {
                    let circuit = Circuit::default();
                    circuit.count_submission();
                    begin(&pace, &circuit, FILLED).await.0
                })
            })
            .collect();
        tokio::task::yield_now().await;
        for _ in 0..20 {
            let (turn, waited) = begin(&pace, &Circuit::default(), FILLED).await;
            turn.unwrap();
            assert!(waited <= Duration::from_secs(2), "{waited:?}");
        }
        let mut stored = 0;
        for turn in crowd {
            stored += u32::from(turn.await.unwrap().is_ok());
        }
        // As many as the rate allows in the time that a browser waits, and not one more.
        let seconds = u32::try_from(PATIENCE.as_secs()).unwrap();
        assert!(
            (seconds..=seconds + BURST).contains(&(stored + 20)),
            "{stored}"
        );
        assert!(pace.line().waiting.is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_goes_away_holds_nobody_up() {
        let pace = Pace::default();
        let nearly_full = Capacity {
            free: 10,
            all: MANY,
        };
        for _ in 0..BURST {
            begin(&pace, &Circuit::default(), nearly_full)
                .await
                .0
                .unwrap();
        }
        let gone = timeout(
            Duration::from_secs(1),
            begin(&pace, &Circuit::default(), nearly_full),
        )
        .await;
        assert!(gone.is_err());
        assert!(pace.line().waiting.is_empty());
        assert_eq!(
            begin(&pace, &Circuit::default(), EMPTY).await,
            (Ok(()), Duration::ZERO)
        );
    }

    #[test]
    fn half_of_the_default_vault_takes_small_submissions_most_of_a_day() {
        let all = usize::try_from(VAULT_DEFAULT_BYTES).unwrap() / SLOT_BYTES - COVER_SLOTS;
        let taken: Duration = (1..=all / 2)
            .map(|free| interval(Capacity { free, all }))
            .sum();
        let hour = Duration::from_secs(60 * 60);
        assert!(taken > 20 * hour && taken < 24 * hour, "{taken:?}");
        let free = all / 2 + 1;
        assert_eq!(interval(Capacity { free, all }), Duration::ZERO);
    }
}

//! When a submission may begin: at once, unless its circuit has begun many, or the vault is
//! filling. Then it waits rather than being refused; circuits that have begun the fewest go first.

use std::{
    collections::BTreeSet,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    sync::Notify,
    time::{Instant, sleep, timeout},
};

use super::error::IntakeError;
use crate::{
    limits::{circuits::Circuit, gcra::Gcra},
    platform::random::random_below,
    vault::{Capacity, VaultError},
};

/// How many submissions one circuit may begin at once.
const CIRCUIT_BURST: u32 = 8;
/// How often one circuit may begin one more.
const CIRCUIT_INTERVAL: Duration = Duration::from_secs(15);
/// How many submissions all circuits together may begin at once, when less than half of
/// the vault is free.
const BURST: u32 = 32;
/// After the burst, submissions begin at the rate that would fill what is free in this time. The
/// rate falls with what is free: filling half of the default vault with small submissions takes
/// most of a day, and operators and editors see it coming.
const FILL_TIME: Duration = Duration::from_secs(2 * 60 * 60);
/// A submission that would wait longer is refused for now. Browsers give up on an answer after
/// three to five minutes.
const MAX_WAIT: Duration = Duration::from_secs(120);

#[derive(Default)]
pub(crate) struct AdmissionQueue {
    queue: Mutex<Queue>,
    /// Notified when the first ticket leaves.
    changed: Notify,
}

#[derive(Default)]
struct Queue {
    gcra: Gcra,
    waiting: BTreeSet<Ticket>,
}

/// A place in the queue: by how many submissions the circuit began before, at random among equals,
/// so that a crowd that came first does not hold the queue.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
struct Ticket {
    begun: u32,
    tiebreak: u64,
}

/// A ticket in the queue, which leaves it when this is dropped.
struct Waiting<'a> {
    admission: &'a AdmissionQueue,
    ticket: Ticket,
}

impl AdmissionQueue {
    /// Returns when the circuit may begin a submission.
    pub(crate) async fn admit(
        &self,
        circuit: &Circuit,
        capacity: impl Fn() -> Result<Capacity, VaultError>,
    ) -> Result<(), IntakeError> {
        let admitted = async {
            sleep(circuit_wait(circuit)?).await;
            self.wait_in_queue(circuit.count_submission(), capacity)
                .await
        };
        timeout(MAX_WAIT, admitted)
            .await
            .map_err(|_| IntakeError::Busy)?
    }

    async fn wait_in_queue(
        &self,
        begun: u32,
        capacity: impl Fn() -> Result<Capacity, VaultError>,
    ) -> Result<(), IntakeError> {
        let interval = || {
            let capacity = capacity().map_err(|error| IntakeError::of_vault(&error))?;
            Ok(interval(capacity))
        };
        if interval()?.is_zero() {
            return Ok(());
        }
        let tiebreak = random_below(u64::MAX).map_err(|_| IntakeError::Failed)?;
        let waiting = Waiting::enter(self, Ticket { begun, tiebreak });
        loop {
            let changed = self.changed.notified();
            tokio::pin!(changed);
            changed.as_mut().enable();
            let Some(wait) = waiting.try_admit(interval()?) else {
                return Ok(());
            };
            tokio::select! {
                () = sleep(wait) => {}
                () = changed => {}
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<'a> Waiting<'a> {
    fn enter(admission: &'a AdmissionQueue, ticket: Ticket) -> Self {
        // Others need no notice: the new ticket asks at once, and the first asks again in time.
        admission.lock().waiting.insert(ticket);
        Self { admission, ticket }
    }

    /// None when the submission may begin, else how long to wait at most before asking again.
    fn try_admit(&self, interval: Duration) -> Option<Duration> {
        let mut queue = self.admission.lock();
        if queue.waiting.first() != Some(&self.ticket) {
            return Some(MAX_WAIT);
        }
        let now = Instant::now();
        let wait = queue.gcra.wait(now, interval, BURST);
        if wait.is_zero() {
            queue.gcra.take(now, interval);
            return None;
        }
        Some(wait)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        let mut queue = self.admission.lock();
        let was_first = queue.waiting.first() == Some(&self.ticket);
        queue.waiting.remove(&self.ticket);
        drop(queue);
        // Waking every ticket is expensive, and only the second has something to learn.
        if was_first {
            self.admission.changed.notify_waiters();
        }
    }
}

/// How long the circuit's own rate makes it wait. It counts as begun even if the client goes away.
fn circuit_wait(circuit: &Circuit) -> Result<Duration, IntakeError> {
    let now = Instant::now();
    let mut gcra = circuit
        .submissions
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    let wait = gcra.wait(now, CIRCUIT_INTERVAL, CIRCUIT_BURST);
    if wait >= MAX_WAIT {
        return Err(IntakeError::Busy);
    }
    gcra.take(now, CIRCUIT_INTERVAL);
    Ok(wait)
}

/// From one submission to the next, of all circuits together.
fn interval(capacity: Capacity) -> Duration {
    if capacity.free > capacity.all / 2 {
        return Duration::ZERO;
    }
    FILL_TIME / u32::try_from(capacity.free.max(1)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::vault::{COVER_SLOTS, SLOT_BYTES, VAULT_DEFAULT_BYTES};

    const MANY: usize = 100_000;

    async fn begin(
        queue: &AdmissionQueue,
        circuit: &Circuit,
        capacity: Capacity,
    ) -> (Result<(), IntakeError>, Duration) {
        let begun = Instant::now();
        let admitted = queue.admit(circuit, || Ok(capacity)).await;
        (admitted, begun.elapsed())
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
        let queue = AdmissionQueue::default();
        let (greedy, honest) = (Circuit::default(), Circuit::default());
        for _ in 0..CIRCUIT_BURST {
            assert_eq!(
                begin(&queue, &greedy, EMPTY).await,
                (Ok(()), Duration::ZERO)
            );
        }
        let begun = Instant::now();
        for _ in 0..3 {
            begin(&queue, &greedy, EMPTY).await.0.unwrap();
        }
        assert!(begun.elapsed() >= CIRCUIT_INTERVAL * 3);
        assert_eq!(
            begin(&queue, &honest, EMPTY).await,
            (Ok(()), Duration::ZERO)
        );
    }

    #[tokio::test(start_paused = true)]
    async fn who_would_wait_too_long_is_told_at_once() {
        let queue = Arc::new(AdmissionQueue::default());
        let greedy = Arc::new(Circuit::default());
        let waiting = (0..100).map(|_| {
            let (queue, greedy) = (Arc::clone(&queue), Arc::clone(&greedy));
            tokio::spawn(async move { begin(&queue, &greedy, EMPTY).await })
        });
        let mut refused = 0;
        for admitted in waiting.collect::<Vec<_>>() {
            let (admitted, waited) = admitted.await.unwrap();
            assert!(waited < MAX_WAIT);
            if admitted.is_err() {
                assert_eq!(waited, Duration::ZERO);
                refused += 1;
            }
        }
        assert_eq!(
            refused,
            100 - CIRCUIT_BURST - 7,
            "seven intervals are less than the patience"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn in_a_vault_that_fills_the_newcomer_goes_before_the_crowd() {
        let queue = Arc::new(AdmissionQueue::default());
        let crowd: Vec<_> = (0..400)
            .map(|_| {
                let queue = Arc::clone(&queue);
                tokio::spawn(async move {
                    let circuit = Circuit::default();
                    circuit.count_submission();
                    begin(&queue, &circuit, FILLED).await.0
                })
            })
            .collect();
        tokio::task::yield_now().await;
        for _ in 0..20 {
            let (admitted, waited) = begin(&queue, &Circuit::default(), FILLED).await;
            admitted.unwrap();
            assert!(waited <= Duration::from_secs(2), "{waited:?}");
        }
        let mut stored = 0;
        for admitted in crowd {
            stored += u32::from(admitted.await.unwrap().is_ok());
        }
        // As many as the rate allows in the time that a browser waits, and not one more.
        let seconds = u32::try_from(MAX_WAIT.as_secs()).unwrap();
        assert!(
            (seconds..=seconds + BURST).contains(&(stored + 20)),
            "{stored}"
        );
        assert!(queue.lock().waiting.is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_goes_away_holds_nobody_up() {
        let queue = AdmissionQueue::default();
        let nearly_full = Capacity {
            free: 10,
            all: MANY,
        };
        for _ in 0..BURST {
            begin(&queue, &Circuit::default(), nearly_full)
                .await
                .0
                .unwrap();
        }
        let gone = timeout(
            Duration::from_secs(1),
            begin(&queue, &Circuit::default(), nearly_full),
        )
        .await;
        assert!(gone.is_err());
        assert!(queue.lock().waiting.is_empty());
        assert_eq!(
            begin(&queue, &Circuit::default(), EMPTY).await,
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

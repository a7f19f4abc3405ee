//! When a body is read: when its circuit may begin a submission, and when it has a permit. Until
//! then it waits unread, which costs its connection and nothing else.

use std::{
    sync::{Arc, PoisonError},
    time::Duration,
};

use tokio::{
    sync::Semaphore,
    time::{Instant, sleep},
};

use super::error::IntakeError;
use crate::{
    limits::{
        circuits::Circuit,
        client::{Client, Shelter},
        fairness::{BODIES, SMALL_BODIES},
        limiter::{Limiter, Permit, WAIT_MAX},
    },
    vault::PAYLOAD_BYTES,
};

/// How many submissions one circuit may begin at once. To go on with an upload is no beginning.
const CIRCUIT_BURST: u32 = 8;
/// How often one circuit may begin one more.
const CIRCUIT_INTERVAL: Duration = Duration::from_secs(15);
/// A submission that is announced to be no longer is small: a message, sealed, in one slot.
const SMALL_BYTES: u64 = PAYLOAD_BYTES as u64;

/// Memory for the names of files in forms, all forms together: an archive has them at its end.
const NAMES_BYTES: usize = 8_388_608;

pub(crate) struct Admission {
    bodies: Limiter,
    small: Limiter,
    names: Arc<Semaphore>,
}

/// A body that may be read. Its connection is sheltered meanwhile.
pub(crate) struct BodyPermit {
    pub(crate) permit: Permit,
    _shelter: Shelter,
}

impl Default for Admission {
    fn default() -> Self {
        Self {
            bodies: Limiter::new(BODIES),
            small: Limiter::new(SMALL_BODIES),
            names: Arc::new(Semaphore::new(NAMES_BYTES)),
        }
    }
}

impl Admission {
    /// Returns when this circuit may begin a submission. It counts as begun even if the client goes
    /// away.
    pub(crate) async fn begin(&self, circuit: &Circuit) -> Result<(), IntakeError> {
        sleep(circuit_wait(circuit)?).await;
        Ok(())
    }

    /// Returns when the body of a submission of `announced` bytes may be read.
    pub(crate) async fn read(
        &self,
        client: &Client,
        announced: Option<u64>,
    ) -> Result<BodyPermit, IntakeError> {
        let small = announced.is_some_and(|bytes| bytes <= SMALL_BYTES);
        let limiter = if small { &self.small } else { &self.bodies };
        // Its first body is waited for under shelter: the connection has done all it can.
        let first = limiter.is_new(&client.circuit).then(|| client.shelter());
        let permit = limiter.acquire(&client.circuit).await;
        let permit = permit.map_err(|_| IntakeError::Busy)?;
        Ok(BodyPermit {
            permit,
            _shelter: first.unwrap_or_else(|| client.shelter()),
        })
    }

    /// Bytes that forms may take for names.
    pub(crate) fn names(&self) -> Arc<Semaphore> {
        Arc::clone(&self.names)
    }

    /// Whether one of the two tables is crowded: each body then keeps little in memory.
    pub(crate) fn is_crowded(&self) -> bool {
        self.bodies.is_crowded() || self.small.is_crowded()
    }

    /// Forgets circuits whose use no longer counts.
    pub(crate) fn forget(&self) {
        self.bodies.forget();
        self.small.forget();
    }
}

/// How long the circuit's own rate makes it wait.
fn circuit_wait(circuit: &Circuit) -> Result<Duration, IntakeError> {
    let now = Instant::now();
    let mut gcra = circuit
        .submissions
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    let wait = gcra.wait(now, CIRCUIT_INTERVAL, CIRCUIT_BURST);
    if wait >= WAIT_MAX {
        return Err(IntakeError::Busy);
    }
    gcra.take(now, CIRCUIT_INTERVAL);
    Ok(wait)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client() -> Client {
        Client {
            circuit: Arc::default(),
            connection: Arc::default(),
        }
    }

    async fn begin(
        admission: &Admission,
        circuit: &Circuit,
    ) -> (Result<(), IntakeError>, Duration) {
        let begun = Instant::now();
        let admitted = admission.begin(circuit).await;
        (admitted, begun.elapsed())
    }

    #[tokio::test(start_paused = true)]
    async fn who_sends_few_never_waits_and_who_sends_many_waits_for_themselves() {
        let admission = Admission::default();
        let (greedy, honest) = (Circuit::default(), Circuit::default());
        for _ in 0..CIRCUIT_BURST {
            assert_eq!(begin(&admission, &greedy).await, (Ok(()), Duration::ZERO));
        }
        let begun = Instant::now();
        for _ in 0..3 {
            begin(&admission, &greedy).await.0.unwrap();
        }
        assert!(begun.elapsed() >= CIRCUIT_INTERVAL * 3);
        assert_eq!(begin(&admission, &honest).await, (Ok(()), Duration::ZERO));
    }

    #[tokio::test(start_paused = true)]
    async fn who_would_wait_too_long_is_told_at_once() {
        let admission = Arc::new(Admission::default());
        let greedy = Arc::new(Circuit::default());
        let waiting = (0..100).map(|_| {
            let (admission, greedy) = (Arc::clone(&admission), Arc::clone(&greedy));
            tokio::spawn(async move { begin(&admission, &greedy).await })
        });
        let mut refused = 0;
        for admitted in waiting.collect::<Vec<_>>() {
            let (admitted, waited) = admitted.await.unwrap();
            assert!(waited < WAIT_MAX);
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
    async fn a_small_body_is_read_though_all_the_large_are_taken() {
        let admission = Admission::default();
        let crowd: Vec<_> = (0..BODIES.held).map(|_| client()).collect();
        let mut held = Vec::new();
        for client in &crowd {
            held.push(admission.read(client, None).await.unwrap());
        }
        assert!(admission.is_crowded());
        let begun = Instant::now();
        admission.read(&client(), Some(SMALL_BYTES)).await.unwrap();
        assert_eq!(begun.elapsed(), Duration::ZERO);
        admission
            .read(&client(), Some(SMALL_BYTES + 1))
            .await
            .unwrap();
        assert!(begun.elapsed() >= BODIES.quantum);
    }

    #[tokio::test(start_paused = true)]
    async fn a_connection_is_sheltered_while_its_body_is_read() {
        let admission = Admission::default();
        let client = client();
        let body = admission.read(&client, None).await.unwrap();
        assert!(client.connection.is_sheltered());
        drop(body);
        assert!(!client.connection.is_sheltered());
    }
}

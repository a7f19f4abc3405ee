//! Which tor circuit a connection came by, as far as limits must tell one from another: a keyed
//! hash, known for ten minutes at most.

use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
    net::Ipv6Addr,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use tokio::{
    sync::watch,
    time::{Instant, sleep},
};

use super::gcra::Gcra;

/// How long a circuit is known after it was first seen, however long its connections last. Later it
/// counts as a new one.
const KNOWN_FOR: Duration = Duration::from_secs(9 * 60);
/// How often circuits past [`KNOWN_FOR`] are forgotten.
const FORGET_EVERY: Duration = Duration::from_secs(30);
/// Most circuits that are known. When another comes, the one that was seen first is forgotten.
const CIRCUITS_MAX: usize = 16_384;

/// What limits count for one circuit; its identity is not in here.
#[derive(Debug, Default)]
pub(crate) struct Circuit {
    pub(crate) submissions: Mutex<Gcra>,
    begun: AtomicU32,
}

/// The circuits of the last minutes.
#[derive(Default)]
pub(crate) struct CircuitTable {
    key: RandomState,
    known: Mutex<HashMap<u64, KnownCircuit>>,
}

struct KnownCircuit {
    since: Instant,
    circuit: Arc<Circuit>,
}

impl Circuit {
    /// Counts a submission that begins, and returns how many began before it.
    pub(crate) fn count_submission(&self) -> u32 {
        self.begun.fetch_add(1, Ordering::Relaxed)
    }
}

impl CircuitTable {
    /// The circuit behind an address that tor wrote.
    pub(crate) fn circuit(&self, address: Ipv6Addr) -> Arc<Circuit> {
        // SipHash under a key that this process drew and never shows.
        let hash = self.key.hash_one(address.octets());
        let mut known = self.lock();
        if !known.contains_key(&hash) && known.len() >= CIRCUITS_MAX {
            let first = known.iter().min_by_key(|(_, known)| known.since);
            if let Some(first) = first.map(|(hash, _)| *hash) {
                known.remove(&first);
            }
        }
        let known = known.entry(hash).or_insert_with(|| KnownCircuit {
            since: Instant::now(),
            circuit: Arc::default(),
        });
        Arc::clone(&known.circuit)
    }

    /// Forgets expired circuits until the server stops.
    pub(crate) async fn keep_forgetting(&self, mut stopping: watch::Receiver<bool>) {
        let forgetting = async {
            loop {
                sleep(FORGET_EVERY).await;
                self.lock()
                    .retain(|_, known| known.since.elapsed() < KNOWN_FOR);
            }
        };
        tokio::select! {
            () = forgetting => {}
            _ = stopping.wait_for(|stop| *stop) => {}
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<u64, KnownCircuit>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(circuit: u32) -> Ipv6Addr {
        let [high, low] =
            [circuit >> 16, circuit & 0xffff].map(|half| u16::try_from(half).unwrap());
        Ipv6Addr::new(0xfc00, 0xdead, 0xbeef, 0x4dad, 0, 0, high, low)
    }

    #[tokio::test(start_paused = true)]
    async fn a_circuit_is_forgotten_after_ten_minutes_though_it_comes_again_and_again() {
        let circuits = Arc::new(CircuitTable::default());
        let (_stop, stopping) = watch::channel(false);
        let forgetting = Arc::clone(&circuits);
        tokio::spawn(async move { forgetting.keep_forgetting(stopping).await });
        let first = circuits.circuit(address(1));
        assert!(Arc::ptr_eq(&first, &circuits.circuit(address(1))));
        assert!(!Arc::ptr_eq(&first, &circuits.circuit(address(1 << 16))));
        let begun = Instant::now();
        while Arc::ptr_eq(&first, &circuits.circuit(address(1))) {
            assert!(begun.elapsed() < Duration::from_secs(10 * 60));
            sleep(Duration::from_secs(1)).await;
        }
        sleep(Duration::from_secs(10 * 60)).await;
        assert!(
            circuits.lock().is_empty(),
            "no connection came, and nothing is known"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_crowd_takes_no_more_memory_than_its_share() {
        let circuits = CircuitTable::default();
        let first = circuits.circuit(address(0));
        for circuit in 1..=u32::try_from(CIRCUITS_MAX).unwrap() {
            tokio::time::advance(Duration::from_millis(1)).await;
            circuits.circuit(address(circuit));
        }
        assert_eq!(circuits.lock().len(), CIRCUITS_MAX);
        assert!(!Arc::ptr_eq(&first, &circuits.circuit(address(0))));
    }
}

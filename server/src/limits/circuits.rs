//! Which tor circuit a connection came by, as far as limits must tell one from another: a keyed
//! hash. A circuit is known as long as anything of it lives or what it used still counts, and ten
//! minutes more at most.

use std::{
    cmp::Ordering,
    collections::HashMap,
    hash::{BuildHasher, RandomState},
    net::Ipv6Addr,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{self, AtomicU32, AtomicU64},
    },
    time::Duration,
};

use tokio::{
    sync::watch,
    time::{Instant, sleep},
};

use super::gcra::Gcra;

/// How long a circuit is known after it was seen last, when nothing of it is left.
const KNOWN_FOR: Duration = Duration::from_secs(9 * 60);
/// How often circuits past [`KNOWN_FOR`] are forgotten.
const FORGET_EVERY: Duration = Duration::from_secs(30);
/// Most circuits that are known. When another comes, the one that was seen least lately, and of
/// which nothing is left, is forgotten.
const CIRCUITS_MAX: usize = 16_384;

/// What limits count for one circuit; its identity is not in here.
#[derive(Debug)]
pub(crate) struct Circuit {
    /// Its place in the limiters' tables: in the order in which circuits were seen first.
    number: u64,
    pub(crate) submissions: Mutex<Gcra>,
    slots: AtomicU32,
}

/// The circuits of the last minutes.
#[derive(Default)]
pub(crate) struct CircuitTable {
    key: RandomState,
    known: Mutex<HashMap<u64, KnownCircuit>>,
}

struct KnownCircuit {
    seen: Instant,
    circuit: Arc<Circuit>,
}

impl Circuit {
    pub(crate) const fn number(&self) -> u64 {
        self.number
    }

    /// How many slots of a vault that fills it has taken.
    pub(crate) fn slots(&self) -> u32 {
        self.slots.load(atomic::Ordering::Relaxed)
    }

    pub(crate) fn count_slot(&self) {
        self.slots.fetch_add(1, atomic::Ordering::Relaxed);
    }
}

impl Default for Circuit {
    fn default() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Self {
            number: NEXT.fetch_add(1, atomic::Ordering::Relaxed),
            submissions: Mutex::default(),
            slots: AtomicU32::new(0),
        }
    }
}

impl PartialEq for Circuit {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}

impl Eq for Circuit {}

impl PartialOrd for Circuit {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Circuit {
    fn cmp(&self, other: &Self) -> Ordering {
        self.number.cmp(&other.number)
    }
}

impl KnownCircuit {
    /// Whether no connection and no limiter has it any more.
    fn is_alone(&self) -> bool {
        Arc::strong_count(&self.circuit) == 1
    }
}

impl CircuitTable {
    /// The circuit behind an address that tor wrote.
    pub(crate) fn circuit(&self, address: Ipv6Addr) -> Arc<Circuit> {
        // SipHash under a key that this process drew and never shows.
        let hash = self.key.hash_one(address.octets());
        let mut known = self.lock();
        if !known.contains_key(&hash) && known.len() >= CIRCUITS_MAX {
            let alone = known.iter().filter(|(_, known)| known.is_alone());
            let first = alone.min_by_key(|(_, known)| known.seen);
            if let Some(first) = first.map(|(hash, _)| *hash) {
                known.remove(&first);
            }
        }
        let now = Instant::now();
        let known = known.entry(hash).or_insert_with(|| KnownCircuit {
            seen: now,
            circuit: Arc::default(),
        });
        known.seen = now;
        Arc::clone(&known.circuit)
    }

    /// Forgets expired circuits until the server stops. `limiters` makes the limiters forget what
    /// no longer counts, before.
    pub(crate) async fn keep_forgetting(
        &self,
        mut stopping: watch::Receiver<bool>,
        limiters: impl Fn(),
    ) {
        let forgetting = async {
            loop {
                sleep(FORGET_EVERY).await;
                limiters();
                self.lock()
                    .retain(|_, known| !known.is_alone() || known.seen.elapsed() < KNOWN_FOR);
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
    async fn a_circuit_is_known_while_anything_of_it_lives_and_ten_minutes_more_at_most() {
        let circuits = Arc::new(CircuitTable::default());
        let (_stop, stopping) = watch::channel(false);
        let forgetting = Arc::clone(&circuits);
        tokio::spawn(async move { forgetting.keep_forgetting(stopping, || {}).await });
        let first = circuits.circuit(address(1));
        assert!(Arc::ptr_eq(&first, &circuits.circuit(address(1))));
        assert!(!Arc::ptr_eq(&first, &circuits.circuit(address(1 << 16))));
        sleep(Duration::from_secs(60 * 60)).await;
        assert_eq!(circuits.lock().len(), 1, "a connection of it lives");
        assert!(Arc::ptr_eq(&first, &circuits.circuit(address(1))));
        drop(first);
        sleep(Duration::from_secs(10 * 60)).await;
        assert!(circuits.lock().is_empty(), "nothing is left of it");
    }

    #[tokio::test(start_paused = true)]
    async fn a_crowd_takes_no_more_memory_than_its_share() {
        let circuits = CircuitTable::default();
        let first = Arc::downgrade(&circuits.circuit(address(0)));
        for circuit in 1..=u32::try_from(CIRCUITS_MAX).unwrap() {
            tokio::time::advance(Duration::from_millis(1)).await;
            circuits.circuit(address(circuit));
        }
        assert_eq!(circuits.lock().len(), CIRCUITS_MAX);
        assert!(first.upgrade().is_none());
    }
}

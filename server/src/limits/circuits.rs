//! Who is behind a connection, as far as limits must tell one from another: by tor's circuit, kept as a keyed hash for ten minutes at most.

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

use super::gcra::Allowance;

/// A circuit is known for so long after it was first seen, however long its connections last; it is somebody new then.
const KNOWN: Duration = Duration::from_secs(9 * 60);
/// How often those known for longer are forgotten.
const FORGETTING: Duration = Duration::from_secs(30);
/// Most circuits that are known. When another comes, the one that was seen first is forgotten.
const CIRCUITS_MAX: usize = 16_384;

/// Somebody. Holds nothing of who it is.
#[derive(Debug, Default)]
pub(crate) struct Visitor {
    pub(crate) submissions: Mutex<Allowance>,
    begun: AtomicU32,
}

/// Who was here in the last minutes.
#[derive(Default)]
pub(crate) struct Circuits {
    key: RandomState,
    known: Mutex<HashMap<u64, Known>>,
}

struct Known {
    since: Instant,
    visitor: Arc<Visitor>,
}

impl Visitor {
    /// Counts a submission that begins, and tells how many began before it.
    pub(crate) fn begins(&self) -> u32 {
        self.begun.fetch_add(1, Ordering::Relaxed)
    }
}

impl Circuits {
    /// Whose connection it is.
    pub(crate) fn visitor(&self, address: Ipv6Addr) -> Arc<Visitor> {
        // SipHash under a key that this process drew and never shows.
        let circuit = self.key.hash_one(address.octets());
        let mut known = self.lock();
        if !known.contains_key(&circuit) && known.len() >= CIRCUITS_MAX {
            let first = known.iter().min_by_key(|(_, known)| known.since);
            if let Some(first) = first.map(|(circuit, _)| *circuit) {
                known.remove(&first);
            }
        }
        let here = known.entry(circuit).or_insert_with(|| Known {
            since: Instant::now(),
            visitor: Arc::default(),
        });
        Arc::clone(&here.visitor)
    }

    /// Forgets, until the server stops.
    pub(crate) async fn keep_forgetting(&self, mut stopping: watch::Receiver<bool>) {
        let forgetting = async {
            loop {
                sleep(FORGETTING).await;
                self.lock().retain(|_, known| known.since.elapsed() < KNOWN);
            }
        };
        tokio::select! {
            () = forgetting => {}
            _ = stopping.wait_for(|stop| *stop) => {}
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<u64, Known>> {
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
        let circuits = Arc::new(Circuits::default());
        let (_stop, stopping) = watch::channel(false);
        let forgetting = Arc::clone(&circuits);
        tokio::spawn(async move { forgetting.keep_forgetting(stopping).await });
        let first = circuits.visitor(address(1));
        assert!(Arc::ptr_eq(&first, &circuits.visitor(address(1))));
        assert!(!Arc::ptr_eq(&first, &circuits.visitor(address(1 << 16))));
        let begun = Instant::now();
        while Arc::ptr_eq(&first, &circuits.visitor(address(1))) {
            assert!(begun.elapsed() < Duration::from_secs(10 * 60));
            sleep(Duration::from_secs(1)).await;
        }
        sleep(Duration::from_secs(10 * 60)).await;
        assert!(
            circuits.lock().is_empty(),
            "nobody has come, and nothing is known"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_crowd_takes_no_more_memory_than_its_share() {
        let circuits = Circuits::default();
        let first = circuits.visitor(address(0));
        for circuit in 1..=u32::try_from(CIRCUITS_MAX).unwrap() {
            tokio::time::advance(Duration::from_millis(1)).await;
            circuits.visitor(address(circuit));
        }
        assert_eq!(circuits.lock().len(), CIRCUITS_MAX);
        assert!(!Arc::ptr_eq(&first, &circuits.visitor(address(0))));
    }
}

//! What unfinished submissions hold of the vault. Where room is needed, those leave first whose
//! circuit has brought least of late for what it holds.

use std::{
    collections::BTreeMap,
    future::{Future, pending},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::{sync::watch, time::Instant};

use crate::limits::circuits::Circuit;

/// Bytes that were brought count half after this time: what counts is about five minutes' worth.
const HALF_LIFE: Duration = Duration::from_secs(150);
/// A circuit that brought of late less than one part in so many of what it holds may lose it. At
/// 70 kB a second that is an upload of more than 120 MB, or one that has stood still for some
/// minutes.
const STALLED_PART: f64 = 8.0;
/// An unfinished submission of this age is stalled however it moves: the largest takes a third of
/// this time at 70 kB a second.
const AGE_MAX: Duration = Duration::from_secs(24 * 60 * 60);

/// All unfinished submissions that hold something.
#[derive(Default)]
pub(crate) struct Holdings {
    table: Mutex<BTreeMap<u64, Arc<Holding>>>,
    next: AtomicU64,
}

struct Holding {
    circuit: Arc<Circuit>,
    bytes: AtomicU64,
    recent: Mutex<Recent>,
    since: Instant,
    moved: Mutex<Instant>,
    lost: watch::Sender<bool>,
    release: Box<dyn Fn() + Send + Sync>,
}

/// Bytes brought of late.
struct Recent {
    bytes: f64,
    at: Instant,
}

/// One unfinished submission; it holds nothing any more when this is dropped.
pub(crate) struct Held {
    number: u64,
    holdings: Arc<Holdings>,
    holding: Arc<Holding>,
}

impl Holdings {
    /// `release` frees what is held; it may be called while others' holdings are looked at.
    pub(crate) fn begin(
        self: &Arc<Self>,
        circuit: &Arc<Circuit>,
        release: impl Fn() + Send + Sync + 'static,
    ) -> Held {
        let now = Instant::now();
        let holding = Arc::new(Holding {
            circuit: Arc::clone(circuit),
            bytes: AtomicU64::new(0),
            recent: Mutex::new(Recent {
                bytes: 0.0,
                at: now,
            }),
            since: now,
            moved: Mutex::new(now),
            lost: watch::Sender::new(false),
            release: Box::new(release),
        });
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        self.lock().insert(number, Arc::clone(&holding));
        Held {
            number,
            holdings: Arc::clone(self),
            holding,
        }
    }

    /// Drops one submission that is stalled: of the circuit that brought least of late for what it
    /// holds, the one that has moved nothing for the longest time. Whether there was any.
    pub(crate) fn make_room(&self) -> bool {
        let mut table = self.lock();
        let Some(number) = worst(&table) else {
            return false;
        };
        let holding = table.remove(&number);
        drop(table);
        if let Some(holding) = holding {
            holding.lost.send_replace(true);
            (holding.release)();
        }
        true
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<u64, Arc<Holding>>> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What one circuit holds, and brought of late.
#[derive(Default)]
struct Share {
    bytes: f64,
    recent: f64,
}

fn worst(table: &BTreeMap<u64, Arc<Holding>>) -> Option<u64> {
    let now = Instant::now();
    let mut shares = BTreeMap::<u64, Share>::new();
    for holding in table.values() {
        let share = shares.entry(holding.circuit.number()).or_default();
        share.bytes += as_f64(holding.bytes.load(Ordering::Relaxed));
        share.recent += holding.recent(now);
    }
    let part = |holding: &Holding| {
        let too_old = now.duration_since(holding.since) >= AGE_MAX;
        let share = shares.get(&holding.circuit.number()).filter(|_| !too_old);
        share.map_or(0.0, |share| share.recent / share.bytes.max(1.0))
    };
    table
        .iter()
        .filter(|(_, holding)| holding.bytes.load(Ordering::Relaxed) > 0)
        .map(|(number, holding)| (part(holding), holding, number))
        .filter(|(part, _, _)| part * STALLED_PART < 1.0)
        .min_by(|a, b| {
            let most = b.1.bytes.load(Ordering::Relaxed);
            a.0.total_cmp(&b.0)
                .then(a.1.moved().cmp(&b.1.moved()))
                .then(most.cmp(&a.1.bytes.load(Ordering::Relaxed)))
        })
        .map(|(_, _, number)| *number)
}

impl Holding {
    fn recent(&self, now: Instant) -> f64 {
        let recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        recent.at(now)
    }

    fn moved(&self) -> Instant {
        *self.moved.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Recent {
    fn at(&self, now: Instant) -> f64 {
        let past = now.saturating_duration_since(self.at).as_secs_f64();
        self.bytes * (-past / HALF_LIFE.as_secs_f64()).exp2()
    }
}

impl Held {
    /// `bytes` more were brought; in all `total` are held.
    pub(crate) fn brought(&self, bytes: u64, total: u64) {
        let now = Instant::now();
        self.holding.bytes.store(total, Ordering::Relaxed);
        let recent = self.holding.recent.lock();
        let mut recent = recent.unwrap_or_else(PoisonError::into_inner);
        *recent = Recent {
            bytes: recent.at(now) + as_f64(bytes),
            at: now,
        };
        if bytes > 0 {
            let moved = self.holding.moved.lock();
            *moved.unwrap_or_else(PoisonError::into_inner) = now;
        }
    }

    /// Resolves when room was needed.
    pub(crate) fn lost(&self) -> impl Future<Output = ()> + Send + use<> {
        let mut lost = self.holding.lost.subscribe();
        async move {
            if lost.wait_for(|lost| *lost).await.is_err() {
                // It ended in its own way.
                pending::<()>().await;
            }
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.holdings.lock().remove(&self.number);
    }
}

fn as_f64(bytes: u64) -> f64 {
    // Exact up to 4 GiB, and no submission is larger.
    f64::from(u32::try_from(bytes).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;

    use super::*;

    fn hold(
        holdings: &Arc<Holdings>,
        circuit: &Arc<Circuit>,
        bytes: u64,
    ) -> (Held, Arc<AtomicBool>) {
        let released = Arc::new(AtomicBool::new(false));
        let tell = Arc::clone(&released);
        let held = holdings.begin(circuit, move || tell.store(true, Ordering::Relaxed));
        held.brought(bytes, bytes);
        (held, released)
    }

    fn is_lost(released: &AtomicBool) -> bool {
        released.load(Ordering::Relaxed)
    }

    #[tokio::test(start_paused = true)]
    async fn what_stands_still_makes_room_and_what_moves_does_not() {
        let holdings = Arc::<Holdings>::default();
        let (garbage, source) = (Arc::default(), Arc::default());
        let (_still, still) = hold(&holdings, &garbage, 10_000_000);
        let (moving, moves) = hold(&holdings, &source, 10_000_000);
        assert!(!holdings.make_room(), "all of it came just now");
        let mut total = 10_000_000;
        for _ in 0..10 {
            tokio::time::advance(Duration::from_secs(60)).await;
            total += 60 * 70_000;
            moving.brought(60 * 70_000, total);
        }
        assert!(holdings.make_room());
        assert!(is_lost(&still) && !is_lost(&moves));
        assert!(!holdings.make_room(), "nothing else is stalled");
    }

    #[tokio::test(start_paused = true)]
    async fn the_circuit_that_holds_most_for_what_it_brings_goes_first() {
        let holdings = Arc::<Holdings>::default();
        let (crowd, source) = (Arc::default(), Arc::default());
        let crowd: Vec<_> = (0..5)
            .map(|_| hold(&holdings, &crowd, 10_000_000))
            .collect();
        let (moving, slow) = hold(&holdings, &source, 10_000_000);
        tokio::time::advance(HALF_LIFE * 4).await;
        // Each upload of theirs brings as much as the source's.
        for (held, _) in &crowd {
            held.brought(100_000, 10_100_000);
        }
        moving.brought(200_000, 10_200_000);
        for _ in 0..5 {
            assert!(holdings.make_room());
        }
        assert!(crowd.iter().all(|(_, lost)| is_lost(lost)));
        assert!(!is_lost(&slow));
    }

    #[tokio::test(start_paused = true)]
    async fn a_byte_now_and_then_keeps_no_room_and_a_day_is_enough_for_any() {
        let holdings = Arc::<Holdings>::default();
        let circuit = Arc::default();
        let (garbage, _) = hold(&holdings, &circuit, 1_000_000);
        for _ in 0..5 {
            tokio::time::advance(HALF_LIFE).await;
            garbage.brought(1, 1_000_000);
        }
        assert!(holdings.make_room());
        drop(garbage);

        let (old, _) = hold(&holdings, &circuit, 1_000);
        tokio::time::advance(AGE_MAX).await;
        old.brought(1_000_000, 1_001_000);
        assert!(holdings.make_room());
    }
}

//! How many connections a door keeps, and how many forms are sealed at once: when a limiter is
//! full, the slowest holder is evicted.

use std::{
    cmp::Ordering as Sorted,
    collections::{BTreeMap, HashMap},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::{sync::Notify, time::Instant};

use super::circuits::Circuit;

/// A new holder's rate is computed as if it had been here this long: its first bytes
/// are few for anyone.
const GRACE: Duration = Duration::from_secs(20);
/// Bytes credited to every holder, so that a new one is not evicted before idle older ones. The
/// credit matters less with age.
const CREDIT_BYTES: u64 = 20_000;
/// A circuit with at most this many permits is never over its share, however many circuits there
/// are: a browser opens as many connections.
const SHARE_MIN: usize = 6;
/// A holder that has moved this much counts as large.
const LARGE_BYTES: u64 = 8 * 1024 * 1024;
/// Large holders may have at most this share of all permits, as numerator and denominator; the rest
/// is reserved for small submissions.
const LARGE_SHARE: (usize, usize) = (3, 4);

/// Hands out a fixed number of permits, and refuses none: when all are held, the holder with the
/// fewest bytes per second is evicted. Circuits over their share lose first, then large holders
/// where they have more than theirs, then all.
pub(crate) struct ConnectionLimiter {
    max: usize,
    holders: Arc<Mutex<Holders>>,
    next: AtomicU64,
}

type Holders = BTreeMap<u64, Holder>;

struct Holder {
    circuit: Arc<Circuit>,
    traffic: Arc<Traffic>,
    evict: Arc<Notify>,
    since: Instant,
}

/// Free again when dropped.
pub(crate) struct Permit {
    number: u64,
    pub(crate) traffic: Arc<Traffic>,
    evict: Arc<Notify>,
    holders: Arc<Mutex<Holders>>,
}

impl ConnectionLimiter {
    pub(crate) fn new(max: usize) -> Self {
        Self {
            max,
            holders: Arc::default(),
            next: AtomicU64::new(0),
        }
    }

    /// A permit, at the expense of another holder if need be; among several that move
    /// nothing, of the oldest.
    pub(crate) fn acquire(&self, circuit: &Arc<Circuit>) -> Permit {
        let mut holders = self.holders.lock().unwrap_or_else(PoisonError::into_inner);
        if holders.len() >= self.max {
            let evicted = self.next_evicted(&holders);
            if let Some(holder) = evicted.and_then(|number| holders.remove(&number)) {
                holder.evict.notify_one();
            }
        }
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let (traffic, evict) = (Arc::<Traffic>::default(), Arc::<Notify>::default());
        holders.insert(
            number,
            Holder {
                circuit: Arc::clone(circuit),
                traffic: Arc::clone(&traffic),
                evict: Arc::clone(&evict),
                since: Instant::now(),
            },
        );
        Permit {
            number,
            traffic,
            evict,
            holders: Arc::clone(&self.holders),
        }
    }

    fn next_evicted(&self, holders: &Holders) -> Option<u64> {
        let mut held = HashMap::<_, usize>::new();
        for holder in holders.values() {
            *held.entry(holder.circuit_id()).or_default() += 1;
        }
        let share = SHARE_MIN.max(self.max / held.len().max(1));
        let over_share = |holder: &Holder| {
            held.get(&holder.circuit_id())
                .is_some_and(|permits| *permits > share)
        };
        let large = holders.values().filter(|holder| holder.is_large()).count();
        let too_many_large = large * LARGE_SHARE.1 > self.max * LARGE_SHARE.0;
        slowest(holders, over_share)
            .or_else(|| slowest(holders, |holder| too_many_large && holder.is_large()))
            .or_else(|| slowest(holders, |_| true))
    }
}

fn slowest(holders: &Holders, among: impl Fn(&Holder) -> bool) -> Option<u64> {
    let order = |a: &(&u64, &Holder), b: &(&u64, &Holder)| -> Sorted {
        (a.1.bytes_per_second(), a.0).cmp(&(b.1.bytes_per_second(), b.0))
    };
    let slowest = holders
        .iter()
        .filter(|(_, holder)| among(holder))
        .min_by(order);
    slowest.map(|(number, _)| *number)
}

impl Holder {
    /// The same for all permits of one circuit.
    fn circuit_id(&self) -> *const Circuit {
        Arc::as_ptr(&self.circuit)
    }

    fn is_large(&self) -> bool {
        self.traffic.bytes() >= LARGE_BYTES
    }

    fn bytes_per_second(&self) -> u64 {
        (self.traffic.bytes() + CREDIT_BYTES) / self.since.elapsed().max(GRACE).as_secs()
    }
}

impl Permit {
    /// Resolves when the limiter has given this permit to another connection.
    pub(crate) async fn evicted(&self) {
        self.evict.notified().await;
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.holders
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&self.number);
    }
}

/// How many bytes a holder has moved.
#[derive(Default)]
pub(crate) struct Traffic(AtomicU64);

impl Traffic {
    pub(crate) fn bytes(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    pub(crate) fn add(&self, bytes: usize) {
        self.0.fetch_add(bytes as u64, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn circuit() -> Arc<Circuit> {
        Arc::default()
    }

    fn is_held(limiter: &ConnectionLimiter, permit: &Permit) -> bool {
        limiter.holders.lock().unwrap().contains_key(&permit.number)
    }

    #[tokio::test(start_paused = true)]
    async fn the_slowest_makes_room_and_nobody_is_turned_away() {
        let limiter = ConnectionLimiter::new(2);
        let slow = limiter.acquire(&circuit());
        let fast = limiter.acquire(&circuit());
        fast.traffic.add(1_000_000);
        slow.traffic.add(10);
        tokio::time::advance(GRACE).await;
        let third = limiter.acquire(&circuit());
        slow.evicted().await;
        drop((slow, third));
        assert_eq!(
            limiter.holders.lock().unwrap().len(),
            1,
            "the fast one stays"
        );
        drop(fast);
        assert!(limiter.holders.lock().unwrap().is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn idle_hands_do_not_hold_the_door_however_new() {
        let limiter = ConnectionLimiter::new(3);
        let honest = limiter.acquire(&circuit());
        honest.traffic.add(1_000);
        let idle = [limiter.acquire(&circuit()), limiter.acquire(&circuit())];
        for _ in 0..100 {
            drop(limiter.acquire(&circuit()));
            assert!(is_held(&limiter, &honest));
        }
        for idle in idle {
            assert!(!is_held(&limiter, &idle) || idle.number == 2);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn who_has_just_come_stays_rather_than_who_dawdles() {
        let limiter = ConnectionLimiter::new(3);
        let dawdling = [limiter.acquire(&circuit()), limiter.acquire(&circuit())];
        tokio::time::advance(GRACE * 3).await;
        for permit in &dawdling {
            permit.traffic.add(100);
        }
        let honest = limiter.acquire(&circuit());
        let another = limiter.acquire(&circuit());
        assert!(is_held(&limiter, &honest) && is_held(&limiter, &another));
        assert!(!is_held(&limiter, &dawdling[0]));
    }

    #[tokio::test(start_paused = true)]
    async fn who_has_more_than_their_share_makes_room_before_who_is_slower() {
        let limiter = ConnectionLimiter::new(4 * SHARE_MIN);
        let slow: Vec<_> = (0..SHARE_MIN)
            .map(|_| limiter.acquire(&circuit()))
            .collect();
        let crowd = circuit();
        let crowd: Vec<_> = (0..3 * SHARE_MIN)
            .map(|_| limiter.acquire(&crowd))
            .collect();
        for permit in &crowd {
            permit.traffic.add(1_000_000);
        }
        let latecomers: Vec<_> = (0..2 * SHARE_MIN)
            .map(|_| limiter.acquire(&circuit()))
            .collect();
        assert!(
            slow.iter()
                .chain(&latecomers)
                .all(|permit| is_held(&limiter, permit))
        );
        let left = crowd
            .iter()
            .filter(|permit| is_held(&limiter, permit))
            .count();
        assert_eq!(left, SHARE_MIN);
    }

    #[tokio::test(start_paused = true)]
    async fn the_large_leave_places_to_the_small() {
        let limiter = ConnectionLimiter::new(8);
        let large: Vec<_> = (0..8).map(|_| limiter.acquire(&circuit())).collect();
        for permit in &large {
            permit.traffic.add(usize::try_from(LARGE_BYTES).unwrap());
        }
        let small: Vec<_> = (0..2).map(|_| limiter.acquire(&circuit())).collect();
        assert!(small.iter().all(|permit| is_held(&limiter, permit)));
        // From here on there are as many large as may be: among the small the slowest leaves.
        let one_more = limiter.acquire(&circuit());
        let left = large
            .iter()
            .filter(|permit| is_held(&limiter, permit))
            .count();
        assert_eq!(left, 6);
        assert!(is_held(&limiter, &one_more) && !is_held(&limiter, &small[0]));
    }
}

//! Whoever is slowest makes room: at a door that is full, and where more forms come at once than memory is meant for.

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

use super::circuits::Visitor;

/// Who has only come is judged as if they had been here for so long: what they moved so far is little for anyone.
const GRACE: Duration = Duration::from_secs(20);
/// And as if they had moved so many bytes more than they did: it counts for less the longer they are here, so that between idle hands the newcomer stays.
const CREDIT_BYTES: u64 = 20_000;

/// Whoever keeps no more places than this has no more than their share, however many others there are: as many connections as a browser opens.
const SHARE_MIN: usize = 6;
/// Whoever moved so many bytes is large,
const LARGE_BYTES: u64 = 8 * 1024 * 1024;
/// and of so many places the large have at most so many: the rest is kept for small submissions.
const LARGE_PART: (usize, usize) = (3, 4);

/// Lets so many in at once. When it is full, whoever moved the least per second leaves, so that nobody can hold it with idle hands: first of those who
/// have more than their share of places, then of the large where they have more than theirs, then of all.
pub(crate) struct Gate {
    max: usize,
    inside: Arc<Mutex<Inside>>,
    next: AtomicU64,
}

type Inside = BTreeMap<u64, Guest>;

struct Guest {
    visitor: Arc<Visitor>,
    traffic: Arc<Traffic>,
    leave: Arc<Notify>,
    since: Instant,
}

/// A place inside the gate, free again when dropped.
pub(crate) struct Place {
    number: u64,
    pub(crate) traffic: Arc<Traffic>,
    leave: Arc<Notify>,
    inside: Arc<Mutex<Inside>>,
}

impl Gate {
    pub(crate) fn new(max: usize) -> Self {
        Self {
            max,
            inside: Arc::default(),
            next: AtomicU64::new(0),
        }
    }

    /// A place, at the expense of somebody else if need be: of several who move nothing, of the one who was here first.
    pub(crate) fn enter(&self, visitor: &Arc<Visitor>) -> Place {
        let mut inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        if inside.len() >= self.max {
            let leaving = self.leaving(&inside);
            if let Some(guest) = leaving.and_then(|leaving| inside.remove(&leaving)) {
                guest.leave.notify_one();
            }
        }
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let (traffic, leave) = (Arc::<Traffic>::default(), Arc::<Notify>::default());
        inside.insert(
            number,
            Guest {
                visitor: Arc::clone(visitor),
                traffic: Arc::clone(&traffic),
                leave: Arc::clone(&leave),
                since: Instant::now(),
            },
        );
        Place {
            number,
            traffic,
            leave,
            inside: Arc::clone(&self.inside),
        }
    }

    fn leaving(&self, inside: &Inside) -> Option<u64> {
        let mut places = HashMap::<_, usize>::new();
        for guest in inside.values() {
            *places.entry(guest.who()).or_default() += 1;
        }
        let share = SHARE_MIN.max(self.max / places.len().max(1));
        let greedy = |guest: &Guest| {
            places
                .get(&guest.who())
                .is_some_and(|places| *places > share)
        };
        let large = inside.values().filter(|guest| guest.is_large()).count();
        let too_many_large = large * LARGE_PART.1 > self.max * LARGE_PART.0;
        slowest(inside, greedy)
            .or_else(|| slowest(inside, |guest| too_many_large && guest.is_large()))
            .or_else(|| slowest(inside, |_| true))
    }
}

fn slowest(inside: &Inside, of: impl Fn(&Guest) -> bool) -> Option<u64> {
    let order = |a: &(&u64, &Guest), b: &(&u64, &Guest)| -> Sorted {
        (a.1.pace(), a.0).cmp(&(b.1.pace(), b.0))
    };
    let slowest = inside.iter().filter(|(_, guest)| of(guest)).min_by(order);
    slowest.map(|(number, _)| *number)
}

impl Guest {
    /// The same for all places of one visitor.
    fn who(&self) -> *const Visitor {
        Arc::as_ptr(&self.visitor)
    }

    fn is_large(&self) -> bool {
        self.traffic.bytes() >= LARGE_BYTES
    }

    /// Bytes per second since it came.
    fn pace(&self) -> u64 {
        (self.traffic.bytes() + CREDIT_BYTES) / self.since.elapsed().max(GRACE).as_secs()
    }
}

impl Place {
    pub(crate) async fn asked_to_leave(&self) {
        self.leave.notified().await;
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.inside
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&self.number);
    }
}

/// How many bytes somebody moved.
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

    fn somebody() -> Arc<Visitor> {
        Arc::default()
    }

    fn is_inside(gate: &Gate, place: &Place) -> bool {
        gate.inside.lock().unwrap().contains_key(&place.number)
    }

    #[tokio::test(start_paused = true)]
    async fn the_slowest_makes_room_and_nobody_is_turned_away() {
        let gate = Gate::new(2);
        let slow = gate.enter(&somebody());
        let fast = gate.enter(&somebody());
        fast.traffic.add(1_000_000);
        slow.traffic.add(10);
        tokio::time::advance(GRACE).await;
        let third = gate.enter(&somebody());
        slow.asked_to_leave().await;
        drop((slow, third));
        assert_eq!(gate.inside.lock().unwrap().len(), 1, "the fast one stays");
        drop(fast);
        assert!(gate.inside.lock().unwrap().is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn idle_hands_do_not_hold_the_door_however_new() {
        let gate = Gate::new(3);
        let honest = gate.enter(&somebody());
        honest.traffic.add(1_000);
        let idle = [gate.enter(&somebody()), gate.enter(&somebody())];
        for _ in 0..100 {
            drop(gate.enter(&somebody()));
            assert!(is_inside(&gate, &honest));
        }
        for idle in idle {
            assert!(!is_inside(&gate, &idle) || idle.number == 2);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn who_has_just_come_stays_rather_than_who_dawdles() {
        let gate = Gate::new(3);
        let dawdling = [gate.enter(&somebody()), gate.enter(&somebody())];
        tokio::time::advance(GRACE * 3).await;
        for place in &dawdling {
            place.traffic.add(100);
        }
        let honest = gate.enter(&somebody());
        let another = gate.enter(&somebody());
        assert!(is_inside(&gate, &honest) && is_inside(&gate, &another));
        assert!(!is_inside(&gate, &dawdling[0]));
    }

    #[tokio::test(start_paused = true)]
    async fn who_has_more_than_their_share_makes_room_before_who_is_slower() {
        let gate = Gate::new(4 * SHARE_MIN);
        let slow: Vec<_> = (0..SHARE_MIN).map(|_| gate.enter(&somebody())).collect();
        let crowd = somebody();
        let crowd: Vec<_> = (0..3 * SHARE_MIN).map(|_| gate.enter(&crowd)).collect();
        for place in &crowd {
            place.traffic.add(1_000_000);
        }
        let latecomers: Vec<_> = (0..2 * SHARE_MIN)
            .map(|_| gate.enter(&somebody()))
            .collect();
        assert!(
            slow.iter()
                .chain(&latecomers)
                .all(|place| is_inside(&gate, place))
        );
        let left = crowd.iter().filter(|place| is_inside(&gate, place)).count();
        assert_eq!(left, SHARE_MIN);
    }

    #[tokio::test(start_paused = true)]
    async fn the_large_leave_places_to_the_small() {
        let gate = Gate::new(8);
        let large: Vec<_> = (0..8).map(|_| gate.enter(&somebody())).collect();
        for place in &large {
            place.traffic.add(usize::try_from(LARGE_BYTES).unwrap());
        }
        let small: Vec<_> = (0..2).map(|_| gate.enter(&somebody())).collect();
        assert!(small.iter().all(|place| is_inside(&gate, place)));
        // From here on there are as many large as may be: among the small the slowest leaves.
        let one_more = gate.enter(&somebody());
        let left = large.iter().filter(|place| is_inside(&gate, place)).count();
        assert_eq!(left, 6);
        assert!(is_inside(&gate, &one_more) && !is_inside(&gate, &small[0]));
    }
}

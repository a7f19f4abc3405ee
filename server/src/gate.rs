//! Whoever is slowest makes room: at a door that is full, and where more forms come at once than memory is meant for.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::{sync::Notify, time::Instant};

/// Who has only come is judged as if they had been here for so long: what they moved so far is little for anyone.
const GRACE: Duration = Duration::from_secs(20);

/// Lets so many in at once. When it is full, whoever moved the least per second leaves, so that nobody can hold it with idle hands.
pub(crate) struct Gate {
    max: usize,
    inside: Arc<Mutex<BTreeMap<u64, Visitor>>>,
    next: AtomicU64,
}

struct Visitor {
    traffic: Arc<Traffic>,
    leave: Arc<Notify>,
    since: Instant,
}

/// A place inside the gate, free again when dropped.
pub(crate) struct Place {
    number: u64,
    pub(crate) traffic: Arc<Traffic>,
    leave: Arc<Notify>,
    inside: Arc<Mutex<BTreeMap<u64, Visitor>>>,
}

impl Gate {
    pub(crate) fn new(max: usize) -> Self {
        Self {
            max,
            inside: Arc::default(),
            next: AtomicU64::new(0),
        }
    }

    /// A place, at the expense of the slowest if need be: of several who move nothing, of the one who was here first.
    pub(crate) fn enter(&self) -> Place {
        let mut inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        if inside.len() >= self.max {
            let slowest = inside
                .iter()
                .min_by_key(|(number, visitor)| (visitor.pace(), **number))
                .map(|(number, _)| *number);
            if let Some(visitor) = slowest.and_then(|slowest| inside.remove(&slowest)) {
                visitor.leave.notify_one();
            }
        }
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let (traffic, leave) = (Arc::<Traffic>::default(), Arc::<Notify>::default());
        inside.insert(
            number,
            Visitor {
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
}

impl Visitor {
    /// Bytes per second since it came.
    fn pace(&self) -> u64 {
        self.traffic.bytes() / self.since.elapsed().max(GRACE).as_secs()
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

    #[tokio::test(start_paused = true)]
    async fn the_slowest_makes_room_and_nobody_is_turned_away() {
        let gate = Gate::new(2);
        let slow = gate.enter();
        let fast = gate.enter();
        fast.traffic.add(1_000_000);
        slow.traffic.add(10);
        tokio::time::advance(GRACE).await;
        let third = gate.enter();
        slow.asked_to_leave().await;
        drop((slow, third));
        assert_eq!(gate.inside.lock().unwrap().len(), 1, "the fast one stays");
        drop(fast);
        assert!(gate.inside.lock().unwrap().is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn idle_hands_do_not_hold_the_door_however_new() {
        let gate = Gate::new(3);
        let honest = gate.enter();
        honest.traffic.add(1_000);
        let idle = [gate.enter(), gate.enter()];
        for _ in 0..100 {
            drop(gate.enter());
            assert!(gate.inside.lock().unwrap().contains_key(&honest.number));
        }
        for idle in idle {
            assert!(!gate.inside.lock().unwrap().contains_key(&idle.number) || idle.number == 2);
        }
    }
}

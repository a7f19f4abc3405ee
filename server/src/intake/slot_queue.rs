//! Where the vault is filling, slots are bought one by one: the circuit that has bought the fewest
//! goes next, at random among equals, and a body is not read before its next slot is bought.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    sync::Notify,
    time::{Instant, sleep, timeout},
};

use super::{error::IntakeError, slot_pace::SlotPace};
use crate::{
    limits::{circuits::Circuit, limiter::WAIT_MAX},
    platform::random::random_below,
    vault::{Capacity, PAYLOAD_BYTES, VaultError},
};

/// Where a slot would be waited for longer, unfinished uploads that are stalled make room first.
const LONG_WAIT: Duration = Duration::from_secs(5);

/// What is free in the vault.
type Room = Box<dyn Fn() -> Result<Capacity, VaultError> + Send + Sync>;
/// Drops unfinished uploads that are stalled. Whether there were any.
type MakeRoom = Box<dyn Fn() -> bool + Send + Sync>;

pub(crate) struct SlotQueue {
    room: Room,
    make_room: MakeRoom,
    started: Instant,
    queue: Mutex<Queue>,
    /// Notified when the first ticket leaves, or slots were given back.
    changed: Notify,
}

#[derive(Default)]
struct Queue {
    pace: SlotPace,
    waiting: BTreeSet<Ticket>,
}

/// A place in the queue: by how many slots the circuit bought before, at random among equals, so
/// that a crowd that came first does not hold the queue.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
struct Ticket {
    bought: u32,
    tiebreak: u64,
}

/// A ticket in the queue, which leaves it when this is dropped.
struct Waiting<'a> {
    slots: &'a SlotQueue,
    ticket: Ticket,
}

/// The slots of one submission. Dropped before it is kept, its charges are given back: its slots
/// are free again.
pub(crate) struct Bought {
    slots: Arc<SlotQueue>,
    circuit: Arc<Circuit>,
    account: Mutex<Account>,
}

#[derive(Default)]
struct Account {
    count: u32,
    charged: u32,
    /// How long the request that is under way has waited for slots.
    waited: Duration,
    kept: bool,
}

impl SlotQueue {
    pub(crate) fn new(
        room: impl Fn() -> Result<Capacity, VaultError> + Send + Sync + 'static,
        make_room: impl Fn() -> bool + Send + Sync + 'static,
    ) -> Self {
        Self {
            room: Box::new(room),
            make_room: Box::new(make_room),
            started: Instant::now(),
            queue: Mutex::default(),
            changed: Notify::new(),
        }
    }

    /// Nothing bought yet, for a circuit.
    pub(crate) fn begin(self: &Arc<Self>, circuit: &Arc<Circuit>) -> Arc<Bought> {
        Arc::new(Bought {
            slots: Arc::clone(self),
            circuit: Arc::clone(circuit),
            account: Mutex::default(),
        })
    }

    async fn buy(&self, circuit: &Circuit) -> Result<u32, IntakeError> {
        // Above half nothing is charged, and nobody has to queue.
        if self.price()?.is_zero() && self.lock().waiting.is_empty() {
            return self.take(circuit, 1);
        }
        let tiebreak = random_below(u64::MAX).map_err(|_| IntakeError::Failed)?;
        let ticket = Ticket {
            bought: circuit.slots(),
            tiebreak,
        };
        let waiting = Waiting::enter(self, ticket);
        loop {
            let changed = self.changed.notified();
            tokio::pin!(changed);
            changed.as_mut().enable();
            let wait = self.wait(&waiting)?;
            if wait.is_zero() {
                return self.take(circuit, 1);
            }
            tokio::select! {
                () = sleep(wait) => {}
                () = changed => {}
            }
        }
    }

    /// How long this ticket waits at most before it asks again; zero when it may take a slot.
    fn wait(&self, waiting: &Waiting<'_>) -> Result<Duration, IntakeError> {
        if self.lock().waiting.first() != Some(&waiting.ticket) {
            return Ok(WAIT_MAX);
        }
        let wait = self.price()?;
        if wait > LONG_WAIT && (self.make_room)() {
            return self.price();
        }
        Ok(wait)
    }

    fn price(&self) -> Result<Duration, IntakeError> {
        let capacity = self.capacity()?;
        Ok(self.lock().pace.wait(capacity, self.started.elapsed()))
    }

    fn take(&self, circuit: &Circuit, slots: u32) -> Result<u32, IntakeError> {
        let capacity = self.capacity()?;
        let mut queue = self.lock();
        let charged = queue.pace.take(slots, capacity, self.started.elapsed());
        drop(queue);
        for _ in 0..charged {
            circuit.count_slot();
        }
        Ok(charged)
    }

    fn give_back(&self, charged: u32) {
        if charged > 0 {
            self.lock().pace.give_back(charged);
            self.changed.notify_waiters();
        }
    }

    fn capacity(&self) -> Result<Capacity, IntakeError> {
        (self.room)().map_err(|error| IntakeError::of_vault(&error))
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Bought {
    /// A request begins: it may wait for slots for [`WAIT_MAX`] in all.
    pub(crate) fn begin_request(&self) {
        self.account().waited = Duration::ZERO;
    }

    /// Waits until there are slots for so many bytes in all.
    pub(crate) async fn reach(&self, bytes: u64) -> Result<(), IntakeError> {
        let wanted = slots_for(bytes);
        while self.account().count < wanted {
            let begun = Instant::now();
            let left = WAIT_MAX.saturating_sub(self.account().waited);
            let bought = timeout(left, self.slots.buy(&self.circuit)).await;
            let charged = bought.map_err(|_| IntakeError::Busy)??;
            let mut account = self.account();
            account.charged += charged;
            account.count += 1;
            account.waited += begun.elapsed();
        }
        Ok(())
    }

    /// Charges for so many bytes in all without a wait: for the padding of what was read.
    pub(crate) fn reach_at_once(&self, bytes: u64) -> Result<(), IntakeError> {
        let wanted = slots_for(bytes);
        let mut account = self.account();
        if let Some(more) = wanted.checked_sub(account.count).filter(|more| *more > 0) {
            account.charged += self.slots.take(&self.circuit, more)?;
            account.count = wanted;
        }
        Ok(())
    }

    pub(crate) const fn circuit(&self) -> &Arc<Circuit> {
        &self.circuit
    }

    /// The slots stay taken.
    pub(crate) fn keep(&self) {
        self.account().kept = true;
    }

    fn account(&self) -> MutexGuard<'_, Account> {
        self.account.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Bought {
    fn drop(&mut self) {
        let account = self.account();
        let charged = if account.kept { 0 } else { account.charged };
        drop(account);
        self.slots.give_back(charged);
    }
}

fn slots_for(bytes: u64) -> u32 {
    u32::try_from(bytes.div_ceil(PAYLOAD_BYTES as u64)).unwrap_or(u32::MAX)
}

impl<'a> Waiting<'a> {
    fn enter(slots: &'a SlotQueue, ticket: Ticket) -> Self {
        // Others need no notice: the new ticket asks at once, and the first asks again in time.
        slots.lock().waiting.insert(ticket);
        Self { slots, ticket }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        let mut queue = self.slots.lock();
        let was_first = queue.waiting.first() == Some(&self.ticket);
        queue.waiting.remove(&self.ticket);
        drop(queue);
        // Waking every ticket is expensive, and only the second has something to learn.
        if was_first {
            self.slots.changed.notify_waiters();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    const ALL: usize = 65_532;

    /// A vault in which so many slots are free, and where what is bought is taken.
    struct Filling {
        free: Arc<AtomicUsize>,
        slots: Arc<SlotQueue>,
    }

    impl Filling {
        fn new(free: usize) -> Self {
            let free = Arc::new(AtomicUsize::new(free));
            let left = Arc::clone(&free);
            let room = move || {
                Ok(Capacity {
                    free: left.load(Ordering::Relaxed),
                    all: ALL,
                })
            };
            Self {
                free,
                slots: Arc::new(SlotQueue::new(room, || false)),
            }
        }

        async fn letter(
            &self,
            circuit: &Arc<Circuit>,
            slots: u64,
        ) -> (Result<(), IntakeError>, Duration) {
            let begun = Instant::now();
            let bought = self.slots.begin(circuit);
            for slot in 1..=slots {
                if let Err(error) = bought.reach(slot * PAYLOAD_BYTES as u64).await {
                    return (Err(error), begun.elapsed());
                }
                self.free.fetch_sub(1, Ordering::Relaxed);
            }
            bought.keep();
            (Ok(()), begun.elapsed())
        }
    }

    fn crowd(filling: &Arc<Filling>, circuits: usize) -> Vec<tokio::task::JoinHandle<()>> {
        (0..circuits)
            .map(|_| {
                let filling = Arc::clone(filling);
                tokio::spawn(async move {
                    let circuit = Arc::<Circuit>::default();
                    loop {
                        // What cannot be had is asked for again.
                        let _asked_again = filling.letter(&circuit, 1).await;
                    }
                })
            })
            .collect()
    }

    #[tokio::test(start_paused = true)]
    async fn a_newcomer_s_letter_goes_before_a_crowd_that_bought_much() {
        let filling = Arc::new(Filling::new(ALL / 2));
        let crowd = crowd(&filling, 50);
        sleep(Duration::from_secs(60 * 60)).await;
        let interval =
            Duration::from_secs_f64(33_300.0 / f64::from(u32::try_from(ALL / 2).unwrap()));
        for _ in 0..20 {
            let (stored, waited) = filling.letter(&Arc::default(), 1).await;
            stored.unwrap();
            assert!(waited <= interval * 3, "{waited:?}");
        }
        let (stored, waited) = filling.letter(&Arc::default(), 39).await;
        stored.unwrap();
        assert!(waited <= Duration::from_secs(10 * 60), "{waited:?}");
        for member in crowd {
            member.abort();
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_given_up_is_not_charged_and_holds_nobody_up() {
        let filling = Filling::new(200);
        let mut taken = Vec::new();
        loop {
            let bought = filling.slots.begin(&Arc::default());
            let buying = timeout(Duration::from_secs(1), bought.reach(1)).await;
            match buying {
                Ok(reached) => reached.unwrap(),
                Err(_) => break,
            }
            taken.push(bought);
        }
        assert!(filling.slots.lock().waiting.is_empty());
        drop(taken);
        let (stored, waited) = filling.letter(&Arc::default(), 8).await;
        assert_eq!((stored, waited), (Ok(()), Duration::ZERO));
    }

    #[tokio::test(start_paused = true)]
    async fn a_wait_that_is_too_long_is_told() {
        let filling = Filling::new(10);
        let circuit = Arc::<Circuit>::default();
        filling.letter(&circuit, 1).await.0.unwrap();
        let (told, waited) = filling.letter(&circuit, 1).await;
        assert_eq!((told, waited), (Err(IntakeError::Busy), WAIT_MAX));
    }

    #[tokio::test(start_paused = true)]
    async fn one_request_waits_no_longer_for_many_slots_than_for_one() {
        // A slot each 66 s, or somewhat more.
        let filling = Filling::new(500);
        let circuit = Arc::<Circuit>::default();
        filling.letter(&circuit, 28).await.0.unwrap();
        let (told, waited) = filling.letter(&circuit, 10).await;
        assert_eq!((told, waited), (Err(IntakeError::Busy), WAIT_MAX));
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_stalled_makes_room_before_a_letter_waits_long() {
        let free = Arc::new(AtomicUsize::new(10));
        let (left, freed) = (Arc::clone(&free), Arc::clone(&free));
        let room = move || {
            Ok(Capacity {
                free: left.load(Ordering::Relaxed),
                all: ALL,
            })
        };
        let make_room = move || {
            freed.store(ALL, Ordering::Relaxed);
            true
        };
        let slots = Arc::new(SlotQueue::new(room, make_room));
        let first = slots.begin(&Arc::default());
        first.reach(1).await.unwrap();
        let begun = Instant::now();
        slots.begin(&Arc::default()).reach(1).await.unwrap();
        assert_eq!(begun.elapsed(), Duration::ZERO);
    }
}

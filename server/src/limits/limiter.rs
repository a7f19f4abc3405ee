//! Permits of one kind, handed out by the policy of [`super::fairness`]. A permit that cannot be
//! granted at once is waited for.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::{
    sync::watch,
    time::{Instant, timeout},
};

use super::{
    circuits::Circuit,
    fairness::{
        activity::Activity,
        table::{Change, FairTable, Limits, PermitId},
    },
};
use crate::platform::random::random_below;

/// How often those who wait are looked at again: holders get ahead of them with time.
const LOOK_EVERY: Duration = Duration::from_millis(400);
/// How long a permit is waited for. Browsers give up on an answer after three to five minutes.
pub(crate) const WAIT_MAX: Duration = Duration::from_secs(120);

#[derive(Clone)]
pub(crate) struct Limiter(Arc<Shared>);

struct Shared {
    table: Mutex<FairTable<Arc<Circuit>>>,
    standings: Mutex<HashMap<PermitId, watch::Sender<Standing>>>,
    /// The table's clock begins here.
    started: Instant,
    /// When those who wait were looked at last, in milliseconds of the table's clock.
    looked: AtomicU64,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Standing {
    Waiting,
    Held,
    /// Evicted, or dismissed before it was held.
    Lost,
}

/// A permit, held or waited for; given back when dropped.
pub(crate) struct Permit {
    id: PermitId,
    limiter: Limiter,
    standing: watch::Receiver<Standing>,
    activity: Arc<Activity>,
}

/// It was waited for too long, or too many wait.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct NotGranted;

impl Limiter {
    pub(crate) fn new(limits: Limits) -> Self {
        Self(Arc::new(Shared {
            table: Mutex::new(FairTable::new(limits)),
            standings: Mutex::default(),
            started: Instant::now(),
            looked: AtomicU64::new(0),
        }))
    }

    /// Asks for a permit. [`Permit::granted`] says when it is held.
    pub(crate) fn enter(&self, circuit: &Arc<Circuit>) -> Permit {
        let activity = Arc::<Activity>::default();
        // Without randomness the order of arrival breaks ties.
        let tiebreak = random_below(u64::MAX).unwrap_or(u64::MAX);
        let (sender, standing) = watch::channel(Standing::Waiting);
        let mut table = self.table();
        let (id, changes) = table.enter(circuit, Arc::clone(&activity), tiebreak, self.now());
        self.standings().insert(id, sender);
        self.tell(&changes);
        drop(table);
        Permit {
            id,
            limiter: self.clone(),
            standing,
            activity,
        }
    }

    /// Waits until a permit is held.
    pub(crate) async fn acquire(&self, circuit: &Arc<Circuit>) -> Result<Permit, NotGranted> {
        let mut permit = self.enter(circuit);
        permit.granted().await?;
        Ok(permit)
    }

    /// Whether more than one permit in sixteen is held.
    pub(crate) fn is_crowded(&self) -> bool {
        self.table().is_crowded()
    }

    /// Whether the circuit has used next to nothing of late.
    pub(crate) fn is_new(&self, circuit: &Arc<Circuit>) -> bool {
        self.table().used(circuit, self.now()) < 1.0
    }

    /// Forgets circuits whose use no longer counts.
    pub(crate) fn forget(&self) {
        self.table().forget(self.now());
    }

    fn look(&self) {
        let now = self.now();
        let millis = u64::try_from(now.as_millis()).unwrap_or(u64::MAX);
        let due = u64::try_from(LOOK_EVERY.as_millis()).unwrap_or(u64::MAX);
        let looked = self.0.looked.load(Ordering::Relaxed);
        // One of those who wait looks for all of them.
        if millis < looked.saturating_add(due) {
            return;
        }
        self.0.looked.store(millis, Ordering::Relaxed);
        let mut table = self.table();
        let changes = table.look(now);
        self.tell(&changes);
    }

    fn leave(&self, id: PermitId) {
        let mut table = self.table();
        let changes = table.leave(id, self.now());
        self.standings().remove(&id);
        self.tell(&changes);
    }

    /// Tells each permit what became of it, in the order of the table's changes.
    fn tell(&self, changes: &[Change]) {
        let standings = self.standings();
        for change in changes {
            let (id, standing) = match change {
                Change::Granted(id) => (id, Standing::Held),
                Change::Evicted(id) | Change::Dismissed(id) => (id, Standing::Lost),
            };
            if let Some(permit) = standings.get(id) {
                permit.send_replace(standing);
            }
        }
    }

    fn now(&self) -> Duration {
        self.0.started.elapsed()
    }

    /// Locked before `standings`.
    fn table(&self) -> MutexGuard<'_, FairTable<Arc<Circuit>>> {
        self.0.table.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn standings(&self) -> MutexGuard<'_, HashMap<PermitId, watch::Sender<Standing>>> {
        let standings = self.0.standings.lock();
        standings.unwrap_or_else(PoisonError::into_inner)
    }
}

impl Permit {
    /// Returns when the permit is held.
    pub(crate) async fn granted(&mut self) -> Result<(), NotGranted> {
        let deadline = Instant::now() + WAIT_MAX;
        loop {
            match *self.standing.borrow_and_update() {
                Standing::Held => return Ok(()),
                Standing::Lost => return Err(NotGranted),
                Standing::Waiting if Instant::now() >= deadline => return Err(NotGranted),
                Standing::Waiting => {}
            }
            let changed = timeout(LOOK_EVERY, self.standing.changed()).await;
            if changed.is_err() {
                self.limiter.look();
            }
        }
    }

    /// Resolves when another circuit has this permit, or when it cannot be had.
    pub(crate) async fn lost(&self) {
        let mut standing = self.standing.clone();
        // The sender lives as long as this permit.
        drop(
            standing
                .wait_for(|standing| *standing == Standing::Lost)
                .await,
        );
    }

    pub(crate) fn activity(&self) -> Arc<Activity> {
        Arc::clone(&self.activity)
    }

    /// Counts bytes that the holder moves.
    pub(crate) fn meter(&self) -> Meter {
        Meter {
            limiter: self.limiter.clone(),
            activity: self.activity(),
        }
    }
}

/// Counts the bytes of one permit's holder.
pub(crate) struct Meter {
    limiter: Limiter,
    activity: Arc<Activity>,
}

impl Meter {
    pub(crate) fn add(&self, bytes: usize) {
        self.activity.add(bytes, self.limiter.now());
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.limiter.leave(self.id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limiter(held: usize, waiting: usize) -> Limiter {
        Limiter::new(Limits {
            held,
            waiting,
            quantum: Duration::from_secs(15),
        })
    }

    fn circuit() -> Arc<Circuit> {
        Arc::default()
    }

    #[tokio::test(start_paused = true)]
    async fn a_newcomer_waits_until_a_holder_is_a_quantum_ahead_and_then_has_its_permit() {
        let limiter = limiter(1, 8);
        let first = limiter.acquire(&circuit()).await.unwrap();
        let begun = Instant::now();
        let second = limiter.acquire(&circuit()).await.unwrap();
        let waited = begun.elapsed();
        assert!(waited >= Duration::from_secs(15) && waited < Duration::from_secs(17));
        first.lost().await;
        assert!(timeout(WAIT_MAX, second.lost()).await.is_err());
    }

    #[tokio::test(start_paused = true)]
    async fn a_permit_that_is_given_back_goes_to_one_that_waits() {
        let limiter = limiter(1, 8);
        let first = limiter.acquire(&circuit()).await.unwrap();
        let mut second = limiter.enter(&circuit());
        drop(first);
        let begun = Instant::now();
        second.granted().await.unwrap();
        assert_eq!(begun.elapsed(), Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_waits_too_long_or_among_too_many_is_told() {
        let limiter = limiter(1, 2);
        let circuits = [circuit(), circuit(), circuit()];
        let _held = limiter.acquire(&circuits[0]).await.unwrap();
        let crowd: Vec<_> = (0..3).map(|_| limiter.enter(&circuits[1])).collect();
        let other = limiter.enter(&circuits[2]);
        let lost = |permit: &Permit| *permit.standing.borrow() == Standing::Lost;
        assert_eq!(crowd.iter().filter(|permit| lost(permit)).count(), 2);
        assert!(!lost(&other));
        drop((crowd, other));
        assert_eq!(limiter.table().counts(), (1, 0, 1));
        // Of the circuit that holds the only permit: no time gets it another.
        let mut own = limiter.enter(&circuits[0]);
        assert_eq!(own.granted().await, Err(NotGranted));
    }
}

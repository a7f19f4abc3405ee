//! One resumable upload, and the lock by which its newest request takes over from older ones.

use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use sourdine_protocol::codename::receipt::Receipt;
use tokio::{
    sync::{OwnedMutexGuard, watch},
    time::Instant,
};

use super::super::error::IntakeError;
use crate::{
    platform::clock,
    vault::{Deposit, VaultError},
};

/// A new upload's rate is computed as if it had gone on for this long.
pub(super) const GRACE: Duration = Duration::from_secs(60);
/// How every age file begins: anything else is not worth a slot.
pub(super) const AGE_MAGIC: &[u8] = b"age-encryption.org/v1\n";

pub(crate) struct Upload {
    state: Mutex<State>,
    /// How many requests have come for this upload.
    requests: watch::Sender<u64>,
    /// Held by the request that has the lock.
    exclusive: Arc<tokio::sync::Mutex<()>>,
    /// The age file's length, in bytes.
    length: u64,
    since: Instant,
    under_way: Arc<AtomicUsize>,
}

/// A request's lock on an upload. A newer request ends an older one that still hangs, and waits
/// until that one has put away what had arrived.
pub(crate) struct UploadLock {
    request: u64,
    requests: watch::Receiver<u64>,
    exclusive: Arc<OwnedMutexGuard<()>>,
}

struct State {
    partial: Option<Partial>,
    offset: u64,
    stored: bool,
    moved: Instant,
}

/// What has arrived, on its way into the vault.
struct Partial {
    deposit: Box<dyn Deposit>,
    /// From the first byte on.
    counted: Option<UnderWayCount>,
}

/// Counts one upload under way while it lives.
struct UnderWayCount(Arc<AtomicUsize>);

/// What an upload costs to remember.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Phase {
    /// Nothing has arrived, or it could not be kept.
    Empty,
    UnderWay,
    /// The envelope is in the vault.
    Stored,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Progress {
    /// How many bytes have arrived.
    pub(crate) offset: u64,
    /// Whether the envelope is durably in the vault.
    pub(crate) stored: bool,
}

impl UnderWayCount {
    fn new(all: &Arc<AtomicUsize>) -> Self {
        all.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(all))
    }
}

impl Drop for UnderWayCount {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl UploadLock {
    /// Resolves when a newer request has come, and from then on at once.
    pub(crate) async fn superseded(&mut self) {
        // The sender lives as long as the upload, which its requests hold.
        drop(
            self.requests
                .wait_for(|newest| *newest > self.request)
                .await,
        );
    }

    /// Keeps the lock until this is dropped: for work that goes on when the request is gone.
    pub(crate) fn hold(&self) -> Arc<OwnedMutexGuard<()>> {
        Arc::clone(&self.exclusive)
    }
}

impl Upload {
    pub(super) fn new(deposit: Box<dyn Deposit>, length: u64, under_way: Arc<AtomicUsize>) -> Self {
        Self {
            state: Mutex::new(State {
                partial: Some(Partial {
                    deposit,
                    counted: None,
                }),
                offset: 0,
                stored: false,
                moved: Instant::now(),
            }),
            requests: watch::Sender::new(0),
            exclusive: Arc::default(),
            length,
            since: Instant::now(),
            under_way,
        }
    }

    /// Ends older requests for this upload, and waits for their end.
    pub(crate) async fn lock(&self) -> UploadLock {
        let mut request = 0;
        self.requests.send_modify(|newest| {
            *newest += 1;
            request = *newest;
        });
        let requests = self.requests.subscribe();
        let exclusive = Arc::new(Arc::clone(&self.exclusive).lock_owned().await);
        UploadLock {
            request,
            requests,
            exclusive,
        }
    }

    pub(crate) fn progress(&self) -> Progress {
        let state = self.state();
        Progress {
            offset: state.offset,
            stored: state.stored,
        }
    }

    pub(super) fn write(&self, bytes: &[u8]) -> Result<(), IntakeError> {
        let mut state = self.state();
        let from = state.offset;
        let begins = usize::try_from(from).unwrap_or(usize::MAX);
        let expected = AGE_MAGIC.get(begins..).unwrap_or_default();
        let to = from.saturating_add(bytes.len() as u64);
        if to > self.length
            || bytes
                .iter()
                .zip(expected)
                .any(|(byte, wanted)| byte != wanted)
        {
            return Err(IntakeError::Malformed);
        }
        // Without its deposit the upload is lost, and its browser begins anew.
        let partial = state.partial.as_mut().ok_or(IntakeError::UnknownUpload)?;
        if let Err(error) = partial.deposit.write(bytes) {
            // A failed deposit is of no more use, but its slots are.
            state.partial = None;
            return Err(IntakeError::of_vault(&error));
        }
        if to > 0 && partial.counted.is_none() {
            partial.counted = Some(UnderWayCount::new(&self.under_way));
        }
        if !bytes.is_empty() {
            state.offset = to;
            state.moved = Instant::now();
        }
        Ok(())
    }

    /// Puts the envelope durably into the vault. Blocks.
    pub(crate) fn store(&self) -> Result<(), IntakeError> {
        let mut state = self.state();
        if state.stored {
            return Ok(());
        }
        if state.offset != self.length {
            return Err(IntakeError::Malformed);
        }
        let partial = state.partial.take().ok_or(IntakeError::UnknownUpload)?;
        let receipt = Receipt::generate().map_err(VaultError::from);
        let committed =
            receipt.and_then(|receipt| partial.deposit.commit(&receipt.hash(), clock::today()));
        committed.map_err(|error| IntakeError::of_vault(&error))?;
        state.stored = true;
        state.moved = Instant::now();
        Ok(())
    }

    /// Overwrites what has arrived. A stored envelope stays. Blocks.
    pub(crate) fn erase(&self) -> Result<(), IntakeError> {
        let partial = self.state().partial.take();
        let erased = partial.map_or(Ok(()), |partial| partial.deposit.erase());
        erased.map_err(|error| IntakeError::of_vault(&error))
    }

    /// Frees the slots, and ends the request that hangs.
    pub(super) fn abandon(&self) {
        self.requests.send_modify(|newest| *newest += 1);
        if let Ok(mut state) = self.state.try_lock() {
            state.partial = None;
        }
    }

    pub(super) fn phase(&self) -> Phase {
        // A request that holds the lock is writing.
        let Ok(state) = self.state.try_lock() else {
            return Phase::UnderWay;
        };
        let counted = |partial: &Partial| partial.counted.is_some();
        if state.stored {
            Phase::Stored
        } else if state.partial.as_ref().is_some_and(counted) {
            Phase::UnderWay
        } else {
            Phase::Empty
        }
    }

    pub(super) fn bytes_per_second(&self) -> u64 {
        let Ok(state) = self.state.try_lock() else {
            return u64::MAX;
        };
        state.offset / self.since.elapsed().max(GRACE).as_secs()
    }

    pub(super) fn idle(&self) -> Duration {
        // A request that holds the lock is writing.
        self.state
            .try_lock()
            .map_or(Duration::ZERO, |state| state.moved.elapsed())
    }

    pub(super) const fn since(&self) -> Instant {
        self.since
    }

    pub(super) fn age(&self) -> Duration {
        self.since.elapsed()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

//! One resumable upload, and the lock by which its newest request takes over from older ones.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use sourdine_protocol::codename::receipt::Receipt;
use tokio::{
    sync::{OwnedMutexGuard, watch},
    time::Instant,
};

use super::super::{
    error::IntakeError,
    holdings::{Held, Holdings},
    slot_queue::Bought,
};
use crate::{
    limits::circuits::Circuit,
    platform::clock,
    vault::{Deposit, VaultError},
};

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
    circuit: Arc<Circuit>,
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
    bought: Arc<Bought>,
    /// From the first byte on.
    held: Option<Held>,
}

/// What an upload costs to remember.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Phase {
    /// Nothing has arrived, or it could not be kept.
    Empty,
    /// Part of it is in slots.
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
    pub(super) fn new(deposit: Box<dyn Deposit>, bought: Arc<Bought>, length: u64) -> Self {
        Self {
            circuit: Arc::clone(bought.circuit()),
            state: Mutex::new(State {
                partial: Some(Partial {
                    deposit,
                    bought,
                    held: None,
                }),
                offset: 0,
                stored: false,
                moved: Instant::now(),
            }),
            requests: watch::Sender::new(0),
            exclusive: Arc::default(),
            length,
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

    /// The circuit that began it.
    pub(super) fn circuit(&self) -> &Circuit {
        &self.circuit
    }

    pub(crate) fn progress(&self) -> Progress {
        let state = self.state();
        Progress {
            offset: state.offset,
            stored: state.stored,
        }
    }

    /// The whole age file's length, in bytes.
    pub(crate) const fn length(&self) -> u64 {
        self.length
    }

    /// What pays for its slots; none when it is stored or lost.
    pub(super) fn bought(&self) -> Option<Arc<Bought>> {
        let state = self.state();
        let partial = state.partial.as_ref();
        partial.map(|partial| Arc::clone(&partial.bought))
    }

    /// Adds bytes, and keeps none of them in memory where they are to be parked. Where the vault is
    /// full, what fills whole slots stays.
    pub(super) fn write(
        self: &Arc<Self>,
        holdings: &Arc<Holdings>,
        bytes: &[u8],
        park: bool,
    ) -> Result<(), IntakeError> {
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
        let written = match partial.deposit.write(bytes) {
            Ok(()) if park => partial.deposit.park(),
            written => written,
        };
        if to > 0 && partial.held.is_none() {
            let upload = Arc::downgrade(self);
            let release = move || {
                if let Some(upload) = upload.upgrade() {
                    upload.abandon();
                }
            };
            partial.held = Some(holdings.begin(partial.bought.circuit(), release));
        }
        state.settle(from, written)
    }

    /// Keeps what has come on the disk, and no memory.
    pub(super) fn park(&self) -> Result<(), IntakeError> {
        let mut state = self.state();
        let from = state.offset;
        match &mut state.partial {
            Some(partial) => {
                let parked = partial.deposit.park();
                match state.settle(from, parked) {
                    // The next request is told how far it came.
                    Err(IntakeError::VaultFull) => Ok(()),
                    settled => settled,
                }
            }
            None => Ok(()),
        }
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
        let from = state.offset;
        let partial = state.partial.as_mut().ok_or(IntakeError::UnknownUpload)?;
        let completed = partial.deposit.complete();
        state.settle(from, completed)?;
        let partial = state.partial.take().ok_or(IntakeError::UnknownUpload)?;
        let receipt = Receipt::generate().map_err(VaultError::from);
        let committed =
            receipt.and_then(|receipt| partial.deposit.commit(&receipt.hash(), clock::today()));
        committed.map_err(|error| IntakeError::of_vault(&error))?;
        partial.bought.keep();
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
        if state.stored {
            Phase::Stored
        } else if state.partial.is_some() && state.offset > 0 {
            Phase::UnderWay
        } else {
            Phase::Empty
        }
    }

    pub(super) fn idle(&self) -> Duration {
        // A request that holds the lock is writing.
        self.state
            .try_lock()
            .map_or(Duration::ZERO, |state| state.moved.elapsed())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Takes over how far the deposit came, also where the vault was full.
    fn settle(&mut self, from: u64, done: Result<(), VaultError>) -> Result<(), IntakeError> {
        let error = match done {
            Ok(()) => None,
            Err(VaultError::Full) => Some(IntakeError::VaultFull),
            Err(error) => {
                // A failed deposit is of no more use, but its slots are.
                self.partial = None;
                return Err(IntakeError::of_vault(&error));
            }
        };
        if let Some(partial) = &self.partial {
            self.offset = partial.deposit.len();
            if let Some(held) = &partial.held {
                held.brought(self.offset.saturating_sub(from), self.offset);
            }
        }
        if self.offset > from {
            self.moved = Instant::now();
        }
        error.map_or(Ok(()), Err)
    }
}

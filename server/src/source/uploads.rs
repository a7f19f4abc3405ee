//! Resumable uploads under way: what has arrived of each, under a token that only its browser knows.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use sourdine_protocol::{receipt::Receipt, wire::TOKEN_BYTES};
use tokio::{
    sync::{OwnedMutexGuard, watch},
    time::Instant,
};
use zeroize::Zeroizing;

use super::{refusal::Refusal, sealing::of_vault};
use crate::{
    clock,
    vault::{Deposit, VaultError},
};

/// An upload that nobody went on with for so long is forgotten, and its slots are free again.
const IDLE: Duration = Duration::from_secs(2 * 60 * 60);
/// Most uploads remembered at once, each with a slot's worth of memory. When a new one finds no place, the slowest leaves.
const UPLOADS_MAX: usize = 128;
/// A new upload is judged as if it had been going on for so long.
const GRACE: Duration = Duration::from_secs(60);
/// How every age file begins: anything else is not worth a slot.
const AGE_MAGIC: &[u8] = b"age-encryption.org/v1\n";

/// All uploads that this server remembers, found by the hash of their token.
#[derive(Default)]
pub(super) struct Uploads(Mutex<HashMap<[u8; 32], Arc<Upload>>>);

/// One upload.
pub(super) struct Upload {
    state: Mutex<State>,
    /// How many requests have come for it.
    turns: watch::Sender<u64>,
    /// Held by the request whose turn it is.
    alone: Arc<tokio::sync::Mutex<()>>,
    /// The age file's length, in bytes.
    length: u64,
    since: Instant,
}

/// A request's turn at an upload. A newer request ends an older one that still hangs, and waits until it has put away what had arrived.
pub(super) struct Turn {
    number: u64,
    turns: watch::Receiver<u64>,
    alone: Arc<OwnedMutexGuard<()>>,
}

struct State {
    deposit: Option<Box<dyn Deposit>>,
    offset: u64,
    stored: bool,
    moved: Instant,
}

/// How far an upload is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Progress {
    /// How many bytes have arrived.
    pub(super) offset: u64,
    /// Whether the envelope is in the vault, durably.
    pub(super) stored: bool,
}

impl Uploads {
    /// Begins an upload, and gives its token.
    pub(super) fn begin(
        &self,
        deposit: Box<dyn Deposit>,
        length: u64,
    ) -> Result<Zeroizing<String>, Refusal> {
        let mut token = Zeroizing::new([0; TOKEN_BYTES]);
        getrandom::fill(token.as_mut_slice()).map_err(|_| Refusal::Unavailable)?;
        let upload = Upload {
            state: Mutex::new(State {
                deposit: Some(deposit),
                offset: 0,
                stored: false,
                moved: Instant::now(),
            }),
            turns: watch::Sender::new(0),
            alone: Arc::default(),
            length,
            since: Instant::now(),
        };
        let text = Zeroizing::new(BASE64_URL_SAFE_NO_PAD.encode(token.as_slice()));
        let mut uploads = self.lock();
        make_room(&mut uploads);
        uploads.insert(name(&text), Arc::new(upload));
        Ok(text)
    }

    pub(super) fn find(&self, token: &str) -> Result<Arc<Upload>, Refusal> {
        let mut uploads = self.lock();
        uploads.retain(|_, upload| upload.idle() < IDLE);
        uploads.get(&name(token)).cloned().ok_or(Refusal::NotFound)
    }

    /// Forgets an upload. What is stored already stays.
    pub(super) fn cancel(&self, token: &str) -> Result<(), Refusal> {
        let upload = self.lock().remove(&name(token));
        upload
            .map(|upload| upload.turns.send_modify(|turn| *turn += 1))
            .ok_or(Refusal::NotFound)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<[u8; 32], Arc<Upload>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// At the expense of the slowest if need be: nobody is turned away because others came first and send nothing.
fn make_room(uploads: &mut HashMap<[u8; 32], Arc<Upload>>) {
    uploads.retain(|_, upload| upload.idle() < IDLE);
    if uploads.len() < UPLOADS_MAX {
        return;
    }
    let slowest = uploads
        .iter()
        .min_by_key(|(_, upload)| (upload.pace(), upload.since))
        .map(|(name, _)| *name);
    if let Some(slowest) = slowest {
        uploads.remove(&slowest);
    }
}

/// Looked up by hash, so that no comparison's time tells anything of a token.
fn name(token: &str) -> [u8; 32] {
    Sha256::digest(token).into()
}

impl Turn {
    /// Resolves when a newer request has come, and from then on at once.
    pub(super) async fn over(&mut self) {
        // The sender lives as long as the upload, which its requests hold.
        drop(self.turns.wait_for(|newest| *newest > self.number).await);
    }

    /// The turn is not over before this is dropped: for work that goes on when the request is gone.
    pub(super) fn alone(&self) -> Arc<OwnedMutexGuard<()>> {
        Arc::clone(&self.alone)
    }
}

impl Upload {
    /// Ends older requests for this upload, and waits for their end.
    pub(super) async fn enter(&self) -> Turn {
        let mut number = 0;
        self.turns.send_modify(|turn| {
            *turn += 1;
            number = *turn;
        });
        let turns = self.turns.subscribe();
        let alone = Arc::new(Arc::clone(&self.alone).lock_owned().await);
        Turn {
            number,
            turns,
            alone,
        }
    }

    pub(super) fn progress(&self) -> Progress {
        let state = self.lock();
        Progress {
            offset: state.offset,
            stored: state.stored,
        }
    }

    /// Adds bytes. Blocks.
    pub(super) fn write(&self, bytes: &[u8]) -> Result<(), Refusal> {
        let mut state = self.lock();
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
            return Err(Refusal::Malformed);
        }
        let deposit = state.deposit.as_mut().ok_or(Refusal::Malformed)?;
        if let Err(error) = deposit.write(bytes) {
            // What a failed deposit holds is of no more use; its slots are.
            state.deposit = None;
            return Err(of_vault(&error));
        }
        state.offset = to;
        state.moved = Instant::now();
        Ok(())
    }

    /// Puts the envelope durably into the vault. Blocks.
    pub(super) fn store(&self) -> Result<(), Refusal> {
        let mut state = self.lock();
        if state.stored {
            return Ok(());
        }
        if state.offset != self.length {
            return Err(Refusal::Malformed);
        }
        let deposit = state.deposit.take().ok_or(Refusal::Malformed)?;
        let receipt = Receipt::generate().map_err(VaultError::from);
        let committed = receipt.and_then(|receipt| deposit.commit(&receipt.hash(), clock::today()));
        committed.map_err(|error| of_vault(&error))?;
        state.stored = true;
        state.moved = Instant::now();
        Ok(())
    }

    /// Bytes per second since it began; none for what is stored already, which is only remembered.
    fn pace(&self) -> u64 {
        let Ok(state) = self.state.try_lock() else {
            return u64::MAX;
        };
        let bytes = if state.stored { 0 } else { state.offset };
        bytes / self.since.elapsed().max(GRACE).as_secs()
    }

    fn idle(&self) -> Duration {
        // Whoever holds the lock is writing.
        self.state
            .try_lock()
            .map_or(Duration::ZERO, |state| state.moved.elapsed())
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

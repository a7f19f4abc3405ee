//! Resumable uploads under way: what has arrived of each, under a token that only its browser knows.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use sha2::{Digest, Sha256};
use sourdine_protocol::{codename::receipt::Receipt, wire::UploadToken};
use tokio::{
    sync::{OwnedMutexGuard, Semaphore, watch},
    time::Instant,
};
use zeroize::Zeroizing;

use super::sealing::of_vault;
use crate::{
    doors::sources::error::Refusal,
    platform::clock,
    vault::{Deposit, VaultError},
};

/// An upload that nobody went on with for so long is forgotten, and its slots are free again.
const IDLE: Duration = Duration::from_secs(2 * 60 * 60);
/// When the vault is full, what was left alone for so long makes room, that of forms too. The page's script tries again at most 270 seconds after a
/// failure (`PATIENCE`), and Tor finds another circuit well before: whoever was silent longer has gone, or sends anew and whole at the cost of time
/// alone. Were a full vault to wait two hours for them, it would cost everybody else their submission.
const STALLED: Duration = Duration::from_secs(5 * 60);
/// So does what was begun so long ago: the largest submission takes a third of it at 70 kB a second, and a byte now and then must not keep a place for ever.
const OLD: Duration = Duration::from_secs(24 * 60 * 60);
/// Most uploads of which something has come and not all, each with a slot's worth of memory. When another begins to bring, the slowest leaves.
const UNDER_WAY_MAX: usize = 128;
/// Most of which nothing has come yet, or which are stored: they take next to nothing, so that who is slow to begin is not driven out by a crowd that
/// never does. When one more comes, those that were left alone longest leave,
const LYING_MAX: usize = 4_096;
/// so many at once, since it takes a look at all of them.
const LYING_LEAVE: usize = LYING_MAX / 8;
/// Those that nobody went on with are looked for so often at most: it takes a look at all of them too.
const LOOKED_FOR: Duration = Duration::from_secs(60);
/// Most uploads that are overwritten at once.
const ERASED_AT_ONCE: usize = 2;
/// A new upload is judged as if it had been going on for so long.
const GRACE: Duration = Duration::from_secs(60);
/// How every age file begins: anything else is not worth a slot.
const AGE_MAGIC: &[u8] = b"age-encryption.org/v1\n";

/// All uploads that this server remembers.
pub(crate) struct Uploads {
    all: Mutex<All>,
    under_way: Arc<AtomicUsize>,
    /// Who overwrites an upload waits here: it may be large, and leaves the disk to those who bring something.
    pub(crate) erasing: Semaphore,
}

struct All {
    /// By the hash of their token.
    by_name: HashMap<[u8; 32], Arc<Upload>>,
    /// When all of them were looked at.
    looked: Instant,
}

/// One upload.
pub(crate) struct Upload {
    state: Mutex<State>,
    /// How many requests have come for it.
    turns: watch::Sender<u64>,
    /// Held by the request whose turn it is.
    alone: Arc<tokio::sync::Mutex<()>>,
    /// The age file's length, in bytes.
    length: u64,
    since: Instant,
    under_way: Arc<AtomicUsize>,
}

/// A request's turn at an upload. A newer request ends an older one that still hangs, and waits until it has put away what had arrived.
pub(crate) struct Turn {
    number: u64,
    turns: watch::Receiver<u64>,
    alone: Arc<OwnedMutexGuard<()>>,
}

struct State {
    brought: Option<Brought>,
    offset: u64,
    stored: bool,
    moved: Instant,
}

/// What has come, on its way into the vault.
struct Brought {
    deposit: Box<dyn Deposit>,
    /// From the first byte on.
    counted: Option<Counted>,
}

/// One of those under way, while it lives.
struct Counted(Arc<AtomicUsize>);

/// What an upload costs to remember.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Stage {
    /// Nothing has come, or it could not be kept.
    Empty,
    /// Something has.
    UnderWay,
    /// The envelope is in the vault.
    Stored,
}

/// How far an upload is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Progress {
    /// How many bytes have arrived.
    pub(crate) offset: u64,
    /// Whether the envelope is in the vault, durably.
    pub(crate) stored: bool,
}

impl Uploads {
    /// Begins an upload, and gives its token.
    pub(crate) fn begin(
        &self,
        deposit: Box<dyn Deposit>,
        length: u64,
    ) -> Result<Zeroizing<String>, Refusal> {
        let token = UploadToken::generate().map_err(|_| Refusal::Unavailable)?;
        let upload = Upload {
            state: Mutex::new(State {
                brought: Some(Brought {
                    deposit,
                    counted: None,
                }),
                offset: 0,
                stored: false,
                moved: Instant::now(),
            }),
            turns: watch::Sender::new(0),
            alone: Arc::default(),
            length,
            since: Instant::now(),
            under_way: Arc::clone(&self.under_way),
        };
        let text = token.expose();
        let mut all = self.lock();
        let under_way = self.under_way.load(Ordering::Relaxed);
        let lying = all.by_name.len().saturating_sub(under_way);
        if lying >= LYING_MAX {
            make_room(
                &mut all.by_name,
                LYING_MAX - LYING_LEAVE,
                |upload| match upload.stage() {
                    Stage::Empty | Stage::Stored => Some(Duration::MAX - upload.idle()),
                    Stage::UnderWay => None,
                },
            );
        }
        all.by_name.insert(name(&text), Arc::new(upload));
        Ok(text)
    }

    pub(crate) fn find(&self, token: &str) -> Result<Arc<Upload>, Refusal> {
        let found = self.lock().by_name.get(&name(token)).cloned();
        let alive = found.filter(|upload| upload.idle() < IDLE);
        alive.ok_or(Refusal::NotFound)
    }

    /// Adds bytes to an upload. When they are its first, there is room for it from now on. Blocks.
    pub(crate) fn bring(&self, upload: &Upload, bytes: &[u8]) -> Result<(), Refusal> {
        let full = || self.under_way.load(Ordering::Relaxed) >= UNDER_WAY_MAX;
        if !bytes.is_empty() && upload.stage() == Stage::Empty && full() {
            make_room(&mut self.lock().by_name, UNDER_WAY_MAX, |other| {
                (other.stage() == Stage::UnderWay).then(|| other.pace())
            });
        }
        upload.write(bytes)
    }

    /// Forgets those under way that have not moved for a while: their slots are free then.
    pub(crate) fn drop_stalled(&self) {
        let mut stalled = Vec::new();
        self.lock().by_name.retain(|_, upload| {
            let moves = upload.idle() < STALLED && upload.since.elapsed() < OLD;
            let stays = upload.stage() != Stage::UnderWay || moves;
            if !stays {
                stalled.push(Arc::clone(upload));
            }
            stays
        });
        // Requests that hang hold them too: what they took is given back all the same.
        for upload in stalled {
            upload.give_up();
        }
    }

    pub(crate) fn forget(&self, token: &str) {
        self.lock().by_name.remove(&name(token));
    }

    /// All of them, without those that were forgotten.
    fn lock(&self) -> MutexGuard<'_, All> {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        if all.looked.elapsed() >= LOOKED_FOR {
            all.by_name.retain(|_, upload| upload.idle() < IDLE);
            all.looked = Instant::now();
        }
        all
    }
}

impl Default for Uploads {
    fn default() -> Self {
        Self {
            all: Mutex::new(All {
                by_name: HashMap::new(),
                looked: Instant::now(),
            }),
            under_way: Arc::default(),
            erasing: Semaphore::new(ERASED_AT_ONCE),
        }
    }
}

impl Counted {
    fn new(all: &Arc<AtomicUsize>) -> Self {
        all.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(all))
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// At the expense of the least of those that are measured, where there are `max` of them: nobody is turned away because others came first and send nothing.
fn make_room<M: Ord>(
    uploads: &mut HashMap<[u8; 32], Arc<Upload>>,
    max: usize,
    measure: impl Fn(&Upload) -> Option<M>,
) {
    let mut measured: Vec<_> = uploads
        .iter()
        .filter_map(|(name, upload)| Some((measure(upload)?, upload.since, *name)))
        .collect();
    let leaving = (measured.len() + 1).saturating_sub(max);
    if let Some(last) = leaving.checked_sub(1) {
        measured.select_nth_unstable(last);
    }
    for (_, _, name) in measured.iter().take(leaving) {
        uploads.remove(name);
    }
}

/// Looked up by hash, so that no comparison's time tells anything of a token.
fn name(token: &str) -> [u8; 32] {
    Sha256::digest(token).into()
}

impl Turn {
    /// Resolves when a newer request has come, and from then on at once.
    pub(crate) async fn over(&mut self) {
        // The sender lives as long as the upload, which its requests hold.
        drop(self.turns.wait_for(|newest| *newest > self.number).await);
    }

    /// The turn is not over before this is dropped: for work that goes on when the request is gone.
    pub(crate) fn alone(&self) -> Arc<OwnedMutexGuard<()>> {
        Arc::clone(&self.alone)
    }
}

impl Upload {
    /// Ends older requests for this upload, and waits for their end.
    pub(crate) async fn enter(&self) -> Turn {
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

    pub(crate) fn progress(&self) -> Progress {
        let state = self.lock();
        Progress {
            offset: state.offset,
            stored: state.stored,
        }
    }

    fn write(&self, bytes: &[u8]) -> Result<(), Refusal> {
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
        // What it brought could not be kept: its browser begins anew.
        let brought = state.brought.as_mut().ok_or(Refusal::NotFound)?;
        if let Err(error) = brought.deposit.write(bytes) {
            // What a failed deposit holds is of no more use; its slots are.
            state.brought = None;
            return Err(of_vault(&error));
        }
        if to > 0 && brought.counted.is_none() {
            brought.counted = Some(Counted::new(&self.under_way));
        }
        if !bytes.is_empty() {
            state.offset = to;
            state.moved = Instant::now();
        }
        Ok(())
    }

    /// Puts the envelope durably into the vault. Blocks.
    pub(crate) fn store(&self) -> Result<(), Refusal> {
        let mut state = self.lock();
        if state.stored {
            return Ok(());
        }
        if state.offset != self.length {
            return Err(Refusal::Malformed);
        }
        let brought = state.brought.take().ok_or(Refusal::NotFound)?;
        let receipt = Receipt::generate().map_err(VaultError::from);
        let committed =
            receipt.and_then(|receipt| brought.deposit.commit(&receipt.hash(), clock::today()));
        committed.map_err(|error| of_vault(&error))?;
        state.stored = true;
        state.moved = Instant::now();
        Ok(())
    }

    /// Overwrites what has arrived. What is stored already stays. Blocks.
    pub(crate) fn erase(&self) -> Result<(), Refusal> {
        let brought = self.lock().brought.take();
        let erased = brought.map_or(Ok(()), |brought| brought.deposit.erase());
        erased.map_err(|error| of_vault(&error))
    }

    fn give_up(&self) {
        self.turns.send_modify(|turn| *turn += 1);
        if let Ok(mut state) = self.state.try_lock() {
            state.brought = None;
        }
    }

    fn stage(&self) -> Stage {
        // Whoever holds the lock is writing.
        let Ok(state) = self.state.try_lock() else {
            return Stage::UnderWay;
        };
        let counted = |brought: &Brought| brought.counted.is_some();
        if state.stored {
            Stage::Stored
        } else if state.brought.as_ref().is_some_and(counted) {
            Stage::UnderWay
        } else {
            Stage::Empty
        }
    }

    /// Bytes per second since it began.
    fn pace(&self) -> u64 {
        let Ok(state) = self.state.try_lock() else {
            return u64::MAX;
        };
        state.offset / self.since.elapsed().max(GRACE).as_secs()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::{Deposits, EnvelopeId, MemoryDisk, PAYLOAD_BYTES, Retention, SMALL_PART};

    struct Nowhere(u64);

    impl Deposit for Nowhere {
        fn write(&mut self, bytes: &[u8]) -> Result<(), VaultError> {
            self.0 += bytes.len() as u64;
            Ok(())
        }

        fn len(&self) -> u64 {
            self.0
        }

        fn commit(
            self: Box<Self>,
            _: &sourdine_protocol::codename::receipt::ReceiptHash,
            _: sourdine_protocol::day::Day,
        ) -> Result<EnvelopeId, VaultError> {
            Ok(EnvelopeId([0; 16]))
        }

        fn erase(self: Box<Self>) -> Result<(), VaultError> {
            Ok(())
        }
    }

    fn begin(uploads: &Uploads) -> Zeroizing<String> {
        uploads.begin(Box::new(Nowhere(0)), u64::MAX).unwrap()
    }

    fn bring(uploads: &Uploads, token: &str, bytes: usize) {
        let mut piece = AGE_MAGIC.to_vec();
        piece.resize(bytes, 0);
        let upload = uploads.find(token).unwrap();
        uploads.bring(&upload, &piece).unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_stored_erased_or_forgotten_is_not_under_way_any_more() {
        let uploads = Uploads::default();
        let under_way = || uploads.under_way.load(Ordering::Relaxed);
        let new = || uploads.begin(Box::new(Nowhere(0)), 100).unwrap();
        let (stored, erased, forgotten, empty) = (new(), new(), new(), new());
        for token in [&stored, &erased, &forgotten] {
            bring(&uploads, token, 100);
        }
        uploads.find(&empty).unwrap().write(&[]).unwrap();
        assert_eq!(under_way(), 3);
        uploads.find(&stored).unwrap().store().unwrap();
        assert_eq!(under_way(), 2);
        uploads.find(&erased).unwrap().erase().unwrap();
        assert_eq!(under_way(), 1);
        tokio::time::advance(IDLE).await;
        assert!(uploads.find(&forgotten).is_err());
        assert_eq!(under_way(), 0);
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_begins_and_brings_nothing_drives_out_nobody_who_does() {
        let uploads = Uploads::default();
        let source = begin(&uploads);
        bring(&uploads, &source, 70_000);
        let first_empty = begin(&uploads);
        tokio::time::advance(GRACE * 2).await;
        for _ in 0..2 * LYING_MAX {
            begin(&uploads);
        }
        assert!(uploads.find(&source).is_ok());
        assert!(uploads.find(&first_empty).is_err());
        let remembered = uploads.lock().by_name.len();
        assert!((LYING_MAX - LYING_LEAVE..=LYING_MAX + 1).contains(&remembered));
    }

    #[tokio::test(start_paused = true)]
    async fn in_a_full_vault_what_stands_still_makes_room_and_what_moves_does_not() {
        let retention = Retention {
            quorum: 1,
            hold_days: 0,
            keep_days: 60,
            spread_days: 0,
        };
        let vault = MemoryDisk::new(64).unwrap().open(retention).unwrap();
        let uploads = Arc::new(Uploads::default());
        let ours = Arc::clone(&uploads);
        vault.on_full(Box::new(move || ours.drop_stalled()));
        let slots = vault.capacity().unwrap().all;
        let new = || uploads.begin(vault.deposit().unwrap(), u64::MAX).unwrap();

        let (stalled, moving, empty) = (new(), new(), new());
        let (mut large, mut small) = (vault.deposit().unwrap(), vault.deposit().unwrap());
        // One byte more than whole slots: each of these holds as many slots as are said here.
        bring(&uploads, &stalled, 10 * PAYLOAD_BYTES + 1);
        bring(&uploads, &moving, 10 * PAYLOAD_BYTES + 1);
        let kept = slots / SMALL_PART;
        large
            .write(&vec![1; (slots - 20 - kept) * PAYLOAD_BYTES + 1])
            .unwrap();
        small.write(&vec![1; kept * PAYLOAD_BYTES + 1]).unwrap();
        assert!(matches!(vault.deposit().err(), Some(VaultError::Full)));
        tokio::time::advance(STALLED - Duration::from_secs(1)).await;
        uploads.find(&moving).unwrap().write(&[1]).unwrap();
        assert!(matches!(vault.deposit().err(), Some(VaultError::Full)));
        tokio::time::advance(Duration::from_secs(1)).await;

        let hanging = uploads.find(&stalled).unwrap();
        small.write(&vec![1; 10 * PAYLOAD_BYTES]).unwrap();
        assert!(uploads.find(&stalled).is_err());
        assert!(hanging.write(&[1]).is_err());
        assert!(uploads.find(&moving).is_ok() && uploads.find(&empty).is_ok());
        let one_more = small.write(&vec![1; PAYLOAD_BYTES]);
        assert!(matches!(one_more, Err(VaultError::Full)));
    }

    #[tokio::test(start_paused = true)]
    async fn a_byte_now_and_then_keeps_no_room_for_ever() {
        let uploads = Uploads::default();
        let token = begin(&uploads);
        bring(&uploads, &token, 100);
        let upload = uploads.find(&token).unwrap();
        let almost = STALLED - Duration::from_secs(1);
        while upload.since.elapsed() + almost < OLD {
            tokio::time::advance(almost).await;
            uploads.bring(&upload, &[1]).unwrap();
            uploads.drop_stalled();
            assert!(uploads.find(&token).is_ok());
        }
        tokio::time::advance(almost).await;
        uploads.bring(&upload, &[1]).unwrap();
        uploads.drop_stalled();
        assert!(uploads.find(&token).is_err());

        let token = begin(&uploads);
        bring(&uploads, &token, 100);
        tokio::time::advance(STALLED).await;
        let upload = uploads.find(&token).unwrap();
        uploads.bring(&upload, &[]).unwrap();
        uploads.drop_stalled();
        assert!(uploads.find(&token).is_err(), "nothing came of it");
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_asks_and_brings_nothing_drives_out_nobody() {
        let uploads = Uploads::default();
        let sources: Vec<_> = (0..UNDER_WAY_MAX).map(|_| begin(&uploads)).collect();
        for source in &sources {
            bring(&uploads, source, 1_000);
        }
        for _ in 0..UNDER_WAY_MAX {
            let empty = begin(&uploads);
            let empty = uploads.find(&empty).unwrap();
            uploads.bring(&empty, &[]).unwrap();
        }
        assert!(sources.iter().all(|source| uploads.find(source).is_ok()));
        assert_eq!(uploads.under_way.load(Ordering::Relaxed), UNDER_WAY_MAX);
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_brings_little_drives_out_nobody_who_brings_more() {
        let uploads = Uploads::default();
        let source = begin(&uploads);
        bring(&uploads, &source, 5_000_000);
        tokio::time::advance(GRACE * 2).await;
        let mut last = source.clone();
        for _ in 0..2 * UNDER_WAY_MAX {
            last = begin(&uploads);
            bring(&uploads, &last, 1_000);
        }
        assert!(uploads.find(&source).is_ok());
        assert!(
            uploads.find(&last).is_ok(),
            "a new one always finds a place"
        );
        assert_eq!(uploads.lock().by_name.len(), UNDER_WAY_MAX);
    }
}

//! Resumable uploads: what has arrived of each, under a token that only its browser knows.

pub(crate) mod transfer;
pub(crate) mod upload;

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use sha2::{Digest, Sha256};
use sourdine_protocol::wire::UploadToken;
use tokio::{sync::Semaphore, time::Instant};
use zeroize::Zeroizing;

use self::upload::{Phase, Upload};
use super::error::IntakeError;
use crate::vault::Deposit;

/// An upload without a request for this long is forgotten, and its slots are free again.
const EXPIRES_AFTER: Duration = Duration::from_secs(2 * 60 * 60);
/// In a full vault, an upload that has not moved for this long makes room. The page's script tries
/// again at most 270 seconds after a failure (`PATIENCE`), and Tor finds another circuit well
/// before: a source that was silent longer has gone, or sends anew and whole. A full vault that
/// waited [`EXPIRES_AFTER`] would cost everyone else their submission.
const STALLED_AFTER: Duration = Duration::from_secs(5 * 60);
/// In a full vault, an upload of this age makes room too, however it moves: the largest
/// submission takes a third of this time at 70 kB a second, and a byte now and then must not
/// hold slots for ever.
const MAX_AGE: Duration = Duration::from_secs(24 * 60 * 60);
/// Most uploads under way, each with a slot's worth of memory. When the first bytes of another
/// arrive, the slowest is evicted.
const UNDER_WAY_MAX: usize = 128;
/// Most uploads of which nothing has arrived yet, or which are stored. They take next to nothing,
/// so that a crowd that never begins does not evict a source that is slow to begin. When one more
/// comes, those that were idle longest are evicted.
const IDLE_UPLOADS_MAX: usize = 4_096;
/// How many idle uploads are evicted at once: each eviction looks at all uploads.
const IDLE_UPLOADS_EVICTED: usize = IDLE_UPLOADS_MAX / 8;
/// How often expired uploads are looked for at most: each sweep looks at all uploads.
const SWEEP_EVERY: Duration = Duration::from_secs(60);
/// Most uploads that are overwritten at once: they may be large, and the disk is first for
/// those that bring bytes.
const ERASED_AT_ONCE: usize = 2;

/// All uploads that this server remembers.
pub(crate) struct Uploads {
    table: Mutex<UploadTable>,
    under_way: Arc<AtomicUsize>,
    erasing: Semaphore,
}

struct UploadTable {
    /// By the hash of their token, so that no comparison's time tells anything of a token.
    by_hash: HashMap<[u8; 32], Arc<Upload>>,
    swept: Instant,
}

impl Uploads {
    /// Begins an upload, and returns its token.
    pub(crate) fn create(
        &self,
        deposit: Box<dyn Deposit>,
        length: u64,
    ) -> Result<Zeroizing<String>, IntakeError> {
        let token = UploadToken::generate().map_err(|_| IntakeError::Failed)?;
        let upload = Upload::new(deposit, length, Arc::clone(&self.under_way));
        let text = token.expose();
        let mut table = self.lock();
        let under_way = self.under_way.load(Ordering::Relaxed);
        let idle = table.by_hash.len().saturating_sub(under_way);
        if idle >= IDLE_UPLOADS_MAX {
            evict(
                &mut table.by_hash,
                IDLE_UPLOADS_MAX - IDLE_UPLOADS_EVICTED,
                |upload| match upload.phase() {
                    Phase::Empty | Phase::Stored => Some(Duration::MAX - upload.idle()),
                    Phase::UnderWay => None,
                },
            );
        }
        table.by_hash.insert(hash(&text), Arc::new(upload));
        Ok(text)
    }

    pub(crate) fn find(&self, token: &str) -> Result<Arc<Upload>, IntakeError> {
        let found = self.lock().by_hash.get(&hash(token)).cloned();
        let alive = found.filter(|upload| upload.idle() < EXPIRES_AFTER);
        alive.ok_or(IntakeError::UnknownUpload)
    }

    /// Adds bytes to an upload. Its first bytes may evict another upload. Blocks.
    pub(crate) fn append(&self, upload: &Upload, bytes: &[u8]) -> Result<(), IntakeError> {
        let full = || self.under_way.load(Ordering::Relaxed) >= UNDER_WAY_MAX;
        if !bytes.is_empty() && upload.phase() == Phase::Empty && full() {
            evict(&mut self.lock().by_hash, UNDER_WAY_MAX, |other| {
                (other.phase() == Phase::UnderWay).then(|| other.bytes_per_second())
            });
        }
        upload.write(bytes)
    }

    /// Forgets uploads that are stalled or too old: their slots are free then.
    pub(crate) fn evict_stalled(&self) {
        let mut stalled = Vec::new();
        self.lock().by_hash.retain(|_, upload| {
            let moves = upload.idle() < STALLED_AFTER && upload.age() < MAX_AGE;
            let stays = upload.phase() != Phase::UnderWay || moves;
            if !stays {
                stalled.push(Arc::clone(upload));
            }
            stays
        });
        // Requests that hang hold these uploads too; their slots are freed all the same.
        for upload in stalled {
            upload.abandon();
        }
    }

    pub(crate) fn forget(&self, token: &str) {
        self.lock().by_hash.remove(&hash(token));
    }

    fn lock(&self) -> MutexGuard<'_, UploadTable> {
        let mut table = self.table.lock().unwrap_or_else(PoisonError::into_inner);
        if table.swept.elapsed() >= SWEEP_EVERY {
            table
                .by_hash
                .retain(|_, upload| upload.idle() < EXPIRES_AFTER);
            table.swept = Instant::now();
        }
        table
    }
}

impl Default for Uploads {
    fn default() -> Self {
        Self {
            table: Mutex::new(UploadTable {
                by_hash: HashMap::new(),
                swept: Instant::now(),
            }),
            under_way: Arc::default(),
            erasing: Semaphore::new(ERASED_AT_ONCE),
        }
    }
}

/// Removes the lowest of the uploads that have a rank, until one more makes at most `max` of them.
fn evict<R: Ord>(
    uploads: &mut HashMap<[u8; 32], Arc<Upload>>,
    max: usize,
    rank: impl Fn(&Upload) -> Option<R>,
) {
    let mut ranked: Vec<_> = uploads
        .iter()
        .filter_map(|(hash, upload)| Some((rank(upload)?, upload.since(), *hash)))
        .collect();
    let evicted = (ranked.len() + 1).saturating_sub(max);
    if let Some(last) = evicted.checked_sub(1) {
        ranked.select_nth_unstable(last);
    }
    for (_, _, hash) in ranked.iter().take(evicted) {
        uploads.remove(hash);
    }
}

fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token).into()
}

#[cfg(test)]
mod tests {
    use super::{
        upload::{AGE_MAGIC, GRACE},
        *,
    };
    use crate::vault::{
        Deposits, EnvelopeId, MemoryDisk, PAYLOAD_BYTES, Retention, SMALL_PART, VaultError,
    };

    pub(super) struct Nowhere(pub(super) u64);

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
        uploads.create(Box::new(Nowhere(0)), u64::MAX).unwrap()
    }

    fn append(uploads: &Uploads, token: &str, bytes: usize) {
        let mut piece = AGE_MAGIC.to_vec();
        piece.resize(bytes, 0);
        let upload = uploads.find(token).unwrap();
        uploads.append(&upload, &piece).unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_stored_erased_or_forgotten_is_not_under_way_any_more() {
        let uploads = Uploads::default();
        let under_way = || uploads.under_way.load(Ordering::Relaxed);
        let new = || uploads.create(Box::new(Nowhere(0)), 100).unwrap();
        let (stored, erased, forgotten, empty) = (new(), new(), new(), new());
        for token in [&stored, &erased, &forgotten] {
            append(&uploads, token, 100);
        }
        uploads.find(&empty).unwrap().write(&[]).unwrap();
        assert_eq!(under_way(), 3);
        uploads.find(&stored).unwrap().store().unwrap();
        assert_eq!(under_way(), 2);
        uploads.find(&erased).unwrap().erase().unwrap();
        assert_eq!(under_way(), 1);
        tokio::time::advance(EXPIRES_AFTER).await;
        assert!(uploads.find(&forgotten).is_err());
        assert_eq!(under_way(), 0);
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_begins_and_brings_nothing_drives_out_nobody_who_does() {
        let uploads = Uploads::default();
        let source = begin(&uploads);
        append(&uploads, &source, 70_000);
        let first_empty = begin(&uploads);
        tokio::time::advance(GRACE * 2).await;
        for _ in 0..2 * IDLE_UPLOADS_MAX {
            begin(&uploads);
        }
        assert!(uploads.find(&source).is_ok());
        assert!(uploads.find(&first_empty).is_err());
        let remembered = uploads.lock().by_hash.len();
        assert!(
            (IDLE_UPLOADS_MAX - IDLE_UPLOADS_EVICTED..=IDLE_UPLOADS_MAX + 1).contains(&remembered)
        );
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
        vault.on_full(Box::new(move || ours.evict_stalled()));
        let slots = vault.capacity().unwrap().all;
        let new = || uploads.create(vault.deposit().unwrap(), u64::MAX).unwrap();

        let (stalled, moving, empty) = (new(), new(), new());
        let (mut large, mut small) = (vault.deposit().unwrap(), vault.deposit().unwrap());
        // One byte more than whole slots: each of these holds as many slots as are said here.
        append(&uploads, &stalled, 10 * PAYLOAD_BYTES + 1);
        append(&uploads, &moving, 10 * PAYLOAD_BYTES + 1);
        let kept = slots / SMALL_PART;
        large
            .write(&vec![1; (slots - 20 - kept) * PAYLOAD_BYTES + 1])
            .unwrap();
        small.write(&vec![1; kept * PAYLOAD_BYTES + 1]).unwrap();
        assert!(matches!(vault.deposit().err(), Some(VaultError::Full)));
        tokio::time::advance(STALLED_AFTER - Duration::from_secs(1)).await;
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
        append(&uploads, &token, 100);
        let upload = uploads.find(&token).unwrap();
        let almost = STALLED_AFTER - Duration::from_secs(1);
        while upload.age() + almost < MAX_AGE {
            tokio::time::advance(almost).await;
            uploads.append(&upload, &[1]).unwrap();
            uploads.evict_stalled();
            assert!(uploads.find(&token).is_ok());
        }
        tokio::time::advance(almost).await;
        uploads.append(&upload, &[1]).unwrap();
        uploads.evict_stalled();
        assert!(uploads.find(&token).is_err());

        let token = begin(&uploads);
        append(&uploads, &token, 100);
        tokio::time::advance(STALLED_AFTER).await;
        let upload = uploads.find(&token).unwrap();
        uploads.append(&upload, &[]).unwrap();
        uploads.evict_stalled();
        assert!(uploads.find(&token).is_err(), "nothing came of it");
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_asks_and_brings_nothing_drives_out_nobody() {
        let uploads = Uploads::default();
        let sources: Vec<_> = (0..UNDER_WAY_MAX).map(|_| begin(&uploads)).collect();
        for source in &sources {
            append(&uploads, source, 1_000);
        }
        for _ in 0..UNDER_WAY_MAX {
            let empty = begin(&uploads);
            let empty = uploads.find(&empty).unwrap();
            uploads.append(&empty, &[]).unwrap();
        }
        assert!(sources.iter().all(|source| uploads.find(source).is_ok()));
        assert_eq!(uploads.under_way.load(Ordering::Relaxed), UNDER_WAY_MAX);
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_brings_little_drives_out_nobody_who_brings_more() {
        let uploads = Uploads::default();
        let source = begin(&uploads);
        append(&uploads, &source, 5_000_000);
        tokio::time::advance(GRACE * 2).await;
        let mut last = source.clone();
        for _ in 0..2 * UNDER_WAY_MAX {
            last = begin(&uploads);
            append(&uploads, &last, 1_000);
        }
        assert!(uploads.find(&source).is_ok());
        assert!(
            uploads.find(&last).is_ok(),
            "a new one always finds a place"
        );
        assert_eq!(uploads.lock().by_hash.len(), UNDER_WAY_MAX);
    }
}

//! Resumable uploads: what has arrived of each, under a token that only its browser knows.

pub(crate) mod transfer;
pub(crate) mod upload;

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use sha2::{Digest, Sha256};
use sourdine_protocol::wire::UploadToken;
use tokio::{sync::Semaphore, time::Instant};

use self::upload::{Phase, Upload};
use super::{error::IntakeError, holdings::Holdings, slot_queue::Bought};
use crate::vault::Deposit;

/// An upload without a request for this long is forgotten, and its slots are free again.
const EXPIRES_AFTER: Duration = Duration::from_secs(2 * 60 * 60);
/// Most uploads of one kind that are remembered: those of which nothing has arrived yet or which
/// are stored, and those that hold slots. Between two requests none holds more memory than this
/// table's row. When one more comes, the circuits that have the most lose some; of the second kind,
/// the vault's room and the bodies' permits decide first.
const REMEMBERED_MAX: usize = 4_096;
/// How many are evicted at once: each eviction looks at all uploads.
const EVICTED_AT_ONCE: usize = REMEMBERED_MAX / 8;
/// How often expired uploads are looked for at most: each sweep looks at all uploads.
const SWEEP_EVERY: Duration = Duration::from_secs(60);
/// Most uploads that are overwritten at once: they may be large, and the disk is first for
/// those that bring bytes.
const ERASED_AT_ONCE: usize = 2;

/// All uploads that this server remembers.
pub(crate) struct Uploads {
    table: Mutex<UploadTable>,
    holdings: Arc<Holdings>,
    erasing: Semaphore,
}

struct UploadTable {
    /// By the hash of their token, so that no comparison's time tells anything of a token.
    by_hash: HashMap<[u8; 32], Arc<Upload>>,
    swept: Instant,
}

impl Uploads {
    pub(crate) fn new(holdings: Arc<Holdings>) -> Self {
        Self {
            table: Mutex::new(UploadTable {
                by_hash: HashMap::new(),
                swept: Instant::now(),
            }),
            holdings,
            erasing: Semaphore::new(ERASED_AT_ONCE),
        }
    }

    /// Begins an upload under this name, which no other has.
    pub(crate) fn create(
        &self,
        name: &UploadToken,
        deposit: Box<dyn Deposit>,
        bought: Arc<Bought>,
        length: u64,
    ) -> Result<(), IntakeError> {
        let upload = Upload::new(deposit, bought, length);
        let mut table = self.lock();
        if table.by_hash.len() >= REMEMBERED_MAX {
            evict(&mut table.by_hash, |phase| phase != Phase::UnderWay);
        }
        if table.by_hash.len() >= 2 * REMEMBERED_MAX {
            evict(&mut table.by_hash, |phase| phase == Phase::UnderWay);
        }
        match table.by_hash.entry(hash(&name.expose())) {
            // Another request began it since it was looked for: the client asks how far it is.
            Entry::Occupied(_) => Err(IntakeError::Superseded),
            Entry::Vacant(place) => {
                place.insert(Arc::new(upload));
                Ok(())
            }
        }
    }

    pub(crate) fn find(&self, token: &str) -> Result<Arc<Upload>, IntakeError> {
        let found = self.lock().by_hash.get(&hash(token)).cloned();
        let alive = found.filter(|upload| upload.idle() < EXPIRES_AFTER);
        alive.ok_or(IntakeError::UnknownUpload)
    }

    pub(crate) const fn holdings(&self) -> &Arc<Holdings> {
        &self.holdings
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

/// Removes uploads of a kind, so that fewer than [`REMEMBERED_MAX`] of it are left: of the circuits
/// that have the most, those that were idle longest.
fn evict(uploads: &mut HashMap<[u8; 32], Arc<Upload>>, of: impl Fn(Phase) -> bool) {
    let mut newest_first: Vec<_> = uploads
        .iter()
        .filter(|(_, upload)| of(upload.phase()))
        .map(|(hash, upload)| (upload.idle(), upload.circuit().number(), *hash))
        .collect();
    if newest_first.len() < REMEMBERED_MAX {
        return;
    }
    let evicted = newest_first.len() - REMEMBERED_MAX + EVICTED_AT_ONCE;
    newest_first.sort_unstable();
    let mut of_circuit = HashMap::<u64, usize>::new();
    let mut ranked: Vec<_> = newest_first
        .into_iter()
        .map(|(idle, circuit, hash)| {
            let rank = of_circuit.entry(circuit).or_default();
            *rank += 1;
            (*rank, idle, hash)
        })
        .collect();
    ranked.sort_unstable();
    for (_, _, hash) in ranked.into_iter().rev().take(evicted) {
        uploads.remove(&hash);
    }
}

fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token).into()
}

#[cfg(test)]
pub(super) mod tests {
    use sourdine_protocol::wire::{APPEND_MAX_BYTES, PIECE_BYTES, PIECE_STEP_BYTES};
    use zeroize::Zeroizing;

    use super::{upload::AGE_MAGIC, *};
    use crate::{
        intake::slot_queue::SlotQueue,
        limits::circuits::Circuit,
        vault::{
            Capacity, Deposits, EnvelopeId, MemoryDisk, PAYLOAD_BYTES, Retention, SMALL_PART,
            VaultError,
        },
    };

    pub(super) struct Nowhere(pub(super) u64);

    impl Deposit for Nowhere {
        fn write(&mut self, bytes: &[u8]) -> Result<(), VaultError> {
            self.0 += bytes.len() as u64;
            Ok(())
        }

        fn park(&mut self) -> Result<(), VaultError> {
            Ok(())
        }

        fn complete(&mut self) -> Result<(), VaultError> {
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

    pub(super) fn uploads() -> Uploads {
        Uploads::new(Arc::default())
    }

    /// Slots of a vault that never fills.
    pub(super) fn bought() -> Arc<Bought> {
        bought_by(&Arc::default())
    }

    fn bought_by(circuit: &Arc<Circuit>) -> Arc<Bought> {
        let plenty = Capacity { free: 2, all: 2 };
        Arc::new(SlotQueue::new(move || Ok(plenty), || false)).begin(circuit)
    }

    pub(in crate::intake) fn created(
        uploads: &Uploads,
        deposit: Box<dyn Deposit>,
        length: u64,
    ) -> Zeroizing<String> {
        let name = UploadToken::generate().unwrap();
        uploads.create(&name, deposit, bought(), length).unwrap();
        name.expose()
    }

    fn begin(uploads: &Uploads) -> Zeroizing<String> {
        created(uploads, Box::new(Nowhere(0)), u64::MAX)
    }

    #[test]
    fn a_piece_of_the_page_fills_whole_slots_and_what_it_holds_is_less_than_24_mib() {
        assert_eq!(PIECE_STEP_BYTES, PAYLOAD_BYTES as u64);
        assert_eq!(PIECE_BYTES % PIECE_STEP_BYTES, 0);
        const { assert!(PIECE_BYTES <= APPEND_MAX_BYTES) };
        const { assert!(2 * PIECE_BYTES + PIECE_STEP_BYTES < 24 << 20) };
    }

    #[tokio::test]
    async fn no_upload_is_begun_under_the_name_of_another() {
        let uploads = uploads();
        let name = UploadToken::generate().unwrap();
        let begin = || uploads.create(&name, Box::new(Nowhere(0)), bought(), 100);
        assert_eq!(begin(), Ok(()));
        write(&uploads, &name.expose(), 70).unwrap();
        assert_eq!(begin(), Err(IntakeError::Superseded));
        let upload = uploads.find(&name.expose()).unwrap();
        assert_eq!(upload.progress().offset, 70);
    }

    fn write(uploads: &Uploads, token: &str, bytes: usize) -> Result<(), IntakeError> {
        let upload = uploads.find(token)?;
        let mut piece = if upload.progress().offset == 0 {
            AGE_MAGIC.to_vec()
        } else {
            Vec::new()
        };
        piece.resize(bytes, 0);
        upload.write(uploads.holdings(), &piece, false)
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_stored_erased_or_forgotten_holds_nothing_any_more() {
        let uploads = uploads();
        let new = || created(&uploads, Box::new(Nowhere(0)), 100);
        let (stored, erased, forgotten) = (new(), new(), new());
        for token in [&stored, &erased, &forgotten] {
            write(&uploads, token, 100).unwrap();
        }
        uploads.find(&stored).unwrap().store().unwrap();
        uploads.find(&erased).unwrap().erase().unwrap();
        tokio::time::advance(EXPIRES_AFTER).await;
        assert!(uploads.find(&forgotten).is_err());
        assert!(!uploads.holdings().make_room(), "none is held");
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_begins_and_brings_nothing_drives_out_nobody_who_does() {
        let uploads = uploads();
        let source = begin(&uploads);
        write(&uploads, &source, 70_000).unwrap();
        let first_empty = begin(&uploads);
        tokio::time::advance(Duration::from_secs(120)).await;
        for _ in 0..2 * REMEMBERED_MAX {
            begin(&uploads);
        }
        assert!(uploads.find(&source).is_ok());
        assert!(uploads.find(&first_empty).is_err());
        let remembered = uploads.lock().by_hash.len();
        assert!(remembered <= REMEMBERED_MAX + 1, "{remembered}");
    }

    #[tokio::test(start_paused = true)]
    async fn of_uploads_beyond_those_remembered_the_circuit_with_the_most_loses_first() {
        let uploads = uploads();
        let source = begin(&uploads);
        write(&uploads, &source, 70_000).unwrap();
        tokio::time::advance(Duration::from_secs(600)).await;
        let crowd: Vec<Arc<Circuit>> = (0..100).map(|_| Arc::default()).collect();
        let mut kept = Vec::new();
        for number in 0..3 * REMEMBERED_MAX {
            let bought = bought_by(&crowd[number % crowd.len()]);
            let name = UploadToken::generate().unwrap();
            let begun = uploads.create(&name, Box::new(Nowhere(0)), bought, u64::MAX);
            begun.unwrap();
            let token = name.expose();
            write(&uploads, &token, 70_000).unwrap();
            kept.push(token);
            tokio::time::advance(Duration::from_millis(10)).await;
        }
        // It has been idle longest, and it is the only one of its circuit.
        assert!(uploads.find(&source).is_ok());
        assert!(uploads.find(&kept[0]).is_err());
        assert!(uploads.find(kept.last().unwrap()).is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn between_requests_an_upload_is_on_the_disk_and_goes_on_to_the_byte() {
        let vault = vault();
        let uploads = uploads();
        let token = created(&uploads, vault.deposit(0).unwrap(), u64::MAX);
        write(&uploads, &token, 2 * PAYLOAD_BYTES + 77).unwrap();
        let upload = uploads.find(&token).unwrap();
        upload.park().unwrap();
        assert_eq!(upload.progress().offset, 2 * PAYLOAD_BYTES as u64 + 77);
        write(&uploads, &token, PAYLOAD_BYTES).unwrap();
        upload.park().unwrap();
        assert_eq!(upload.progress().offset, 3 * PAYLOAD_BYTES as u64 + 77);
    }

    fn vault() -> crate::vault::SlotVault {
        let retention = Retention {
            quorum: 1,
            hold_days: 0,
            keep_days: 60,
            spread_days: 0,
        };
        MemoryDisk::new(64).unwrap().open(retention).unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn in_a_full_vault_what_stands_still_makes_room_and_what_moves_keeps_what_it_has() {
        let vault = vault();
        let uploads = Arc::new(uploads());
        let ours = Arc::clone(uploads.holdings());
        vault.on_full(Box::new(move || ours.make_room()));
        let slots = vault.capacity().unwrap().all;
        let new = || created(&uploads, vault.deposit(0).unwrap(), u64::MAX);

        let (stalled, moving) = (new(), new());
        write(&uploads, &stalled, 10 * PAYLOAD_BYTES).unwrap();
        tokio::time::advance(Duration::from_secs(60)).await;
        write(&uploads, &moving, 10 * PAYLOAD_BYTES).unwrap();
        for token in [&stalled, &moving] {
            uploads.find(token).unwrap().park().unwrap();
        }
        let kept = slots / SMALL_PART;
        let (mut large, mut small) = (vault.deposit(0).unwrap(), vault.deposit(0).unwrap());
        large
            .write(&vec![1; (slots - 20 - kept) * PAYLOAD_BYTES + 1])
            .unwrap();
        small.write(&vec![1; kept * PAYLOAD_BYTES + 1]).unwrap();
        assert!(matches!(vault.deposit(0).err(), Some(VaultError::Full)));
        for _ in 0..5 {
            tokio::time::advance(Duration::from_secs(60)).await;
            // All of it came of late, and it finds the vault full.
            let full = write(&uploads, &moving, PAYLOAD_BYTES + 1);
            assert_eq!(full, Err(IntakeError::VaultFull));
            let offset = uploads.find(&moving).unwrap().progress().offset;
            assert_eq!(offset, 10 * PAYLOAD_BYTES as u64);
        }
        tokio::time::advance(Duration::from_secs(300)).await;
        let stalled = uploads.find(&stalled).unwrap();
        small.write(&vec![1; 10 * PAYLOAD_BYTES]).unwrap();
        assert_eq!(
            stalled.write(uploads.holdings(), &[1], false),
            Err(IntakeError::UnknownUpload)
        );
    }

    #[tokio::test(start_paused = true)]
    async fn an_announced_length_that_does_not_fit_is_refused_at_once_and_reserves_nothing() {
        let vault = vault();
        let slots = vault.capacity().unwrap().all;
        let kept = slots / SMALL_PART;
        let payload = PAYLOAD_BYTES as u64;
        let most = (slots - kept) as u64 * payload;
        let (first, second) = (vault.deposit(most), vault.deposit(most));
        assert!(first.is_ok() && second.is_ok());
        assert!(matches!(
            vault.deposit(most + 1).err(),
            Some(VaultError::Full)
        ));
        // The reserve is for what is small in all, from its first slot on.
        let mut filling = vault.deposit(0).unwrap();
        filling
            .write(&vec![1; (slots - kept) * PAYLOAD_BYTES + 1])
            .unwrap();
        assert!(matches!(
            first.unwrap().write(&vec![1; 2 * PAYLOAD_BYTES]),
            Err(VaultError::Full)
        ));
        vault
            .deposit(payload)
            .unwrap()
            .write(&vec![1; PAYLOAD_BYTES])
            .unwrap();
    }
}

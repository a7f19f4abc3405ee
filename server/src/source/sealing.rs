//! Sealing what a browser without script sends, while it comes: one thread seals a batch, another stores what came of the one before, and the next is
//! read meanwhile. No more than three batches are in memory, and none on the disk but sealed.

use std::{
    io::{self, Write},
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use bytes::Bytes;
use sourdine_protocol::{
    envelope::{Manifest, SealError, Sealer},
    hybrid::HybridRecipient,
    receipt::ReceiptHash,
};
use tokio::{
    task::{JoinHandle, spawn_blocking},
    time::Instant,
};

use super::refusal::Refusal;
use crate::{
    clock,
    memory::forgetting,
    operator,
    vault::{Deposit, Vault, VaultError},
};

/// How much is gathered at least before it is sealed,
const BATCH_MIN_BYTES: usize = 65_536;
/// and at most: batches grow while they fill [`QUICK`]ly, so that fewer are handed from thread to thread, and whoever is slow holds little memory.
const BATCH_MAX_BYTES: usize = 262_144;
const QUICK: Duration = Duration::from_millis(20);
/// What sealing adds to a batch at most: what age held back for its next chunk, tags, headers of the archive.
const SEALING_BYTES: usize = 2 * 65_536;

/// One step of a submission.
pub(super) enum Step {
    /// The message begins.
    Message,
    /// A file begins, under the name that the source's machine gave it.
    File(String),
    /// More of the message or file.
    Data(Bytes),
    /// The message or file ends.
    End,
}

/// A submission that is being sealed. Dropped before [`finish`](Self::finish), it leaves nothing.
pub(super) struct Sealing {
    sealer: Stage<Sealer<Outlet>>,
    deposit: Stage<Box<dyn Deposit>>,
    outlet: Outlet,
    batch: Vec<Step>,
    batch_bytes: usize,
    /// How large this batch becomes, and since when it is filled.
    batch_limit: usize,
    batch_since: Instant,
    largest: u64,
}

/// What is at hand, or with a thread that works on it.
enum Stage<T> {
    Here(T),
    Away(JoinHandle<Result<T, Refusal>>),
    Lost,
}

/// Where sealed bytes go: aside, while the vault takes those before them; in the end straight into it, for padding may be long.
#[derive(Clone, Default)]
struct Outlet(Arc<Mutex<Outflow>>);

#[derive(Default)]
struct Outflow {
    aside: Vec<u8>,
    /// How much will be put aside before it is taken.
    room: usize,
    deposit: Option<Box<dyn Deposit>>,
}

impl Sealing {
    /// Begins an envelope of files of at most `largest` bytes.
    pub(super) fn begin(
        vault: &dyn Vault,
        recipients: Vec<HybridRecipient>,
        manifest: Manifest,
        largest: u64,
    ) -> Result<Self, Refusal> {
        let deposit = vault.deposit().map_err(|error| of_vault(&error))?;
        let outlet = Outlet::default();
        let output = outlet.clone();
        let sealer =
            in_the_background(move || Sealer::new(output, &recipients, &manifest).map_err(of_seal));
        Ok(Self {
            sealer: Stage::Away(sealer),
            deposit: Stage::Here(deposit),
            outlet,
            batch: Vec::new(),
            batch_bytes: 0,
            batch_limit: BATCH_MIN_BYTES,
            batch_since: Instant::now(),
            largest,
        })
    }

    /// Adds a step.
    pub(super) async fn push(&mut self, step: Step) -> Result<(), Refusal> {
        if let Step::Data(bytes) = &step {
            self.batch_bytes += bytes.len();
        }
        self.batch.push(step);
        if self.batch_bytes < self.batch_limit {
            return Ok(());
        }
        self.batch_limit = if self.batch_since.elapsed() < QUICK {
            BATCH_MAX_BYTES.min(2 * self.batch_limit)
        } else {
            BATCH_MIN_BYTES
        };
        let sealer = self.sealer.back().await?;
        self.store().await?;
        let batch = mem::take(&mut self.batch);
        self.outlet.flow().room = self.batch_bytes + SEALING_BYTES;
        self.batch_bytes = 0;
        self.batch_since = Instant::now();
        let largest = self.largest;
        self.sealer = Stage::Away(in_the_background(move || pour(sealer, batch, largest)));
        Ok(())
    }

    /// Lets the vault take what was sealed.
    async fn store(&mut self) -> Result<(), Refusal> {
        let sealed = self.outlet.take();
        let mut deposit = self.deposit.back().await?;
        self.deposit = Stage::Away(in_the_background(move || {
            deposit.write(&sealed).map_err(|error| of_vault(&error))?;
            Ok(deposit)
        }));
        Ok(())
    }

    /// Seals what is left and puts the envelope durably into the vault.
    pub(super) async fn finish(mut self, receipt: ReceiptHash) -> Result<(), Refusal> {
        let sealer = self.sealer.back().await?;
        let deposit = self.deposit.back().await?;
        let (batch, largest, outlet) = (self.batch, self.largest, self.outlet);
        let finished = in_the_background(move || {
            outlet.open(deposit).map_err(|error| of_vault(&error))?;
            pour(sealer, batch, largest)?.finish().map_err(of_seal)?;
            let deposit = outlet.close().ok_or(Refusal::Unavailable)?;
            let committed = deposit.commit(&receipt, clock::today());
            committed.map(drop).map_err(|error| of_vault(&error))
        });
        finished.await.map_err(|_| Refusal::Unavailable)?
    }
}

impl<T> Stage<T> {
    /// Waits for the thread that has it.
    async fn back(&mut self) -> Result<T, Refusal> {
        match mem::replace(self, Self::Lost) {
            Self::Here(it) => Ok(it),
            Self::Away(working) => working.await.map_err(|_| Refusal::Unavailable)?,
            Self::Lost => Err(Refusal::Unavailable),
        }
    }
}

impl Outlet {
    /// What was put aside.
    fn take(&self) -> Vec<u8> {
        mem::take(&mut self.flow().aside)
    }

    /// From here on everything goes into the vault, what was put aside first.
    fn open(&self, mut deposit: Box<dyn Deposit>) -> Result<(), VaultError> {
        let mut flow = self.flow();
        deposit.write(&mem::take(&mut flow.aside))?;
        flow.deposit = Some(deposit);
        Ok(())
    }

    fn close(&self) -> Option<Box<dyn Deposit>> {
        self.flow().deposit.take()
    }

    fn flow(&self) -> MutexGuard<'_, Outflow> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Write for Outlet {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut flow = self.flow();
        match &mut flow.deposit {
            Some(deposit) => deposit.write(bytes).map_err(io::Error::other)?,
            None => {
                // At once, so that nothing has to move, and not before it is needed: a form may wait long for its next bytes.
                if flow.aside.capacity() == 0 {
                    let room = flow.room;
                    flow.aside.reserve_exact(room);
                }
                flow.aside.extend_from_slice(bytes);
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// On a thread that may block, and that keeps nothing of what it saw.
fn in_the_background<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> JoinHandle<T> {
    spawn_blocking(move || forgetting(work))
}

fn pour(
    mut sealer: Sealer<Outlet>,
    batch: Vec<Step>,
    largest: u64,
) -> Result<Sealer<Outlet>, Refusal> {
    for step in batch {
        let done = match step {
            Step::Message => sealer.begin_message(),
            Step::File(name) => sealer.begin_file(&name, largest),
            Step::Data(bytes) => sealer.write(&bytes),
            Step::End => sealer.end_entry(),
        };
        done.map_err(of_seal)?;
    }
    Ok(sealer)
}

/// What a source is told when sealing fails.
fn of_seal(error: SealError) -> Refusal {
    match error {
        SealError::Io(error) => error
            .downcast::<VaultError>()
            .map_or(Refusal::Unavailable, |error| of_vault(&error)),
        SealError::MessageTooLong | SealError::TooManyFiles => Refusal::TooLarge,
        SealError::Empty | SealError::Archive(_) => Refusal::Malformed,
        SealError::Recipients | SealError::Key | SealError::Manifest(_) => Refusal::Unavailable,
    }
}

/// What a source is told when the vault cannot; the operator is told more.
pub(super) fn of_vault(error: &VaultError) -> Refusal {
    match error {
        VaultError::Full => Refusal::Full,
        VaultError::Empty => Refusal::Malformed,
        VaultError::Unknown
        | VaultError::OtherHash
        | VaultError::InUse(_)
        | VaultError::Exists(_)
        | VaultError::Size(_)
        | VaultError::Quorum(_)
        | VaultError::NoVault(_)
        | VaultError::NoMaster(_)
        | VaultError::NoFolder(_)
        | VaultError::NotAMaster(_)
        | VaultError::KeyTable(_)
        | VaultError::WrongSize { .. }
        | VaultError::Damaged { .. }
        | VaultError::Broken
        | VaultError::Io { .. }
        | VaultError::Random(_)
        | VaultError::Cipher => {
            operator::warn(error);
            Refusal::Unavailable
        }
    }
}

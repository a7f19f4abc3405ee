//! Sealing what a browser without script sends, while it comes: one stage seals batches, another stores what came of those before, and the next is
//! read meanwhile. No more than four batches are in memory besides the one that is gathered, and none is on the disk but sealed.

use std::{
    io::{self, Write},
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use bytes::Bytes;
use sourdine_l10n as l10n;
use sourdine_protocol::{
    codename::receipt::ReceiptHash,
    envelope::hybrid::HybridRecipient,
    envelope::{Manifest, SealError, Sealer},
};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    task::spawn_blocking,
};

use super::executor::Stage;
use crate::{
    doors::sources::error::Refusal,
    platform::{clock, memory::with_wiped_stack},
    vault::{Deposit, Vault, VaultError},
};

/// How much is gathered before it is sealed: two of age's chunks.
const BATCH_BYTES: usize = 131_072;
/// How many batches are under way at most, from the last byte read to the last stored.
const BATCHES: usize = 4;
/// What sealing adds to a batch at most: what age held back for its next chunk, tags, headers of the archive.
const SEALING_BYTES: usize = 65_536 + 4_096;

/// One step of a submission.
pub(crate) enum Step {
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
pub(crate) struct Sealing {
    sealer: Stage<Sealer<Outlet>>,
    deposit: Stage<Box<dyn Deposit>>,
    outlet: Outlet,
    places: Arc<Semaphore>,
    batch: Vec<Step>,
    batch_bytes: usize,
    largest: u64,
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
    pub(crate) fn begin(
        vault: &dyn Vault,
        recipients: Vec<HybridRecipient>,
        manifest: Manifest,
        largest: u64,
    ) -> Result<Self, Refusal> {
        let deposit = vault.deposit().map_err(|error| of_vault(&error))?;
        let outlet = Outlet::default();
        let output = outlet.clone();
        Ok(Self {
            sealer: Stage::begin(move || {
                Sealer::new(output, &recipients, &manifest).map_err(of_seal)
            }),
            deposit: Stage::of(deposit),
            outlet,
            places: Arc::new(Semaphore::new(BATCHES)),
            batch: Vec::new(),
            batch_bytes: 0,
            largest,
        })
    }

    /// Adds a step.
    pub(crate) async fn push(&mut self, step: Step) -> Result<(), Refusal> {
        if let Step::Data(bytes) = &step {
            self.batch_bytes += bytes.len();
        }
        self.batch.push(step);
        if self.batch_bytes < BATCH_BYTES {
            return Ok(());
        }
        let place = Arc::clone(&self.places).acquire_owned().await;
        let place = place.map_err(|_| Refusal::Unavailable)?;
        let (batch, largest) = (mem::take(&mut self.batch), self.largest);
        let room = mem::take(&mut self.batch_bytes) + SEALING_BYTES;
        let (outlet, deposit) = (self.outlet.clone(), self.deposit.clone());
        self.sealer.push(move |sealer| {
            outlet.flow().room = room;
            let sealer = pour(sealer, batch, largest)?;
            store(&deposit, outlet.take(), place)?;
            Ok(sealer)
        })
    }

    /// Seals what is left and puts the envelope durably into the vault.
    pub(crate) async fn finish(self, receipt: ReceiptHash) -> Result<(), Refusal> {
        let sealer = self.sealer.take().await?;
        let deposit = self.deposit.take().await?;
        let (batch, largest, outlet) = (self.batch, self.largest, self.outlet);
        let finished = spawn_blocking(move || {
            with_wiped_stack(|| {
                outlet.open(deposit).map_err(|error| of_vault(&error))?;
                pour(sealer, batch, largest)?.finish().map_err(of_seal)?;
                let deposit = outlet.close().ok_or(Refusal::Unavailable)?;
                let committed = deposit.commit(&receipt, clock::today());
                committed.map(drop).map_err(|error| of_vault(&error))
            })
        });
        finished.await.map_err(|_| Refusal::Unavailable)?
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

/// Lets the vault take what was sealed. Its place is another's then.
fn store(
    deposit: &Stage<Box<dyn Deposit>>,
    sealed: Vec<u8>,
    place: OwnedSemaphorePermit,
) -> Result<(), Refusal> {
    deposit.push(move |mut deposit| {
        deposit.write(&sealed).map_err(|error| of_vault(&error))?;
        drop((sealed, place));
        Ok(deposit)
    })
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
        SealError::Empty | SealError::MessageNotText | SealError::Archive(_) => Refusal::Malformed,
        SealError::Recipients | SealError::Key | SealError::Manifest(_) => Refusal::Unavailable,
    }
}

/// What a source is told when the vault cannot; the operator is told more.
pub(crate) fn of_vault(error: &VaultError) -> Refusal {
    match error {
        VaultError::Full => Refusal::Full,
        VaultError::Empty => Refusal::Malformed,
        VaultError::NotOpen => Refusal::Unavailable,
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
        | VaultError::OtherVersion { .. }
        | VaultError::WrongSize { .. }
        | VaultError::Damaged { .. }
        | VaultError::Broken
        | VaultError::Io { .. }
        | VaultError::Random(_)
        | VaultError::Cipher => {
            l10n::warn_deferred(error);
            Refusal::Unavailable
        }
    }
}

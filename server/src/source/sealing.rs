//! Sealing what a browser without script sends, while it comes: batches go to a thread that may block, and the next is read meanwhile. No more than two
//! batches are in memory, and none on the disk but sealed.

use std::io::{self, Write};

use bytes::Bytes;
use sourdine_protocol::{
    envelope::{Manifest, SealError, Sealer},
    hybrid::HybridRecipient,
    receipt::ReceiptHash,
};
use tokio::task::{JoinHandle, spawn_blocking};

use super::refusal::Refusal;
use crate::{
    clock,
    memory::forgetting,
    operator,
    vault::{Deposit, Vault, VaultError},
};

/// How much is gathered before it is sealed.
const BATCH_BYTES: usize = 262_144;

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
    sealer: Option<Sealer<IntoVault>>,
    working: Option<JoinHandle<Result<Sealer<IntoVault>, SealError>>>,
    batch: Vec<Step>,
    batch_bytes: usize,
    largest: u64,
}

/// Where sealed bytes go.
struct IntoVault(Box<dyn Deposit>);

impl Write for IntoVault {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes).map_err(io::Error::other)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Sealing {
    /// Begins an envelope of files of at most `largest` bytes.
    pub(super) async fn begin(
        vault: &dyn Vault,
        recipients: Vec<HybridRecipient>,
        manifest: Manifest,
        largest: u64,
    ) -> Result<Self, Refusal> {
        let deposit = vault.deposit().map_err(|error| of_vault(&error))?;
        let begun =
            in_the_background(move || Sealer::new(IntoVault(deposit), &recipients, &manifest))
                .await;
        let sealer = begun.map_err(|_| Refusal::Unavailable)?.map_err(of_seal)?;
        Ok(Self {
            sealer: Some(sealer),
            working: None,
            batch: Vec::new(),
            batch_bytes: 0,
            largest,
        })
    }

    /// Adds a step.
    pub(super) async fn push(&mut self, step: Step) -> Result<(), Refusal> {
        if let Step::Data(bytes) = &step {
            self.batch_bytes += bytes.len();
        }
        self.batch.push(step);
        if self.batch_bytes < BATCH_BYTES {
            return Ok(());
        }
        let sealer = self.sealer().await?;
        let batch = std::mem::take(&mut self.batch);
        self.batch_bytes = 0;
        let largest = self.largest;
        self.working = Some(in_the_background(move || pour(sealer, batch, largest)));
        Ok(())
    }

    /// Seals what is left and puts the envelope durably into the vault.
    pub(super) async fn finish(mut self, receipt: ReceiptHash) -> Result<(), Refusal> {
        let sealer = self.sealer().await?;
        let (batch, largest) = (self.batch, self.largest);
        let finished = in_the_background(move || {
            let sealed = pour(sealer, batch, largest)
                .and_then(Sealer::finish)
                .map_err(of_seal)?;
            let today = clock::today();
            let committed = sealed.0.commit(&receipt, today);
            committed.map(drop).map_err(|error| of_vault(&error))
        });
        finished.await.map_err(|_| Refusal::Unavailable)?
    }

    async fn sealer(&mut self) -> Result<Sealer<IntoVault>, Refusal> {
        if let Some(working) = self.working.take() {
            let poured = working.await.map_err(|_| Refusal::Unavailable)?;
            return poured.map_err(of_seal);
        }
        self.sealer.take().ok_or(Refusal::Unavailable)
    }
}

/// On a thread that may block, and that keeps nothing of what it saw.
fn in_the_background<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> JoinHandle<T> {
    spawn_blocking(move || forgetting(work))
}

fn pour(
    mut sealer: Sealer<IntoVault>,
    batch: Vec<Step>,
    largest: u64,
) -> Result<Sealer<IntoVault>, SealError> {
    for step in batch {
        match step {
            Step::Message => sealer.begin_message()?,
            Step::File(name) => sealer.begin_file(&name, largest)?,
            Step::Data(bytes) => sealer.write(&bytes)?,
            Step::End => sealer.end_entry()?,
        }
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

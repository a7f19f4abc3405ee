//! Sealing a form while it arrives: one executor seals batches, another stores what came of those
//! before, and the next batch is read meanwhile. At most [`BATCHES`] are in memory besides the one
//! that is gathered, and nothing reaches the disk unsealed.

use std::{
    future::Future,
    io::{self, Write},
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use sourdine_protocol::{
    codename::receipt::ReceiptHash,
    envelope::{Manifest, Sealer, hybrid::HybridRecipient},
};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    task::spawn_blocking,
};

use super::{
    batch::{Batch, SealStep},
    error::IntakeError,
    executor::SerialExecutor,
    holdings::Held,
    slot_queue::Bought,
};
use crate::{
    platform::{clock, memory::with_wiped_stack},
    vault::{Deposit, VaultError},
};

/// How much is gathered before it is sealed: two of age's chunks.
const BATCH_BYTES: usize = 131_072;
/// The same in a crowd ([`Admission::is_crowded`](super::admission::Admission::is_crowded)). The
/// sealed bytes then go to the disk at once, although they do not fill a slot.
const CROWDED_BATCH_BYTES: usize = 16_384;
/// What an archive remembers of a file besides its name, which it has twice, in bytes.
const FILE_BYTES: usize = 128;
/// How much of that each form has without asking, and how much it asks for at once.
const NAMES_FREE_BYTES: usize = 8_192;
/// How many batches are under way at most, from the last byte read to the last stored.
const BATCHES: u32 = 4;
/// What sealing adds to a batch at most: bytes that age held back for its next chunk, tags,
/// headers of the archive.
const SEALING_BYTES: usize = 65_536 + 4_096;

/// A submission that is being sealed. Dropped before [`finish`](Self::finish), it leaves nothing.
pub(crate) struct Sealing {
    sealer: SerialExecutor<Sealer<Outlet>>,
    deposit: SerialExecutor<Box<dyn Deposit>>,
    outlet: Outlet,
    permits: Arc<Semaphore>,
    batch: Batch,
    /// What was poured in before this batch.
    poured: u64,
    max_bytes: u64,
    bought: Arc<Bought>,
    held: Held,
    names: Arc<Semaphore>,
    /// What it took of them.
    names_held: Option<OwnedSemaphorePermit>,
    names_bytes: usize,
    is_crowded: Box<dyn Fn() -> bool + Send + Sync>,
    may_park: Box<dyn Fn() -> bool + Send + Sync>,
}

/// What a form being sealed takes of the vault and of memory.
pub(crate) struct Resources {
    pub(crate) deposit: Box<dyn Deposit>,
    pub(crate) bought: Arc<Bought>,
    pub(crate) held: Held,
    /// Bytes for names of files, which all forms share.
    pub(crate) names: Arc<Semaphore>,
    /// Whether one batch has to do, since many others are sealed too.
    pub(crate) is_crowded: Box<dyn Fn() -> bool + Send + Sync>,
    /// Whether the vault has slots for what fills none yet.
    pub(crate) may_park: Box<dyn Fn() -> bool + Send + Sync>,
}

/// Where sealed bytes go: into a buffer while the vault takes those before them; at the end
/// straight into the vault, since padding may be long.
#[derive(Clone, Default)]
struct Outlet(Arc<Mutex<Outflow>>);

#[derive(Default)]
struct Outflow {
    buffer: Vec<u8>,
    /// Buffers that batches under way left, so that the next ones need not be made and wiped.
    spare: Vec<Vec<u8>>,
    /// How much the buffer will hold before it is taken.
    expected_bytes: usize,
    deposit: Option<Box<dyn Deposit>>,
}

impl Sealing {
    /// Begins an envelope of files of at most `max_bytes`.
    pub(crate) fn begin(
        resources: Resources,
        recipients: Vec<HybridRecipient>,
        manifest: Manifest,
        max_bytes: u64,
    ) -> Self {
        let Resources {
            deposit,
            bought,
            held,
            names,
            is_crowded,
            may_park,
        } = resources;
        let outlet = Outlet::default();
        let output = outlet.clone();
        Self {
            sealer: SerialExecutor::spawn(move || {
                Sealer::new(output, &recipients, &manifest).map_err(IntakeError::of_sealing)
            }),
            deposit: SerialExecutor::new(deposit),
            outlet,
            permits: Arc::new(Semaphore::new(BATCHES as usize)),
            batch: Batch::default(),
            poured: 0,
            max_bytes,
            bought,
            held,
            names,
            names_held: None,
            names_bytes: 0,
            is_crowded,
            may_park,
        }
    }

    /// Resolves when another submission needed the room.
    pub(crate) fn lost(&self) -> impl Future<Output = ()> + Send + use<> {
        self.held.lost()
    }

    pub(crate) async fn push(&mut self, step: SealStep) -> Result<(), IntakeError> {
        if let SealStep::File(name) = &step {
            self.count_name(name)?;
        }
        let is_crowded = (self.is_crowded)();
        let enough = if is_crowded {
            CROWDED_BATCH_BYTES
        } else {
            BATCH_BYTES
        };
        self.batch.push(step);
        if self.batch.held_bytes() < enough {
            return Ok(());
        }
        let (batch, max_bytes) = (self.batch.take(), self.max_bytes);
        let batch_bytes = batch.data_bytes();
        self.poured += batch_bytes as u64;
        // Nothing more is read before the slot for it is bought.
        self.bought.reach(self.poured).await?;
        self.held.brought(batch_bytes as u64, self.poured);
        let batches = if is_crowded { BATCHES } else { 1 };
        let permit = Arc::clone(&self.permits).acquire_many_owned(batches).await;
        let permit = permit.map_err(|_| IntakeError::Failed)?;
        let park = is_crowded && (self.may_park)();
        let (outlet, deposit) = (self.outlet.clone(), self.deposit.clone());
        self.sealer.submit(move |sealer| {
            outlet.lock().expected_bytes = batch_bytes + SEALING_BYTES;
            let sealer = seal(sealer, batch, max_bytes)?;
            let sealed = outlet.take();
            store(&deposit, outlet, sealed, permit, park)?;
            Ok(sealer)
        })
    }

    /// Takes memory for what the archive remembers of a file until its end. The first names cost
    /// nothing, so that a crowd of long lists keeps no form with a few files out.
    fn count_name(&mut self, name: &str) -> Result<(), IntakeError> {
        self.names_bytes += 2 * name.len() + FILE_BYTES;
        let held = self.names_held.as_ref();
        let held = held.map_or(0, OwnedSemaphorePermit::num_permits);
        if self.names_bytes <= NAMES_FREE_BYTES + held {
            return Ok(());
        }
        let more = u32::try_from(NAMES_FREE_BYTES).map_err(|_| IntakeError::Failed)?;
        let more = Arc::clone(&self.names).try_acquire_many_owned(more);
        let more = more.map_err(|_| IntakeError::Busy)?;
        match &mut self.names_held {
            Some(held) => held.merge(more),
            held @ None => *held = Some(more),
        }
        Ok(())
    }

    /// Seals the rest and puts the envelope durably into the vault.
    pub(crate) async fn finish(self, receipt: ReceiptHash) -> Result<(), IntakeError> {
        let sealer = self.sealer.join().await?;
        let deposit = self.deposit.join().await?;
        let (batch, max_bytes, outlet) = (self.batch, self.max_bytes, self.outlet);
        let (bought, held) = (self.bought, self.held);
        let finished = spawn_blocking(move || {
            with_wiped_stack(|| {
                outlet
                    .open(deposit)
                    .map_err(|error| IntakeError::of_vault(&error))?;
                seal(sealer, batch, max_bytes)?
                    .finish()
                    .map_err(IntakeError::of_sealing)?;
                let deposit = outlet.close().ok_or(IntakeError::Failed)?;
                bought.reach_at_once(deposit.len())?;
                let committed = deposit.commit(&receipt, clock::today());
                committed.map_err(|error| IntakeError::of_vault(&error))?;
                bought.keep();
                drop(held);
                Ok(())
            })
        });
        finished.await.map_err(|_| IntakeError::Failed)?
    }
}

impl Outlet {
    fn take(&self) -> Vec<u8> {
        mem::take(&mut self.lock().buffer)
    }

    /// Keeps a stored batch's buffer while others are `under_way`: a form that waits holds none.
    fn give_back(&self, mut sealed: Vec<u8>, under_way: bool) {
        let mut outflow = self.lock();
        if under_way {
            sealed.clear();
            outflow.spare.push(sealed);
        } else {
            outflow.spare = Vec::new();
        }
    }

    /// From here on everything goes into the vault, the buffer first.
    fn open(&self, mut deposit: Box<dyn Deposit>) -> Result<(), VaultError> {
        let mut outflow = self.lock();
        deposit.write(&mem::take(&mut outflow.buffer))?;
        outflow.deposit = Some(deposit);
        Ok(())
    }

    fn close(&self) -> Option<Box<dyn Deposit>> {
        self.lock().deposit.take()
    }

    fn lock(&self) -> MutexGuard<'_, Outflow> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Write for Outlet {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut outflow = self.lock();
        match &mut outflow.deposit {
            Some(deposit) => deposit.write(bytes).map_err(io::Error::other)?,
            None => {
                // All at once, so that nothing has to move, and not before it is needed: a form may
                // wait long for its next bytes.
                if outflow.buffer.capacity() == 0 {
                    let expected = outflow.expected_bytes;
                    outflow.buffer = outflow.spare.pop().unwrap_or_default();
                    outflow.buffer.reserve_exact(expected);
                }
                outflow.buffer.extend_from_slice(bytes);
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Lets the vault take what was sealed, and then another batch begin.
fn store(
    deposit: &SerialExecutor<Box<dyn Deposit>>,
    outlet: Outlet,
    sealed: Vec<u8>,
    permit: OwnedSemaphorePermit,
    park: bool,
) -> Result<(), IntakeError> {
    deposit.submit(move |mut deposit| {
        let written = deposit.write(&sealed);
        let stored = match written {
            Ok(()) if park => deposit.park(),
            written => written,
        };
        stored.map_err(|error| IntakeError::of_vault(&error))?;
        let finished = permit.num_permits() + permit.semaphore().available_permits();
        outlet.give_back(sealed, finished < BATCHES as usize);
        drop(permit);
        Ok(deposit)
    })
}

fn seal(
    mut sealer: Sealer<Outlet>,
    batch: Batch,
    max_bytes: u64,
) -> Result<Sealer<Outlet>, IntakeError> {
    for step in batch {
        let done = match step {
            SealStep::Message => sealer.begin_message(),
            SealStep::File(name) => sealer.begin_file(&name, max_bytes),
            SealStep::Data(bytes) => sealer.write(&bytes),
            SealStep::End => sealer.end_entry(),
        };
        done.map_err(IntakeError::of_sealing)?;
    }
    Ok(sealer)
}

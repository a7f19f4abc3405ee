//! Slots in memory, for tests: a test chooses which calls fail.

use std::{
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::SlotStore;
use crate::vault::{
    error::VaultError,
    format::{cipher::fill_with_noise, layout::SLOT_BYTES},
};

/// A call that a slot store was asked for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum SlotCall {
    Read { slot: u32, offset: usize },
    Write { slot: u32, offset: usize },
    Sync,
}

type Fault = Box<dyn Fn(SlotCall) -> bool + Send>;

/// Clones share the slots.
#[derive(Clone)]
pub struct MemorySlots {
    slots: Arc<Mutex<Vec<Vec<u8>>>>,
    fault: Arc<Mutex<Option<Fault>>>,
}

impl MemorySlots {
    pub(crate) fn new(slots: u32) -> Result<Self, VaultError> {
        let mut filled = vec![vec![0; SLOT_BYTES]; slots as usize];
        for slot in &mut filled {
            fill_with_noise(slot)?;
        }
        Ok(Self {
            slots: Arc::new(Mutex::new(filled)),
            fault: Arc::default(),
        })
    }

    /// From now on the calls for which `fault` returns `true` fail, and change nothing.
    pub fn fail_when(&self, fault: impl Fn(SlotCall) -> bool + Send + 'static) {
        *locked(&self.fault) = Some(Box::new(fault));
    }

    /// From now on no call fails.
    pub fn mend(&self) {
        *locked(&self.fault) = None;
    }

    fn called(&self, call: SlotCall) -> io::Result<()> {
        let fault = locked(&self.fault);
        if fault.as_ref().is_some_and(|fails| fails(call)) {
            return Err(io::Error::other("a fault that a test chose"));
        }
        Ok(())
    }

    fn with_range<T>(
        &self,
        slot: u32,
        offset: usize,
        length: usize,
        work: impl FnOnce(&mut [u8]) -> T,
    ) -> io::Result<T> {
        let mut slots = locked(&self.slots);
        let slot = slots.get_mut(slot as usize);
        let range = slot.and_then(|slot| slot.get_mut(offset..)?.get_mut(..length));
        range
            .map(work)
            .ok_or_else(|| io::Error::from(io::ErrorKind::UnexpectedEof))
    }
}

impl SlotStore for MemorySlots {
    fn read(&self, slot: u32, offset: usize, buffer: &mut [u8]) -> io::Result<()> {
        self.called(SlotCall::Read { slot, offset })?;
        self.with_range(slot, offset, buffer.len(), |bytes| {
            buffer.copy_from_slice(bytes);
        })
    }

    fn write(&self, slot: u32, offset: usize, bytes: &[u8]) -> io::Result<()> {
        self.called(SlotCall::Write { slot, offset })?;
        self.with_range(slot, offset, bytes.len(), |range| {
            range.copy_from_slice(bytes);
        })
    }

    fn sync(&self) -> io::Result<()> {
        self.called(SlotCall::Sync)
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

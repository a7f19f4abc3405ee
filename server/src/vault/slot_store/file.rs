//! Slots in one file, which this process alone may open.

use std::{
    fs::{File, OpenOptions},
    io,
    num::NonZeroU64,
    os::unix::fs::FileExt,
    path::Path,
};

use rustix::fs::{Advice, FallocateFlags, FlockOperation, fadvise, fallocate, flock};

use super::SlotStore;
use crate::vault::{
    error::VaultError,
    format::{cipher::fill_with_noise, layout::SLOT_BYTES},
    private_files::{private_file, remove, sync_folder_of},
};

const SLOT: u64 = SLOT_BYTES as u64;

pub(crate) struct FileSlots(File);

impl FileSlots {
    /// Makes a file of free slots. `progress` is told how many are written.
    pub(crate) fn create(
        path: &Path,
        slots: u32,
        progress: &mut dyn FnMut(u32),
    ) -> Result<(), VaultError> {
        let file = private_file(path)?;
        let filled = Self::fill(&file, slots, progress).and_then(|()| sync_folder_of(path));
        if filled.is_err() {
            // What is half made is of no use, and may be what filled the disk.
            remove(path).map_err(VaultError::io("removing a vault that could not be made"))?;
        }
        filled
    }

    fn fill(file: &File, slots: u32, progress: &mut dyn FnMut(u32)) -> Result<(), VaultError> {
        // Asking for all of the room first says at once that the disk is too small.
        fallocate(file, FallocateFlags::empty(), 0, u64::from(slots) * SLOT)
            .map_err(io::Error::from)
            .map_err(VaultError::io("reserving the vault's room"))?;
        let mut bytes = vec![0; SLOT_BYTES];
        for slot in 0..slots {
            fill_with_noise(&mut bytes)?;
            file.write_all_at(&bytes, position(slot, 0))
                .map_err(VaultError::io("filling the vault"))?;
            progress(slot + 1);
        }
        file.sync_all()
            .map_err(VaultError::io("making the vault durable"))
    }

    pub(crate) fn open(path: &Path) -> Result<Self, VaultError> {
        let file = OpenOptions::new().read(true).write(true).open(path);
        let missing = || VaultError::NoVault(path.to_path_buf());
        let file = file.map_err(VaultError::io_or("opening the vault", missing))?;
        flock(&file, FlockOperation::NonBlockingLockExclusive).map_err(|errno| match errno {
            rustix::io::Errno::WOULDBLOCK => VaultError::InUse(path.to_path_buf()),
            other => VaultError::io("locking the vault")(other.into()),
        })?;
        // Reading ahead would pull in bodies that were not asked for.
        fadvise(&file, 0, None, Advice::Random)
            .map_err(io::Error::from)
            .map_err(VaultError::io("advising on the vault"))?;
        Ok(Self(file))
    }

    pub(crate) fn check_length(&self, path: &Path, slots: u32) -> Result<(), VaultError> {
        let metadata = self.0.metadata();
        let found = metadata
            .map_err(VaultError::io("measuring the vault"))?
            .len();
        let expected = u64::from(slots) * SLOT;
        if found == expected {
            Ok(())
        } else {
            Err(VaultError::WrongSize {
                path: path.to_path_buf(),
                found,
                expected,
            })
        }
    }
}

impl SlotStore for FileSlots {
    fn read(&self, slot: u32, offset: usize, buffer: &mut [u8]) -> io::Result<()> {
        self.0.read_exact_at(buffer, position(slot, offset))
    }

    fn write(&self, slot: u32, offset: usize, bytes: &[u8]) -> io::Result<()> {
        self.0.write_all_at(bytes, position(slot, offset))
    }

    fn write_back(&self, slot: u32) -> io::Result<()> {
        // Linux starts the write-back of what it is told not to keep.
        let length = NonZeroU64::new(SLOT);
        Ok(fadvise(
            &self.0,
            position(slot, 0),
            length,
            Advice::DontNeed,
        )?)
    }

    fn sync(&self) -> io::Result<()> {
        self.0.sync_data()
    }
}

fn position(slot: u32, offset: usize) -> u64 {
    u64::from(slot) * SLOT + offset as u64
}

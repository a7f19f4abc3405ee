//! The slot file: reading and writing slots at their places, and making them durable.

use std::{
    fs::{File, OpenOptions},
    num::NonZeroU64,
    os::unix::fs::FileExt,
    path::Path,
};

use rustix::fs::{Advice, FallocateFlags, FlockOperation, fadvise, fallocate, flock};

use crate::vault::{
    VaultError,
    format::cipher::scramble,
    format::layout::{HEADER_BYTES, PAYLOAD_BYTES, SLOT_BYTES},
    master::{private_file, remove, sync_folder_of},
    slot_store::group_sync::GroupSync,
};

const SLOT: u64 = SLOT_BYTES as u64;

/// The file of all slots, locked against any other process.
pub(crate) struct SlotFile {
    file: File,
    sync: GroupSync,
}

impl SlotFile {
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
        fallocate(file, FallocateFlags::empty(), 0, u64::from(slots) * SLOT).map_err(|errno| {
            VaultError::Io {
                doing: "reserving the vault's room",
                source: errno.into(),
            }
        })?;
        let mut bytes = vec![0; SLOT_BYTES];
        for slot in 0..slots {
            scramble(&mut bytes)?;
            file.write_all_at(&bytes, place(slot))
                .map_err(VaultError::io("filling the vault"))?;
            progress(slot + 1);
        }
        file.sync_all()
            .map_err(VaultError::io("making the vault durable"))
    }

    /// Opens it for this process alone and checks its length.
    pub(crate) fn open(path: &Path) -> Result<Self, VaultError> {
        let file = OpenOptions::new().read(true).write(true).open(path);
        let missing = || VaultError::NoVault(path.to_path_buf());
        let file = file.map_err(VaultError::io_or("opening the vault", missing))?;
        flock(&file, FlockOperation::NonBlockingLockExclusive).map_err(|errno| match errno {
            rustix::io::Errno::WOULDBLOCK => VaultError::InUse(path.to_path_buf()),
            other => VaultError::Io {
                doing: "locking the vault",
                source: other.into(),
            },
        })?;
        // Reading ahead would pull in bodies that nobody asked for.
        fadvise(&file, 0, None, Advice::Random).map_err(|errno| VaultError::Io {
            doing: "advising on the vault",
            source: errno.into(),
        })?;
        Ok(Self {
            file,
            sync: GroupSync::default(),
        })
    }

    pub(crate) fn check_length(&self, path: &Path, slots: u32) -> Result<(), VaultError> {
        let found = self
            .file
            .metadata()
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

    pub(crate) fn read_header(&self, slot: u32) -> Result<[u8; HEADER_BYTES], VaultError> {
        let mut header = [0; HEADER_BYTES];
        let read = self.file.read_exact_at(&mut header, place(slot));
        read.map_err(VaultError::io("reading the vault"))?;
        Ok(header)
    }

    /// Reads a whole body, [`PAYLOAD_BYTES`] long.
    pub(crate) fn read_body(&self, slot: u32, body: &mut [u8]) -> Result<(), VaultError> {
        debug_assert_eq!(body.len(), PAYLOAD_BYTES);
        let read = self
            .file
            .read_exact_at(body, place(slot) + HEADER_BYTES as u64);
        read.map_err(VaultError::io("reading the vault"))
    }

    /// Writes header and body at once, and lets the kernel begin to carry them to the disk.
    pub(crate) fn write_slot(&self, slot: u32, bytes: &[u8]) -> Result<(), VaultError> {
        debug_assert_eq!(bytes.len(), SLOT_BYTES);
        self.write(place(slot), bytes)?;
        // Linux starts the write-back of what it is told not to keep. A large upload then has little left to wait for in the end.
        fadvise(
            &self.file,
            place(slot),
            NonZeroU64::new(SLOT),
            Advice::DontNeed,
        )
        .map_err(|errno| VaultError::Io {
            doing: "advising on the vault",
            source: errno.into(),
        })
    }

    pub(crate) fn write_body(&self, slot: u32, body: &[u8]) -> Result<(), VaultError> {
        debug_assert_eq!(body.len(), PAYLOAD_BYTES);
        self.write(place(slot) + HEADER_BYTES as u64, body)
    }

    pub(crate) fn write_header(
        &self,
        slot: u32,
        header: &[u8; HEADER_BYTES],
    ) -> Result<(), VaultError> {
        self.write(place(slot), header)
    }

    /// Returns when all that was written before is on the disk.
    pub(crate) fn sync(&self) -> Result<(), VaultError> {
        self.sync.wait(|| self.file.sync_data())
    }

    /// A write may have gone wrong half-way: nothing is promised any more before a new start.
    pub(crate) fn give_up(&self) {
        self.sync.give_up();
    }

    /// A head may be on the disk or not: puts noise in its place, durably. Nothing else is promised any more before a new start.
    pub(crate) fn undo_head(&self, slot: u32) -> Result<(), VaultError> {
        self.sync.undo(|| {
            let mut header = [0; HEADER_BYTES];
            scramble(&mut header)?;
            self.write_header(slot, &header)?;
            self.file
                .sync_data()
                .map_err(VaultError::io("making the vault durable"))
        })
    }

    /// From now on each write fails.
    #[cfg(test)]
    pub(crate) fn lose_the_disk(&mut self, path: &Path) {
        self.file = File::open(path).unwrap();
    }

    fn write(&self, offset: u64, bytes: &[u8]) -> Result<(), VaultError> {
        self.file
            .write_all_at(bytes, offset)
            .map_err(VaultError::io("writing to the vault"))
    }
}

fn place(slot: u32) -> u64 {
    u64::from(slot) * SLOT
}

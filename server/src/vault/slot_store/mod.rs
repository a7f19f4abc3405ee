//! Where slots lie. Formats, keys, catalogue, votes and cover rewrites stand above this seam and
//! are the same whatever holds the slots (docs/decisions/0022-the-seam-is-at-the-slots.md).

pub(crate) mod file;
pub(crate) mod group_sync;
pub(crate) mod memory;

use std::io;

/// Holds a fixed number of slots of [`SLOT_BYTES`](super::SLOT_BYTES) each, and knows nothing of
/// what is in them. Each call blocks.
pub trait SlotStore: Send + Sync + 'static {
    /// Fills `buffer` with the slot's bytes from `offset` on.
    fn read(&self, slot: u32, offset: usize, buffer: &mut [u8]) -> io::Result<()>;

    /// Replaces the slot's bytes from `offset` on. After a crash, any part of them may be there.
    fn write(&self, slot: u32, offset: usize, bytes: &[u8]) -> io::Result<()>;

    /// Lets a store that delays its writes begin with this slot's, so that `sync` has
    /// less to wait for.
    fn write_back(&self, _slot: u32) -> io::Result<()> {
        Ok(())
    }

    /// Returns when every write that ended before this call survives a crash.
    fn sync(&self) -> io::Result<()>;
}

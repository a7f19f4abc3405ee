//! The index: the editors' votes on disk, in a store that is trusted with nothing.
//!
//! sled's log keeps what was ever written, in the order it was written, and shows which key each
//! value had. So what goes in must tell nothing: every record is there from the start, all have one
//! length, all are encrypted, and each batch rewrites the next few in a fixed round, whether or not
//! anything in them changed.

pub(crate) mod records;
pub(crate) mod sled_guard;
pub(crate) mod sled_index;

use std::ops::Range;

use super::error::VaultError;

/// Sealed records with their numbers.
pub type SealedRecords = Vec<(u32, Vec<u8>)>;

/// The index failed, or what it returned is not what was written: it has to be built anew.
#[derive(Debug)]
pub struct IndexError;

/// Where the records lie. Each call blocks, and may take long to fail.
pub trait IndexStore: Send + 'static {
    /// Some records, in their order. There must be `count` of them in all.
    fn read(&mut self, some: Range<u32>, count: u32) -> Result<Vec<Vec<u8>>, IndexError>;

    fn write(&mut self, records: SealedRecords) -> Result<(), IndexError>;

    /// Makes a new index of all records, in the place of any other.
    fn rebuild(&mut self, records: SealedRecords) -> Result<(), VaultError>;
}

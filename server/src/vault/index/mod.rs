//! The editors' confirmations on disk.

pub(crate) mod records;
pub(crate) mod sled_guard;

//! Where the slots lie.

pub(crate) mod file;
pub(crate) mod group_sync;

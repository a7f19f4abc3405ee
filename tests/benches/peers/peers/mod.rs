//! Those beside whom we are measured.

pub(crate) mod onionshare;
pub(crate) mod rage;

//! How much of the server one circuit may use.

pub(crate) mod circuits;
pub(crate) mod connections;
pub(crate) mod gcra;

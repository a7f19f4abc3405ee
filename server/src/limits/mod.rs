//! Who may have how much of the server.

pub(crate) mod circuits;
pub(crate) mod connections;
pub(crate) mod gcra;

//! How much of the server one circuit may use.

pub(crate) mod circuits;
pub(crate) mod client;
pub(crate) mod fairness;
pub(crate) mod gcra;
pub(crate) mod limiter;

//! The courier against servers that lie, cut, stall and flood, and through a SOCKS proxy. The real
//! server is met in the `tests` crate.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::too_many_lines,
    clippy::cognitive_complexity,
    clippy::cast_possible_truncation,
    reason = "a test that meets the unexpected stops, and a conversation is read from its beginning to its end"
)]

mod alone;
mod circuits;
mod cli;
mod folder;
mod lies;
mod mutations;
mod resuming;
mod socks;
mod stage;

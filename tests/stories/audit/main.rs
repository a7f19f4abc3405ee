//! `sourdine audit` before a server that serves what it must, and before one that somebody altered.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::too_many_lines,
    clippy::disallowed_methods,
    reason = "a test that meets the unexpected stops, is read from its beginning to its end, and writes what is nobody's secret"
)]

mod altered;
mod honest;
mod letters;
mod liars;
mod manifest;
mod singled_out;
mod stage;
mod states;
mod uploads;
mod visits;

//! Both doors of a running server, over real sockets: what each answers, byte by byte.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::too_many_lines,
    reason = "a test that meets the unexpected stops"
)]

mod editors;
mod forms;
mod http;
mod pages;
mod refusals;
mod release;
mod server;
mod uploads;
mod vault;

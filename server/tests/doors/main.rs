//! Both doors of a running server, over real sockets: what each answers, byte by byte.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::too_many_lines,
    reason = "a test that meets the unexpected stops"
)]

mod closed_list;
mod editors;
mod forms;
mod http;
#[path = "../../../tests/harness/src/server/in_process.rs"]
mod in_process;
mod pages;
mod refusals;
mod release;
mod server;
mod uploads;
mod vault;

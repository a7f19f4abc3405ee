//! Both doors of a running server, over real sockets: what each answers, byte by byte.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::too_many_lines,
    clippy::disallowed_methods,
    reason = "a test that meets the unexpected stops, and writes what is nobody's secret"
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
mod unlock;
mod uploads;
mod vault;

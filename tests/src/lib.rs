//! What several stories share: our programs and other people's, a desk, a server, and a client that hides nothing.

pub mod canary;
pub mod desk;
pub mod http;
pub mod others;
pub mod programs;
pub mod server;

/// Whether the long counts were asked for (`tests/run --soak`).
#[must_use]
#[expect(
    clippy::disallowed_methods,
    reason = "the one setting that tests have, told by tests/run"
)]
pub fn soak() -> bool {
    std::env::var("SOURDINE_SOAK").is_ok_and(|soak| soak == "1")
}

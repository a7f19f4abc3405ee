//! What several stories share: our programs and other people's, a desk, a server, a client that
//! hides nothing, browsers, and what stands between them and the server.

pub mod attack;
pub mod browser;
pub mod fuzz;
pub mod host;
pub mod network;
pub mod people;
pub mod power;
pub mod programs;
pub mod seeded_rng;
pub mod server;
pub mod traces;

/// Whether the long counts were asked for (`tests/run --soak`).
#[must_use]
#[expect(
    clippy::disallowed_methods,
    reason = "the one setting that tests have, told by tests/run"
)]
pub fn soak() -> bool {
    std::env::var("SOURDINE_SOAK").is_ok_and(|soak| soak == "1")
}

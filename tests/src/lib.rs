//! What several stories share: our programs and other people's, a desk, a server, a client that hides nothing, browsers, and what stands between
//! them and the server.

pub mod attack;
pub mod browser;
pub mod canary;
pub mod chance;
pub mod classifier;
pub mod clock;
pub mod desk;
pub mod fuzz;
pub mod http;
pub mod image;
pub mod journal;
pub mod luggage;
pub mod machine;
pub mod moments;
pub mod others;
pub mod planted;
pub mod power;
pub mod programs;
pub mod proxy;
pub mod relay;
pub mod server;
pub mod small_disk;
pub mod source;
pub mod tamper;
pub mod tor;

/// Whether the long counts were asked for (`tests/run --soak`).
#[must_use]
#[expect(
    clippy::disallowed_methods,
    reason = "the one setting that tests have, told by tests/run"
)]
pub fn soak() -> bool {
    std::env::var("SOURDINE_SOAK").is_ok_and(|soak| soak == "1")
}

//! HTTP by hand, what stands between two sides, and a Tor network of its own.

pub mod http;
pub mod late;
mod listener;
mod message;
pub mod onlooker;
pub mod proxy;
pub mod relay;
pub mod shaped;
pub mod tamper;
pub mod tor;

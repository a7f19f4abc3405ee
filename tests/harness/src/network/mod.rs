//! HTTP by hand, what stands between two sides, and a Tor network of its own.

mod body;
pub mod http;
mod listener;
pub mod onlooker;
pub mod proxy;
pub mod relay;
pub mod shaped;
pub mod tamper;
pub mod tor;

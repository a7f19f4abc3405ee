//! A private Tor network on loopback, of Debian's own `tor`: an authority, relays, a server's tor
//! with our two onions, and as many people's tors as a story has people. Everything about it ends
//! with the test that began it: each tor watches the test's process (`__OwningControllerProcess`).

mod client;
mod control;
mod network;
mod ports;
mod process;
mod service;
pub(crate) mod socks;
mod torrc;

pub use client::Client;
pub use network::Network;
pub use process::Tor;
pub use service::{Doors, Service, verify_torrc};

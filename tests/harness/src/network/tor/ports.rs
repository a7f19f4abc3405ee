//! Ports that nobody has: below those that the system gives to connections that go out, so that no
//! other test takes one in between.

use std::{
    collections::BTreeSet,
    net::{Ipv4Addr, TcpListener},
    ops::Range,
    sync::{Mutex, PoisonError},
};

use anyhow::{Result, bail};

/// Linux gives out 32768 and above unless told otherwise.
const PORTS: Range<u16> = 20_000..32_000;
/// So many in a row are taken on no machine that runs tests.
const TRIES: usize = 1_000;

/// Those that this process gave out already, to tors that may not have taken them yet.
static GIVEN: Mutex<BTreeSet<u16>> = Mutex::new(BTreeSet::new());

/// Another port that is free on loopback, drawn by lot.
pub(super) fn free_port() -> Result<u16> {
    for _ in 0..TRIES {
        let mut drawn = [0; 2];
        getrandom::fill(&mut drawn)?;
        let span = PORTS.end - PORTS.start;
        let port = PORTS.start + u16::from_le_bytes(drawn) % span;
        let mut given = GIVEN.lock().unwrap_or_else(PoisonError::into_inner);
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok();
        if free && given.insert(port) {
            return Ok(port);
        }
    }
    bail!("no port is free")
}

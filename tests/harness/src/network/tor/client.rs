//! A person's own tor: a source's, an editor's.

use std::{path::PathBuf, time::Duration};

use anyhow::{Result, ensure};

use super::{
    network::Network,
    ports::free_port,
    process::{Tor, make_private},
};
use crate::{
    network::http::{Answer, Door},
    programs::external_tools,
};

/// On a machine that does nothing else it takes a few seconds.
const KNOWS_THE_NETWORK: Duration = Duration::from_secs(120);
/// An onion that is announced anew is found by who knew the old way, some tries later.
const REACHES_AGAIN: Duration = Duration::from_secs(150);

/// A person's tor. Dropped, it is killed.
pub struct Client {
    tor: Tor,
    socks: u16,
    keys: PathBuf,
    /// What it wrote to the network before it was started again, in bytes.
    written_before: u64,
}

impl Client {
    /// Starts one and waits until it knows the network. `key` is what a `.auth_private` file holds,
    /// for those who have one.
    pub fn start(network: &Network, name: &str, key: Option<&str>) -> Result<Self> {
        let folder = network.folder_of(name);
        let keys = folder.join("keys");
        make_private(&keys)?;
        if let Some(key) = key {
            external_tools::write(&keys.join("editors.auth_private"), key.as_bytes())?;
        }
        let socks = free_port()?;
        let torrc = network.anybody(name).client(socks, &keys);
        let mut client = Self {
            tor: Tor::start(&folder, &torrc)?,
            socks,
            keys,
            written_before: 0,
        };
        client.knows_the_network()?;
        Ok(client)
    }

    /// The port at which its person's programs come in.
    #[must_use]
    pub const fn socks(&self) -> u16 {
        self.socks
    }

    /// The same, as `sourdine --proxy` takes it.
    #[must_use]
    pub fn proxy(&self) -> String {
        format!("socks5h://127.0.0.1:{}", self.socks)
    }

    /// Gives it a key, and has it read its keys again.
    pub fn give(&self, key: &str) -> Result<()> {
        external_tools::write(&self.keys.join("editors.auth_private"), key.as_bytes())?;
        self.tor.control()?.ask("SIGNAL RELOAD").map(drop)
    }

    /// Kills it, and starts it again on the same port.
    pub fn restart(&mut self) -> Result<()> {
        self.written_before = self.written()?;
        self.tor.restart()?;
        self.knows_the_network()
    }

    /// How many bytes it wrote to the network so far, cells and TLS included, over all its
    /// restarts.
    pub fn written(&self) -> Result<u64> {
        let written: u64 = self.tor.control()?.info("traffic/written")?.parse()?;
        Ok(self.written_before + written)
    }

    /// Has it forget which onions it looked for in vain, as its person's *new identity* does.
    pub fn forget(&self) -> Result<()> {
        self.tor.control()?.ask("SIGNAL NEWNYM").map(drop)
    }

    /// An onion's door, by another circuit each time.
    #[must_use]
    pub fn door(&self, onion: &str) -> Door {
        Door::Tor {
            socks: self.socks,
            onion: onion.to_owned(),
            circuit: None,
        }
    }

    /// Asks for a page of an onion, on a new circuit.
    pub fn ask(&self, onion: &str, head: &str) -> Result<Answer> {
        self.door(onion).ask(head, b"")
    }

    /// Waits until it leads to an onion again that its tor knew before.
    pub fn reaches(&mut self, onion: &str) -> Result<()> {
        let door = self.door(onion);
        let asked = |_: &Tor| door.ask("GET /", b"").map(drop);
        self.tor
            .until("an onion is reached again", REACHES_AGAIN, asked)
    }

    /// The end of its log.
    #[must_use]
    pub fn last_lines(&self) -> String {
        self.tor.last_lines()
    }

    fn knows_the_network(&mut self) -> Result<()> {
        let what = "a person's tor is ready";
        self.tor.until(what, KNOWS_THE_NETWORK, |tor| {
            let phase = tor.control()?.info("status/bootstrap-phase")?;
            ensure!(phase.contains("PROGRESS=100"), "{phase}");
            Ok(())
        })
    }
}

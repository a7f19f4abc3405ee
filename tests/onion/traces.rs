//! What the server's tor keeps of those who came: no line in its log, and no file that changed.

use std::time::SystemTime;

use anyhow::{Result, ensure};
use sourdine_harness::network::tor::Service;

/// What it says when it starts or reads its files again, here and not on a host: of the private
/// network, of which it may know no relay yet, and of root.
const AT_THE_START: [&str; 7] = [
    "[notice] Tor 0.",
    "[warn] You have used DirAuthority",
    "[warn] TestingTorNetwork is set.",
    "[warn] Your log may contain sensitive information",
    "[warn] You are running Tor as root.",
    "[warn] No available nodes when trying to choose node.",
    "[warn] Could not find a node that matches the configured _HSLayer2Nodes set",
];

/// How things were before somebody came.
pub(crate) struct Before(Vec<(String, Vec<u8>, SystemTime)>);

impl Before {
    pub(crate) fn of(service: &Service) -> Result<Self> {
        Ok(Self(service.keeps()?))
    }

    /// Nothing tells that anybody came since, nor that anybody ever did.
    pub(crate) fn is_unchanged(&self, service: &Service) -> Result<()> {
        let now = service.keeps()?;
        let changed: Vec<&str> = now
            .iter()
            .filter(|kept| !self.0.contains(kept))
            .map(|(name, ..)| name.as_str())
            .collect();
        ensure!(changed.is_empty(), "written meanwhile: {changed:?}");
        ensure!(now.len() == self.0.len(), "removed meanwhile");
        let known = |line: &&str| AT_THE_START.iter().any(|known| line.contains(known));
        let said = service.syslog()?;
        let more: Vec<&str> = said.lines().filter(|line| !known(line)).collect();
        ensure!(!said.is_empty() && more.is_empty(), "it said {more:?}");
        Ok(())
    }
}

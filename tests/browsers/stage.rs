//! A desk with its server, and what stands before it.

use anyhow::{Context, Result, ensure};
use sourdine_harness::{
    network::http::Door,
    network::proxy::{Fate, Passed, Proxy},
    people::desk::{Desk, Opened},
    server::{Installation, Plan, Server},
};

/// A server and the desk that empties it.
pub(crate) struct Stage {
    pub(crate) desk: Desk,
    pub(crate) server: Server,
    _folder: tempfile::TempDir,
}

impl Stage {
    /// Takes submissions of so many MiB, and has room for a few.
    pub(crate) fn new(submission_mib: u64) -> Result<Self> {
        let (desk, folder) = (Desk::new()?, tempfile::tempdir()?);
        let plan = Plan {
            vault_mib: 8 + 3 * submission_mib,
            submission_mib,
            unix: false,
            ..Plan::default()
        };
        let server = Installation::make(folder.path(), &desk, plan)?.serve()?;
        Ok(Self {
            desk,
            server,
            _folder: folder,
        })
    }

    pub(crate) fn origin(&self) -> Result<String> {
        match &self.server.sources {
            Door::Tcp(address) => Ok(format!("http://{address}")),
            Door::Unix(_) | Door::Onion { .. } | Door::Tor { .. } => {
                anyhow::bail!("a browser needs TCP")
            }
        }
    }

    /// A proxy before the sources' door.
    pub(crate) fn proxy(
        &self,
        judge: impl FnMut(&Passed) -> Fate + Send + 'static,
    ) -> Result<Proxy> {
        let Door::Tcp(address) = &self.server.sources else {
            anyhow::bail!("a proxy needs TCP");
        };
        Ok(Proxy::start(*address, judge)?)
    }

    /// Every envelope, fetched by the editors' door.
    pub(crate) fn fetch(&self) -> Result<Vec<Vec<u8>>> {
        let list = self.server.list(&self.desk)?;
        let ids = list.envelopes.iter().map(|envelope| &envelope.id);
        ids.map(|id| self.server.fetch(&self.desk, id)).collect()
    }

    pub(crate) fn fetch_only(&self) -> Result<Vec<u8>> {
        let mut files = self.fetch()?;
        ensure!(files.len() == 1, "{} envelopes", files.len());
        files.pop().context("one envelope")
    }

    pub(crate) fn open_only(&self) -> Result<Opened> {
        self.desk.open(&self.fetch_only()?)
    }
}

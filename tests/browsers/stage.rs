//! A desk with its server, and what stands before it.

use anyhow::{Context, Result, ensure};
use sourdine_harness::{
    network::http::Door,
    network::proxy::{Fate, Passed, Proxy},
    people::desk::{Desk, Opened},
    programs::external_tools,
    server::{Installation, Plan, Server},
};
use sourdine_protocol::release::{
    Desk as ReleaseDesk, DeskState, Exchange, ReleaseManifest, RequestContext,
};

/// A server and the desk that empties it.
pub(crate) struct Stage {
    pub(crate) desk: Desk,
    pub(crate) server: Server,
    installation: Installation,
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
        let installation = Installation::make(folder.path(), &desk, plan)?;
        let server = installation.serve()?;
        Ok(Self {
            desk,
            server,
            installation,
            _folder: folder,
        })
    }

    /// Has the server always listen where it does now, so that it can be started again.
    pub(crate) fn settle(&self) -> Result<()> {
        let config = std::fs::read_to_string(self.installation.config())?;
        let address = self.server.sources.address().context("TCP")?;
        let settled = config.replacen(
            "sources = \"tcp:127.0.0.1:0\"",
            &format!("sources = \"tcp:{address}\""),
            1,
        );
        ensure!(settled != config, "{config}");
        external_tools::write(&self.installation.config(), settled.as_bytes())
    }

    /// Stops the server as systemd does, and starts it again.
    pub(crate) fn restart(&mut self) -> Result<()> {
        self.server.terminate()?;
        self.server = self.installation.serve()?;
        Ok(())
    }

    /// The server's answer to a request when the desk is in a state, and each refusal by its name,
    /// in a language, to the byte.
    pub(crate) fn answers(&self, language: &str) -> Result<Vec<(String, Vec<u8>)>> {
        let manifest = self.installation.run("manifest")?.stdout;
        let release = ReleaseManifest::from_json(&manifest)?;
        let roster = self.desk.roster().unchecked()?;
        let json = String::from_utf8(self.desk.roster().to_json()?)?;
        let bytes = |answer: &Exchange, state| -> Result<Vec<u8>> {
            let desk = ReleaseDesk {
                name: &roster.desk,
                expires: roster.expires,
                roster_json: &json,
                editors: &roster.editors,
                notices: &roster.notices,
                state,
                largest_bytes: 8 * 1_024 * 1_024,
                script: release.script()?,
            };
            let whole = release.whole(answer, desk, RequestContext::default())?;
            Ok(whole.bytes().to_vec())
        };
        let (first, prefix) = (format!("GET /{language}"), format!("/{language}/"));
        let mut answers = Vec::new();
        let mut landing = release.answers.iter().filter(|one| one.asked == first);
        let landing = landing.next().context("a first page")?;
        for &state in DeskState::ALL {
            answers.push((format!("landing-{}", state.name()), bytes(landing, state)?));
        }
        for (name, refusals) in &release.refusals {
            let is_of = |one: &&Exchange| {
                let text = one.text.as_deref();
                text.is_some_and(|text| text.starts_with(&prefix))
            };
            let refusal = refusals.iter().find(is_of).context("a language")?;
            answers.push((name.clone(), bytes(refusal, DeskState::Open)?));
        }
        Ok(answers)
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

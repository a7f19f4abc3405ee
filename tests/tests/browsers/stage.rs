//! A desk with its server, and what a source brings.

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use sourdine_tests::{
    browser::{Browser, Story, make_file},
    desk::{Desk, Opened},
    http::Door,
    others,
    proxy::{Fate, Passed, Proxy},
    server::{Installation, Plan, Server},
};

/// What is typed: accents, quotes, other scripts, mark-up, and line ends.
pub(crate) const MESSAGE: &str =
    "Où ? À l'hôtel de ville.\nWho: “the mayor’s office” <b>&amp;</b> 監視\n\nend ";
const MEGABYTE: usize = 1_000_000;

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
            Door::Unix(_) | Door::Onion { .. } => anyhow::bail!("a browser needs TCP"),
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

/// What is sent, as it lies on the source's disk.
pub(crate) struct Luggage {
    pub(crate) paths: Vec<PathBuf>,
    files: Vec<(String, Vec<u8>)>,
    _folder: tempfile::TempDir,
}

impl Luggage {
    /// Files of these sizes, in bytes.
    pub(crate) fn pack(files: &[(&str, usize)]) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let mut luggage = Self {
            paths: Vec::new(),
            files: Vec::new(),
            _folder: folder,
        };
        for (seed, (name, bytes)) in (1..).zip(files) {
            let path = luggage._folder.path().join(name);
            let bytes = make_file(&path, *bytes, seed)?;
            luggage.paths.push(path);
            luggage.files.push(((*name).to_owned(), bytes));
        }
        Ok(luggage)
    }

    /// So many megabytes, in several files, some of them awkward.
    pub(crate) fn of_megabytes(megabytes: usize) -> Result<Self> {
        let large = (megabytes * MEGABYTE - 300_001) / 3;
        Self::pack(&[
            ("Délibération n° 12.pdf", large),
            ("empty.bin", 0),
            ("-début de l'enquête.jpg", 300_000),
            ("scan", large),
            ("one byte.txt", 1),
            ("video (copie).mp4", large),
        ])
    }

    /// A message alone.
    pub(crate) fn none() -> Result<Self> {
        Self::pack(&[])
    }

    /// A story in which this is sent, with [`MESSAGE`].
    pub(crate) fn story<'a>(&self, story: &'a str, browser: Browser, origin: String) -> Story<'a> {
        Story {
            message: MESSAGE,
            files: self.paths.clone(),
            ..Story::new(story, browser, origin)
        }
    }

    /// What was opened is what was sent.
    pub(crate) fn check(&self, opened: &Opened) -> Result<()> {
        let message = opened.message.as_deref();
        ensure!(message == Some(MESSAGE), "{message:?}");
        let names = opened.files.iter().map(|(name, _)| name.as_str());
        let names: Vec<&str> = names.collect();
        let expected: Vec<&str> = self.files.iter().map(|(name, _)| mended(name)).collect();
        ensure!(names == expected, "{names:?}");
        for ((name, sent), (_, found)) in self.files.iter().zip(&opened.files) {
            ensure!(sent == found, "{name} differs");
        }
        Ok(())
    }

    /// Programs that are not ours open it, and find what was sent.
    pub(crate) fn check_with_others(&self, age_file: &[u8], desk: &Desk) -> Result<()> {
        let plain = others::age_open(age_file, &desk.secret()?)?;
        let folder = tempfile::tempdir()?;
        let zip = folder.path().join("envelope.zip");
        others::write(&zip, &plain)?;
        let (by_unzip, by_python) = (folder.path().join("unzip"), folder.path().join("python"));
        others::unzip(&zip, &by_unzip)?;
        others::python_unzip(&zip, &by_python)?;
        let mut expected: Vec<(String, &[u8])> = self
            .files
            .iter()
            .map(|(name, bytes)| (format!("files/{}", mended(name)), bytes.as_slice()))
            .collect();
        expected.push(("message.txt".to_owned(), MESSAGE.as_bytes()));
        expected.sort();
        for unpacked in [by_unzip, by_python] {
            let tree = others::tree(&unpacked)?;
            let found = tree
                .iter()
                .filter(|(name, _)| name != "envelope.json" && name != "padding")
                .map(|(name, bytes)| (name.clone(), bytes.as_slice()));
            ensure!(found.eq(expected.iter().cloned()), "{unpacked:?} differs");
        }
        Ok(())
    }
}

/// No name begins with a dash (docs/protocol.md 1.4).
fn mended(name: &str) -> &str {
    name.trim_start_matches('-')
}

/// A text that a story saw.
pub(crate) fn text<'a>(seen: &'a Value, pointer: &str) -> Result<&'a str> {
    let value = seen.pointer(pointer).and_then(Value::as_str);
    value.with_context(|| format!("{pointer} in {seen}"))
}

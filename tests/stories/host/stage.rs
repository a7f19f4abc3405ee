//! The host of the story.

use std::{collections::BTreeSet, fs, path::Path};

use anyhow::{Context, Result, ensure};
use rustix::process::geteuid;
use sourdine_harness::{
    host::{container::Container, debian},
    network::http::Door,
    people::machine::Machine,
};
use tempfile::TempDir;

use crate::{files, packages::Packages};

/// Debian is made once below here.
const CACHE: &str = env!("CARGO_TARGET_TMPDIR");
/// Where the packages lie on the host.
pub(crate) const PACKAGES: &str = "/root/*.deb";

pub(crate) struct Stage {
    pub(crate) container: Container,
    pub(crate) alice: Machine,
    pub(crate) basile: Machine,
    /// The desk's, as its founder tells it.
    pub(crate) fingerprint: String,
    /// What was on the host before.
    pub(crate) before: BTreeSet<String>,
    /// The copy of the master key that the operator keeps.
    pub(crate) master: Vec<u8>,
    /// Dropped after the container.
    _debian: TempDir,
}

impl Stage {
    /// A Debian of the story's own, which is not there at once.
    pub(crate) fn debian(suite: &str) -> Result<TempDir> {
        ensure!(geteuid().is_root(), "a host is root's: run this as root");
        debian::copy(Path::new(CACHE), suite)
    }

    pub(crate) fn new(debian: TempDir, packages: &Packages) -> Result<Self> {
        let root = debian.path().join(debian::ROOT);
        for package in packages.files()? {
            let name = package.file_name().context("a name")?;
            fs::copy(&package, root.join("root").join(name))?;
        }
        let container = Container::boot(&root)?;
        let before = files::all(&container)?;
        container.sh(&format!("dpkg --install {PACKAGES}"))?;
        Ok(Self {
            container,
            alice: Machine::new()?,
            basile: Machine::new()?,
            fingerprint: String::new(),
            before,
            master: Vec::new(),
            _debian: debian,
        })
    }

    /// A desk's door, by its socket.
    pub(crate) fn door(&self, desk: &str, door: &str) -> Door {
        Door::Unix(
            self.container
                .path(&format!("/run/sourdine/{desk}/{door}.sock")),
        )
    }

    /// The state of a unit.
    pub(crate) fn state(&self, unit: &str) -> Result<String> {
        self.container.sh(&format!(
            "systemctl show --property=ActiveState --value {unit}"
        ))
    }
}

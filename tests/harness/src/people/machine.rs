//! A person's machine with `sourdine` on it, driven as a program would.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use sourdine_protocol::wire::EditorToken;

use crate::{programs::external_tools, programs::program};

const PASSPHRASE: &[u8] = b"trois mots ne suffisent pas ici";
/// What is opened stays in memory.
const MEMORY: &str = "/dev/shm";

/// A machine.
pub struct Machine {
    home: tempfile::TempDir,
    memory: tempfile::TempDir,
    program: PathBuf,
}

impl Machine {
    /// One on which nothing was done yet.
    pub fn new() -> Result<Self> {
        let machine = Self {
            home: tempfile::tempdir()?,
            memory: tempfile::tempdir_in(MEMORY)?,
            program: program("sourdine")?,
        };
        external_tools::write_private(&machine.path("passphrase"), PASSPHRASE)?;
        Ok(machine)
    }

    /// One that holds this token and nothing else.
    pub fn with(token: &EditorToken) -> Result<Self> {
        let machine = Self::new()?;
        let path = machine.desk().join("token");
        fs::create_dir(machine.desk())?;
        external_tools::write_private(&path, token.expose().as_bytes())?;
        Ok(machine)
    }

    /// A file of the home folder.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// The desk's folder.
    #[must_use]
    pub fn desk(&self) -> PathBuf {
        self.path("desk")
    }

    /// Where envelopes come.
    #[must_use]
    pub fn inbox(&self) -> PathBuf {
        self.desk().join("inbox")
    }

    /// Where letters are opened.
    #[must_use]
    pub fn memory(&self) -> &Path {
        self.memory.path()
    }

    /// Runs a command to its end.
    pub fn run(&self, words: &[&str]) -> Result<Output> {
        let mut command = Command::new(&self.program);
        command
            .env_clear()
            .env("SOURDINE_DESK", self.desk())
            .arg("--passphrase-file")
            .arg(self.path("passphrase"))
            .arg("--scratch")
            .arg(self.memory())
            .args(["--lang", "en", "--json"])
            .args(words)
            .stdin(Stdio::null());
        Ok(command.output()?)
    }

    /// What a command that succeeds tells a program.
    pub fn told(&self, words: &[&str]) -> Result<Value> {
        let output = self.run(words)?;
        let said = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "{words:?}: {said}");
        Ok(serde_json::from_slice(&output.stdout)?)
    }

    /// Why a command fails.
    pub fn refused(&self, words: &[&str]) -> Result<String> {
        let output = self.run(words)?;
        ensure!(!output.status.success(), "{words:?} succeeds");
        let told: Value = serde_json::from_slice(&output.stderr)?;
        let error = told.get("error").and_then(Value::as_str);
        Ok(error.context("an error's name")?.to_owned())
    }
}

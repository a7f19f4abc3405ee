//! rage: the same file format in Rust, as a command.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use crate::work::output;

/// A classical key: rage 0.12 has no other.
pub(crate) struct Key {
    file: PathBuf,
    recipient: String,
}

impl Key {
    pub(crate) fn make(folder: &Path) -> Result<Self> {
        let file = folder.join("rage.key");
        output(Command::new("rage-keygen").arg("-o").arg(&file))?;
        let text = std::fs::read_to_string(&file)?;
        let recipient = text
            .lines()
            .find_map(|line| line.strip_prefix("# public key: "))
            .context("rage-keygen names the public key")?
            .to_owned();
        Ok(Self { file, recipient })
    }

    pub(crate) fn seal(&self, from: &Path, to: &Path) -> Result<()> {
        let mut rage = Command::new("rage");
        rage.args(["-r", &self.recipient, "-o"]).arg(to).arg(from);
        output(&mut rage).map(drop)
    }

    pub(crate) fn open(&self, from: &Path, to: &Path) -> Result<()> {
        let mut rage = Command::new("rage");
        rage.arg("-d").arg("-i").arg(&self.file);
        rage.arg("-o").arg(to).arg(from);
        output(&mut rage).map(drop)
    }
}

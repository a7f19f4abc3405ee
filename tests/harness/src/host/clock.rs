//! A clock for programs that a test sets: libfaketime stands between them and the system's.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};

use crate::programs::external_tools;

/// A clock that runs, and can be moved on while programs go by it. What their timers wait for goes
/// by it too.
pub struct Clock {
    file: PathBuf,
    shown: Duration,
    since: Instant,
}

impl Clock {
    /// One whose state is in this file, at so long after 1970.
    pub fn at(file: &Path, time: Duration) -> Result<Self> {
        let mut clock = Self {
            file: file.to_owned(),
            shown: Duration::ZERO,
            since: Instant::now(),
        };
        clock.set(time)?;
        Ok(clock)
    }

    /// Where its state is.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.file.parent().unwrap_or(&self.file)
    }

    /// What it shows: programs are behind by as long as they have not looked since it was set.
    #[must_use]
    pub fn now(&self) -> Duration {
        self.shown + self.since.elapsed()
    }

    /// Moves it on to a full second, from where it runs.
    pub fn set(&mut self, time: Duration) -> Result<()> {
        let seconds = time.as_secs();
        ensure!(time >= self.now(), "no clock moves back by itself");
        // A program may look at any moment.
        let new = self.file.with_extension("new");
        external_tools::write(&new, format!("@{seconds}\n").as_bytes())?;
        fs::rename(&new, &self.file)?;
        (self.shown, self.since) = (Duration::from_secs(seconds), Instant::now());
        Ok(())
    }

    /// Has a program go by it.
    pub fn lead(&self, command: &mut Command) -> Result<()> {
        command.envs(self.variables()?);
        Ok(())
    }

    /// What a program needs in its environment to go by it.
    pub fn variables(&self) -> Result<[(&'static str, PathBuf); 5]> {
        Ok([
            ("LD_PRELOAD", library()?),
            ("FAKETIME_TIMESTAMP_FILE", self.file.clone()),
            ("FAKETIME_FMT", "%s".into()),
            ("FAKETIME_NO_CACHE", "1".into()),
            // Files have the times that the system gave them.
            ("NO_FAKE_STAT", "1".into()),
        ])
    }
}

/// Has a program live so long before or after now, as `-730d`. Waiting takes as long as ever.
pub fn shift(command: &mut Command, offset: &str) -> Result<()> {
    command
        .env("LD_PRELOAD", library()?)
        .env("FAKETIME", offset)
        .env("DONT_FAKE_MONOTONIC", "1");
    Ok(())
}

/// Debian puts it into the folder of the machine's kind.
fn library() -> Result<PathBuf> {
    let mut paths = fs::read_dir("/usr/lib")?
        .flatten()
        .map(|folder| folder.path().join("faketime/libfaketimeMT.so.1"));
    paths
        .find(|path| path.exists())
        .context("libfaketime is not installed: deploy/prerequisites tests")
}

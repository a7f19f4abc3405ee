//! Where the files are, how much is done, and how often.

use std::{
    fs::File,
    io::{self, Write as _},
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use rustix::fs::{statfs, sync};
use sourdine_harness::browser::make_file;
use tempfile::TempDir;

use crate::peers::rage::Key;

/// Of each figure, so many samples are taken, and the one in the middle stands for all.
const ROUNDS: usize = 5;
/// Size of the large file, in bytes.
const LARGE_BYTES: usize = 400_000_000;
const LARGE_BYTES_IN_QUICK: usize = 8_000_000;
/// Small submissions in a round.
const SMALL: usize = 400;
const SMALL_IN_QUICK: usize = 24;
/// First submissions in a round: the kernel counts a process's time in hundredths of a second.
const FIRST: usize = 50;
const FIRST_IN_QUICK: usize = 5;
/// A file system in memory (linux/magic.h).
const TMPFS_MAGIC: u64 = 0x0102_1994;

/// What every part works with.
pub(crate) struct Work {
    pub(crate) rounds: usize,
    pub(crate) small: usize,
    pub(crate) first: usize,
    /// The large file and its length.
    pub(crate) large: PathBuf,
    pub(crate) large_bytes: u64,
    /// rage's key.
    pub(crate) key: Key,
    folder: TempDir,
}

impl Work {
    /// Makes the folder, the large file and rage's key.
    pub(crate) fn new(quick: bool) -> Result<Self> {
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
        let kind = statfs(folder.path())?;
        ensure!(
            u64::try_from(kind.f_type)? != TMPFS_MAGIC,
            "{} is in memory: clone onto a disk, or nothing about disks is measured",
            folder.path().display()
        );
        let large = folder.path().join("large.bin");
        let bytes = if quick {
            LARGE_BYTES_IN_QUICK
        } else {
            LARGE_BYTES
        };
        make_file(&large, bytes, 2_026)?;
        let key = Key::make(folder.path())?;
        Ok(Self {
            rounds: if quick { 1 } else { ROUNDS },
            small: if quick { SMALL_IN_QUICK } else { SMALL },
            first: if quick { FIRST_IN_QUICK } else { FIRST },
            large,
            large_bytes: bytes as u64,
            key,
            folder,
        })
    }

    /// A new folder on the disk, which goes when it is dropped.
    pub(crate) fn room(&self) -> Result<TempDir> {
        Ok(tempfile::tempdir_in(self.folder.path())?)
    }
}

/// Tells whoever waits.
pub(crate) fn say(text: &str) {
    // Nobody may be there to read it.
    drop(writeln!(io::stderr(), "{text}"));
}

/// How long something takes. Before it begins, whatever was written so far is on the disk: nobody
/// waits for another's bytes.
pub(crate) fn timed<T>(work: impl FnOnce() -> Result<T>) -> Result<(Duration, T)> {
    sync();
    let begun = Instant::now();
    let done = work()?;
    Ok((begun.elapsed(), done))
}

/// Runs a program and gives what it wrote.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let program = command.get_program().display().to_string();
    let output = command
        .output()
        .with_context(|| format!("{program} is missing: tests/bench installs it"))?;
    ensure!(
        output.status.success(),
        "{program}: {} {}",
        output.status,
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Makes a file durable.
pub(crate) fn fsync(path: &Path) -> Result<()> {
    Ok(File::open(path)?.sync_all()?)
}

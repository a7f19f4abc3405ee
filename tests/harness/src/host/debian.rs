//! A minimal Debian in a folder, with systemd and tor: made once, copied for each test.

use std::{
    fs::{self, OpenOptions},
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};
use rustix::fs::{FlockOperation, flock};
use tempfile::TempDir;

/// Debian 12.
pub const BOOKWORM: &str = "bookworm";
/// Debian 13.
pub const TRIXIE: &str = "trixie";
/// What our packages need, and what a host has: nothing is fetched when they are installed.
const PACKAGES: &str = "systemd,systemd-sysv,dbus,tor,bubblewrap";

/// The name of a copy in the folder that [`copy`] gives.
pub const ROOT: &str = "root";

/// A copy of this Debian of its own for a test, in a new folder below `cache`. Where `cache` has no
/// such Debian yet, debootstrap makes it: a minute, and 250 MB.
pub fn copy(cache: &Path, suite: &str) -> Result<TempDir> {
    let made = make_once(cache, suite)?;
    let folder = tempfile::Builder::new()
        .prefix("debian-")
        .tempdir_in(cache)?;
    let mut copy = Command::new("cp");
    copy.arg("--archive")
        .arg(made)
        .arg(folder.path().join(ROOT));
    ensure!(copy.status()?.success(), "Debian is not copied");
    Ok(folder)
}

fn make_once(cache: &Path, suite: &str) -> Result<PathBuf> {
    fs::create_dir_all(cache)?;
    // With other packages it is another Debian.
    let made = cache.join(format!("{suite},{PACKAGES}"));
    let lock = OpenOptions::new()
        .append(true)
        .create(true)
        .open(cache.join(format!("{suite}.lock")))?;
    flock(&lock, FlockOperation::LockExclusive)?;
    if made.is_dir() {
        return Ok(made);
    }
    let folder = tempfile::Builder::new()
        .prefix("making-")
        .tempdir_in(cache)?;
    let making = folder.path().join(suite);
    let output = Command::new("debootstrap")
        .args(["--variant=minbase", &format!("--include={PACKAGES}"), suite])
        .arg(&making)
        .output()
        .context("debootstrap is missing: deploy/prerequisites tests")?;
    let said = String::from_utf8_lossy(&output.stdout);
    ensure!(output.status.success(), "debootstrap: {said}");
    fs::rename(&making, &made)?;
    Ok(made)
}

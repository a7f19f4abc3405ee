//! A minimal Debian in a folder, with systemd and tor: made once, copied for each test.

use std::{
    fs::{self, OpenOptions},
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};
use rustix::fs::{FlockOperation, flock};
use tempfile::TempDir;

const SUITE: &str = "bookworm";
/// What our packages need, and what a host has: nothing is fetched when they are installed.
const PACKAGES: &str = "systemd,systemd-sysv,dbus,tor,bubblewrap,libssl3";

/// The name of a copy in the folder that [`copy`] gives.
pub const ROOT: &str = "root";

/// A copy of Debian 12 of its own for a test, in a new folder below `cache`. Where `cache` has no
/// Debian yet, debootstrap makes it: a minute, and 250 MB.
pub fn copy(cache: &Path) -> Result<TempDir> {
    let made = make_once(cache)?;
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

fn make_once(cache: &Path) -> Result<PathBuf> {
    fs::create_dir_all(cache)?;
    let made = cache.join(SUITE);
    let lock = OpenOptions::new()
        .append(true)
        .create(true)
        .open(cache.join(format!("{SUITE}.lock")))?;
    flock(&lock, FlockOperation::LockExclusive)?;
    if made.is_dir() {
        return Ok(made);
    }
    let folder = tempfile::Builder::new()
        .prefix("making-")
        .tempdir_in(cache)?;
    let making = folder.path().join(SUITE);
    let output = Command::new("debootstrap")
        .args(["--variant=minbase", &format!("--include={PACKAGES}"), SUITE])
        .arg(&making)
        .output()
        .context("debootstrap is missing: deploy/prerequisites tests")?;
    let said = String::from_utf8_lossy(&output.stdout);
    ensure!(output.status.success(), "debootstrap: {said}");
    fs::rename(&making, &made)?;
    Ok(made)
}

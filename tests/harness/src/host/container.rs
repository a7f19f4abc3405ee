//! A Debian that runs, with systemd as its first process and no network: systemd-nspawn's.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use rustix::process::{Pid, Signal, kill_process};

/// On a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// How systemd-nspawn ends when its container wants to be started again.
const REBOOTS: i32 = 133;

/// A container. Dropped, all of its processes are killed.
pub struct Container {
    root: PathBuf,
    nspawn: Child,
    /// Its first process, as this machine numbers it.
    first: Pid,
}

impl Container {
    /// Boots the Debian in a folder.
    pub fn boot(root: &Path) -> Result<Self> {
        let nspawn = start(root)?;
        let mut container = Self {
            root: root.to_path_buf(),
            first: Pid::from_child(&nspawn),
            nspawn,
        };
        container.has_booted()?;
        Ok(container)
    }

    /// Runs a command inside, as root.
    pub fn run(&self, command: &[&str]) -> Result<Output> {
        let target = self.first.as_raw_nonzero().to_string();
        let entered = Command::new("nsenter")
            .args(["--target", &target, "--all", "--root", "--wd"])
            .args([
                "env",
                "-i",
                "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
                "LC_ALL=C.UTF-8",
            ])
            .args(command)
            .stdin(Stdio::null())
            .output();
        entered.context("nsenter is missing")
    }

    /// Runs a line of shell inside, as root, and gives what it said. It has to succeed.
    pub fn sh(&self, line: &str) -> Result<String> {
        let output = self.run(&["sh", "-c", line])?;
        let said = String::from_utf8_lossy(&output.stdout)
            .trim_end()
            .to_owned();
        let errors = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "{line}: {said}\n{errors}");
        Ok(said)
    }

    /// Runs a line of shell inside until it succeeds.
    pub fn until(&self, line: &str) -> Result<String> {
        let until = Instant::now() + PATIENCE;
        loop {
            match self.sh(line) {
                Ok(said) => return Ok(said),
                Err(error) => ensure!(Instant::now() < until, "never: {error}"),
            }
            thread::sleep(LOOK_AGAIN);
        }
    }

    /// The path by which this machine reaches one inside, those in memory too.
    #[must_use]
    pub fn path(&self, inside: &str) -> PathBuf {
        let first = self.first.as_raw_nonzero();
        PathBuf::from(format!("/proc/{first}/root{inside}"))
    }

    /// Restarts it as a host is restarted: what is in memory is gone.
    pub fn reboot(&mut self) -> Result<()> {
        self.sh("systemctl reboot")?;
        let until = Instant::now() + PATIENCE;
        let status = loop {
            if let Some(status) = self.nspawn.try_wait()? {
                break status;
            }
            ensure!(Instant::now() < until, "the container does not stop");
            thread::sleep(LOOK_AGAIN);
        };
        ensure!(status.code() == Some(REBOOTS), "no reboot: {status}");
        self.nspawn = start(&self.root)?;
        self.first = Pid::from_child(&self.nspawn);
        self.has_booted()
    }

    /// Waits until its first process has started everything.
    fn has_booted(&mut self) -> Result<()> {
        let until = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.nspawn.try_wait()? {
                anyhow::bail!("no container: {status}");
            }
            if let Some(first) = self.first_process()? {
                self.first = first;
                let state = self.run(&["systemctl", "is-system-running"])?.stdout;
                if matches!(state.trim_ascii(), b"running" | b"degraded") {
                    return Ok(());
                }
            }
            ensure!(Instant::now() < until, "the container does not start");
            thread::sleep(LOOK_AGAIN);
        }
    }

    /// The child of nspawn that became systemd.
    fn first_process(&self) -> Result<Option<Pid>> {
        let nspawn = self.nspawn.id();
        let children = fs::read_to_string(format!("/proc/{nspawn}/task/{nspawn}/children"))?;
        let is_systemd = |pid: &&str| {
            let name = fs::read_to_string(format!("/proc/{pid}/comm"));
            name.is_ok_and(|name| name.trim_end() == "systemd")
        };
        let found = children.split_whitespace().find(is_systemd);
        Ok(found.map(str::parse).transpose()?.and_then(Pid::from_raw))
    }
}

fn start(root: &Path) -> Result<Child> {
    let nspawn = Command::new("setpriv")
        // It ends with the test, however the test ends.
        .args(["--pdeathsig", "KILL", "systemd-nspawn"])
        .args(["--quiet", "--boot", "--register=no", "--keep-unit"])
        .args(["--private-network", "--console=pipe"])
        // Two tests at once are two machines.
        .arg(format!("--machine=test-{}", std::process::id()))
        .arg("--directory")
        .arg(root)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn();
    nspawn.context("setpriv is missing")
}

impl Drop for Container {
    fn drop(&mut self) {
        // With the first process of their namespace go all others.
        if self.first != Pid::from_child(&self.nspawn) {
            kill_process(self.first, Signal::KILL).unwrap_or_default();
        }
        drop(self.nspawn.kill());
        drop(self.nspawn.wait());
    }
}

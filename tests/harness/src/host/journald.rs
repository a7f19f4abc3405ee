//! A host's journal: Debian's own systemd-journald, which writes into a folder of a test's. It sees
//! the machine as it is, but for its own folders, no kernel log, and a clock that the test sets.

use std::{
    fs,
    io::Write,
    os::unix::net::UnixStream,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant, SystemTime},
};

use anyhow::{Context, Result, ensure};

use crate::{host::clock::Clock, programs::external_tools};

const PROGRAM: &str = "/lib/systemd/systemd-journald";
const MACHINE_ID: &str = "0123456789abcdef0123456789abcdef\n";
/// On a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// A journal that is kept. Dropped, its daemon is killed.
pub struct Journald {
    daemon: Child,
    sockets: PathBuf,
    files: PathBuf,
}

impl Journald {
    /// Starts one in a folder. Its files are as on a host: persistent, of the default size, by the
    /// default settings.
    pub fn start(folder: &Path, clock: &Clock) -> Result<Self> {
        let (sockets, files) = (folder.join("run"), folder.join("log"));
        let machine_id = folder.join("machine-id");
        for made in [&sockets, &files] {
            fs::create_dir_all(made)?;
        }
        external_tools::write(&machine_id, MACHINE_ID.as_bytes())?;
        // What systemd-journal-flush.service does on a host.
        external_tools::write(&sockets.join("flushed"), b"")?;
        let mut bubble = Command::new("bwrap");
        bubble
            .args(["--die-with-parent", "--ro-bind", "/", "/"])
            .args(["--dev", "/dev", "--tmpfs", "/run"])
            .arg("--bind")
            .args([&sockets, Path::new("/run/systemd/journal")])
            .arg("--bind")
            .args([&files, Path::new("/var/log/journal")])
            .arg("--ro-bind")
            .args([&machine_id, Path::new("/etc/machine-id")])
            .arg("--ro-bind")
            .args([clock.folder(), clock.folder()]);
        for (name, value) in clock.variables()? {
            bubble.args(["--setenv", name]).arg(value);
        }
        let daemon = bubble
            .arg(PROGRAM)
            .stdin(Stdio::null())
            .spawn()
            .context("bubblewrap is missing: deploy/prerequisites client")?;
        let mut journal = Self {
            daemon,
            sockets,
            files,
        };
        journal.is_kept()?;
        Ok(journal)
    }

    /// Where systemd leads what a unit says on standard output and standard error.
    pub fn stream(&self, unit: &str) -> Result<UnixStream> {
        let mut stream = UnixStream::connect(self.sockets.join("stdout"))?;
        // Name, unit, LOG_INFO, levels may stand before lines, and nothing is forwarded.
        stream.write_all(format!("{unit}\n{unit}.service\n6\n1\n0\n0\n0\n").as_bytes())?;
        Ok(stream)
    }

    /// Everything that is in it, as one of `journalctl`'s formats.
    pub fn read(&self, format: &str) -> Result<Vec<u8>> {
        let mut journalctl = Command::new("journalctl");
        journalctl.arg("--directory").arg(&self.files);
        external_tools::run(journalctl.args(["--utc", "--all", "--output", format]), b"")
    }

    /// The messages of a unit, once there are so many.
    pub fn messages(&self, unit: &str, count: usize) -> Result<Vec<String>> {
        let until = Instant::now() + PATIENCE;
        loop {
            let all = String::from_utf8(self.read("export")?)?;
            let named = format!("SYSLOG_IDENTIFIER={unit}");
            let messages: Vec<String> = all
                .split("\n\n")
                .filter(|entry| entry.lines().any(|line| line == named))
                .filter_map(|entry| entry.lines().find_map(|line| line.strip_prefix("MESSAGE=")))
                .map(str::to_owned)
                .collect();
            if messages.len() >= count {
                return Ok(messages);
            }
            ensure!(Instant::now() < until, "only {messages:?}");
            thread::sleep(LOOK_AGAIN);
        }
    }

    /// When any of its files was written to last, as its inode says.
    pub fn written(&self) -> Result<SystemTime> {
        let mut latest = SystemTime::UNIX_EPOCH;
        for (name, _) in external_tools::tree(&self.files)? {
            latest = latest.max(fs::metadata(self.files.join(name))?.modified()?);
        }
        Ok(latest)
    }

    fn is_kept(&mut self) -> Result<()> {
        let until = Instant::now() + PATIENCE;
        while UnixStream::connect(self.sockets.join("stdout")).is_err() {
            if let Some(status) = self.daemon.try_wait()? {
                anyhow::bail!("no journal: {status}");
            }
            ensure!(Instant::now() < until, "no journal in time");
            thread::sleep(LOOK_AGAIN);
        }
        Ok(())
    }
}

impl Drop for Journald {
    fn drop(&mut self) {
        // With bubblewrap goes what it holds.
        drop(self.daemon.kill());
        drop(self.daemon.wait());
    }
}

//! One tor that we started: its folder, its log, and how it ends.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};

use super::{control::Control, torrc::Torrc};
use crate::programs::external_tools;

const PROGRAM: &str = "tor";
const LOOK_AGAIN: Duration = Duration::from_millis(200);
/// How many lines of a log tell what is wrong.
const LAST_LINES: usize = 15;

/// A tor that runs. Dropped, it is killed.
pub struct Tor {
    folder: PathBuf,
    process: Child,
}

impl Tor {
    /// Starts one whose files are in a folder of its own, which is made if it is not there.
    pub(super) fn start(folder: &Path, torrc: &Torrc) -> Result<Self> {
        make_private(folder)?;
        external_tools::write(&folder.join("torrc"), torrc.text().as_bytes())?;
        Ok(Self {
            process: spawn(folder)?,
            folder: folder.to_owned(),
        })
    }

    /// Kills it, and starts it again as it was.
    pub(super) fn restart(&mut self) -> Result<()> {
        self.end()?;
        self.process = spawn(&self.folder)?;
        Ok(())
    }

    /// Kills it.
    pub(super) fn end(&mut self) -> Result<()> {
        self.process.kill()?;
        self.process.wait()?;
        // One that starts again makes it anew: nobody may take the old one for it.
        drop(fs::remove_file(self.control_socket()));
        Ok(())
    }

    /// Asks it over a conversation of its own.
    pub(super) fn control(&self) -> Result<Control> {
        Control::connect(&self.control_socket())
    }

    /// Waits until something is so; a tor that ended will never make it so.
    pub(super) fn until<T>(
        &mut self,
        what: &str,
        patience: Duration,
        mut look: impl FnMut(&Self) -> Result<T>,
    ) -> Result<T> {
        let deadline = Instant::now() + patience;
        loop {
            let error = match look(self) {
                Ok(seen) => return Ok(seen),
                Err(error) => error,
            };
            if let Some(status) = self.process.try_wait()? {
                bail!("{what}: tor ended ({status})\n{}", self.last_lines());
            }
            if Instant::now() > deadline {
                let seconds = patience.as_secs();
                let log = self.last_lines();
                return Err(error.context(format!("{what}: not within {seconds} s\n{log}")));
            }
            thread::sleep(LOOK_AGAIN);
        }
    }

    /// The end of its log, with its name.
    #[must_use]
    pub fn last_lines(&self) -> String {
        let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        let last = lines.get(lines.len().saturating_sub(LAST_LINES)..);
        let name = self.folder.file_name().unwrap_or_default().display();
        format!("--- {name}\n{}", last.unwrap_or_default().join("\n"))
    }

    fn control_socket(&self) -> PathBuf {
        self.folder.join("control")
    }
}

impl Drop for Tor {
    fn drop(&mut self) {
        // One that ended already needs no killing.
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// Makes a folder, with those above it, that only its owner may enter: tor takes no other.
pub(super) fn make_private(folder: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::create_dir_all(folder)?;
    Ok(fs::set_permissions(
        folder,
        fs::Permissions::from_mode(0o700),
    )?)
}

fn spawn(folder: &Path) -> Result<Child> {
    let log = fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(folder.join("log"))?;
    let mut tor = Command::new(PROGRAM);
    tor.args(["--defaults-torrc", "/dev/null", "-f"])
        .arg(folder.join("torrc"))
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log);
    tor.spawn()
        .context("tor is missing: deploy/prerequisites tests installs it")
}

/// Runs tor for a moment, to be told something.
pub(super) fn ask_tor(arguments: &[&str]) -> Result<String> {
    let output = Command::new(PROGRAM)
        .args(["--defaults-torrc", "/dev/null"])
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .context("tor is missing: deploy/prerequisites tests installs it")?;
    let said = String::from_utf8(output.stdout)?;
    ensure!(output.status.success(), "tor {arguments:?}: {said}");
    Ok(said)
}

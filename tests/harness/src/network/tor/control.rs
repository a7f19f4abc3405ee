//! What is asked of a tor over its control socket (control-spec.txt).

use std::{
    io::{BufRead, BufReader, Write},
    os::unix::net::UnixStream,
    path::Path,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};

/// An answer that takes longer never comes.
const PATIENCE: Duration = Duration::from_secs(20);
const DONE: &str = "250";
const EVENT: &str = "650";

/// A conversation with a tor.
pub(super) struct Control(BufReader<UnixStream>);

impl Control {
    /// Begins one.
    pub(super) fn connect(socket: &Path) -> Result<Self> {
        let stream = UnixStream::connect(socket)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let mut control = Self(BufReader::new(stream));
        control.ask("AUTHENTICATE")?;
        Ok(control)
    }

    /// Has something done, and gives the lines of the answer without their numbers.
    pub(super) fn ask(&mut self, command: &str) -> Result<Vec<String>> {
        self.0
            .get_mut()
            .write_all(format!("{command}\r\n").as_bytes())?;
        let mut lines = Vec::new();
        loop {
            let line = self.line()?;
            if line.starts_with(EVENT) {
                continue;
            }
            let rest = line.strip_prefix(DONE);
            let rest = rest.with_context(|| format!("{command}: {line}"))?;
            lines.push(rest.get(1..).unwrap_or_default().to_owned());
            if rest.starts_with(' ') {
                return Ok(lines);
            }
        }
    }

    /// A value that fits a line.
    pub(super) fn info(&mut self, key: &str) -> Result<String> {
        let lines = self.ask(&format!("GETINFO {key}"))?;
        let value = lines.first().and_then(|line| line.split_once('='));
        let (_, value) = value.with_context(|| format!("{key}: {lines:?}"))?;
        Ok(value.to_owned())
    }

    /// The next event until a deadline, of those that were asked for with `SETEVENTS`.
    pub(super) fn event(&mut self, deadline: Instant) -> Result<String> {
        let left = deadline.saturating_duration_since(Instant::now());
        ensure!(!left.is_zero(), "no event came in time");
        self.0.get_ref().set_read_timeout(Some(left))?;
        let line = self.line()?;
        match line.strip_prefix(EVENT) {
            Some(event) => Ok(event.trim().to_owned()),
            None => bail!("no event: {line}"),
        }
    }

    fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        let read = self.0.read_line(&mut line)?;
        ensure!(read > 0, "tor hung up");
        Ok(line.trim_end().to_owned())
    }
}

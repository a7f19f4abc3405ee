//! Runs a tool on a hostile document behind walls: no network, no files but a copy of the
//! document, no other processes, no privileges, a bounded share of the machine, a bounded time.
//!
//! [walls] has bubblewrap make the namespaces, as an ordinary user: as another one than root where
//! we are root, since root is bound by few limits. [limits] says how much a tool may take,
//! [syscalls] what it may not ask of the kernel, and [watch] ends it. What a tool makes comes out
//! through a pipe only. Nothing that it writes is ever a file of this machine: its folders are in
//! memory, and go with it.

mod error;
mod limits;
mod output;
mod package;
mod program;
mod syscalls;
#[cfg(test)]
mod tests;
mod walls;
mod watch;

use std::{
    fs,
    io::{self, PipeReader, Read, Write},
    path::Path,
    process::{ChildStdout, ExitStatus},
};

use age::secrecy::{ExposeSecret, SecretString};
use sourdine_platform::files;
use sourdine_protocol::text::harmless;

pub use self::{error::SandboxError, limits::Limits, output::Output};
use self::{
    limits::WORK_BYTES,
    output::Wait,
    program::Program,
    walls::{BWRAP, PRLIMIT, SHELL},
    watch::{Ended, attend, beginning},
};

/// How bubblewrap's own complaints begin.
const COMPLAINT: &str = "bwrap: ";

/// The status of a tool that used up its processor time (SIGXCPU): 128 and the signal's number, as
/// its shell says it.
const ENDED_BY_TIME: i32 = 128 + 24;

/// Runs a tool. Its shell stays, as the first process of the sandbox.
const PLAIN: &str = r#""$@"; exit $?"#;
/// Runs a tool, and then says what is in the file that the tool made.
const MADE: &str = r#"made=$1; shift; "$@" >&2 || exit $?; [ ! -f "$made" ] || cat -- "$made""#;

/// What a tool said. Of texts, only the beginning is kept.
#[derive(Debug)]
pub struct ToolOutput<T = String> {
    pub status: ExitStatus,
    pub stdout: T,
    pub stderr: String,
}

/// A tool to run in the sandbox.
#[derive(Clone, Copy)]
pub struct Tool<'a> {
    program: Program,
    arguments: &'a [&'a str],
    input: Option<(&'a Path, &'a str)>,
    limits: Limits,
    secret: Option<&'a SecretString>,
}

impl<'a> Tool<'a> {
    /// A program of Debian's, by its absolute path.
    pub fn new(program: &'static str, arguments: &'a [&'a str]) -> Self {
        Self::of(Program::Debian(program), arguments)
    }

    /// Our own decoder.
    pub fn decoder(arguments: &'a [&'a str]) -> Self {
        Self::of(Program::Decoder, arguments)
    }

    fn of(program: Program, arguments: &'a [&'a str]) -> Self {
        Self {
            program,
            arguments,
            input: None,
            limits: Limits::default(),
            secret: None,
        }
    }

    /// Gives the tool a copy of a file, under this name, in the folder in which it runs.
    #[must_use]
    pub const fn on(mut self, file: &'a Path, name: &'a str) -> Self {
        self.input = Some((file, name));
        self
    }

    /// Gives the tool a secret as its standard input, which is no part of what others see of a
    /// process.
    #[must_use]
    pub const fn with_stdin(mut self, secret: &'a SecretString) -> Self {
        self.secret = Some(secret);
        self
    }

    #[must_use]
    pub const fn within(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Runs the tool, and keeps the beginning of the text that it says.
    pub fn text(&self) -> Result<ToolOutput, SandboxError> {
        self.supervise(PLAIN, &[], |stdout, _| Ok(beginning(stdout)))
    }

    /// Runs the tool, and keeps all bytes that it says. A tool that says more than `most` is ended.
    pub fn bytes(&self, most: u64) -> Result<ToolOutput<Vec<u8>>, SandboxError> {
        self.read(most, |stdout| {
            let mut bytes = Vec::new();
            stdout.read_to_end(&mut bytes)?;
            Ok(bytes)
        })
    }

    /// Runs the tool, and hands what it says to a reader as it comes. Only the time in which the
    /// reader waits counts against the tool.
    ///
    /// A tool that says more than `most` bytes is ended, and so is one whose reader fails. One
    /// whose reader has read enough goes on until it ends by itself, or writes.
    pub fn read<T>(
        &self,
        most: u64,
        reader: impl FnOnce(&mut Output<'_>) -> Result<T, SandboxError>,
    ) -> Result<ToolOutput<T>, SandboxError> {
        self.supervise(PLAIN, &[], |stdout, wait| {
            bounded(stdout, wait, most, reader)
        })
    }

    /// Runs the tool, and brings out the file that it made under the name `made`: as a new file at
    /// `to`, if the tool succeeded and made one. What the tool says is kept as its errors are.
    pub fn file(&self, made: &str, to: &Path) -> Result<ToolOutput, SandboxError> {
        let copied = self.supervise(MADE, &[made], |stdout, wait| {
            bounded(stdout, wait, WORK_BYTES, |stdout| {
                Ok(files::copy_hashed(stdout, &mut files::create_new(to)?)?.0)
            })
        });
        let (is_made, output) = match copied {
            Ok(output) => (
                output.status.success() && output.stdout > 0,
                Ok(ToolOutput {
                    status: output.status,
                    stdout: String::new(),
                    stderr: output.stderr,
                }),
            ),
            Err(error) => (false, Err(error)),
        };
        if !is_made && to.exists() {
            fs::remove_file(to)?;
        }
        output
    }

    fn supervise<T>(
        &self,
        script: &str,
        of_script: &[&str],
        read: impl FnOnce(&mut ChildStdout, &Wait) -> Result<T, SandboxError>,
    ) -> Result<ToolOutput<T>, SandboxError> {
        for tool in [BWRAP, PRLIMIT, SHELL] {
            if !Path::new(tool).exists() {
                return Err(SandboxError::Missing(tool));
            }
        }
        let open =
            |(path, name)| Ok::<_, io::Error>((files::open_regular(path, WORK_BYTES)?, name));
        let input = self.input.map(open).transpose()?;
        let mut command = walls::command(&self.limits, script, input, self.program.open()?)?;
        command.args(of_script).arg(self.program.path());
        command.args(self.arguments);
        if let Some(secret) = self.secret {
            command.stdin(pipe_with(secret)?);
        }
        let child = command.spawn()?;
        drop(command);
        let Ended { status, read, said } = attend(child, self.limits.patience, read)?;
        if status.code() == Some(ENDED_BY_TIME) {
            return Err(SandboxError::TooLong);
        }
        match said.strip_prefix(COMPLAINT) {
            Some(said) if !status.success() => Err(SandboxError::NoNamespaces(harmless(
                said.lines().next().unwrap_or_default(),
            ))),
            _ => Ok(ToolOutput {
                status,
                stdout: read,
                stderr: said,
            }),
        }
    }
}

/// A pipe in which a secret stands, and nothing more comes. A pipe holds more than any secret.
fn pipe_with(secret: &SecretString) -> io::Result<PipeReader> {
    let (read, mut write) = io::pipe()?;
    write.write_all(secret.expose_secret().as_bytes())?;
    Ok(read)
}

/// Hands at most `most` bytes to the reader. A tool that says more is an error.
fn bounded<T>(
    stdout: &mut ChildStdout,
    wait: &Wait,
    most: u64,
    reader: impl FnOnce(&mut Output<'_>) -> Result<T, SandboxError>,
) -> Result<T, SandboxError> {
    let mut rest = Output::of(stdout, most.saturating_add(1), wait);
    let read = reader(&mut rest);
    if rest.left() == 0 {
        return Err(SandboxError::TooMuchOutput(most));
    }
    read
}

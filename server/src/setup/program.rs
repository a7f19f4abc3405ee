//! Programs of the host that setting up takes, each at its own path and in an environment of ours.

use std::{
    ffi::OsStr,
    process::{Command, Stdio},
};

use super::error::SetupError;

const PATH: &str = "/usr/sbin:/usr/bin:/sbin:/bin";

/// Runs a program to its end, which has to be a success. What it says is told where it fails.
pub(super) fn run(program: &str, arguments: &[&OsStr]) -> Result<(), SetupError> {
    let output = command(program, arguments).stdin(Stdio::null()).output()?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Err(failed(program, said))
}

/// The same, and the person who sets up reads what it says while it runs.
pub(super) fn run_in_view(program: &str, arguments: &[&OsStr]) -> Result<(), SetupError> {
    let status = command(program, arguments).stdin(Stdio::null()).status()?;
    if status.success() {
        return Ok(());
    }
    Err(failed(program, status.to_string()))
}

fn command(program: &str, arguments: &[&OsStr]) -> Command {
    let mut command = Command::new(program);
    command
        .env_clear()
        .env("PATH", PATH)
        .env("LC_ALL", "C.UTF-8")
        .args(arguments);
    command
}

fn failed(program: &str, said: String) -> SetupError {
    SetupError::Program {
        program: program.to_owned(),
        said,
    }
}

//! qpdf, a second reader of PDFs.

use std::path::Path;

use age::secrecy::SecretString;

use super::{
    converted::Converted,
    error::CleanError,
    pixels::PixelError,
    report::harmless,
    sandbox::{SandboxError, Tool, ToolOutput},
};

const QPDF: &str = "/usr/bin/qpdf";
/// The name of a document inside the sandbox.
const NAME: &str = "document.pdf";
/// Where it finds a password: the first line of what it is told.
const PASSWORD: &str = "--password-file=-";
/// How qpdf ends: with nothing to say, or with what it could mend.
const FINE: i32 = 0;
const MENDED: i32 = 3;
/// What qpdf says of a document that it can mend, and that lacks something of its pages.
const LOSSES: [&str; 2] = ["error decoding stream data", "EOF while reading token"];

/// How many pages a PDF has. It fails if the PDF asks for a password, or if it is so damaged that
/// what is on its pages cannot be read.
pub(super) fn count_pages(document: &Path) -> Result<u32, CleanError> {
    let checked = run(document, &["--check", NAME])?;
    let is_mended = checked.status.code() == Some(MENDED);
    let mut said = checked.stderr.lines();
    let is_whole = !said.any(|line| LOSSES.iter().any(|loss| line.contains(loss)));
    if checked.status.code() == Some(FINE) || (is_mended && is_whole) {
        let output = run(document, &["--show-npages", NAME])?;
        let count = output.stdout.trim().parse();
        return count.map_err(|_| damaged(&output));
    }
    if requires(document, None)? == Requires::Password {
        return Err(PixelError::Password.into());
    }
    Err(damaged(&checked))
}

/// Checks a copy of ours, and gives how many pages it has. It fails if qpdf has anything to say.
pub(super) fn check(copy: &Path) -> Result<u32, CleanError> {
    let output = run(copy, &["--check", NAME])?;
    if output.status.code() == Some(FINE) {
        count_pages(copy)
    } else {
        Err(damaged(&output))
    }
}

/// What it takes to read a PDF.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Requires {
    Nothing,
    /// A password, which is not the one that was given.
    Password,
}

/// What it takes to read a PDF, where this is its password.
pub(super) fn requires(
    document: &Path,
    password: Option<&SecretString>,
) -> Result<Requires, SandboxError> {
    let arguments = ["--requires-password", NAME];
    let asked = match password {
        None => run(document, &arguments)?,
        Some(password) => Tool::new(QPDF, &[PASSWORD, "--requires-password", NAME])
            .on(document, NAME)
            .with_stdin(password)
            .text()?,
    };
    Ok(if asked.status.code() == Some(FINE) {
        Requires::Password
    } else {
        Requires::Nothing
    })
}

/// Writes a PDF to `to` without its password. Gives whether it could.
pub(super) fn decrypt(
    document: &Path,
    password: &SecretString,
    to: &Path,
) -> Result<bool, SandboxError> {
    const UNLOCKED: &str = "unlocked.pdf";
    let arguments = [PASSWORD, "--decrypt", "--warning-exit-0", NAME, UNLOCKED];
    let tool = Tool::new(QPDF, &arguments)
        .on(document, NAME)
        .with_stdin(password);
    tool.file(UNLOCKED, to)?;
    Ok(to.is_file())
}

fn run(document: &Path, arguments: &[&str]) -> Result<ToolOutput, SandboxError> {
    Tool::new(QPDF, arguments).on(document, NAME).text()
}

fn damaged(output: &ToolOutput) -> CleanError {
    let mut said = output.stderr.lines().filter(|line| line.contains(NAME));
    let last = said.next_back().unwrap_or_default();
    let last = last.trim_start_matches("WARNING: ");
    let last = last.trim_start_matches("qpdf: ").trim_start_matches(NAME);
    let last = last.trim_start_matches(": ").trim_start();
    if last.is_empty() {
        // It ended without a word: all its memory is used up, or its stack.
        return PixelError::Unreadable.into();
    }
    CleanError::Damaged {
        said: harmless(last),
    }
}

/// Writes a PDF again without a password's cipher, and with no object packed into another.
pub(in crate::desk) fn unpack(document: &Path, scratch: &Path) -> Result<Converted, CleanError> {
    const UNPACKED: &str = "unpacked.pdf";
    let arguments = [
        "--decrypt",
        "--object-streams=disable",
        "--warning-exit-0",
        NAME,
        UNPACKED,
    ];
    let tool = Tool::new(QPDF, &arguments).on(document, NAME);
    Converted::by(&tool, UNPACKED, scratch)?.ok_or_else(|| PixelError::Unreadable.into())
}

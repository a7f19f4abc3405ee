//! qpdf, a second reader of PDFs.

use std::path::Path;

use super::{
    error::CleanError,
    pixels::PixelError,
    report::harmless,
    sandbox::{SandboxError, Tool, ToolOutput},
};

const QPDF: &str = "/usr/bin/qpdf";
/// The name of a document inside the sandbox.
const NAME: &str = "document.pdf";
/// How qpdf ends: with nothing to say, or with what it could mend.
const FINE: i32 = 0;
const MENDED: i32 = 3;

/// How many pages a PDF has. It fails if the PDF asks for a password, or is so damaged that qpdf
/// finds no pages.
pub(super) fn count_pages(document: &Path) -> Result<u32, CleanError> {
    let output = run(document, &["--show-npages", NAME])?;
    let count = output.stdout.trim().parse().ok();
    if let (Some(FINE | MENDED), Some(count)) = (output.status.code(), count) {
        return Ok(count);
    }
    let asks = run(document, &["--requires-password", NAME])?;
    if asks.status.code() == Some(FINE) {
        return Err(PixelError::Password.into());
    }
    Err(damaged(&output))
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

fn run(document: &Path, arguments: &[&str]) -> Result<ToolOutput, SandboxError> {
    Tool::new(QPDF, arguments).on(document, NAME).text()
}

fn damaged(output: &ToolOutput) -> CleanError {
    let mut said = output.stderr.lines().filter(|line| !line.is_empty());
    let last = said.next_back().unwrap_or_default();
    CleanError::Damaged {
        said: harmless(last.trim_start_matches("qpdf: ").trim_start_matches(NAME)),
    }
}

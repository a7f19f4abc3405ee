//! rsvg, which draws a drawing of lines. It runs no script, and fetches nothing that is pointed to.

use std::path::Path;

use super::{
    converted::Converted,
    error::CleanError,
    pixels::PixelError,
    sandbox::{Limits, Tool},
};

const RSVG: &str = "/usr/bin/rsvg-convert";
/// The names of a drawing and of its page inside the sandbox.
const NAME: &str = "document.svg";
const PAGE: &str = "page.pdf";
/// Processor time in which one page is drawn, in seconds.
const CPU_SECONDS: u64 = 60;

/// Draws a page as a PDF.
pub(in crate::desk) fn draw(document: &Path, scratch: &Path) -> Result<Converted, CleanError> {
    let arguments = ["--format", "pdf", "--output", PAGE, NAME];
    let limits = Limits {
        cpu_seconds: CPU_SECONDS,
        ..Limits::default()
    };
    let tool = Tool::new(RSVG, &arguments).on(document, NAME);
    let tool = tool.within(limits);
    Converted::by(&tool, PAGE, scratch)?.ok_or_else(|| PixelError::Unreadable.into())
}

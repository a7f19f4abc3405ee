//! rsvg, which draws a drawing of lines. It runs no script, and fetches nothing that is pointed to.

use std::path::Path;

use super::{converted::Converted, error::CleanError, pixels::PixelError, sandbox::Tool};

const RSVG: &str = "/usr/bin/rsvg-convert";
/// The names of a drawing and of its page inside the sandbox.
const NAME: &str = "document.svg";
const PAGE: &str = "page.pdf";

/// Draws a page as a PDF.
pub(in crate::desk) fn draw(document: &Path, scratch: &Path) -> Result<Converted, CleanError> {
    let arguments = ["--format", "pdf", "--output", PAGE, NAME];
    let tool = Tool::new(RSVG, &arguments).on(document, NAME);
    Converted::by(&tool, PAGE, scratch)?.ok_or_else(|| PixelError::Unreadable.into())
}

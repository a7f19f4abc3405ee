//! Programs that draw pages of what LibreOffice does not read, or not whole: mupdf draws pages of
//! the web and books, rsvg draws drawings of lines. Neither runs what is written in them, nor
//! fetches what they point to.

use std::path::Path;

use super::{
    converted::Converted,
    error::CleanError,
    kind::{Drawer, Kind},
    pixels::PixelError,
    sandbox::Tool,
};

const MUTOOL: &str = "/usr/bin/mutool";
const RSVG: &str = "/usr/bin/rsvg-convert";
/// The name of the pages inside the sandbox.
const PAGES: &str = "pages.pdf";
/// Paper of A4, in points, and a size of letters that reads well on it.
const PAPER: [&str; 6] = ["-W", "595", "-H", "842", "-S", "11"];

/// Draws pages as a PDF.
pub(super) fn draw(
    document: &Path,
    kind: Kind,
    drawer: Drawer,
    scratch: &Path,
) -> Result<Converted, CleanError> {
    let name = kind.file_name();
    let (program, arguments) = match drawer {
        Drawer::Mupdf => {
            let arguments = ["convert"].into_iter().chain(PAPER);
            let arguments = arguments.chain(["-o", PAGES, name.as_str()]);
            (MUTOOL, arguments.collect::<Vec<_>>())
        }
        Drawer::Rsvg => (RSVG, vec!["--format", "pdf", "--output", PAGES, &name]),
    };
    let tool = Tool::new(program, &arguments).on(document, &name);
    Converted::by(&tool, PAGES, scratch)?.ok_or_else(|| PixelError::Unreadable.into())
}

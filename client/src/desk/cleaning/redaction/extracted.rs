//! pdftotext, a reader of the text that a PDF has of itself: in the original, what should be seen
//! on its pages; in a copy, what can be copied out of it.

use std::path::Path;

use super::error::RedactionError;
use crate::desk::cleaning::sandbox::Tool;

const PDFTOTEXT: &str = "/usr/bin/pdftotext";
/// The name of a document inside the sandbox.
const NAME: &str = "document.pdf";
/// The most text of a document, in bytes.
const TEXT_MAX_BYTES: u64 = 64 << 20;
/// What stands behind each page.
const PAGE_END: char = '\u{c}';

/// The text of each page.
pub(super) fn texts(document: &Path) -> Result<Vec<String>, RedactionError> {
    let arguments = ["-q", "-enc", "UTF-8", NAME, "-"];
    let output = Tool::new(PDFTOTEXT, &arguments)
        .on(document, NAME)
        .bytes(TEXT_MAX_BYTES)?;
    if !output.status.success() {
        return Err(RedactionError::NotExtracted);
    }
    let text = String::from_utf8_lossy(&output.stdout);
    Ok(text.split(PAGE_END).map(str::to_owned).collect())
}

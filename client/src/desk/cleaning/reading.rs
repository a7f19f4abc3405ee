//! The characters of pages of the web, books and e-mails, which our decoder reads inside the
//! sandbox.

use std::path::Path;

use sourdine_decoder::text::TextFormat;

use super::{
    error::CleanError, kind::TEXT_MAX_BYTES, pixels::refusal, report::Finding, sandbox::Tool,
    told::findings,
};

/// The name of a document inside the sandbox.
const NAME: &str = "document";

/// The characters of a document, and what else it told.
pub(in crate::desk) fn read(
    document: &Path,
    format: TextFormat,
) -> Result<(Vec<u8>, Vec<Finding>), CleanError> {
    let output = Tool::decoder(&[format.into(), NAME])
        .on(document, NAME)
        .bytes(TEXT_MAX_BYTES)?;
    match refusal(&output) {
        None => Ok((output.stdout, findings(&output.stderr))),
        Some(refusal) => Err(refusal.into()),
    }
}

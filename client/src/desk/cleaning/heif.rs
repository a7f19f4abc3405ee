//! heif-convert, which makes a PNG of a telephone's HEIC: no decoder of it is written in Rust.

use std::path::Path;

use super::{converted::Converted, error::CleanError, pixels::PixelError, sandbox::Tool};

const HEIF_CONVERT: &str = "/usr/bin/heif-convert";
/// The names of a document and of its PNG inside the sandbox.
const NAME: &str = "document.heic";
const MADE: &str = "picture.png";

/// Makes a PNG. It fails if there is no picture, or more than one.
pub(in crate::desk) fn convert(document: &Path, scratch: &Path) -> Result<Converted, CleanError> {
    let tool = Tool::new(HEIF_CONVERT, &[NAME, MADE]).on(document, NAME);
    Converted::by(&tool, MADE, scratch)?.ok_or_else(|| PixelError::Unreadable.into())
}

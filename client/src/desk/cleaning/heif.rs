//! heif-convert, which makes a PNG of a telephone's HEIC: no decoder of it is written in Rust.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::{error::CleanError, pixels::PixelError, sandbox::Tool};

const HEIF_CONVERT: &str = "/usr/bin/heif-convert";
/// The names of a document and of its PNG inside the sandbox.
const NAME: &str = "document.heic";
const MADE: &str = "picture.png";

/// A PNG in scratch, which goes with this value.
pub(super) struct Converted(TempDir);

impl Converted {
    pub(super) fn path(&self) -> PathBuf {
        self.0.path().join(MADE)
    }
}

/// Makes a PNG. It fails if there is no picture, or more than one.
pub(super) fn convert(document: &Path, scratch: &Path) -> Result<Converted, CleanError> {
    let folder = tempfile::Builder::new()
        .prefix("heif-")
        .tempdir_in(scratch)?;
    let converted = Converted(folder);
    let tool = Tool::new(HEIF_CONVERT, &[NAME, MADE]).on(document, NAME);
    let output = tool.file(MADE, &converted.path())?;
    if output.status.success() && converted.path().is_file() {
        Ok(converted)
    } else {
        Err(PixelError::Unreadable.into())
    }
}

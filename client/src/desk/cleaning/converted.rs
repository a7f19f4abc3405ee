//! A file that a tool in the sandbox makes of a document, on the way to its pixels.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::sandbox::{SandboxError, Tool};

/// A file in scratch, which goes with this value.
pub(in crate::desk) struct Converted {
    folder: TempDir,
    name: &'static str,
}

impl Converted {
    /// Runs a tool that makes a file of this name. None if it makes none.
    pub(in crate::desk) fn by(
        tool: &Tool<'_>,
        name: &'static str,
        scratch: &Path,
    ) -> Result<Option<Self>, SandboxError> {
        let made = Self::empty(name, scratch)?;
        let output = tool.file(name, &made.path())?;
        let is_made = output.status.success() && made.path().is_file();
        Ok(is_made.then_some(made))
    }

    /// A place for a file that does not exist yet.
    pub(in crate::desk) fn empty(name: &'static str, scratch: &Path) -> Result<Self, SandboxError> {
        let mut builder = tempfile::Builder::new();
        let folder = builder.prefix("made-").tempdir_in(scratch)?;
        Ok(Self { folder, name })
    }

    pub(in crate::desk) fn path(&self) -> PathBuf {
        self.folder.path().join(self.name)
    }
}

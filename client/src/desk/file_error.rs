//! A file that could not be used.

use std::{
    io,
    path::{Path, PathBuf},
};

use sourdine_l10n::Explain;

/// A file or folder that could not be read or written.
#[derive(Debug, Explain, thiserror::Error)]
#[explain("error-file")]
pub struct FileError {
    pub path: PathBuf,
    pub source: io::Error,
}

impl FileError {
    /// Says which file an error of the system is about.
    pub fn at(path: &Path) -> impl Fn(io::Error) -> Self + Copy + '_ {
        |source| Self {
            path: path.to_owned(),
            source,
        }
    }
}

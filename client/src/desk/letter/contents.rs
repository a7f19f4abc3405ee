//! What came out of a letter.

use std::path::PathBuf;

use serde::Serialize;

/// The message and the files that were written.
#[derive(Debug, Serialize)]
pub struct Extracted {
    /// Where the message is, if there is one.
    pub message: Option<PathBuf>,
    /// The files, in the order in which they were sealed.
    pub files: Vec<OpenedFile>,
}

/// A file that was written.
#[derive(Debug, Serialize)]
pub struct OpenedFile {
    pub name: String,
    pub path: PathBuf,
    /// In bytes.
    pub size: u64,
    /// What came of it, if the source had sealed it before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inner: Option<Inner>,
}

/// What came of a file that the source had sealed before.
#[derive(Debug, Serialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum Inner {
    /// A file was in it.
    File {
        path: PathBuf,
        /// What came of that file, if it was sealed again.
        #[serde(skip_serializing_if = "Option::is_none")]
        inner: Option<Box<Self>>,
    },
    /// An envelope was in it, whose contents were written to this folder.
    Letter {
        folder: PathBuf,
        letter: Extracted,
    },
    /// It is sealed to another key.
    ForOthers,
    /// It is under a passphrase, which the source may tell.
    Passphrase,
    Damaged,
    /// It would fill the memory.
    TooLarge,
    /// It is one layer more than is opened.
    TooDeep,
}

//! What was found in a letter: its message, its files and the layers inside them.

use std::path::PathBuf;

use serde::Serialize;

/// The message and the files that were written.
#[derive(Debug, Serialize)]
pub struct Extracted {
    /// The path of the message, if there is one.
    pub message: Option<PathBuf>,
    /// The layer inside the message, if its text is an age or OpenPGP armour.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_inner: Option<Box<Inner>>,
    /// The files, in the order in which they were sealed.
    pub files: Vec<OpenedFile>,
}

/// A file that was written.
#[derive(Debug, Serialize)]
pub struct OpenedFile {
    pub name: String,
    pub path: PathBuf,
    pub size: u64,
    /// What came of it, if the source had sealed it before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inner: Option<Inner>,
}

/// What came of a file that the source had sealed before.
#[derive(Debug, Serialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum Inner {
    /// It held a plain file, or a file that was sealed again.
    File {
        path: PathBuf,
        /// What came of that file, if it was sealed again.
        #[serde(skip_serializing_if = "Option::is_none")]
        inner: Option<Box<Self>>,
    },
    /// An envelope was in it. Its contents were written to this folder.
    Letter {
        folder: PathBuf,
        letter: Extracted,
    },
    /// It is sealed to keys that this editor does not have.
    ForOthers,
    /// It is under a passphrase, which the source may tell.
    Passphrase,
    /// It has nothing that shows whether it was changed on its way.
    Unprotected,
    /// Its cipher is not safe any more.
    UnsafeCipher,
    /// It is compressed in a way that is not read here.
    Compression,
    /// It is in a format of one program only.
    Format,
    Damaged,
    /// It was cut short or changed by a program before it was sent: nothing opens it any more.
    Spoiled,
    /// Opened, it would fill too much of the memory.
    TooLarge,
    /// It is one layer more than is opened.
    TooDeep,
}

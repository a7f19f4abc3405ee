//! Reading what an envelope holds, once the age file around it is open.

use std::io::{Read, Seek};

use super::{
    ENVELOPE_JSON, ENVELOPE_JSON_MAX_BYTES, FILES_PREFIX, MESSAGE_TXT, Manifest, ManifestError,
    PADDING,
};
use crate::{
    text::{NameSet, SafeName, SafeNameError},
    wire::{FILES_MAX, MESSAGE_MAX_BYTES},
    zip::{Archive, ArchiveError},
};

/// Why a letter was refused. What it holds is never repeated.
#[derive(Debug, thiserror::Error)]
pub enum LetterError {
    /// The archive is not one.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// `envelope.json` is not one.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// A name that could do harm.
    #[error(transparent)]
    Name(#[from] SafeNameError),
    /// Other entries than an envelope has, in another order, or two under one name.
    #[error(
        "the archive is not laid out as an envelope: envelope.json, message.txt, files/…, padding, each at most once"
    )]
    Layout,
    /// The message is too long or not UTF-8.
    #[error("the message is not text, or longer than a message may be")]
    Message,
    /// The padding hides something.
    #[error("the padding is not empty")]
    Padding,
    /// What the contents were written to failed.
    #[error("writing what the envelope holds failed")]
    Output(#[source] std::io::Error),
}

/// A file in a letter.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct FileEntry {
    /// Its name, safe on any system and in a terminal.
    pub name: SafeName,
    /// Its size, in bytes.
    pub size: u64,
    index: usize,
}

/// The contents of an envelope: manifest, message and files.
pub struct Letter<R> {
    archive: Archive<R>,
    manifest: Manifest,
    message: Option<usize>,
    files: Vec<FileEntry>,
    padding: Option<usize>,
}

impl<R: Read + Seek> Letter<R> {
    /// Checks the archive's framing and names, and reads the manifest.
    ///
    /// # Errors
    /// Anything but an envelope of version 1.
    pub fn read(plaintext: R) -> Result<Self, LetterError> {
        let mut archive = Archive::open(plaintext)?;
        let (mut message, mut padding, mut files) = (None, None, Vec::new());
        let mut names = NameSet::default();
        for (index, entry) in archive.entries().iter().enumerate() {
            let files_begun = !files.is_empty();
            match entry.name.as_str() {
                _ if padding.is_some() => return Err(LetterError::Layout),
                ENVELOPE_JSON if index == 0 => {}
                MESSAGE_TXT if index > 0 && message.is_none() && !files_begun => {
                    message = Some(index);
                }
                PADDING if index > 0 => padding = Some(index),
                other => {
                    let name = other
                        .strip_prefix(FILES_PREFIX)
                        .ok_or(LetterError::Layout)?;
                    let name = SafeName::parse(name)?;
                    if index == 0 || !names.insert(&name) {
                        return Err(LetterError::Layout);
                    }
                    files.push(FileEntry {
                        name,
                        size: entry.size,
                        index,
                    });
                }
            }
        }
        if files.len() > FILES_MAX || (message.is_none() && files.is_empty()) {
            return Err(LetterError::Layout);
        }
        let json = read_small(&mut archive, 0, ENVELOPE_JSON_MAX_BYTES)?;
        let manifest = Manifest::from_json(&json.ok_or(ManifestError::TooLong)?)?;
        Ok(Self {
            archive,
            manifest,
            message,
            files,
            padding,
        })
    }

    /// What the sealer says of the envelope.
    #[must_use]
    pub const fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The message, as the source typed it: to be shown harmlessly, it may hold any character.
    ///
    /// # Errors
    /// It is damaged, too long, or not UTF-8.
    pub fn message(&mut self) -> Result<Option<zeroize::Zeroizing<String>>, LetterError> {
        let Some(index) = self.message else {
            return Ok(None);
        };
        let bytes = read_small(&mut self.archive, index, MESSAGE_MAX_BYTES)?;
        let text = String::from_utf8(bytes.ok_or(LetterError::Message)?);
        text.map(zeroize::Zeroizing::new)
            .map(Some)
            .map_err(|_| LetterError::Message)
    }

    /// The files, in the order in which they were sealed.
    #[must_use]
    pub fn files(&self) -> &[FileEntry] {
        &self.files
    }

    /// Copies a file out; gives its length in bytes.
    ///
    /// # Errors
    /// It is damaged, or `output` failed: what was written is then not to be used.
    pub fn copy_file(
        &mut self,
        file: &FileEntry,
        output: &mut impl std::io::Write,
    ) -> Result<u64, LetterError> {
        self.archive.read_entry(file.index, |piece| {
            output.write_all(piece).map_err(LetterError::Output)
        })?;
        Ok(file.size)
    }

    /// Checks that the padding holds nothing.
    ///
    /// # Errors
    /// It is damaged, or not zeros.
    pub fn check_padding(&mut self) -> Result<(), LetterError> {
        let Some(index) = self.padding else {
            return Ok(());
        };
        self.archive.read_entry(index, |piece| {
            if piece.iter().all(|byte| *byte == 0) {
                Ok(())
            } else {
                Err(LetterError::Padding)
            }
        })
    }
}

/// An entry whole, or `None` where it is longer than `largest` bytes.
fn read_small<R: Read + Seek>(
    archive: &mut Archive<R>,
    index: usize,
    largest: usize,
) -> Result<Option<Vec<u8>>, LetterError> {
    let size = archive.entries().get(index).map_or(0, |entry| entry.size);
    let Some(capacity) = usize::try_from(size).ok().filter(|size| *size <= largest) else {
        return Ok(None);
    };
    let mut bytes = Vec::with_capacity(capacity);
    archive.read_entry::<LetterError>(index, |piece| {
        bytes.extend_from_slice(piece);
        Ok(())
    })?;
    Ok(Some(bytes))
}

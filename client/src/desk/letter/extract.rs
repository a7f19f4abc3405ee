//! Writes a letter's contents to a folder in memory.

use std::{
    fs::File,
    io::{self, Read, Seek, Write},
    path::{Path, PathBuf},
};

use sourdine_platform::files;
use sourdine_protocol::{
    envelope::recognise::{RECOGNISED_BYTES, Sealed, recognise},
    envelope::{FileEntry, Letter, LetterError, MESSAGE_TXT},
    zip::ArchiveError,
};

use super::{
    OpenError,
    contents::{Extracted, OpenedFile},
};
use crate::desk::FileError;

/// The folder of the letter's files, beside its message.
const FILES: &str = "files";

/// What a source had sealed before it went into a letter.
pub(super) struct SealedFile {
    pub(super) part: LetterPart,
    pub(super) path: PathBuf,
    pub(super) sealed: Sealed,
}

/// A part of a letter that a source may seal by itself.
#[derive(Clone, Copy)]
pub(super) enum LetterPart {
    Message,
    /// The file of this index in the letter's list.
    File(usize),
}

/// Writes a letter to an empty folder in memory, its sealed files as they are. Tells `progress` how
/// many bytes more were written.
pub(super) fn write_letter<R: Read + Seek>(
    letter: &mut Letter<R>,
    from: &Path,
    folder: &Path,
    progress: &mut dyn FnMut(u64),
) -> Result<(Extracted, Vec<SealedFile>), OpenError> {
    let refused = |error| explain(error, from);
    let entries: Vec<FileEntry> = letter.files().to_vec();
    check_room(folder, entries.iter().map(|entry| entry.size).sum())?;
    let mut inside = Vec::new();
    let message = match letter.message().map_err(refused)? {
        Some(text) => {
            let path = folder.join(MESSAGE_TXT);
            let mut file = new_file(&path)?;
            file.write_all(text.as_bytes())
                .map_err(FileError::at(&path))?;
            let first = text.as_bytes().get(..RECOGNISED_BYTES);
            inside.extend(
                recognise(first.unwrap_or(text.as_bytes())).map(|sealed| SealedFile {
                    part: LetterPart::Message,
                    path: path.clone(),
                    sealed,
                }),
            );
            Some(path)
        }
        None => None,
    };
    let home = folder.join(FILES);
    files::make_dir(&home).map_err(FileError::at(&home))?;
    let mut files = Vec::with_capacity(entries.len());
    for (index, entry) in entries.into_iter().enumerate() {
        let path = home.join(entry.name.as_str());
        let mut output = RecognisingWriter {
            file: new_file(&path)?,
            first: Vec::with_capacity(RECOGNISED_BYTES),
            progress,
        };
        letter.copy_file(&entry, &mut output).map_err(refused)?;
        if let Some(sealed) = recognise(&output.first) {
            let path = path.clone();
            inside.push(SealedFile {
                part: LetterPart::File(index),
                path,
                sealed,
            });
        }
        files.push(OpenedFile {
            name: entry.name.as_str().to_owned(),
            size: entry.size,
            inner: None,
            path,
        });
    }
    letter.check_padding().map_err(refused)?;
    let written = Extracted {
        message,
        message_inner: None,
        files,
    };
    Ok((written, inside))
}

/// Creates a file that no other user can read. A file that exists is refused.
pub(super) fn new_file(path: &Path) -> Result<File, FileError> {
    files::create_new(path).map_err(FileError::at(path))
}

/// Refuses a letter that would not fit, before anything is written.
fn check_room(folder: &Path, needed: u64) -> Result<(), OpenError> {
    let free = free_room(folder)?;
    if needed <= free {
        Ok(())
    } else {
        Err(OpenError::NoRoom { needed, free })
    }
}

/// How many bytes are free on the folder's file system, which is in memory.
pub(super) fn free_room(folder: &Path) -> Result<u64, FileError> {
    let found = rustix::fs::statvfs(folder);
    let found = found.map_err(|error| FileError::at(folder)(error.into()))?;
    Ok(found.f_bavail.saturating_mul(found.f_frsize))
}

/// Sorts an error in a letter: a file that was cut is damaged, and any other fault was
/// made by the sender.
fn explain(error: LetterError, from: &Path) -> OpenError {
    match error {
        LetterError::Output(source) => FileError::at(from)(source).into(),
        LetterError::Archive(ArchiveError::Io(_)) => OpenError::Damaged(from.to_owned()),
        error @ (LetterError::Archive(_)
        | LetterError::Layout
        | LetterError::Manifest(_)
        | LetterError::Message
        | LetterError::Name(_)
        | LetterError::Padding) => OpenError::Letter {
            path: from.to_owned(),
            error,
        },
    }
}

/// Writes a file, and keeps its first bytes to recognise what it is.
struct RecognisingWriter<'a> {
    file: File,
    first: Vec<u8>,
    progress: &'a mut dyn FnMut(u64),
}

impl Write for RecognisingWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        let wanted = RECOGNISED_BYTES.saturating_sub(self.first.len());
        let first = bytes.get(..written.min(wanted)).unwrap_or_default();
        self.first.extend_from_slice(first);
        (self.progress)(written as u64);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

//! Files that everybody may read: written whole under another name, then put in place.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Write},
    path::Path,
};

use sha2::{Digest, Sha256};

use super::names::Sha256Hex;

const COPY_BYTES: usize = 65_536;

/// Writes a new file, durably; refuses one that is there.
///
/// # Errors
/// When the file is there or cannot be written.
pub fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Opens a regular file of at most `max_bytes`; a link, a pipe or a device is refused, so that no other file of this machine is read in its place.
///
/// # Errors
/// When it is not such a file or cannot be opened.
pub fn open_bounded(path: &Path, max_bytes: u64) -> io::Result<File> {
    let kind = fs::symlink_metadata(path)?;
    if !kind.is_file() {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "not a regular file",
        ));
    }
    if kind.len() > max_bytes {
        return Err(io::Error::new(
            io::ErrorKind::FileTooLarge,
            "larger than any that Sourdine publishes",
        ));
    }
    File::open(path)
}

/// Reads such a file whole.
///
/// # Errors
/// As [`open_bounded`].
pub fn read_bounded(path: &Path, max_bytes: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open_bounded(path, max_bytes)?
        .take(max_bytes)
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Copies, and says how many bytes and which.
///
/// # Errors
/// When reading or writing fails.
pub fn copy_hashed(from: &mut dyn Read, to: &mut dyn Write) -> io::Result<(u64, Sha256Hex)> {
    let mut hasher = Sha256::new();
    let mut size = 0;
    let mut piece = vec![0; COPY_BYTES];
    loop {
        let read = from.read(&mut piece)?;
        let Some(bytes) = piece.get(..read).filter(|bytes| !bytes.is_empty()) else {
            return Ok((size, Sha256Hex::from_digest(hasher.finalize().into())));
        };
        hasher.update(bytes);
        to.write_all(bytes)?;
        size += bytes.len() as u64;
    }
}

/// Makes a rename inside this folder survive a power cut.
///
/// # Errors
/// When the folder cannot be synchronised.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

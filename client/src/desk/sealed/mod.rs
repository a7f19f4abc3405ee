//! Sealed files, which only the editors of the roster can open.

pub(super) mod age_header;

use std::{
    fs::File,
    io::{self, BufReader, BufWriter, Read, Seek, Write},
    path::{Path, PathBuf},
};

use age::{DecryptError, Decryptor, Encryptor, Identity, Recipient};
use sourdine_l10n::Explain;
use sourdine_platform::files::{self, Times};
use sourdine_protocol::envelope::hybrid::HybridRecipient;
use zeroize::Zeroizing;

use super::FileError;

/// The extension of an age file's name, without the dot.
pub const AGE: &str = "age";

/// Why a sealed file was not opened or written.
#[derive(Debug, Explain, thiserror::Error)]
pub enum SealedError {
    /// The file is sealed to others, or its header was changed.
    #[explain("error-sealed-closed", path)]
    Closed(PathBuf),
    /// The file was cut or changed after its header.
    #[explain("error-sealed-damaged", path)]
    Damaged(PathBuf),
    /// The file is larger than any that this program writes.
    #[explain("error-sealed-large", path)]
    TooLarge(PathBuf),
    #[explain("error-sealed-recipients")]
    Recipients,
    #[explain(transparent)]
    File(#[from] FileError),
}

/// Seals what `from` gives into a file, and replaces the file atomically: after a power cut the old
/// or the new one is there, whole.
pub fn seal(
    path: &Path,
    recipients: &[HybridRecipient],
    from: &mut dyn Read,
) -> Result<(), SealedError> {
    let each = recipients
        .iter()
        .map(|recipient| recipient as &dyn Recipient);
    let encryptor = Encryptor::with_recipients(each).map_err(|_| SealedError::Recipients)?;
    let written = files::replace_atomically(path, Times::Kept, |file| {
        let mut writer = encryptor.wrap_output(BufWriter::new(file))?;
        io::copy(from, &mut writer)?;
        writer.finish()?.flush()
    });
    Ok(written.map_err(FileError::at(path))?)
}

/// Decrypts a sealed file into `to`. A file that holds more than `max_bytes` is refused.
pub fn open(
    path: &Path,
    identities: &[&dyn Identity],
    max_bytes: u64,
    to: &mut dyn Write,
) -> Result<(), SealedError> {
    decrypt(open_sealed(path)?, path, identities, max_bytes, to)
}

/// Decrypts the beginning of a sealed file: at most `bytes` of it.
pub fn peek(
    path: &Path,
    identities: &[&dyn Identity],
    bytes: u64,
) -> Result<Zeroizing<Vec<u8>>, SealedError> {
    let room = usize::try_from(bytes).unwrap_or(0) + 1;
    let mut beginning = Zeroizing::new(Vec::with_capacity(room));
    match decrypt(open_sealed(path)?, path, identities, bytes, &mut *beginning) {
        Ok(()) | Err(SealedError::TooLarge(_)) => Ok(beginning),
        Err(error) => Err(error),
    }
}

/// Opens a regular file only: in a shared folder a pipe could block, and a
/// link could lead elsewhere.
fn open_sealed(path: &Path) -> Result<File, FileError> {
    files::open_regular(path, u64::MAX).map_err(FileError::at(path))
}

fn decrypt(
    file: File,
    path: &Path,
    identities: &[&dyn Identity],
    max_bytes: u64,
    to: &mut dyn Write,
) -> Result<(), SealedError> {
    copy(decrypted(file, path, identities)?, path, max_bytes, to)
}

/// Opens the header of a sealed file.
fn decrypted(
    file: File,
    path: &Path,
    identities: &[&dyn Identity],
) -> Result<impl Read, SealedError> {
    let failed = FileError::at(path);
    let closed = |error: DecryptError| {
        if let DecryptError::Io(source) = error
            && source.kind() != io::ErrorKind::UnexpectedEof
        {
            failed(source).into()
        } else {
            SealedError::Closed(path.to_owned())
        }
    };
    if !age_header::ends_in_time(&file).map_err(failed)? {
        return Err(SealedError::Closed(path.to_owned()));
    }
    (&file).rewind().map_err(failed)?;
    let decryptor = Decryptor::new_buffered(BufReader::new(file)).map_err(closed)?;
    decryptor
        .decrypt(identities.iter().copied())
        .map_err(|_| SealedError::Closed(path.to_owned()))
}

fn copy(
    opened: impl Read,
    path: &Path,
    max_bytes: u64,
    to: &mut dyn Write,
) -> Result<(), SealedError> {
    let copied = io::copy(&mut opened.take(max_bytes + 1), to).map_err(|error| {
        let cut = [io::ErrorKind::InvalidData, io::ErrorKind::UnexpectedEof];
        if cut.contains(&error.kind()) {
            SealedError::Damaged(path.to_owned())
        } else {
            FileError::at(path)(error).into()
        }
    })?;
    if copied > max_bytes {
        Err(SealedError::TooLarge(path.to_owned()))
    } else {
        Ok(())
    }
}

/// Decrypts a sealed file into memory that is wiped.
pub fn open_bytes(
    path: &Path,
    identities: &[&dyn Identity],
    max_bytes: u64,
) -> Result<Zeroizing<Vec<u8>>, SealedError> {
    let file = open_sealed(path)?;
    let mut bytes = room_for(&file, path, max_bytes)?;
    decrypt(file, path, identities, max_bytes, &mut *bytes)?;
    Ok(bytes)
}

/// Decrypts a sealed file that begins with this title, and gives what follows it; none if the file
/// begins otherwise.
pub fn open_titled(
    path: &Path,
    identities: &[&dyn Identity],
    title: &str,
    max_bytes: u64,
) -> Result<Option<Zeroizing<Vec<u8>>>, SealedError> {
    let file = open_sealed(path)?;
    let mut bytes = room_for(&file, path, max_bytes)?;
    let mut opened = decrypted(file, path, identities)?;
    let title_bytes = title.len() as u64;
    copy(
        (&mut opened).take(title_bytes),
        path,
        title_bytes,
        &mut *bytes,
    )?;
    if *bytes != title.as_bytes() {
        return Ok(None);
    }
    bytes.clear();
    copy(opened, path, max_bytes, &mut *bytes)?;
    Ok(Some(bytes))
}

/// A buffer for the whole file: one that grows leaves unwiped copies behind.
fn room_for(file: &File, path: &Path, max_bytes: u64) -> Result<Zeroizing<Vec<u8>>, FileError> {
    let sealed_bytes = file.metadata().map_err(FileError::at(path))?.len();
    let room = usize::try_from(sealed_bytes.min(max_bytes)).unwrap_or(0);
    Ok(Zeroizing::new(Vec::with_capacity(room)))
}

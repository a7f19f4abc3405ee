//! Opens one layer that a source sealed before sending: an age file, an OpenPGP message, or an
//! envelope that the single-file page sealed.

use std::{
    fs::{self, File},
    io::{self, BufRead, BufReader, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
};

use age::{DecryptError, Decryptor, armor::ArmoredReader};
use sourdine_platform::files;
use sourdine_protocol::{
    envelope::Letter,
    envelope::recognise::{PlainArmour, RECOGNISED_BYTES, Sealed, is_binary, recognise},
    text::SafeName,
};

use super::{
    Keys, OpenError,
    contents::Inner,
    extract::{free_room, new_file},
};
use crate::desk::{
    FileError,
    openpgp::message::{MessageError, decrypt},
    scratch::wipe,
    sealed::age_header,
};

/// How many times larger than itself an OpenPGP message may become when it is decrypted.
const EXPANSION_MAX: u64 = 100;
/// The size up to which any OpenPGP message may expand, however small it is, in bytes.
const EXPANSION_FLOOR_BYTES: u64 = 16 * 1024 * 1024;
/// A sealed file may fill one part in this many of the free memory. The rest is for
/// the editor's other work.
const ROOM_SHARE: u64 = 2;
/// The first bytes of a ZIP archive.
const ZIP: &[u8] = b"PK\x03\x04";
/// Extensions that say how a file was sealed. They are taken off the name of what was in it.
const SEALED_ENDINGS: [&str; 4] = [".age", ".gpg", ".pgp", ".asc"];

/// What came of one sealed file.
pub(super) enum Unsealed {
    /// A file was in it, which may be sealed again.
    File {
        path: PathBuf,
        sealed: Option<Sealed>,
    },
    /// An envelope was in it, still to be extracted.
    Letter {
        path: PathBuf,
        letter: Box<Letter<BufReader<File>>>,
    },
    Refused(Inner),
}

enum UnsealFailure {
    Inner(Inner),
    File(FileError),
}

impl From<FileError> for UnsealFailure {
    fn from(error: FileError) -> Self {
        Self::File(error)
    }
}

/// Opens one layer of a sealed file, into a file beside it. Only a failure of this machine is an
/// error, so that one bad file does not spoil the rest of the letter.
pub(super) fn unseal(path: &Path, sealed: Sealed, keys: Keys<'_>) -> Result<Unsealed, OpenError> {
    let opened = beside(path);
    let result = decrypt_to(path, &opened, sealed, keys)
        .and_then(|file| Ok(recognise_opened(file, &opened)?));
    match result {
        Ok(unsealed) => Ok(unsealed),
        Err(failure) => {
            wipe(&opened).map_err(FileError::at(&opened))?;
            match failure {
                UnsealFailure::Inner(inner) => Ok(Unsealed::Refused(inner)),
                UnsealFailure::File(error) => Err(error.into()),
            }
        }
    }
}

fn decrypt_to(
    path: &Path,
    opened: &Path,
    sealed: Sealed,
    keys: Keys<'_>,
) -> Result<File, UnsealFailure> {
    let file = files::open_regular(path, u64::MAX).map_err(FileError::at(path))?;
    let size = file.metadata().map_err(FileError::at(path))?.len();
    // Each file may fill only a part of what is still free, so that all of them together leave
    // room.
    let room = free_room(opened.parent().unwrap_or(opened))? / ROOM_SHARE;
    let largest = size
        .saturating_mul(EXPANSION_MAX)
        .max(EXPANSION_FLOOR_BYTES)
        .min(room);
    if size > room && sealed == Sealed::Age {
        return Err(UnsealFailure::Inner(Inner::TooLarge));
    }
    let mut output = new_file(opened)?;
    match sealed {
        Sealed::Age => unseal_age(&file, path, opened, keys, &mut output)?,
        Sealed::Spoiled => return Err(UnsealFailure::Inner(Inner::Spoiled)),
        Sealed::OpenPgp => {
            let message = without_surroundings(&file).map_err(FileError::at(path))?;
            decrypt(message, keys.openpgp, largest, &mut output).map_err(|error| {
                UnsealFailure::Inner(match error {
                    MessageError::ForOthers => Inner::ForOthers,
                    MessageError::Passphrase => Inner::Passphrase,
                    MessageError::Unprotected => Inner::Unprotected,
                    MessageError::UnsafeCipher => Inner::UnsafeCipher,
                    MessageError::Compression => Inner::Compression,
                    MessageError::Format => Inner::Format,
                    MessageError::Damaged => Inner::Damaged,
                    MessageError::TooLarge(_) => Inner::TooLarge,
                    MessageError::Io(source) => return FileError::at(opened)(source).into(),
                })
            })?;
        }
    }
    output
        .seek(SeekFrom::Start(0))
        .map_err(FileError::at(opened))?;
    Ok(output)
}

/// Decrypts an age file. It needs no limit on expansion, since age does not compress: the content
/// is smaller than the file.
fn unseal_age(
    file: &File,
    path: &Path,
    opened: &Path,
    keys: Keys<'_>,
    output: &mut File,
) -> Result<(), UnsealFailure> {
    let damaged = || UnsealFailure::Inner(Inner::Damaged);
    let armoured = || {
        let plain = without_surroundings(file).map_err(FileError::at(path))?;
        Ok::<_, FileError>(ArmoredReader::new(BufReader::new(plain)))
    };
    // What cannot be read as armour does not open below either.
    if !age_header::ends_in_time(armoured()?).unwrap_or(false) {
        return Err(damaged());
    }
    let decryptor = Decryptor::new_buffered(armoured()?);
    let decryptor = decryptor.map_err(|_| damaged())?;
    if decryptor.is_scrypt() {
        return Err(UnsealFailure::Inner(Inner::Passphrase));
    }
    let key: &dyn age::Identity = keys.identity;
    let plain = decryptor.decrypt(std::iter::once(key));
    let mut plain = plain.map_err(|error| {
        if matches!(error, DecryptError::NoMatchingKeys) {
            UnsealFailure::Inner(Inner::ForOthers)
        } else {
            damaged()
        }
    })?;
    io::copy(&mut plain, output).map(drop).map_err(|error| {
        let cut = [io::ErrorKind::InvalidData, io::ErrorKind::UnexpectedEof];
        if cut.contains(&error.kind()) {
            damaged()
        } else {
            FileError::at(opened)(error).into()
        }
    })
}

/// A sealed file from its beginning; of a text, the armour alone.
fn without_surroundings(mut file: &File) -> io::Result<Box<dyn Read + Send + Sync + '_>> {
    file.rewind()?;
    let mut reader = BufReader::with_capacity(RECOGNISED_BYTES, file);
    Ok(if is_binary(reader.fill_buf()?) {
        Box::new(reader)
    } else {
        Box::new(PlainArmour::new(reader)?)
    })
}

/// Recognises what was in a layer: an envelope, or a file that may be sealed again.
fn recognise_opened(mut file: File, opened: &Path) -> Result<Unsealed, FileError> {
    let mut first = Vec::with_capacity(RECOGNISED_BYTES);
    let mut beginning = (&mut file).take(RECOGNISED_BYTES as u64);
    beginning
        .read_to_end(&mut first)
        .map_err(FileError::at(opened))?;
    let path = opened.to_owned();
    if first.starts_with(ZIP)
        && let Ok(letter) = Letter::read(BufReader::new(file))
    {
        let letter = Box::new(letter);
        return Ok(Unsealed::Letter { path, letter });
    }
    let sealed = recognise(&first);
    Ok(Unsealed::File { path, sealed })
}

/// The path beside a sealed file for what is in it. Its name has no extension that says how the
/// file was sealed, and is not taken.
fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let stem = SEALED_ENDINGS
        .iter()
        .find_map(|ending| name.strip_suffix(ending))
        .unwrap_or(&name);
    free_name(path, SafeName::mend(&format!("opened-{stem}")).as_str())
}

/// A path beside a file that is not taken: with this name, or with a number before it.
pub(super) fn free_name(path: &Path, stem: &str) -> PathBuf {
    let taken = |name: &String| fs::symlink_metadata(path.with_file_name(name)).is_ok();
    let mut name = stem.to_owned();
    let mut number = 2_u32;
    while taken(&name) {
        name = format!("{number}-{stem}");
        number += 1;
    }
    path.with_file_name(name)
}

//! What a source sealed before it sent it: an age file, an OpenPGP message, an envelope that the single-file page sealed; or several of these, one in another.

use std::{
    fs::{self, File},
    io::{self, BufReader, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
};

use age::{DecryptError, Decryptor, armor::ArmoredReader};
use serde::Serialize;
use sourdine_platform::files;
use sourdine_protocol::{
    envelope::Letter,
    envelope::recognise::{RECOGNISED_BYTES, Sealed, recognise},
    text::SafeName,
};

use super::{
    Keys, OpenError,
    extract::{Extracted, extract_layer, free_room, new_file},
    io_at,
};
use crate::desk::{
    openpgp::message::{MessageError, decrypt},
    scratch::wipe,
    sealed::age_header,
};

/// Layers that are opened, one in another: an envelope sealed offline, in which a source put what it had sealed before, and one more.
const LAYERS_MAX: usize = 4;
/// How much larger than itself a message may become.
const EXPANSION_MAX: u64 = 100;
/// A small message may expand to so much whatever its size, in bytes.
const EXPANSION_FLOOR_BYTES: u64 = 16 * 1024 * 1024;
/// Of the memory that is free, the part that what is sealed inside may fill: the rest is for the editor's other work.
const ROOM_SHARE: u64 = 2;
/// What ZIP archives begin with.
const ZIP: &[u8] = b"PK\x03\x04";
/// Endings of names that say how a file was sealed.
const SEALED_ENDINGS: [&str; 4] = [".age", ".gpg", ".pgp", ".asc"];

/// What came of a file that the source had sealed before.
#[derive(Debug, Serialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum Inner {
    /// A file was in it.
    File {
        /// Where it is.
        path: PathBuf,
        /// What came of it, where it was sealed again.
        #[serde(skip_serializing_if = "Option::is_none")]
        inner: Option<Box<Self>>,
    },
    /// An envelope was in it.
    Letter {
        /// Where its contents are.
        folder: PathBuf,
        /// What they are.
        letter: Extracted,
    },
    /// It is sealed to somebody else.
    ForOthers,
    /// It is under a passphrase, which the source may tell.
    Passphrase,
    /// It is damaged.
    Damaged,
    /// It would fill the memory.
    TooLarge,
    /// It is one layer more than is opened.
    TooDeep,
}

enum UnsealFailure {
    Inner(Inner),
    Open(OpenError),
}

impl From<OpenError> for UnsealFailure {
    fn from(error: OpenError) -> Self {
        Self::Open(error)
    }
}

/// Opens a sealed file beside itself. Only what concerns this machine is an error: the rest of the letter does not suffer from one bad file.
pub(super) fn open(
    path: &Path,
    sealed: Sealed,
    keys: Keys<'_>,
    layer: usize,
) -> Result<Inner, OpenError> {
    if layer >= LAYERS_MAX {
        return Ok(Inner::TooDeep);
    }
    let opened = beside(path);
    let result = unseal(path, &opened, sealed, keys).and_then(|mut file| {
        recognise_opened(&mut file, &opened, keys, layer).map_err(UnsealFailure::Open)
    });
    match result {
        Ok(inner) => Ok(inner),
        Err(refused) => {
            wipe(&opened).map_err(io_at(&opened))?;
            match refused {
                UnsealFailure::Inner(inner) => Ok(inner),
                UnsealFailure::Open(error) => Err(error),
            }
        }
    }
}

fn unseal(
    path: &Path,
    opened: &Path,
    sealed: Sealed,
    keys: Keys<'_>,
) -> Result<File, UnsealFailure> {
    let file = files::open_regular(path, u64::MAX).map_err(io_at(path))?;
    let size = file.metadata().map_err(io_at(path))?.len();
    // However many files expand, together they leave room.
    let room = free_room(opened.parent().unwrap_or(opened))? / ROOM_SHARE;
    let largest = size
        .saturating_mul(EXPANSION_MAX)
        .max(EXPANSION_FLOOR_BYTES)
        .min(room);
    if size > room && matches!(sealed, Sealed::Age) {
        return Err(UnsealFailure::Inner(Inner::TooLarge));
    }
    let mut output = new_file(opened)?;
    match sealed {
        Sealed::Age => unseal_age(file, opened, keys, &mut output)?,
        Sealed::OpenPgp => {
            decrypt(file, keys.openpgp, largest, &mut output).map_err(|error| match error {
                MessageError::ForOthers => UnsealFailure::Inner(Inner::ForOthers),
                MessageError::Damaged => UnsealFailure::Inner(Inner::Damaged),
                MessageError::TooLarge(_) => UnsealFailure::Inner(Inner::TooLarge),
                MessageError::Io(source) => UnsealFailure::Open(io_at(opened)(source)),
            })?;
        }
    }
    output.seek(SeekFrom::Start(0)).map_err(io_at(opened))?;
    Ok(output)
}

/// age neither compresses nor expands: what comes out is smaller than what went in.
fn unseal_age(
    file: File,
    opened: &Path,
    keys: Keys<'_>,
    output: &mut File,
) -> Result<(), UnsealFailure> {
    let damaged = || UnsealFailure::Inner(Inner::Damaged);
    // What cannot be read as armour does not open below either.
    if !age_header::ends_in_time(ArmoredReader::new(BufReader::new(&file))).unwrap_or(false) {
        return Err(damaged());
    }
    (&file).rewind().map_err(io_at(opened))?;
    let decryptor = Decryptor::new_buffered(ArmoredReader::new(BufReader::new(file)));
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
            UnsealFailure::Open(io_at(opened)(error))
        }
    })
}

/// What came out: an envelope, something sealed again, or a plain file.
fn recognise_opened(
    file: &mut File,
    opened: &Path,
    keys: Keys<'_>,
    layer: usize,
) -> Result<Inner, OpenError> {
    let failed = io_at(opened);
    let mut first = Vec::with_capacity(RECOGNISED_BYTES);
    let mut beginning = file.take(RECOGNISED_BYTES as u64);
    beginning.read_to_end(&mut first).map_err(&failed)?;
    if first.starts_with(ZIP)
        && let Ok(mut letter) = Letter::read(BufReader::new(&mut *file))
    {
        let name = opened.file_name().unwrap_or_default().to_string_lossy();
        let folder = free(opened, &format!("{name}.letter"));
        files::make_dir(&folder).map_err(io_at(&folder))?;
        let letter = extract_layer(&mut letter, opened, &folder, keys, layer + 1, &mut |_| {})?;
        wipe(opened).map_err(&failed)?;
        return Ok(Inner::Letter { folder, letter });
    }
    let sealed = recognise(&first);
    let inner = sealed.map(|sealed| open(opened, sealed, keys, layer + 1));
    Ok(Inner::File {
        path: opened.to_owned(),
        inner: inner.transpose()?.map(Box::new),
    })
}

/// A name beside a sealed file for what was in it: without the ending that says how it was sealed, and not one that is taken.
fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let stem = SEALED_ENDINGS
        .iter()
        .find_map(|ending| name.strip_suffix(ending))
        .unwrap_or(&name);
    free(path, SafeName::mend(&format!("opened-{stem}")).as_str())
}

/// A name that is not taken beside a file: this one, or this one with a number before it.
fn free(path: &Path, stem: &str) -> PathBuf {
    let taken = |name: &String| fs::symlink_metadata(path.with_file_name(name)).is_ok();
    let mut name = stem.to_owned();
    let mut number = 2_u32;
    while taken(&name) {
        name = format!("{number}-{stem}");
        number += 1;
    }
    path.with_file_name(name)
}

//! Opening what a source sent: the envelope, and whatever the source had sealed before.
//!
//! [`open`] decrypts an envelope as far as its table of contents; [`extract`] writes what is in it to a folder in memory, and opens the
//! [layers](layers) inside that are for this editor. Everything in an envelope is hostile: names are checked by the protocol's reader, sizes are compared
//! with what there is room for, and what a program would run is never run.

mod contents;
mod extract;
mod layers;
mod unseal;

use std::{
    fs::File,
    io::{self, BufReader, Seek},
    path::{Path, PathBuf},
};

use age::{DecryptError, Decryptor, stream::StreamReader};
use sourdine_l10n::Explain;
use sourdine_platform::files;
use sourdine_protocol::{
    envelope::hybrid::HybridIdentity,
    envelope::{EnvelopeHash, Letter, LetterError},
};

pub use contents::{Extracted, Inner, OpenedFile};
pub use layers::extract;

use super::{openpgp::EditorKey, sealed::age_header};

/// How much of a sealed file is read at once, in bytes: a chunk of age's with its tag.
const READ_BYTES: usize = 65_552;

/// Why an envelope was not opened. What is in it is never repeated.
#[derive(Debug, Explain, thiserror::Error)]
pub enum OpenError {
    /// Sealed to others.
    #[explain("error-open-for-others", path)]
    ForOthers(PathBuf),
    /// Not an age file, cut or changed.
    #[explain("error-open-damaged", path)]
    Damaged(PathBuf),
    /// What opened is no envelope.
    #[explain(key = letter_key(error), reason = error)]
    Letter {
        /// Which.
        path: PathBuf,
        /// Why.
        error: LetterError,
    },
    /// Not enough memory.
    #[explain("error-open-no-room")]
    NoRoom {
        /// Bytes that it takes.
        needed: u64,
        /// Bytes that there are.
        free: u64,
    },
    /// Reading or writing failed.
    #[explain("error-file")]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// What is wrong with a letter, in words that repeat nothing of it.
const fn letter_key(error: &LetterError) -> &'static str {
    match error {
        LetterError::Archive(_) => "error-letter-archive",
        LetterError::Manifest(_) => "error-letter-manifest",
        LetterError::Name(_) => "error-letter-name",
        LetterError::Layout => "error-letter-layout",
        LetterError::Message => "error-letter-message",
        LetterError::Padding => "error-letter-padding",
        LetterError::Output(_) => "error-file",
    }
}

/// What an editor opens with.
#[derive(Clone, Copy)]
pub struct Keys<'a> {
    /// Envelopes, and age files.
    pub identity: &'a HybridIdentity,
    /// OpenPGP messages.
    pub openpgp: &'a EditorKey,
}

/// An envelope whose table of contents was read.
pub type OpenLetter = Letter<StreamReader<BufReader<File>>>;

fn io_at(path: &Path) -> impl Fn(io::Error) -> OpenError + '_ {
    |source| OpenError::Io {
        path: path.to_owned(),
        source,
    }
}

/// Opens an envelope as far as its table of contents.
///
/// # Errors
/// It is for others, damaged, or no envelope.
pub fn open(path: &Path, identity: &HybridIdentity) -> Result<OpenLetter, OpenError> {
    let file = files::open_regular(path, u64::MAX).map_err(io_at(path))?;
    let failed = |error: DecryptError| match error {
        DecryptError::Io(source) if source.kind() != io::ErrorKind::UnexpectedEof => {
            io_at(path)(source)
        }
        DecryptError::NoMatchingKeys => OpenError::ForOthers(path.to_owned()),
        DecryptError::Io(_)
        | DecryptError::DecryptionFailed
        | DecryptError::ExcessiveWork { .. }
        | DecryptError::InvalidHeader
        | DecryptError::InvalidMac
        | DecryptError::KeyDecryptionFailed
        | DecryptError::UnknownFormat => OpenError::Damaged(path.to_owned()),
    };
    if !age_header::ends_in_time(&file).map_err(io_at(path))? {
        return Err(OpenError::Damaged(path.to_owned()));
    }
    (&file).rewind().map_err(io_at(path))?;
    let decryptor = Decryptor::new_buffered(BufReader::with_capacity(READ_BYTES, file));
    let key: &dyn age::Identity = identity;
    let plain = decryptor
        .and_then(|decryptor| decryptor.decrypt(std::iter::once(key)))
        .map_err(failed)?;
    Letter::read(plain).map_err(|error| OpenError::Letter {
        path: path.to_owned(),
        error,
    })
}

/// The hash of an envelope as it lies in the inbox, by which the server knows it.
///
/// # Errors
/// It cannot be read.
pub fn hash(path: &Path) -> Result<EnvelopeHash, OpenError> {
    let hash = files::open_regular(path, u64::MAX).and_then(EnvelopeHash::of_reader);
    hash.map_err(io_at(path))
}

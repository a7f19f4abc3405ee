//! Letters: opening what a source sent, which is the envelope and whatever was sealed inside it.
//!
//! [`open`] decrypts an envelope as far as its table of contents. [`extract`] writes what is in it
//! to a folder in memory, and opens the [layers](layers) inside that are for this editor.
//! Everything in an envelope is hostile: the protocol's reader checks names, sizes are compared
//! with the free memory, and no content is ever run.

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

use super::{FileError, openpgp::EditorKey, sealed::age_header};

/// How much of a sealed file is read at once, in bytes: one chunk of age's with its tag.
const READ_BYTES: usize = 65_552;

/// Why an envelope was not opened. An error never repeats what is in the envelope.
#[derive(Debug, Explain, thiserror::Error)]
pub enum OpenError {
    #[explain("error-open-for-others", path)]
    ForOthers(PathBuf),
    /// The file is no age file, or was cut or changed.
    #[explain("error-open-damaged", path)]
    Damaged(PathBuf),
    /// The file opened, but its content is no envelope.
    #[explain(key = letter_key(error), reason = error)]
    Letter {
        /// The file or folder that the error is about.
        path: PathBuf,
        error: LetterError,
    },
    /// The contents do not fit into the free memory.
    #[explain("error-open-no-room")]
    NoRoom { needed: u64, free: u64 },
    #[explain(transparent)]
    File(#[from] FileError),
}

/// The key of the text that says what is wrong with a letter and repeats nothing of it.
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

/// The keys with which an editor opens letters.
#[derive(Clone, Copy)]
pub struct Keys<'a> {
    /// Opens envelopes and age files.
    pub identity: &'a HybridIdentity,
    /// Opens OpenPGP messages to this editor.
    pub openpgp: &'a EditorKey,
}

/// An envelope that is open as far as its table of contents.
pub type OpenLetter = Letter<StreamReader<BufReader<File>>>;

/// Opens an envelope as far as its table of contents.
pub fn open(path: &Path, identity: &HybridIdentity) -> Result<OpenLetter, OpenError> {
    let file = files::open_regular(path, u64::MAX).map_err(FileError::at(path))?;
    let failed = |error: DecryptError| match error {
        DecryptError::Io(source) if source.kind() != io::ErrorKind::UnexpectedEof => {
            FileError::at(path)(source).into()
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
    if !age_header::ends_in_time(&file).map_err(FileError::at(path))? {
        return Err(OpenError::Damaged(path.to_owned()));
    }
    (&file).rewind().map_err(FileError::at(path))?;
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

/// The hash of an envelope's sealed file, by which the server knows it.
pub fn hash(path: &Path) -> Result<EnvelopeHash, OpenError> {
    let hash = files::open_regular(path, u64::MAX).and_then(EnvelopeHash::of_reader);
    Ok(hash.map_err(FileError::at(path))?)
}

//! Why a document was not cleaned.

use std::{io, path::PathBuf};

use crate::{courier::EnvelopeId, l10n::Explain};

/// Why a file was not cleaned, besides what is in it.
#[derive(Debug, Explain, thiserror::Error)]
pub enum CleanFileError {
    #[explain("error-read")]
    Unreadable { path: PathBuf, source: io::Error },
    #[explain("error-letter-other-case", letter)]
    OtherCase(EnvelopeId),
    /// No letter of the case has a file.
    #[explain("error-clean-nothing")]
    Nothing,
    #[explain("error-clean-some")]
    Some { refused: usize, all: usize },
}

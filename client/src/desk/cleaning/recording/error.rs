//! Why a recording is not written anew.

use sourdine_l10n::Explain;
use sourdine_observatory::folder::DOCUMENT_MAX_BYTES;

use crate::desk::cleaning::sandbox::SandboxError;

/// Why a recording is not written anew.
#[derive(Debug, Explain, thiserror::Error)]
pub enum RecordingError {
    #[explain(transparent)]
    Sandbox(#[from] SandboxError),
    /// ffmpeg cannot decode it, for this reason.
    #[explain("error-recording-unreadable", said)]
    Unreadable { said: String },
    /// So much of its end cannot be decoded.
    #[explain("error-recording-short", seconds)]
    Short { seconds: u64 },
    #[explain("error-recording-empty")]
    Empty,
    /// There is a choice that only a person can make.
    #[explain("error-recording-tracks", pictures, sounds)]
    Tracks { pictures: usize, sounds: usize },
    #[explain("error-recording-heavy", most = DOCUMENT_MAX_BYTES >> 20)]
    TooHeavy,
}

//! Why nothing was redacted.

use sourdine_l10n::Explain;

use crate::desk::cleaning::{pixels::PixelError, sandbox::SandboxError};

/// Why nothing was redacted.
#[derive(Debug, Explain, thiserror::Error)]
pub enum RedactionError {
    #[explain(transparent)]
    Sandbox(#[from] SandboxError),
    #[explain(transparent)]
    Pixels(#[from] PixelError),
    /// Neither boxes nor texts were given.
    #[explain("error-redact-nothing")]
    Nothing,
    /// A text that has no letter and no digit cannot be looked for.
    #[explain("error-redact-no-letters", text)]
    NoLetters { text: String },
    #[explain("error-redact-no-page", page, count)]
    NoSuchPage { page: u32, count: u32 },
    /// These were found nowhere.
    #[explain("error-redact-not-found", texts)]
    NotFound { texts: String },
    /// The document's own text has it more often on a page than it was read in the pixels.
    #[explain("error-redact-not-seen", page, text, said, seen)]
    NotSeen {
        page: u32,
        text: String,
        said: usize,
        seen: usize,
    },
    #[explain("error-redact-not-read", page)]
    NotRead { page: u32 },
    /// The document's own text cannot be read.
    #[explain("error-redact-not-extracted")]
    NotExtracted,
    /// It can still be read in the copy.
    #[explain("error-redact-still-there", page, text)]
    StillThere { page: u32, text: String },
    #[explain("error-redact-not-covered", page)]
    NotCovered { page: u32 },
    #[explain("error-redact-no-box-on-text")]
    BoxOnText,
    #[explain("error-redact-recording")]
    Recording,
}

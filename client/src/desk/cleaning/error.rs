//! Why there is no clean copy.

use std::io;

use sourdine_decoder::members::stream::{MEMBERS_MAX, TOTAL_MAX_BYTES};
use sourdine_l10n::Explain;
use sourdine_observatory::folder::DOCUMENT_MAX_BYTES;

use super::{
    pixels::PixelError, recording::RecordingError, redaction::RedactionError,
    sandbox::SandboxError, text::TextError,
};

/// Why a document was not cleaned, or a copy is not accepted as clean.
#[derive(Debug, Explain, thiserror::Error)]
pub enum CleanError {
    #[explain(transparent)]
    Sandbox(#[from] SandboxError),
    #[explain(transparent)]
    Text(#[from] TextError),
    #[explain(transparent)]
    Pixels(#[from] PixelError),
    #[explain(transparent)]
    Recording(#[from] RecordingError),
    #[explain(transparent)]
    Redaction(#[from] RedactionError),
    /// A second reader finds the PDF damaged.
    #[explain("error-clean-damaged", said)]
    Damaged {
        /// What it said of it, made safe to show.
        said: String,
    },
    /// LibreOffice could not open it.
    #[explain("error-clean-not-opened")]
    NotOpened,
    /// Two readers count different numbers of pages.
    #[explain("error-clean-pages", one, other)]
    PageCounts { one: u32, other: u32 },
    /// It is an archive: what is in it is cleaned, not itself.
    #[explain("error-clean-archive")]
    Archive,
    #[explain("error-clean-members-none")]
    NoMembers,
    #[explain("error-clean-members-many", most = MEMBERS_MAX)]
    TooManyMembers,
    /// Archives in archives have more than may be taken out of all together.
    #[explain("error-clean-members-room", documents = MEMBERS_MAX, most = TOTAL_MAX_BYTES >> 20)]
    NoRoom,
    /// A document in an archive asks for a password.
    #[explain("error-clean-member-locked")]
    MemberLocked,
    #[explain("error-clean-member-damaged")]
    MemberDamaged,
    /// The decoder cannot tell which cells of the sheet are seen.
    #[explain("error-clean-cells")]
    CellsUnclear,
    #[explain("error-clean-empty")]
    Empty,
    #[explain("error-redact-no-page", page, count)]
    NoSuchPage { page: u32, count: u32 },
    /// The file is of no kind that can be cleaned.
    #[explain("error-clean-kind")]
    UnknownKind,
    /// The file is larger than a published document may be.
    #[explain("error-clean-large", most = DOCUMENT_MAX_BYTES >> 20)]
    TooLarge,
    /// A tool that looked again finds this in the cleaned file.
    #[explain("error-clean-left", what)]
    Left(String),
    /// There is something in the copy that we do not write.
    #[explain("error-clean-not-rewritten")]
    NotRewritten,
    /// The file's hash is not that of the copy that was cleaned.
    #[explain("error-clean-altered")]
    Altered,
    #[explain(transparent)]
    Io(#[from] io::Error),
}

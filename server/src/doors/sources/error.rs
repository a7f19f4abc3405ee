//! All that the sources' door ever refuses with: a closed list (docs/protocol.md 3.2).

use http::StatusCode;
use strum::VariantArray;

use super::pages::table::PageId;
use crate::intake::error::IntakeError;

/// Every error inside becomes one of these, and the source is told nothing else.
///
/// A new refusal also takes, in this folder: the matches below; a row of `pages/table.rs`;
/// `drained_bytes` of `uploads.rs`; a word in `response.rs` and `manifest/exchange.rs` on whether
/// the connection closes; and, which no compiler asks for, the lists of `manifest/scenarios.rs` and
/// `manifest/visits.rs` of what an honest server may answer instead. In `server/`: three texts in
/// `locales/en.ftl` and `locales/fr.ftl`; `templates/refusal.html` where the way on is in another
/// tab; `page/src/upload.ts` where the script acts on its status; `tests/doors/refusals.rs`. And
/// docs/protocol.md 3.2. What is wrong with a form or an upload is found in `src/intake/` first, as
/// a variant of `src/intake/error.rs`.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, VariantArray)]
pub enum Refusal {
    /// The request is not one that the page sends.
    Malformed,
    /// No such page or upload.
    NotFound,
    /// The sender fell silent.
    TooSlow,
    /// More than the desk takes.
    TooLarge,
    /// A form with nothing written and nothing attached.
    Empty,
    /// A form with a longer message than any reader takes.
    MessageTooLong,
    /// A form with more files than one envelope holds.
    TooManyFiles,
    /// Too busy for now, not open yet, or broken inside.
    Unavailable,
    /// No free slot in the vault.
    Full,
}

impl Refusal {
    pub const ALL: &[Self] = Self::VARIANTS;

    /// The status, which is all that the script looks at. It sends no forms, so that the refusals
    /// of forms may share one.
    #[must_use]
    pub const fn status(self) -> StatusCode {
        match self {
            Self::Malformed => StatusCode::BAD_REQUEST,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::TooLarge | Self::MessageTooLong | Self::TooManyFiles => {
                StatusCode::PAYLOAD_TOO_LARGE
            }
            Self::Empty => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Full => StatusCode::INSUFFICIENT_STORAGE,
        }
    }

    /// The page that says so; its name is the refusal's name in the manifest.
    #[must_use]
    pub const fn page(self) -> PageId {
        match self {
            Self::Malformed => PageId::Malformed,
            Self::NotFound => PageId::NotFound,
            Self::TooSlow => PageId::TooSlow,
            Self::TooLarge => PageId::TooLarge,
            Self::Empty => PageId::Empty,
            Self::MessageTooLong => PageId::MessageTooLong,
            Self::TooManyFiles => PageId::TooManyFiles,
            Self::Unavailable => PageId::Unavailable,
            Self::Full => PageId::Full,
        }
    }
}

impl From<IntakeError> for Refusal {
    fn from(error: IntakeError) -> Self {
        match error {
            IntakeError::Malformed => Self::Malformed,
            IntakeError::UnknownUpload => Self::NotFound,
            IntakeError::TooSlow => Self::TooSlow,
            IntakeError::TooLarge => Self::TooLarge,
            IntakeError::Empty => Self::Empty,
            IntakeError::MessageTooLong => Self::MessageTooLong,
            IntakeError::TooManyFiles => Self::TooManyFiles,
            IntakeError::VaultFull => Self::Full,
            IntakeError::Busy
            | IntakeError::Evicted
            | IntakeError::Superseded
            | IntakeError::VaultNotOpen
            | IntakeError::Failed => Self::Unavailable,
        }
    }
}

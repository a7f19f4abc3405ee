//! All that the sources' door ever refuses with: a closed list (docs/protocol.md 3.2).

use http::StatusCode;

use super::pages::table::PageId;

/// Why a request was refused. Whatever went wrong inside is mapped to one of these, and nothing else is told.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Refusal {
    /// Not what the page sends.
    Malformed,
    /// No such page or upload.
    NotFound,
    /// The source's side fell silent.
    TooSlow,
    /// More than the desk takes.
    TooLarge,
    /// Too busy, or broken inside.
    Unavailable,
    /// No free slot in the vault.
    Full,
}

impl Refusal {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Malformed,
        Self::NotFound,
        Self::TooSlow,
        Self::TooLarge,
        Self::Unavailable,
        Self::Full,
    ];

    /// The status, which is all that the script looks at.
    #[must_use]
    pub const fn status(self) -> StatusCode {
        match self {
            Self::Malformed => StatusCode::BAD_REQUEST,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
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
            Self::Unavailable => PageId::Unavailable,
            Self::Full => PageId::Full,
        }
    }
}

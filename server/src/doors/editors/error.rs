//! All that the editors' door ever refuses with: a closed list (docs/protocol.md 5). A refusal is
//! its status, without a body.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use sourdine_l10n as l10n;
use strum::VariantArray;

use crate::vault::VaultError;

#[derive(Clone, Copy, Debug, Eq, PartialEq, VariantArray)]
pub enum Refusal {
    /// The body is not what the request takes.
    Malformed,
    /// No token, or one that is not known.
    Unauthorized,
    /// A courier asks for what leads to a deletion.
    Forbidden,
    /// No such path or envelope.
    NotFound,
    /// The envelope has another hash.
    OtherHash,
    /// The vault is sealed: an editor has to unlock it first.
    Sealed,
    /// None of the master keys opens the vault.
    WrongMaster,
    /// The body is too long.
    TooLarge,
    /// The vault is not open yet, or broken.
    Unavailable,
}

impl Refusal {
    pub const ALL: &[Self] = Self::VARIANTS;

    #[must_use]
    pub const fn status(self) -> StatusCode {
        match self {
            Self::Malformed => StatusCode::BAD_REQUEST,
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::OtherHash => StatusCode::CONFLICT,
            Self::Sealed => StatusCode::LOCKED,
            Self::WrongMaster => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<&VaultError> for Refusal {
    /// The operator is told more.
    fn from(error: &VaultError) -> Self {
        if matches!(error, VaultError::Unknown) {
            return Self::NotFound;
        }
        if matches!(error, VaultError::OtherHash) {
            return Self::OtherHash;
        }
        // A vault that is not open yet is no trouble.
        if !matches!(error, VaultError::NotOpen) {
            l10n::warn_deferred(error);
        }
        Self::Unavailable
    }
}

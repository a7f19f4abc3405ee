//! What a request's path names. Where it names nothing, the answer is *not found*.

use std::str::FromStr;

use axum::{extract::FromRequestParts, http::request::Parts};
use sourdine_protocol::text::Language;

use super::{super::own::path_value, error::Refusal, response::ErrorResponse};

/// The language in a path.
pub(super) struct AskedLanguage(pub(super) Language);

/// The name of an upload in a path, known or not.
pub(super) struct UploadName(pub(super) String);

impl<S: Send + Sync> FromRequestParts<S> for AskedLanguage {
    type Rejection = ErrorResponse;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ErrorResponse> {
        named(parts, state).await.map(Self)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for UploadName {
    type Rejection = ErrorResponse;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ErrorResponse> {
        named(parts, state).await.map(Self)
    }
}

async fn named<T: FromStr, S: Send + Sync>(
    parts: &mut Parts,
    state: &S,
) -> Result<T, ErrorResponse> {
    let value = path_value(parts, state).await;
    let named = value.and_then(|value| value.parse().ok());
    named.ok_or_else(|| Refusal::NotFound.into())
}

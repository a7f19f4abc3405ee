//! What a request carries, read so that each fault is a [`Refusal`].

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Request},
    http::{StatusCode, request::Parts},
    response::IntoResponse,
};
use sourdine_protocol::{
    envelope::EnvelopeHash,
    wire::{EnvelopeId, HashBody},
};

use super::{super::own::path_value, error::Refusal};

/// The envelope in a path.
pub(super) struct AskedEnvelope(pub(super) EnvelopeId);

/// The envelope that an editor votes on, in the path, and its hash, in the body.
pub(super) struct Vote {
    pub(super) id: EnvelopeId,
    pub(super) hash: EnvelopeHash,
}

impl<S: Send + Sync> FromRequestParts<S> for AskedEnvelope {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let value = path_value(parts, state).await.ok_or(Refusal::NotFound)?;
        let id = value.parse().map_err(|_| Refusal::NotFound)?;
        Ok(Self(id))
    }
}

impl<S: Send + Sync> FromRequest<S> for Vote {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let (mut parts, body) = request.into_parts();
        let AskedEnvelope(id) = AskedEnvelope::from_request_parts(&mut parts, state).await?;
        let request = Request::from_parts(parts, body);
        let body = Bytes::from_request(request, state).await;
        let body = body.map_err(|rejection| match rejection.into_response().status() {
            StatusCode::PAYLOAD_TOO_LARGE => Refusal::TooLarge,
            _ => Refusal::Malformed,
        })?;
        let body: HashBody = serde_json::from_slice(&body).map_err(|_| Refusal::Malformed)?;
        Ok(Self {
            id,
            hash: body.hash,
        })
    }
}

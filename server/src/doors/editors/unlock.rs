//! A sealed server: its file `unlock` for an editor, and the master key that the editor found in
//! it.

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::{FromRequest, Request, State},
    http::{StatusCode, header::CONTENT_TYPE},
    middleware::Next,
    response::{IntoResponse, Response},
};
use sourdine_protocol::{
    unlock::{AREAS, MASTER_BYTES},
    wire::UNLOCK_PATH,
};
use tokio::task::spawn_blocking;

use super::{super::own::Own, door::Door, error::Refusal};
use crate::{
    platform::memory,
    vault::{MasterKey, VaultError},
};

const BINARY: &str = "application/octet-stream";

/// The master keys in a body: as many as the file has areas, at most.
pub(super) struct Masters(Vec<MasterKey>);

impl<S: Send + Sync> FromRequest<S> for Masters {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let body = Bytes::from_request(request, state).await;
        let body = body.map_err(|rejection| match rejection.into_response().status() {
            StatusCode::PAYLOAD_TOO_LARGE => Refusal::TooLarge,
            _ => Refusal::Malformed,
        })?;
        let (keys, rest) = body.as_chunks::<MASTER_BYTES>();
        if !rest.is_empty() || !(1..=AREAS).contains(&keys.len()) {
            return Err(Refusal::Malformed);
        }
        Ok(Self(keys.iter().map(MasterKey::from_bytes).collect()))
    }
}

pub(super) async fn file(State(door): Door) -> Result<Own, Refusal> {
    let sealed = door.sealed().map(Arc::clone).ok_or(Refusal::NotFound)?;
    let read = spawn_blocking(move || sealed.unlock_file()).await;
    match read {
        Ok(Ok(file)) => Ok(Own::new(([(CONTENT_TYPE, BINARY)], file))),
        Ok(Err(error)) => Err(Refusal::from(&error)),
        Err(_) => Err(Refusal::Unavailable),
    }
}

/// Goes on when the connection is cut: an answer that is lost leaves an open server.
pub(super) async fn unlock(State(door): Door, Masters(masters): Masters) -> Result<Own, Refusal> {
    let sealed = door.sealed().map(Arc::clone).ok_or(Refusal::NotFound)?;
    let unlocked = spawn_blocking(move || {
        let unlocked = memory::with_wiped_stack(|| sealed.unlock(masters));
        // To open a vault takes more memory than to serve it.
        memory::trim();
        unlocked
    });
    match unlocked.await {
        Ok(Ok(())) => Ok(Own::new(StatusCode::NO_CONTENT)),
        Ok(Err(VaultError::KeyTable(_))) => Err(Refusal::WrongMaster),
        Ok(Err(error)) => Err(Refusal::from(&error)),
        Err(_) => Err(Refusal::Unavailable),
    }
}

/// Refuses all that is not about unlocking, as long as the vault is sealed.
pub(super) async fn sealed_first(State(door): Door, request: Request, next: Next) -> Response {
    if door.sealed().is_some() && request.uri().path() != UNLOCK_PATH {
        return Refusal::Sealed.into_response();
    }
    next.run(request).await
}

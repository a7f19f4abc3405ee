//! Lists and serves envelopes, and takes the editors' votes.

use std::{ops::Range, sync::Arc};

use axum::{
    Extension, Json,
    body::{Body, Bytes},
    extract::{Path, State},
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{
            ACCEPT_RANGES, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG, IF_NONE_MATCH,
            IF_RANGE, RANGE,
        },
    },
    response::{IntoResponse, Response},
};
use futures_util::stream;
use sourdine_l10n as l10n;
use sourdine_protocol::{
    envelope::EnvelopeHash,
    wire::{EnvelopeList, EnvelopeSummary, HashBody},
};
use tokio::task::spawn_blocking;

use super::{
    door::{Door, EditorsDoor},
    range::{RequestedRange, requested_range},
};
use crate::{
    platform::clock,
    vault::{EditorMark, EnvelopeId, READ_BYTES, StoredEnvelope, Vault, VaultError},
};

const AGE: &str = "application/octet-stream";
const BYTES: &str = "bytes";
/// How many slots are read at once: few enough to keep memory flat, enough to keep
/// a fast link busy.
const SLOTS_AT_ONCE: usize = 2;

pub(super) async fn list(State(door): Door) -> Result<Json<EnvelopeList>, StatusCode> {
    let stored = door.vault.list().map_err(|error| of_vault(&error))?;
    let envelopes = stored.into_iter().map(|stored| EnvelopeSummary {
        id: stored.id.to_string(),
        size: stored.size,
        hash: stored.hash,
        confirmations: u32::try_from(stored.confirmations).unwrap_or(u32::MAX),
    });
    Ok(Json(EnvelopeList::new(envelopes.collect())))
}

pub(super) async fn fetch(
    State(door): Door,
    id: Path<String>,
    headers: HeaderMap,
) -> Result<Response, StatusCode> {
    let id: EnvelopeId = id.parse().map_err(|_| StatusCode::NOT_FOUND)?;
    let found = door.vault.find(id).map_err(|error| of_vault(&error))?;
    let stored = found.ok_or(StatusCode::NOT_FOUND)?;
    let tag = format!("\"{}\"", stored.hash);
    let header = |name| {
        headers
            .get(name)
            .map(|value: &HeaderValue| value.as_bytes())
    };
    if header(IF_NONE_MATCH).is_some_and(|known| matches_tag(known, &tag)) {
        return Ok((StatusCode::NOT_MODIFIED, [(ETAG, tag)]).into_response());
    }
    let same = header(IF_RANGE).is_none_or(|known| known == tag.as_bytes());
    let range = header(RANGE).filter(|_| same);
    Ok(match requested_range(range, stored.size) {
        RequestedRange::Whole => send(&door, &stored, tag, StatusCode::OK, 0..stored.size),
        RequestedRange::Part(part) => {
            let last = part.end.saturating_sub(1);
            let told = format!("bytes {}-{last}/{}", part.start, stored.size);
            let mut response = send(&door, &stored, tag, StatusCode::PARTIAL_CONTENT, part);
            if let Ok(told) = told.parse() {
                response.headers_mut().insert(CONTENT_RANGE, told);
            }
            response
        }
        RequestedRange::Beyond => {
            let told = format!("bytes */{}", stored.size);
            (StatusCode::RANGE_NOT_SATISFIABLE, [(CONTENT_RANGE, told)]).into_response()
        }
    })
}

pub(super) async fn confirm(
    State(door): Door,
    Extension(editor): Extension<EditorMark>,
    id: Path<String>,
    body: Bytes,
) -> Result<StatusCode, StatusCode> {
    vote(&id, &body, move |id, hash| {
        door.vault.confirm(id, hash, editor, clock::today())
    })
    .await
}

pub(super) async fn discard(
    State(door): Door,
    Extension(editor): Extension<EditorMark>,
    id: Path<String>,
    body: Bytes,
) -> Result<StatusCode, StatusCode> {
    vote(&id, &body, move |id, hash| {
        door.vault.discard(id, hash, editor)
    })
    .await
}

async fn vote(
    id: &str,
    body: &[u8],
    cast: impl FnOnce(EnvelopeId, &EnvelopeHash) -> Result<(), VaultError> + Send + 'static,
) -> Result<StatusCode, StatusCode> {
    let id: EnvelopeId = id.parse().map_err(|_| StatusCode::NOT_FOUND)?;
    let body: HashBody = serde_json::from_slice(body).map_err(|_| StatusCode::BAD_REQUEST)?;
    let done = spawn_blocking(move || cast(id, &body.hash)).await;
    match done {
        Ok(Ok(())) => Ok(StatusCode::NO_CONTENT),
        Ok(Err(error)) => Err(of_vault(&error)),
        Err(_) => Err(StatusCode::SERVICE_UNAVAILABLE),
    }
}

/// The status for an error of the vault; the operator is told more.
fn of_vault(error: &VaultError) -> StatusCode {
    if matches!(error, VaultError::Unknown) {
        return StatusCode::NOT_FOUND;
    }
    if matches!(error, VaultError::OtherHash) {
        return StatusCode::CONFLICT;
    }
    // A vault that is not open yet is no trouble.
    if !matches!(error, VaultError::NotOpen) {
        l10n::warn_deferred(error);
    }
    StatusCode::SERVICE_UNAVAILABLE
}

fn send(
    door: &EditorsDoor,
    stored: &StoredEnvelope,
    tag: String,
    status: StatusCode,
    part: Range<u64>,
) -> Response {
    let headers = [
        (CONTENT_TYPE, AGE.to_owned()),
        (CONTENT_LENGTH, (part.end - part.start).to_string()),
        (ACCEPT_RANGES, BYTES.to_owned()),
        (ETAG, tag),
    ];
    let body = Body::from_stream(pieces(Arc::clone(&door.vault), stored.id, part));
    (status, headers, body).into_response()
}

/// An envelope's bytes, slot by slot. An error in the middle cuts the connection, so that the
/// client sees an incomplete body.
fn pieces(
    vault: Arc<dyn Vault>,
    id: EnvelopeId,
    part: Range<u64>,
) -> impl futures_util::Stream<Item = Result<Bytes, VaultError>> {
    stream::try_unfold(part, move |part| {
        let vault = Arc::clone(&vault);
        async move {
            if part.is_empty() {
                return Ok(None);
            }
            let read = spawn_blocking(move || read_step(&*vault, id, part)).await;
            let read = read.unwrap_or(Err(VaultError::Unknown));
            read.inspect_err(l10n::warn_deferred).map(Some)
        }
    })
}

fn read_step(
    vault: &dyn Vault,
    id: EnvelopeId,
    part: Range<u64>,
) -> Result<(Bytes, Range<u64>), VaultError> {
    let step = READ_BYTES as u64;
    let aligned = (part.start / step + SLOTS_AT_ONCE as u64) * step;
    let end = aligned.min(part.end);
    let length = usize::try_from(end - part.start).map_err(|_| VaultError::Unknown)?;
    let mut buffer = vec![0; length];
    let read = vault.read(id, part.start, &mut buffer)?;
    if read == length {
        Ok((buffer.into(), end..part.end))
    } else {
        Err(VaultError::Unknown)
    }
}

/// Whether an `If-None-Match` names this tag.
fn matches_tag(header: &[u8], tag: &str) -> bool {
    let text = std::str::from_utf8(header).unwrap_or_default();
    text.split(',').any(|one| one.trim() == tag)
}

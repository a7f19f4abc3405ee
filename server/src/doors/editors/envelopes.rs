//! Lists and serves envelopes, and takes the editors' votes.

use std::{ops::Range, sync::Arc};

use axum::{
    Extension,
    body::{Body, Bytes},
    extract::State,
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{
            ACCEPT_RANGES, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG, IF_NONE_MATCH,
            IF_RANGE, RANGE,
        },
    },
};
use futures_util::stream;
use sourdine_l10n as l10n;
use sourdine_protocol::wire::{EnvelopeList, EnvelopeSummary};
use tokio::task::spawn_blocking;

use super::{
    super::own::Own,
    door::{Door, EditorsDoor, JSON},
    error::Refusal,
    extract::{AskedEnvelope, Vote},
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

pub(super) async fn list(State(door): Door) -> Result<Own, Refusal> {
    let stored = door.vault.list().map_err(|error| Refusal::from(&error))?;
    let envelopes = stored.into_iter().map(|stored| EnvelopeSummary {
        id: stored.id.to_string(),
        size: stored.size,
        hash: stored.hash,
        confirmations: u32::try_from(stored.confirmations).unwrap_or(u32::MAX),
    });
    let list = EnvelopeList::new(envelopes.collect());
    let json = serde_json::to_vec(&list).map_err(|_| Refusal::Unavailable)?;
    Ok(Own::new(([(CONTENT_TYPE, JSON)], json)))
}

pub(super) async fn fetch(
    State(door): Door,
    AskedEnvelope(id): AskedEnvelope,
    headers: HeaderMap,
) -> Result<Own, Refusal> {
    let found = door.vault.find(id).map_err(|error| Refusal::from(&error))?;
    let stored = found.ok_or(Refusal::NotFound)?;
    let tag = format!("\"{}\"", stored.hash);
    let header = |name| {
        headers
            .get(name)
            .map(|value: &HeaderValue| value.as_bytes())
    };
    if header(IF_NONE_MATCH).is_some_and(|known| matches_tag(known, &tag)) {
        return Ok(Own::new((StatusCode::NOT_MODIFIED, [(ETAG, tag)])));
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
                response.0.headers_mut().insert(CONTENT_RANGE, told);
            }
            response
        }
        RequestedRange::Beyond => {
            let told = format!("bytes */{}", stored.size);
            Own::new((StatusCode::RANGE_NOT_SATISFIABLE, [(CONTENT_RANGE, told)]))
        }
    })
}

pub(super) async fn confirm(
    State(door): Door,
    Extension(editor): Extension<EditorMark>,
    Vote { id, hash }: Vote,
) -> Result<Own, Refusal> {
    cast(move || door.vault.confirm(id, &hash, editor, clock::today())).await
}

pub(super) async fn discard(
    State(door): Door,
    Extension(editor): Extension<EditorMark>,
    Vote { id, hash }: Vote,
) -> Result<Own, Refusal> {
    cast(move || door.vault.discard(id, &hash, editor)).await
}

async fn cast(
    vote: impl FnOnce() -> Result<(), VaultError> + Send + 'static,
) -> Result<Own, Refusal> {
    match spawn_blocking(vote).await {
        Ok(Ok(())) => Ok(Own::new(StatusCode::NO_CONTENT)),
        Ok(Err(error)) => Err(Refusal::from(&error)),
        Err(_) => Err(Refusal::Unavailable),
    }
}

fn send(
    door: &EditorsDoor,
    stored: &StoredEnvelope,
    tag: String,
    status: StatusCode,
    part: Range<u64>,
) -> Own {
    let headers = [
        (CONTENT_TYPE, AGE.to_owned()),
        (CONTENT_LENGTH, (part.end - part.start).to_string()),
        (ACCEPT_RANGES, BYTES.to_owned()),
        (ETAG, tag),
    ];
    let body = Body::from_stream(pieces(Arc::clone(&door.vault), stored.id, part));
    Own::new((status, headers, body))
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

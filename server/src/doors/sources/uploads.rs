//! Resumable uploads (docs/protocol.md 3.1; draft-ietf-httpbis-resumable-upload-15): what a
//! browser sealed, in pieces.

use axum::{
    extract::{Extension, Request, State},
    http::{
        HeaderMap, HeaderName, StatusCode,
        header::{CONTENT_LENGTH, CONTENT_TYPE, LOCATION},
    },
};
use sourdine_protocol::{
    envelope::capacity::envelope_bytes,
    wire::{
        APPEND_MAX_BYTES, PARTIAL_UPLOAD, UPLOAD_COMPLETE, UPLOAD_LENGTH, UPLOAD_LIMIT,
        UPLOAD_OFFSET, UPLOAD_PATH,
    },
};

use super::{
    super::own::Own,
    door::Door,
    error::Refusal,
    extract::UploadName,
    headers::{COMPLETE, INCOMPLETE, upload_limit},
    response::ErrorResponse,
};
use crate::{
    intake::{
        body::LimitedBody,
        uploads::{
            transfer::{Appended, Piece},
            upload::Progress,
        },
    },
    limits::client::Client,
};

/// How much of a refused piece is read on, so that the sender sees the refusal.
const DRAINED_BYTES: u64 = 2 * APPEND_MAX_BYTES;

pub(super) async fn create(
    State(door): Door,
    Extension(client): Extension<Client>,
    request: Request,
) -> Result<Own, ErrorResponse> {
    let length = number(request.headers(), UPLOAD_LENGTH).ok_or(Refusal::Malformed)?;
    let complete = text(request.headers(), UPLOAD_COMPLETE);
    let body = number(request.headers(), CONTENT_LENGTH.as_str()).unwrap_or(0);
    if complete != Some(INCOMPLETE) || body != 0 {
        return Err(Refusal::Malformed.into());
    }
    let token = door.intake.create_upload(&client, length).await;
    let token = token.map_err(Refusal::from)?;
    let max_bytes = envelope_bytes(door.intake.submission_max_bytes());
    let headers = [
        (LOCATION, format!("{UPLOAD_PATH}/{}", &*token)),
        (
            HeaderName::from_static(UPLOAD_LIMIT),
            upload_limit(max_bytes),
        ),
    ];
    Ok(Own::new((StatusCode::CREATED, headers)))
}

pub(super) async fn status(
    State(door): Door,
    UploadName(token): UploadName,
) -> Result<Own, ErrorResponse> {
    let progress = door.intake.upload_progress(&token).await;
    let progress = progress.map_err(Refusal::from)?;
    Ok(with_progress(StatusCode::NO_CONTENT, progress))
}

pub(super) async fn cancel(
    State(door): Door,
    UploadName(token): UploadName,
) -> Result<Own, ErrorResponse> {
    let cancelled = door.intake.cancel_upload(token).await;
    cancelled.map_err(Refusal::from)?;
    Ok(Own::new(StatusCode::NO_CONTENT))
}

/// `PATCH /upload/<token>`: one piece.
pub(super) async fn append(
    State(door): Door,
    UploadName(token): UploadName,
    Extension(client): Extension<Client>,
    request: Request,
) -> Result<Own, ErrorResponse> {
    let (parts, body) = request.into_parts();
    let body = LimitedBody::new(body.into_data_stream(), APPEND_MAX_BYTES);
    let appended = match announced_piece(&parts.headers) {
        Ok(piece) => {
            let appended = door.intake.append(&client, &token, piece, &body).await;
            appended.map_err(Refusal::from)
        }
        Err(refusal) => Err(refusal),
    };
    if !matches!(appended, Ok(Appended::Done(_))) {
        body.drain(DRAINED_BYTES);
    }
    Ok(match appended? {
        Appended::Done(progress) => with_progress(StatusCode::NO_CONTENT, progress),
        Appended::Conflict(progress) => with_progress(StatusCode::CONFLICT, progress),
    })
}

fn announced_piece(headers: &HeaderMap) -> Result<Piece, Refusal> {
    let last = match text(headers, UPLOAD_COMPLETE) {
        Some(COMPLETE) => true,
        Some(INCOMPLETE) => false,
        _ => return Err(Refusal::Malformed),
    };
    let offset = number(headers, UPLOAD_OFFSET).ok_or(Refusal::Malformed)?;
    if text(headers, CONTENT_TYPE.as_str()) != Some(PARTIAL_UPLOAD) {
        return Err(Refusal::Malformed);
    }
    if number(headers, CONTENT_LENGTH.as_str()).is_some_and(|length| length > APPEND_MAX_BYTES) {
        return Err(Refusal::TooLarge);
    }
    Ok(Piece { offset, last })
}

fn with_progress(status: StatusCode, progress: Progress) -> Own {
    let complete = if progress.stored {
        COMPLETE
    } else {
        INCOMPLETE
    };
    let headers = [
        (
            HeaderName::from_static(UPLOAD_OFFSET),
            progress.offset.to_string(),
        ),
        (
            HeaderName::from_static(UPLOAD_COMPLETE),
            complete.to_owned(),
        ),
    ];
    Own::new((status, headers))
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

/// A structured integer (RFC 9651), as far as one is needed: decimal digits.
fn number(headers: &HeaderMap, name: &str) -> Option<u64> {
    let text = text(headers, name)?;
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok())?
}

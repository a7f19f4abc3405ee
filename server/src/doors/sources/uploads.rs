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
        UPLOAD_NAME, UPLOAD_OFFSET, UPLOAD_PATH, UploadToken,
    },
};
use zeroize::Zeroizing;

use super::{
    super::own::Own,
    door::{Door, SourcesDoor},
    error::Refusal,
    extract::UploadName,
    headers::{COMPLETE, INCOMPLETE, upload_limit},
    response::ErrorResponse,
};
use crate::{
    intake::{
        body::LimitedBody,
        error::IntakeError,
        uploads::{
            transfer::{Appended, Piece},
            upload::Progress,
        },
    },
    limits::client::Client,
};

/// How much is read of a piece that is refused for good, so that its sender sees the refusal: no
/// browser looks at an answer before it has sent everything.
const DRAINED_BYTES: u64 = APPEND_MAX_BYTES + 1_048_576;
/// How much is read of a piece that belongs elsewhere or cannot be taken now. A longer one is cut
/// off: its sender asks how far the upload is, which costs a round trip instead of a piece.
const DRAINED_IN_VAIN_BYTES: u64 = 262_144;

/// What a request says of its new upload.
struct NewUpload {
    length: u64,
    name: Option<UploadToken>,
    /// The piece that it brings.
    first: Option<Piece>,
}

enum Begun {
    /// Its token, and how far its first piece brought it.
    New(Zeroizing<String>, Option<Progress>),
    /// It was begun before.
    Known(Progress),
}

/// `POST /upload`: a new upload, and its first piece where the client gave it a name.
pub(super) async fn create(
    State(door): Door,
    Extension(client): Extension<Client>,
    request: Request,
) -> Result<Own, ErrorResponse> {
    let (head, body) = request.into_parts();
    let body = LimitedBody::new(body.into_data_stream(), APPEND_MAX_BYTES);
    let new = new_upload(&head.headers);
    // The head pins the connection's read buffer.
    drop(head);
    let begun = match new {
        Ok(new) => begin(&door, &client, new, &body).await,
        Err(refusal) => Err(refusal),
    };
    let (token, progress) = match begun {
        Ok(Begun::New(token, progress)) => (token, progress),
        Ok(Begun::Known(progress)) => {
            body.drain(DRAINED_IN_VAIN_BYTES);
            return Ok(Own::new((StatusCode::CONFLICT, state(progress))));
        }
        Err(refusal) => {
            body.drain(drained_bytes(refusal));
            return Err(refusal.into());
        }
    };
    let max_bytes = envelope_bytes(door.intake.submission_max_bytes());
    let headers = [
        (LOCATION, format!("{UPLOAD_PATH}/{}", &*token)),
        (
            HeaderName::from_static(UPLOAD_LIMIT),
            upload_limit(max_bytes),
        ),
    ];
    Ok(match progress {
        Some(progress) => Own::new((StatusCode::CREATED, headers, state(progress))),
        None => Own::new((StatusCode::CREATED, headers)),
    })
}

async fn begin(
    door: &SourcesDoor,
    client: &Client,
    new: NewUpload,
    body: &LimitedBody,
) -> Result<Begun, Refusal> {
    if let Some(name) = &new.name {
        // A browser repeats a request by itself when its connection was cut.
        match door.intake.upload_progress(&name.expose()).await {
            Ok(progress) => return Ok(Begun::Known(progress)),
            Err(IntakeError::UnknownUpload) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let token = door
        .intake
        .create_upload(client, new.name, new.length)
        .await?;
    let Some(piece) = new.first else {
        return Ok(Begun::New(token, None));
    };
    Ok(
        match door.intake.append(client, &token, piece, body).await? {
            Appended::Done(progress) => Begun::New(token, Some(progress)),
            Appended::Conflict(progress) => Begun::Known(progress),
        },
    )
}

/// How much of a refused piece is read.
const fn drained_bytes(refusal: Refusal) -> u64 {
    match refusal {
        Refusal::Malformed | Refusal::TooLarge => DRAINED_BYTES,
        Refusal::NotFound
        | Refusal::TooSlow
        | Refusal::Empty
        | Refusal::MessageTooLong
        | Refusal::TooManyFiles
        | Refusal::Unavailable
        | Refusal::Full => DRAINED_IN_VAIN_BYTES,
    }
}

pub(super) async fn status(
    State(door): Door,
    UploadName(token): UploadName,
) -> Result<Own, ErrorResponse> {
    let progress = door.intake.upload_progress(&token).await;
    let progress = progress.map_err(Refusal::from)?;
    Ok(Own::new((StatusCode::NO_CONTENT, state(progress))))
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
    let (head, body) = request.into_parts();
    let body = LimitedBody::new(body.into_data_stream(), APPEND_MAX_BYTES);
    let piece = announced_piece(&head.headers);
    // The head pins the connection's read buffer.
    drop(head);
    let appended = match piece {
        Ok(piece) => {
            let appended = door.intake.append(&client, &token, piece, &body).await;
            appended.map_err(Refusal::from)
        }
        Err(refusal) => Err(refusal),
    };
    match appended {
        Ok(Appended::Done(progress)) => Ok(Own::new((StatusCode::NO_CONTENT, state(progress)))),
        Ok(Appended::Conflict(progress)) => {
            body.drain(DRAINED_IN_VAIN_BYTES);
            Ok(Own::new((StatusCode::CONFLICT, state(progress))))
        }
        Err(refusal) => {
            body.drain(drained_bytes(refusal));
            Err(refusal.into())
        }
    }
}

fn new_upload(headers: &HeaderMap) -> Result<NewUpload, Refusal> {
    let length = number(headers, UPLOAD_LENGTH).ok_or(Refusal::Malformed)?;
    let last = is_last(headers)?;
    let name = match headers.get(UPLOAD_NAME) {
        Some(name) => {
            let name = name.to_str().ok().and_then(|name| name.parse().ok());
            Some(name.ok_or(Refusal::Malformed)?)
        }
        None => None,
    };
    let body_bytes = number(headers, CONTENT_LENGTH.as_str()).unwrap_or(0);
    if body_bytes > APPEND_MAX_BYTES {
        return Err(Refusal::TooLarge);
    }
    let brings_all = body_bytes == length;
    // Without a name no client could go on with an upload whose answer is lost.
    let has_name = name.is_some() || body_bytes == 0;
    if !has_name || (last && !brings_all) {
        return Err(Refusal::Malformed);
    }
    Ok(NewUpload {
        length,
        name,
        first: (body_bytes > 0).then_some(Piece { offset: 0, last }),
    })
}

fn is_last(headers: &HeaderMap) -> Result<bool, Refusal> {
    match text(headers, UPLOAD_COMPLETE) {
        Some(COMPLETE) => Ok(true),
        Some(INCOMPLETE) => Ok(false),
        _ => Err(Refusal::Malformed),
    }
}

fn announced_piece(headers: &HeaderMap) -> Result<Piece, Refusal> {
    let last = is_last(headers)?;
    let offset = number(headers, UPLOAD_OFFSET).ok_or(Refusal::Malformed)?;
    if text(headers, CONTENT_TYPE.as_str()) != Some(PARTIAL_UPLOAD) {
        return Err(Refusal::Malformed);
    }
    if number(headers, CONTENT_LENGTH.as_str()).is_some_and(|length| length > APPEND_MAX_BYTES) {
        return Err(Refusal::TooLarge);
    }
    Ok(Piece { offset, last })
}

/// How far an upload is, as headers say it.
fn state(progress: Progress) -> [(HeaderName, String); 2] {
    let complete = if progress.stored {
        COMPLETE
    } else {
        INCOMPLETE
    };
    [
        (
            HeaderName::from_static(UPLOAD_OFFSET),
            progress.offset.to_string(),
        ),
        (
            HeaderName::from_static(UPLOAD_COMPLETE),
            complete.to_owned(),
        ),
    ]
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

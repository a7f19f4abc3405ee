//! Resumable upload (docs/protocol.md 3.1; draft-ietf-httpbis-resumable-upload-15): what a browser sealed, in pieces.

use std::{sync::Arc, time::Duration};

use axum::{
    extract::{Extension, Path, Request, State},
    http::{
        HeaderMap, HeaderName, StatusCode,
        header::{CONTENT_LENGTH, CONTENT_TYPE, LOCATION},
    },
    response::{IntoResponse, Response},
};
use sourdine_protocol::{
    envelope::capacity::envelope_bytes,
    envelope::padding::PADDING_FLOOR_BYTES,
    wire::{
        PARTIAL_UPLOAD, PIECE_BYTES, UPLOAD_COMPLETE, UPLOAD_LENGTH, UPLOAD_LIMIT, UPLOAD_OFFSET,
        UPLOAD_PATH,
    },
};
use tokio::{task::spawn_blocking, time::timeout};

use super::{
    door::Door,
    error::Refusal,
    headers::{COMPLETE, INCOMPLETE, upload_limit},
    response::Refused,
};
use crate::{
    intake::{
        body::Intake,
        sealing::of_vault,
        uploads::{Progress, Turn, Upload, Uploads},
    },
    limits::circuits::Circuit,
};

/// No envelope is as short as its own padding. What is would take a slot for next to nothing.
const SHORTEST_BYTES: u64 = PADDING_FLOOR_BYTES;
/// How much of a piece is gathered before it goes to the vault, in bytes.
const BATCH_BYTES: usize = 131_072;
/// Room for so much is made only when more than this has come: a piece that stalls at its beginning holds next to nothing.
const STIRRING_BYTES: usize = 32_768;
/// How much of a refused piece is read on, so that the refusal is seen.
const DRAINED_BYTES: u64 = 2 * PIECE_BYTES;
/// How long a piece of which no more comes is waited for when a newer request is there: it need not send again what has arrived already.
const LAST_BYTES: Duration = Duration::from_millis(200);

/// `POST /upload`.
pub(super) async fn create(
    State(door): Door,
    Extension(circuit): Extension<Arc<Circuit>>,
    request: Request,
) -> Result<Response, Refused> {
    let largest = envelope_bytes(door.submission_max_bytes);
    let length = number(request.headers(), UPLOAD_LENGTH).ok_or(Refusal::Malformed)?;
    let complete = text(request.headers(), UPLOAD_COMPLETE);
    let body = number(request.headers(), CONTENT_LENGTH.as_str()).unwrap_or(0);
    if complete != Some(INCOMPLETE) || body != 0 || length <= SHORTEST_BYTES {
        return Err(Refusal::Malformed.into());
    }
    if length > largest {
        return Err(Refusal::TooLarge.into());
    }
    door.pace.turn(&circuit, || door.vault.capacity()).await?;
    let deposit = door.vault.deposit().map_err(|error| of_vault(&error))?;
    let token = door.uploads.begin(deposit, length)?;
    let headers = [
        (LOCATION, format!("{UPLOAD_PATH}/{}", &*token)),
        (HeaderName::from_static(UPLOAD_LIMIT), upload_limit(largest)),
    ];
    Ok((StatusCode::CREATED, headers).into_response())
}

/// `HEAD /upload/<token>`.
pub(super) async fn status(State(door): Door, token: Path<String>) -> Result<Response, Refused> {
    let upload = door.uploads.find(&token)?;
    let _turn = upload.enter().await;
    Ok(told(StatusCode::NO_CONTENT, progress(&upload).await?))
}

/// `DELETE /upload/<token>`.
pub(super) async fn cancel(State(door): Door, token: Path<String>) -> Result<Response, Refused> {
    let upload = door.uploads.find(&token)?;
    let turn = upload.enter().await;
    let place = door.uploads.erasing.acquire().await;
    let _place = place.map_err(|_| Refusal::Unavailable)?;
    let uploads = Arc::clone(&door.uploads);
    in_turn(&upload, &turn, move |upload| {
        uploads.forget(&token);
        upload.erase()
    })
    .await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// `PATCH /upload/<token>`: one piece.
pub(super) async fn append(
    State(door): Door,
    token: Path<String>,
    request: Request,
) -> Result<Response, Refused> {
    let (parts, body) = request.into_parts();
    let intake = Intake::new(body, PIECE_BYTES);
    let taken = match Piece::announced(&parts.headers) {
        Ok(piece) => match door.uploads.find(&token) {
            Ok(upload) => take(&door.uploads, &upload, piece, &intake).await,
            Err(refusal) => Err(refusal),
        },
        Err(refusal) => Err(refusal),
    };
    match taken {
        Ok(response) => Ok(response),
        Err(refusal) => {
            intake.drain(DRAINED_BYTES);
            Err(refusal.into())
        }
    }
}

/// What the fields of a `PATCH` say of its piece.
struct Piece {
    offset: u64,
    last: bool,
}

impl Piece {
    fn announced(headers: &HeaderMap) -> Result<Self, Refusal> {
        let last = match text(headers, UPLOAD_COMPLETE) {
            Some(COMPLETE) => true,
            Some(INCOMPLETE) => false,
            _ => return Err(Refusal::Malformed),
        };
        let offset = number(headers, UPLOAD_OFFSET).ok_or(Refusal::Malformed)?;
        if text(headers, CONTENT_TYPE.as_str()) != Some(PARTIAL_UPLOAD) {
            return Err(Refusal::Malformed);
        }
        if number(headers, CONTENT_LENGTH.as_str()).is_some_and(|length| length > PIECE_BYTES) {
            return Err(Refusal::TooLarge);
        }
        Ok(Self { offset, last })
    }
}

/// Puts a piece where it belongs and, after the last one, the envelope into the vault.
async fn take(
    uploads: &Arc<Uploads>,
    upload: &Arc<Upload>,
    piece: Piece,
    intake: &Intake,
) -> Result<Response, Refusal> {
    let mut turn = upload.enter().await;
    let progress = progress(upload).await?;
    if progress.offset != piece.offset || progress.stored {
        intake.drain(DRAINED_BYTES);
        return Ok(told(StatusCode::CONFLICT, progress));
    }
    pour(uploads, upload, intake, &mut turn).await?;
    if piece.last {
        in_turn(upload, &turn, Upload::store).await?;
    }
    Ok(told(StatusCode::NO_CONTENT, self::progress(upload).await?))
}

/// Reads a piece into the vault. When it is cut, what arrived stays.
async fn pour(
    uploads: &Arc<Uploads>,
    upload: &Arc<Upload>,
    intake: &Intake,
    turn: &mut Turn,
) -> Result<(), Refusal> {
    loop {
        let mut batch = Vec::new();
        let ended = loop {
            let piece = tokio::select! {
                piece = intake.piece() => piece,
                // A newer request has taken over: this one's connection is dead, and only what it brought already still comes.
                () = turn.over() => timeout(LAST_BYTES, intake.piece())
                    .await
                    .unwrap_or(Err(Refusal::Unavailable)),
            };
            match piece {
                Ok(Some(bytes)) => {
                    if batch.len() > STIRRING_BYTES {
                        batch.reserve_exact(BATCH_BYTES.saturating_sub(batch.len()) + bytes.len());
                    }
                    batch.extend_from_slice(&bytes);
                }
                Ok(None) => break Ok(true),
                Err(refusal) => break Err(refusal),
            }
            if batch.len() >= BATCH_BYTES {
                break Ok(false);
            }
        };
        let uploads = Arc::clone(uploads);
        in_turn(upload, turn, move |upload| uploads.bring(upload, &batch)).await?;
        if ended? {
            return Ok(());
        }
    }
}

async fn progress(upload: &Arc<Upload>) -> Result<Progress, Refusal> {
    blocking(upload, |upload| Ok(upload.progress())).await
}

/// Changes an upload. No other request has its turn before that is done, even when this one is gone.
async fn in_turn<T: Send + 'static>(
    upload: &Arc<Upload>,
    turn: &Turn,
    work: impl FnOnce(&Upload) -> Result<T, Refusal> + Send + 'static,
) -> Result<T, Refusal> {
    let alone = turn.alone();
    let work = move |upload: &Upload| {
        let done = work(upload);
        drop(alone);
        done
    };
    blocking(upload, work).await
}

/// Whatever touches an upload may wait for the disk. Once begun it is done, even when the request is gone.
async fn blocking<T: Send + 'static>(
    upload: &Arc<Upload>,
    work: impl FnOnce(&Upload) -> Result<T, Refusal> + Send + 'static,
) -> Result<T, Refusal> {
    let upload = Arc::clone(upload);
    let done = spawn_blocking(move || work(&upload)).await;
    done.map_err(|_| Refusal::Unavailable)?
}

fn told(status: StatusCode, progress: Progress) -> Response {
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
    (status, headers).into_response()
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

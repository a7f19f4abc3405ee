//! One request's work on an upload: reading a piece into the vault, without
//! blocking the async threads.

use std::{sync::Arc, time::Duration};

use tokio::{task::spawn_blocking, time::timeout};

use super::{
    Uploads,
    upload::{Progress, Upload, UploadLock},
};
use crate::intake::{body::LimitedBody, error::IntakeError};

/// How much of a piece is gathered before it goes to the vault, in bytes.
const BATCH_BYTES: usize = 131_072;
/// Memory for a whole batch is taken only after this many bytes: a piece that stalls at its
/// beginning holds next to nothing.
const RESERVE_AFTER_BYTES: usize = 32_768;
/// How long a superseded request is read on while nothing comes: bytes that have arrived already
/// need not be sent again.
const LAST_BYTES_TIMEOUT: Duration = Duration::from_millis(200);

/// What a request says of its piece.
pub(crate) struct Piece {
    pub(crate) offset: u64,
    pub(crate) last: bool,
}

pub(crate) enum Appended {
    Done(Progress),
    /// The piece begins elsewhere than the upload ends, or the upload is stored
    /// already. Nothing was read.
    Conflict(Progress),
}

pub(crate) async fn progress(uploads: &Uploads, token: &str) -> Result<Progress, IntakeError> {
    let upload = uploads.find(token)?;
    let _lock = upload.lock().await;
    progress_of(&upload).await
}

/// Puts a piece where it belongs and, after the last one, the envelope into the vault.
pub(crate) async fn append(
    uploads: &Arc<Uploads>,
    token: &str,
    piece: Piece,
    body: &LimitedBody,
) -> Result<Appended, IntakeError> {
    let upload = uploads.find(token)?;
    let mut lock = upload.lock().await;
    let progress = progress_of(&upload).await?;
    if progress.offset != piece.offset || progress.stored {
        return Ok(Appended::Conflict(progress));
    }
    read_piece(uploads, &upload, body, &mut lock).await?;
    if piece.last {
        locked(&upload, &lock, Upload::store).await?;
    }
    Ok(Appended::Done(progress_of(&upload).await?))
}

pub(crate) async fn cancel(uploads: &Arc<Uploads>, token: String) -> Result<(), IntakeError> {
    let upload = uploads.find(&token)?;
    let lock = upload.lock().await;
    let permit = uploads.erasing.acquire().await;
    let _permit = permit.map_err(|_| IntakeError::Failed)?;
    let uploads = Arc::clone(uploads);
    locked(&upload, &lock, move |upload| {
        uploads.forget(&token);
        upload.erase()
    })
    .await
}

/// Reads a piece into the vault. When it is cut, what arrived stays.
async fn read_piece(
    uploads: &Arc<Uploads>,
    upload: &Arc<Upload>,
    body: &LimitedBody,
    lock: &mut UploadLock,
) -> Result<(), IntakeError> {
    loop {
        let mut batch = Vec::new();
        let ended = loop {
            let piece = tokio::select! {
                piece = body.piece() => piece,
                // This request's connection is dead; only bytes that it brought already still come.
                () = lock.superseded() => timeout(LAST_BYTES_TIMEOUT, body.piece())
                    .await
                    .unwrap_or(Err(IntakeError::Superseded)),
            };
            match piece {
                Ok(Some(bytes)) => {
                    if batch.len() > RESERVE_AFTER_BYTES {
                        batch.reserve_exact(BATCH_BYTES.saturating_sub(batch.len()) + bytes.len());
                    }
                    batch.extend_from_slice(&bytes);
                }
                Ok(None) => break Ok(true),
                Err(error) => break Err(error),
            }
            if batch.len() >= BATCH_BYTES {
                break Ok(false);
            }
        };
        let uploads = Arc::clone(uploads);
        locked(upload, lock, move |upload| uploads.append(upload, &batch)).await?;
        if ended? {
            return Ok(());
        }
    }
}

async fn progress_of(upload: &Arc<Upload>) -> Result<Progress, IntakeError> {
    blocking(upload, |upload| Ok(upload.progress())).await
}

/// Changes an upload. No other request gets its lock before that is done, even when
/// this one is gone.
async fn locked<T: Send + 'static>(
    upload: &Arc<Upload>,
    lock: &UploadLock,
    work: impl FnOnce(&Upload) -> Result<T, IntakeError> + Send + 'static,
) -> Result<T, IntakeError> {
    let held = lock.hold();
    let work = move |upload: &Upload| {
        let done = work(upload);
        drop(held);
        done
    };
    blocking(upload, work).await
}

/// Any work on an upload may wait for the disk. Once begun it is done, even when
/// the request is gone.
async fn blocking<T: Send + 'static>(
    upload: &Arc<Upload>,
    work: impl FnOnce(&Upload) -> Result<T, IntakeError> + Send + 'static,
) -> Result<T, IntakeError> {
    let upload = Arc::clone(upload);
    let done = spawn_blocking(move || work(&upload)).await;
    done.map_err(|_| IntakeError::Failed)?
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use futures_util::stream;
    use sourdine_protocol::wire::PIECE_BYTES;

    use super::*;
    use crate::intake::uploads::{tests::Nowhere, upload::AGE_MAGIC};

    #[tokio::test]
    async fn an_upload_is_taken_without_any_door() {
        let uploads = Arc::new(Uploads::default());
        let envelope = [AGE_MAGIC, &[7; 100_000]].concat();
        let length = envelope.len() as u64;
        let token = uploads.create(Box::new(Nowhere(0)), length).unwrap();
        let send = async |offset: u64, bytes: &[u8], last| {
            let piece = Ok::<_, ()>(Bytes::copy_from_slice(bytes));
            let body = LimitedBody::new(stream::iter([piece]), PIECE_BYTES);
            append(&uploads, &token, Piece { offset, last }, &body).await
        };
        let (first, rest) = envelope.split_at(50_000);
        assert!(matches!(
            send(0, first, false).await,
            Ok(Appended::Done(Progress {
                offset: 50_000,
                stored: false
            }))
        ));
        assert!(matches!(
            send(0, first, false).await,
            Ok(Appended::Conflict(_))
        ));
        assert!(matches!(
            send(50_000, rest, true).await,
            Ok(Appended::Done(Progress { stored: true, .. }))
        ));
        assert_eq!(progress(&uploads, &token).await.unwrap().offset, length);
        cancel(&uploads, token.to_string()).await.unwrap();
        let gone = progress(&uploads, &token).await;
        assert_eq!(gone, Err(IntakeError::UnknownUpload));
    }
}

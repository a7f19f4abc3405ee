//! One request's work on an upload: reading a piece into the vault, without
//! blocking the async threads.

use std::{sync::Arc, time::Duration};

use tokio::{sync::OwnedMutexGuard, task::spawn_blocking, time::timeout};

use super::{
    Uploads,
    upload::{Progress, Upload, UploadLock},
};
use crate::{
    intake::{admission::Admission, body::LimitedBody, error::IntakeError},
    limits::client::Client,
    vault::PAYLOAD_BYTES,
};

/// How much of a piece is gathered before it goes to the vault, in bytes: a slot's worth.
const BATCH_BYTES: usize = PAYLOAD_BYTES;
/// The same while many others are read too. It goes to the disk at once, though it fills no slot.
const CROWDED_BATCH_BYTES: usize = 16_384;
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

/// Parks an upload when its request ends, also when it is cut: between requests an upload holds no
/// memory.
struct ParkAtEnd {
    upload: Arc<Upload>,
    /// No newer request goes on before that is done.
    lock: Option<Arc<OwnedMutexGuard<()>>>,
}

impl ParkAtEnd {
    fn new(upload: &Arc<Upload>, lock: &UploadLock) -> Self {
        Self {
            upload: Arc::clone(upload),
            lock: Some(lock.hold()),
        }
    }

    async fn park(mut self) -> Result<(), IntakeError> {
        let lock = self.lock.take();
        blocking(&self.upload, move |upload| {
            let parked = upload.park();
            drop(lock);
            parked
        })
        .await
    }
}

impl Drop for ParkAtEnd {
    fn drop(&mut self) {
        if let Some(lock) = self.lock.take() {
            let upload = Arc::clone(&self.upload);
            spawn_blocking(move || {
                // What failed is told to the request that comes next.
                let _told_later = upload.park();
                drop(lock);
            });
        }
    }
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
    admission: &Admission,
    client: &Client,
) -> Result<Appended, IntakeError> {
    let upload = uploads.find(token)?;
    let mut lock = upload.lock().await;
    let progress = progress_of(&upload).await?;
    if progress.offset != piece.offset || progress.stored {
        return Ok(Appended::Conflict(progress));
    }
    let admitted = tokio::select! {
        admitted = admission.read(client, Some(upload.length())) => admitted?,
        () = lock.superseded() => return Err(IntakeError::Superseded),
    };
    let parking = ParkAtEnd::new(&upload, &lock);
    let read = tokio::select! {
        // On the heap, so that those who wait for admission take no room for it.
        read = Box::pin(read_piece(uploads, &upload, body, admission, &mut lock)) => read,
        () = admitted.permit.lost() => Err(IntakeError::Evicted),
    };
    drop(admitted);
    let taken = match read {
        Ok(()) if piece.last => blocking(&upload, |upload| upload.store()).await,
        read => read,
    };
    parking.park().await?;
    taken?;
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
    admission: &Admission,
    lock: &mut UploadLock,
) -> Result<(), IntakeError> {
    let bought = upload.bought().ok_or(IntakeError::UnknownUpload)?;
    bought.begin_request();
    loop {
        let is_crowded = admission.is_crowded();
        let batch_bytes = if is_crowded {
            CROWDED_BATCH_BYTES
        } else {
            BATCH_BYTES
        };
        // Nothing more is read before the slot for it is bought.
        let batch_end = upload.progress().offset + batch_bytes as u64;
        tokio::select! {
            biased;
            reached = bought.reach(batch_end.min(upload.length())) => reached?,
            () = lock.superseded() => return Err(IntakeError::Superseded),
        }
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
                        batch.reserve_exact(batch_bytes.saturating_sub(batch.len()) + bytes.len());
                    }
                    batch.extend_from_slice(&bytes);
                }
                Ok(None) => break Ok(true),
                Err(error) => break Err(error),
            }
            if batch.len() >= batch_bytes {
                break Ok(false);
            }
        };
        let holdings = Arc::clone(uploads.holdings());
        locked(upload, lock, move |upload| {
            upload.write(&holdings, &batch, is_crowded)
        })
        .await?;
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
    work: impl FnOnce(&Arc<Upload>) -> Result<T, IntakeError> + Send + 'static,
) -> Result<T, IntakeError> {
    let held = lock.hold();
    let work = move |upload: &Arc<Upload>| {
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
    work: impl FnOnce(&Arc<Upload>) -> Result<T, IntakeError> + Send + 'static,
) -> Result<T, IntakeError> {
    let upload = Arc::clone(upload);
    let done = spawn_blocking(move || work(&upload)).await;
    done.map_err(|_| IntakeError::Failed)?
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use futures_util::stream;
    use sourdine_protocol::wire::APPEND_MAX_BYTES;

    use super::*;
    use crate::intake::uploads::{
        tests::{Nowhere, created, uploads},
        upload::AGE_MAGIC,
    };

    #[tokio::test]
    async fn an_upload_is_taken_without_any_door() {
        let uploads = Arc::new(uploads());
        let envelope = [AGE_MAGIC, &[7; 100_000]].concat();
        let length = envelope.len() as u64;
        let token = created(&uploads, Box::new(Nowhere(0)), length);
        let admission = Admission::default();
        let client = Client {
            circuit: Arc::default(),
            connection: Arc::default(),
        };
        let send = async |offset: u64, bytes: &[u8], last| {
            let piece = Ok::<_, ()>(Bytes::copy_from_slice(bytes));
            let body = LimitedBody::new(stream::iter([piece]), APPEND_MAX_BYTES);
            let piece = Piece { offset, last };
            append(&uploads, &token, piece, &body, &admission, &client).await
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

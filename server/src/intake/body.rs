//! Reading what a source sends: no more than is taken, no slower than is bearable, and to the end even when it is refused, so that the refusal is seen.

use std::{
    future::{Future, poll_fn},
    pin::{Pin, pin},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, ready},
    time::Duration,
};

use axum::{
    BoxError,
    body::{Body, BodyDataStream},
};
use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use tokio::time::{Instant, Sleep, sleep_until, timeout};

use crate::doors::sources::error::Refusal;

/// In each span of this length at least [`PACE_BYTES`] must come. A Tor circuit gives 70 kB and more in a second, and may stall for a while.
pub(crate) const PACE_SPAN: Duration = Duration::from_secs(90);
/// See [`PACE_SPAN`].
pub(crate) const PACE_BYTES: usize = 16_384;
/// How long a refused body is read on, so that a browser that sends all before it looks sees the refusal.
const DRAIN_PATIENCE: Duration = Duration::from_secs(30);
/// Most bytes that a form's parser may swallow without giving anything back: longer than any part's header.
const UNDIGESTED_MAX_BYTES: usize = 16_384;

/// A request's body under a limit of size and pace.
pub(crate) struct Intake(Arc<Mutex<Shared>>);

/// An [`Intake`] for a parser that takes a stream. It gets one piece at a time, and only while [`Intake::feeding`] waits for it: what it has to
/// hold stays small, whatever the parts of a form are.
pub(crate) struct IntakeStream(Arc<Mutex<Shared>>);

struct Shared {
    body: Option<BodyDataStream>,
    left: u64,
    deadline: Pin<Box<Sleep>>,
    since_deadline: usize,
    refusal: Option<Refusal>,
    /// Whether the parser may have another piece.
    hungry: bool,
    undigested: usize,
}

impl Intake {
    /// Takes at most `max_bytes` of a body.
    pub(crate) fn new(body: Body, max_bytes: u64) -> Self {
        Self(Arc::new(Mutex::new(Shared {
            body: Some(body.into_data_stream()),
            left: max_bytes,
            deadline: Box::pin(sleep_until(Instant::now() + PACE_SPAN)),
            since_deadline: 0,
            refusal: None,
            hungry: false,
            undigested: 0,
        })))
    }

    /// The next piece; none at the end.
    pub(crate) async fn piece(&self) -> Result<Option<Bytes>, Refusal> {
        poll_fn(|context| lock(&self.0).poll_piece(context))
            .await
            .transpose()
    }

    pub(crate) fn stream(&self) -> IntakeStream {
        IntakeStream(Arc::clone(&self.0))
    }

    /// Waits for a parser of [`IntakeStream`], giving it pieces only when it cannot go on without.
    pub(crate) async fn feeding<T, E>(
        &self,
        parsed: impl Future<Output = Result<T, E>>,
    ) -> Result<T, Refusal> {
        let mut parsed = pin!(parsed);
        lock(&self.0).undigested = 0;
        poll_fn(|context| {
            loop {
                if let Poll::Ready(result) = parsed.as_mut().poll(context) {
                    return Poll::Ready(
                        result.map_err(|_| lock(&self.0).refusal.unwrap_or(Refusal::Malformed)),
                    );
                }
                let mut shared = lock(&self.0);
                if shared.hungry {
                    return Poll::Pending;
                }
                if shared.undigested > UNDIGESTED_MAX_BYTES {
                    return Poll::Ready(Err(Refusal::Malformed));
                }
                shared.hungry = true;
            }
        })
        .await
    }

    /// Reads on in the background what is not wanted any more, at most `max_bytes` and as long as it comes.
    pub(crate) fn drain(&self, max_bytes: u64) {
        let Some(mut body) = lock(&self.0).body.take() else {
            return;
        };
        tokio::spawn(async move {
            let mut left = max_bytes;
            while let Ok(Some(Ok(bytes))) = timeout(DRAIN_PATIENCE, body.next()).await {
                match left.checked_sub(bytes.len() as u64) {
                    Some(rest) => left = rest,
                    None => return,
                }
            }
        });
    }
}

impl Shared {
    fn poll_piece(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Refusal>>> {
        let Some(body) = self.body.as_mut() else {
            return Poll::Ready(None);
        };
        match body.poll_next_unpin(context) {
            Poll::Ready(Some(Ok(bytes))) => Poll::Ready(Some(self.count(bytes))),
            // The other side is gone: what it will not read does not matter.
            Poll::Ready(Some(Err(_))) => Poll::Ready(Some(Err(Refusal::Malformed))),
            Poll::Ready(None) => Poll::Ready(None),
            Poll::Pending => {
                ready!(self.deadline.as_mut().poll(context));
                Poll::Ready(Some(Err(self.refuse(Refusal::TooSlow))))
            }
        }
    }

    fn count(&mut self, bytes: Bytes) -> Result<Bytes, Refusal> {
        let Some(left) = self.left.checked_sub(bytes.len() as u64) else {
            return Err(self.refuse(Refusal::TooLarge));
        };
        self.left = left;
        self.since_deadline = self.since_deadline.saturating_add(bytes.len());
        if self.since_deadline >= PACE_BYTES {
            self.since_deadline = 0;
            self.deadline.as_mut().reset(Instant::now() + PACE_SPAN);
        }
        Ok(bytes)
    }

    fn refuse(&mut self, refusal: Refusal) -> Refusal {
        self.refusal = Some(refusal);
        refusal
    }
}

impl Stream for IntakeStream {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut shared = lock(&self.0);
        if !shared.hungry {
            return Poll::Pending;
        }
        let piece = ready!(shared.poll_piece(context));
        if let Some(Ok(bytes)) = &piece {
            shared.undigested += bytes.len();
        }
        shared.hungry = false;
        Poll::Ready(piece.map(|piece| piece.map_err(|refusal| refusal.page().name().into())))
    }
}

fn lock(shared: &Mutex<Shared>) -> MutexGuard<'_, Shared> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use axum::{body::Body, extract::FromRequest};
    use futures_util::stream;

    use super::*;

    fn body(pieces: Vec<&'static str>) -> Body {
        let pieces = pieces
            .into_iter()
            .map(|piece| Ok::<_, BoxError>(Bytes::from(piece)));
        Body::from_stream(stream::iter(pieces))
    }

    async fn form(intake: &Intake) -> axum::extract::Multipart {
        let request = http::Request::builder()
            .header("content-type", "multipart/form-data; boundary=b")
            .body(Body::from_stream(intake.stream()))
            .unwrap();
        axum::extract::Multipart::from_request(request, &())
            .await
            .unwrap()
    }

    #[tokio::test]
    async fn more_than_is_taken_is_too_large() {
        let intake = Intake::new(body(vec!["abc", "def"]), 5);
        assert_eq!(intake.piece().await, Ok(Some("abc".into())));
        assert_eq!(intake.piece().await, Err(Refusal::TooLarge));
    }

    #[tokio::test(start_paused = true)]
    async fn a_trickle_is_too_slow_and_a_steady_source_is_not() {
        let trickle = stream::unfold((), |()| async {
            tokio::time::sleep(Duration::from_secs(10)).await;
            Some((Ok::<_, BoxError>(Bytes::from("x")), ()))
        });
        let intake = Intake::new(Body::from_stream(trickle), u64::MAX);
        let end = loop {
            match intake.piece().await {
                Ok(Some(_)) => {}
                other => break other,
            }
        };
        assert_eq!(end, Err(Refusal::TooSlow));

        let steady = stream::unfold(0, |sent| async move {
            tokio::time::sleep(PACE_SPAN - Duration::from_secs(1)).await;
            let piece = Ok::<_, BoxError>(Bytes::from(vec![0; PACE_BYTES]));
            (sent < 20).then_some((piece, sent + 1))
        });
        let intake = Intake::new(Body::from_stream(steady), u64::MAX);
        let mut pieces = 0;
        while intake.piece().await.unwrap().is_some() {
            pieces += 1;
        }
        assert_eq!(pieces, 20);
    }

    #[tokio::test]
    async fn a_part_header_without_an_end_is_malformed_and_not_kept() {
        let endless = stream::iter(std::iter::repeat_with(|| {
            Ok::<_, BoxError>(Bytes::from_static(&[b'a'; 1_024]))
        }));
        let start = stream::iter([Ok(Bytes::from("--b\r\nContent-Disposition: "))]);
        let intake = Intake::new(Body::from_stream(start.chain(endless)), u64::MAX);
        let mut form = form(&intake).await;
        let parsed = intake.feeding(form.next_field()).await;
        assert_eq!(parsed.map(drop), Err(Refusal::Malformed));
        assert!(lock(&intake.0).undigested <= UNDIGESTED_MAX_BYTES + 1_024);
    }

    #[tokio::test]
    async fn a_parser_gets_no_more_than_it_digests() {
        let part =
            "--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"f\"\r\n\r\nx\r\n";
        let parts = stream::iter(std::iter::repeat_with(move || {
            Ok::<_, BoxError>(Bytes::from(part))
        }));
        let intake = Intake::new(Body::from_stream(parts), u64::MAX);
        let mut form = form(&intake).await;
        for _ in 0..1_000 {
            let mut field = intake.feeding(form.next_field()).await.unwrap().unwrap();
            while intake.feeding(field.chunk()).await.unwrap().is_some() {}
        }
        let taken = u64::MAX - lock(&intake.0).left;
        assert!(taken <= 1_002 * part.len() as u64, "{taken}");
    }
}

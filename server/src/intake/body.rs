//! A request's body under a limit of size and rate. A refused body can be read on, so that the
//! sender sees the refusal.

use std::{
    future::{Future, poll_fn},
    io,
    pin::{Pin, pin},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::Bytes;
use futures_util::{Stream, StreamExt, TryStreamExt, stream::BoxStream};
use tokio::time::{Instant, Sleep, sleep_until, timeout};

use super::error::IntakeError;

/// In each span of this length at least [`BYTES_PER_SPAN`] must arrive. A Tor circuit gives 70 kB
/// and more in a second, and may stall for a while.
const RATE_SPAN: Duration = Duration::from_secs(90);
const BYTES_PER_SPAN: usize = 16_384;
/// How long a refused body may pause while it is read on: a browser that sends everything before it
/// looks then sees the refusal.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(30);
/// Most bytes that a form's parser may take without returning any: longer than any part's header.
const BUFFERED_MAX_BYTES: usize = 16_384;

pub(crate) struct LimitedBody(Arc<Mutex<Shared>>);

/// A [`LimitedBody`] for a parser that takes a stream. It gets one piece at a time, and only while
/// [`LimitedBody::drive_parser`] waits for it: its buffer stays small, whatever a form's parts are.
pub(crate) struct ParserStream(Arc<Mutex<Shared>>);

struct Shared {
    body: Option<BoxStream<'static, Result<Bytes, ()>>>,
    left: u64,
    /// Runs only while bytes are waited for: a source that is not being read is not slow.
    deadline: Pin<Box<Sleep>>,
    /// Since when nothing was asked of the body.
    resting: Option<Instant>,
    since_deadline: usize,
    error: Option<IntakeError>,
    /// Whether the parser may have another piece.
    demand: bool,
    /// Bytes that the parser took since it last returned any.
    buffered: usize,
}

impl LimitedBody {
    /// Takes at most `max_bytes` of a body.
    pub(crate) fn new<E: 'static>(
        body: impl Stream<Item = Result<Bytes, E>> + Send + 'static,
        max_bytes: u64,
    ) -> Self {
        Self(Arc::new(Mutex::new(Shared {
            body: Some(body.map_err(drop).boxed()),
            left: max_bytes,
            deadline: Box::pin(sleep_until(Instant::now() + RATE_SPAN)),
            resting: Some(Instant::now()),
            since_deadline: 0,
            error: None,
            demand: false,
            buffered: 0,
        })))
    }

    /// The next piece; none at the end.
    pub(crate) async fn piece(&self) -> Result<Option<Bytes>, IntakeError> {
        poll_fn(|context| lock(&self.0).poll_piece(context))
            .await
            .transpose()
    }

    pub(crate) fn stream(&self) -> ParserStream {
        ParserStream(Arc::clone(&self.0))
    }

    /// Waits for a parser of [`ParserStream`], giving it a piece only when it cannot go on without.
    pub(crate) async fn drive_parser<T, E>(
        &self,
        parsed: impl Future<Output = Result<T, E>>,
    ) -> Result<T, IntakeError> {
        let mut parsed = pin!(parsed);
        lock(&self.0).buffered = 0;
        poll_fn(|context| {
            loop {
                if let Poll::Ready(result) = parsed.as_mut().poll(context) {
                    return Poll::Ready(
                        result.map_err(|_| lock(&self.0).error.unwrap_or(IntakeError::Malformed)),
                    );
                }
                let mut shared = lock(&self.0);
                if shared.demand {
                    return Poll::Pending;
                }
                if shared.buffered > BUFFERED_MAX_BYTES {
                    return Poll::Ready(Err(IntakeError::Malformed));
                }
                shared.demand = true;
            }
        })
        .await
    }

    /// Reads the rest in the background, at most `max_bytes` and as long as it comes.
    pub(crate) fn drain(&self, max_bytes: u64) {
        let Some(mut body) = lock(&self.0).body.take() else {
            return;
        };
        tokio::spawn(async move {
            let mut left = max_bytes;
            while let Ok(Some(Ok(bytes))) = timeout(DRAIN_TIMEOUT, body.next()).await {
                match left.checked_sub(bytes.len() as u64) {
                    Some(rest) => left = rest,
                    None => return,
                }
            }
        });
    }
}

impl Shared {
    fn poll_piece(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, IntakeError>>> {
        let Some(body) = self.body.as_mut() else {
            return Poll::Ready(None);
        };
        if let Some(since) = self.resting.take() {
            let deadline = self.deadline.deadline() + since.elapsed();
            self.deadline.as_mut().reset(deadline);
        }
        let polled = match body.poll_next_unpin(context) {
            Poll::Ready(Some(Ok(bytes))) => Some(self.count(bytes)),
            // The sender has gone, and reads no answer.
            Poll::Ready(Some(Err(()))) => Some(Err(IntakeError::Malformed)),
            Poll::Ready(None) => None,
            Poll::Pending => {
                ready!(self.deadline.as_mut().poll(context));
                Some(Err(self.fail(IntakeError::TooSlow)))
            }
        };
        self.resting = Some(Instant::now());
        Poll::Ready(polled)
    }

    fn count(&mut self, bytes: Bytes) -> Result<Bytes, IntakeError> {
        let Some(left) = self.left.checked_sub(bytes.len() as u64) else {
            return Err(self.fail(IntakeError::TooLarge));
        };
        self.left = left;
        self.since_deadline = self.since_deadline.saturating_add(bytes.len());
        if self.since_deadline >= BYTES_PER_SPAN {
            self.since_deadline = 0;
            self.deadline.as_mut().reset(Instant::now() + RATE_SPAN);
        }
        Ok(bytes)
    }

    /// Remembers the error past the parser, which reports its own.
    fn fail(&mut self, error: IntakeError) -> IntakeError {
        self.error = Some(error);
        error
    }
}

impl Stream for ParserStream {
    type Item = io::Result<Bytes>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut shared = lock(&self.0);
        if !shared.demand {
            return Poll::Pending;
        }
        let piece = ready!(shared.poll_piece(context));
        if let Some(Ok(bytes)) = &piece {
            shared.buffered += bytes.len();
        }
        shared.demand = false;
        // What it was stands in `error`.
        Poll::Ready(piece.map(|piece| piece.map_err(|_| io::ErrorKind::InvalidData.into())))
    }
}

fn lock(shared: &Mutex<Shared>) -> MutexGuard<'_, Shared> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use futures_util::stream;

    use super::*;

    fn pieces(pieces: Vec<&'static str>) -> impl Stream<Item = Result<Bytes, ()>> {
        stream::iter(pieces.into_iter().map(|piece| Ok(Bytes::from(piece))))
    }

    fn form(body: &LimitedBody) -> multer::Multipart<'static> {
        multer::Multipart::new(body.stream(), "b")
    }

    #[tokio::test]
    async fn more_than_is_taken_is_too_large() {
        let body = LimitedBody::new(pieces(vec!["abc", "def"]), 5);
        assert_eq!(body.piece().await, Ok(Some("abc".into())));
        assert_eq!(body.piece().await, Err(IntakeError::TooLarge));
    }

    #[tokio::test(start_paused = true)]
    async fn a_trickle_is_too_slow_and_a_steady_source_is_not() {
        let trickle = stream::unfold((), |()| async {
            tokio::time::sleep(Duration::from_secs(10)).await;
            Some((Ok::<_, ()>(Bytes::from("x")), ()))
        });
        let body = LimitedBody::new(trickle, u64::MAX);
        let end = loop {
            match body.piece().await {
                Ok(Some(_)) => {}
                other => break other,
            }
        };
        assert_eq!(end, Err(IntakeError::TooSlow));

        let steady = stream::unfold(0, |sent| async move {
            tokio::time::sleep(RATE_SPAN - Duration::from_secs(1)).await;
            let piece = Ok::<_, ()>(Bytes::from(vec![0; BYTES_PER_SPAN]));
            (sent < 20).then_some((piece, sent + 1))
        });
        let body = LimitedBody::new(steady, u64::MAX);
        let mut pieces = 0;
        while body.piece().await.unwrap().is_some() {
            pieces += 1;
        }
        assert_eq!(pieces, 20);
    }

    #[tokio::test(start_paused = true)]
    async fn a_source_that_is_not_being_read_is_not_too_slow() {
        let steady = stream::unfold((), |()| async {
            tokio::time::sleep(RATE_SPAN * 4 / 9).await;
            Some((Ok::<_, ()>(Bytes::from("x")), ()))
        });
        let body = LimitedBody::new(steady, u64::MAX);
        for _ in 0..2 {
            body.piece().await.unwrap();
            tokio::time::sleep(RATE_SPAN * 2).await;
        }
        assert_eq!(body.piece().await, Err(IntakeError::TooSlow));
    }

    #[tokio::test]
    async fn a_part_header_without_an_end_is_malformed_and_not_kept() {
        let endless = stream::iter(std::iter::repeat_with(|| {
            Ok::<_, ()>(Bytes::from_static(&[b'a'; 1_024]))
        }));
        let start = stream::iter([Ok(Bytes::from("--b\r\nContent-Disposition: "))]);
        let body = LimitedBody::new(start.chain(endless), u64::MAX);
        let mut form = form(&body);
        let parsed = body.drive_parser(form.next_field()).await;
        assert_eq!(parsed.map(drop), Err(IntakeError::Malformed));
        assert!(lock(&body.0).buffered <= BUFFERED_MAX_BYTES + 1_024);
    }

    #[tokio::test]
    async fn a_parser_gets_no_more_than_it_digests() {
        let part =
            "--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"f\"\r\n\r\nx\r\n";
        let parts = stream::iter(std::iter::repeat_with(move || {
            Ok::<_, ()>(Bytes::from(part))
        }));
        let body = LimitedBody::new(parts, u64::MAX);
        let mut form = form(&body);
        for _ in 0..1_000 {
            let mut field = body.drive_parser(form.next_field()).await.unwrap().unwrap();
            while body.drive_parser(field.chunk()).await.unwrap().is_some() {}
        }
        let taken = u64::MAX - lock(&body.0).left;
        assert!(taken <= 1_002 * part.len() as u64, "{taken}");
    }
}

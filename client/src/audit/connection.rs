//! A connection on which whatever comes is compared with what must.

use std::{future::ready, time::Duration};

use sourdine_protocol::release::{ExpectedResponse, Request, gzip::decompress};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    time::timeout,
};

use super::{
    difference::{AnswerPart, Difference},
    expected::departs,
};
use crate::courier::{ApiError, Circuit, ProtocolViolation, Route, Stream, Timeouts};

/// How much is read at once, in bytes.
const READ_BYTES: usize = 16_384;
/// An answer that is not whole after so many times the patience for a piece is as good as none.
const WHOLE_TIMES: u32 = 8;
/// Longest answer to the requests that open an audit, in bytes.
pub(super) const OPENING_MAX_BYTES: usize = 4_194_304;
const HEAD_END: &[u8] = b"\r\n\r\n";
const LENGTH: &str = "Content-Length";
const CLOSING: &[u8] = b"\r\nconnection: close\r\n";
const GET: &str = "GET ";

pub(super) fn head_and_body(came: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut places = came.windows(HEAD_END.len());
    let end = places.position(|four| four == HEAD_END)?;
    Some((came.get(..end)?, came.get(end + HEAD_END.len()..)?))
}

/// Whether as much of a body has come as its head says, or a whole page, or a head that says
/// nothing of it, as none of ours does: nothing is waited for when the connection stays open.
fn is_whole(came: &[u8]) -> bool {
    let Some((head, body)) = head_and_body(came) else {
        return false;
    };
    let said = || {
        let length = std::str::from_utf8(head).ok()?.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case(LENGTH).then_some(value.trim())
        })?;
        length.parse::<usize>().ok()
    };
    said().is_none_or(|length| body.len() >= length)
        || decompress(body, OPENING_MAX_BYTES).is_some()
}

pub(super) struct RawConnection {
    stream: Box<dyn Stream>,
    timeouts: Timeouts,
    left: Duration,
}

/// What a connection did while nothing was asked on it.
pub(super) enum Idle {
    Open,
    Closed,
    Came(Vec<u8>),
}

/// Which of the answers it is and all that came, or how it differs.
pub(super) type Answered = Result<(usize, Vec<u8>), Difference>;

impl RawConnection {
    pub(super) async fn open(
        route: &Route,
        circuit: &Circuit,
        timeouts: Timeouts,
    ) -> Result<Self, ApiError> {
        Ok(Self {
            stream: route.stream(circuit, timeouts).await?,
            timeouts,
            left: timeouts.piece.saturating_mul(WHOLE_TIMES),
        })
    }

    /// Sends a request; its answer has all the time anew.
    pub(super) async fn send(&mut self, bytes: &[u8]) -> Result<(), ApiError> {
        self.left = self.timeouts.piece.saturating_mul(WHOLE_TIMES);
        timeout(self.timeouts.piece, self.stream.write_all(bytes))
            .await
            .map_err(|_| ApiError::Silent)?
            .map_err(|_| ApiError::Cut)
    }

    /// Reads on; 0 at the end.
    pub(super) async fn more(&mut self, came: &mut Vec<u8>) -> Result<usize, ApiError> {
        let begun = tokio::time::Instant::now();
        came.reserve(READ_BYTES);
        let timeouts = self.timeouts.piece.min(self.left);
        let read = timeout(timeouts, self.stream.read_buf(came)).await;
        // However a connection ends, what it brought before is looked at.
        let read = read.map_err(|_| ApiError::Silent)?.unwrap_or(0);
        self.left = self.left.saturating_sub(begun.elapsed());
        Ok(read)
    }

    /// What is there already, without waiting for it.
    pub(super) async fn idle(&mut self) -> Idle {
        let mut came = Vec::with_capacity(READ_BYTES);
        let read = self.stream.read_buf(&mut came);
        tokio::select! {
            biased;
            read = read => match read {
                Ok(1..) => Idle::Came(came),
                Ok(0) | Err(_) => Idle::Closed,
            },
            () = ready(()) => Idle::Open,
        }
    }

    /// What comes up to the end of the connection, or the beginning of it.
    pub(super) async fn rest(&mut self) -> Result<Vec<u8>, ApiError> {
        let mut came = Vec::new();
        self.more(&mut came).await?;
        Ok(came)
    }

    /// Reads an answer of which nothing is known yet.
    pub(super) async fn whole_answer(&mut self) -> Result<Vec<u8>, ApiError> {
        let mut came = Vec::new();
        while !is_whole(&came) && self.more(&mut came).await? > 0 {
            if came.len() > OPENING_MAX_BYTES {
                return Err(ApiError::Unexpected(ProtocolViolation::Long));
            }
        }
        if came.is_empty() {
            return Err(ApiError::Cut);
        }
        Ok(came)
    }

    /// Reads an answer, and compares while it comes: as soon as nothing that may come is left, the
    /// rest is of no interest but to say what it is.
    pub(super) async fn answer(&mut self, may: &[&ExpectedResponse]) -> Result<Answered, ApiError> {
        let mut came = Vec::new();
        loop {
            let departures = may.iter().map(|whole| departs(whole, &came));
            let departures: Vec<Option<usize>> = departures.collect();
            let fitting = may.iter().zip(&departures).enumerate();
            let mut fitting = fitting.filter(|(_, (_, departure))| departure.is_none());
            let complete = fitting
                .clone()
                .find(|(_, (whole, _))| came.len() >= whole.bytes().len());
            if let Some((which, (whole, _))) = complete {
                let beyond = came.get(whole.bytes().len()..).unwrap_or_default();
                if !beyond.is_empty() {
                    return Ok(Err(Difference::more(AnswerPart::After, 0, beyond)));
                }
                return Ok(Ok((which, came)));
            }
            if fitting.next().is_none() {
                return Ok(Err(self.described(may, &departures, came).await));
            }
            if self.more(&mut came).await? == 0 {
                return Err(ApiError::Cut);
            }
        }
    }

    /// How an answer differs from the one that it is nearest to. As much of it is read as that one
    /// is long, to say what it is.
    async fn described(
        &mut self,
        may: &[&ExpectedResponse],
        departures: &[Option<usize>],
        mut came: Vec<u8>,
    ) -> Difference {
        let Some((whole, at)) = nearest(may, departures) else {
            return Difference::of(AnswerPart::Body);
        };
        if at >= whole.head().len() {
            while came.len() < whole.bytes().len() && matches!(self.more(&mut came).await, Ok(1..))
            {
            }
        }
        Difference::between(whole, &came, at)
    }

    /// Nothing may follow an answer. Where the connection stays open, the next answer follows at
    /// once: to a page that of its head alone, to anything else whatever is asked next.
    pub(super) async fn after(
        &mut self,
        whole: &ExpectedResponse,
        request: &Request,
        bytes: impl Fn(&Request) -> Vec<u8>,
    ) -> Result<Option<Difference>, ApiError> {
        if ends_after(whole) {
            if request.fields.iter().any(|line| line.starts_with(LENGTH)) {
                // The server need not wait for the body that was announced.
                let shut = timeout(self.timeouts.piece, self.stream.shutdown()).await;
                drop(shut.map_err(|_| ApiError::Silent)?);
            }
            let more = self.rest().await?;
            let is_over = more.is_empty();
            return Ok((!is_over).then(|| Difference::more(AnswerPart::After, 0, &more)));
        }
        let Some(path) = request.asked.strip_prefix(GET) else {
            return Ok(None);
        };
        let head = Request {
            asked: format!("HEAD {path}"),
            ..request.clone()
        };
        self.send(&bytes(&head)).await?;
        let right = whole.head();
        let mut came = Vec::new();
        while came.len() < right.len() {
            if self.more(&mut came).await? == 0 {
                return Err(ApiError::Cut);
            }
            let so_far = came.len().min(right.len());
            if came.get(..so_far) != right.get(..so_far) {
                break;
            }
        }
        if came == right {
            return Ok(None);
        }
        let at = super::difference::first_difference(right, &came).unwrap_or(0);
        Ok(Some(Difference::more(
            AnswerPart::Bodiless,
            at,
            came.get(at..).unwrap_or_default(),
        )))
    }
}

/// Whether the connection ends after an answer.
pub(super) fn ends_after(whole: &ExpectedResponse) -> bool {
    let mut windows = whole.head().windows(CLOSING.len());
    windows.any(|bytes| bytes == CLOSING)
}

/// Which of these answers something is that came whole, or how it differs.
pub(super) fn compare(may: &[&ExpectedResponse], came: &[u8]) -> Result<usize, Difference> {
    let departures = may.iter().map(|whole| departs(whole, came));
    let departures: Vec<Option<usize>> = departures.collect();
    let mut fitting = may.iter().zip(&departures).enumerate();
    let fits = fitting
        .find(|(_, (whole, departure))| departure.is_none() && came.len() >= whole.bytes().len());
    if let Some((which, (whole, _))) = fits {
        let beyond = came.get(whole.bytes().len()..).unwrap_or_default();
        return if beyond.is_empty() {
            Ok(which)
        } else {
            Err(Difference::more(AnswerPart::After, 0, beyond))
        };
    }
    // One that ends too early departs where it ends.
    let departures: Vec<_> = departures
        .iter()
        .map(|departure| Some(departure.unwrap_or(came.len())))
        .collect();
    Err(nearest(may, &departures).map_or_else(
        || Difference::of(AnswerPart::Body),
        |(whole, at)| Difference::between(whole, came, at),
    ))
}

/// The answer that goes furthest with what came, and how far that is.
fn nearest<'a>(
    may: &[&'a ExpectedResponse],
    departures: &[Option<usize>],
) -> Option<(&'a ExpectedResponse, usize)> {
    let nearest = may.iter().zip(departures);
    let nearest = nearest.max_by_key(|(_, departure)| departure.unwrap_or(0));
    let (whole, departure) = nearest?;
    Some((whole, (*departure)?))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use sourdine_protocol::{
        release::{Desk, Exchange, Parts, ReleaseManifest, RequestContext, Text},
        wire::SCRIPT_PATH,
    };
    use tokio::io::duplex;

    use super::*;

    /// What is not there by then does not come.
    const NEVER: Duration = Duration::from_secs(20);

    /// An answer after which the connection ends.
    fn closing() -> ExpectedResponse {
        let head = [
            "HTTP/1.1 413 x",
            "connection: close",
            "content-security-policy: none",
        ];
        let answer = Exchange {
            asked: "POST /fr/send".to_owned(),
            fields: Vec::new(),
            form: None,
            head: head.map(str::to_owned).into(),
            text: None,
            instead: Vec::new(),
            initiator: None,
        };
        let texts = ["/fr", SCRIPT_PATH].map(|name| (name.to_owned(), Text::from(String::new())));
        let release = ReleaseManifest::new(Parts {
            version: String::new(),
            policy: "none".to_owned(),
            index: "fr".to_owned(),
            fallback: "/fr".to_owned(),
            answers: vec![answer],
            visits: Vec::new(),
            refusals: BTreeMap::new(),
            texts: texts.into(),
        });
        let release = release.unwrap();
        let desk = Desk {
            name: "",
            expires: "2027-11-24".parse().unwrap(),
            roster_json: "",
            editors: &[],
            notices: sourdine_protocol::roster::Notices::NONE,
            state: sourdine_protocol::release::DeskState::Open,
            largest_bytes: 0,
            script: "",
        };
        let whole = release.whole(&release.answers[0], desk, RequestContext::default());
        whole.unwrap()
    }

    /// What an audit makes of an answer that ends when the request does, and of this after it. The
    /// stream holds no more than the answer: what follows comes later.
    async fn followed_by(more: &'static [u8]) -> Option<Difference> {
        let whole = closing();
        let (near, mut far) = duplex(whole.bytes().len());
        let answer = whole.bytes().to_vec();
        let serving = tokio::spawn(async move {
            far.write_all(&answer).await.unwrap();
            far.write_all(more).await.unwrap();
            // The body that was announced never comes: only its end does.
            assert_eq!(far.read(&mut [0]).await.unwrap(), 0);
        });
        let mut connection = RawConnection {
            stream: Box::new(near),
            timeouts: Timeouts {
                piece: NEVER,
                ..Timeouts::default()
            },
            left: NEVER,
        };
        let (which, _) = connection.answer(&[&whole]).await.unwrap().unwrap();
        assert_eq!(which, 0);
        let request = Request {
            asked: "POST /fr/send".to_owned(),
            fields: vec!["Content-Length: 99".to_owned()],
            body: None,
        };
        let seen = connection.after(&whole, &request, |_| Vec::new()).await;
        let seen = seen.unwrap();
        serving.await.unwrap();
        seen
    }

    #[tokio::test]
    async fn what_comes_later_than_an_answer_is_found_and_no_body_is_waited_for() {
        assert_eq!(followed_by(b"").await, None);
        let found = followed_by(b"x").await.unwrap();
        assert_eq!((found.part, &*found.found), (AnswerPart::After, "x"));
    }
}

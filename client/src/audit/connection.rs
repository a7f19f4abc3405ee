//! A connection on which whatever comes is compared with what must.

use std::time::Duration;

use sourdine_protocol::release::{ExpectedResponse, Request, gzip::decompress};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    time::timeout,
};

use super::{
    browser_profile::{random_profile, request_bytes},
    difference::{AnswerPart, Difference},
    expected::departs,
};
use crate::courier::{ApiError, ProtocolViolation, Route, Stream, Timeouts};

/// How much is read at once, in bytes.
const READ_BYTES: usize = 16_384;
/// An answer that is not whole after so many times the patience for a piece is as good as none.
const WHOLE_TIMES: u32 = 8;
/// Longest answer to the requests that open an audit, in bytes.
const OPENING_MAX_BYTES: usize = 4_194_304;
const HEAD_END: &[u8] = b"\r\n\r\n";
const LENGTH: &str = "Content-Length";
const CLOSING: &[u8] = b"\r\nconnection: close\r\n";
const GET: &str = "GET ";

/// What must be known before anything can be compared.
pub struct Opening;

impl Opening {
    /// What a path's page is once it is decompressed; none where what comes is no page.
    pub async fn page(
        route: &Route,
        timeouts: Timeouts,
        path: &str,
    ) -> Result<Option<Vec<u8>>, ApiError> {
        let mut connection = RawConnection::open(route, timeouts).await?;
        let request = Request {
            asked: format!("{GET}{path}"),
            fields: Vec::new(),
            body: None,
        };
        // These come first of all: a server must not know them from a browser's either.
        let profile = random_profile().map_err(|_| ApiError::Silent)?;
        connection
            .send(&request_bytes(&request, &route.address().host(), profile))
            .await?;
        let mut came = Vec::new();
        while !is_whole(&came) && connection.more(&mut came).await? > 0 {
            if came.len() > OPENING_MAX_BYTES {
                return Err(ApiError::Unexpected(ProtocolViolation::Long));
            }
        }
        if came.is_empty() {
            return Err(ApiError::Cut);
        }
        let body = head_and_body(&came).and_then(|(_, body)| decompress(body, OPENING_MAX_BYTES));
        Ok(body)
    }
}

fn head_and_body(came: &[u8]) -> Option<(&[u8], &[u8])> {
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

/// Which of the answers it is and all that came, or how it differs.
pub(super) type Answered = Result<(usize, Vec<u8>), Difference>;

impl RawConnection {
    pub(super) async fn open(route: &Route, timeouts: Timeouts) -> Result<Self, ApiError> {
        Ok(Self {
            stream: route.stream(timeouts).await?,
            timeouts,
            left: timeouts.piece.saturating_mul(WHOLE_TIMES),
        })
    }

    pub(super) async fn send(&mut self, bytes: &[u8]) -> Result<(), ApiError> {
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
        let nearest = may.iter().zip(departures);
        let nearest = nearest.max_by_key(|(_, departure)| departure.unwrap_or(0));
        let Some((whole, Some(at))) = nearest else {
            return Difference::of(AnswerPart::Body);
        };
        if *at >= whole.head().len() {
            while came.len() < whole.bytes().len() && matches!(self.more(&mut came).await, Ok(1..))
            {
            }
        }
        Difference::between(whole, &came, *at)
    }

    /// Nothing may follow an answer. Where the connection stays open, the next answer follows at
    /// once: to a page that of its head alone, to anything else whatever is asked next.
    pub(super) async fn after(
        &mut self,
        whole: &ExpectedResponse,
        request: &Request,
        host: &str,
        profile: usize,
    ) -> Result<Option<Difference>, ApiError> {
        let closes = whole
            .head()
            .windows(CLOSING.len())
            .any(|bytes| bytes == CLOSING);
        let mut came = Vec::new();
        if closes {
            if request.fields.iter().any(|line| line.starts_with(LENGTH)) {
                // The server need not wait for the body that was announced.
                let shut = timeout(self.timeouts.piece, self.stream.shutdown()).await;
                drop(shut.map_err(|_| ApiError::Silent)?);
            }
            let more = self.more(&mut came).await?;
            return Ok((more > 0).then(|| Difference::more(AnswerPart::After, 0, &came)));
        }
        let Some(path) = request.asked.strip_prefix(GET) else {
            return Ok(None);
        };
        let head = Request {
            asked: format!("HEAD {path}"),
            ..request.clone()
        };
        self.send(&request_bytes(&head, host, profile)).await?;
        let right = whole.head();
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use sourdine_protocol::{
        release::{Desk, Exchange, Parts, ReleaseManifest, RequestContext, Text, gzip::compress},
        wire::SCRIPT_PATH,
    };
    use tokio::io::duplex;

    use super::*;
    use crate::audit::browser_profile::PROFILE_COUNT;

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
        let seen = connection.after(&whole, &request, "x", 0).await.unwrap();
        serving.await.unwrap();
        seen
    }

    #[tokio::test]
    async fn what_comes_later_than_an_answer_is_found_and_no_body_is_waited_for() {
        assert_eq!(followed_by(b"").await, None);
        let found = followed_by(b"x").await.unwrap();
        assert_eq!((found.part, &*found.found), (AnswerPart::After, "x"));
    }

    /// What comes first of all is asked as browsers ask, and a connection that stays open
    /// is not waited for.
    #[tokio::test]
    async fn an_audit_opens_in_a_dress_too() {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("door");
        let listener = tokio::net::UnixListener::bind(&socket).unwrap();
        let address = format!("unix:{}", socket.display()).parse().unwrap();
        let route = Route::new(address, None).unwrap();
        let host = route.address().host();
        let asking = tokio::spawn(async move {
            let timeouts = Timeouts {
                piece: NEVER,
                ..Timeouts::default()
            };
            Opening::page(&route, timeouts, "/fr").await
        });
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(HEAD_END) {
            assert!(stream.read_buf(&mut head).await.unwrap() > 0);
        }
        let request = Request {
            asked: "GET /fr".to_owned(),
            fields: Vec::new(),
            body: None,
        };
        let mut profiles =
            (0..PROFILE_COUNT).map(|profile| request_bytes(&request, &host, profile));
        assert!(profiles.any(|request_bytes| request_bytes == head));
        let page = compress(b"a page");
        let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", page.len());
        stream.write_all(answer.as_bytes()).await.unwrap();
        stream.write_all(&page).await.unwrap();
        assert_eq!(asking.await.unwrap().unwrap().unwrap(), b"a page");
    }
}

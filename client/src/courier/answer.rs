//! What the server answered, and what it means when it is not what was asked for.

use std::{io, time::Duration};

use bytes::{Bytes, BytesMut};
use http::{Response, StatusCode, header::HeaderMap};
use http_body_util::BodyExt;
use hyper::body::{Body, Incoming};
use tokio::time::{Instant, timeout_at};

use super::proxy::SocksError;

/// Longest list that is read, in bytes: some 90,000 envelopes.
pub const LIST_MAX_BYTES: usize = 16_777_216;
/// So many bytes must come in each span of patience: a server that trickles is as good as silent.
const PACE_BYTES: usize = 32_768;

/// Why the editors' door was of no use, by who is to blame.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// Nobody listens there.
    #[error("the server does not answer ({0}): is the address right, and is it running?")]
    Unreachable(#[source] io::Error),
    /// The way there.
    #[error(transparent)]
    Proxy(#[from] SocksError),
    /// It took too long.
    #[error("the server was silent for too long: try again later")]
    Silent,
    /// The connection ended in the middle.
    #[error("the connection was cut: try again")]
    Cut,
    /// The server has trouble of its own.
    #[error("the server has trouble (status {0}): try again later, and tell the operator")]
    Unavailable(u16),
    /// The token is not known.
    #[error("the server does not know this token: ask the operator to add it")]
    Refused,
    /// The token may not do this.
    #[error("this token may fetch, and no more: use an editor's")]
    Forbidden,
    /// The envelope is no more.
    #[error("the server no longer has this envelope: another editor is done with it")]
    Gone,
    /// The envelope is another.
    #[error("the server has something else under this id than this machine has")]
    OtherHash,
    /// What Sourdine's server never says.
    #[error("what answers is no Sourdine server, or one that lies ({0})")]
    Unexpected(ProtocolViolation),
}

/// What Sourdine's server never says.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum ProtocolViolation {
    /// Not HTTP/1.1.
    #[error("not HTTP")]
    NotHttp,
    /// A status that the protocol does not have.
    #[error("status {0}")]
    Status(u16),
    /// A list that is malformed, or whose ids and hashes are none.
    #[error("a list that is none")]
    List,
    /// A roster that is none.
    #[error("a roster that is none")]
    Roster,
    /// Longer than announced, or than anything of its kind.
    #[error("an answer longer than it may be")]
    Long,
    /// Another length than was listed.
    #[error("another length than it listed")]
    Length,
    /// Another ETag than was listed.
    #[error("another ETag than it listed")]
    Tag,
    /// Other bytes than were asked for.
    #[error("another range than was asked for")]
    Range,
}

impl ApiError {
    /// Whether the same request may well succeed a little later.
    #[must_use]
    pub const fn passes(&self) -> bool {
        match self {
            Self::Unreachable(_)
            | Self::Proxy(SocksError::Absent { .. } | SocksError::Beyond(_))
            | Self::Silent
            | Self::Cut
            | Self::Unavailable(_) => true,
            Self::Proxy(SocksError::NotSocks(_) | SocksError::Random)
            | Self::Refused
            | Self::Forbidden
            | Self::Gone
            | Self::OtherHash
            | Self::Unexpected(_) => false,
        }
    }

    /// Whether it is about one envelope alone, so that another may fare better.
    #[must_use]
    pub const fn is_about_one(&self) -> bool {
        match self {
            Self::Gone | Self::OtherHash | Self::Unexpected(_) => true,
            Self::Unreachable(_)
            | Self::Proxy(_)
            | Self::Silent
            | Self::Cut
            | Self::Unavailable(_)
            | Self::Refused
            | Self::Forbidden => false,
        }
    }
}

impl From<hyper::Error> for ApiError {
    fn from(error: hyper::Error) -> Self {
        if error.is_parse() {
            Self::Unexpected(ProtocolViolation::NotHttp)
        } else {
            Self::Cut
        }
    }
}

/// The meaning of a status other than the one that was hoped for.
pub(super) fn refusal(status: StatusCode) -> ApiError {
    match status.as_u16() {
        401 => ApiError::Refused,
        403 => ApiError::Forbidden,
        404 => ApiError::Gone,
        409 => ApiError::OtherHash,
        server @ 500..=599 => ApiError::Unavailable(server),
        other => ApiError::Unexpected(ProtocolViolation::Status(other)),
    }
}

/// A text header; none when it is missing, stands twice, or is no text.
pub(super) fn header(headers: &HeaderMap, name: http::HeaderName) -> Option<&str> {
    let mut all = headers.get_all(name).iter();
    let only = all.next()?;
    all.next().is_none().then(|| only.to_str().ok()).flatten()
}

/// A body whose pieces come in time.
pub(super) struct TimedBody {
    body: Incoming,
    timeout: Duration,
    deadline: Instant,
    moved: usize,
}

impl TimedBody {
    pub(super) fn new(body: Incoming, timeout: Duration) -> Self {
        Self {
            body,
            timeout,
            deadline: Instant::now() + timeout,
            moved: 0,
        }
    }

    /// The length that was announced.
    pub(super) fn announced(&self) -> Option<u64> {
        self.body.size_hint().exact()
    }

    /// The next piece; none at the end.
    pub(super) async fn next(&mut self) -> Result<Option<Bytes>, ApiError> {
        loop {
            let frame = timeout_at(self.deadline, self.body.frame());
            let Some(frame) = frame.await.map_err(|_| ApiError::Silent)? else {
                return Ok(None);
            };
            // Trailers say nothing that we asked for.
            let Ok(piece) = frame?.into_data() else {
                continue;
            };
            self.moved = self.moved.saturating_add(piece.len());
            if self.moved >= PACE_BYTES {
                self.moved = 0;
                self.deadline = Instant::now() + self.timeout;
            }
            if !piece.is_empty() {
                return Ok(Some(piece));
            }
        }
    }
}

/// Reads an answer of at most `max` bytes.
pub(super) async fn whole(
    answer: Response<Incoming>,
    max: usize,
    timeout: Duration,
) -> Result<Bytes, ApiError> {
    let mut body = TimedBody::new(answer.into_body(), timeout);
    let mut bytes = BytesMut::new();
    while let Some(piece) = body.next().await? {
        if bytes.len() + piece.len() > max {
            return Err(ApiError::Unexpected(ProtocolViolation::Long));
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes.freeze())
}

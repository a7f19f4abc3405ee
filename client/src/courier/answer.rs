//! What the server answered, and what it means when it is not what was asked for.

use std::{io, time::Duration};

use bytes::{Bytes, BytesMut};
use http::{Response, StatusCode, header::HeaderMap};
use http_body_util::BodyExt;
use hyper::body::{Body, Incoming};
use sourdine_l10n::Explain;
use tokio::time::{Instant, timeout_at};

use super::proxy::SocksError;

/// Longest list that is read, in bytes: some 90,000 envelopes.
pub const LIST_MAX_BYTES: usize = 16_777_216;
/// So many bytes must come in each span of patience: a server that trickles is as good as silent.
const PACE_BYTES: usize = 32_768;

/// Why the editors' door was of no use, by who is to blame.
#[derive(Debug, Explain, thiserror::Error)]
pub enum ApiError {
    #[explain("error-courier-unreachable", reason)]
    Unreachable(#[source] io::Error),
    #[explain(transparent)]
    Proxy(#[from] SocksError),
    /// It took too long.
    #[explain("error-courier-silent")]
    Silent,
    /// The connection ended in the middle.
    #[explain("error-courier-cut")]
    Cut,
    /// The server has trouble of its own.
    #[explain("error-courier-unavailable", status)]
    Unavailable(u16),
    /// The server waits for an editor who unlocks it.
    #[explain("error-courier-sealed")]
    Sealed,
    /// The server's vault opens with no key that was sent.
    #[explain("error-unlock-wrong")]
    WrongMaster,
    /// The token is not known.
    #[explain("error-courier-refused")]
    Refused,
    /// The token may not do this.
    #[explain("error-courier-forbidden")]
    Forbidden,
    /// The envelope is no more.
    #[explain("error-courier-gone")]
    Gone,
    /// The envelope is another.
    #[explain("error-courier-other-hash")]
    OtherHash,
    /// What Sourdine's server never says.
    #[explain("error-courier-unexpected", message(surprise))]
    Unexpected(ProtocolViolation),
}

/// What Sourdine's server never says.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Explain, thiserror::Error)]
pub enum ProtocolViolation {
    #[explain("surprise-not-http")]
    NotHttp,
    /// A status that the protocol does not have.
    #[explain("surprise-status", status)]
    Status(u16),
    /// A list that is malformed, or ids and hashes in it that are none.
    #[explain("surprise-list")]
    List,
    /// A roster that is none.
    #[explain("surprise-roster")]
    Roster,
    /// Longer than announced, or than anything of its kind.
    #[explain("surprise-long")]
    Long,
    /// Another length than was listed.
    #[explain("surprise-length")]
    Length,
    /// Another ETag than was listed.
    #[explain("surprise-tag")]
    Tag,
    /// Other bytes than were asked for.
    #[explain("surprise-range")]
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
            | Self::Sealed
            | Self::WrongMaster
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
            | Self::Sealed
            | Self::WrongMaster
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
        422 => ApiError::WrongMaster,
        423 => ApiError::Sealed,
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

/// A body; each of its pieces came in time.
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

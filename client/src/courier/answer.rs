//! What the server answered, and what it means when it is not what was asked for.

use std::{io, time::Duration};

use bytes::{Bytes, BytesMut};
use http::{Response, StatusCode, header::HeaderMap};
use http_body_util::BodyExt;
use hyper::body::{Body, Incoming};
use tokio::time::{Instant, timeout_at};

use super::proxy::ProxyTrouble;

/// Longest list that is read, in bytes: some 90,000 envelopes.
pub const LIST_MAX_BYTES: usize = 16_777_216;
/// So many bytes must come in each span of patience: a server that trickles is as good as silent.
const PACE_BYTES: usize = 32_768;

/// Why the editors' door was of no use, by who is to blame.
#[derive(Debug, thiserror::Error)]
pub enum DoorError {
    /// Nobody listens there.
    #[error("the server does not answer ({0}): is the address right, and is it running?")]
    Unreachable(#[source] io::Error),
    /// The way there.
    #[error(transparent)]
    Proxy(#[from] ProxyTrouble),
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
    Unexpected(Surprise),
}

/// What Sourdine's server never says.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Surprise {
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

impl DoorError {
    /// Whether the same request may well succeed a little later.
    #[must_use]
    pub const fn passes(&self) -> bool {
        match self {
            Self::Unreachable(_)
            | Self::Proxy(ProxyTrouble::Absent { .. } | ProxyTrouble::Beyond(_))
            | Self::Silent
            | Self::Cut
            | Self::Unavailable(_) => true,
            Self::Proxy(ProxyTrouble::NotSocks(_) | ProxyTrouble::Random)
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

impl From<hyper::Error> for DoorError {
    fn from(error: hyper::Error) -> Self {
        if error.is_parse() {
            Self::Unexpected(Surprise::NotHttp)
        } else {
            Self::Cut
        }
    }
}

/// The meaning of a status other than the one that was hoped for.
pub(super) fn refusal(status: StatusCode) -> DoorError {
    match status.as_u16() {
        401 => DoorError::Refused,
        403 => DoorError::Forbidden,
        404 => DoorError::Gone,
        409 => DoorError::OtherHash,
        server @ 500..=599 => DoorError::Unavailable(server),
        other => DoorError::Unexpected(Surprise::Status(other)),
    }
}

/// A text header; none when it is missing, stands twice, or is no text.
pub(super) fn header(headers: &HeaderMap, name: http::HeaderName) -> Option<&str> {
    let mut all = headers.get_all(name).iter();
    let only = all.next()?;
    all.next().is_none().then(|| only.to_str().ok()).flatten()
}

/// A body whose pieces come in time.
pub(super) struct Paced {
    body: Incoming,
    patience: Duration,
    deadline: Instant,
    moved: usize,
}

impl Paced {
    pub(super) fn new(body: Incoming, patience: Duration) -> Self {
        Self {
            body,
            patience,
            deadline: Instant::now() + patience,
            moved: 0,
        }
    }

    /// The length that was announced.
    pub(super) fn announced(&self) -> Option<u64> {
        self.body.size_hint().exact()
    }

    /// The next piece; none at the end.
    pub(super) async fn next(&mut self) -> Result<Option<Bytes>, DoorError> {
        loop {
            let frame = timeout_at(self.deadline, self.body.frame());
            let Some(frame) = frame.await.map_err(|_| DoorError::Silent)? else {
                return Ok(None);
            };
            // Trailers say nothing that we asked for.
            let Ok(piece) = frame?.into_data() else {
                continue;
            };
            self.moved = self.moved.saturating_add(piece.len());
            if self.moved >= PACE_BYTES {
                self.moved = 0;
                self.deadline = Instant::now() + self.patience;
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
    patience: Duration,
) -> Result<Bytes, DoorError> {
    let mut body = Paced::new(answer.into_body(), patience);
    let mut bytes = BytesMut::new();
    while let Some(piece) = body.next().await? {
        if bytes.len() + piece.len() > max {
            return Err(DoorError::Unexpected(Surprise::Long));
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes.freeze())
}

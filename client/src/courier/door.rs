//! The editors' door, from outside (docs/protocol.md 5).

use std::{ops::Range, sync::Arc};

use bytes::Bytes;
use http::{
    HeaderValue, Method, Request, Response, StatusCode,
    header::{AUTHORIZATION, CONTENT_RANGE, ETAG, HOST, IF_RANGE, RANGE},
};
use http_body_util::Full;
use hyper::body::Incoming;
use sourdine_protocol::{
    envelope::EnvelopeHash,
    roster::{ROSTER_MAX_BYTES, SignedRoster},
    unlock::UNLOCK_BYTES,
    wire::{
        EDITORS_ROSTER_PATH, ENVELOPES_PATH, EditorToken, EnvelopeId, EnvelopeList, HashBody,
        UNLOCK_PATH,
    },
};
use zeroize::Zeroizing;

use super::{
    answer::{ApiError, LIST_MAX_BYTES, ProtocolViolation, TimedBody, header, refusal, whole},
    connection::{HttpConnection, Route, Timeouts},
    listed::{Listed, checked},
};

/// Longest answer that holds a roster, in bytes.
pub const ROSTER_ANSWER_MAX_BYTES: usize = ROSTER_MAX_BYTES;
const SCHEME: &str = "Bearer ";

/// The editors' door of one server, seen by one editor or courier. Keeps a connection open between
/// requests, and makes a new one when it must.
pub struct EditorsDoor {
    route: Route,
    /// Doors on other circuits show the same one: a secret is not copied.
    token: Arc<EditorToken>,
    timeouts: Timeouts,
    connection: Option<HttpConnection>,
}

impl EditorsDoor {
    /// The door at the end of a way. Nothing is sent yet.
    #[must_use]
    pub fn new(route: Route, token: EditorToken, timeouts: Timeouts) -> Self {
        Self {
            route,
            token: Arc::new(token),
            timeouts,
            connection: None,
        }
    }

    /// The same door, by a connection of its own, and so by another circuit. Nothing is sent yet.
    pub(super) fn another(&self) -> Self {
        Self {
            route: self.route.clone(),
            token: Arc::clone(&self.token),
            timeouts: self.timeouts,
            connection: None,
        }
    }

    /// Makes a connection, if none is open.
    pub(super) async fn connect(&mut self) -> Result<(), ApiError> {
        if let Some(connection) = &mut self.connection
            && connection.is_open().await
        {
            return Ok(());
        }
        self.connection = None;
        self.connection = Some(self.route.connect(self.timeouts).await?);
        Ok(())
    }

    pub(super) fn close(&mut self) {
        self.connection = None;
    }

    /// Lists the envelopes that wait.
    ///
    /// Fails when the door is out of reach, refuses, or lies.
    pub async fn list(&mut self) -> Result<Vec<Listed>, ApiError> {
        let bytes = self.read(ENVELOPES_PATH, LIST_MAX_BYTES).await?;
        let wrong = ApiError::Unexpected(ProtocolViolation::List);
        serde_json::from_slice::<EnvelopeList>(&bytes)
            .ok()
            .and_then(|list| checked(&list))
            .ok_or(wrong)
    }

    /// The roster that sources are served. Its signature is for the desk to check.
    pub async fn roster(&mut self) -> Result<SignedRoster, ApiError> {
        let bytes = self
            .read(EDITORS_ROSTER_PATH, ROSTER_ANSWER_MAX_BYTES)
            .await?;
        SignedRoster::from_json(&bytes).map_err(|_| ApiError::Unexpected(ProtocolViolation::Roster))
    }

    /// The sealed master key of a server that waits for it; none if the server is open.
    ///
    /// Fails as [`Self::list`] does.
    pub async fn unlock_file(&mut self) -> Result<Option<Bytes>, ApiError> {
        let request = self.request(Method::GET, UNLOCK_PATH, Bytes::new())?;
        let (answer, connection) = self.ask(request).await?;
        match answer.status() {
            StatusCode::OK => {}
            StatusCode::NOT_FOUND => return Ok(None),
            status => return Err(refusal(status)),
        }
        let bytes = whole(answer, UNLOCK_BYTES, self.timeouts.piece).await?;
        self.connection = Some(connection);
        Ok(Some(bytes))
    }

    /// Sends the master keys that were found in the file. False if the server is open already.
    ///
    /// Fails as [`Self::list`] does, and when none of them opens the server's vault.
    pub async fn unlock(&mut self, masters: Zeroizing<Vec<u8>>) -> Result<bool, ApiError> {
        // The request keeps the very bytes that are wiped when it goes.
        let body = Bytes::from_owner(masters);
        let request = self.request(Method::POST, UNLOCK_PATH, body)?;
        let (answer, _) = self.ask(request).await?;
        match answer.status() {
            StatusCode::NO_CONTENT => Ok(true),
            StatusCode::NOT_FOUND => Ok(false),
            status => Err(refusal(status)),
        }
    }

    /// Begins to fetch a range of an envelope, or all of it where the server sends no ranges; see
    /// where [`Download::begins_at`].
    ///
    /// Fails as [`Self::list`] does, and when the envelope is gone or another than was listed.
    pub async fn fetch(
        &mut self,
        listed: &Listed,
        part: Range<u64>,
    ) -> Result<Download<'_>, ApiError> {
        let tag = format!("\"{}\"", listed.hash);
        let mut request = self.request(Method::GET, &envelope_path(listed.id), Bytes::new())?;
        if part != (0..listed.size) {
            let range = match part.end == listed.size {
                true => format!("bytes={}-", part.start),
                false => format!("bytes={}-{}", part.start, part.end.saturating_sub(1)),
            };
            request.headers_mut().insert(RANGE, text(&range)?);
            request.headers_mut().insert(IF_RANGE, text(&tag)?);
        }
        let (answer, connection) = self.ask(request).await?;
        let sent = sent_part(&answer, listed, part, &tag)?;
        let left = sent.end.saturating_sub(sent.start);
        let body = TimedBody::new(answer.into_body(), self.timeouts.piece);
        if body.announced().is_some_and(|announced| announced != left) {
            return Err(ApiError::Unexpected(ProtocolViolation::Length));
        }
        Ok(Download {
            door: self,
            connection: Some(connection),
            body,
            begin: sent.start,
            left,
        })
    }

    /// Says that this editor opened the envelope with this hash and holds it safely: a quorum of
    /// these lets the server delete it.
    ///
    /// Fails as [`Self::list`] does, and when the envelope is gone or another.
    pub async fn confirm(&mut self, id: EnvelopeId, hash: EnvelopeHash) -> Result<(), ApiError> {
        self.judge(id, hash, "confirm").await
    }

    /// Says that the envelope with this hash is worthless: two editors who say so free it at once.
    pub async fn discard(&mut self, id: EnvelopeId, hash: EnvelopeHash) -> Result<(), ApiError> {
        self.judge(id, hash, "discard").await
    }

    async fn judge(
        &mut self,
        id: EnvelopeId,
        hash: EnvelopeHash,
        verdict: &str,
    ) -> Result<(), ApiError> {
        let body = HashBody { hash }.to_json();
        let path = format!("{}/{verdict}", envelope_path(id));
        let request = self.request(Method::POST, &path, body.into())?;
        let (answer, connection) = self.ask(request).await?;
        match answer.status() {
            StatusCode::NO_CONTENT => {
                self.connection = Some(connection);
                Ok(())
            }
            status => Err(refusal(status)),
        }
    }

    /// A small answer, whole.
    async fn read(&mut self, path: &str, max: usize) -> Result<Bytes, ApiError> {
        let request = self.request(Method::GET, path, Bytes::new())?;
        let (answer, connection) = self.ask(request).await?;
        if answer.status() != StatusCode::OK {
            // A door that has no list is no editors' door: nothing is gone.
            let status = answer.status();
            let refused = refusal(status);
            return Err(
                match matches!(refused, ApiError::Gone | ApiError::OtherHash) {
                    true => ApiError::Unexpected(ProtocolViolation::Status(status.as_u16())),
                    false => refused,
                },
            );
        }
        let bytes = whole(answer, max, self.timeouts.piece).await?;
        self.connection = Some(connection);
        Ok(bytes)
    }

    fn request(
        &self,
        method: Method,
        path: &str,
        body: Bytes,
    ) -> Result<Request<Full<Bytes>>, ApiError> {
        let shown = self.token.expose();
        let shown = Zeroizing::new(format!("{SCHEME}{}", *shown).into_bytes());
        // The header keeps the very bytes that are wiped when it goes.
        let mut shown = HeaderValue::from_maybe_shared(Bytes::from_owner(shown))
            .map_err(|_| ApiError::Refused)?;
        shown.set_sensitive(true);
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, self.route.address().host())
            .header(AUTHORIZATION, shown)
            .body(Full::new(body));
        request.map_err(|_| ApiError::Unexpected(ProtocolViolation::NotHttp))
    }

    /// Asks on the open line, or on a new one if that has ended. The line comes back with the
    /// answer: the caller that read all of the answer puts it back.
    async fn ask(
        &mut self,
        request: Request<Full<Bytes>>,
    ) -> Result<(Response<Incoming>, HttpConnection), ApiError> {
        let mut request = request;
        if let Some(mut connection) = self.connection.take()
            && connection.is_open().await
        {
            match connection.send(request, self.timeouts).await {
                Ok(answer) => return Ok((answer, connection)),
                Err(failed) => request = failed.request.ok_or(failed.error)?,
            }
        }
        let mut connection = self.route.connect(self.timeouts).await?;
        match connection.send(request, self.timeouts).await {
            Ok(answer) => Ok((answer, connection)),
            Err(failed) => Err(failed.error),
        }
    }
}

fn envelope_path(id: EnvelopeId) -> String {
    format!("{ENVELOPES_PATH}/{id}")
}

fn text(value: &str) -> Result<HeaderValue, ApiError> {
    HeaderValue::from_str(value).map_err(|_| ApiError::Unexpected(ProtocolViolation::NotHttp))
}

/// What part of the envelope the answer is, if it is of the envelope that was listed: the part that
/// was asked for, or all of it.
fn sent_part(
    answer: &Response<Incoming>,
    listed: &Listed,
    asked: Range<u64>,
    tag: &str,
) -> Result<Range<u64>, ApiError> {
    let all = 0..listed.size;
    let is_part = match answer.status() {
        StatusCode::OK => false,
        StatusCode::PARTIAL_CONTENT if asked != all => true,
        status => return Err(refusal(status)),
    };
    if header(answer.headers(), ETAG) != Some(tag) {
        return Err(ApiError::Unexpected(ProtocolViolation::Tag));
    }
    if !is_part {
        return Ok(all);
    }
    let last = asked.end.saturating_sub(1);
    let expected = format!("bytes {}-{last}/{}", asked.start, listed.size);
    if header(answer.headers(), CONTENT_RANGE) == Some(&*expected) {
        Ok(asked)
    } else {
        Err(ApiError::Unexpected(ProtocolViolation::Range))
    }
}

/// An envelope on its way.
pub struct Download<'a> {
    door: &'a mut EditorsDoor,
    connection: Option<HttpConnection>,
    body: TimedBody,
    begin: u64,
    left: u64,
}

impl Download<'_> {
    /// Where in the envelope the first piece stands: where it was asked to, or 0 when the server
    /// sends all of it.
    #[must_use]
    pub const fn begins_at(&self) -> u64 {
        self.begin
    }

    /// The next piece; none when all that was listed has come.
    ///
    /// Fails when the download was cut, came too slowly, or is longer than was listed.
    pub async fn next(&mut self) -> Result<Option<Bytes>, ApiError> {
        match self.body.next().await? {
            Some(piece) => {
                let left = self.left.checked_sub(piece.len() as u64);
                self.left = left.ok_or(ApiError::Unexpected(ProtocolViolation::Long))?;
                Ok(Some(piece))
            }
            None if self.left > 0 => Err(ApiError::Unexpected(ProtocolViolation::Length)),
            None => {
                self.door.connection = self.connection.take();
                Ok(None)
            }
        }
    }
}

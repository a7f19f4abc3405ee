//! What leaves by the sources' door: constant bodies under constant headers.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{Request, State},
    http::{
        HeaderMap, HeaderValue, Method, StatusCode,
        header::{
            CONNECTION, CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_LENGTH,
            CONTENT_SECURITY_POLICY, CONTENT_TYPE,
        },
    },
    middleware::Next,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use sourdine_protocol::text::Language;
use zeroize::Zeroizing;

use super::{
    super::own::{Own, is_own},
    door::SourcesDoor,
    error::Refusal,
    headers::{HTML, SECURITY_HEADERS, attachment, keys_attachment},
    pages::{
        Page,
        table::{Delivery, PageId},
    },
};

/// A refusal on its way out; [`finalise`] gives it its page.
#[derive(Clone, Copy)]
pub(super) struct ErrorResponse(Refusal);

impl From<Refusal> for ErrorResponse {
    fn from(refusal: Refusal) -> Self {
        Self(refusal)
    }
}

impl IntoResponse for ErrorResponse {
    fn into_response(self) -> Response {
        let mut response = self.0.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

pub(super) fn constant(status: StatusCode, page: &Page) -> Own {
    gzip(status, page.content_type, page.body.clone())
}

/// A page that carries something of its own: gzip already, wiped once sent.
pub(super) fn private(mut html: Zeroizing<Vec<u8>>) -> Own {
    // The allocator wipes it when the last byte has left.
    let body = Bytes::from(std::mem::take(&mut *html));
    closing(gzip(StatusCode::OK, HTML, body))
}

/// A compressed body. `Content-Length` is set here, so that every answer has it in the same place.
fn gzip(status: StatusCode, content_type: &'static str, body: Bytes) -> Own {
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(content_type)),
        (CONTENT_ENCODING, HeaderValue::from_static("gzip")),
        (CONTENT_LENGTH, HeaderValue::from(body.len())),
    ];
    Own::new((status, headers, body))
}

/// The answer to a `GET` of a page.
pub(super) fn shown(id: PageId, language: Language, page: &Page) -> Own {
    let response = constant(StatusCode::OK, page);
    if id.delivery() == Delivery::Saved {
        saved(response, &attachment(id.name(), language))
    } else {
        response
    }
}

/// The answer to a `GET` of a file of keys.
pub(super) fn keys(path: &str, page: &Page) -> Own {
    saved(constant(StatusCode::OK, page), &keys_attachment(path))
}

fn saved(mut response: Own, disposition: &str) -> Own {
    if let Ok(value) = HeaderValue::from_str(disposition) {
        response.0.headers_mut().insert(CONTENT_DISPOSITION, value);
    }
    response
}

/// An answer after which the connection ends, and with it what its buffers held.
pub(super) fn closing(mut response: Own) -> Own {
    response
        .0
        .headers_mut()
        .insert(CONNECTION, HeaderValue::from_static("close"));
    response
}

/// Gives every answer its headers, and every refusal its page. What is neither is the framework's,
/// which only a fault of ours brings about, and is refused.
pub(super) async fn finalise(
    State(door): State<Arc<SourcesDoor>>,
    request: Request,
    next: Next,
) -> Response {
    let language = asked_language(request.uri().path()).unwrap_or(door.language);
    let is_head = request.method() == Method::HEAD;
    let mut response = next.run(request).await;
    if let Some(refusal) = refusal(&response) {
        let page = constant(refusal.status(), door.pages.page(refusal.page(), language));
        response = match refusal {
            Refusal::NotFound => page,
            // The rest of the request is not worth waiting for.
            Refusal::Malformed
            | Refusal::TooSlow
            | Refusal::TooLarge
            | Refusal::Empty
            | Refusal::MessageTooLong
            | Refusal::TooManyFiles
            | Refusal::Unavailable
            | Refusal::Full => closing(page),
        }
        .0;
        if is_head {
            *response.body_mut() = Body::empty();
        }
    }
    if response.status() == StatusCode::NO_CONTENT {
        // RFC 9110, 8.6: it has none, though the router sets one for an empty body.
        response.headers_mut().remove(CONTENT_LENGTH);
    }
    set_security_headers(response.headers_mut(), door.pages.content_security_policy());
    response
}

fn refusal(response: &Response) -> Option<Refusal> {
    match response.extensions().get() {
        Some(ErrorResponse(refusal)) => Some(*refusal),
        None if is_own(response) => None,
        None => Some(Refusal::Unavailable),
    }
}

fn set_security_headers(headers: &mut HeaderMap, policy: &HeaderValue) {
    headers.insert(CONTENT_SECURITY_POLICY, policy.clone());
    for (name, value) in SECURITY_HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

/// The language in a path's first part.
fn asked_language(path: &str) -> Option<Language> {
    path.split('/').nth(1)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_handler_made_is_refused() {
        let own = constant(
            StatusCode::OK,
            &Page {
                body: Bytes::new(),
                content_type: HTML,
            },
        );
        assert_eq!(refusal(&own.into_response()), None);
        let refused = ErrorResponse(Refusal::Full).into_response();
        assert_eq!(refusal(&refused), Some(Refusal::Full));
        for framework in [StatusCode::OK, StatusCode::BAD_REQUEST] {
            let response = (framework, "Invalid URL").into_response();
            assert_eq!(refusal(&response), Some(Refusal::Unavailable));
        }
    }
}

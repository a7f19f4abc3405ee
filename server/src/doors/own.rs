//! What both doors hold to: only a response of a door's own leaves. The web framework answers some
//! requests by itself (a path that is no UTF-8, a body that is too long, a method it does not
//! know), in its own English words. So a door reads paths with [`path_value`], marks what its
//! handlers make as [`Own`], and its outermost layer replaces whatever has no mark.

use axum::{
    extract::FromRequestParts,
    http::request::Parts,
    response::{IntoResponse, Response},
};

/// A response that a handler of a door made.
pub(super) struct Own(pub(super) Response);

#[derive(Clone, Copy)]
struct Mark;

impl Own {
    pub(super) fn new(response: impl IntoResponse) -> Self {
        Self(response.into_response())
    }
}

impl IntoResponse for Own {
    fn into_response(mut self) -> Response {
        self.0.extensions_mut().insert(Mark);
        self.0
    }
}

pub(super) fn is_own(response: &Response) -> bool {
    response.extensions().get::<Mark>().is_some()
}

/// The one parameter of a route's path; none where it is no UTF-8.
#[expect(
    clippy::disallowed_types,
    reason = "the one place where its rejection is dropped"
)]
pub(super) async fn path_value<S: Send + Sync>(parts: &mut Parts, state: &S) -> Option<String> {
    let value = axum::extract::Path::from_request_parts(parts, state).await;
    value.ok().map(|axum::extract::Path(value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_handler_made_has_no_mark() {
        assert!(is_own(&Own::new("ours").into_response()));
        assert!(!is_own(&"Invalid URL".into_response()));
    }
}

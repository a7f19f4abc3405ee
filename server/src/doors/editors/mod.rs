//! The editors' door (docs/protocol.md 5): lists and serves envelopes, and takes the editors'
//! votes. It knows neither an envelope's content nor its time.

mod door;
mod envelopes;
mod principal;
mod range;

use std::sync::Arc;

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request, State},
    http::{
        HeaderValue, StatusCode,
        header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE},
    },
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use sourdine_protocol::wire::{EDITORS_ROSTER_PATH, ENVELOPES_PATH};

pub(crate) use self::door::EditorsDoor;
use self::{door::Door, principal::Principal};

/// Longest body that an editor sends, in bytes.
const BODY_MAX_BYTES: usize = 4_096;
const JSON: &str = "application/json";

/// Everything an editor can ask for.
pub(crate) fn router(door: Arc<EditorsDoor>) -> Router {
    let judging = Router::new()
        .route(
            &format!("{ENVELOPES_PATH}/{{id}}/confirm"),
            post(envelopes::confirm),
        )
        .route(
            &format!("{ENVELOPES_PATH}/{{id}}/discard"),
            post(envelopes::discard),
        )
        .route_layer(middleware::from_fn(editors_only));
    Router::new()
        .route(ENVELOPES_PATH, get(envelopes::list))
        .route(&format!("{ENVELOPES_PATH}/{{id}}"), get(envelopes::fetch))
        .merge(judging)
        .route(EDITORS_ROSTER_PATH, get(roster))
        .fallback(nowhere)
        .method_not_allowed_fallback(nowhere)
        .layer(DefaultBodyLimit::max(BODY_MAX_BYTES))
        .layer(middleware::from_fn_with_state(
            Arc::clone(&door),
            authenticate,
        ))
        .with_state(door)
}

/// Refuses a request without a known token, and tells the handlers its [`Principal`].
async fn authenticate(State(door): Door, mut request: Request, next: Next) -> Response {
    let header = request.headers().get(AUTHORIZATION);
    let principal = header.and_then(|header| door.tokens.authenticate(header.as_bytes()));
    let mut response = match principal {
        Some(principal) => {
            request.extensions_mut().insert(principal);
            next.run(request).await
        }
        None => StatusCode::UNAUTHORIZED.into_response(),
    };
    let no_store = HeaderValue::from_static("no-store");
    response.headers_mut().insert(CACHE_CONTROL, no_store);
    response
}

/// Keeps couriers from requests that lead to a deletion.
async fn editors_only(mut request: Request, next: Next) -> Response {
    match request.extensions().get().copied() {
        Some(Principal::Editor(mark)) => {
            request.extensions_mut().insert(mark);
            next.run(request).await
        }
        Some(Principal::Courier) | None => StatusCode::FORBIDDEN.into_response(),
    }
}

async fn roster(State(door): Door) -> Response {
    ([(CONTENT_TYPE, JSON)], door.roster.clone()).into_response()
}

async fn nowhere() -> StatusCode {
    StatusCode::NOT_FOUND
}

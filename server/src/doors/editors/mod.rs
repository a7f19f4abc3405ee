//! The editors' door (docs/protocol.md 5): lists and serves envelopes, and takes the editors'
//! votes. It knows neither an envelope's content nor its time. As long as the vault is sealed, an
//! editor can unlock it, and do nothing else.

mod door;
mod envelopes;
pub mod error;
mod extract;
mod principal;
mod range;
mod unlock;

use std::sync::Arc;

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request, State},
    http::{
        HeaderValue,
        header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE},
    },
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use sourdine_protocol::wire::{EDITORS_ROSTER_PATH, ENVELOPES_PATH, UNLOCK_PATH};

pub(crate) use self::door::EditorsDoor;
use self::{
    door::{Door, JSON},
    error::Refusal,
    principal::Principal,
};
use super::own::{Own, is_own};

/// Longest body that an editor sends, in bytes.
const BODY_MAX_BYTES: usize = 4_096;

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
        .route(UNLOCK_PATH, get(unlock::file).post(unlock::unlock))
        .route_layer(middleware::from_fn(editors_only));
    let routes = Router::new()
        .route(ENVELOPES_PATH, get(envelopes::list))
        .route(&format!("{ENVELOPES_PATH}/{{id}}"), get(envelopes::fetch))
        .merge(judging)
        .route(EDITORS_ROSTER_PATH, get(roster))
        .fallback(nowhere)
        .method_not_allowed_fallback(nowhere)
        .layer(middleware::from_fn_with_state(
            Arc::clone(&door),
            unlock::sealed_first,
        ))
        .layer(DefaultBodyLimit::max(BODY_MAX_BYTES))
        .with_state(Arc::clone(&door));
    // Around the routes as a whole, so that what the router answers by itself (a rejected
    // extractor, `Allow`) is replaced as well.
    Router::new()
        .fallback_service(routes)
        .layer(middleware::from_fn_with_state(door, authenticate))
        .layer(middleware::from_fn(finalise))
}

/// Lets the door's own answers through, and every refusal as its status alone. What is neither is
/// the framework's, which only a fault of ours brings about, and is refused.
async fn finalise(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let refusal = response.extensions().get::<Refusal>().copied();
    if refusal.is_some() || !is_own(&response) {
        let refusal = refusal.unwrap_or(Refusal::Unavailable);
        response = refusal.status().into_response();
    }
    let no_store = HeaderValue::from_static("no-store");
    response.headers_mut().insert(CACHE_CONTROL, no_store);
    response
}

/// Refuses a request without a known token, and tells the handlers its [`Principal`].
async fn authenticate(State(door): Door, mut request: Request, next: Next) -> Response {
    let header = request.headers().get(AUTHORIZATION);
    let principal = header.and_then(|header| door.tokens.authenticate(header.as_bytes()));
    match principal {
        Some(principal) => {
            request.extensions_mut().insert(principal);
            next.run(request).await
        }
        None => Refusal::Unauthorized.into_response(),
    }
}

/// Keeps couriers from requests that lead to a deletion, and from the master key.
async fn editors_only(mut request: Request, next: Next) -> Response {
    match request.extensions().get().copied() {
        Some(Principal::Editor(mark)) => {
            request.extensions_mut().insert(mark);
            next.run(request).await
        }
        Some(Principal::Courier) | None => Refusal::Forbidden.into_response(),
    }
}

async fn roster(State(door): Door) -> Own {
    Own::new(([(CONTENT_TYPE, JSON)], door.roster.clone()))
}

async fn nowhere() -> Refusal {
    Refusal::NotFound
}

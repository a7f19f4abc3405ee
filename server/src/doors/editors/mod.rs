//! The editors' door (docs/protocol.md 5): what waits, byte by byte, and what editors say of it. It knows neither what is inside nor when it came.

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
use bytes::Bytes;
use sourdine_protocol::wire::{EDITORS_ROSTER_PATH, ENVELOPES_PATH, TOKEN_HASH_BYTES};

use self::principal::{Tokens, Visitor};
use crate::vault::Vault;

/// Longest body that an editor sends, in bytes.
const BODY_MAX_BYTES: usize = 4_096;
const JSON: &str = "application/json";

/// What the editors' door needs.
pub(crate) struct EditorsDoor {
    vault: Arc<dyn Vault>,
    tokens: Tokens,
    roster: Bytes,
}

impl EditorsDoor {
    pub(crate) fn new(
        vault: Arc<dyn Vault>,
        editors: Vec<[u8; TOKEN_HASH_BYTES]>,
        couriers: Vec<[u8; TOKEN_HASH_BYTES]>,
        roster: Vec<u8>,
    ) -> Self {
        Self {
            vault,
            tokens: Tokens::new(editors, couriers),
            roster: roster.into(),
        }
    }
}

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
        .layer(middleware::from_fn_with_state(Arc::clone(&door), admit))
        .with_state(door)
}

/// Lets in who shows a token, and tells the rest of the door who it is.
async fn admit(State(door): State<Arc<EditorsDoor>>, mut request: Request, next: Next) -> Response {
    let shown = request.headers().get(AUTHORIZATION);
    let visitor = shown.and_then(|shown| door.tokens.visitor(shown.as_bytes()));
    let mut response = match visitor {
        Some(visitor) => {
            request.extensions_mut().insert(visitor);
            next.run(request).await
        }
        None => StatusCode::UNAUTHORIZED.into_response(),
    };
    let no_store = HeaderValue::from_static("no-store");
    response.headers_mut().insert(CACHE_CONTROL, no_store);
    response
}

/// Keeps couriers from what leads to a deletion.
async fn editors_only(mut request: Request, next: Next) -> Response {
    match request.extensions().get().copied() {
        Some(Visitor::Editor(mark)) => {
            request.extensions_mut().insert(mark);
            next.run(request).await
        }
        Some(Visitor::Courier) | None => StatusCode::FORBIDDEN.into_response(),
    }
}

async fn roster(State(door): State<Arc<EditorsDoor>>) -> Response {
    ([(CONTENT_TYPE, JSON)], door.roster.clone()).into_response()
}

async fn nowhere() -> StatusCode {
    StatusCode::NOT_FOUND
}

//! The sources' door (docs/protocol.md 3): constant pages, forms for browsers without script,
//! resumable uploads for those with.
//!
//! [`forms`] and [`uploads`] read requests and hand their bodies to [`crate::intake`]. What goes
//! wrong is answered by one [`Refusal`]. The pages are [`pages`]; [`manifest`] lists every request
//! and its answer for audits.

mod door;
pub mod error;
mod forms;
mod headers;
pub mod manifest;
pub mod pages;
mod response;
mod uploads;

use std::sync::Arc;

use axum::{
    Router,
    extract::{DefaultBodyLimit, Path, Request, State},
    http::StatusCode,
    middleware,
    response::Response,
    routing::{get, post},
};
use sourdine_protocol::wire::{ROSTER_PATH, SCRIPT_PATH, UPLOAD_PATH};

pub(crate) use self::door::SourcesDoor;
use self::{
    door::Door,
    error::Refusal,
    pages::{
        table::{Delivery, PageId},
        texts::{CERTIFICATES_PATH, RECIPIENTS_PATH},
    },
    response::{ErrorResponse, constant, keys, shown},
};

/// Everything a source can ask for.
pub(crate) fn router(door: Arc<SourcesDoor>) -> Router {
    let mut pages = Router::new();
    for &id in PageId::ALL {
        if id.delivery() != Delivery::Answer {
            let handler = move |State(door): Door, language: Path<String>| async move {
                page(&door, id, &language)
            };
            pages = pages.route(&id.path("{language}"), get(handler));
        }
    }
    let routes = pages
        .route("/", get(first_page))
        .route(SCRIPT_PATH, get(script))
        .route(ROSTER_PATH, get(roster))
        .route(RECIPIENTS_PATH, get(recipients))
        .route(CERTIFICATES_PATH, get(certificates))
        .route("/{language}/begin", post(forms::begin))
        .route("/{language}/send", post(forms::send))
        .route("/{language}/receipt", post(forms::receipt))
        .route(UPLOAD_PATH, post(uploads::create))
        .route(
            &format!("{UPLOAD_PATH}/{{token}}"),
            get(unknown)
                .head(uploads::status)
                .patch(uploads::append)
                .delete(uploads::cancel),
        )
        .fallback(unknown)
        .method_not_allowed_fallback(unknown)
        .layer(DefaultBodyLimit::disable())
        .with_state(Arc::clone(&door));
    // Around the routes as a whole, so that the router's own answers (`Allow`)
    // are replaced as well.
    Router::new()
        .fallback_service(routes)
        .layer(middleware::from_fn_with_state(door, response::finalise))
}

async fn first_page(State(door): Door) -> Response {
    constant(
        StatusCode::OK,
        door.pages.page(PageId::Landing, door.language),
    )
}

async fn script(State(door): Door) -> Response {
    constant(StatusCode::OK, door.pages.script())
}

async fn roster(State(door): Door) -> Response {
    constant(StatusCode::OK, door.pages.roster())
}

async fn recipients(State(door): Door) -> Response {
    keys(RECIPIENTS_PATH, door.pages.recipients())
}

async fn certificates(State(door): Door) -> Response {
    keys(CERTIFICATES_PATH, door.pages.certificates())
}

/// A page of the table, in the language of its path.
fn page(door: &SourcesDoor, id: PageId, language: &str) -> Result<Response, ErrorResponse> {
    let language = language.parse().map_err(|_| Refusal::NotFound)?;
    Ok(shown(id, language, door.pages.page(id, language)))
}

async fn unknown(_: Request) -> ErrorResponse {
    Refusal::NotFound.into()
}

//! The sources' door (docs/protocol.md 3): constant pages, forms for browsers without script,
//! resumable uploads for those with.
//!
//! [`forms`] and [`uploads`] read requests and hand their bodies to [`crate::intake`]. What goes
//! wrong is answered by one [`Refusal`]. The pages are [`pages`]; [`manifest`] lists every request
//! and its answer for audits.

mod door;
pub mod error;
mod extract;
mod forms;
mod headers;
pub mod manifest;
pub mod pages;
mod response;
mod uploads;

use std::sync::Arc;

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request, State},
    http::StatusCode,
    middleware,
    routing::{get, post},
};
use sourdine_protocol::wire::{ROSTER_PATH, SCRIPT_PATH, UPLOAD_PATH};

use super::own::Own;

pub(crate) use self::door::SourcesDoor;
use self::{
    door::Door,
    error::Refusal,
    extract::AskedLanguage,
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
            let handler = move |State(door): Door, AskedLanguage(language): AskedLanguage| async move {
                shown(id, language, door.page(id, language))
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
    // Around the routes as a whole, so that what the router answers by itself (a rejected
    // extractor, `Allow`) is replaced as well.
    Router::new()
        .fallback_service(routes)
        .layer(middleware::from_fn_with_state(door, response::finalise))
}

async fn first_page(State(door): Door) -> Own {
    constant(StatusCode::OK, door.page(PageId::Landing, door.language))
}

async fn script(State(door): Door) -> Own {
    constant(StatusCode::OK, door.pages.script())
}

async fn roster(State(door): Door) -> Own {
    constant(StatusCode::OK, door.pages.roster())
}

async fn recipients(State(door): Door) -> Own {
    keys(RECIPIENTS_PATH, door.pages.recipients())
}

async fn certificates(State(door): Door) -> Own {
    keys(CERTIFICATES_PATH, door.pages.certificates())
}

async fn unknown(_: Request) -> ErrorResponse {
    Refusal::NotFound.into()
}

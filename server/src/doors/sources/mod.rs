//! The sources' door (docs/protocol.md 3): constant pages, forms for browsers without script, resumable uploads for those with.
//!
//! What arrives by a form is read by [`crate::intake::body`], poured by [`forms`] into [`crate::intake::sealing`] and so into the vault, sealed from the first byte on. What a
//! browser sealed is put there by [`uploads`] as it is. Whatever goes wrong becomes one [`Refusal`].

pub mod error;
mod forms;
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
use sourdine_protocol::{
    roster::Roster,
    text::Language,
    wire::{ROSTER_PATH, SCRIPT_PATH, UPLOAD_PATH},
};

use self::{
    error::Refusal,
    pages::{Page, Pages},
    response::{Refused, constant},
};
use crate::{
    intake::{admission::Pace, uploads::Uploads},
    limits::connections::ConnectionLimiter,
    vault::Vault,
};

/// Most forms that are sealed at once, each with three quarters of a megabyte in memory. When another comes, the slowest leaves.
const SEALINGS_MAX: usize = 96;

/// What the sources' door needs.
pub(crate) struct SourcesDoor {
    pages: Pages,
    roster: Roster,
    vault: Arc<dyn Vault>,
    language: Language,
    submission_max_bytes: u64,
    uploads: Arc<Uploads>,
    sealings: ConnectionLimiter,
    pace: Pace,
}

impl SourcesDoor {
    pub(crate) fn new(
        pages: Pages,
        roster: Roster,
        vault: Arc<dyn Vault>,
        language: Language,
        submission_max_bytes: u64,
    ) -> Self {
        let uploads = Arc::<Uploads>::default();
        let ours = Arc::downgrade(&uploads);
        vault.on_full(Box::new(move || {
            if let Some(uploads) = ours.upgrade() {
                uploads.drop_stalled();
            }
        }));
        Self {
            pages,
            roster,
            vault,
            language,
            submission_max_bytes,
            uploads,
            sealings: ConnectionLimiter::new(SEALINGS_MAX),
            pace: Pace::default(),
        }
    }
}

type Door = State<Arc<SourcesDoor>>;

/// Everything a source can ask for.
pub(crate) fn router(door: Arc<SourcesDoor>) -> Router {
    let routes = Router::new()
        .route("/", get(first_page))
        .route(SCRIPT_PATH, get(script))
        .route(ROSTER_PATH, get(roster))
        .route("/{language}", get(landing))
        .route("/{language}/offline", get(offline))
        .route("/{language}/keys", get(keys))
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
    // Around the routes as a whole, so that what the router itself says (`Allow`) is replaced as well.
    Router::new()
        .fallback_service(routes)
        .layer(middleware::from_fn_with_state(door, response::finish))
}

async fn first_page(State(door): Door) -> Response {
    constant(StatusCode::OK, door.pages.landing(door.language))
}

async fn script(State(door): Door) -> Response {
    constant(StatusCode::OK, door.pages.script())
}

async fn roster(State(door): Door) -> Response {
    constant(StatusCode::OK, door.pages.roster())
}

async fn landing(State(door): Door, language: Path<String>) -> Result<Response, Refused> {
    spoken(&door, &language, Pages::landing)
}

async fn keys(State(door): Door, language: Path<String>) -> Result<Response, Refused> {
    spoken(&door, &language, Pages::keys)
}

async fn offline(State(door): Door, language: Path<String>) -> Result<Response, Refused> {
    let page = spoken(&door, &language, Pages::offline)?;
    Ok(response::attached(page, &language))
}

fn spoken(
    door: &SourcesDoor,
    language: &str,
    page: impl FnOnce(&Pages, Language) -> &Page,
) -> Result<Response, Refused> {
    let language = language.parse().map_err(|_| Refusal::NotFound)?;
    Ok(constant(StatusCode::OK, page(&door.pages, language)))
}

async fn unknown(_: Request) -> Refused {
    Refusal::NotFound.into()
}

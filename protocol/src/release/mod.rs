//! What a release serves, before any desk has its roster in it (docs/protocol.md 3.3).
//!
//! Every answer to a source is made in two steps. The release alone makes [`Text`]s: pages in which
//! the places of the desk's own words are [marked](Placeholder). The server, when it starts,
//! [fills](Text::fill) them with what a [`Desk`] is, its signed roster above all, and compresses
//! them ([`gzip`]). A [`ReleaseManifest`] holds the texts and the head of each answer: with it and
//! the roster, the same bytes can be made without a server, and compared with what one serves. That
//! is how `sourdine audit` looks at a server from outside.

mod expected;
pub mod gzip;
mod manifest;
mod page;
mod placeholder;
mod request;
mod state;

pub use expected::{ExpectedResponse, Variable, VariableError};
pub use manifest::{
    MANIFEST_MAX_BYTES, Parts, RELEASE_NAME, ReleaseManifest, ReleaseManifestError,
};
pub use page::{
    BEGIN_INSERT_BYTES, CONFIRMATION_PAGE_BYTES, Desk, FillError, RECEIPT_PAGE_BYTES,
    RequestContext, Text, begin_insert, confirmation_page, receipt_page,
};
pub use placeholder::Placeholder;
pub use request::{Exchange, Initiator, Request, Scenario};
pub use state::DeskState;

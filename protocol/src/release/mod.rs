//! What a release serves, before any desk has its roster in it (docs/protocol.md 3.3).
//!
//! Every answer to a source is made in two steps. The release alone makes [`Text`]s: pages in which
//! the places of the desk's own words are [marked](Placeholder). The server, when it starts,
//! [fills](Text::fill) them with what a [`Desk`] is, its signed roster above all, and compresses
//! them ([`gzip`]). A [`ReleaseManifest`] holds the texts and the head of each answer: whoever has
//! it and the roster can make the same bytes without a server, and see whether one serves them.
//! That is how `sourdine audit` looks at a server from outside.

mod expected;
pub mod gzip;
mod manifest;
mod page;
mod request;

pub use expected::{ExpectedResponse, Variable, VariableError};
pub use manifest::{
    MANIFEST_MAX_BYTES, Parts, RELEASE_NAME, ReleaseManifest, ReleaseManifestError,
};
pub use page::{
    BEGIN_INSERT_BYTES, Desk, FillError, Placeholder, RequestContext, Text, begin_insert,
};
pub use request::{Exchange, Request, Scenario};

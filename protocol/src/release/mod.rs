//! What a release serves, before any desk has its roster in it (docs/protocol.md 3.3).
//!
//! Every answer to a source is made in two steps. The release alone makes [`Text`]s: pages in which the places of the desk's own words are
//! [marked](text). The server, when it starts, [fills](Text::fill) them with what a [`Desk`] is, its signed roster above all, and compresses
//! them ([`gzip`]). A [`ReleaseManifest`] holds the texts and the head of each answer: whoever has it and the roster can make the same bytes
//! without a server, and see whether one serves them. That is how `sourdine audit` looks at a server from outside.

mod expected;
pub mod gzip;
mod manifest;
mod page;

pub use expected::{Own, OwnError, Whole};
pub use manifest::{
    Answer, MANIFEST_MAX_BYTES, ManifestError, Parts, RELEASE_NAME, ReleaseManifest, Request, Visit,
};
pub use page::{Asker, BEGIN_HOLE_BYTES, Desk, FillError, Mark, Text, begin_hole};

use sourdine_l10n::{Explain, TextError};
use sourdine_protocol::{
    release::{FillError, ReleaseManifestError},
    roster::RosterError,
};

/// Why the pages could not be rendered.
#[derive(Debug, Explain, thiserror::Error)]
pub enum PageError {
    #[explain("build-broken", reason)]
    Text(#[from] TextError),
    #[explain("build-broken", reason)]
    Template(#[from] askama::Error),
    #[explain(transparent)]
    Roster(#[from] RosterError),
    /// The release's manifest breaks its own rules.
    #[explain("build-broken", reason)]
    Release(#[from] ReleaseManifestError),
    /// A placeholder cannot be filled, or the words are longer than any codename.
    #[explain("build-broken", reason)]
    Fill(#[from] FillError),
}

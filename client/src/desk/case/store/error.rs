//! Why a case was not read or written.

use std::path::PathBuf;

use sourdine_l10n::Explain;

use crate::desk::{
    FileError, case::CaseError, openpgp::KeyError, roster::TrustError, sealed::SealedError,
};

#[derive(Debug, Explain, thiserror::Error)]
pub enum CasesError {
    #[explain(transparent)]
    File(#[from] FileError),
    /// No case has an id that begins with this.
    #[explain("error-case-unknown", name)]
    NoSuchCase(String),
    /// Several cases have an id that begins with this.
    #[explain("error-case-ambiguous", name)]
    Ambiguous(String),
    #[explain(transparent)]
    Sealed(#[from] SealedError),
    /// A file opened, but its content is no case.
    #[explain(transparent(error), at = path.display())]
    Case { path: PathBuf, error: CaseError },
    /// The case in this file is not the one that the file's name says.
    #[explain("error-case-misnamed", path)]
    Misnamed(PathBuf),
    #[explain(transparent)]
    Trust(#[from] TrustError),
    #[explain(transparent)]
    Key(#[from] KeyError),
}

impl CasesError {
    /// Whether a file of this program's own was damaged: it does not open, or what opens is none.
    pub(super) const fn is_damage(&self) -> bool {
        match self {
            Self::Sealed(error) => !matches!(error, SealedError::File(_)),
            Self::Case { error, .. } => matches!(error, CaseError::Malformed(_)),
            Self::File(_)
            | Self::NoSuchCase(_)
            | Self::Ambiguous(_)
            | Self::Misnamed(_)
            | Self::Trust(_)
            | Self::Key(_) => false,
        }
    }
}

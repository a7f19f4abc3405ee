//! Whether sources are served the roster that this desk trusts: a server that was taken over could have them seal to somebody else.

use serde::Serialize;

use crate::{
    cli::render::Message,
    courier::ApiError,
    desk::roster::{TrustError, TrustedRoster},
};
use sourdine_protocol::roster::SignedRoster;

/// What the server serves, next to what was accepted here.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Served {
    /// The same.
    Current,
    /// One that the desk signed later.
    Newer,
    /// One that the desk signed earlier.
    Older,
    /// It would not say.
    Unknown,
    /// No roster was accepted here, so that there is nothing to compare with.
    Unchecked,
}

impl Served {
    /// Compares.
    ///
    /// # Errors
    /// What the server serves is not the desk's: sources seal to strangers.
    pub(super) fn judge(
        accepted: &TrustedRoster,
        served: Result<SignedRoster, ApiError>,
    ) -> Result<Self, TrustError> {
        let Ok(served) = served else {
            return Ok(Self::Unknown);
        };
        let served = TrustedRoster::check(served, accepted.desk())?;
        match served.succeeds(accepted) {
            Err(TrustError::Rollback { .. }) => Ok(Self::Older),
            Err(error) => Err(error),
            Ok(()) if served.roster().serial > accepted.roster().serial => Ok(Self::Newer),
            Ok(()) => Ok(Self::Current),
        }
    }

    /// What an editor should know of it, if anything.
    pub(super) const fn warning(self) -> Option<Message> {
        match self {
            Self::Current | Self::Unchecked => None,
            Self::Newer => Some(Message::new("served-roster-newer")),
            Self::Older => Some(Message::new("served-roster-older")),
            Self::Unknown => Some(Message::new("served-roster-unknown")),
        }
    }
}

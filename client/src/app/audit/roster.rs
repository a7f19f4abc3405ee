//! Whether the roster that sources are served is the desk's, and names only editors whom the desk
//! knows.

use std::path::PathBuf;

use sequoia_openpgp::Fingerprint;
use serde::Serialize;
use sourdine_protocol::{day::Day, roster::SignedRoster};

use crate::{
    app::{AppError, CommandContext},
    desk::{
        folder::read_roster,
        openpgp::{Certificate, parse_fingerprint},
        roster::{TrustError, TrustedRoster},
    },
    l10n::Explain,
};

/// The desk that must have signed the roster. Where neither is given, the roster that was accepted
/// on this machine says it.
#[derive(Clone, Debug, Default)]
pub struct DeskOptions {
    /// The desk's roster, as an editor gave it.
    pub roster: Option<PathBuf>,
    /// The desk's fingerprint, as an editor told it.
    pub fingerprint: Option<String>,
}

/// How the served roster stands next to the one that is known.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RosterStanding {
    Current,
    /// The desk signed it later; it seals to no new editor.
    Newer,
    /// The desk signed it; nothing says who should be in it.
    Signed,
    /// There is a [`RosterDoubtError`].
    Refused,
}

/// What is wrong with a roster that sources are served.
#[derive(Debug, Explain, thiserror::Error)]
pub enum RosterDoubtError {
    #[explain("audit-roster-malformed")]
    Malformed,
    /// It is not the desk's, or an older one.
    #[explain(transparent)]
    Trust(#[from] TrustError),
    #[explain("audit-roster-unknown", names)]
    Unknown(String),
}

/// Neither an option nor this machine says which desk's roster it must be.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Explain, thiserror::Error)]
#[explain("error-audit-no-desk")]
struct NoDeskError;

pub(super) enum KnownDesk {
    Roster(Box<TrustedRoster>),
    Fingerprint(Fingerprint),
}

impl DeskOptions {
    /// What is known: what was given, else what was accepted on this machine.
    pub(super) fn known(&self, context: &CommandContext<'_>) -> Result<KnownDesk, AppError> {
        let given = self.fingerprint.as_deref();
        let given = given.map(parse_fingerprint).transpose()?;
        if let Some(path) = &self.roster {
            let signed = read_roster(path)?;
            // A roster file that is handed over names its desk itself.
            let own =
                || Certificate::parse(&signed.unchecked()?.certificate).map_err(TrustError::Key);
            let desk = match given {
                Some(fingerprint) => fingerprint,
                None => own()?.fingerprint(),
            };
            let roster = TrustedRoster::check(signed, &desk, context.today)?;
            return Ok(KnownDesk::Roster(Box::new(roster)));
        }
        if let Some(fingerprint) = given {
            return Ok(KnownDesk::Fingerprint(fingerprint));
        }
        let Ok(folder) = context.folder() else {
            return Err(NoDeskError.into());
        };
        if let Some(roster) = folder.roster_if_any()? {
            return Ok(KnownDesk::Roster(Box::new(roster)));
        }
        let fingerprint = folder.fingerprint()?.ok_or(NoDeskError)?;
        Ok(KnownDesk::Fingerprint(fingerprint))
    }
}

impl KnownDesk {
    pub(super) fn roster(&self) -> Option<&SignedRoster> {
        match self {
            Self::Roster(roster) => Some(roster.signed()),
            Self::Fingerprint(_) => None,
        }
    }

    /// How the roster that is served stands, and what is wrong with it.
    ///
    /// Fails if the desk signed it on a day that is still to come: a clock is wrong, and says
    /// nothing of the server.
    pub(super) fn judge(
        &self,
        served: Option<&SignedRoster>,
        today: Day,
    ) -> Result<(RosterStanding, Option<RosterDoubtError>), TrustError> {
        match self.compare(served, today) {
            Ok(standing) => Ok((standing, None)),
            Err(RosterDoubtError::Trust(error @ TrustError::Clock { .. })) => Err(error),
            Err(doubt) => Ok((RosterStanding::Refused, Some(doubt))),
        }
    }

    fn compare(
        &self,
        served: Option<&SignedRoster>,
        today: Day,
    ) -> Result<RosterStanding, RosterDoubtError> {
        let served = served.cloned().ok_or(RosterDoubtError::Malformed)?;
        let desk = match self {
            Self::Roster(roster) => roster.desk(),
            Self::Fingerprint(fingerprint) => fingerprint,
        };
        let served = TrustedRoster::check(served, desk, today)?;
        served.recipients(today)?;
        let Self::Roster(known) = self else {
            return Ok(RosterStanding::Signed);
        };
        served.succeeds(known)?;
        let known = known.roster();
        let is_known = |recipient: &str| {
            let mut editors = known.editors.iter();
            editors.any(|editor| editor.recipient.to_string() == recipient)
        };
        let strangers = served.roster().editors.iter();
        let strangers = strangers.filter(|editor| !is_known(&editor.recipient.to_string()));
        let strangers: Vec<&str> = strangers.map(|editor| editor.name.as_str()).collect();
        if !strangers.is_empty() {
            return Err(RosterDoubtError::Unknown(strangers.join(", ")));
        }
        Ok(if served.roster().serial > known.serial {
            RosterStanding::Newer
        } else {
            RosterStanding::Current
        })
    }
}

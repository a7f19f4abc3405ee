//! Whether the roster that sources are served is the desk's, and names nobody whom the desk does not know.

use std::path::PathBuf;

use clap::Args;
use sequoia_openpgp::Fingerprint;
use serde::Serialize;
use sourdine_protocol::{day::Day, roster::SignedRoster};

use crate::cli::commands::{Failure, workplace::Workplace};
use crate::{
    cli::render::{Explain, Message},
    desk::{
        folder::read_roster,
        openpgp::{Certificate, parse_fingerprint},
        roster::{TrustError, TrustedRoster},
    },
};

/// Whose roster it must be.
#[derive(Args, Debug)]
pub struct RosterOptions {
    /// The desk's roster, as an editor gave it to you [default: the one that was accepted here]
    #[arg(long, value_name = "FILE")]
    pub roster: Option<PathBuf>,
    /// The desk's fingerprint, as an editor told it [default: the one that was accepted here]
    #[arg(long)]
    pub fingerprint: Option<String>,
}

/// How the served roster stands next to the one that is known.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Standing {
    /// The same.
    Current,
    /// The desk signed it later; it seals to nobody new.
    Newer,
    /// The desk signed it; nobody said who should be in it.
    EditorSignature,
    /// See the [`Doubt`].
    Refused,
}

/// What is wrong with a roster that sources are served.
#[derive(Debug, thiserror::Error)]
pub(super) enum Doubt {
    /// It is none.
    #[error("sources are served no roster")]
    Malformed,
    /// It is not the desk's, or an older one.
    #[error(transparent)]
    Trust(#[from] TrustError),
    /// It seals to somebody whom the known one does not have.
    #[error("the served roster seals to somebody whom the known roster does not have: {0}")]
    Unknown(String),
}

impl Explain for Doubt {
    fn message(&self) -> Message {
        match self {
            Self::Malformed => Message::new("audit-roster-malformed"),
            Self::Trust(error) => error.message(),
            Self::Unknown(names) => Message::new("audit-roster-unknown").with("names", names),
        }
    }
}

/// Nothing to compare with.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("nobody says whose roster it must be: give the desk's fingerprint or its roster")]
struct NoDesk;

impl Explain for NoDesk {
    fn message(&self) -> Message {
        Message::new("error-audit-no-desk")
    }
}

/// What is known of the desk.
pub(super) enum TrustedBy {
    /// A roster of it.
    Roster(Box<TrustedRoster>),
    /// Its fingerprint alone.
    Fingerprint(Fingerprint),
}

impl RosterOptions {
    /// What is known: what was typed, else what was accepted on this machine.
    ///
    /// # Errors
    /// Nothing is, or it does not read.
    pub(super) fn trusted(&self, workplace: &Workplace<'_>) -> Result<TrustedBy, Failure> {
        let typed = self.fingerprint.as_deref();
        let typed = typed.map(parse_fingerprint).transpose()?;
        if let Some(path) = &self.roster {
            let signed = read_roster(path)?;
            // Whoever hands over a roster file says with it whose it is.
            let own =
                || Certificate::parse(&signed.unchecked()?.certificate).map_err(TrustError::Key);
            let desk = match typed {
                Some(fingerprint) => fingerprint,
                None => own()?.fingerprint(),
            };
            let roster = TrustedRoster::check(signed, &desk)?;
            return Ok(TrustedBy::Roster(Box::new(roster)));
        }
        if let Some(fingerprint) = typed {
            return Ok(TrustedBy::Fingerprint(fingerprint));
        }
        let Ok(folder) = workplace.folder() else {
            return Err(NoDesk.into());
        };
        if let Some(roster) = folder.roster_if_any()? {
            return Ok(TrustedBy::Roster(Box::new(roster)));
        }
        let fingerprint = folder.fingerprint()?.ok_or(NoDesk)?;
        Ok(TrustedBy::Fingerprint(fingerprint))
    }
}

impl TrustedBy {
    /// The roster that is known, if one is.
    pub(super) fn accepted(&self) -> Option<&SignedRoster> {
        match self {
            Self::Roster(roster) => Some(roster.signed()),
            Self::Fingerprint(_) => None,
        }
    }

    /// How the roster that is served stands, and what is wrong with it.
    pub(super) fn judge(
        &self,
        served: Option<&SignedRoster>,
        today: Day,
    ) -> (Standing, Option<Doubt>) {
        match self.weigh(served, today) {
            Ok(standing) => (standing, None),
            Err(doubt) => (Standing::Refused, Some(doubt)),
        }
    }

    fn weigh(&self, served: Option<&SignedRoster>, today: Day) -> Result<Standing, Doubt> {
        let served = served.cloned().ok_or(Doubt::Malformed)?;
        let desk = match self {
            Self::Roster(roster) => roster.desk(),
            Self::Fingerprint(fingerprint) => fingerprint,
        };
        let served = TrustedRoster::check(served, desk)?;
        served.recipients(today)?;
        let Self::Roster(known) = self else {
            return Ok(Standing::EditorSignature);
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
            return Err(Doubt::Unknown(strangers.join(", ")));
        }
        Ok(if served.roster().serial > known.serial {
            Standing::Newer
        } else {
            Standing::Current
        })
    }
}

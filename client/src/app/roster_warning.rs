//! What an editor is told of the roster in the reports of every day: that it ends soon, has ended,
//! or cannot be used.

use serde::Serialize;
use sourdine_protocol::day::Day;

use super::{CommandContext, ErrorReport};
use crate::desk::{folder::DeskFolder, roster::TrustedRoster};

/// For how many days before a roster ends it is told: time for the founding editor to fetch the
/// desk's key, and for the operator to restart the server.
const WARNING_DAYS: u32 = 30;

#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum RosterWarning {
    /// It is good for this many days after today.
    Ends {
        expires: Day,
        days: u32,
    },
    Ended {
        expires: Day,
    },
    /// The roster that was accepted here cannot be used.
    Unusable(ErrorReport),
}

impl RosterWarning {
    /// What there is to tell of the roster in a desk's folder. No command fails for it that needs
    /// no roster.
    pub(super) fn find(context: &CommandContext<'_>, folder: &DeskFolder) -> Option<Self> {
        match folder.roster_if_any() {
            Ok(roster) => Self::of(&roster?, context.today),
            Err(error) => Some(Self::Unusable(context.explain(&error))),
        }
    }

    pub(super) fn of(roster: &TrustedRoster, today: Day) -> Option<Self> {
        let expires = roster.roster().expires;
        match expires.0.checked_sub(today.0) {
            None => Some(Self::Ended { expires }),
            Some(days) => (days <= WARNING_DAYS).then_some(Self::Ends { expires, days }),
        }
    }
}

//! Events without effect: who signed them, if a machine of the desk did, and why they have none.

use serde::Serialize;
use strum::IntoStaticStr;

use super::event::{EventId, EventKind};

/// Why an event has no effect.
#[derive(Clone, Copy, Debug, Eq, IntoStaticStr, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Apart {
    /// No machine of this desk signed it.
    Unsigned,
    /// No editor whom a roster of this desk names certified the machine.
    Stranger,
    /// It carries the signature of another editor than the one whose machine signed it.
    OtherEditor,
    /// It decides something, and its editor's own key did not sign it: the machine alone may have
    /// been stolen.
    Undecided,
    /// It names an event of another machine as its own machine's one before it.
    Misplaced,
    /// Its editor revoked the machine, and it came after what the revocation names.
    Revoked,
    /// Its editor left the roster, and it came after the others had closed their chains.
    Late,
    /// A newer program signed a kind of event that this one does not know.
    Newer,
}

impl ApartEvent {
    /// An event of which nothing else is known.
    pub(super) const fn bare(id: EventId, reason: Apart) -> Self {
        Self {
            id,
            reason,
            editor: None,
            kind: None,
        }
    }
}

/// An event without effect.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct ApartEvent {
    pub id: EventId,
    pub reason: Apart,
    /// The editor whose machine signed it, where that is known.
    pub editor: Option<String>,
    /// What it says, where a machine of this desk signed it.
    #[serde(rename = "what")]
    pub kind: Option<EventKind>,
}

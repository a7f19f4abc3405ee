//! Events whose machine is an editor's.

use std::collections::{BTreeMap, BTreeSet};

use super::{editors::Editors, record::Said};
use crate::desk::{
    case::{
        apart::Apart,
        event::{EventId, EventKind},
        machine::JournalPublicKey,
    },
    roster::signature::EditorSignature,
};

/// An event whose machine is an editor's.
pub(super) struct Signed {
    pub editor: String,
    pub said: Said<EventKind>,
}

/// The editor whose machine signed an event.
pub(super) fn signer(
    said: &Said<EventKind>,
    machines: &BTreeMap<JournalPublicKey, String>,
    editors: &Editors,
) -> Result<String, Apart> {
    let editor = machines.get(&said.key).ok_or(Apart::Stranger)?;
    let name = editors.name(editor);
    match inner(&said.what) {
        Some(inner) if Some(inner.editor.as_str()) != name => Err(Apart::OtherEditor),
        Some(_) | None => Ok(editor.clone()),
    }
}

/// The editor's own signature that an event carries besides.
const fn inner(kind: &EventKind) -> Option<&EditorSignature> {
    match kind {
        EventKind::Vetted { signed, .. }
        | EventKind::Withdrawn { signed, .. }
        | EventKind::Revoked { signed, .. } => Some(signed),
        EventKind::Cleaned(copy) => Some(&copy.vouched),
        EventKind::Allowed(allowed) => Some(&allowed.signed),
        EventKind::Title { .. }
        | EventKind::Envelope(_)
        | EventKind::State { .. }
        | EventKind::Tag { .. }
        | EventKind::Untag { .. }
        | EventKind::Place { .. }
        | EventKind::Technologies { .. }
        | EventKind::Note { .. }
        | EventKind::Published { .. }
        | EventKind::Rekeyed(_)
        | EventKind::Closed { .. }
        | EventKind::Adopted { .. }
        | EventKind::Joined { .. }
        | EventKind::TakenOver(_) => None,
    }
}

/// What an editor who revokes a machine signs with their OpenPGP key.
pub fn revocation(desk: &str, key: &JournalPublicKey, heads: &BTreeSet<EventId>) -> String {
    let mut text = format!("sourdine/v2/journal-key-revoked\ndesk {desk}\nkey {key}\n");
    for head in heads {
        text.push_str(&format!("head {head}\n"));
    }
    text
}

//! Events whose machine is an editor's.

use std::collections::BTreeMap;

use super::{editors::Editors, record::Said};
use crate::desk::{
    case::{
        apart::Apart,
        event::EventKind,
        machine::{JournalCertificate, JournalPublicKey},
    },
    openpgp::Certificate,
    roster::signature::EditorSignature,
};

/// An event whose machine is an editor's.
pub(super) struct Signed {
    pub editor: String,
    pub said: Said<EventKind>,
}

/// The certificates that hold, by the machine and the fingerprint of its editor.
pub(super) type Machines = BTreeMap<(JournalPublicKey, String), JournalCertificate>;

/// An event with the editor whose machine signed it.
pub(super) fn signer(
    said: Said<Option<EventKind>>,
    machines: &Machines,
    editors: &Editors,
    is_decided_by: impl FnOnce(&Certificate) -> bool,
) -> Result<Signed, Apart> {
    let editor = editors.certificate(&said.editor);
    let is_known = machines.contains_key(&(said.key, said.editor.clone()));
    let Some(editor) = editor.filter(|_| is_known) else {
        return Err(Apart::Stranger);
    };
    let Some(what) = said.what else {
        // Only an editor of today can have a newer program that is to be waited for.
        let is_of_today = editors.is_of_today(&said.editor);
        return Err(if is_of_today {
            Apart::Newer
        } else {
            Apart::Late
        });
    };
    if what.is_decision() && !is_decided_by(editor) {
        return Err(Apart::Undecided);
    }
    let name = editors.name(&said.editor);
    if inner(&what).is_some_and(|inner| Some(inner.editor.as_str()) != name) {
        return Err(Apart::OtherEditor);
    }
    Ok(Signed {
        editor: said.editor.clone(),
        said: Said {
            desk: said.desk,
            case: said.case,
            editor: said.editor,
            key: said.key,
            roster: said.roster,
            day: said.day,
            previous: said.previous,
            seen: said.seen,
            what,
        },
    })
}

/// An editor's signature over a document, an entry or a finding, which an event carries.
const fn inner(kind: &EventKind) -> Option<&EditorSignature> {
    match kind {
        EventKind::Vetted { signed, .. } => Some(signed),
        EventKind::Cleaned(copy) => Some(&copy.vouched),
        EventKind::Allowed(allowed) => Some(&allowed.signed),
        EventKind::Title { .. }
        | EventKind::Withdrawn { .. }
        | EventKind::Revoked { .. }
        | EventKind::Rekeyed(_)
        | EventKind::Envelope(_)
        | EventKind::State { .. }
        | EventKind::Tag { .. }
        | EventKind::Untag { .. }
        | EventKind::Place { .. }
        | EventKind::Technologies { .. }
        | EventKind::Note { .. }
        | EventKind::Published { .. }
        | EventKind::Closed { .. }
        | EventKind::Adopted { .. }
        | EventKind::Joined { .. }
        | EventKind::GivenUp { .. }
        | EventKind::TakenOver(_)
        | EventKind::Listed { .. }
        | EventKind::Unlisted { .. } => None,
    }
}

//! An event as its machine signed it.
//!
//! The signed text is kept as it is, and read from there: two programs that write JSON differently
//! still agree on what was signed.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use sourdine_protocol::day::Day;

use crate::desk::{
    case::{
        event::{CaseId, EventId, EventKind},
        machine::{JournalKey, JournalPublicKey, JournalSignature},
    },
    openpgp::{Certificate, KeyError},
};

/// The first line of an event's text. A signature over any other text is no event.
const TITLE: &str = "sourdine/v2/event\n";
/// The first line of what an editor signs besides, where the event is a
/// [decision](EventKind::is_decision).
const DECISION_TITLE: &str = "sourdine/v2/decision\n";
/// Between what is said and the editor's own signature, in an event's text. JSON has no such byte.
const SIGNATURE_SEPARATOR: char = '\n';

/// Names a record: its event's id, and its signature.
pub type RecordKey = (EventId, JournalSignature);

/// Makes an editor's own detached signature, in ASCII armour.
pub type SignAsEditor<'a> = dyn Fn(&[u8]) -> Result<String, KeyError> + 'a;

/// A signed text: a title, what is said as JSON, and the editor's own signature over that where the
/// event is a decision. It proves nothing until its machine's signature was
/// [verified](super::verified::Verified).
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    text: String,
    signature: JournalSignature,
}

/// What an event says beside what was done.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Said<Kind> {
    /// The fingerprint of the desk.
    pub desk: String,
    pub case: CaseId,
    /// The fingerprint of the editor's OpenPGP certificate: a key alone could be claimed by
    /// another.
    pub editor: String,
    /// The machine that signs.
    pub key: JournalPublicKey,
    /// The number of the roster that the machine knew.
    pub roster: u64,
    pub day: Day,
    /// The machine's own event before this one.
    pub previous: Option<EventId>,
    /// The newest events of the other machines that this one had seen.
    pub seen: BTreeSet<EventId>,
    pub what: Kind,
}

impl Record {
    /// Signs an event; a decision with the editor's own key too.
    pub fn sign(
        said: &Said<&EventKind>,
        key: &JournalKey,
        as_editor: &SignAsEditor<'_>,
    ) -> Result<Self, KeyError> {
        let json = serde_json::to_string(said);
        let json = json.map_err(|error| KeyError::Library(error.to_string()))?;
        let mut text = format!("{TITLE}{json}");
        if said.what.is_decision() {
            text.push(SIGNATURE_SEPARATOR);
            text.push_str(&as_editor(format!("{DECISION_TITLE}{json}").as_bytes())?);
        }
        let signature = key.sign(&text);
        Ok(Self { text, signature })
    }

    pub fn id(&self) -> EventId {
        EventId::of(&self.text)
    }

    /// The length of the record, in bytes, about as it is written.
    pub fn bytes(&self) -> usize {
        self.text.len()
    }

    pub const fn signature(&self) -> &JournalSignature {
        &self.signature
    }

    /// What the text says as an event of this desk and case, whether or not its machine signed it;
    /// none if it is no such event. A kind that this program does not know is none.
    pub(super) fn says(&self, desk: &str, case: &CaseId) -> Option<Said<Option<EventKind>>> {
        let (json, _) = self.parts()?;
        let said: Said<serde_json::Value> = serde_json::from_str(json).ok()?;
        let is_of_here = said.desk == desk && said.case == *case;
        is_of_here.then(|| Said {
            what: serde_json::from_value(said.what).ok(),
            desk: said.desk,
            case: said.case,
            editor: said.editor,
            key: said.key,
            roster: said.roster,
            day: said.day,
            previous: said.previous,
            seen: said.seen,
        })
    }

    /// What is said, and the editor's own signature.
    fn parts(&self) -> Option<(&str, Option<&str>)> {
        let rest = self.text.strip_prefix(TITLE)?;
        let parts = rest.split_once(SIGNATURE_SEPARATOR);
        Some(parts.map_or((rest, None), |(json, signature)| (json, Some(signature))))
    }

    /// Whether the holder of this certificate signed what is said, where it is said: after the
    /// events that it names, and nowhere else.
    pub(super) fn is_decided_by(&self, editor: &Certificate) -> bool {
        let Some((json, Some(signature))) = self.parts() else {
            return false;
        };
        editor.made(format!("{DECISION_TITLE}{json}").as_bytes(), signature)
    }

    /// Whether this machine signed the text.
    pub(super) fn is_by(&self, machine: &JournalPublicKey) -> bool {
        machine.verifies(&self.text, &self.signature)
    }
}

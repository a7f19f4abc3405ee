//! How a roster differs from the one before it.

use serde::Serialize;
use sourdine_protocol::{day::Day, roster::Editor};

use super::TrustedRoster;
use crate::desk::openpgp::Certificate;

/// What changes for an editor who takes over a roster.
#[derive(Debug, Eq, PartialEq, Serialize)]
pub struct RosterDifference {
    /// Editors who were not on the roster before.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub came: Vec<ChangedEditor>,
    /// Editors who were on the roster before, by name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub left: Vec<String>,
    /// Editors who have another OpenPGP certificate or another recipient under the same name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub new_keys: Vec<ChangedEditor>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub desk: Option<Change<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<Change<Day>>,
    /// Whether the desk tells its sources something else.
    pub notices: bool,
}

/// An editor whose keys were not known under this name.
#[derive(Debug, Eq, PartialEq, Serialize)]
pub struct ChangedEditor {
    pub name: String,
    pub fingerprint: String,
    #[serde(skip)]
    editor: Editor,
}

#[derive(Debug, Eq, PartialEq, Serialize)]
pub struct Change<T> {
    pub before: T,
    pub now: T,
}

impl ChangedEditor {
    fn new(roster: &TrustedRoster, editor: &Editor) -> Self {
        let certificate = roster.certificate(&editor.name);
        let fingerprint = certificate.map(|found| found.fingerprint().to_spaced_hex());
        Self {
            name: editor.name.clone(),
            fingerprint: fingerprint.unwrap_or_default(),
            editor: editor.clone(),
        }
    }

    /// Whether these are the keys of this editor.
    pub fn is(&self, editor: &Editor) -> bool {
        self.editor == *editor
    }
}

impl<T: Clone + PartialEq> Change<T> {
    fn between(before: &T, now: &T) -> Option<Self> {
        (before != now).then(|| Self {
            before: before.clone(),
            now: now.clone(),
        })
    }
}

impl RosterDifference {
    /// Whether the certificate of an editor is not on the roster any more.
    pub fn has_left(&self) -> bool {
        !self.left.is_empty() || !self.new_keys.is_empty()
    }

    pub fn between(before: &TrustedRoster, now: &TrustedRoster) -> Self {
        let (old, new) = (before.roster(), now.roster());
        let had = |name: &str| old.editors.iter().find(|editor| editor.name == name);
        let mut difference = Self {
            came: Vec::new(),
            left: Vec::new(),
            new_keys: Vec::new(),
            desk: Change::between(&old.desk, &new.desk),
            expires: Change::between(&old.expires, &new.expires),
            notices: old.notices != new.notices,
        };
        for editor in &new.editors {
            let changed = || ChangedEditor::new(now, editor);
            match had(&editor.name) {
                None => difference.came.push(changed()),
                Some(known) if !has_keys_of(known, before, editor, now) => {
                    difference.new_keys.push(changed());
                }
                Some(_) => {}
            }
        }
        let stays = |editor: &&Editor| new.editors.iter().any(|one| one.name == editor.name);
        let left = old.editors.iter().filter(|editor| !stays(editor));
        difference.left = left.map(|editor| editor.name.clone()).collect();
        difference
    }

    /// The editors whose fingerprints have to be compared.
    pub fn unknown(&self) -> impl Iterator<Item = &ChangedEditor> {
        self.came.iter().chain(&self.new_keys)
    }
}

/// Whether an editor kept the recipient and the OpenPGP key. A certificate that was only extended
/// has another text, and the same fingerprint.
fn has_keys_of(
    known: &Editor,
    before: &TrustedRoster,
    editor: &Editor,
    now: &TrustedRoster,
) -> bool {
    let key = |roster: &TrustedRoster, name: &str| {
        let certificate = roster.certificate(name);
        certificate.map(Certificate::fingerprint)
    };
    known.recipient == editor.recipient && key(before, &known.name) == key(now, &editor.name)
}

//! Who may sign in a case: the editors of today's roster, and those of the rosters before it.

use std::collections::{BTreeMap, BTreeSet};

use sourdine_protocol::{
    roster::{ROSTER_MAX_BYTES, SignedRoster},
    text::Sha256Hex,
};

use crate::desk::{case::machine::JournalCertificate, openpgp::Certificate, roster::TrustedRoster};

/// An editor whom a roster of the desk names, or named.
struct Known {
    name: String,
    certificate: Certificate,
    /// The numbers of the oldest and the newest roster that name them.
    rosters: (u64, u64),
}

/// The editors of all rosters that are known here, by the fingerprints of their certificates.
pub(super) struct Editors {
    desk: String,
    today: BTreeSet<String>,
    known: BTreeMap<String, Known>,
    /// The rosters that were looked at, by their hashes with the signatures: of those that the desk
    /// signed, the numbers and the editors' fingerprints.
    looked_at: BTreeMap<Sha256Hex, Option<(u64, BTreeSet<String>)>>,
    /// The greatest number of a roster that one of its editors took.
    newest: u64,
    /// That roster, if it is not today's.
    newer: Option<SignedRoster>,
    last_rosters: BTreeSet<u64>,
}

impl Editors {
    /// Takes today's roster.
    pub(super) fn of_today(today: &TrustedRoster) -> Self {
        let mut editors = Self {
            desk: today.desk().to_hex(),
            today: BTreeSet::new(),
            known: BTreeMap::new(),
            looked_at: BTreeMap::new(),
            newest: today.roster().serial,
            newer: None,
            last_rosters: BTreeSet::new(),
        };
        editors.add(today);
        editors.today = editors.known.keys().cloned().collect();
        editors
    }

    /// Looks at another roster, and gives whether it is new here. Another desk's, or one that was
    /// altered, is left out.
    pub(super) fn learn(&mut self, signed: &SignedRoster, today: &TrustedRoster) -> bool {
        let name = hash_of(signed);
        // One that could not be kept as a file is none of ours.
        let json = signed.to_json();
        let is_short = json.is_ok_and(|json| json.len() <= ROSTER_MAX_BYTES);
        if !is_short || self.looked_at.contains_key(&name) {
            return false;
        }
        let roster = today.check_another(signed.clone()).ok();
        let found = roster.as_ref().map(|roster| {
            let editors = roster.certificates().iter();
            let editors = editors.map(|(_, one)| one.fingerprint().to_hex());
            (roster.roster().serial, editors.collect())
        });
        self.looked_at.insert(name, found);
        if let Some(roster) = &roster {
            self.add(roster);
        }
        roster.is_some()
    }

    /// Notes that an editor took a roster which was looked at. Only a roster's own editors take it.
    pub(super) fn note_taken(&mut self, signed: &SignedRoster, editor: &str) {
        if let Some((number, true)) = self.naming(signed, editor) {
            self.note_newer(signed, number);
        }
    }

    /// The number of a roster that was looked at, and whether it names an editor.
    fn naming(&self, signed: &SignedRoster, editor: &str) -> Option<(u64, bool)> {
        let (number, editors) = self.looked_at.get(&hash_of(signed))?.as_ref()?;
        Some((*number, editors.contains(editor)))
    }

    /// Takes a roster for the newest that another case showed as taken.
    pub(super) fn learn_newer(&mut self, signed: &SignedRoster, today: &TrustedRoster) {
        self.learn(signed, today);
        if let Some((number, _)) = self.naming(signed, "") {
            self.note_newer(signed, number);
        }
    }

    fn note_newer(&mut self, signed: &SignedRoster, number: u64) {
        if number > self.newest {
            self.newest = number;
            self.newer = Some(signed.clone());
        }
    }

    /// Counts only those as editors of today whom the newest roster names too.
    pub(super) fn drop_leaving(&mut self) {
        let (known, newest) = (&self.known, self.newest);
        self.today.retain(|fingerprint| {
            let known = known.get(fingerprint);
            known.is_some_and(|known| known.rosters.1 >= newest)
        });
    }

    /// Whether an editor of an older roster is not on today's.
    pub(super) fn have_left(&self) -> bool {
        let mut all = self.known.keys();
        all.any(|fingerprint| !self.today.contains(fingerprint))
    }

    fn add(&mut self, roster: &TrustedRoster) {
        let number = roster.roster().serial;
        for (name, certificate) in roster.certificates() {
            let fingerprint = certificate.fingerprint().to_hex();
            let before = self.known.get(&fingerprint).map(|known| known.rosters);
            let (first, last) = before.unwrap_or((number, number));
            let rosters = (first.min(number), last.max(number));
            if before.is_none() || number > last {
                let known = Known {
                    name: name.clone(),
                    certificate: certificate.clone(),
                    rosters,
                };
                self.known.insert(fingerprint, known);
            } else if let Some(known) = self.known.get_mut(&fingerprint) {
                known.rosters = rosters;
            }
        }
        self.last_rosters = self.known.values().map(|known| known.rosters.1).collect();
    }

    pub(super) const fn newest(&self) -> u64 {
        self.newest
    }

    /// The newest roster that an editor took, if it is newer than today's.
    pub(super) const fn newer(&self) -> Option<&SignedRoster> {
        self.newer.as_ref()
    }

    pub(super) fn is_of_today(&self, fingerprint: &str) -> bool {
        self.today.contains(fingerprint)
    }

    /// The numbers of the newest rosters that name an editor, of all editors.
    pub(super) const fn last_rosters(&self) -> &BTreeSet<u64> {
        &self.last_rosters
    }

    /// The number of the newest roster that names an editor.
    pub(super) fn last_roster(&self, fingerprint: &str) -> u64 {
        self.known
            .get(fingerprint)
            .map_or(0, |known| known.rosters.1)
    }

    /// Whether an editor is named by a roster that is known and not newer than this number.
    pub(super) fn was_there(&self, fingerprint: &str, number: u64) -> bool {
        let known = self.known.get(fingerprint);
        known.is_some_and(|known| known.rosters.0 <= number)
    }

    pub(super) fn name(&self, fingerprint: &str) -> Option<&str> {
        Some(&self.known.get(fingerprint)?.name)
    }

    pub(super) fn certificate(&self, fingerprint: &str) -> Option<&Certificate> {
        Some(&self.known.get(fingerprint)?.certificate)
    }

    /// Whether the editor whom a certificate names made it.
    pub(super) fn certified(&self, machine: &JournalCertificate) -> bool {
        let editor = self.certificate(&machine.editor);
        editor.is_some_and(|editor| machine.is_by(editor, &self.desk))
    }
}

fn hash_of(signed: &SignedRoster) -> Sha256Hex {
    Sha256Hex::of(format!("{}\0{}", signed.roster, signed.signature).as_bytes())
}

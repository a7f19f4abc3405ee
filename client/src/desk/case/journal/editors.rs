//! Who may sign in a case: the editors of today's roster, and those of the rosters before it.

use std::collections::{BTreeMap, BTreeSet};

use sourdine_protocol::{roster::SignedRoster, text::Sha256Hex};

use crate::desk::{case::machine::JournalCertificate, openpgp::Certificate, roster::TrustedRoster};

/// An editor whom a roster of the desk names, or named.
struct Known {
    name: String,
    certificate: Certificate,
    /// The number of the newest roster that names them.
    roster: u64,
}

/// The editors of all rosters that are known here, by the fingerprints of their certificates.
pub(super) struct Editors {
    desk: String,
    today: BTreeSet<String>,
    known: BTreeMap<String, Known>,
    /// The rosters of the case that were looked at.
    kept: Vec<SignedRoster>,
    /// The numbers of the rosters that the desk signed, by the hashes of their texts.
    numbers: BTreeMap<Sha256Hex, u64>,
    /// The greatest number of a roster that the desk signed.
    newest: u64,
    last_rosters: BTreeSet<u64>,
}

impl Editors {
    /// Takes today's roster.
    pub(super) fn of_today(today: &TrustedRoster) -> Self {
        let mut editors = Self {
            desk: today.desk().to_hex(),
            today: BTreeSet::new(),
            known: BTreeMap::new(),
            kept: Vec::new(),
            numbers: BTreeMap::new(),
            newest: 0,
            last_rosters: BTreeSet::new(),
        };
        editors.add(today);
        editors.today = editors.known.keys().cloned().collect();
        editors
    }

    /// Takes another roster that the desk signed, and gives whether it is new here. Another desk's,
    /// or one that was altered, is left out.
    pub(super) fn learn(&mut self, signed: &SignedRoster, today: &TrustedRoster) -> bool {
        if self.kept.contains(signed) {
            return false;
        }
        self.kept.push(signed.clone());
        let roster = today.check_another(signed.clone());
        roster.map(|roster| self.add(&roster)).is_ok()
    }

    fn add(&mut self, roster: &TrustedRoster) {
        let number = roster.roster().serial;
        self.newest = self.newest.max(number);
        let text = Sha256Hex::of(roster.signed().roster.as_bytes());
        self.numbers.insert(text, number);
        for (name, certificate) in roster.certificates() {
            let fingerprint = certificate.fingerprint().to_hex();
            if self
                .known
                .get(&fingerprint)
                .is_some_and(|known| known.roster >= number)
            {
                continue;
            }
            let known = Known {
                name: name.clone(),
                certificate: certificate.clone(),
                roster: number,
            };
            self.known.insert(fingerprint, known);
        }
        self.last_rosters = self.known.values().map(|known| known.roster).collect();
    }

    pub(super) fn desk(&self) -> &str {
        &self.desk
    }

    pub(super) const fn newest(&self) -> u64 {
        self.newest
    }

    /// The number of the roster whose text has this hash, if the desk signed it.
    pub(super) fn number(&self, roster: &Sha256Hex) -> Option<u64> {
        self.numbers.get(roster).copied()
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
        self.known.get(fingerprint).map_or(0, |known| known.roster)
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

//! Who may sign in a case: the editors of today's roster, and those of the rosters before it.

use std::collections::{BTreeMap, BTreeSet};

use sourdine_protocol::{roster::SignedRoster, text::Sha256Hex};

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
    /// The rosters of the case that were looked at, by their hashes with the signatures.
    kept: BTreeSet<Sha256Hex>,
    /// The greatest number of a roster that an editor took.
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
            kept: BTreeSet::new(),
            newest: today.roster().serial,
            newer: None,
            last_rosters: BTreeSet::new(),
        };
        editors.add(today);
        editors.today = editors.known.keys().cloned().collect();
        editors
    }

    /// Takes another roster that the desk signed, and gives whether it is new here. Another desk's,
    /// or one that was altered, is left out. One that no editor took says who editors were, and not
    /// which roster is the newest.
    pub(super) fn learn(
        &mut self,
        signed: &SignedRoster,
        today: &TrustedRoster,
        is_taken: bool,
    ) -> bool {
        let name = format!("{}\0{}", signed.roster, signed.signature);
        if !self.kept.insert(Sha256Hex::of(name.as_bytes())) {
            return false;
        }
        let roster = today.check_another(signed.clone());
        roster.is_ok_and(|roster| {
            if is_taken && roster.roster().serial > self.newest {
                self.newest = roster.roster().serial;
                self.newer = Some(roster.signed().clone());
            }
            self.add(&roster);
            true
        })
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

    pub(super) fn desk(&self) -> &str {
        &self.desk
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

    /// Whether an editor of this machine's roster is not on the newest one, which it has still to
    /// take.
    pub(super) fn is_leaving(&self, fingerprint: &str) -> bool {
        self.is_of_today(fingerprint) && self.last_roster(fingerprint) < self.newest
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

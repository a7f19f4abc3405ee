//! Who may sign in a case: the editors of today's roster, and those of the rosters before it.

use std::collections::{BTreeMap, BTreeSet};

use sourdine_protocol::roster::SignedRoster;

use crate::desk::{
    case::machine::{JournalCertificate, JournalPublicKey},
    openpgp::Certificate,
    roster::TrustedRoster,
};

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
    /// The greatest number of a roster that the desk signed.
    newest: u64,
}

impl Editors {
    /// Takes today's roster, and those that were kept in the case. What the desk did not sign is
    /// left out.
    pub(super) fn new<'a>(
        today: &TrustedRoster,
        kept: impl Iterator<Item = &'a SignedRoster>,
    ) -> Self {
        let mut editors = Self {
            desk: today.desk().to_hex(),
            today: BTreeSet::new(),
            known: BTreeMap::new(),
            newest: 0,
        };
        editors.add(today);
        editors.today = editors.known.keys().cloned().collect();
        let mut seen = BTreeSet::from([today.signed().roster.clone()]);
        for signed in kept {
            let is_new = seen.insert(signed.roster.clone());
            if let Some(roster) = is_new
                .then(|| today.check_another(signed.clone()).ok())
                .flatten()
            {
                editors.add(&roster);
            }
        }
        editors
    }

    fn add(&mut self, roster: &TrustedRoster) {
        let number = roster.roster().serial;
        self.newest = self.newest.max(number);
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
    }

    pub(super) fn desk(&self) -> &str {
        &self.desk
    }

    pub(super) const fn newest(&self) -> u64 {
        self.newest
    }

    pub(super) fn is_of_today(&self, fingerprint: &str) -> bool {
        self.today.contains(fingerprint)
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

    /// The machines that editors certified: whose each is.
    pub(super) fn machines<'a>(
        &self,
        certificates: impl Iterator<Item = &'a JournalCertificate>,
    ) -> BTreeMap<JournalPublicKey, String> {
        let certified = certificates.filter(|machine| {
            let editor = self.certificate(&machine.editor);
            editor.is_some_and(|editor| machine.is_by(editor, &self.desk))
        });
        certified
            .map(|machine| (machine.key, machine.editor.clone()))
            .collect()
    }
}

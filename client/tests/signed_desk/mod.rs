//! A desk for tests: its editors' keys, its publication key, and a roster that its own key signed.
#![allow(dead_code, reason = "each test binary takes what it needs")]

use sourdine::desk::{
    case::event::CaseId,
    openpgp::{DeskKey, EditorKey, PublicationKey},
    roster::{TrustError, TrustedRoster, scope::Scope, signature::EditorSignature},
};
use sourdine_protocol::{
    day::Day,
    envelope::hybrid::HybridIdentity,
    roster::{Editor, PublicationCertificate, Roster},
};

pub(crate) const TODAY: Day = Day(20_781);
const YEAR_DAYS: u32 = 365;

pub(crate) struct SignedDesk {
    desk: DeskKey,
    editors: Vec<(&'static str, EditorKey)>,
    pub(crate) roster: TrustedRoster,
    pub(crate) publication: PublicationKey,
}

impl SignedDesk {
    pub(crate) fn new(names: &[&'static str]) -> Self {
        let key = |name: &&'static str| (*name, EditorKey::generate(name, TODAY).unwrap());
        let editors: Vec<_> = names.iter().map(key).collect();
        let listed: Vec<_> = editors.iter().map(|(name, key)| (*name, key)).collect();
        let desk = DeskKey::generate("desk", TODAY).unwrap();
        let publication = PublicationKey::generate(&desk, "desk (publication)", 1, TODAY).unwrap();
        let roster = signed(&desk, 1, &listed, Some(&publication)).unwrap();
        Self {
            desk,
            editors,
            roster,
            publication,
        }
    }

    /// The case in which the editors sign.
    pub(crate) fn case() -> CaseId {
        "1a2b3c4d".parse().unwrap()
    }

    pub(crate) fn scope(&self) -> Scope {
        Scope::new(self.roster.desk(), &Self::case())
    }

    /// The same desk with the next roster, which names a new publication key.
    pub(crate) fn renew(&mut self) {
        let serial = self.roster.roster().serial + 1;
        self.publication =
            PublicationKey::generate(&self.desk, "desk (publication)", serial, TODAY).unwrap();
        let listed: Vec<_> = self
            .editors
            .iter()
            .map(|(name, key)| (*name, key))
            .collect();
        self.roster = signed(&self.desk, serial, &listed, Some(&self.publication)).unwrap();
    }

    /// A roster of this desk that names this publication key.
    pub(crate) fn naming(&self, key: &PublicationKey) -> Result<TrustedRoster, TrustError> {
        let listed: Vec<_> = self
            .editors
            .iter()
            .map(|(name, key)| (*name, key))
            .collect();
        signed(&self.desk, 1, &listed, Some(key))
    }

    /// A roster of this desk with other editors.
    pub(crate) fn with(&self, editors: &[(&str, &EditorKey)]) -> Result<TrustedRoster, TrustError> {
        signed(&self.desk, 2, editors, None)
    }

    pub(crate) fn key(&self, name: &str) -> &EditorKey {
        let mut keys = self.editors.iter();
        keys.find_map(|(editor, key)| (*editor == name).then_some(key))
            .unwrap()
    }

    pub(crate) fn sign(&self, name: &str, bytes: &[u8]) -> EditorSignature {
        EditorSignature {
            editor: name.to_owned(),
            signature: self.key(name).sign(bytes, TODAY).unwrap(),
        }
    }
}

#[expect(
    clippy::unwrap_in_result,
    reason = "only the roster itself may be refused"
)]
fn signed(
    desk: &DeskKey,
    serial: u64,
    editors: &[(&str, &EditorKey)],
    publication: Option<&PublicationKey>,
) -> Result<TrustedRoster, TrustError> {
    let editor = |(name, key): &(&str, &EditorKey)| Editor {
        name: (*name).to_owned(),
        recipient: HybridIdentity::generate().unwrap().to_recipient(),
        certificate: key.certificate().armoured().unwrap(),
    };
    let roster = Roster::new(
        serial,
        "Desk".to_owned(),
        Day(TODAY.0 + YEAR_DAYS),
        desk.certificate().armoured().unwrap(),
        editors.iter().map(editor).collect(),
    );
    let named = publication.map(|key| PublicationCertificate {
        fingerprint: key.certificate().fingerprint().to_hex(),
        certificate: key.certificate().armoured().unwrap(),
    });
    let roster = roster.unwrap().with_publication(named);
    let signed = TrustedRoster::sign(roster, desk, TODAY)?;
    // As an editor reads it, who compared the desk's fingerprint.
    let fingerprint = desk.certificate().fingerprint();
    TrustedRoster::check(signed.signed().clone(), &fingerprint, TODAY)
}

//! A desk for tests: its editors' keys, and a roster that its own key signed.

use sourdine::desk::{
    openpgp::{DeskKey, EditorKey},
    roster::{TrustError, TrustedRoster, signature::EditorSignature},
};
use sourdine_protocol::{
    day::Day,
    envelope::hybrid::HybridIdentity,
    roster::{Editor, Roster},
};

const TODAY: Day = Day(20_781);
const YEAR_DAYS: u32 = 365;

pub(crate) struct SignedDesk {
    editors: Vec<(&'static str, EditorKey)>,
    pub(crate) roster: TrustedRoster,
}

impl SignedDesk {
    pub(crate) fn new(names: &[&'static str]) -> Self {
        let key = |name: &&'static str| (*name, EditorKey::generate(name, TODAY).unwrap());
        let editors: Vec<_> = names.iter().map(key).collect();
        let listed: Vec<_> = editors.iter().map(|(name, key)| (*name, key)).collect();
        let roster = roster(&listed).unwrap();
        Self { editors, roster }
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

/// A roster of these editors, signed by a new desk.
#[expect(
    clippy::unwrap_in_result,
    reason = "only the roster itself may be refused"
)]
pub(crate) fn roster(editors: &[(&str, &EditorKey)]) -> Result<TrustedRoster, TrustError> {
    let desk = DeskKey::generate("desk", TODAY).unwrap();
    let editor = |(name, key): &(&str, &EditorKey)| Editor {
        name: (*name).to_owned(),
        recipient: HybridIdentity::generate().unwrap().to_recipient(),
        certificate: key.certificate().armoured().unwrap(),
    };
    let roster = Roster::new(
        1,
        "Desk".to_owned(),
        Day(TODAY.0 + YEAR_DAYS),
        desk.certificate().armoured().unwrap(),
        editors.iter().map(editor).collect(),
    );
    let signed = TrustedRoster::sign(roster.unwrap(), &desk, TODAY)?;
    // As an editor reads it, who compared the desk's fingerprint.
    let fingerprint = desk.certificate().fingerprint();
    TrustedRoster::check(signed.signed().clone(), &fingerprint, TODAY)
}

//! A roster as a server or a file may hand it over.

use std::sync::LazyLock;

use sourdine::desk::{openpgp::Certificate, roster::TrustedRoster};
use sourdine_protocol::{
    day::Day,
    envelope::hybrid::HybridRecipient,
    roster::{
        NOTICE_MAX_BYTES, Notice, ROSTER_MAX_BYTES, Roster, SignedRoster, Topic, WrittenNotices,
        is_editor_name,
    },
    text::{Language, is_hidden},
    wire::RECIPIENTS_MAX,
};

/// A roster that a desk of two signed once.
pub(super) const SIGNED: &[u8] = include_bytes!("../../../fuzz/signed-roster.json");

/// A day on which the desk had signed it.
const TODAY: Day = Day(30_000);

/// What this desk signed, and its certificate.
static DESK: LazyLock<(SignedRoster, Certificate)> = LazyLock::new(|| {
    let signed = SignedRoster::from_json(SIGNED).unwrap();
    let certificate = signed.unchecked().unwrap().certificate;
    (signed, Certificate::parse(&certificate).unwrap())
});

/// What is read is the same once it is written; a roster's limits hold; and nothing is trusted but
/// the very text that the desk signed.
pub fn run(input: &[u8]) {
    let Ok(signed) = SignedRoster::from_json(input) else {
        return;
    };
    assert!(input.len() <= ROSTER_MAX_BYTES);
    let json = signed.to_json().unwrap();
    assert_eq!(SignedRoster::from_json(&json).unwrap(), signed);
    let (known, desk) = &*DESK;
    let trusted = TrustedRoster::check(signed.clone(), &desk.fingerprint(), TODAY);
    match signed.unchecked() {
        Ok(roster) => keeps_its_limits(&roster),
        Err(_) => assert!(trusted.is_err()),
    }
    if let Ok(trusted) = trusted {
        assert_eq!(signed.roster, known.roster);
        trusted.succeeds(&trusted).unwrap();
    }
}

fn keeps_its_limits(roster: &Roster) {
    let again = SignedRoster::new(roster.to_text().unwrap(), String::new());
    assert_eq!(again.unchecked().unwrap(), *roster);
    assert!((1..=RECIPIENTS_MAX).contains(&roster.editors.len()));
    assert!(!roster.desk.contains(['\n', '\u{1b}', '\u{9b}']));
    for (topic, language) in Topic::ALL
        .iter()
        .flat_map(|topic| Language::ALL.map(|one| (*topic, one)))
    {
        let Some(notice) = roster.notices.text(topic, language) else {
            continue;
        };
        assert!((1..=NOTICE_MAX_BYTES).contains(&notice.len()));
        let refused = |c: char| is_hidden(c) || "<>\\`{}".contains(c);
        assert!(!notice.contains(refused) && notice.trim() == notice);
    }
    for (number, editor) in roster.editors.iter().enumerate() {
        assert!(is_editor_name(&editor.name));
        let mut others = roster.editors.iter().take(number);
        assert!(others.all(|other| other.name != editor.name));
        let written = editor.recipient.to_string();
        assert_eq!(
            written.parse::<HybridRecipient>().as_ref(),
            Ok(&editor.recipient)
        );
    }
    assert_eq!(
        roster.recipients(Day(0)).unwrap().len(),
        roster.editors.len()
    );
    assert!(
        roster.recipients(roster.expires.plus(1)).is_err()
            || roster.expires.plus(1) == roster.expires
    );
}

/// The signed roster, and what it becomes when somebody else touches it.
#[must_use]
pub fn seeds() -> Vec<Vec<u8>> {
    let (signed, _) = &*DESK;
    let other = signed.roster.replacen("basile", "mallory", 1);
    let unsigned = SignedRoster::new(signed.roster.clone(), String::new());
    let rosters = [
        SignedRoster::new(other, signed.signature.clone()),
        unsigned,
        telling(signed),
    ];
    let mut seeds = vec![SIGNED.to_vec()];
    seeds.extend(rosters.iter().map(|roster| roster.to_json().unwrap()));
    seeds
}

/// The same roster with notices, which the desk did not sign.
fn telling(signed: &SignedRoster) -> SignedRoster {
    let notice = || {
        Some(Notice {
            fr: "Un an\u{a0}: pas plus.".to_owned(),
            en: "A year, \"no\" more.".to_owned(),
        })
    };
    let written = WrittenNotices {
        readers: notice(),
        rights: notice(),
        ..WrittenNotices::default()
    };
    let roster = signed.unchecked().unwrap();
    let roster = roster.with_notices(written.try_into().unwrap());
    SignedRoster::new(roster.to_text().unwrap(), signed.signature.clone())
}

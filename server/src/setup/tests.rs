//! What a desk is set up from, and all that is refused of it before anything is written.

use std::{
    fs,
    io::Write,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
};

use sourdine_protocol::{
    access::{AccessRequest, REQUEST_MAX_BYTES, SignedRequest},
    day::Day,
    envelope::hybrid::HybridIdentity,
    roster::{Editor, ROSTER_MAX_BYTES, Roster, SignedRoster},
    text::Language,
    wire::TOKEN_HASH_BYTES,
};
use tempfile::TempDir;

use super::{
    checked::CheckedRoster, configuration, desk::DeskName, error::SetupError, requests::Request,
};
use crate::{check::signature::testing::Key, config::Config};

const LAST: &str = "2099-12-31";

/// A desk of alice and bob, its roster's file, and a folder for requests.
struct Stage {
    desk: Key,
    alice: Key,
    bob: Key,
    place: TempDir,
}

/// A public key of a client of tor, another for each number.
fn onion_key(number: u8) -> String {
    let letter = char::from(b'A' + number);
    format!("descriptor:x25519:{}A", letter.to_string().repeat(51))
}

impl Stage {
    fn new() -> Self {
        let stage = Self {
            desk: Key::generate("Observatoire"),
            alice: Key::generate("alice"),
            bob: Key::generate("bob"),
            place: tempfile::tempdir().unwrap(),
        };
        fs::create_dir(stage.folder()).unwrap();
        let roster = stage.roster(LAST.parse().unwrap());
        write(&stage.roster_file(), &Self::signed(&roster, &stage.desk));
        stage
    }

    fn folder(&self) -> PathBuf {
        self.place.path().join("requests")
    }

    fn roster_file(&self) -> PathBuf {
        self.place.path().join("roster.json")
    }

    fn roster(&self, expires: Day) -> Roster {
        let editors = [("alice", &self.alice), ("bob", &self.bob)].map(|(name, key)| Editor {
            name: name.to_owned(),
            recipient: HybridIdentity::generate().unwrap().to_recipient(),
            certificate: key.certificate(),
        });
        Roster::new(
            1,
            "Observatoire".to_owned(),
            expires,
            self.desk.certificate(),
            editors.to_vec(),
        )
        .unwrap()
    }

    fn signed(roster: &Roster, by: &Key) -> Vec<u8> {
        let text = roster.to_text().unwrap();
        let signature = by.sign(&text);
        SignedRoster::new(text, signature).to_json().unwrap()
    }

    fn checked(&self) -> CheckedRoster {
        CheckedRoster::read(&self.roster_file()).unwrap()
    }

    /// The request of an editor, with token and key of this number.
    fn request(&self, editor: &str, key: &Key, number: u8) -> AccessRequest {
        AccessRequest::new(
            self.desk.fingerprint(),
            editor.to_owned(),
            key.fingerprint(),
            [number; TOKEN_HASH_BYTES],
            onion_key(number),
        )
        .unwrap()
    }

    fn put(&self, name: &str, request: &AccessRequest, by: &Key) {
        let text = request.to_text().unwrap();
        let signature = by.sign(&text);
        let json = SignedRequest::new(text, signature).to_json().unwrap();
        write(&self.folder().join(name), &json);
    }

    fn put_alice(&self) {
        self.put(
            "alice.json",
            &self.request("alice", &self.alice, 1),
            &self.alice,
        );
    }

    fn requests(&self) -> Result<Vec<Request>, SetupError> {
        self.checked().requests(&self.folder())
    }

    /// The reason for which the folder's requests are refused.
    fn refused(&self) -> String {
        let refused = self.requests().unwrap_err();
        let reason = format!("{refused:?}");
        reason.split([' ', '(']).next().unwrap().to_owned()
    }
}

fn write(path: &Path, bytes: &[u8]) {
    let mut file = fs::OpenOptions::new();
    let mut file = file
        .write(true)
        .create(true)
        .truncate(true)
        .open(path)
        .unwrap();
    file.write_all(bytes).unwrap();
}

#[test]
fn the_requests_of_the_roster_s_editors_are_taken() {
    let stage = Stage::new();
    stage.put_alice();
    let roster = stage.checked();
    let requests = stage.requests().unwrap();
    assert_eq!(requests.len(), 1);
    assert_eq!(roster.without_request(&requests), ["bob"]);
    stage.put("b", &stage.request("bob", &stage.bob, 2), &stage.bob);
    let requests = stage.requests().unwrap();
    let names: Vec<&str> = requests
        .iter()
        .map(|one| one.asked.editor.as_str())
        .collect();
    assert_eq!(names, ["alice", "bob"]);
    assert!(roster.without_request(&requests).is_empty());
}

#[test]
fn a_request_that_is_not_its_editor_s_is_refused() {
    let stage = Stage::new();
    let (alice, bob) = (&stage.alice, &stage.bob);
    let carol = Key::generate("carol");
    let own = stage.request("alice", alice, 1);
    let mut other_desk = own.clone();
    other_desk.desk = carol.fingerprint();
    let cases = [
        ("Stranger", stage.request("carol", &carol, 1), &carol),
        ("OtherKey", stage.request("alice", &carol, 1), &carol),
        ("OtherKey", stage.request("alice", bob, 1), bob),
        ("Signature", own.clone(), bob),
        ("Signature", own.clone(), &carol),
        ("Signature", own, &stage.desk),
        ("OtherDesk", other_desk, alice),
    ];
    for (reason, request, by) in cases {
        stage.put("one.json", &request, by);
        assert_eq!(stage.refused(), reason, "{request:?}");
    }
}

#[test]
fn a_request_that_was_changed_is_refused() {
    let stage = Stage::new();
    let text = stage.request("alice", &stage.alice, 1).to_text().unwrap();
    let signature = stage.alice.sign(&text);
    let put = |text: &str, signature: &str| {
        let signed = SignedRequest::new(text.to_owned(), signature.to_owned());
        write(&stage.folder().join("one.json"), &signed.to_json().unwrap());
    };
    put(&text, &signature);
    assert_eq!(stage.requests().unwrap().len(), 1);
    for (changed, signature, reason) in [
        (text.replace("0101", "0102"), &*signature, "Signature"),
        (text.replace("BBBB", "BBBC"), &signature, "Signature"),
        (text.replace("\":\"", "\": \""), &signature, "Signature"),
        (text.clone(), "", "Signature"),
        (text.clone(), "no armour", "Signature"),
        (text.replace("alice", "bob"), &signature, "OtherKey"),
        (text.replace("alice", "../alice"), &signature, "Request"),
        (
            text.replace("\"version\":1", "\"version\":2"),
            &signature,
            "Request",
        ),
        (text.replace("0101", "010g"), &signature, "Request"),
        (text.replace('}', ",\"more\":1}"), &signature, "Request"),
    ] {
        assert_ne!((&*changed, signature), (&*text, "same"));
        put(&changed, signature);
        assert_eq!(stage.refused(), reason, "{changed}");
    }
}

#[test]
fn no_two_requests_have_an_editor_a_token_or_a_key_in_common() {
    let stage = Stage::new();
    stage.put_alice();
    stage.put(
        "b.json",
        &stage.request("alice", &stage.alice, 2),
        &stage.alice,
    );
    assert_eq!(stage.refused(), "Twice");
    let mut same_token = stage.request("bob", &stage.bob, 1);
    same_token.onion_key = onion_key(2);
    stage.put("b.json", &same_token, &stage.bob);
    assert_eq!(stage.refused(), "SameToken");
    let mut same_key = stage.request("bob", &stage.bob, 2);
    same_key.onion_key = onion_key(1);
    stage.put("b.json", &same_key, &stage.bob);
    assert_eq!(stage.refused(), "SameKey");
    stage.put("b.json", &stage.request("bob", &stage.bob, 2), &stage.bob);
    assert_eq!(stage.requests().unwrap().len(), 2);
}

#[test]
fn a_folder_of_requests_holds_nothing_else() {
    let stage = Stage::new();
    assert_eq!(stage.refused(), "NoRequest");
    let absent = stage.checked().requests(&stage.place.path().join("absent"));
    assert!(matches!(absent, Err(SetupError::RequestsFolder { .. })));
    stage.put_alice();
    let other = stage.folder().join("other");
    let with = |make: &dyn Fn(&Path), reason: &str| {
        make(&other);
        assert_eq!(stage.refused(), reason);
        if other.is_dir() && !other.is_symlink() {
            fs::remove_dir(&other).unwrap();
        } else {
            fs::remove_file(&other).unwrap();
        }
        assert_eq!(stage.requests().unwrap().len(), 1);
    };
    let bob = stage.place.path().join("bob.json");
    let outside = bob.clone();
    stage.put(
        "../bob.json",
        &stage.request("bob", &stage.bob, 2),
        &stage.bob,
    );
    with(&|path| symlink(&outside, path).unwrap(), "NotARequestFile");
    with(
        &|path| symlink("/nowhere", path).unwrap(),
        "NotARequestFile",
    );
    with(&|path| fs::create_dir(path).unwrap(), "NotARequestFile");
    with(
        &|path| {
            let made = std::process::Command::new("mkfifo").arg(path).status();
            assert!(made.unwrap().success());
        },
        "NotARequestFile",
    );
    with(&|path| write(path, b""), "Request");
    with(&|path| write(path, b"card.json"), "Request");
    with(
        &|path| write(path, &vec![b' '; REQUEST_MAX_BYTES + 1]),
        "Request",
    );
    with(
        &|path| {
            let mut json = fs::read(&bob).unwrap();
            json.extend(vec![b' '; REQUEST_MAX_BYTES]);
            write(path, &json);
        },
        "Request",
    );
    for number in 0..40 {
        write(&stage.folder().join(format!("{number}")), b"");
    }
    assert_eq!(stage.refused(), "TooManyFiles");
}

#[test]
fn a_roster_is_the_desk_s_and_still_good() {
    let stage = Stage::new();
    let path = stage.roster_file();
    let refused = |bytes: &[u8]| {
        write(&path, bytes);
        let refused = CheckedRoster::read(&path).err().unwrap();
        let reason = format!("{refused:?}");
        reason.split([' ', '(']).next().unwrap().to_owned()
    };
    let roster = stage.roster(LAST.parse().unwrap());
    assert_eq!(
        refused(&Stage::signed(&roster, &stage.alice)),
        "RosterSignature"
    );
    let good = Stage::signed(&roster, &stage.desk);
    let altered = String::from_utf8(good.clone()).unwrap();
    let altered = altered.replace("alice", "mallo");
    assert_eq!(refused(altered.as_bytes()), "RosterSignature");
    let expired = stage.roster(Day(20_000));
    assert_eq!(refused(&Stage::signed(&expired, &stage.desk)), "Roster");
    assert_eq!(refused(b"{}"), "Roster");
    let mut long = good.clone();
    long.extend(vec![b' '; ROSTER_MAX_BYTES]);
    assert_eq!(refused(&long), "Roster");
    fs::remove_file(&path).unwrap();
    let absent = CheckedRoster::read(&path);
    assert!(matches!(absent, Err(SetupError::RosterUnreadable { .. })));
    write(&path, &good);
    let read = stage.checked();
    assert_eq!(read.json, good, "its own bytes are put in place");
    for said in [
        read.desk.clone(),
        read.spaced.clone(),
        read.spaced.to_lowercase(),
    ] {
        read.is(&said).unwrap();
    }
    for said in ["", &stage.alice.fingerprint(), "0"] {
        assert!(
            matches!(read.is(said), Err(SetupError::Fingerprint { .. })),
            "{said}"
        );
    }
}

#[test]
fn a_configuration_is_the_desk_s_own() {
    let stage = Stage::new();
    stage.put_alice();
    stage.put("b.json", &stage.request("bob", &stage.bob, 2), &stage.bob);
    let requests = stage.requests().unwrap();
    let desk = DeskName::parse("lyon").unwrap();
    let text = configuration::text(&desk, Language::En, 64, &requests).unwrap();
    let config = Config::parse(&text, &desk.config()).unwrap();
    assert_eq!(config.language, Language::En);
    assert_eq!(config.vault_bytes, 64 << 20);
    assert_eq!(config.submission_max_bytes, 16 << 20);
    assert_eq!(config.retention.quorum, 2);
    let tokens = [[1; TOKEN_HASH_BYTES], [2; TOKEN_HASH_BYTES]];
    assert_eq!(config.editor_tokens, tokens);
    let places = [
        config.vault.folder.display().to_string(),
        config.vault.master.display().to_string(),
        config.sources.to_string(),
        config.editors.to_string(),
    ];
    assert_eq!(
        places,
        [
            "/var/lib/sourdine/lyon/vault",
            "/run/sourdine-key/lyon/master",
            "unix:/run/sourdine/lyon/sources.sock",
            "unix:/run/sourdine/lyon/editors.sock",
        ]
    );
}

/// With a quorum of two, nothing of an only editor's would be deleted before its retention ends.
#[test]
fn one_editor_alone_confirms_alone() {
    let stage = Stage::new();
    stage.put_alice();
    let one = stage.requests().unwrap();
    let desk = DeskName::parse("lyon").unwrap();
    let text = configuration::text(&desk, Language::Fr, 8_192, &one).unwrap();
    let config = Config::parse(&text, &desk.config()).unwrap();
    assert_eq!(config.retention.quorum, 1);
    assert_eq!(config.submission_max_bytes, 2_048 << 20);
    for too_small in [0, 1, 7] {
        let refused = configuration::text(&desk, Language::Fr, too_small, &one);
        assert!(matches!(refused, Err(SetupError::Config(_))), "{too_small}");
    }
}

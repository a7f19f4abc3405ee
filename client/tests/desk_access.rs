//! An editor's request for the operator, and the operator's answer.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test that meets the unexpected stops, and writes what is nobody's secret"
)]

mod common;

use std::{fs, os::unix::fs::PermissionsExt};

use common::Office;
use sourdine::desk::openpgp::Certificate;
use sourdine_protocol::access::{AccessRequest, Answer, SignedRequest};

const SOURCES: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaad.onion";
const EDITORS: &str = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbd.onion";

fn requested(office: &Office) -> (SignedRequest, AccessRequest) {
    requested_by(office, "alice")
}

fn requested_by(office: &Office, editor: &str) -> (SignedRequest, AccessRequest) {
    let said = office.json_as(editor, &["desk", "request"]);
    let path = said["request"].as_str().unwrap();
    let json = fs::read(path).unwrap();
    let token = fs::read_to_string(office.path(&format!("{editor}/token"))).unwrap();
    let whole = String::from_utf8(json.clone()).unwrap();
    assert!(!whole.contains(token.trim()), "a request holds no secret");
    let signed = SignedRequest::from_json(&json).unwrap();
    let request = signed.unchecked().unwrap();
    (signed, request)
}

fn answer(office: &Office, desk: &str, editors: &str) -> String {
    let desk = desk.replace(' ', "");
    let answer = Answer::new(desk, SOURCES.parse().unwrap(), editors.parse().unwrap());
    let path = office.path("answer.json");
    fs::write(&path, answer.unwrap().to_json().unwrap()).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn an_editor_asks_and_joins() {
    let office = Office::founded();
    let (signed, request) = requested(&office);
    let card = fs::read(office.path("alice/card.json")).unwrap();
    let card: serde_json::Value = serde_json::from_slice(&card).unwrap();
    let own = Certificate::parse(card["editor"]["certificate"].as_str().unwrap()).unwrap();
    assert_eq!(request.fingerprint, own.fingerprint().to_hex());
    assert_eq!(request.desk, office.fingerprint().replace(' ', ""));
    assert!(own.made(signed.request.as_bytes(), &signed.signature));
    let altered = signed.request.replace("alice", "mallory");
    assert!(!own.made(altered.as_bytes(), &signed.signature));

    let secret = fs::read_to_string(office.path("alice/onion-key")).unwrap();
    // Asked again, the keys are the same.
    assert_eq!(requested(&office).1, request);

    let file = answer(&office, &office.fingerprint(), EDITORS);
    let joined = office.json_as("alice", &["desk", "join", &file]);
    assert_eq!(joined["editors"], format!("http://{EDITORS}"));
    let key = office.path("alice/editors.auth_private");
    let line = fs::read_to_string(&key).unwrap();
    assert_eq!(line, format!("{}:{secret}", EDITORS.replace(".onion", "")));
    let mode = fs::metadata(&key).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert!(!office.path("alice/onion-key").exists(), "one place");
    let settings = || fs::read_to_string(office.path("alice/desk.toml")).unwrap();
    let written = settings();
    assert!(written.contains(&format!("\nserver = \"http://{EDITORS}\"\n")));
    assert!(written.contains(&format!("\nsources = \"http://{SOURCES}\"\n")));

    // Once more it changes nothing, and the request names the same key.
    office.type_as("alice", &["desk", "join", &file]).good();
    assert_eq!(
        (settings(), fs::read_to_string(&key).unwrap()),
        (written, line)
    );
    assert_eq!(requested(&office).1, request);
    let shown = office.type_as("alice", &["desk", "join", &file, "--lang", "fr"]);
    assert!(shown.good().out.contains("ClientOnionAuthDir"));
}

#[test]
fn who_joins_is_given_the_words_and_a_new_machine_gives_them_whatever_it_read_first() {
    let office = Office::with_bob();
    for editor in ["alice", "bob"] {
        let settings = office.path(&format!("{editor}/desk.toml"));
        fs::write(settings, "cases = \"../cases\"\n").unwrap();
    }
    let list = || office.json_as("bob", &["triage", "list"]);
    office
        .type_as("alice", &["triage", "new", "--title", "Drones"])
        .good();
    let case = list()["cases"][0]["case"].as_str().unwrap().to_owned();
    // Bob's machine is a new one, and reads a case first.
    fs::remove_dir_all(office.path("bob/memory")).unwrap();
    office.type_as("bob", &["triage", "show", &case]).good();
    let words = list()["words"].clone();
    assert_eq!(list().get("words"), None);
    assert_eq!(
        words["en"],
        office.json_as("alice", &["triage", "state"])["en"]
    );

    requested_by(&office, "bob");
    let file = answer(&office, &office.fingerprint(), EDITORS);
    let joined = office.json_as("bob", &["desk", "join", &file]);
    assert_eq!(joined["words"], words);
    let said = office.type_as("bob", &["desk", "join", &file]).good().out;
    assert!(said.contains(words["en"].as_str().unwrap()), "{said}");
}

#[test]
fn what_does_not_fit_is_refused_and_changes_nothing() {
    let office = Office::founded();
    let right = office.fingerprint();
    office
        .type_as("alice", &["desk", "join", "nowhere.json"])
        .bad("nowhere.json");
    let file = answer(&office, &right, EDITORS);
    office
        .type_as("alice", &["desk", "join", &file])
        .bad("desk request");
    requested(&office);
    let before = fs::read(office.path("alice/desk.toml")).unwrap();
    let refused = |desk: &str, text: &str| {
        let file = answer(&office, desk, EDITORS);
        office.type_as("alice", &["desk", "join", &file]).bad(text);
    };
    refused(&"AB".repeat(20), "another desk");
    fs::write(office.path("answer.json"), "{\"version\":2}").unwrap();
    office
        .type_as("alice", &["desk", "join", &file])
        .bad("version 2");
    fs::write(office.path("answer.json"), " ".repeat(4_097)).unwrap();
    office
        .type_as("alice", &["desk", "join", &file])
        .bad("longer");
    let link = office.path("link.json");
    std::os::unix::fs::symlink(office.path("answer.json"), &link).unwrap();
    office
        .type_as("alice", &["desk", "join", link.to_str().unwrap()])
        .bad("link.json");
    assert_eq!(fs::read(office.path("alice/desk.toml")).unwrap(), before);
    assert!(office.path("alice/onion-key").exists());

    // Another server is another only when that is said.
    let file = answer(&office, &right, EDITORS);
    office.type_as("alice", &["desk", "join", &file]).good();
    let other = EDITORS.replace("bb", "cc");
    let file = answer(&office, &right, &other);
    office
        .type_as("alice", &["desk", "join", &file])
        .bad("--replace");
    office
        .type_as("alice", &["desk", "join", &file, "--replace"])
        .good();
    let line = fs::read_to_string(office.path("alice/editors.auth_private")).unwrap();
    assert!(line.starts_with("cc"), "the key is for the new onion");
}

#[test]
fn only_an_editor_of_the_roster_asks() {
    let office = Office::founded();
    // As the guides of release 0.1 said it.
    office.type_first("bob", "bob", &["desk", "join"]);
    assert!(office.path("bob/card.json").exists());
    office.type_as("bob", &["desk", "request"]).bad("No roster");
    let roster = office.path("roster.json");
    let roster = roster.to_str().unwrap();
    office
        .type_as("alice", &["roster", "export", roster])
        .good();
    let fingerprint = office.fingerprint();
    office
        .type_as(
            "bob",
            &["roster", "accept", roster, "--fingerprint", &fingerprint],
        )
        .good();
    office
        .type_as("bob", &["desk", "request"])
        .bad("does not name bob");
    assert!(!office.path("bob/token").exists(), "no key for nothing");

    fs::write(office.path("alice/onion-key"), "descriptor:x25519:short\n").unwrap();
    office
        .type_as("alice", &["desk", "request"])
        .bad("onion-key");
}

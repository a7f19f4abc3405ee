//! From a letter in the inbox to an entry on the observatory's site, as two editors type it; and
//! every wrong turn on the way.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test that meets the unexpected stops, and its files are nobody's secret"
)]

mod archives;
mod common;
mod documents;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Stdio,
};

use age::secrecy::SecretString;
use archives::under_password;
use common::{ID, Office, PASSPHRASE, letter};
use documents::{AUTHOR, PLACE, PROGRAM, docx, jpeg, pdf};
use serde_json::Value;
use sourdine::desk::{
    case::{
        event::EventKind,
        store::{Reader, Writer},
    },
    folder::DeskFolder,
    identity::editor::Editor,
    openpgp::KeyError,
    sealed,
    vetting::{EditorSignature, Scope, Statement, vetting},
};

/// Another name for the same letter, sent again.
const AGAIN: &str = "ffeeddccbbaa99887766554433221100";
const NOTE: &[u8] = "Note de service : des drones aux manifestations.\n".as_bytes();
const SETTINGS: &str = "cases = \"../cases\"\nobservatory = \"../observatory\"\n";
/// What a terminal shows without breaking lines.
const COLUMNS: usize = 80;

/// Two editors who share a folder of cases, and an observatory.
struct Story {
    office: Office,
    case: String,
}

impl Story {
    /// A case with one letter, which has these files.
    fn with(files: &[(&str, &[u8])]) -> Self {
        Self::begun(Office::with_bob(), files)
    }

    fn begun(office: Office, files: &[(&str, &[u8])]) -> Self {
        let observatory = office.path("observatory");
        office
            .type_as("alice", &["observatory", "new", text(&observatory)])
            .good();
        fs::write(office.path("alice/desk.toml"), SETTINGS).unwrap();
        let envelope = letter(&[office.recipient("alice")], "Bonjour.\n", files);
        office.deliver("alice", ID, &envelope);
        office.type_as("alice", &["open", ID]).good();
        let new = ["triage", "new", "0011", "--title", "Drones à Cannes"];
        let shown = office.json_as("alice", &new);
        let story = Self {
            case: shown["case"].as_str().unwrap().to_owned(),
            office,
        };
        story.settle("bob");
        story
    }

    /// Where bob, who may join later, finds the cases.
    fn settle(&self, editor: &str) {
        if self.office.path(editor).exists() {
            let settings = self.office.path(&format!("{editor}/desk.toml"));
            fs::write(settings, SETTINGS).unwrap();
        }
    }

    /// The same with a note that is cleaned, and an entry that lists it, written as an editor
    /// would.
    fn drafted() -> Self {
        let story = Self::with(&[("note.txt", NOTE)]);
        story
            .office
            .type_as("alice", &["clean", &story.case, "0011:note.txt"])
            .good();
        story.draft("alice");
        story
    }

    /// The same, signed by alice.
    fn signed() -> Self {
        let story = Self::drafted();
        story
            .sign("alice", &["--entry", text(&story.entry())])
            .good();
        story
    }

    fn draft(&self, editor: &str) {
        let (entry, id) = (self.entry(), "cannes-drone");
        let words = ["vet", "draft", &self.case, "--id", id, "--to", text(&entry)];
        self.office.type_as(editor, &words).good();
        let draft = fs::read_to_string(&entry).unwrap();
        let draft = draft.replace("technologies = []", "technologies = [\"drone\"]");
        fs::write(
            &entry,
            draft
                .replace("confidence = \"\"", "confidence = \"C\"")
                .replace("\"\"", "\"Des drones.\""),
        )
        .unwrap();
    }

    fn entry(&self) -> PathBuf {
        self.office.path("entry.md")
    }

    fn change_entry(&self, from: &str, to: &str) {
        let text = fs::read_to_string(self.entry()).unwrap();
        assert!(text.contains(from), "{text}");
        fs::write(self.entry(), text.replace(from, to)).unwrap();
    }

    fn sign(&self, editor: &str, more: &[&str]) -> common::Said {
        let words = [&["vet", "sign", &self.case, "--yes"], more].concat();
        self.office.type_as(editor, &words)
    }

    fn publish(&self, editor: &str) -> common::Said {
        self.office
            .type_as(editor, &["publish", &self.case, "--yes"])
    }

    fn shown(&self, editor: &str) -> Value {
        self.office.json_as(editor, &["triage", "show", &self.case])
    }

    fn published(&self) -> PathBuf {
        self.office.path("observatory/entries/cannes-drone")
    }

    fn nothing_published(&self) {
        assert!(!self.published().exists());
        assert_eq!(self.shown("alice")["published"], Value::Null);
    }

    /// The sealed documents beside the case. Segments of its journal are called the same.
    fn copies(&self) -> Vec<PathBuf> {
        let alice = self.editor("alice");
        let roster = alice.roster().unwrap();
        let reader = Reader {
            identity: alice.identity(),
            roster: &roster,
            key: None,
        };
        let cases = alice.folder().cases().unwrap();
        let keys = cases.identities(&cases.find(&self.case).unwrap(), &reader);
        let keys = keys.unwrap();
        let keys: Vec<&dyn age::Identity> = keys.iter().map(|key| key as _).collect();
        let items = fs::read_dir(self.office.path("cases")).unwrap();
        let paths = items.map(|item| item.unwrap().path());
        let named = |path: &PathBuf| {
            let name = path.file_name().unwrap();
            name.len() > 64 && name.to_str().unwrap().starts_with(&self.case)
        };
        let is_document = |path: &PathBuf| {
            let beginning = sealed::peek(path, &keys, 20).unwrap();
            !beginning.starts_with(b"sourdine/v2/segment")
        };
        paths.filter(named).filter(is_document).collect()
    }

    fn editor(&self, name: &str) -> Editor {
        let today = sourdine_platform::clock::today();
        let folder = DeskFolder::locate(Some(&self.office.path(name)), today).unwrap();
        Editor::unlock(folder, &SecretString::from(PASSPHRASE.to_owned())).unwrap()
    }

    /// Writes to the case as somebody would who has an editor's keys and no scruples.
    fn forge(&self, editor: &Editor, what: EventKind) {
        let today = sourdine_platform::clock::today();
        let cases = editor.folder().cases().unwrap();
        let id = cases.find(&self.case).unwrap();
        let roster = editor.roster().unwrap();
        let desk = roster.desk().to_hex();
        let renew = || Err(KeyError::Malformed);
        let as_editor = |text: &[u8]| editor.signing_key().unwrap().sign(text, today);
        let key = editor.journal_key(&desk);
        let reader = Reader {
            identity: editor.identity(),
            roster: &roster,
            key: None,
        };
        let seen = cases.read(&id, &reader).unwrap().case.heads().clone();
        let writer = Writer {
            identity: editor.identity(),
            roster: &roster,
            today,
            key: key.unwrap_or_else(|| editor.renew_journal_key(&desk, today).unwrap()),
            as_editor: &as_editor,
            renew: &renew,
        };
        cases.change(&id, writer, seen, vec![what]).unwrap();
    }

    fn scope(&self, editor: &Editor) -> Scope {
        Scope::new(editor.roster().unwrap().desk(), &self.case)
    }

    fn forge_signature(&self, editor: &Editor, as_name: &str, entry: &str) {
        self.forge_signature_later(editor, as_name, entry, 0);
    }

    /// The same by a machine whose clock is ahead by these days.
    fn forge_signature_later(&self, editor: &Editor, as_name: &str, entry: &str, days: u32) {
        let statement = Statement::read(entry.as_bytes()).unwrap();
        let key = editor.signing_key().unwrap();
        let day = sourdine_platform::clock::today().plus(days);
        let text = vetting(&self.scope(editor), &statement);
        let signature = key.sign(text.as_bytes(), day).unwrap();
        let signed = EditorSignature {
            editor: as_name.to_owned(),
            signature,
        };
        let entry = entry.to_owned();
        self.forge(editor, EventKind::Vetted { entry, signed });
    }
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn everything_under(folder: &Path) -> Vec<u8> {
    let mut all = Vec::new();
    for item in fs::read_dir(folder).unwrap() {
        let path = item.unwrap().path();
        all.extend_from_slice(text(&path).as_bytes());
        if path.is_dir() {
            all.extend(everything_under(&path));
        } else {
            all.extend(fs::read(&path).unwrap());
        }
    }
    all
}

fn holds(haystack: &[u8], needle: &str) -> bool {
    haystack
        .windows(needle.len())
        .any(|window| window == needle.as_bytes())
}

fn fits(said: &str) {
    for line in said.lines() {
        assert!(line.chars().count() <= COLUMNS, "{line}");
    }
}

/// The case as editors see it afterwards.
fn shows_well(story: &Story) {
    let (office, case) = (&story.office, story.case.as_str());
    let shown = story.shown("alice");
    assert_eq!(shown["state"], "published");
    assert_eq!(shown["ready"], true);
    assert_eq!(shown["copies"].as_array().unwrap().len(), 3);
    assert_eq!(shown["letters"][0]["envelope"], ID);
    let said = office
        .type_as("alice", &["triage", "show", case])
        .good()
        .out;
    fits(&said);
    for word in [
        "Délibération de Jeanne.pdf",
        "À vérifier.",
        "counts",
        "Cannes",
    ] {
        assert!(said.contains(word), "{said}");
    }
    // The words that a new machine gives are not folded.
    office.type_as("alice", &["triage", "state"]).good();
    fits(&office.type_as("alice", &["triage", "list"]).good().out);
}

/// The site builds, and neither it nor the sealed cases tell of anybody.
fn tells_nothing(story: &Story) {
    let (office, case) = (&story.office, story.case.as_str());
    let observatory = office.path("observatory");
    let build = ["observatory", "build", text(&observatory)];
    assert_eq!(office.json_as("bob", &build)["entries"], 9);
    let public = everything_under(&observatory);
    for document in ["document-1.pdf", "document-2.jpg", "document-3.pdf"] {
        let path = story.published().join(document);
        assert!(path.exists() && holds(&public, document), "{document}");
    }
    for canary in [
        AUTHOR, "Jeanne", PLACE, PROGRAM, "IMG_2019", case, ID, "alice",
    ] {
        assert!(!holds(&public, canary), "{canary} was published");
    }
    let cases = everything_under(&office.path("cases"));
    for canary in ["Jeanne", "vérifier", "cannes-drone", "alice", "%PDF"] {
        assert!(!holds(&cases, canary), "{canary} lies in the clear");
    }
    // What everybody may read does not lead to the case's files, whose names everybody with the
    // folder sees.
    for item in fs::read_dir(office.path("cases")).unwrap() {
        let name = item.unwrap().file_name().into_string().unwrap();
        // The desk's own journal is called so on every desk.
        let parts = name
            .split('.')
            .filter(|part| part.len() >= 8 && *part != "00000000");
        for part in parts {
            assert!(!holds(&public, part), "{part} is in a file's name");
        }
    }
}

#[test]
fn a_letter_becomes_an_entry() {
    let folder = tempfile::tempdir().unwrap();
    let photograph = fs::read(jpeg(&folder)).unwrap();
    let files: [(&str, &[u8]); 3] = [
        ("Délibération de Jeanne.pdf", &pdf()),
        ("IMG_20190216.jpg", &photograph),
        ("note.docx", &docx()),
    ];
    let story = Story::with(&files);
    let (office, case) = (&story.office, story.case.as_str());
    let names = files.map(|(name, _)| format!("{ID}:{name}"));
    let clean = [&["clean", case][..], &names.each_ref().map(String::as_str)].concat();
    let said = office.type_as("alice", &clean).good().out;
    assert!(said.contains(AUTHOR) && said.contains("GPS"), "{said}");

    let set = [
        "triage",
        "set",
        case,
        "--place",
        "Cannes",
        "--technology",
        "drone",
    ];
    let more = [
        "--tag",
        "urgent",
        "--state",
        "verifying",
        "--note",
        "À vérifier.",
    ];
    office.type_as("bob", &[&set[..], &more].concat()).good();
    story.draft("alice");
    let entry = fs::read_to_string(story.entry()).unwrap();
    assert!(
        entry.contains("Cannes") && entry.contains("drone"),
        "{entry}"
    );
    story
        .sign("alice", &["--entry", text(&story.entry())])
        .good();
    let preview = office.path("preview");
    let said = story.sign("bob", &["--preview", text(&preview)]).good().out;
    for hash in entry
        .lines()
        .filter_map(|line| line.strip_prefix("sha256 = "))
    {
        assert!(said.contains(hash.trim_matches('"')), "{said}");
    }
    assert!(preview.join("en/entries/cannes-drone.html").exists());
    let said = story.publish("bob").good().out;
    assert!(said.contains("sourdine observatory build"), "{said}");

    shows_well(&story);
    tells_nothing(&story);
    office.type_as("alice", &["close", ID]).good();
    assert!(office.in_scratch().is_empty(), "{:?}", office.in_scratch());
}

#[test]
fn one_signature_does_not_publish() {
    let story = Story::drafted();
    story.publish("alice").bad("No entry was signed");
    story.sign("bob", &[]).bad("No entry was signed");
    let entry = story.entry();
    let asks = ["vet", "sign", &story.case, "--entry", text(&entry)];
    story.change_entry("\"drone\"", "");
    let place = format!("{}:7: “technologies” is empty", text(&entry));
    story.office.type_as("alice", &asks).bad(&place);
    story.change_entry("technologies = []", "technologies = [\"drone\"]");
    story.office.type_as("alice", &asks).bad("no terminal");
    assert_eq!(story.shown("alice")["signatures"], Value::Array(Vec::new()));
    story.sign("alice", &["--entry", text(&entry)]).good();
    story.publish("alice").bad("Only “alice” has signed");
    let said = story.office.type_as("bob", &["vet", "show", &story.case]);
    assert!(said.good().out.contains("signatures of two editors"));
    story.nothing_published();
}

#[test]
fn the_same_editor_twice_does_not_publish() {
    let story = Story::signed();
    story.sign("alice", &[]).bad("signed exactly this already");
    let alice = story.editor("alice");
    let entry = fs::read_to_string(story.entry()).unwrap();
    story.forge_signature(&alice, "alice", &entry);
    story.publish("alice").bad("Only “alice” has signed");
    // In bob's name it has no effect: alice's machine signed it.
    story.forge_signature(&alice, "bob", &entry);
    story.publish("alice").bad("Only “alice” has signed");
    let shown = story.shown("bob");
    let mut signatures = shown["signatures"].as_array().unwrap().iter();
    assert!(signatures.all(|one| one["editor"] == "alice"));
    story.nothing_published();
}

#[test]
fn a_signature_of_a_day_to_come_tells_of_a_wrong_clock() {
    let story = Story::signed();
    let (bob, entry) = (story.editor("bob"), fs::read_to_string(story.entry()));
    story.forge_signature_later(&bob, "bob", &entry.unwrap(), 2);
    let shown = story.shown("alice");
    assert_eq!(shown["signatures"][1]["why_not"], "future");
    let show = ["vet", "show", &story.case];
    let said = story.office.type_as("alice", &show).good().out;
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    let why = "signed on a day that is still to come: somebody’s clock is wrong";
    assert!(said.contains(why), "{said}");
    story.publish("alice").bad("“bob” signed on a day");
    story.nothing_published();
    // Once the clock is right, bob signs again.
    story.sign("bob", &[]).good();
    story.publish("alice").good();
}

#[test]
fn an_entry_changed_after_signing_is_not_published() {
    let story = Story::signed();
    story.change_entry("Des drones.", "Des drones partout.");
    story.sign("bob", &["--entry", text(&story.entry())]).good();
    story.publish("bob").bad("“alice” signed another version");
    let shown = story.shown("bob");
    assert_eq!(shown["signatures"][0]["why_not"], "other-entry");
    assert_eq!(shown["signatures"][1]["counts"], true);
    story.nothing_published();

    // One byte under the signatures.
    let bob = story.editor("bob");
    let signed = fs::read_to_string(story.entry()).unwrap();
    let statement = Statement::read(signed.as_bytes()).unwrap();
    let today = sourdine_platform::clock::today();
    let signed_text = vetting(&story.scope(&bob), &statement);
    let signature = bob
        .signing_key()
        .unwrap()
        .sign(signed_text.as_bytes(), today);
    let what = EventKind::Vetted {
        entry: signed.replace("partout", "Partout"),
        signed: EditorSignature {
            editor: "bob".to_owned(),
            signature: signature.unwrap(),
        },
    };
    story.forge(&bob, what);
    story
        .publish("bob")
        .bad("The signature of “bob” does not count");
    story.nothing_published();

    // Whoever corrects it takes out what was signed last, and both sign again.
    let corrected = story.office.path("corrected.md");
    let words = ["vet", "draft", &story.case, "--to", text(&corrected)];
    story.office.type_as("alice", &words).good();
    story
        .office
        .type_as("alice", &words)
        .bad("is there already");
    story.sign("alice", &["--entry", text(&corrected)]).good();
    story.sign("bob", &[]).good();
    story.publish("alice").good();
    assert!(story.published().join("document-1.txt").exists());
}

#[test]
fn what_was_not_cleaned_is_not_signed() {
    let story = Story::drafted();
    let dirty = sourdine_protocol::text::Sha256Hex::of(b"an original");
    let text_of = fs::read_to_string(story.entry()).unwrap();
    let hash = text_of
        .split("sha256 = \"")
        .nth(1)
        .unwrap()
        .get(..64)
        .unwrap();
    story.change_entry(hash, dirty.as_str());
    story
        .sign("alice", &["--entry", text(&story.entry())])
        .bad("no clean copy");
    story.nothing_published();
}

#[test]
fn a_clean_copy_that_changed_is_not_published() {
    let story = Story::signed();
    story.sign("bob", &[]).good();
    let alice = story.editor("alice");
    let roster = alice.roster().unwrap();
    let today = sourdine_platform::clock::today();
    let editors = roster.recipients(today).unwrap();
    let copies = story.copies();
    assert_eq!(copies.len(), 1);
    // As a person who has the public roster and can write to the folder, and as an editor.
    sealed::seal(&copies[0], &editors, &mut &b"something else\n"[..]).unwrap();
    story.publish("alice").bad("does not open");
    let reader = Reader {
        identity: alice.identity(),
        roster: &roster,
        key: None,
    };
    let cases = alice.folder().cases().unwrap();
    let case = cases
        .read(&cases.find(&story.case).unwrap(), &reader)
        .unwrap()
        .case;
    let key = [case.recipient().unwrap().clone()];
    sealed::seal(&copies[0], &key, &mut &b"something else\n"[..]).unwrap();
    story.publish("alice").bad("changed since it was cleaned");
    fs::remove_file(&copies[0]).unwrap();
    story.publish("alice").bad("cannot be read");
    story.nothing_published();
    // It is named, and keeps nothing else from being sealed anew.
    let said = story.office.type_as("alice", &["triage", "reseal"]);
    let out = said.bad("1 case, clean copy or list of names").out;
    assert!(out.contains("Clean the document again"), "{out}");
}

#[test]
fn where_a_document_is_refused_nothing_passes() {
    let story = Story::with(&[("secret.docx", &under_password()), ("note.txt", NOTE)]);
    let office = &story.office;
    let clean = ["clean", &story.case, "0011:secret.docx"];
    office.type_as("alice", &clean).bad("asks for a password");
    let french = [&clean[..], &["--lang", "fr"]].concat();
    office
        .type_as("alice", &french)
        .bad("demande un mot de passe");
    assert!(story.copies().is_empty());

    // Of several, the good ones are kept, and each refusal is told.
    let several = [&clean[..], &["0011:note.txt", "nowhere.pdf", "--json"]].concat();
    let said = office.type_as("alice", &several).bad("error-clean-some");
    let told: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(told["kept"][0]["original_name"], "note.txt");
    assert_eq!(told["refused"][0]["error"], "error-pixels-password");
    assert_eq!(told["refused"][1]["error"], "error-read");
    assert_eq!(story.copies().len(), 1);
    let left = office.in_scratch();
    assert!(left.iter().all(|path| path.contains("opened-")), "{left:?}");
}

#[test]
fn a_clean_copy_is_no_success_when_its_report_is_lost() {
    let story = Story::with(&[("note.txt", NOTE)]);
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    let clean = ["clean", &story.case, "0011:note.txt"];
    let mut command = story.office.command("alice", &clean);
    let status = command.stdout(full).stderr(Stdio::null()).status().unwrap();
    assert_eq!(status.code(), Some(1));
    assert_eq!(story.copies().len(), 1, "the copy itself is kept");
}

#[test]
fn files_are_taken_from_letters_of_the_case_only() {
    let story = Story::with(&[("note.txt", NOTE)]);
    let office = &story.office;
    let clean = |file: &str| office.type_as("alice", &["clean", &story.case, file]);
    clean("0011:../message.txt").bad("has no file");
    clean("0011:other.txt").bad("has no file");
    clean("abcd:note.txt").bad("No envelope");
    let other = letter(
        &[office.recipient("alice")],
        "Encore.\n",
        &[("note.txt", NOTE)],
    );
    office.deliver("alice", AGAIN, &other);
    let add = ["triage", "add", &story.case, "ffee"];
    office.type_as("alice", &add).bad("was not opened");
    office.type_as("alice", &["open", "ffee"]).good();
    clean("ffee:note.txt").bad("is not in this case");
    // Another case may have it; that it was sent before is told.
    let new = office.json_as("alice", &["triage", "new", "ffee"]);
    assert_eq!(new["seen_elsewhere"][0]["case"], story.case.as_str());
    office.type_as("alice", &add).good();
    assert_eq!(story.shown("alice")["letters"].as_array().unwrap().len(), 2);
    clean("ffee:note.txt").good();
    office.type_as("alice", &["close", "--all"]).good();
    clean("ffee:note.txt").bad("is not open");
}

#[test]
fn a_case_that_is_set_aside_is_not_published() {
    let story = Story::signed();
    story.sign("bob", &[]).good();
    let set = ["triage", "set", &story.case, "--state", "set-aside"];
    story.office.type_as("alice", &set).good();
    story.publish("bob").bad("is set aside");
    story.nothing_published();
    let set = ["triage", "set", &story.case, "--state", "vetting"];
    story.office.type_as("alice", &set).good();
    story.publish("bob").good();
}

#[test]
fn publishing_is_shown_and_asked() {
    let story = Story::signed();
    story.sign("bob", &[]).good();
    let publish = ["publish", &story.case];
    let said = story.office.type_as("bob", &publish);
    assert!(!said.ok && said.err.contains("no terminal"), "{}", said.err);
    story.nothing_published();
    let said = story.publish("bob").good().out;
    for shown in [
        "cannes-drone",
        "Des drones.",
        "document-1.txt",
        "Nothing is public",
    ] {
        assert!(said.contains(shown), "{said}");
    }

    let title = "title]\nfr = \"Des drones.\"";
    story.change_entry(title, "title]\nfr = \"Cannes : des drones\"");
    let change =
        "\n[[changes]]\nday = \"2026-11-25\"\ntext.fr = \"Titre.\"\ntext.en = \"Title.\"\n+++ fr";
    story.change_entry("+++ fr", change);
    let entry = story.entry();
    story.sign("alice", &["--entry", text(&entry)]).good();
    story.sign("bob", &[]).good();
    let said = story.publish("alice").good().out;
    for shown in ["- fr = \"Des drones.\"", "+ fr = \"Cannes : des drones\""] {
        assert!(said.contains(shown), "{said}");
    }
    let observatory = story.office.path("observatory");
    let build = ["observatory", "build", text(&observatory)];
    story.office.json_as("bob", &build);

    // What is public and was taken back is named on every machine.
    let listed = story.office.json_as("alice", &["triage", "list"]);
    assert_eq!(listed["uncovered"], Value::Null, "{listed}");
    let withdraw = ["vet", "withdraw", &story.case];
    story.office.type_as("bob", &withdraw).good();
    let listed = story.office.type_as("alice", &["triage", "list"]).good();
    let uncovered = "Entry cannes-drone is public with the desk’s signature, and no case";
    assert!(listed.out.contains(uncovered), "{}", listed.out);
}

#[test]
fn the_observatory_of_a_desk_is_no_other_desks() {
    let office = Office::founded();
    let observatory = office.path("observatory");
    let new = ["observatory", "new", text(&observatory)];
    office.type_as("alice", &new).good();
    fs::write(office.path("alice/desk.toml"), SETTINGS).unwrap();
    let about = observatory.join("observatory.toml");
    let pinned = fs::read_to_string(&about).unwrap();
    let own: String = office.fingerprint().split(' ').collect();
    assert!(pinned.contains(&format!("desk = \"{own}\"")), "{pinned}");
    fs::write(&about, pinned.replace(&own, &"AB".repeat(20))).unwrap();
    let build = ["observatory", "build", text(&observatory)];
    office
        .type_as("alice", &build)
        .bad("belongs to another desk");
    fs::write(&about, pinned).unwrap();
    office.type_as("alice", &build).good();
}

/// The names of the publication keys in a folder.
fn publication_keys(folder: &Path) -> Vec<String> {
    let items = fs::read_dir(folder).unwrap();
    let names = items.map(|item| item.unwrap().file_name().into_string().unwrap());
    names
        .filter(|name| name.starts_with("publication-key."))
        .collect()
}

/// Carol joins and gets the same key, which bob's machine seals to her too.
fn carol_joins(story: &Story) {
    let office = &story.office;
    let before = publication_keys(&office.path("cases"));
    assert_eq!(before.len(), 1, "{before:?}");
    office.type_first("carol", "carol", &["desk", "card"]);
    story.settle("carol");
    let card = office.path("carol/card.json");
    let add = ["roster", "add", text(&card), "--yes"];
    office.type_as("alice", &add).good();
    assert_eq!(publication_keys(&office.path("cases")), before);
    accept_roster(office, "bob");
    accept_roster(office, "carol");
    office.type_as("bob", &["triage", "reseal"]).good();
    story.publish("carol").good();
}

/// An editor takes over the newest roster.
fn accept_roster(office: &Office, editor: &str) {
    let (roster, fingerprint) = (office.path("roster.json"), office.fingerprint());
    let export = ["roster", "export", text(&roster)];
    office.type_as("alice", &export).good();
    // For a first roster by its fingerprint; for a later one after the question about who is new.
    let is_first = !office.path(editor).join("roster.json").exists();
    let more: &[&str] = if is_first {
        &["--fingerprint", &fingerprint]
    } else {
        &["--yes"]
    };
    let accept = [&["roster", "accept", text(&roster)], more].concat();
    office.type_as(editor, &accept).good();
}

#[test]
fn a_removal_makes_a_new_publication_key() {
    let story = Story::signed();
    let office = &story.office;
    story.sign("bob", &[]).good();
    story.publish("bob").good();
    let observatory = office.path("observatory");
    let build = ["observatory", "build", text(&observatory)];
    office.type_as("alice", &build).good();
    let listed = office.json_as("alice", &["triage", "list"]);
    assert_eq!(listed["cases"].as_array().unwrap().len(), 1, "{listed}");
    carol_joins(&story);

    // Bob leaves: the key that he knows signs nothing any more, and what stands is signed anew.
    let before = publication_keys(&office.path("cases"));
    let remove = ["roster", "remove", "bob", "--yes"];
    let said = office.type_as("alice", &remove).good().out;
    assert!(said.contains("new publication key"), "{said}");
    let after = publication_keys(&office.path("cases"));
    assert!(after.len() == 1 && after != before, "{after:?}");
    accept_roster(office, "carol");
    let refused = office.type_as("alice", &build);
    refused.bad("publication key of roster 1");
    let entry = story.entry();
    story.sign("carol", &["--entry", text(&entry)]).good();
    let said = story.publish("carol").good().out;
    let known = "two editors signed exactly this in a case";
    assert!(said.contains(known), "{said}");
    office.type_as("alice", &build).good();
    accept_roster(office, "bob");
    story.publish("bob").bad("are not on the roster");
}

#[test]
fn an_editor_who_left_counts_no_more() {
    let story = Story::signed();
    let office = &story.office;
    story.sign("bob", &[]).good();
    assert_eq!(story.shown("alice")["ready"], true);
    // The machine that signs the roster closes his chain, without another command.
    let said = office.type_as("alice", &["roster", "remove", "bob", "--yes"]);
    let said = said.good().out;
    assert!(said.contains("1 case is closed to who left"), "{said}");
    story
        .publish("alice")
        .bad("The signature of “bob” does not count any more");
    let shown = story.shown("alice");
    assert_eq!(shown["signatures"][1]["why_not"], "not-an-editor");
    story.nothing_published();

    // Bob's own machine learns it with the roster.
    let roster = office.path("roster.json");
    office
        .type_as("alice", &["roster", "export", text(&roster)])
        .good();
    office
        .type_as("bob", &["roster", "accept", text(&roster)])
        .good();
    story.publish("bob").bad("are not on the roster");
    let note = ["triage", "set", &story.case, "--note", "x"];
    office.type_as("bob", &note).bad("are not on the roster");
    // Bob has what his machine remembers, and nothing that came later.
    let note = ["triage", "set", &story.case, "--note", "SANS BOB"];
    office.type_as("alice", &note).good();
    let show = ["triage", "show", &story.case];
    let said = office.type_as("bob", &show).good();
    assert!(said.out.contains("does not open"), "{}", said.out);
    assert!(!said.out.contains("SANS BOB"));
}

#[test]
fn a_case_older_than_an_editor_is_sealed_anew() {
    let story = Story::begun(Office::founded(), &[("note.txt", NOTE)]);
    let office = &story.office;
    office
        .type_as("alice", &["clean", &story.case, "0011:note.txt"])
        .good();
    office.join_bob();
    story.settle("bob");
    let show = ["triage", "show", &story.case];
    office.type_as("bob", &show).bad("triage reseal");
    let listed = office.json_as("bob", &["triage", "list"]);
    assert_eq!(listed["closed"][0], story.case.as_str());
    let said = office.type_as("bob", &["triage", "list"]).good();
    assert!(said.out.contains("does not open for you"), "{}", said.out);
    office.type_as("bob", &["triage", "reseal"]).bad("1");
    let resealed = office.json_as("alice", &["triage", "reseal"]);
    assert_eq!(resealed["documents"], 1);
    office.type_as("bob", &show).good();
    story.draft("bob");
    story.sign("bob", &["--entry", text(&story.entry())]).good();
}

#[test]
fn two_editors_who_write_at_once_lose_nothing() {
    let story = Story::with(&[("note.txt", NOTE)]);
    let notes: Vec<String> = (0..8).map(|number| format!("note {number}")).collect();
    let write = |(number, note): (usize, &String)| {
        let editor = if number % 2 == 0 { "alice" } else { "bob" };
        let set = ["triage", "set", &story.case, "--note", note];
        let mut command = story.office.command(editor, &set);
        command.stdout(Stdio::null()).spawn().unwrap()
    };
    let children: Vec<_> = notes.iter().enumerate().map(write).collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let shown = story.shown("alice");
    let events = shown["events"].as_array().unwrap();
    let noted = events
        .iter()
        .filter(|event| event["what"]["kind"] == "note");
    let mut found: Vec<&str> = noted
        .map(|event| event["what"]["text"].as_str().unwrap())
        .collect();
    found.sort_unstable();
    assert_eq!(found, notes);
}

#[test]
fn what_is_typed_is_checked_and_what_is_shown_does_no_harm() {
    let folder = tempfile::tempdir().unwrap();
    let path = jpeg(&folder);
    let exiftool = std::process::Command::new("/usr/bin/exiftool")
        .args(["-q", "-overwrite_original", "-Artist=A\u{1b}[2J\u{202e}B"])
        .arg(&path)
        .status();
    assert!(exiftool.unwrap().success());
    let story = Story::with(&[("p.jpg", &fs::read(&path).unwrap())]);
    let office = &story.office;
    let set = |words: &[&str]| {
        let words = [&["triage", "set", &story.case], words].concat();
        office.type_as("bob", &words)
    };
    set(&[]).bad("nothing to say");
    set(&["--state", "lost"]).bad("“lost” is not a state: new, reading");
    set(&["--state", "lost", "--lang", "fr"]).bad("« lost » n’est pas un état");
    set(&["--tag", "Très urgent"]).bad("is not a tag");
    set(&["--technology", "magic"]).bad("is not a technology");
    set(&["--title", "a\u{1b}[31mb"]).bad("--title: there is an invisible");
    set(&["--place", " "]).bad("--place");
    set(&["--note", " \n"]).bad("The note is empty");
    set(&["--note", "a\u{1b}]0;x\u{7}\u{202e}b\n\u{9b}2Jc"]).good();
    let clean = ["clean", &story.case, "0011:p.jpg"];
    let cleaned = office.type_as("alice", &clean).good().out;
    let shown = office
        .type_as("bob", &["triage", "show", &story.case])
        .good()
        .out;
    let json = office
        .type_as("bob", &["triage", "show", &story.case, "--json"])
        .good()
        .out;
    assert!(shown.contains("]0;x"), "{shown}");
    for said in [cleaned, shown, json] {
        let harm = |c: char| c != '\n' && (c.is_control() || c == '\u{202e}');
        assert!(!said.contains(harm), "{said:?}");
    }
    office
        .type_as("bob", &["triage", "show", "zz"])
        .bad("No case is called");
}

//! What should not be public, as two editors meet it: found, allowed for a reason that the other
//! reads, or forged into the case by a stranger.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test that meets the unexpected stops, and its files hold no secret"
)]

mod common;

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::Stdio,
};

use age::secrecy::SecretString;
use common::{ID, Office, PASSPHRASE, Said, letter};
use serde_json::Value;
use sourdine::desk::{
    case::{
        event::{AllowedFinding, EventKind},
        store::{Reader, Writer},
    },
    folder::DeskFolder,
    identity::editor::Editor,
    openpgp::KeyError,
    vetting::{EditorSignature, Scope, allowed},
};
use sourdine_observatory::model::text::Line;

const NOTE: &str = "Note de service.\nContact : service@mairie.exemple.fr\n";
const MESSAGE: &str =
    "Le chef de projet a dit hier que les caméras compteraient bientôt les manifestants.\n";
const SETTINGS: &str = "cases = \"../cases\"\nobservatory = \"../observatory\"\n";
const SWITCHBOARD: &str = "Standard de la préfecture : 04 97 13 20 00.";

/// Two editors with one case, its note cleaned, and an entry.
struct Story {
    office: Office,
    case: String,
}

impl Story {
    fn new() -> Self {
        let office = Office::with_bob();
        for editor in ["alice", "bob"] {
            fs::write(office.path(&format!("{editor}/desk.toml")), SETTINGS).unwrap();
        }
        let observatory = office.path("observatory");
        let new = ["observatory", "new", text(&observatory)];
        office.type_as("alice", &new).good();
        let files: [(&str, &[u8]); 1] = [("note.txt", NOTE.as_bytes())];
        let envelope = letter(&[office.recipient("alice")], MESSAGE, &files);
        office.deliver("alice", ID, &envelope);
        office.type_as("alice", &["open", ID]).good();
        let shown = office.json_as("alice", &["triage", "new", "0011", "--title", "Drones"]);
        let case = shown["case"].as_str().unwrap().to_owned();
        let story = Self { office, case };
        let clean = ["clean", &story.case, "0011:note.txt"];
        story.office.type_as("alice", &clean).good();
        story.draft();
        story
    }

    fn draft(&self) {
        let (entry, id) = (self.entry(), "cannes-drone");
        let words = ["vet", "draft", &self.case, "--id", id, "--to", text(&entry)];
        self.office.type_as("alice", &words).good();
        let draft = fs::read_to_string(&entry).unwrap();
        let draft = draft.replace("technologies = []", "technologies = [\"drone\"]");
        let draft = draft.replace("confidence = \"\"", "confidence = \"C\"");
        fs::write(&entry, draft.replace("\"\"", "\"Des drones.\"")).unwrap();
    }

    fn entry(&self) -> PathBuf {
        self.office.path("entry.md")
    }

    /// Adds a line to the French text.
    fn write(&self, line: &str) {
        self.change("+++ fr\n", &format!("+++ fr\n{line}\n"));
    }

    fn change(&self, from: &str, to: &str) {
        let written = fs::read_to_string(self.entry()).unwrap();
        assert!(written.contains(from), "{written}");
        fs::write(self.entry(), written.replacen(from, to, 1)).unwrap();
    }

    fn vet(&self, editor: &str, verb: &str, more: &[&str]) -> Said {
        let words = [&["vet", verb, &self.case], more].concat();
        self.office.type_as(editor, &words)
    }

    fn sign(&self, editor: &str) -> Said {
        self.vet(editor, "sign", &["--yes", "--entry", text(&self.entry())])
    }

    /// What is found in the entry, and by which name.
    fn found(&self, editor: &str) -> Value {
        let said = self.vet(editor, "check", &["--entry", text(&self.entry()), "--json"]);
        serde_json::from_str(&said.out).unwrap()
    }

    fn names(&self, editor: &str) -> Vec<String> {
        let found = self.found(editor);
        let found = found["findings"].as_array().unwrap().iter();
        let open = found.filter(|one| one["allowed"].is_null());
        open.map(|one| one["finding"].as_str().unwrap().to_owned())
            .collect()
    }

    fn lints(&self, editor: &str) -> Vec<String> {
        let found = self.found(editor);
        let found = found["findings"].as_array().unwrap().iter();
        found
            .map(|one| one["lint"].as_str().unwrap().to_owned())
            .collect()
    }

    fn allow(&self, editor: &str, names: &[String], reason: &str) -> Said {
        let names = names.iter().map(String::as_str).collect::<Vec<_>>();
        let entry = self.entry();
        let more = [&names[..], &["--reason", reason, "--entry", text(&entry)]].concat();
        self.vet(editor, "allow", &more)
    }

    fn publish(&self, editor: &str) -> Said {
        self.office
            .type_as(editor, &["publish", &self.case, "--yes"])
    }

    fn editor(&self, name: &str) -> Editor {
        let today = sourdine_platform::clock::today();
        let folder = DeskFolder::locate(Some(&self.office.path(name)), today).unwrap();
        Editor::unlock(folder, &SecretString::from(PASSPHRASE.to_owned())).unwrap()
    }

    /// Writes to the case as a person would who has the machine of an editor and no scruples.
    fn forge(&self, alice: &Editor, findings: impl IntoIterator<Item = AllowedFinding>) {
        let today = sourdine_platform::clock::today();
        let cases = alice.folder().cases().unwrap();
        let id = cases.find(&self.case).unwrap();
        let roster = alice.roster().unwrap();
        let desk = roster.desk().to_hex();
        let renew = || Err(KeyError::Malformed);
        let as_editor = |_: &[u8]| Err(KeyError::Malformed);
        let reader = Reader {
            identity: alice.identity(),
            roster: &roster,
            key: None,
        };
        let seen = cases.read(&id, &reader).unwrap().case.heads().clone();
        let writer = Writer {
            identity: alice.identity(),
            roster: &roster,
            today,
            key: alice.journal_key(&desk).unwrap(),
            as_editor: &as_editor,
            renew: &renew,
        };
        let events = findings
            .into_iter()
            .map(|one| EventKind::Allowed(Box::new(one)));
        cases.change(&id, writer, seen, events.collect()).unwrap();
    }
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Types a command with something on its standard input.
fn piped(story: &Story, editor: &str, words: &[&str], input: &str) -> Said {
    let mut command = story.office.command(editor, words);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(input.as_bytes())
        .unwrap();
    Said::from(child.wait_with_output().unwrap())
}

#[test]
fn what_is_found_is_signed_only_for_a_reason_that_the_second_editor_reads() {
    let story = Story::new();
    story.write(SWITCHBOARD);
    let said = story.sign("alice").bad("2 findings should not be public");
    for word in [
        "body.fr, line",
        "telephone number",
        "document-1.txt:1, line 2",
        "e-mail address",
    ] {
        assert!(said.out.contains(word), "{}", said.out);
    }
    story.vet("bob", "show", &[]).bad("No entry was signed");
    allows_for_a_reason_only(&story);
    covers_no_other_text(&story);
    the_second_editor_reads_reasons(&story);
}

/// Alice allows both findings, after reasons and findings that are none.
fn allows_for_a_reason_only(story: &Story) {
    let names = story.names("alice");
    let [telephone, mail]: &[String; 2] = names.as_slice().try_into().unwrap();
    let one = std::slice::from_ref(telephone);
    // An empty reason, one that hides something, one without an end, a finding that is none.
    story.allow("alice", one, " ").bad("--reason");
    story.allow("alice", one, "a\u{1b}[2Jb").bad("--reason");
    story.allow("alice", one, "a\u{202e}b").bad("--reason");
    story.allow("alice", one, &"é".repeat(401)).bad("--reason");
    story
        .allow("alice", &["0000".to_owned()], "Public.")
        .bad("No finding of this entry is called “0000”");
    story
        .allow("alice", &[String::new()], "Public.")
        .bad("No finding");
    let entry = story.entry();
    let allow = [
        "vet",
        "allow",
        &story.case,
        telephone.get(..8).unwrap(),
        "--entry",
        text(&entry),
    ];
    piped(story, "alice", &allow, "").bad("--reason");
    piped(story, "alice", &allow, "Un\ndeux\n").bad("--reason");
    assert_eq!(story.names("alice").len(), 2, "nothing was allowed");

    piped(story, "alice", &allow, "Numéro public de la préfecture.\n").good();
    story.sign("alice").bad("1 finding should not be public");
    let both = [telephone.clone(), mail.clone()];
    story
        .allow("alice", &both[1..], "Adresse du service, sur son site.")
        .good();
    story.sign("alice").good();
}

/// Bob reads who allowed what, and why: before he signs, and as he is asked.
fn the_second_editor_reads_reasons(story: &Story) {
    let reasons = [
        "Numéro public de la préfecture.",
        "Adresse du service",
        "alice",
        "04 97 13 20 00",
    ];
    let draft = story.office.path("draft.md");
    for said in [
        story.vet("bob", "show", &[]).good(),
        story.vet("bob", "draft", &["--to", text(&draft)]).good(),
        story.vet("bob", "sign", &["--yes"]).good(),
        story
            .office
            .type_as("bob", &["triage", "show", &story.case])
            .good(),
    ] {
        for reason in reasons {
            let folded = said.out.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(folded.contains(reason), "{reason}: {}", said.out);
        }
    }
    let shown = story.office.json_as("bob", &["vet", "show", &story.case]);
    assert_eq!(shown["allowed"].as_array().unwrap().len(), 2);
    assert_eq!(shown["ready"], true);
    story.publish("bob").good();
    let public = fs::read_to_string(
        story
            .office
            .path("observatory/entries/cannes-drone/entry.md"),
    );
    assert!(
        !public.unwrap().contains("Numéro public"),
        "a reason stays in the case"
    );
}

/// Elsewhere on the page, or on a line that says something else, it is another finding.
fn covers_no_other_text(story: &Story) {
    story.change(
        "[summary]\nfr = \"Des drones.\"",
        &format!("[summary]\nfr = \"{SWITCHBOARD}\""),
    );
    let said = story.sign("alice").bad("1 finding should not be public");
    assert!(said.out.contains("summary.fr, line"), "{}", said.out);
    story.change(&format!("fr = \"{SWITCHBOARD}\""), "fr = \"Des drones.\"");
    story.change(SWITCHBOARD, &format!("Appelez Jeanne. {SWITCHBOARD}"));
    story.sign("alice").bad("1 finding should not be public");
    let said = story.vet("alice", "check", &["--entry", text(&story.entry())]);
    let said = said.bad("1 finding should not be public");
    assert!(said.out.contains("but not for this text"), "{}", said.out);
    // Other lines may change.
    story.change(&format!("Appelez Jeanne. {SWITCHBOARD}"), SWITCHBOARD);
    story.write("Une autre phrase.\n");
    story.sign("alice").good();
}

fn line(text: &str) -> Line {
    Line::try_from(text.to_owned()).unwrap()
}

/// A finding that an editor allows, signed by one, in the name of one.
fn allowed_finding(
    case: &str,
    of: &Value,
    reason: &str,
    signer: &Editor,
    editor: &str,
) -> AllowedFinding {
    let today = sourdine_platform::clock::today();
    let (place, excerpt) = (
        line(of["place"].as_str().unwrap()),
        line(of["excerpt"].as_str().unwrap()),
    );
    let name = of["finding"].as_str().unwrap().parse().unwrap();
    let lint = serde_json::from_value(of["lint"].clone()).unwrap();
    let scope = Scope::new(signer.roster().unwrap().desk(), &case);
    let said = allowed::statement(&scope, &name, lint, &place, &excerpt, &line(reason));
    AllowedFinding {
        finding: name,
        lint,
        place,
        excerpt,
        reason: line(reason),
        signed: EditorSignature {
            editor: editor.to_owned(),
            signature: signer
                .signing_key()
                .unwrap()
                .sign(said.as_bytes(), today)
                .unwrap(),
        },
    }
}

/// The first finding without its signature, with the other's, and with each of its parts altered.
fn altered(good: &AllowedFinding, other: &AllowedFinding) -> [AllowedFinding; 7] {
    [
        AllowedFinding {
            signed: EditorSignature {
                editor: "alice".to_owned(),
                signature: "-----BEGIN PGP SIGNATURE-----\n\nxxxx\n-----END PGP SIGNATURE-----\n"
                    .to_owned(),
            },
            ..good.clone()
        },
        // Signed for something else, or with another reason.
        AllowedFinding {
            signed: other.signed.clone(),
            ..good.clone()
        },
        AllowedFinding {
            finding: other.finding.clone(),
            ..good.clone()
        },
        AllowedFinding {
            lint: other.lint,
            ..good.clone()
        },
        AllowedFinding {
            reason: line("Autre raison."),
            ..good.clone()
        },
        AllowedFinding {
            excerpt: line("Autre chose."),
            ..good.clone()
        },
        AllowedFinding {
            place: line("ailleurs"),
            ..good.clone()
        },
    ]
}

#[test]
fn what_nobody_signed_or_signed_later_allows_nothing() {
    let story = Story::new();
    story.write(SWITCHBOARD);
    let found = story.found("alice");
    let (telephone, mail) = (&found["findings"][0], &found["findings"][1]);
    let alice = story.editor("alice");
    let good = allowed_finding(&story.case, telephone, "Public.", &alice, "alice");
    let other = allowed_finding(&story.case, mail, "Public.", &alice, "alice");
    let mut forged = altered(&good, &other).to_vec();
    // In another editor's name, and in no editor's.
    for editor in ["bob", "carol"] {
        forged.push(allowed_finding(
            &story.case,
            telephone,
            "Public.",
            &alice,
            editor,
        ));
    }
    story.forge(&alice, forged);
    let said = story.sign("alice").bad("2 findings should not be public");
    assert!(!said.out.contains("allowed it"), "{}", said.out);
    let found = story.found("bob");
    assert_eq!(
        found["elsewhere"],
        Value::Array(Vec::new()),
        "what does not verify is not shown as allowed"
    );
    // The same, as the program writes it, counts; said again later, it is not newer.
    story.forge(&alice, [good.clone(), other]);
    story.sign("alice").good();
    story.sign("bob").good();
    story.forge(&alice, [good]);
    let shown = story.office.json_as("bob", &["vet", "show", &story.case]);
    assert_eq!(shown["ready"], true);
    asks_again(&story);
}

/// What is allowed after a signature asks for it again.
fn asks_again(story: &Story) {
    story.sign("bob").bad("signed exactly this already");
    // A name that is in the entry comes onto the list.
    story
        .office
        .type_as("bob", &["desk", "names", "add", "Drones"])
        .good();
    story.publish("alice").bad("should not be public");
    // Nor is it published where just this lies in the observatory already.
    let home = story.office.path("observatory/entries/cannes-drone");
    fs::create_dir(&home).unwrap();
    fs::copy(story.entry(), home.join("entry.md")).unwrap();
    fs::write(home.join("document-1.txt"), NOTE).unwrap();
    story.publish("alice").bad("should not be public");
    fs::remove_dir_all(&home).unwrap();
    let names = story.names("bob");
    assert!(names.len() > 2, "{names:?}");
    story
        .allow("bob", &names, "Ce ne sont pas des personnes.")
        .good();
    story
        .publish("bob")
        .bad("“alice” signed before another editor allowed a finding");
    let shown = story.office.json_as("bob", &["vet", "show", &story.case]);
    assert_eq!(shown["signatures"][0]["why_not"], "unseen");
    assert_eq!(
        shown["signatures"][1]["counts"], true,
        "bob knows what he allowed"
    );
    let said = story.sign("alice").good();
    assert!(
        said.out.contains("Ce ne sont pas des personnes."),
        "{}",
        said.out
    );
    // Who publishes is told that names may not have been looked for.
    for (path, _) in list_files(&story.office) {
        fs::remove_file(path).unwrap();
    }
    let said = story.publish("bob").good();
    assert!(said.out.contains("list of names is gone"), "{}", said.out);
}

#[test]
fn words_of_originals_and_names_are_found_on_every_machine_that_has_them() {
    let story = Story::new();
    story
        .allow("alice", &story.names("alice"), "Adresse publique.")
        .good();
    story.write(
        "Selon nos informations, le chef de projet a dit hier\nque **les** caméras compteraient.",
    );
    assert_eq!(story.lints("alice"), ["original", "email"]);
    let found = story.found("alice");
    assert_eq!(found["findings"][0]["original"], "001122334455 message.txt");
    assert_eq!(found["uncompared"], Value::Array(Vec::new()));
    story.sign("alice").bad("1 finding should not be public");
    // Bob has no copy of the letter, and is told so.
    assert_eq!(story.lints("bob"), ["email"]);
    let said = story
        .vet("bob", "check", &["--entry", text(&story.entry())])
        .good();
    assert!(
        said.out
            .contains("001122334455  this letter is not on this machine"),
        "{}",
        said.out
    );
    // Seven words, and then another.
    story.change("que **les** caméras", "que toutes les caméras");
    story.change(
        "le chef de projet a dit hier",
        "un chef de projet a dit hier",
    );
    assert_eq!(story.lints("alice"), ["email"]);
    // What a clean copy shows is compared everywhere.
    let long = "Le service de la voirie demande au prestataire de régler les capteurs du marché.\n";
    let note = story.office.path("longue.txt");
    fs::write(&note, long).unwrap();
    story
        .office
        .type_as("alice", &["clean", &story.case, text(&note)])
        .good();
    story.write("« demande au prestataire de régler les capteurs du marché »");
    assert_eq!(story.lints("bob"), ["original", "email"]);
    story.change(
        "« demande au prestataire de régler les capteurs du marché »",
        "Rien.",
    );
    names_are_shared(&story);
}

/// The list of names is sealed, and the same for every editor.
fn names_are_shared(story: &Story) {
    let office = &story.office;
    let names = |editor: &str, words: &[&str]| {
        office.type_as(editor, &[&["desk", "names"], words].concat())
    };
    assert!(names("bob", &["show"]).good().out.contains("empty"));
    let said = story
        .vet("alice", "check", &["--entry", text(&story.entry())])
        .good();
    assert!(said.out.contains("no name was looked for"), "{}", said.out);
    let add = ["desk", "names", "add", "-"];
    piped(story, "alice", &add, "Jeanne Dupont\n\n  Élodie Le Guen \n").good();
    names("bob", &["add", "O’Brien"]).good();
    for bad in ["", "J", "a\u{1b}[2Jb", "Je\u{200b}anne"] {
        names("bob", &["add", bad]).bad("no name that can be looked for");
    }
    let listed = office.json_as("bob", &["desk", "names", "show"]);
    assert_eq!(
        listed["names"],
        serde_json::json!(["Jeanne Dupont", "O’Brien", "Élodie Le Guen"])
    );
    for (path, sealed) in list_files(office) {
        assert!(
            !sealed.windows(6).any(|window| window == b"Dupont"),
            "{}",
            path.display()
        );
    }
    assert_eq!(
        office.json_as("bob", &["triage", "list"])["cases"]
            .as_array()
            .unwrap()
            .len(),
        1
    );

    story.write("Vu par DUPONT\nJeanne et par elodie le-guen.");
    assert_eq!(story.lints("bob"), ["name", "name", "email"]);
    let before = list_files(office);
    names("alice", &["remove", "Élodie Le Guen", "Personne"]).good();
    assert_eq!(story.lints("bob"), ["name", "email"]);
    what_happens_to_the_list_is_told(story, &before);
}

/// The folder is rolled back, a file is put over the list, and it goes: each is said where the list
/// is used, and what a machine remembers counts.
fn what_happens_to_the_list_is_told(story: &Story, before: &[(PathBuf, Vec<u8>)]) {
    let office = &story.office;
    let remove_all = || {
        for (path, _) in list_files(office) {
            fs::remove_file(path).unwrap();
        }
    };
    let told = |words: &str| {
        let said = story
            .vet("bob", "check", &["--entry", text(&story.entry())])
            .bad("1 finding should not be public");
        assert!(said.out.contains(words), "{}", said.out);
        let listed = office.type_as("bob", &["triage", "list"]).good();
        assert!(listed.out.contains(words), "{}", listed.out);
    };
    remove_all();
    for (path, bytes) in before {
        fs::write(path, bytes).unwrap();
    }
    told("The list of names has lost");
    let shown = office.json_as("bob", &["desk", "names", "show"]);
    assert_eq!(shown["warning"]["gone"], false);
    let mended = office.json_as("bob", &["desk", "names", "add", "Paul Martin"]);
    assert_eq!(mended["warning"], Value::Null);
    fs::write(office.path("cases/00000000.age"), "x").unwrap();
    told("00000000.age lies beside the list of names and does not open");
    story.sign("alice").bad("should not be public");
    office.type_as("bob", &["triage", "reseal"]).good();
    let shown = office.json_as("alice", &["desk", "names", "show"]);
    assert_eq!(
        shown["names"],
        serde_json::json!(["Jeanne Dupont", "O’Brien", "Paul Martin"])
    );
    assert_eq!(shown["warning"], Value::Null);
    remove_all();
    told("The desk’s list of names is gone");
}

/// The files of the list of names.
fn list_files(office: &Office) -> Vec<(PathBuf, Vec<u8>)> {
    let items = fs::read_dir(office.path("cases")).unwrap();
    let paths = items.map(|item| item.unwrap().path());
    let of_list = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap();
        name.starts_with("00000000.")
    };
    let files = paths.filter(of_list);
    let files: Vec<(PathBuf, Vec<u8>)> = files
        .map(|path| (path.clone(), fs::read(&path).unwrap()))
        .collect();
    assert!(!files.is_empty());
    files
}

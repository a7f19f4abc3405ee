//! What an earlier release made is opened by today's programs, which answer what that release
//! answered: tests/fixtures/README.md.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that meets the unexpected stops"
)]

use std::{
    collections::BTreeMap,
    fs::{self, File, Permissions},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Output},
    time::Duration,
};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use sourdine_harness::{
    host::clock::Clock,
    programs::{
        external_tools::{folder, tree},
        program,
    },
    server::{Installation, Server},
};
use zip::ZipArchive;

/// The commit whose programs made the fixtures.
const COMMIT: &str = "bc8b63a";

/// Both fixtures, unpacked, on the day on which the answers were recorded.
struct Fixture {
    home: tempfile::TempDir,
    scratch: tempfile::TempDir,
    clock: Clock,
    recorded: Value,
}

impl Fixture {
    fn new() -> Self {
        let made = folder().join("fixtures").join(COMMIT);
        let home = tempfile::tempdir().unwrap();
        for name in ["server", "office"] {
            let archive = File::open(made.join(name).with_extension("zip")).unwrap();
            let mut archive = ZipArchive::new(archive).unwrap();
            archive.extract(home.path().join(name)).unwrap();
        }
        // Release 0.1 took a passphrase from a file of any mode.
        let passphrase = home.path().join("office/passphrase");
        fs::set_permissions(passphrase, Permissions::from_mode(0o600)).unwrap();
        let recorded = fs::read(made.join("recorded.json")).unwrap();
        let recorded: Value = serde_json::from_slice(&recorded).unwrap();
        assert_eq!(recorded["commit"], COMMIT);
        let day = Duration::from_secs(recorded["seconds"].as_u64().unwrap());
        Self {
            clock: Clock::at(&home.path().join("server/clock"), day).unwrap(),
            scratch: tempfile::tempdir_in("/dev/shm").unwrap(),
            home,
            recorded,
        }
    }

    fn office(&self, name: &str) -> PathBuf {
        self.home.path().join("office").join(name)
    }

    /// What a command answers to a program.
    fn told(&self, editor: &str, words: &[&str]) -> Value {
        let output = self.output(editor, words);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{words:?}: {said}");
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// What a command that fails answers to a program.
    fn refused(&self, editor: &str, words: &[&str]) -> String {
        let output = self.output(editor, words);
        assert!(!output.status.success(), "{words:?}");
        let said = [output.stdout, output.stderr].concat();
        String::from_utf8_lossy(&said).into_owned()
    }

    fn output(&self, editor: &str, words: &[&str]) -> Output {
        let mut command = Command::new(program("sourdine").unwrap());
        command
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("SOURDINE_DESK", self.office(editor))
            .arg("--passphrase-file")
            .arg(self.office("passphrase"))
            .arg("--scratch")
            .arg(self.scratch.path())
            .args(["--lang", "en", "--json"])
            .args(words);
        self.clock.lead(&mut command).unwrap();
        command.output().unwrap()
    }

    fn server(&self) -> Installation {
        Installation::at(&self.home.path().join("server")).unwrap()
    }

    fn serve(&self, installation: &Installation) -> Server {
        let mut command = installation.command("serve");
        self.clock.lead(&mut command).unwrap();
        installation.serve_as(command).unwrap()
    }

    /// What the editors' door answers to a token that the fixture's configuration knows.
    fn asked(&self, server: &Server, path: &str) -> Vec<u8> {
        let token = self.recorded["tokens"][0].as_str().unwrap();
        let head = format!("GET /v1/{path}\nAuthorization: Bearer {token}");
        let answer = server.editors.ask(&head, b"").unwrap();
        assert_eq!(answer.status, 200, "{path}");
        answer.body
    }
}

fn sha256(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn hashes(folder: &Path) -> Value {
    let files = tree(folder).unwrap().into_iter();
    let hashes: BTreeMap<_, _> = files.map(|(name, bytes)| (name, sha256(&bytes))).collect();
    assert!(!hashes.is_empty(), "{}", folder.display());
    json!(hashes)
}

fn verified(installation: &Installation) -> Value {
    let output = installation.command("verify").arg("--json").output();
    serde_json::from_slice(&output.unwrap().stdout).unwrap()
}

#[test]
fn a_vault_holds_and_says_what_it_did() {
    let fixture = Fixture::new();
    let (installation, recorded) = (fixture.server(), &fixture.recorded["vault"]);
    assert_eq!(verified(&installation), recorded["verified"]);
    let server = fixture.serve(&installation);
    let list = fixture.asked(&server, "envelopes");
    let list: Value = serde_json::from_slice(&list).unwrap();
    assert_eq!(list, recorded["list"]);
    let envelopes = recorded["envelopes"].as_object().unwrap();
    assert_eq!(envelopes.len(), list["envelopes"].as_array().unwrap().len());
    for (id, hash) in envelopes {
        let envelope = fixture.asked(&server, &format!("envelopes/{id}"));
        assert_eq!(*hash, sha256(&envelope), "{id}");
    }
    assert!(server.stop().unwrap().0.success());
    assert_eq!(verified(&installation), recorded["verified"]);
}

#[test]
fn editors_see_what_they_saw() {
    let fixture = Fixture::new();
    let told = fixture.recorded["told"].as_array().unwrap();
    assert!(told.len() > 10, "answers were recorded");
    for recorded in told {
        let words = recorded["words"].as_array().unwrap().iter();
        let words: Vec<&str> = words.map(|word| word.as_str().unwrap()).collect();
        // Events of that release were not signed: its cases are taken over.
        if ["triage", "vet"].contains(&words[0]) {
            continue;
        }
        let editor = recorded["editor"].as_str().unwrap();
        let answer = fixture.told(editor, &words);
        assert_eq!(answer, recorded["told"], "{editor}: {words:?}");
    }
}

#[test]
fn letters_open_to_the_same_files() {
    let fixture = Fixture::new();
    for (id, files) in fixture.recorded["opened"]["letters"].as_object().unwrap() {
        let opened = fixture.told("alice", &["open", id]);
        let folder = opened["opened"][0]["folder"].as_str().unwrap();
        assert_eq!(hashes(Path::new(folder)), *files, "{id}");
    }
}

#[test]
fn an_observatory_is_shown_as_it_was_and_not_built_unsigned() {
    let fixture = Fixture::new();
    let (from, to) = (fixture.office("observatory"), fixture.office("site"));
    let [from, to] = [&from, &to].map(|path| path.to_str().unwrap());
    // What release 0.1 published has no statement of the desk: two editors sign it again.
    let build = ["observatory", "build", from, "--to", to];
    let refused = fixture.refused("bob", &build);
    assert!(refused.contains("error-verify"), "{refused}");
    fixture.told("bob", &[&build[..], &["--unvetted"]].concat());
    let (built, recorded) = (hashes(Path::new(to)), &fixture.recorded["site"]);
    let recorded = recorded.as_object().unwrap();
    let is_page = |name: &&String| name.contains("/entries/") && name.ends_with(".html");
    let pages = recorded.keys().filter(is_page);
    let mut count = 0;
    for name in pages {
        assert!(built[name].is_string(), "{name}");
        count += 1;
    }
    assert!(count > 10, "{count} pages");
}

#[test]
fn cases_that_were_not_signed_are_taken_over() {
    let fixture = Fixture::new();
    let before = hashes(&fixture.office("cases"));
    let listed = fixture.told("alice", &["triage", "list"]);
    assert_eq!(listed["cases"], json!([]));
    let unreadable = listed["unreadable"].as_array().unwrap();
    assert!(
        unreadable
            .iter()
            .all(|case| case["error"] == "error-case-older")
    );
    let mut old: Vec<&str> = unreadable
        .iter()
        .map(|case| case["case"].as_str().unwrap())
        .collect();
    old.sort_unstable();
    let taken = fixture.told("bob", &["triage", "take-over"]);
    assert_eq!(taken["cases"], json!(old));
    for recorded in fixture.recorded["told"].as_array().unwrap() {
        let words = &recorded["words"];
        if words[0] != "triage" || words[1] != "show" {
            continue;
        }
        let editor = recorded["editor"].as_str().unwrap();
        let shown = fixture.told(editor, &["triage", "show", words[2].as_str().unwrap()]);
        for same in ["title", "tags", "letters"] {
            assert_eq!(shown[same], recorded["told"][same], "{words}: {same}");
        }
        assert_eq!(shown["state"], "new");
        assert_eq!(
            (&shown["copies"], &shown["signatures"]),
            (&json!([]), &json!([]))
        );
        let events = recorded["told"]["events"].as_array().unwrap().iter();
        let texts = events.filter_map(|event| event["what"]["text"].as_str());
        let notes = shown["unsigned_notes"].as_array();
        let notes = notes
            .into_iter()
            .flatten()
            .map(|note| note["text"].as_str().unwrap());
        assert!(texts.eq(notes), "{words}");
    }
    assert_eq!(
        fixture.told("alice", &["triage", "take-over"])["cases"],
        json!([])
    );
    // What that release had written is kept as it was, in a folder of its own.
    let kept = hashes(&fixture.office("cases/0.1"));
    for (name, hash) in before.as_object().unwrap() {
        if !name.starts_with('.') {
            assert_eq!(kept[name], *hash, "{name}");
        }
    }
}

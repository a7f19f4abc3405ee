//! What a reader, and a build, know of a publication: the desk's statement, its publication key,
//! and everything that stops a build.

#![expect(
    clippy::unwrap_used,
    clippy::string_slice,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test that meets the unexpected stops, and its files are nobody's secret"
)]

mod signed_desk;

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use sourdine::{
    desk::{
        cleaning::{Cleaned, TextLayer, clean},
        lints::Lints,
        openpgp::PublicationKey,
        publication::{
            Plan, PublishError, Signer, plan, publish,
            record::{Record, RecordFile},
            verify::{Verified, VerifyError, verify},
        },
        roster::{TrustError, TrustedRoster},
        vetting::{Candidate, Proposal, Vetted, vet, vetting},
    },
    l10n::Explain,
};
use sourdine_observatory::{
    folder::first_entries::{FIRST_ENTRIES, write_new_observatory},
    model::names::{EntryId, Uuid},
    render::{self, SUMS},
};
use sourdine_platform::files;
use sourdine_protocol::text::Sha256Hex;
use tempfile::TempDir;

use signed_desk::{SignedDesk, TODAY};

const NOTE: &str = "Note de service : des drones aux manifestations.\n";
const SECOND: &str =
    "[[changes]]\nday = \"2026-11-25\"\ntext.fr = \"Suite.\"\ntext.en = \"More.\"\n";

struct Story {
    scratch: TempDir,
    home: TempDir,
    desk: SignedDesk,
    record: Record,
}

impl Story {
    fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let uuid = Uuid::from_random([7; 16]);
        write_new_observatory(&home.path().join("observatory"), &uuid).unwrap();
        Self {
            scratch: tempfile::tempdir_in("/dev/shm").unwrap(),
            home,
            desk: SignedDesk::new(&["alice", "bruno"]),
            record: Record::default(),
        }
    }

    /// With two entries that were published, and built.
    fn published() -> Self {
        let mut story = Self::new();
        story.publish(&story.entry("cannes-drone", "")).unwrap();
        story.publish(&story.entry("nantes-drone", "")).unwrap();
        story.build().unwrap();
        story
    }

    fn folder(&self) -> PathBuf {
        self.home.path().join("observatory")
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder().join(name)
    }

    fn note(&self) -> Cleaned {
        let original = self.scratch.path().join("note.txt");
        if !original.exists() {
            files::publish_new(&original, NOTE.as_bytes()).unwrap();
        }
        let scratch = self.scratch.path();
        clean(&original, scratch, TextLayer::Omit, &mut |_, _| ()).unwrap()
    }

    /// An entry that lists the note, with more lines after its first change.
    fn entry(&self, id: &str, more: &str) -> String {
        entry(id, &self.note(), more)
    }

    fn vetted(&self, text: &str) -> Vetted {
        let copies = vec![self.note()];
        let proposal = Proposal::new(text.as_bytes().to_vec(), copies).unwrap();
        let candidate = Candidate::new(proposal.look(&Lints::default()).unwrap(), &[]).unwrap();
        let text = vetting(&self.desk.scope(), &candidate.statement());
        let sign = |name| self.desk.sign(name, text.as_bytes());
        let (alice, bruno) = (sign("alice"), sign("bruno"));
        vet(
            candidate,
            &SignedDesk::case(),
            &self.desk.roster,
            [&alice, &bruno],
        )
        .unwrap()
    }

    fn plan(&self, text: &str) -> Result<Plan, PublishError> {
        let (vetted, roster) = (self.vetted(text), &self.desk.roster);
        plan(vetted.candidate(), &self.folder(), roster, &self.record)
    }

    fn publish(&self, text: &str) -> Result<PathBuf, PublishError> {
        self.publish_with(&self.desk.publication, &self.desk.roster, text)
    }

    fn publish_with(
        &self,
        key: &PublicationKey,
        roster: &TrustedRoster,
        text: &str,
    ) -> Result<PathBuf, PublishError> {
        let (vetted, record) = (self.vetted(text), &self.record);
        let shown = plan(vetted.candidate(), &self.folder(), roster, record)?;
        let signer = Signer {
            key,
            roster,
            record,
            today: TODAY,
        };
        publish(&vetted, &self.folder(), &signer, &shown)
    }

    fn verify(&self) -> Result<Verified, VerifyError> {
        verify(&self.folder(), Some(&self.desk.roster), &self.record, &[])
    }

    /// Verifies, and remembers what was built.
    fn build(&mut self) -> Result<Verified, VerifyError> {
        let verified = self.verify()?;
        self.record = verified.record().clone();
        Ok(verified)
    }

    /// Changes a text in a file of the observatory.
    fn change(&self, name: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.path(name)).unwrap();
        assert!(text.contains(from), "{name}: {text}");
        fs::write(self.path(name), text.replace(from, to)).unwrap();
    }

    fn copy(&self, from: &str, to: &str) {
        fs::copy(self.path(from), self.path(to)).unwrap();
    }

    /// Keeps a folder of the observatory, to be put back.
    fn keep(&self, name: &str) -> TempDir {
        let kept = tempfile::tempdir().unwrap();
        copy_all(&self.path(name), kept.path());
        kept
    }

    fn put_back(&self, name: &str, kept: &TempDir) {
        let there = self.path(name);
        if there.exists() {
            fs::remove_dir_all(&there).unwrap();
        }
        copy_all(kept.path(), &there);
    }
}

fn copy_all(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for item in fs::read_dir(from).unwrap() {
        let path = item.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_all(&path, &target);
        } else {
            fs::copy(path, target).unwrap();
        }
    }
}

fn entry(id: &str, note: &Cleaned, more: &str) -> String {
    let seed = Sha256Hex::of(id.as_bytes());
    let uuid = Uuid::from_random(seed.as_str().as_bytes()[..16].try_into().unwrap());
    format!(
        "+++\nversion = 1\nid = \"{id}\"\nuuid = \"{uuid}\"\nstatus = \"voted\"\nconfidence = \"A\"\ntechnologies = [\"drone\"]\ntitle.fr = \"Des drones\"\ntitle.en = \"Drones\"\nsummary.fr = \"Des drones.\"\nsummary.en = \"Drones.\"\n\n[[places]]\nlabel = \"Cannes\"\nkind = \"commune\"\n\n[[claims]]\ntext.fr = \"Des drones.\"\ntext.en = \"Drones.\"\nsources = [\"note\"]\nconfidence = \"A\"\n\n[[sources]]\nid = \"note\"\nkind = \"document\"\n\n[[documents]]\nfile = \"note.txt\"\ntitle.fr = \"Note\"\ntitle.en = \"Note\"\nsha256 = \"{}\"\ncleaned_with = \"{}\"\norigin = \"source\"\n\n[[changes]]\nday = \"2026-11-24\"\ntext.fr = \"Première version.\"\ntext.en = \"First version.\"\n{more}+++ fr\nTexte.\n+++ en\nText.\n",
        note.sha256(),
        note.cleaned_with()
    )
}

/// The key of what a build said.
fn refused(result: Result<Verified, VerifyError>) -> &'static str {
    result.map(|_| ()).unwrap_err().message().key()
}

fn id(text: &str) -> EntryId {
    EntryId::try_from(text.to_owned()).unwrap()
}

struct Gpg(TempDir);

impl Gpg {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn run(&self, folder: &Path, words: &[&str]) -> Output {
        Command::new("gpg")
            .current_dir(folder)
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("LC_ALL", "C")
            .arg("--homedir")
            .arg(self.0.path())
            .args(["--batch", "--no-autostart", "--status-fd", "1"])
            .args(words)
            .output()
            .unwrap()
    }

    fn said(&self, folder: &Path, words: &[&str]) -> String {
        let output = self.run(folder, words);
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(
            output.status.success(),
            "{said}{}",
            String::from_utf8_lossy(&output.stderr)
        );
        said
    }
}

#[test]
fn a_reader_checks_a_publication_with_gpg_alone() {
    let mut story = Story::published();
    let verified = story.build().unwrap();
    let site = story.home.path().join("site");
    render::write(&render::build(verified.observatory()).unwrap(), &site).unwrap();

    let (proofs, statements) = (site.join("publication"), site.join("statements"));
    let gpg = Gpg::new();
    gpg.said(&proofs, &["--import", "desk.asc", "key.asc"]);
    let desk = story.desk.roster.desk().to_hex();
    let key = story.desk.publication.certificate().fingerprint().to_hex();
    let listed = gpg.said(&proofs, &["--with-colons", "--check-signatures", &key]);
    let certified = listed
        .lines()
        .any(|line| line.starts_with("sig:!:") && line.contains(&desk[24..]));
    assert!(certified, "the desk certified the key: {listed}");

    let check = ["--verify", "cannes-drone.txt.asc", "cannes-drone.txt"];
    let said = gpg.said(&statements, &check);
    let valid = said.lines().find(|line| line.contains("VALIDSIG")).unwrap();
    assert!(valid.ends_with(&key), "{said}");
    // Its time is midnight of a day.
    assert!(
        valid.contains(&format!(" 2026-11-24 {} ", u64::from(TODAY.0) * 86_400)),
        "{said}"
    );
    let trusted = [&["--trusted-key", &desk[24..]], &check[..]].concat();
    assert!(gpg.said(&statements, &trusted).contains("TRUST_FULLY"));

    let text = fs::read_to_string(statements.join("cannes-drone.txt")).unwrap();
    let entry = fs::read(statements.join("cannes-drone.md")).unwrap();
    let note = fs::read(site.join("documents/cannes-drone/note.txt")).unwrap();
    assert!(text.contains(&format!("\nentry {}\n", Sha256Hex::of(&entry))));
    assert!(text.contains(&format!("\ndocument note.txt {}\n", Sha256Hex::of(&note))));
    assert!(text.contains(&format!("\ndesk {desk}\n")));

    let statement = statements.join("cannes-drone.txt");
    fs::write(&statement, text.replace("kind entry", "kind Entry")).unwrap();
    assert!(!gpg.run(&statements, &check).status.success());
}

/// A change to a published observatory, and the error that the build stops with.
type Vector = (&'static str, fn(&Story), &'static str);

const FORGERIES: &[Vector] = &[
    (
        "a word of the entry",
        |story| story.change("entries/cannes-drone/entry.md", "Des drones.", "Rien."),
        "error-verify-changed",
    ),
    (
        "a byte of a document",
        |story| story.change("entries/cannes-drone/note.txt", "drones", "drônes"),
        "error-document-altered",
    ),
    (
        "an uncleaned document, under its own hash",
        |story| {
            let path = "entries/cannes-drone/note.txt";
            let before = Sha256Hex::of(&fs::read(story.path(path)).unwrap());
            fs::write(story.path(path), "Auteur : Jeanne\n").unwrap();
            let after = Sha256Hex::of(b"Auteur : Jeanne\n");
            let entry = "entries/cannes-drone/entry.md";
            story.change(entry, before.as_str(), after.as_str());
        },
        "error-verify-changed",
    ),
    (
        "a document that no entry lists",
        |story| {
            story.copy(
                "entries/cannes-drone/note.txt",
                "entries/cannes-drone/more.txt",
            );
        },
        "error-document-stray",
    ),
    (
        "a file that is no document",
        |story| fs::write(story.path("entries/cannes-drone/entry.md~"), "").unwrap(),
        "error-document-stray",
    ),
    (
        "a document that is listed and not signed",
        |story| {
            story.copy(
                "entries/cannes-drone/note.txt",
                "entries/cannes-drone/more.txt",
            );
            let path = "entries/cannes-drone/entry.md";
            let text = fs::read_to_string(story.path(path)).unwrap();
            let start = text.find("[[documents]]").unwrap();
            let end = text.find("[[changes]]").unwrap();
            let listed = text[start..end].replace("note.txt", "more.txt");
            story.change(path, "[[changes]]", &format!("{listed}[[changes]]"));
        },
        "error-verify-changed",
    ),
    (
        "a document taken away",
        |story| fs::remove_file(story.path("entries/cannes-drone/note.txt")).unwrap(),
        "error-read",
    ),
    (
        "a document taken away, and out of the entry",
        |story| {
            fs::remove_file(story.path("entries/cannes-drone/note.txt")).unwrap();
            let path = "entries/cannes-drone/entry.md";
            let text = fs::read_to_string(story.path(path)).unwrap();
            let start = text.find("[[documents]]").unwrap();
            let end = text.find("[[changes]]").unwrap();
            story.change(path, &text[start..end], "");
        },
        "error-verify-changed",
    ),
    (
        "an entry taken away",
        |story| fs::remove_dir_all(story.path("entries/cannes-drone")).unwrap(),
        "error-verify-removed",
    ),
    (
        "an entry written by hand",
        |story| {
            let text = story.entry("lyon-drone", "");
            fs::create_dir(story.path("entries/lyon-drone")).unwrap();
            fs::write(story.path("entries/lyon-drone/entry.md"), text).unwrap();
            story.copy(
                "entries/cannes-drone/note.txt",
                "entries/lyon-drone/note.txt",
            );
        },
        "error-verify-unsigned",
    ),
    (
        "an entry written by hand, beside the statement about another",
        |story| {
            let text = story.entry("lyon-drone", "");
            copy_all(
                &story.path("entries/cannes-drone"),
                &story.path("entries/lyon-drone"),
            );
            fs::write(story.path("entries/lyon-drone/entry.md"), text).unwrap();
        },
        "error-verify-changed",
    ),
    (
        "a statement that was edited",
        |story| {
            story.change(
                "entries/cannes-drone/entry.statement",
                "roster 1",
                "roster 2",
            );
        },
        "error-verify-statement",
    ),
    (
        "a statement taken away",
        |story| fs::remove_file(story.path("entries/cannes-drone/entry.statement")).unwrap(),
        "error-verify-unsigned",
    ),
    (
        "a signature taken away",
        |story| fs::remove_file(story.path("entries/cannes-drone/entry.statement.asc")).unwrap(),
        "error-verify-statement",
    ),
    (
        "the signature over another statement",
        |story| {
            let name = "entry.statement.asc";
            let from = format!("entries/nantes-drone/{name}");
            story.copy(&from, &format!("entries/cannes-drone/{name}"));
        },
        "error-verify-statement",
    ),
    (
        "an editor's own signature",
        |story| {
            let text = fs::read(story.path("entries/cannes-drone/entry.statement")).unwrap();
            let signed = story.desk.sign("alice", &text).signature;
            fs::write(
                story.path("entries/cannes-drone/entry.statement.asc"),
                signed,
            )
            .unwrap();
        },
        "error-verify-statement",
    ),
    (
        "a publication key that the desk did not certify",
        |story| {
            let stranger = SignedDesk::new(&["alice"]);
            let key = stranger.publication.certificate().armoured().unwrap();
            fs::write(story.path("publication/key.asc"), key).unwrap();
        },
        "error-verify-key",
    ),
    (
        "an editor's key as the publication key",
        |story| {
            let key = story.desk.key("alice").certificate().armoured().unwrap();
            fs::write(story.path("publication/key.asc"), key).unwrap();
        },
        "error-verify-key",
    ),
    (
        "another desk with its own key",
        |story| {
            let stranger = SignedDesk::new(&["alice"]);
            let desk = stranger.roster.desk_certificate().armoured().unwrap();
            let key = stranger.publication.certificate().armoured().unwrap();
            fs::write(story.path("publication/desk.asc"), desk).unwrap();
            fs::write(story.path("publication/key.asc"), key).unwrap();
        },
        "error-verify-other-desk",
    ),
    (
        "another desk in observatory.toml",
        |story| {
            let stranger = SignedDesk::new(&["alice"]).roster.desk().to_hex();
            let own = story.desk.roster.desk().to_hex();
            story.change("observatory.toml", &own, &stranger);
        },
        "error-verify-other-desk",
    ),
    (
        "no desk in observatory.toml",
        |story| story.change("observatory.toml", "desk = ", "#desk = "),
        "error-verify-other-desk",
    ),
    (
        "a fingerprint that does not read",
        |story| story.change("observatory.toml", "desk = \"", "desk = \"xyz"),
        "error-verify-pin",
    ),
    (
        "no certificates",
        |story| fs::remove_dir_all(story.path("publication")).unwrap(),
        "error-verify-key",
    ),
    (
        "a list that nobody signed",
        |story| {
            let desk = story.desk.roster.desk().to_hex();
            let text = fs::read(story.path("entries/cannes-drone/entry.statement")).unwrap();
            let list = format!(
                "sourdine/v2/standing\ndesk {desk}\nroster 1\nentry cannes-drone {}\n",
                Sha256Hex::of(&text)
            );
            fs::write(story.path("publication/standing.txt"), &list).unwrap();
            let signed = story.desk.sign("alice", list.as_bytes()).signature;
            fs::write(story.path("publication/standing.txt.asc"), signed).unwrap();
        },
        "error-verify-list",
    ),
    (
        "a first entry that was edited",
        |story| {
            story.change(
                "entries/istres-drone/entry.md",
                "+++ en\n",
                "+++ en\nMore.\n",
            );
        },
        "error-verify-unsigned",
    ),
    (
        "a document beside a first entry",
        |story| {
            story.copy(
                "entries/cannes-drone/note.txt",
                "entries/istres-drone/note.txt",
            );
        },
        "error-document-stray",
    ),
];

#[test]
fn a_roster_names_no_publication_key_that_the_desk_did_not_certify() {
    let (own, stranger) = (SignedDesk::new(&["alice"]), SignedDesk::new(&["alice"]));
    own.naming(&own.publication).unwrap();
    let refused = own.naming(&stranger.publication).unwrap_err();
    assert!(matches!(refused, TrustError::Publication), "{refused}");
    let (own, stranger) = (&own.roster, &stranger.roster);
    let key = own.publication().unwrap();
    assert_eq!(key.certified_by(own.desk_certificate()), Some(1));
    assert_eq!(key.certified_by(stranger.desk_certificate()), None);
    assert_eq!(
        own.certificate("alice")
            .unwrap()
            .certified_by(own.desk_certificate()),
        None
    );
    assert_eq!(
        own.desk_certificate().certified_by(own.desk_certificate()),
        None
    );
}

#[test]
fn what_the_desk_did_not_sign_stops_the_build() {
    for (what, forge, error) in FORGERIES {
        let story = Story::published();
        forge(&story);
        let refused = story.verify().map(|_| ()).unwrap_err();
        assert_eq!(refused.message().key(), *error, "{what}: {refused}");
        let text = refused.to_string();
        assert!(
            text.contains(story.home.path().to_str().unwrap()),
            "{what}: {text}"
        );
        let hint = format!("{error}-hint");
        let is_told = include_str!("../locales/en.ftl").contains(&hint)
            || include_str!("../observatory/locales/en.ftl").contains(&hint);
        assert!(is_told || *error == "error-read", "{what}: the way on");
    }
}

#[test]
fn what_was_put_back_is_not_built() {
    let mut story = Story::published();
    let older = story.keep("entries/cannes-drone");
    let newer = story.entry("cannes-drone", SECOND);
    story.publish(&newer).unwrap();
    story.build().unwrap();
    story.put_back("entries/cannes-drone", &older);
    assert_eq!(refused(story.verify()), "error-verify-rolled-back");

    // Between two builds an entry may be published more than once.
    let mut story = Story::published();
    let third = format!("{SECOND}{}", SECOND.replace("25", "26"));
    story.publish(&story.entry("cannes-drone", SECOND)).unwrap();
    let second = story.keep("entries/cannes-drone");
    story.publish(&story.entry("cannes-drone", &third)).unwrap();
    story.build().unwrap();
    story.put_back("entries/cannes-drone", &second);
    assert_eq!(refused(story.verify()), "error-verify-rolled-back");
    let refused = story
        .publish(&story.entry("cannes-drone", &third))
        .unwrap_err();
    assert!(
        matches!(refused, PublishError::Unverified { .. }),
        "{refused}"
    );
}

#[test]
fn a_folder_that_is_put_back_whole_is_noticed_from_outside_it() {
    let mut story = Story::published();
    let state = tempfile::tempdir().unwrap();
    let file = RecordFile::of(&story.folder(), Some(state.path()));
    assert_eq!(file.read().unwrap(), Record::default());
    let older = story.keep("");
    story.publish(&story.entry("cannes-drone", SECOND)).unwrap();
    file.write(story.build().unwrap().record()).unwrap();
    story.put_back("", &older);
    story.record = file.read().unwrap();
    assert_eq!(refused(story.verify()), "error-verify-rolled-back");
    let inside = RecordFile::of(&story.folder(), None).read().unwrap();
    assert_eq!(
        inside,
        Record::default(),
        "a record inside went back with the folder"
    );

    for broken in [
        "",
        "{}",
        "{\"version\":2,\"desk\":null,\"roster\":0,\"entries\":{}}",
    ] {
        let path = fs::read_dir(state.path()).unwrap().next().unwrap().unwrap();
        fs::write(path.path(), broken).unwrap();
        assert!(file.read().is_err(), "{broken}");
    }
}

/// What an editor who left still has.
struct Left {
    key: PublicationKey,
    roster: TrustedRoster,
}

impl Left {
    fn of(desk: &SignedDesk) -> Self {
        Self {
            key: PublicationKey::from_bytes(&desk.publication.expose().unwrap()).unwrap(),
            roster: desk.roster.clone(),
        }
    }

    /// Signs with the old key, into a file of the observatory.
    fn sign(&self, story: &Story, name: &str, text: &str) {
        let signed = self.key.sign(text.as_bytes(), TODAY).unwrap();
        fs::write(story.path(name), text).unwrap();
        fs::write(story.path(&format!("{name}.asc")), signed).unwrap();
    }
}

#[test]
fn a_new_key_signs_anew_what_stands_and_the_old_one_counts_no_more() {
    let mut story = Story::published();
    let (old, left) = (story.keep(""), Left::of(&story.desk));
    story.desk.renew();
    let error = "error-verify-old-key";
    assert_eq!(
        refused(story.verify()),
        error,
        "the roster names a newer one"
    );

    let newer = story.entry("cannes-drone", SECOND);
    let plan = story.plan(&newer).unwrap();
    let listed: Vec<_> = plan.signed_anew.keys().map(EntryId::as_str).collect();
    assert_eq!(listed, ["cannes-drone", "nantes-drone"]);
    story.publish(&newer).unwrap();
    story.build().unwrap();
    let standing = "publication/standing.txt";
    let list = fs::read_to_string(story.path(standing)).unwrap();
    assert!(list.starts_with("sourdine/v2/standing\n") && list.contains("entry nantes-drone "));

    let lyon = story.entry("lyon-drone", "");
    let late = story.publish_with(&left.key, &left.roster, &lyon);
    assert_eq!(
        late.unwrap_err().message().key(),
        "error-publish-old-roster"
    );
    let kept = story.keep("");
    let nantes = "entries/nantes-drone/entry.statement";
    let statement = fs::read_to_string(story.path(nantes)).unwrap();
    left.sign(&story, nantes, &statement.replace("roster 1", "roster 2"));
    assert_eq!(refused(story.verify()), "error-verify-statement");
    story.put_back("", &kept);
    left.sign(&story, standing, &list);
    assert_eq!(refused(story.verify()), "error-verify-list");
    story.put_back("", &kept);
    fs::remove_file(story.path(standing)).unwrap();
    assert_eq!(refused(story.verify()), "error-verify-statement");
    story.put_back("", &kept);
    fs::remove_dir_all(story.path("entries/nantes-drone")).unwrap();
    let fresh = verify(&story.folder(), None, &Record::default(), &[]);
    assert_eq!(
        refused(fresh),
        "error-verify-removed",
        "a new machine sees the list"
    );

    story.put_back("", &old);
    assert_eq!(refused(story.verify()), error);
    let alone = verify(&story.folder(), None, &story.record, &[]);
    assert_eq!(refused(alone), error, "the record alone tells");
}

#[test]
fn a_new_key_signs_nothing_that_does_not_verify() {
    for forge in [
        |story: &Story| story.change("entries/nantes-drone/entry.md", "Des drones.", "Rien."),
        |story: &Story| story.change("entries/nantes-drone/entry.statement", "previous none", ""),
        |story: &Story| fs::remove_dir_all(story.path("entries/nantes-drone")).unwrap(),
    ] {
        let mut story = Story::published();
        story.desk.renew();
        forge(&story);
        let refused = story
            .publish(&story.entry("cannes-drone", SECOND))
            .unwrap_err();
        assert!(matches!(refused, PublishError::Verify(_)), "{refused}");
        assert!(!story.path("publication/standing.txt").exists());
    }
}

#[test]
fn publishing_overwrites_nothing_that_the_desk_did_not_publish() {
    let story = Story::published();
    story.change("entries/cannes-drone/entry.md", "Des drones.", "Rien.");
    let newer = story.entry("cannes-drone", SECOND);
    let refused = story.publish(&newer).unwrap_err();
    assert_eq!(refused.message().key(), "error-publish-unverified");
    assert!(refused.to_string().contains("cannes-drone"), "{refused}");
    let text = fs::read_to_string(story.path("entries/cannes-drone/entry.md")).unwrap();
    assert!(
        text.contains("Rien."),
        "the work of whoever wrote there stays"
    );
    fs::remove_dir_all(story.path("entries/cannes-drone")).unwrap();
    story.publish(&newer).unwrap();
    story.verify().unwrap();

    // An entry of release 0.1 has no statement: the same bytes, vetted, get one.
    for name in ["entry.statement", "entry.statement.asc"] {
        fs::remove_file(story.path("entries/nantes-drone").join(name)).unwrap();
    }
    assert_eq!(self::refused(story.verify()), "error-verify-unsigned");
    story.publish(&story.entry("nantes-drone", "")).unwrap();
    story.verify().unwrap();
}

#[test]
fn what_was_shown_is_what_is_published() {
    let story = Story::published();
    let newer = story.entry("cannes-drone", SECOND);
    let shown = story.plan(&newer).unwrap();
    let public = shown.public.clone().unwrap();
    assert_eq!(public, story.entry("cannes-drone", "").into_bytes());
    story.publish(&newer).unwrap();
    let signer = Signer {
        key: &story.desk.publication,
        roster: &story.desk.roster,
        record: &story.record,
        today: TODAY,
    };
    let refused = publish(&story.vetted(&newer), &story.folder(), &signer, &shown).unwrap_err();
    assert_eq!(refused.message().key(), "error-publish-changed");

    let statement = fs::read(story.path("entries/cannes-drone/entry.statement")).unwrap();
    story.publish(&newer).unwrap();
    let again = fs::read(story.path("entries/cannes-drone/entry.statement")).unwrap();
    assert_eq!(
        again, statement,
        "what is there already is not signed again"
    );
    let text = String::from_utf8(statement).unwrap();
    assert!(!text.contains("previous none"), "{text}");
}

#[test]
fn the_desk_takes_an_entry_back() {
    let mut story = Story::published();
    fs::remove_dir_all(story.path("entries/cannes-drone")).unwrap();
    assert_eq!(refused(story.verify()), "error-verify-removed");
    let without = [id("cannes-drone")];
    let roster = Some(&story.desk.roster);
    let verified = verify(&story.folder(), roster, &story.record, &without).unwrap();
    story.record = verified.record().clone();
    story.build().unwrap();
}

#[test]
fn an_entry_that_the_desk_took_back_is_put_back_by_no_other() {
    let mut story = Story::published();
    story.build().unwrap();
    let put_back = story.keep("entries/cannes-drone");
    fs::remove_dir_all(story.path("entries/cannes-drone")).unwrap();
    let without = [id("cannes-drone")];
    let verified = verify(&story.folder(), None, &story.record, &without).unwrap();
    story.record = verified.record().clone();
    // A build goes on without it, and does not need the word again.
    story.build().unwrap();
    story.put_back("entries/cannes-drone", &put_back);
    assert_eq!(refused(story.verify()), "error-verify-taken-back");
    let said = verify(&story.folder(), None, &story.record, &without);
    assert_eq!(refused(said), "error-verify-taken-back");
    // What the desk publishes anew lists one more change.
    fs::remove_dir_all(story.path("entries/cannes-drone")).unwrap();
    story.publish(&story.entry("cannes-drone", SECOND)).unwrap();
    story.build().unwrap();
}

#[test]
fn a_build_remembers_an_observatory_that_was_moved() {
    let mut story = Story::published();
    let state = tempfile::tempdir().unwrap();
    let older = story.keep("entries/cannes-drone");
    story.publish(&story.entry("cannes-drone", SECOND)).unwrap();
    let verified = story.build().unwrap();
    let file = RecordFile::of(&story.folder(), Some(state.path()));
    file.write(verified.record()).unwrap();
    let moved = tempfile::tempdir().unwrap();
    let folder = moved.path().join("moved");
    fs::rename(story.folder(), &folder).unwrap();
    let record = RecordFile::of(&folder, Some(state.path())).read().unwrap();
    verify(&folder, None, &record, &[]).unwrap();
    fs::rename(&folder, story.folder()).unwrap();
    story.put_back("entries/cannes-drone", &older);
    fs::rename(story.folder(), &folder).unwrap();
    let said = verify(&folder, None, &record, &[]);
    assert_eq!(refused(said), "error-verify-rolled-back");
}

#[test]
fn a_first_entry_is_the_desks_once_two_editors_published_it() {
    let mut story = Story::new();
    let verified = story.build().unwrap();
    let site = render::build(verified.observatory()).unwrap();
    let page = |site: &render::Site, path: &str| {
        String::from_utf8(site.file(path).unwrap().to_vec()).unwrap()
    };
    let mark = "Shipped with Sourdine, not vetted by this desk";
    assert_eq!(
        verified.observatory().provenance.shipped.len(),
        FIRST_ENTRIES.len()
    );
    assert!(page(&site, "en/entries/istres-drone.html").contains(mark));
    let said = "shipped with Sourdine, not vetted by this desk";
    assert!(page(&site, "data/entries/istres-drone.json").contains(said));
    assert_eq!(
        page(&site, "data/observatory.json").matches(said).count(),
        FIRST_ENTRIES.len()
    );

    let (_, shipped) = FIRST_ENTRIES[0];
    let note = story.note();
    let listed = entry("x", &note, "");
    let start = listed.find("[[documents]]").unwrap();
    let end = listed.find("[[changes]]").unwrap();
    let listed = &listed[start..end];
    let text = shipped.replacen("[[changes]]", &format!("{listed}[[changes]]"), 1);
    let text = text.replacen("+++ fr", &format!("\n{SECOND}+++ fr"), 1);
    let kept = story.keep("entries/istres-drone");
    story.publish(&text).unwrap();
    let verified = story.build().unwrap();
    let site = render::build(verified.observatory()).unwrap();
    assert!(!page(&site, "en/entries/istres-drone.html").contains(mark));
    assert!(page(&site, "en/entries/istres-drone.html").contains("statements/istres-drone.txt"));
    assert!(!page(&site, "data/entries/istres-drone.json").contains(said));
    assert!(site.file(SUMS).is_some());

    story.put_back("entries/istres-drone", &kept);
    assert_eq!(
        refused(story.verify()),
        "error-verify-unsigned",
        "it went back to the first text"
    );
}

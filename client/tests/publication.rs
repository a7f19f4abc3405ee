//! From a document to a published entry: what is not cleaned, not signed by two current editors, or
//! changed since, is not published.

#![expect(
    clippy::unwrap_used,
    clippy::unwrap_in_result,
    reason = "a test that meets the unexpected stops"
)]

mod signed_desk;

use std::{
    fs,
    path::{Path, PathBuf},
};

use sourdine::desk::{
    cleaning::{Cleaned, TextLayer, clean},
    lints::Lints,
    publication::draft::Draft,
    publication::{PublishError, Signer, plan, preview, publish, record::Record},
    roster::TrustError,
    vetting::{
        Candidate, CandidateError, EditorSignature, Proposal, Vetted, VettingError, vet, vetting,
    },
};
use sourdine_observatory::{
    folder::first_entries::write_new_observatory,
    model::names::{EntryId, Uuid},
    model::observatory::{About, Observatory},
    model::text::Line,
    model::vocabulary::Technology,
    render,
};
use sourdine_platform::files;
use sourdine_protocol::text::Sha256Hex;
use tempfile::TempDir;

use signed_desk::{SignedDesk, TODAY};

const NOTE: &str = "Note de service : des drones aux manifestations.\n";

struct Story {
    scratch: TempDir,
    home: TempDir,
    desk: SignedDesk,
}

impl Story {
    fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        write_new_observatory(
            &home.path().join("observatory"),
            &Uuid::from_random([7; 16]),
        )
        .unwrap();
        Self {
            scratch: tempfile::tempdir_in("/dev/shm").unwrap(),
            home,
            desk: SignedDesk::new(&["alice", "bruno", "carla"]),
        }
    }

    fn observatory(&self) -> PathBuf {
        self.home.path().join("observatory")
    }

    fn clean(&self, text: &str) -> Cleaned {
        let original = self.scratch.path().join(format!(
            "CANARY-original-name-{}.txt",
            Sha256Hex::of(text.as_bytes())
        ));
        if !original.exists() {
            files::publish_new(&original, text.as_bytes()).unwrap();
        }
        clean(
            &original,
            self.scratch.path(),
            TextLayer::Omit,
            &mut |_, _| (),
        )
        .unwrap()
    }

    fn sign(&self, name: &str, candidate: &Candidate) -> EditorSignature {
        let text = vetting(&self.desk.scope(), &candidate.statement());
        self.desk.sign(name, text.as_bytes())
    }

    /// Checks two signatures that were made in the editors' case.
    fn vet(
        &self,
        candidate: Candidate,
        signatures: [&EditorSignature; 2],
    ) -> Result<Vetted, VettingError> {
        vet(
            candidate,
            &SignedDesk::case(),
            &self.desk.roster,
            signatures,
        )
    }

    fn publish(&self, vetted: &Vetted) -> Result<PathBuf, PublishError> {
        let record = Record::default();
        let signer = Signer {
            key: &self.desk.publication,
            roster: &self.desk.roster,
            record: &record,
            today: TODAY,
        };
        let folder = self.observatory();
        let shown = plan(vetted.candidate(), &folder, signer.roster, &record)?;
        publish(vetted, &folder, &signer, &shown)
    }

    fn candidate(&self) -> Candidate {
        let note = self.clean(NOTE);
        looked_through(entry(&[&note]), vec![note]).unwrap()
    }
}

/// A candidate in which nothing is found.
fn looked_through(entry: String, copies: Vec<Cleaned>) -> Result<Candidate, CandidateError> {
    let looked = Proposal::new(entry.into_bytes(), copies)?.look(&Lints::default())?;
    Candidate::new(looked, &[])
}

/// An entry that lists these documents.
fn entry(documents: &[&Cleaned]) -> String {
    let listed: String = documents
        .iter()
        .enumerate()
        .map(|(number, copy)| {
            format!(
                "[[documents]]\nfile = \"note-{number}.{}\"\ntitle.fr = \"Note\"\ntitle.en = \"Note\"\nsha256 = \"{}\"\ncleaned_with = \"{}\"\norigin = \"source\"\n",
                copy.kind().extension(),
                copy.sha256(),
                copy.cleaned_with()
            )
        })
        .collect();
    format!(
        "+++\nversion = 1\nid = \"cannes-drone\"\nuuid = \"5a1e0b1c-7c3f-4d7e-9b57-3f1d2c4b5a69\"\nstatus = \"voted\"\nconfidence = \"A\"\ntechnologies = [\"drone\"]\ntitle.fr = \"Cannes : drones\"\ntitle.en = \"Cannes: drones\"\nsummary.fr = \"Des drones.\"\nsummary.en = \"Drones.\"\n\n[[places]]\nlabel = \"Cannes\"\nkind = \"commune\"\n\n[[claims]]\ntext.fr = \"Des drones.\"\ntext.en = \"Drones.\"\nsources = [\"note\"]\nconfidence = \"A\"\n\n[[sources]]\nid = \"note\"\nkind = \"document\"\n\n{listed}\n[[changes]]\nday = \"2026-11-24\"\ntext.fr = \"Première version.\"\ntext.en = \"First version.\"\n+++ fr\n[Istres](istres-drone.html)\n+++ en\nText.\n"
    )
}

fn everything_under(folder: &Path) -> Vec<u8> {
    let mut all = Vec::new();
    for item in fs::read_dir(folder).unwrap() {
        let path = item.unwrap().path();
        all.extend_from_slice(path.to_str().unwrap().as_bytes());
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

#[test]
fn two_editors_publish() {
    let story = Story::new();
    let candidate = story.candidate();
    let (alice, bruno) = (
        story.sign("alice", &candidate),
        story.sign("bruno", &candidate),
    );
    let vetted = story.vet(candidate, [&alice, &bruno]).unwrap();
    let home = story.publish(&vetted).unwrap();
    assert_eq!(fs::read_to_string(home.join("note-0.txt")).unwrap(), NOTE);

    let observatory = Observatory::read(&story.observatory()).unwrap();
    assert_eq!(observatory.entries.len(), 9);
    let site = render::build(&observatory).unwrap();
    let page =
        String::from_utf8(site.file("fr/entries/cannes-drone.html").unwrap().to_vec()).unwrap();
    assert!(page.contains("../../documents/cannes-drone/note-0.txt"));

    let public = everything_under(&story.observatory());
    for signed in [alice, bruno] {
        let line = signed.signature.lines().nth(3).unwrap();
        assert!(!holds(&public, line), "an editor's signature is public");
    }
    for private in [
        "CANARY-original-name",
        "alice",
        "bruno",
        "sourdine/v1/vetting",
        ".publishing-",
    ] {
        assert!(!holds(&public, private), "{private} is public");
    }
    story.publish(&vetted).unwrap();
}

#[test]
fn an_editor_sees_what_they_sign() {
    let story = Story::new();
    let candidate = story.candidate();
    let page = preview(
        &candidate,
        About::read(&story.observatory()).unwrap(),
        &story.home.path().join("preview"),
    )
    .unwrap();
    assert!(holds(&fs::read(page).unwrap(), "Cannes"));
    let statement = candidate.statement().to_string();
    assert!(statement.starts_with("sourdine/v1/vetting\nentry cannes-drone "));
    assert!(statement.contains(&format!(
        "document note-0.txt {}\n",
        Sha256Hex::of(NOTE.as_bytes())
    )));
}

#[test]
fn signatures_count_once_and_only_for_what_was_signed() {
    let story = Story::new();
    let again = || story.candidate();
    let (alice, bruno) = (story.sign("alice", &again()), story.sign("bruno", &again()));
    let not_signed = |name: &str| Some(VettingError::NotSigned(name.to_owned()));

    assert_eq!(
        story.vet(again(), [&alice, &alice]).err(),
        Some(VettingError::SameEditor("alice".to_owned()))
    );
    let later = story.sign("alice", &again());
    assert_eq!(
        story.vet(again(), [&alice, &later]).err(),
        Some(VettingError::SameEditor("alice".to_owned()))
    );
    let disguised = EditorSignature {
        editor: "bruno".to_owned(),
        ..alice.clone()
    };
    assert_eq!(
        story.vet(again(), [&alice, &disguised]).err(),
        not_signed("bruno")
    );
    let key = story.desk.key("alice");
    let twins = story.desk.with(&[("alice", key), ("alice-2", key)]);
    assert!(
        matches!(&twins, Err(TrustError::Certificate(name)) if name == "alice-2"),
        "one certificate under two names is one editor"
    );
    let without = story
        .desk
        .with(&[("alice", key), ("carla", story.desk.key("carla"))]);
    assert_eq!(
        vet(
            again(),
            &SignedDesk::case(),
            &without.unwrap(),
            [&alice, &bruno]
        )
        .err(),
        not_signed("bruno"),
        "bruno left the roster"
    );
    let strangers = SignedDesk::new(&["alice", "bruno"]);
    assert_eq!(
        vet(
            again(),
            &SignedDesk::case(),
            &strangers.roster,
            [&alice, &bruno]
        )
        .err(),
        not_signed("alice"),
        "another desk's editors of the same names"
    );
    let elsewhere = "00c0ffee".parse().unwrap();
    assert_eq!(
        vet(again(), &elsewhere, &story.desk.roster, [&alice, &bruno]).err(),
        not_signed("alice"),
        "what they signed in one case is not signed in another"
    );
}

#[test]
fn a_byte_changed_after_signing_is_another_entry() {
    let story = Story::new();
    let again = || story.candidate();
    let (alice, bruno) = (story.sign("alice", &again()), story.sign("bruno", &again()));
    let not_signed = |name: &str| Some(VettingError::NotSigned(name.to_owned()));
    let note = story.clean(NOTE);
    let changed = entry(&[&note]).replace("Des drones.", "Des drônes.");
    let changed = looked_through(changed, vec![note]).unwrap();
    assert_eq!(
        story.vet(changed, [&alice, &bruno]).err(),
        not_signed("alice"),
        "one letter of the entry changed"
    );
    let note = story.clean("Une autre note.\n");
    let changed = looked_through(entry(&[&note]), vec![note]).unwrap();
    assert_eq!(
        story.vet(changed, [&alice, &bruno]).err(),
        not_signed("alice"),
        "another document"
    );
    let garbage = EditorSignature {
        editor: "bruno".to_owned(),
        signature: "-----BEGIN PGP SIGNATURE-----\n\nxxxx\n-----END PGP SIGNATURE-----\n"
            .to_owned(),
    };
    assert_eq!(
        story.vet(again(), [&alice, &garbage]).err(),
        not_signed("bruno")
    );
}

#[test]
fn only_clean_copies_are_candidates() {
    let story = Story::new();
    let note = story.clean(NOTE);
    let text = entry(&[&note]);
    assert!(matches!(
        looked_through(text.clone(), Vec::new()),
        Err(CandidateError::NotCleaned(_))
    ));
    assert!(matches!(
        looked_through(entry(&[]), vec![story.clean(NOTE)]),
        Err(CandidateError::NotListed(_))
    ));
    let other = text.replace("note-0.txt", "note-0.pdf");
    assert!(matches!(
        looked_through(other, vec![story.clean(NOTE)]),
        Err(CandidateError::Disagrees(..))
    ));
    let other = text.replace("sourdine 0.", "by hand 0.");
    assert!(matches!(
        looked_through(other, vec![story.clean(NOTE)]),
        Err(CandidateError::Disagrees(..))
    ));
}

#[test]
fn a_copy_changed_after_vetting_is_not_published() {
    let story = Story::new();
    let candidate = story.candidate();
    let copy = candidate.documents().next().unwrap().1.path().to_owned();
    let (alice, bruno) = (
        story.sign("alice", &candidate),
        story.sign("bruno", &candidate),
    );
    let vetted = story.vet(candidate, [&alice, &bruno]).unwrap();
    fs::remove_file(&copy).unwrap();
    files::publish_new(&copy, b"something else").unwrap();
    assert!(matches!(
        story.publish(&vetted),
        Err(PublishError::Cleaned(_))
    ));
    assert!(
        !story.observatory().join("entries/cannes-drone").exists(),
        "whole or not at all"
    );
    assert!(!holds(
        &everything_under(&story.observatory()),
        ".publishing-"
    ));
}

fn publish_text(story: &Story, text: &str) -> Result<PathBuf, PublishError> {
    let candidate = looked_through(text.to_owned(), Vec::new()).unwrap();
    let (alice, bruno) = (
        story.sign("alice", &candidate),
        story.sign("carla", &candidate),
    );
    story.publish(&story.vet(candidate, [&alice, &bruno]).unwrap())
}

#[test]
fn an_update_says_what_it_changes() {
    let story = Story::new();
    let text = entry(&[]);
    publish_text(&story, &text).unwrap();
    let silent = text.replace("voted", "deployed");
    assert!(matches!(
        publish_text(&story, &silent),
        Err(PublishError::Unannounced(_))
    ));
    let change = "text.en = \"First version.\"\n\n[[changes]]\nday = \"2026-11-25\"\ntext.fr = \"En service.\"\ntext.en = \"In use.\"\n";
    publish_text(
        &story,
        &silent.replace("text.en = \"First version.\"\n", change),
    )
    .unwrap();
    assert!(matches!(
        publish_text(&story, &text.replace("5a1e0b1c", "5a1e0b1d")),
        Err(PublishError::NameTaken(_))
    ));
    let renamed = text.replace("cannes-drone", "cannes-drones");
    assert!(matches!(
        publish_text(&story, &renamed),
        Err(PublishError::SameUuid(_))
    ));
    let dead = text
        .replace("istres-drone.html", "nowhere.html")
        .replace("cannes-drone\"", "cannes-2\"")
        .replace("5a1e0b1c", "5a1e0b1e");
    assert!(matches!(
        publish_text(&story, &dead),
        Err(PublishError::Site(_))
    ));
}

#[test]
fn a_draft_is_not_vetted_before_it_is_written() {
    let story = Story::new();
    let note = story.clean(NOTE);
    let draft = Draft {
        id: EntryId::try_from("cannes-drone".to_owned()).unwrap(),
        uuid: Uuid::from_random([9; 16]),
        day: "2026-11-24".parse().unwrap(),
        place: Some(Line::try_from("Cannes \"la\" ville".to_owned()).unwrap()),
        technologies: vec![Technology::Drone],
        documents: vec![&note],
    };
    let text = draft.text();
    let error = looked_through(text.clone(), vec![story.clean(NOTE)])
        .err()
        .unwrap()
        .to_string();
    assert!(
        error.contains("unknown variant ``"),
        "nobody said how sure it is: {error}"
    );
    assert!(!text.contains("CANARY"), "nothing of the original's name");
    let written = text
        .replace("confidence = \"\"", "confidence = \"C\"")
        .replace("\"\"", "\"Un texte.\"");
    let candidate = looked_through(written, vec![note]).unwrap();
    assert_eq!(candidate.entry().documents.len(), 1);
    assert_eq!(
        candidate.entry().places.first().unwrap().label.as_str(),
        "Cannes \"la\" ville"
    );
}

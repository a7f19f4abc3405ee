//! Cases: copies that went apart come together, nothing is lost when several write, and only
//! today's editors read what is written today.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that meets the unexpected stops"
)]

use std::{
    env,
    fs::{self, OpenOptions},
    io::{Seek, SeekFrom, Write},
    path::Path,
    process::Command,
    thread,
};

use age::Identity;
use proptest::prelude::*;
use sourdine::desk::{
    case::{
        Case, CaseError,
        event::{CaseEnvelope, CaseId, CaseState, EventKind, Tag},
        file::{Cases, CasesError},
    },
    sealed::{self, SealedError},
};
use sourdine_observatory::model::text::Line;
use sourdine_protocol::text::Sha256Hex;
use sourdine_protocol::{
    day::Day,
    envelope::EnvelopeHash,
    envelope::hybrid::{HybridIdentity, HybridRecipient},
};
use strum::VariantArray;
use tempfile::TempDir;

const TODAY: Day = Day(20_781);
/// Where the child of `processes_that_write_at_once_lose_nothing` writes; what it writes with.
const CHILD_FOLDER: &str = "CASE_TEST_FOLDER";
const CHILD_NAME: &str = "CASE_TEST_NAME";
const CHILD_WRITES: usize = 12;

struct Desk {
    folder: TempDir,
    alice: HybridIdentity,
    bruno: HybridIdentity,
}

impl Desk {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            alice: HybridIdentity::generate().unwrap(),
            bruno: HybridIdentity::generate().unwrap(),
        }
    }

    fn cases(&self) -> Cases {
        Cases::at(self.folder.path()).unwrap()
    }

    fn roster(&self) -> Vec<HybridRecipient> {
        vec![self.alice.to_recipient(), self.bruno.to_recipient()]
    }

    fn new_case(&self) -> CaseId {
        let case = self
            .cases()
            .create(&self.roster(), |case| {
                Ok(case.add("alice", TODAY, title("Caméras"))?)
            })
            .unwrap();
        case.id().clone()
    }

    fn note(&self, id: &CaseId, text: &str) -> Result<Case, CasesError> {
        self.cases()
            .change(id, &[&self.alice], &self.roster(), |case| {
                Ok(case.add("alice", TODAY, note(text))?)
            })
    }
}

fn title(text: &str) -> EventKind {
    EventKind::Title {
        title: Line::try_from(text.to_owned()).unwrap(),
    }
}

fn note(text: &str) -> EventKind {
    EventKind::Note {
        text: text.to_owned(),
    }
}

fn notes(case: &Case) -> Vec<String> {
    let view = case.view();
    view.notes
        .iter()
        .map(|(_, text)| (*text).to_owned())
        .collect()
}

fn id(text: &str) -> CaseId {
    CaseId::try_from(text.to_owned()).unwrap()
}

fn what() -> impl Strategy<Value = EventKind> {
    prop_oneof![
        "[a-zé ]{1,20}".prop_map(|text| note(&text)),
        (0..CaseState::VARIANTS.len()).prop_map(|at| EventKind::State {
            state: CaseState::VARIANTS[at]
        }),
        "[a-c]".prop_map(|tag| EventKind::Tag {
            tag: tag.parse::<Tag>().unwrap()
        }),
        "[a-c]".prop_map(|tag| EventKind::Untag {
            tag: tag.parse::<Tag>().unwrap()
        }),
    ]
}

/// A case, and what three editors who each had a copy of it made of theirs.
fn copies() -> impl Strategy<Value = [Case; 3]> {
    let list = || prop::collection::vec(what(), 0..5);
    (list(), [list(), list(), list()]).prop_map(|(common, own)| {
        let mut base = Case::new(id("00c0ffee"));
        for what in common {
            base.add("alice", TODAY, what).unwrap();
        }
        own.map(|list| {
            let mut copy = base.clone();
            for what in list {
                copy.add("bruno", TODAY, what).unwrap();
            }
            copy
        })
    })
}

fn union(first: &Case, second: &Case) -> Case {
    let mut both = first.clone();
    both.union(second.clone());
    both
}

proptest! {
    #[test]
    fn the_union_of_copies_depends_on_no_order([a, b, c] in copies()) {
        prop_assert_eq!(union(&a, &b), union(&b, &a));
        prop_assert_eq!(union(&union(&a, &b), &c), union(&a, &union(&b, &c)));
        prop_assert_eq!(&union(&a, &a), &a);
        let all = union(&union(&a, &b), &c);
        prop_assert_eq!(&union(&all, &b), &all);
        let otherwise = union(&union(&c, &a), &b);
        prop_assert_eq!(otherwise.view(), all.view());
        for event in a.in_order() {
            prop_assert!(all.in_order().contains(&event));
        }
    }

    #[test]
    fn what_is_written_is_read([case, ..] in copies()) {
        let json = case.to_json().unwrap();
        prop_assert_eq!(Case::from_json(&json).unwrap(), case);
    }
}

#[test]
fn two_events_under_one_id_end_the_same_in_every_copy() {
    let mut honest = Case::new(id("00c0ffee"));
    honest.add("alice", TODAY, note("vrai")).unwrap();
    let json = String::from_utf8(honest.to_json().unwrap()).unwrap();
    let forged = Case::from_json(json.replace("vrai", "faux").as_bytes()).unwrap();
    assert_eq!(union(&honest, &forged), union(&forged, &honest));
}

#[test]
fn the_later_word_counts_whatever_the_clocks_say() {
    let mut case = Case::new(id("00c0ffee"));
    let state = |state| EventKind::State { state };
    case.add("alice", TODAY, state(CaseState::Reading)).unwrap();
    case.add("bruno", Day(3), state(CaseState::Verifying))
        .unwrap();
    assert_eq!(case.view().state, CaseState::Verifying);
}

#[test]
fn a_letter_is_counted_once() {
    let mut case = Case::new(id("00c0ffee"));
    let envelope = || {
        EventKind::Envelope(CaseEnvelope {
            envelope: "aa".to_owned(),
            hash: EnvelopeHash::of(b"letter"),
            submission: None,
        })
    };
    case.add("alice", TODAY, envelope()).unwrap();
    case.add("bruno", TODAY, envelope()).unwrap();
    let read = Case::from_json(&case.to_json().unwrap()).unwrap();
    assert_eq!(read.view().envelopes.len(), 1);
}

#[test]
fn a_newer_program_s_case_is_named_as_such() {
    let newer = br#"{"version":2,"case":"00c0ffee","events":[],"more":true}"#;
    assert!(matches!(
        Case::from_json(newer),
        Err(CaseError::NewerVersion(2))
    ));
    let event = |what: &str| {
        format!(
            r#"{{"version":1,"case":"00c0ffee","events":[{{"id":"{}","number":1,"day":"2026-11-24","editor":"alice","what":{what}}}]}}"#,
            "0".repeat(32)
        )
    };
    assert!(Case::from_json(event(r#"{"kind":"note","text":"x"}"#).as_bytes()).is_ok());
    assert!(matches!(
        Case::from_json(event(r#"{"kind":"dance"}"#).as_bytes()),
        Err(CaseError::UnknownKind(kind)) if kind == "dance"
    ));
    for malformed in [
        event(r#"{"kind":"note","text":"x","more":1}"#),
        event(r#"{"kind":"state","state":"lost"}"#),
        event(r#"{"kind":"title","title":"a\u202eb"}"#),
        event(r#"{"kind":"envelope","envelope":"a","blake3":"short"}"#),
        "{}".to_owned(),
        String::new(),
    ] {
        assert!(
            matches!(
                Case::from_json(malformed.as_bytes()),
                Err(CaseError::Malformed(_))
            ),
            "{malformed}"
        );
    }
}

#[test]
fn every_kind_that_is_written_is_one_that_is_known() {
    let mut case = Case::new(id("00c0ffee"));
    for what in [
        title("Caméras"),
        note("Note"),
        EventKind::Tag {
            tag: "urgent".parse().unwrap(),
        },
        EventKind::Place {
            place: Line::try_from("Cannes".to_owned()).unwrap(),
        },
        EventKind::Technologies {
            technologies: Vec::new(),
        },
        EventKind::Vetted {
            entry: "+++".to_owned(),
            signed: sourdine::desk::vetting::EditorSignature {
                editor: "alice".to_owned(),
                signature: "s".to_owned(),
            },
        },
        EventKind::Published {
            entry: "cannes".to_owned().try_into().unwrap(),
            statement: Sha256Hex::of(b"s"),
        },
    ] {
        case.add("alice", TODAY, what).unwrap();
    }
    assert_eq!(Case::from_json(&case.to_json().unwrap()).unwrap(), case);
}

#[test]
fn a_case_on_disk_tells_nothing() {
    let desk = Desk::new();
    let id = desk.new_case();
    desk.note(&id, "CANARY").unwrap();
    let own = desk.folder.path().join(format!("{id}.age"));
    let bytes = fs::read(&own).unwrap();
    for private in ["CANARY", "alice", "Cam", "title"] {
        assert!(
            !bytes
                .windows(private.len())
                .any(|window| window == private.as_bytes())
        );
    }
    use std::os::unix::fs::PermissionsExt;
    assert_eq!(
        fs::metadata(&own).unwrap().permissions().mode() & 0o777,
        0o600
    );
    let mut names: Vec<_> = fs::read_dir(desk.folder.path())
        .unwrap()
        .map(|item| item.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, [".lock".to_owned(), format!("{id}.age")]);
}

#[test]
fn a_beginning_is_enough_when_there_is_one() {
    let desk = Desk::new();
    let id = desk.new_case();
    let short: String = id.as_str().chars().take(4).collect();
    assert_eq!(desk.cases().find(&short).unwrap(), id);
    assert!(matches!(
        desk.cases().find("zz"),
        Err(CasesError::NoSuchCase(_))
    ));
    assert!(matches!(
        desk.cases().find(""),
        Err(CasesError::NoSuchCase(_))
    ));
    let twin = desk.folder.path().join(format!("{short}0000.age"));
    fs::copy(desk.folder.path().join(format!("{id}.age")), twin).unwrap();
    assert!(matches!(
        desk.cases().find(&short),
        Err(CasesError::Ambiguous(_))
    ));
}

#[test]
fn a_copy_that_a_sync_tool_left_is_read_and_then_gone() {
    let desk = Desk::new();
    let id = desk.new_case();
    let own = desk.folder.path().join(format!("{id}.age"));
    let conflict = desk
        .folder
        .path()
        .join(format!("{id}.sync-conflict-20261124.age"));
    let before = fs::read(&own).unwrap();
    desk.note(&id, "de Bruno").unwrap();
    fs::rename(&own, &conflict).unwrap();
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&own)
        .unwrap()
        .write_all(&before)
        .unwrap();
    assert_eq!(
        notes(&desk.cases().read(&id, &[&desk.bruno]).unwrap()),
        ["de Bruno"]
    );
    let case = desk.note(&id, "d’Alice").unwrap();
    assert_eq!(notes(&case), ["de Bruno", "d’Alice"]);
    assert!(!conflict.exists());
    assert_eq!(desk.cases().read(&id, &[&desk.bruno]).unwrap(), case);
    assert_eq!(desk.cases().list().unwrap(), [id]);
}

#[test]
fn a_file_dropped_beside_a_case_does_not_lock_it() {
    let desk = Desk::new();
    let id = desk.new_case();
    let folder = desk.folder.path();
    let stranger = HybridIdentity::generate().unwrap().to_recipient();
    let (junk, others) = (
        folder.join(format!("{id} (conflict).age")),
        folder.join(format!("{id} (copy).age")),
    );
    fs::copy("/proc/self/exe", &junk).unwrap();
    sealed::seal(&others, &[stranger], &mut &b"{}"[..]).unwrap();
    let case = desk.note(&id, "d’Alice").unwrap();
    assert_eq!(notes(&case), ["d’Alice"]);
    assert_eq!(desk.cases().read(&id, &[&desk.bruno]).unwrap(), case);
    let aside = desk.cases().left_aside(&id, &[&desk.bruno]).unwrap();
    assert_eq!(aside, [junk, others]);
    assert!(aside.iter().all(|path| path.exists()), "nothing is lost");
}

#[test]
fn an_editor_who_left_cannot_read_what_is_written_later() {
    let desk = Desk::new();
    let id = desk.new_case();
    assert!(desk.cases().read(&id, &[&desk.bruno]).is_ok());
    let carla = HybridIdentity::generate().unwrap();
    let roster = [desk.alice.to_recipient(), carla.to_recipient()];
    let change = desk.cases().change(&id, &[&desk.alice], &roster, |case| {
        Ok(case.add("alice", TODAY, note("sans Bruno"))?)
    });
    change.unwrap();
    let closed = desk.cases().read(&id, &[&desk.bruno]);
    assert!(matches!(
        closed,
        Err(CasesError::Sealed(SealedError::Closed(_)))
    ));
    let read = desk.cases().read(&id, &[&carla]).unwrap();
    assert_eq!(notes(&read), ["sans Bruno"]);
}

#[test]
fn a_case_that_somebody_touched_is_refused_and_stays() {
    let desk = Desk::new();
    let id = desk.new_case();
    let own = desk.folder.path().join(format!("{id}.age"));
    let whole = fs::read(&own).unwrap();
    for at in [0, 30, whole.len() / 2, whole.len() - 1] {
        let mut file = OpenOptions::new().write(true).open(&own).unwrap();
        file.seek(SeekFrom::Start(at as u64)).unwrap();
        file.write_all(&[whole[at] ^ 1]).unwrap();
        let touched = fs::read(&own).unwrap();
        assert!(
            matches!(desk.note(&id, "x"), Err(CasesError::Sealed(_))),
            "byte {at}"
        );
        assert_eq!(fs::read(&own).unwrap(), touched);
        file.seek(SeekFrom::Start(at as u64)).unwrap();
        file.write_all(&[whole[at]]).unwrap();
    }
    let file = OpenOptions::new().write(true).open(&own).unwrap();
    for length in [0, 10, whole.len() - 1] {
        file.set_len(length as u64).unwrap();
        assert!(
            matches!(desk.note(&id, "x"), Err(CasesError::Sealed(_))),
            "{length} bytes"
        );
    }
}

#[test]
fn a_case_under_another_s_name_is_refused() {
    let desk = Desk::new();
    let id = desk.new_case();
    fs::rename(
        desk.folder.path().join(format!("{id}.age")),
        desk.folder.path().join("00000000.age"),
    )
    .unwrap();
    let read = desk
        .cases()
        .read(&desk.cases().find("0000").unwrap(), &[&desk.alice]);
    assert!(matches!(read, Err(CasesError::Misnamed(_))));
}

#[test]
fn threads_that_write_at_once_lose_nothing() {
    let desk = Desk::new();
    let id = desk.new_case();
    thread::scope(|scope| {
        for writer in 0..4 {
            let (desk, id) = (&desk, &id);
            scope.spawn(move || {
                for number in 0..5 {
                    desk.note(id, &format!("{writer}-{number}")).unwrap();
                }
            });
        }
    });
    let case = desk.cases().read(&id, &[&desk.alice]).unwrap();
    assert_eq!(notes(&case).len(), 20);
}

#[test]
fn processes_that_write_at_once_lose_nothing() {
    let desk = Desk::new();
    let id = desk.new_case();
    let keys = desk.folder.path().join("keys");
    fs::create_dir(&keys).unwrap();
    // The children share a key of their own, in the clear: it is this test's alone.
    let secret = desk.alice.to_secret_string();
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(keys.join("alice"))
        .unwrap();
    file.write_all(secret_bytes(&secret)).unwrap();
    let children: Vec<_> = ["un", "deux", "trois"]
        .into_iter()
        .map(|name| {
            Command::new(env::current_exe().unwrap())
                .args(["--ignored", "--exact", "a_process_that_writes"])
                .env(CHILD_FOLDER, desk.folder.path())
                .env(CHILD_NAME, name)
                .stdout(std::process::Stdio::null())
                .spawn()
                .unwrap()
        })
        .collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let case = desk.cases().read(&id, &[&desk.alice]).unwrap();
    assert_eq!(notes(&case).len(), 3 * CHILD_WRITES);
    for name in ["un", "deux", "trois"] {
        let own: Vec<_> = notes(&case)
            .into_iter()
            .filter(|text| text.starts_with(name))
            .collect();
        let expected: Vec<_> = (10..10 + CHILD_WRITES)
            .map(|number| format!("{name} {number}"))
            .collect();
        assert_eq!(own, expected, "each one's words stay in their order");
    }
}

#[test]
#[ignore = "the child of processes_that_write_at_once_lose_nothing"]
fn a_process_that_writes() {
    let (Some(folder), Some(name)) = (env::var_os(CHILD_FOLDER), env::var_os(CHILD_NAME)) else {
        return;
    };
    let folder = Path::new(&folder);
    let secret = fs::read_to_string(folder.join("keys/alice")).unwrap();
    let alice: HybridIdentity = secret.parse().unwrap();
    let cases = Cases::at(folder).unwrap();
    let id = cases.list().unwrap().remove(0);
    for number in 10..10 + CHILD_WRITES {
        let text = format!("{} {number}", name.to_str().unwrap());
        cases
            .change(&id, &[&alice], &[alice.to_recipient()], |case| {
                Ok(case.add("alice", TODAY, note(&text))?)
            })
            .unwrap();
    }
}

fn secret_bytes(secret: &age::secrecy::SecretString) -> &[u8] {
    age::secrecy::ExposeSecret::expose_secret(secret).as_bytes()
}

#[test]
fn a_file_larger_than_any_of_ours_is_not_read_whole() {
    let desk = Desk::new();
    let path = desk.folder.path().join("large.age");
    sealed::seal(&path, &desk.roster(), &mut [7_u8; 1000].as_slice()).unwrap();
    let identities: [&dyn Identity; 1] = [&desk.alice];
    assert_eq!(
        sealed::open_bytes(&path, &identities, 1000).unwrap().len(),
        1000
    );
    assert!(matches!(
        sealed::open_bytes(&path, &identities, 999),
        Err(SealedError::TooLarge(_))
    ));
}

#[test]
fn what_is_put_into_a_shared_folder_keeps_nobody_waiting() {
    let desk = Desk::new();
    let id = desk.new_case();
    let beside = |name: &str| desk.folder.path().join(format!("{id}.{name}.age"));
    let aside = || desk.cases().left_aside(&id, &[&desk.alice]).unwrap();
    let pipe = beside("pipe");
    assert!(
        Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    assert_eq!(aside(), std::slice::from_ref(&pipe));
    fs::remove_file(pipe).unwrap();
    // The header alone would take minutes to read.
    let endless = [
        b"age-encryption.org/v1\n".as_slice(),
        &b"-> X a\n\n".repeat(100_000),
    ]
    .concat();
    let mut options = OpenOptions::new();
    let file = options.write(true).create_new(true).open(beside("endless"));
    file.unwrap().write_all(&endless).unwrap();
    assert_eq!(aside(), [beside("endless")]);
    fs::remove_file(beside("endless")).unwrap();
    assert!(aside().is_empty());
}

#[test]
fn a_link_in_place_of_a_case_is_not_followed() {
    let desk = Desk::new();
    let id = desk.new_case();
    let own = desk.folder.path().join(format!("{id}.age"));
    let elsewhere = desk.folder.path().join("elsewhere");
    fs::rename(&own, &elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, &own).unwrap();
    let refused = desk.cases().read(&id, &[&desk.alice]).unwrap_err();
    assert!(
        matches!(&refused, CasesError::Sealed(SealedError::File(error))
            if error.source.kind() == std::io::ErrorKind::InvalidInput),
        "{refused}"
    );
}

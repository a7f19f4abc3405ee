//! Cases on disk: nothing is lost when several write, only today's editors read what is written
//! today, and what a machine has seen it does not forget.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that meets the unexpected stops"
)]

mod machines;

use std::{
    fs::{self, OpenOptions},
    io::Write,
    os::unix::fs::PermissionsExt,
    path::PathBuf,
    process::Command,
    thread,
};

use age::Identity;
use sourdine::desk::{
    case::{
        CaseError,
        event::{CaseEnvelope, CaseState, EventKind},
        store::CasesError,
    },
    sealed::{self, SealedError},
};
use sourdine_protocol::{envelope::EnvelopeHash, envelope::hybrid::HybridIdentity};

use machines::{Desk, Machine, copy_folder, note, notes, random_files, title};

/// The heads of two files differ by less than this, in bytes.
const HEAD_BYTES: u64 = 2_000;

/// Puts bytes into a file, whatever was there.
fn put(path: &std::path::Path, bytes: &[u8]) {
    let mut options = OpenOptions::new();
    let file = options.write(true).create(true).truncate(true).open(path);
    file.unwrap().write_all(bytes).unwrap();
}

fn key_file(desk: &Desk, id: &sourdine::desk::case::event::CaseId) -> PathBuf {
    desk.folder().join(format!("{id}.age"))
}

#[test]
fn a_case_on_disk_tells_nothing() {
    let desk = Desk::new(&["alice", "bruno"]);
    let roster = desk.roster(1, &["alice", "bruno"]);
    let alice = desk.machine("alice", &roster);
    let id = alice.create(vec![title("Caméras")]);
    alice.add(&id, vec![note("CANARY")]).unwrap();
    let mut names = Vec::new();
    for item in fs::read_dir(desk.folder()).unwrap() {
        let path = item.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        for private in ["CANARY", "alice", "Cam", "title", &desk.desk()] {
            let mut windows = bytes.windows(private.len());
            assert!(!windows.any(|window| window == private.as_bytes()));
        }
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        names.push(path.file_name().unwrap().to_str().unwrap().to_owned());
    }
    names.sort();
    assert_eq!(names.len(), 3, "a lock, keys, one segment: {names:?}");
    assert_eq!(names[0], ".lock");
    assert!(names.contains(&format!("{id}.age")));
}

#[test]
fn records_whose_case_has_not_come_yet_are_not_strange() {
    let desk = Desk::new(&["alice", "bruno"]);
    let roster = desk.roster(1, &["alice", "bruno"]);
    let (alice, bruno) = (
        desk.machine("alice", &roster),
        desk.machine("bruno", &roster),
    );
    let id = alice.create(vec![title("Caméras")]);
    fs::remove_file(desk.folder().join(format!("{id}.age"))).unwrap();
    fs::create_dir(desk.folder().join(".stfolder")).unwrap();
    assert!(bruno.cases().strange().unwrap().is_empty());
    assert_eq!(bruno.cases().keyless().unwrap(), std::slice::from_ref(&id));
    // A machine that remembers it says that it is gone.
    assert!(alice.cases().keyless().unwrap().is_empty());
    assert_eq!(alice.cases().gone().unwrap(), [id]);
}

#[test]
fn a_lock_that_others_put_there_keeps_no_editor_from_writing() {
    let desk = Desk::new(&["alice"]);
    let roster = desk.roster(1, &["alice"]);
    let alice = desk.machine("alice", &roster);
    let id = alice.create(vec![title("Caméras")]);
    let lock = desk.folder().join(".lock");
    fs::remove_file(&lock).unwrap();
    fs::create_dir(&lock).unwrap();
    alice.add(&id, vec![note("malgré le dossier")]).unwrap();
    fs::remove_dir(&lock).unwrap();
    std::os::unix::fs::symlink("/nowhere/at/all", &lock).unwrap();
    alice.add(&id, vec![note("malgré le lien")]).unwrap();
    assert_eq!(alice.notes(&id).len(), 2);
}

#[test]
fn a_segment_for_several_is_tried_by_no_key() {
    let desk = Desk::new(&["alice"]);
    let roster = desk.roster(1, &["alice"]);
    let alice = desk.machine("alice", &roster);
    let id = alice.create(vec![title("Caméras")]);
    let segment = &random_files(desk.folder(), &id)[0];
    let records = alice.open_segment(&id, segment).unwrap();
    let text = format!(
        "sourdine/v2/segment\n{}",
        serde_json::json!({"version": 2, "records": records})
    );
    let own = alice.recipient(&id);
    let to = [own, HybridIdentity::generate().unwrap().to_recipient()];
    let path = desk.folder().join(format!("{id}.{}.age", "a".repeat(64)));
    sealed::seal(&path, &to, &mut text.as_bytes()).unwrap();
    assert_eq!(alice.read(&id).left_aside, std::slice::from_ref(&path));
    sealed::seal(&path, &to[..1], &mut text.as_bytes()).unwrap();
    assert!(alice.read(&id).left_aside.is_empty());
}

#[test]
fn a_segment_tells_neither_when_nor_how_much() {
    let desk = Desk::new(&["alice"]);
    let roster = desk.roster(1, &["alice"]);
    let alice = desk.machine("alice", &roster);
    let id = alice.create(vec![title("Caméras")]);
    let mut seen = Vec::new();
    for text in ["a", &"long ".repeat(6_000)] {
        alice.add(&id, vec![note(text)]).unwrap();
        let files = random_files(desk.folder(), &id);
        assert_eq!(files.len(), 1, "the machine goes on in its open segment");
        let about = fs::metadata(&files[0]).unwrap();
        let time = about.modified().unwrap();
        assert_eq!(time, std::time::UNIX_EPOCH);
        seen.push((files[0].clone(), about.len()));
    }
    assert_ne!(seen[0].0, seen[1].0, "each writing has a name of its own");
    // age adds a stanza of random length to each file's head.
    assert!(seen[0].1.abs_diff(seen[1].1) < HEAD_BYTES, "{seen:?}");
}

#[test]
fn a_full_segment_is_closed() {
    let desk = Desk::new(&["alice"]);
    let roster = desk.roster(1, &["alice"]);
    let alice = desk.machine("alice", &roster);
    let id = alice.create(vec![title("Caméras")]);
    let text = "x".repeat(30_000);
    for _ in 0..6 {
        alice.add(&id, vec![note(&text)]).unwrap();
    }
    assert!(random_files(desk.folder(), &id).len() >= 3);
    assert_eq!(alice.notes(&id).len(), 6);
}

#[test]
fn a_letter_is_counted_once() {
    let desk = Desk::new(&["alice"]);
    let roster = desk.roster(1, &["alice"]);
    let alice = desk.machine("alice", &roster);
    let envelope = || {
        EventKind::Envelope(CaseEnvelope {
            envelope: "aa".to_owned(),
            hash: EnvelopeHash::of(b"letter"),
            submission: None,
        })
    };
    let id = alice.create(vec![envelope(), envelope()]);
    assert_eq!(alice.read(&id).case.view().envelopes.len(), 1);
}

#[test]
fn a_beginning_is_enough_when_there_is_one() {
    let desk = Desk::new(&["alice"]);
    let roster = desk.roster(1, &["alice"]);
    let alice = desk.machine("alice", &roster);
    let id = alice.create(vec![title("Caméras")]);
    let short: String = id.as_str().chars().take(4).collect();
    let cases = alice.cases();
    assert_eq!(cases.find(&short).unwrap(), id);
    assert!(matches!(cases.find("zz"), Err(CasesError::NoSuchCase(_))));
    assert!(matches!(cases.find(""), Err(CasesError::NoSuchCase(_))));
    fs::copy(
        key_file(&desk, &id),
        desk.folder().join(format!("{short}0000.age")),
    )
    .unwrap();
    assert!(matches!(cases.find(&short), Err(CasesError::Ambiguous(_))));
}

#[test]
fn a_copy_that_a_sync_tool_left_is_read() {
    let desk = Desk::new(&["alice", "bruno"]);
    let roster = desk.roster(1, &["alice", "bruno"]);
    let (alice, bruno) = (
        desk.machine("alice", &roster),
        desk.machine("bruno", &roster),
    );
    let id = alice.create(vec![title("Caméras")]);
    bruno.add(&id, vec![note("de Bruno")]).unwrap();
    // A copy of the keys, and one of a segment that is gone under its own name.
    let conflict = desk
        .folder()
        .join(format!("{id}.sync-conflict-20261124.age"));
    fs::copy(key_file(&desk, &id), &conflict).unwrap();
    let segment = &random_files(desk.folder(), &id)[0];
    let name = segment.file_name().unwrap().to_str().unwrap();
    let renamed = name.replace(".age", ".sync-conflict-20261124-101112-ABCDEFG.age");
    fs::rename(segment, desk.folder().join(renamed)).unwrap();
    let other = desk.machine("alice", &roster);
    let stored = other.read(&id);
    assert_eq!((stored.lost, stored.case.missing()), (0, 0));
    assert_eq!(notes(&stored), ["de Bruno"]);
    let stored = alice.add(&id, vec![note("d’Alice")]).unwrap();
    assert_eq!(notes(&stored), ["de Bruno", "d’Alice"]);
    assert!(!conflict.exists());
    assert_eq!(bruno.read(&id).case, stored.case);
    assert_eq!(alice.cases().list().unwrap(), [id]);
}

#[test]
fn a_file_dropped_beside_a_case_does_not_lock_it() {
    let desk = Desk::new(&["alice", "bruno"]);
    let roster = desk.roster(1, &["alice", "bruno"]);
    let (alice, bruno) = (
        desk.machine("alice", &roster),
        desk.machine("bruno", &roster),
    );
    let id = alice.create(vec![title("Caméras")]);
    let stranger = HybridIdentity::generate().unwrap().to_recipient();
    let editors = roster.recipients(machines::TODAY).unwrap();
    let beside = |name: &str| desk.folder().join(format!("{id}{name}.age"));
    let dropped = [
        beside(" (conflict)"),
        beside(" (copy)"),
        beside(" (newer)"),
        beside(" (other)"),
        beside(&format!(".{}", "0".repeat(64))),
    ];
    put(&dropped[0], b"no age file");
    sealed::seal(&dropped[1], &[stranger], &mut &b"{}"[..]).unwrap();
    let newer = format!(r#"{{"version":3,"case":"{id}","keys":[]}}"#);
    sealed::seal(&dropped[2], &editors, &mut newer.as_bytes()).unwrap();
    let other = r#"{"version":2,"case":"00000000","keys":[]}"#;
    sealed::seal(&dropped[3], &editors, &mut other.as_bytes()).unwrap();
    put(&dropped[4], b"age-encryption.org/v1\n");
    let mut expected = dropped.to_vec();
    expected.sort();
    let stored = alice.add(&id, vec![note("d’Alice")]).unwrap();
    assert_eq!(notes(&stored), ["d’Alice"]);
    let read = bruno.read(&id);
    assert_eq!(read.case, stored.case);
    assert_eq!(read.left_aside, expected);
    assert!(expected.iter().all(|path| path.exists()), "nothing is lost");
}

#[test]
fn what_is_no_case_is_named() {
    let desk = Desk::new(&["alice"]);
    let roster = desk.roster(1, &["alice"]);
    let alice = desk.machine("alice", &roster);
    let id = alice.create(vec![title("Caméras")]);
    let mut strange: Vec<PathBuf> = ["age.conflict1", "age..path1", "age.orig"]
        .iter()
        .map(|ending| desk.folder().join(format!("{id}.{ending}")))
        .collect();
    strange.push(desk.folder().join(format!("Copie de {id}.age")));
    strange.push(desk.folder().join("notes.txt"));
    for path in &strange {
        fs::copy(key_file(&desk, &id), path).unwrap();
    }
    strange.sort();
    assert_eq!(alice.cases().strange().unwrap(), strange);
}

#[test]
fn an_editor_who_left_cannot_read_what_is_written_later() {
    let desk = Desk::new(&["alice", "bruno", "carla"]);
    let before = desk.roster(1, &["alice", "bruno"]);
    let after = desk.roster(2, &["alice", "carla"]);
    let alice = desk.machine("alice", &before);
    let bruno = desk.machine("bruno", &before);
    let id = alice.create(vec![title("Caméras")]);
    bruno.add(&id, vec![note("de Bruno")]).unwrap();
    let alice = alice.under(after.clone());
    alice.add(&id, vec![note("sans Bruno")]).unwrap();
    assert_eq!(bruno.notes(&id), ["de Bruno"], "by what it remembers");
    let fresh = desk.machine("bruno", &before);
    assert!(matches!(
        fresh.try_read(&id),
        Err(CasesError::Sealed(SealedError::Closed(_)))
    ));
    let carla = desk.machine("carla", &after);
    // Alice wrote hers before she closed what Bruno had said: neither comes first.
    let mut read = carla.notes(&id);
    read.sort();
    assert_eq!(read, ["de Bruno", "sans Bruno"]);
}

#[test]
fn an_older_roster_than_the_case_s_does_not_write() {
    let desk = Desk::new(&["alice", "bruno", "carla"]);
    let before = desk.roster(1, &["alice", "bruno", "carla"]);
    let after = desk.roster(2, &["alice", "bruno"]);
    let alice = desk.machine("alice", &before);
    let bruno = desk.machine("bruno", &before);
    let id = alice.create(vec![title("Caméras")]);
    bruno.read(&id);
    let alice = Machine {
        roster: after.clone(),
        ..alice
    };
    alice.reseal(&id);
    let refused = bruno.add(&id, vec![note("lisible par Carla")]).unwrap_err();
    let CasesError::Case { error, .. } = refused else {
        panic!("{refused}");
    };
    assert!(
        matches!(error, CaseError::OlderRoster { seen: 2, known: 1 }),
        "{error}"
    );
    let bruno = Machine {
        roster: after,
        ..bruno
    };
    assert_eq!(
        notes(&bruno.add(&id, vec![note("bien")]).unwrap()),
        ["bien"]
    );
}

#[test]
fn what_was_written_under_an_older_roster_is_named() {
    let desk = Desk::new(&["alice", "bruno", "carla"]);
    let before = desk.roster(1, &["alice", "bruno", "carla"]);
    let alice = desk.machine("alice", &before);
    let bruno = desk.machine("bruno", &before);
    let id = alice.create(vec![title("Caméras")]);
    bruno.read(&id);
    // Bruno writes on a copy of the folder, while Alice takes the newer roster.
    let apart = tempfile::tempdir().unwrap();
    copy_folder(desk.folder(), apart.path());
    bruno
        .add_in(apart.path(), &id, vec![note("trop tard")])
        .unwrap();
    let alice = Machine {
        roster: desk.roster(2, &["alice", "bruno"]),
        ..alice
    };
    alice.reseal(&id);
    copy_folder_over(apart.path(), desk.folder(), &key_file(&desk, &id));
    let stored = alice.read(&id);
    assert_eq!(notes(&stored), ["trop tard"]);
    let named = stored.case.read_by_who_left();
    assert_eq!(named.len(), 1);
    assert!(matches!(&named[0].kind, EventKind::Note { text } if text == "trop tard"));
}

/// Copies what another copy of the folder has more, but not this file.
fn copy_folder_over(from: &std::path::Path, to: &std::path::Path, but: &std::path::Path) {
    for item in fs::read_dir(from).unwrap() {
        let item = item.unwrap();
        if Some(item.file_name().as_os_str()) != but.file_name() {
            fs::copy(item.path(), to.join(item.file_name())).unwrap();
        }
    }
}

#[test]
fn a_folder_that_was_rolled_back_is_named_and_mended() {
    let desk = Desk::new(&["alice", "bruno"]);
    let roster = desk.roster(1, &["alice", "bruno"]);
    let (alice, bruno) = (
        desk.machine("alice", &roster),
        desk.machine("bruno", &roster),
    );
    let id = alice.create(vec![title("Caméras")]);
    let older = tempfile::tempdir().unwrap();
    copy_folder(desk.folder(), older.path());
    alice
        .add(
            &id,
            vec![
                note("de plus"),
                EventKind::State {
                    state: CaseState::SetAside,
                },
            ],
        )
        .unwrap();
    bruno.read(&id);
    for path in random_files(desk.folder(), &id) {
        fs::remove_file(path).unwrap();
    }
    copy_folder(older.path(), desk.folder());
    let stored = bruno.read(&id);
    assert_eq!(stored.lost, 2);
    assert_eq!(stored.case.view().state, CaseState::SetAside);
    let fresh = desk.machine("bruno", &roster);
    assert_eq!(
        fresh.read(&id).case.view().state,
        CaseState::New,
        "a new machine believes it"
    );
    bruno.add(&id, vec![note("encore")]).unwrap();
    let mended = fresh.read(&id);
    assert_eq!((mended.lost, mended.case.missing()), (0, 0));
    assert_eq!(mended.case.view().state, CaseState::SetAside);
}

#[test]
fn a_case_that_is_gone_is_named() {
    let desk = Desk::new(&["alice"]);
    let roster = desk.roster(1, &["alice"]);
    let alice = desk.machine("alice", &roster);
    let id = alice.create(vec![title("Caméras")]);
    assert!(alice.cases().gone().unwrap().is_empty());
    fs::remove_file(key_file(&desk, &id)).unwrap();
    assert_eq!(alice.cases().gone().unwrap(), std::slice::from_ref(&id));
    // What it remembers is whole, and a change puts it back.
    alice.add(&id, vec![note("de retour")]).unwrap();
    assert!(alice.cases().gone().unwrap().is_empty());
    let fresh = desk.machine("alice", &roster);
    assert_eq!(
        fresh.read(&id).case.view().title.unwrap().as_str(),
        "Caméras"
    );
}

#[test]
fn a_machine_restored_from_a_backup_goes_on_under_a_new_key() {
    let desk = Desk::new(&["alice", "bruno"]);
    let roster = desk.roster(1, &["alice", "bruno"]);
    let (alice, bruno) = (
        desk.machine("alice", &roster),
        desk.machine("bruno", &roster),
    );
    let id = alice.create(vec![title("Caméras")]);
    let backup = tempfile::tempdir().unwrap();
    copy_folder(&alice.memory, backup.path());
    alice.add(&id, vec![note("avant la panne")]).unwrap();
    copy_folder(backup.path(), &alice.memory);
    let before = alice.certificate().key;
    let stored = alice.read(&id);
    assert!(stored.is_behind);
    assert!(alice.read(&id).is_behind, "said until it writes");
    let stored = alice.add(&id, vec![note("après la panne")]).unwrap();
    assert!(!stored.is_behind);
    assert_ne!(alice.certificate().key, before);
    assert_eq!(notes(&stored), ["avant la panne", "après la panne"]);
    assert!(stored.case.forked().is_empty());
    assert_eq!(bruno.read(&id).case, alice.read(&id).case);
}

#[test]
fn keys_that_a_stranger_planted_are_not_sealed_to() {
    let desk = Desk::new(&["alice", "bruno"]);
    let roster = desk.roster(1, &["alice", "bruno"]);
    let (alice, bruno) = (
        desk.machine("alice", &roster),
        desk.machine("bruno", &roster),
    );
    let id = alice.create(vec![title("Caméras")]);
    bruno.read(&id);
    let planted = HybridIdentity::generate().unwrap();
    let secret = planted.to_secret_string();
    let secret = age::secrecy::ExposeSecret::expose_secret(&secret);
    let keys = format!(r#"{{"version":2,"case":"{id}","keys":["{secret}"]}}"#);
    let editors = roster.recipients(machines::TODAY).unwrap();
    sealed::seal(&key_file(&desk, &id), &editors, &mut keys.as_bytes()).unwrap();
    bruno.add(&id, vec![note("secret")]).unwrap();
    for path in random_files(desk.folder(), &id) {
        let opened = sealed::open_bytes(&path, &[&planted], 1 << 20);
        assert!(
            matches!(opened, Err(SealedError::Closed(_))),
            "{}",
            path.display()
        );
    }
    assert_eq!(alice.notes(&id), ["secret"]);
}

#[test]
fn threads_that_write_at_once_lose_nothing() {
    let desk = Desk::new(&["alice", "bruno"]);
    let roster = desk.roster(1, &["alice", "bruno"]);
    let id = desk
        .machine("alice", &roster)
        .create(vec![title("Caméras")]);
    thread::scope(|scope| {
        for writer in 0..4 {
            let (desk, id, roster) = (&desk, &id, &roster);
            scope.spawn(move || {
                let name = if writer % 2 == 0 { "alice" } else { "bruno" };
                let machine = desk.machine(name, roster);
                for number in 0..5 {
                    machine
                        .add(id, vec![note(&format!("{writer}-{number}"))])
                        .unwrap();
                }
            });
        }
    });
    let stored = desk.machine("alice", &roster).read(&id);
    assert_eq!(notes(&stored).len(), 20);
    for writer in 0..4 {
        let own = notes(&stored)
            .into_iter()
            .filter(|text| text.starts_with(&format!("{writer}-")));
        let expected = (0..5).map(|number| format!("{writer}-{number}"));
        assert!(own.eq(expected), "each one's words stay in their order");
    }
}

#[test]
fn a_file_larger_than_any_of_ours_is_not_read_whole() {
    let desk = Desk::new(&["alice"]);
    let alice = desk.person("alice");
    let path = desk.folder().join("large.age");
    let own = [alice.identity.to_recipient()];
    sealed::seal(&path, &own, &mut [7_u8; 1000].as_slice()).unwrap();
    let identities: [&dyn Identity; 1] = [&alice.identity];
    let whole = sealed::open_bytes(&path, &identities, 1000).unwrap();
    assert_eq!(whole.len(), 1000);
    let refused = sealed::open_bytes(&path, &identities, 999);
    assert!(matches!(refused, Err(SealedError::TooLarge(_))));
    assert_eq!(sealed::peek(&path, &identities, 10).unwrap()[..10], [7; 10]);
}

#[test]
fn what_is_put_into_a_shared_folder_keeps_nobody_waiting() {
    let desk = Desk::new(&["alice"]);
    let roster = desk.roster(1, &["alice"]);
    let alice = desk.machine("alice", &roster);
    let id = alice.create(vec![title("Caméras")]);
    let random = "0".repeat(64);
    for name in ["pipe", random.as_str()] {
        let path = desk.folder().join(format!("{id}.{name}.age"));
        assert!(
            Command::new("mkfifo")
                .arg(&path)
                .status()
                .unwrap()
                .success()
        );
        assert_eq!(alice.read(&id).left_aside, std::slice::from_ref(&path));
        fs::remove_file(&path).unwrap();
        // The header alone would take minutes to read.
        let endless = b"-> X a\n\n".repeat(100_000);
        put(
            &path,
            &[b"age-encryption.org/v1\n".as_slice(), &endless].concat(),
        );
        assert_eq!(alice.read(&id).left_aside, std::slice::from_ref(&path));
        fs::remove_file(&path).unwrap();
        std::os::unix::fs::symlink(key_file(&desk, &id), &path).unwrap();
        assert_eq!(alice.read(&id).left_aside, std::slice::from_ref(&path));
        fs::remove_file(&path).unwrap();
    }
    assert!(alice.read(&id).left_aside.is_empty());
}

/// A case as release 0.1 wrote it.
fn old_case() -> String {
    let old = |number: u64, what: &str| {
        format!(
            r#"{{"id":"{number:032x}","number":{number},"day":"2026-11-24","editor":"bruno","what":{what}}}"#
        )
    };
    let events = [
        old(1, r#"{"kind":"title","title":"Caméras"}"#),
        old(2, r#"{"kind":"tag","tag":"urgent"}"#),
        old(3, r#"{"kind":"tag","tag":"vu"}"#),
        old(4, r#"{"kind":"untag","tag":"vu"}"#),
        old(5, r#"{"kind":"note","text":"À vérifier"}"#),
        old(6, r#"{"kind":"state","state":"published"}"#),
        old(
            7,
            r#"{"kind":"vetted","entry":"+++","signed":{"editor":"bruno","signature":"s"}}"#,
        ),
        old(u64::MAX, r#"{"kind":"poem"}"#),
    ];
    format!(
        r#"{{"version":1,"case":"00c0ffee","events":[{}]}}"#,
        events.join(",")
    )
}

#[test]
fn a_case_of_release_0_1_is_taken_over() {
    let desk = Desk::new(&["alice", "bruno"]);
    let roster = desk.roster(1, &["alice", "bruno"]);
    let alice = desk.machine("alice", &roster);
    let json = old_case();
    let id = "00c0ffee".to_owned().try_into().unwrap();
    let editors = roster.recipients(machines::TODAY).unwrap();
    let file = key_file(&desk, &id);
    sealed::seal(&file, &editors, &mut json.as_bytes()).unwrap();
    // Copies that a tool cut stop nothing, and are named.
    let cut =
        ["00c0ffee (1).age", "00c0ffee.sync-conflict-1.age"].map(|name| desk.folder().join(name));
    for path in &cut {
        sourdine_platform::files::write_new(path, b"cut").unwrap();
    }
    let whole = fs::read(&file).unwrap();
    let refused = alice.add(&id, vec![note("x")]).unwrap_err();
    assert!(
        matches!(
            refused,
            CasesError::Case {
                error: CaseError::OlderVersion,
                ..
            }
        ),
        "{refused}"
    );
    assert_eq!(
        fs::read(&file).unwrap(),
        whole,
        "refused before anything is written"
    );
    alice.take_over(&id).unwrap();
    assert_eq!(
        fs::read(desk.folder().join("0.1/00c0ffee.age")).unwrap(),
        whole
    );
    let stored = desk.machine("bruno", &roster).read(&id);
    assert_eq!(stored.left_aside, cut);
    let view = stored.case.view();
    assert_eq!(view.title.unwrap().as_str(), "Caméras");
    assert_eq!(
        view.tags.iter().map(|tag| tag.as_str()).collect::<Vec<_>>(),
        ["urgent"]
    );
    assert_eq!(view.unsigned_notes[0].text, "À vérifier");
    assert_eq!(view.state, CaseState::New);
    assert!(view.vettings.is_empty() && view.notes.is_empty());
    // An older program looks for its version, and refuses this one.
    let keys = sealed::open_bytes(&file, &[&alice.person.identity], 1 << 20).unwrap();
    let keys: serde_json::Value = serde_json::from_slice(&keys).unwrap();
    assert_eq!(keys["version"], 2);
}

#[test]
fn a_case_that_is_sealed_to_others_is_not_taken_over_by_a_copy_that_a_stranger_made() {
    let desk = Desk::new(&["alice", "bruno", "dora"]);
    let alice = desk.machine("alice", &desk.roster(1, &["alice", "bruno"]));
    let id: sourdine::desk::case::event::CaseId = "00c0ffee".to_owned().try_into().unwrap();
    let made = alice.create(vec![title("Caméras")]);
    for path in random_files(desk.folder(), &made) {
        let name = path.file_name().unwrap().to_str().unwrap();
        let to = desk.folder().join(name.replace(made.as_str(), id.as_str()));
        fs::rename(&path, to).unwrap();
    }
    fs::rename(key_file(&desk, &made), key_file(&desk, &id)).unwrap();
    let keys = fs::read(key_file(&desk, &id)).unwrap();
    // Dora was added, and the case is not sealed to her yet.
    let dora = desk.machine("dora", &desk.roster(2, &["alice", "bruno", "dora"]));
    let own = [dora.person.identity.to_recipient()];
    let copy = desk.folder().join("00c0ffee.sync-conflict-1.age");
    sealed::seal(&copy, &own, &mut old_case().as_bytes()).unwrap();
    for refused in [dora.try_read(&id), dora.take_over(&id)] {
        assert!(matches!(
            refused,
            Err(CasesError::Sealed(SealedError::Closed(_)))
        ));
    }
    assert_eq!(fs::read(key_file(&desk, &id)).unwrap(), keys);
}

//! The desk's list of names against a person who can write to the folder of the cases, an editor
//! who left, and a stolen machine: no name goes that no editor took off, or it is named.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test that meets the unexpected stops, and its files hold no secret"
)]

mod machines;

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use age::secrecy::ExposeSecret;
use sourdine::desk::{
    case::{
        apart::Apart,
        event::{CaseId, CaseState, EventId, EventKind},
        journal::{
            Records,
            record::{Record, Said, SignAsEditor},
        },
        machine::JournalKey,
        store::StoredCase,
    },
    sealed,
};
use sourdine_protocol::envelope::hybrid::HybridIdentity;

use machines::{Desk, Machine, TODAY, copy_folder, note, random_files, seal_segment, title};

const EDITORS: [&str; 3] = ["alice", "bruno", "carla"];

fn desk() -> Desk {
    Desk::new(&["alice", "bruno", "carla", "mallory"])
}

fn machines(desk: &Desk) -> [Machine<'_>; 3] {
    let roster = desk.roster(1, &EDITORS);
    EDITORS.map(|name| desk.machine(name, &roster))
}

fn without_carla<'a>(desk: &Desk, machine: Machine<'a>) -> Machine<'a> {
    machine.under(desk.roster(2, &EDITORS[..2]))
}

/// Two machines of editors in front of a list with two names.
fn listed(desk: &Desk) -> [Machine<'_>; 3] {
    let all = machines(desk);
    all[0].add(&CaseId::desk(), vec![list("Jeanne")]).unwrap();
    all[1].add(&CaseId::desk(), vec![list("Paul")]).unwrap();
    all[0].read(&CaseId::desk());
    all
}

fn list(name: &str) -> EventKind {
    EventKind::Listed {
        names: BTreeSet::from([name.parse().unwrap()]),
    }
}

fn unlist(name: &str) -> EventKind {
    EventKind::Unlisted {
        names: BTreeSet::from([name.parse().unwrap()]),
    }
}

fn names_of(stored: &StoredCase) -> Vec<String> {
    let names = stored.case.listed_names();
    names.into_iter().map(ToString::to_string).collect()
}

fn names(machine: &Machine<'_>) -> Vec<String> {
    names_of(&machine.read(&CaseId::desk()))
}

fn fresh<'a>(desk: &'a Desk, machine: &Machine<'_>) -> Machine<'a> {
    desk.machine(machine.person.name, &machine.roster)
}

fn key_file(folder: &Path) -> PathBuf {
    folder.join(format!("{}.age", CaseId::desk()))
}

fn empty_folder(folder: &Path) {
    for item in fs::read_dir(folder).unwrap() {
        let path = item.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "age") {
            fs::remove_file(path).unwrap();
        }
    }
}

/// What a key signs in the desk's journal, after these events.
fn signed(
    desk: &Desk,
    key: &JournalKey,
    previous: Option<EventId>,
    seen: BTreeSet<EventId>,
    what: &EventKind,
    as_editor: &SignAsEditor<'_>,
) -> Records {
    let said = Said {
        desk: desk.desk(),
        case: CaseId::desk(),
        editor: key.certificate().editor.clone(),
        key: key.public(),
        roster: 1,
        day: TODAY,
        previous,
        seen,
        what,
    };
    Records {
        certificates: BTreeSet::from([key.certificate().clone()]),
        records: vec![Record::sign(&said, key, as_editor).unwrap()],
    }
}

/// Puts records beside the list, as a person who knows its newest key.
fn drop_in(desk: &Desk, machine: &Machine<'_>, digit: char, records: &Records) {
    let id = CaseId::desk();
    let name = format!("{id}.{}.age", digit.to_string().repeat(64));
    seal_segment(&desk.folder().join(name), &machine.recipient(&id), records);
}

#[test]
fn the_list_is_shared_and_is_no_case() {
    let desk = desk();
    let [alice, bruno, carla] = machines(&desk);
    let id = CaseId::desk();
    assert!(names(&alice).is_empty());
    assert!(!alice.memory.join(format!("{id}.age")).exists());
    alice.add(&id, vec![list("Jeanne"), list("Paul")]).unwrap();
    bruno.add(&id, vec![unlist("Paul"), list("Élise")]).unwrap();
    assert_eq!(names(&carla), ["Jeanne", "Élise"]);
    let case = alice.create(vec![title("Caméras")]);
    let cases = alice.cases();
    assert_eq!(cases.list().unwrap(), [case]);
    assert!(cases.find(id.as_str()).is_err() && cases.find("00").is_err());
    assert!(cases.strange().unwrap().is_empty());
    empty_folder(desk.folder());
    assert_eq!(cases.gone().unwrap().len(), 1, "the case only");
}

#[test]
fn names_count_in_the_desks_own_journal_and_nothing_else_does() {
    let desk = desk();
    let [alice, bruno, _] = listed(&desk);
    let case = alice.create(vec![title("Caméras"), list("Zoé"), unlist("Jeanne")]);
    assert!(alice.read(&case).case.listed_names().is_empty());
    let set_aside = EventKind::State {
        state: CaseState::SetAside,
    };
    let odd = vec![title("Liste"), note("de passage"), set_aside];
    alice.add(&CaseId::desk(), odd).unwrap();
    assert_eq!(names(&bruno), ["Jeanne", "Paul"]);
    assert_eq!(bruno.read(&case).case.view().state, CaseState::New);
    assert_eq!(bruno.cases().list().unwrap(), [case]);
}

#[test]
fn a_list_that_was_rolled_back_is_named_and_mended() {
    let desk = desk();
    let [alice, bruno, carla] = listed(&desk);
    let older = tempfile::tempdir().unwrap();
    copy_folder(desk.folder(), older.path());
    alice.add(&CaseId::desk(), vec![list("Zoé")]).unwrap();
    empty_folder(desk.folder());
    copy_folder(older.path(), desk.folder());
    let read = alice.read(&CaseId::desk());
    assert_eq!(names_of(&read), ["Jeanne", "Paul", "Zoé"]);
    assert!(read.lost > 0);
    alice.add(&CaseId::desk(), vec![list("Ida")]).unwrap();
    let read = bruno.read(&CaseId::desk());
    assert_eq!((names_of(&read).len(), read.lost), (4, 0));
    // A machine that has seen nothing yet is told as soon as an event names what was taken away.
    let wanted = |path: &PathBuf| {
        let records = alice.open_segment(&CaseId::desk(), path).unwrap();
        let texts = serde_json::to_string(&records.records).unwrap();
        texts.contains("Paul")
    };
    let mut segments = random_files(desk.folder(), &CaseId::desk());
    segments.retain(wanted);
    segments
        .iter()
        .for_each(|path| fs::remove_file(path).unwrap());
    let read = carla.read(&CaseId::desk());
    assert!(read.case.missing() > 0);
}

#[test]
fn files_put_over_the_list_take_no_name_off_or_are_named() {
    let desk = desk();
    let [alice, _, carla] = listed(&desk);
    let id = CaseId::desk();
    // Keys of a stranger's own, sealed to the editors of the public roster.
    let planted = HybridIdentity::generate().unwrap();
    let secret = planted.to_secret_string();
    let keys = format!(
        r#"{{"version":2,"case":"{id}","keys":["{}"]}}"#,
        secret.expose_secret()
    );
    let editors = alice.roster.recipients(TODAY).unwrap();
    sealed::seal(&key_file(desk.folder()), &editors, &mut keys.as_bytes()).unwrap();
    assert_eq!(names(&alice), ["Jeanne", "Paul"]);
    let read = carla.read(&id);
    assert!(names_of(&read).is_empty());
    assert_eq!(read.left_aside, random_files(desk.folder(), &id));
    // The next change of a machine that knows the keys opens it for all.
    alice.add(&id, vec![list("Zoé")]).unwrap();
    assert_eq!(names(&carla), ["Jeanne", "Paul", "Zoé"]);
    // A segment put over another, and one cut.
    let segments = random_files(desk.folder(), &id);
    fs::copy(&segments[0], &segments[1]).unwrap();
    assert!(alice.read(&id).lost > 0);
    fs::write(&segments[1], "x").unwrap();
    let read = alice.read(&id);
    assert_eq!(names_of(&read), ["Jeanne", "Paul", "Zoé"]);
    assert_eq!(read.left_aside, segments[1..]);
    assert!(read.lost > 0);
}

#[test]
fn a_list_that_does_not_read_locks_no_case() {
    let desk = desk();
    let [alice, bruno, carla] = listed(&desk);
    let case = bruno.create(vec![title("Caméras")]);
    fs::write(key_file(desk.folder()), "x").unwrap();
    assert_eq!(
        names(&alice),
        ["Jeanne", "Paul"],
        "what alice remembers counts"
    );
    assert_eq!(
        alice.read(&CaseId::desk()).left_aside,
        [key_file(desk.folder())]
    );
    // Carla's machine has never seen the list: it does not take it for an empty one.
    assert!(carla.try_read(&CaseId::desk()).is_err());
    assert!(carla.add(&CaseId::desk(), vec![list("Zoé")]).is_err());
    assert_eq!(carla.cases().list().unwrap(), std::slice::from_ref(&case));
    carla.add(&case, vec![note("on continue")]).unwrap();
    alice.reseal(&CaseId::desk());
    assert_eq!(names(&carla), ["Jeanne", "Paul"]);
}

#[test]
fn a_list_that_is_gone_is_named() {
    let desk = desk();
    let [alice, bruno, _] = listed(&desk);
    assert!(!alice.cases().desk_is_gone().unwrap());
    empty_folder(desk.folder());
    assert!(alice.cases().desk_is_gone().unwrap());
    let read = alice.read(&CaseId::desk());
    assert_eq!(names_of(&read), ["Jeanne", "Paul"]);
    assert!(read.lost > 0);
    alice.reseal(&CaseId::desk());
    assert!(!alice.cases().desk_is_gone().unwrap());
    assert_eq!(names(&fresh(&desk, &bruno)), ["Jeanne", "Paul"]);
}

#[test]
fn no_name_goes_that_no_editor_took_off() {
    let desk = desk();
    let [alice, bruno, _] = listed(&desk);
    let heads = alice.read(&CaseId::desk()).case.heads().clone();
    let what = unlist("Jeanne");
    // Mallory's machine; one that says it is Alice's; and Alice's words under a false signature.
    let mallory = desk.journal_key("mallory");
    let alone = |_: &[u8]| Ok(String::new());
    let stranger = signed(&desk, &mallory, None, heads.clone(), &what, &alone);
    let mut claimed = signed(&desk, &mallory, None, heads.clone(), &what, &alone);
    claimed.certificates = BTreeSet::from([alice.certificate()]);
    let own = alice.copy_of_key();
    let mut json = serde_json::to_value(signed(&desk, &own, None, heads, &what, &alone)).unwrap();
    json["records"][0]["signature"] = "0".repeat(128).into();
    let forged: Records = serde_json::from_value(json).unwrap();
    for (digit, records) in [('a', &stranger), ('b', &claimed), ('c', &forged)] {
        drop_in(&desk, &alice, digit, records);
    }
    for machine in [&alice, &fresh(&desk, &bruno)] {
        let read = machine.read(&CaseId::desk());
        assert_eq!(names_of(&read), ["Jeanne", "Paul"]);
        let apart: Vec<Apart> = read.case.apart().iter().map(|one| one.reason).collect();
        assert_eq!(apart.len(), 2, "{apart:?}");
        assert!(apart.contains(&Apart::Stranger) && apart.contains(&Apart::Unsigned));
    }
}

#[test]
fn an_editor_who_left_takes_no_name_off() {
    let desk = desk();
    let [alice, bruno, carla] = listed(&desk);
    let id = CaseId::desk();
    carla.add(&id, vec![list("Zoé")]).unwrap();
    let heads = carla.read(&id).case.heads().clone();
    let key = carla.copy_of_key();
    let last = heads.iter().next().copied();
    let (alice, bruno) = (without_carla(&desk, alice), without_carla(&desk, bruno));
    alice.reseal(&id);
    let as_carla = desk.as_editor(&key);
    let late = signed(
        &desk,
        &key,
        last,
        BTreeSet::new(),
        &unlist("Jeanne"),
        &as_carla,
    );
    drop_in(&desk, &alice, 'a', &late);
    for machine in [&alice, &fresh(&desk, &bruno)] {
        let read = machine.read(&id);
        assert_eq!(names_of(&read), ["Jeanne", "Paul", "Zoé"]);
        assert_eq!(read.case.apart()[0].reason, Apart::Late);
    }
    // What is written now does not open for her.
    bruno.add(&id, vec![list("Ida")]).unwrap();
    let before = carla.read(&id);
    assert!(!names_of(&before).contains(&"Ida".to_owned()));
}

#[test]
fn of_two_that_knew_nothing_of_each_other_the_name_stays() {
    let desk = desk();
    let [alice, bruno, carla] = listed(&desk);
    let id = CaseId::desk();
    let apart = tempfile::tempdir().unwrap();
    copy_folder(desk.folder(), apart.path());
    alice.add(&id, vec![unlist("Jeanne")]).unwrap();
    bruno
        .add_in(apart.path(), &id, vec![list("Jeanne")])
        .unwrap();
    assert_eq!(names(&alice), ["Paul"]);
    copy_folder(apart.path(), desk.folder());
    for machine in [&alice, &bruno, &carla] {
        assert_eq!(names(machine), ["Jeanne", "Paul"]);
    }
    // An editor who knows both takes it off.
    carla.add(&id, vec![unlist("Jeanne")]).unwrap();
    assert_eq!(names(&alice), ["Paul"]);
}

#[test]
fn a_stolen_machine_takes_no_name_off() {
    let desk = desk();
    let [alice, bruno, _] = listed(&desk);
    let id = CaseId::desk();
    let first = bruno.read(&id).case;
    let heads = first.heads().clone();
    let thief = alice.copy_of_key();
    let before = first
        .in_order()
        .iter()
        .find(|event| event.editor == "alice");
    let before = before.map(|event| event.id);
    let alone = |_: &[u8]| Ok(String::new());
    let forged = signed(&desk, &thief, before, heads, &unlist("Paul"), &alone);
    drop_in(&desk, &alice, 'a', &forged);
    let read = fresh(&desk, &bruno).read(&id);
    assert_eq!(read.case.apart()[0].reason, Apart::Undecided);
    assert_eq!(names_of(&read), ["Jeanne", "Paul"]);
    // Alice goes on under a new key, and her own word counts.
    alice.add(&id, vec![unlist("Paul")]).unwrap();
    assert_eq!(names(&fresh(&desk, &bruno)), ["Jeanne"]);
}

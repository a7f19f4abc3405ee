//! Editors who leave, with all that they had: what they wrote in time stays, and nothing that they
//! write afterwards counts, however the folder delivers it.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that meets the unexpected stops"
)]

mod machines;

use std::collections::BTreeSet;

use sourdine::desk::case::{
    CaseError,
    apart::Apart,
    event::{CaseId, CaseState, EventId, EventKind, Rekeyed},
    journal::Records,
    machine::JournalKey,
    store::{CasesError, StoredCase},
};
use sourdine_protocol::{envelope::hybrid::HybridIdentity, roster::SignedRoster, text::Sha256Hex};

use machines::{
    Machine, copy_folder, note, notes, random_files, title,
    world::{World, copy_segments, same_for_a_new_machine, set_aside},
};

#[test]
fn who_withholds_an_event_from_the_one_who_closes_a_chain_does_not_undo_it() {
    let world = World::new();
    let [alice, bruno, carla] = world.machines();
    let id = alice.create(vec![title("Caméras")]);
    bruno.read(&id);
    let earlier = tempfile::tempdir().unwrap();
    copy_folder(world.desk.folder(), earlier.path());
    carla.add(&id, vec![set_aside()]).unwrap();
    alice.add(&id, vec![note("vu : mis de côté")]).unwrap();
    // Bruno is shown the folder as it was, takes the newer roster, and closes what he has.
    let bruno = world.without_carla(bruno);
    bruno
        .add_in(earlier.path(), &id, vec![note("de Bruno")])
        .unwrap();
    world.bring(earlier.path(), &id);
    let key = format!("{id}.age");
    std::fs::copy(earlier.path().join(&key), world.desk.folder().join(&key)).unwrap();
    let alice = world.without_carla(alice);
    assert_eq!(alice.read(&id).case.view().state, CaseState::SetAside);
}

#[test]
fn an_editor_who_left_cannot_make_events_missing_for_good() {
    let world = World::new();
    let [alice, _, carla] = world.machines();
    let id = alice.create(vec![title("Caméras")]);
    let key = carla.copy_of_key();
    let said = note("de Carla");
    let never = BTreeSet::from([EventId::of("never")]);
    let forged = world.records(&key, &world.said(&id, &key, None, never.clone(), &said));
    world.drop_in(&alice, &id, 'a', &forged);
    let alice = world.without_carla(alice);
    // What she named while she was an editor may have been.
    assert_eq!(alice.reseal(&id).case.missing(), 1);
    let given_up = EventKind::GivenUp { events: never };
    let stored = alice.add(&id, vec![given_up]).unwrap();
    assert!(stored.require_whole().is_ok());
    // What she names afterwards counts for nothing.
    let other = BTreeSet::from([EventId::of("nor this")]);
    let forged = world.records(&key, &world.said(&id, &key, None, other, &said));
    world.drop_in(&alice, &id, 'b', &forged);
    assert_eq!(alice.read(&id).case.missing(), 0);
}

#[test]
fn what_an_editor_who_left_names_is_missing_too() {
    let world = World::new();
    let [alice, bruno, carla] = world.machines();
    let id = alice.create(vec![title("Caméras")]);
    let before = random_files(world.desk.folder(), &id);
    bruno.add(&id, vec![set_aside()]).unwrap();
    let after = random_files(world.desk.folder(), &id);
    let lost = after.iter().find(|path| !before.contains(path)).unwrap();
    carla.add(&id, vec![note("j’ai vu cela")]).unwrap();
    std::fs::remove_file(lost).unwrap();
    let fresh = world.desk.machine("alice", &alice.roster);
    assert_eq!(fresh.read(&id).case.missing(), 1);
    let fresh = world.without_carla(fresh);
    assert_eq!(fresh.reseal(&id).case.missing(), 1);
}

#[test]
fn an_editor_does_not_let_in_their_own_late_event() {
    let world = World::new();
    let [alice, _, carla] = world.machines();
    let id = alice.create(vec![title("Caméras")]);
    let key = carla.copy_of_key();
    let late = note("gardé pour plus tard");
    let kept = world.records(&key, &world.said(&id, &key, None, BTreeSet::new(), &late));
    let event = kept.records[0].id();
    carla.add(&id, vec![EventKind::Adopted { event }]).unwrap();
    let alice = world.without_carla(alice);
    alice.reseal(&id);
    world.drop_in(&alice, &id, 'a', &kept);
    let read = alice.read(&id);
    assert!(notes(&read).is_empty());
    alice.add(&id, vec![EventKind::Adopted { event }]).unwrap();
    assert_eq!(alice.notes(&id), ["gardé pour plus tard"]);
}

#[test]
fn a_chain_that_is_closed_in_advance_is_closed_by_the_roster_all_the_same() {
    let world = World::new();
    let [alice, bruno, carla] = world.machines();
    let id = alice.create(vec![title("Caméras")]);
    // Bruno says before she leaves that carla left, and had said nothing.
    let closed = EventKind::Closed {
        editor: carla.certificate().editor,
        heads: BTreeSet::new(),
        roster: Sha256Hex::of(alice.roster.signed().roster.as_bytes()),
    };
    bruno.add(&id, vec![closed]).unwrap();
    carla.add(&id, vec![note("à temps")]).unwrap();
    assert_eq!(alice.notes(&id), ["à temps"]);
    let late = tempfile::tempdir().unwrap();
    copy_folder(world.desk.folder(), late.path());
    carla
        .add_in(late.path(), &id, vec![note("trop tard")])
        .unwrap();
    let alice = world.without_carla(alice);
    alice.reseal(&id);
    world.bring(late.path(), &id);
    assert_eq!(alice.notes(&id), ["à temps"]);
    let fresh = same_for_a_new_machine(&world, &alice, &id);
    assert_eq!(notes(&fresh), ["à temps"]);
    assert!(
        fresh
            .case
            .apart()
            .iter()
            .any(|one| one.reason == Apart::Late)
    );
}

#[test]
fn what_an_editor_wrote_first_after_they_left_does_not_count() {
    let world = World::new();
    let [alice, bruno, carla] = world.machines();
    let id = alice.create(vec![title("Caméras")]);
    bruno.read(&id);
    carla.read(&id);
    let late = tempfile::tempdir().unwrap();
    copy_folder(world.desk.folder(), late.path());
    let alice = world.without_carla(alice);
    alice.reseal(&id);
    // She had never written in the case.
    carla
        .add_in(late.path(), &id, vec![set_aside(), note("trop tard")])
        .unwrap();
    world.bring(late.path(), &id);
    alice.add(&id, vec![note("d’Alice")]).unwrap();
    let bruno = world.without_carla(bruno);
    bruno.add(&id, vec![note("de Bruno")]).unwrap();
    for machine in [&alice, &bruno] {
        let read = machine.read(&id);
        assert_eq!(read.case.view().state, CaseState::New);
        assert!(!notes(&read).contains(&"trop tard".to_owned()));
        assert!(
            read.case
                .apart()
                .iter()
                .any(|one| one.reason == Apart::Late)
        );
    }
}

#[test]
fn a_case_that_only_who_left_wrote_in_stays_what_it_was() {
    let world = World::new();
    let [alice, bruno, carla] = world.machines();
    let id = carla.create(vec![title("Caméras"), note("de Carla")]);
    assert_eq!(alice.notes(&id), ["de Carla"]);
    let alice = world.without_carla(alice);
    alice.reseal(&id);
    let bruno = world.without_carla(bruno);
    for machine in [&alice, &bruno] {
        let read = machine.read(&id);
        assert_eq!(notes(&read), ["de Carla"]);
        assert_eq!(read.case.view().title.unwrap().as_str(), "Caméras");
    }
}

#[test]
fn what_one_machine_saw_in_time_counts_whoever_closed_the_chain_first() {
    let world = World::new();
    let [alice, bruno, carla] = world.machines();
    let id = carla.create(vec![title("Caméras"), note("de Carla")]);
    bruno.read(&id);
    // Alice takes the roster before the case reaches her, and is the first who writes in it.
    let roster = world.desk.roster(2, &["alice", "bruno"]);
    let alice = Machine { roster, ..alice };
    assert!(alice.reseal(&id).case.view().title.is_none());
    let bruno = world.without_carla(bruno);
    bruno.reseal(&id);
    let dated = world.desk.machine("alice", &alice.roster);
    for machine in [&alice, &bruno, &dated] {
        assert_eq!(machine.notes(&id), ["de Carla"]);
    }
}

#[test]
fn a_machine_that_was_restored_lets_in_what_it_sees_while_the_roster_is_the_old_one() {
    let world = World::new();
    let [alice, _, carla] = world.machines();
    let id = alice.create(vec![title("Caméras")]);
    let backup = tempfile::tempdir().unwrap();
    copy_folder(&alice.memory, backup.path());
    alice.add(&id, vec![note("après la copie")]).unwrap();
    carla.add(&id, vec![note("de Carla")]).unwrap();
    alice.read(&id);
    copy_folder(backup.path(), &alice.memory);
    assert!(alice.read(&id).is_behind, "it says so");
    assert!(alice.read(&id).is_behind, "until it writes");
    let alice = world.without_carla(alice);
    alice.reseal(&id);
    let mut read = notes(&same_for_a_new_machine(&world, &alice, &id));
    read.sort();
    assert_eq!(read, ["après la copie", "de Carla"]);
}

/// Carla leaves while Bruno's machine does not know it: Alice's takes the roster and says so in the
/// desk's own journal, which Bruno's reads first, as each command does.
fn carla_leaves<'a>(world: &World, alice: Machine<'a>, bruno: &Machine<'_>) -> Machine<'a> {
    let alice = world.without_carla(alice);
    alice.reseal(&CaseId::desk());
    bruno.read(&CaseId::desk());
    alice
}

#[test]
fn a_case_that_an_editor_opens_after_they_left_has_no_effect() {
    let world = World::new();
    let [alice, bruno, carla] = world.machines();
    let alice = carla_leaves(&world, alice, &bruno);
    // She had not seen it.
    let id = carla.create(vec![title("Après"), note("trop tard")]);
    assert_eq!(
        bruno.notes(&id),
        ["trop tard"],
        "she is on his roster still"
    );
    let bruno = world.without_carla(bruno);
    bruno.reseal(&id);
    alice.reseal(&id);
    let dated = world.desk.machine("alice", &alice.roster);
    for machine in [&alice, &bruno, &dated] {
        assert!(machine.notes(&id).is_empty());
        assert!(machine.read(&id).case.view().title.is_none());
    }
}

#[test]
fn what_one_case_showed_of_a_newer_roster_holds_in_every_other() {
    let world = World::new();
    let [alice, bruno, carla] = world.machines();
    let first = alice.create(vec![title("Une")]);
    let second = alice.create(vec![title("Deux")]);
    let late = tempfile::tempdir().unwrap();
    copy_folder(world.desk.folder(), late.path());
    let alice = world.without_carla(alice);
    alice.reseal(&first);
    bruno.read(&first);
    carla
        .add_in(late.path(), &second, vec![note("trop tard")])
        .unwrap();
    world.bring(late.path(), &second);
    for refused in [
        bruno
            .add(&second, vec![note("lisible pour Carla")])
            .unwrap_err(),
        bruno.try_create(vec![title("Trois")]).unwrap_err(),
    ] {
        assert!(is_of_an_older_roster(&refused), "{refused}");
    }
    let bruno = world.without_carla(bruno);
    bruno.reseal(&second);
    assert!(bruno.notes(&second).is_empty());
    assert_eq!(
        bruno.read(&second).case.view().title.unwrap().as_str(),
        "Deux"
    );
}

fn is_of_an_older_roster(error: &CasesError) -> bool {
    let CasesError::Case { error, .. } = error else {
        return false;
    };
    matches!(error, CaseError::OlderRoster { seen: 2, known: 1 })
}

#[test]
fn what_only_an_editor_who_is_leaving_lets_in_is_not_remembered() {
    let world = World::new();
    let desk = &world.desk;
    let all = desk.roster(1, &["alice", "bruno", "carla", "mallory"]);
    let without_mallory = desk.roster(2, &["alice", "bruno", "carla"]);
    let [alice, bruno, carla, mallory] =
        ["alice", "bruno", "carla", "mallory"].map(|name| desk.machine(name, &all));
    let id = alice.create(vec![title("Caméras")]);
    let late = tempfile::tempdir().unwrap();
    copy_folder(desk.folder(), late.path());
    let [alice, bruno, carla] =
        [alice, bruno, carla].map(|machine| machine.under(without_mallory.clone()));
    alice.reseal(&id);
    bruno.read(&id);
    carla.read(&id);
    // Then Carla leaves too, which Bruno's machine sees and does not know yet. She lets in what
    // Mallory wrote.
    let alice = alice.under(desk.roster(3, &["alice", "bruno"]));
    let after = tempfile::tempdir().unwrap();
    copy_folder(desk.folder(), after.path());
    alice.reseal(&id);
    bruno.read(&id);
    mallory
        .add_in(late.path(), &id, vec![note("trop tard")])
        .unwrap();
    copy_segments(late.path(), after.path(), &id);
    let event = late_note(
        &carla
            .cases_in(after.path())
            .read(&id, &carla.reader())
            .unwrap(),
    );
    carla
        .add_in(after.path(), &id, vec![EventKind::Adopted { event }])
        .unwrap();
    world.bring(late.path(), &id);
    world.bring(after.path(), &id);
    assert_eq!(
        bruno.notes(&id),
        ["trop tard"],
        "Carla is on his roster still"
    );
    let bruno = bruno.under(desk.roster(3, &["alice", "bruno"]));
    bruno.reseal(&id);
    for machine in [&alice, &bruno] {
        assert!(machine.notes(&id).is_empty());
    }
}

/// The note that was set apart, as one that came too late.
fn late_note(stored: &StoredCase) -> EventId {
    let is_note = |kind: &Option<EventKind>| matches!(kind, Some(EventKind::Note { .. }));
    let late = stored.case.apart().iter();
    let mut late = late.filter(|one| one.reason == Apart::Late && is_note(&one.kind));
    late.next().unwrap().id
}

/// Carla left, and Mallory after her: what Mallory adopted of Carla's.
fn adopted_by_who_leaves_next(is_there_in_time: bool) -> (Vec<String>, Vec<String>) {
    let world = World::new();
    let desk = &world.desk;
    let all = desk.roster(1, &["alice", "bruno", "carla", "mallory"]);
    let [alice, bruno, carla, mallory] =
        ["alice", "bruno", "carla", "mallory"].map(|name| desk.machine(name, &all));
    let id = alice.create(vec![title("Caméras")]);
    let late = tempfile::tempdir().unwrap();
    copy_folder(desk.folder(), late.path());
    let without_carla = desk.roster(2, &["alice", "bruno", "mallory"]);
    let [alice, bruno, mallory] =
        [alice, bruno, mallory].map(|machine| machine.under(without_carla.clone()));
    alice.reseal(&id);
    carla
        .add_in(
            late.path(),
            &id,
            vec![note("une première"), note("la seconde")],
        )
        .unwrap();
    let kept_back = tempfile::tempdir().unwrap();
    copy_folder(desk.folder(), kept_back.path());
    copy_segments(late.path(), kept_back.path(), &id);
    let seen = mallory
        .cases_in(kept_back.path())
        .read(&id, &mallory.reader());
    let seen = seen.unwrap();
    let mut notes =
        seen.case.apart().iter().filter(
            |one| matches!(&one.kind, Some(EventKind::Note { text }) if text == "la seconde"),
        );
    let event = notes.next().unwrap().id;
    mallory
        .add(&id, vec![EventKind::Adopted { event }])
        .unwrap();
    if is_there_in_time {
        world.bring(late.path(), &id);
        assert_eq!(alice.notes(&id), ["la seconde"]);
    }
    let without_mallory = desk.roster(3, &["alice", "bruno"]);
    let [alice, bruno] = [alice, bruno].map(|machine| machine.under(without_mallory.clone()));
    alice.reseal(&id);
    bruno.reseal(&id);
    world.bring(late.path(), &id);
    let count = alice.read(&id).case.in_order().len();
    for machine in [&alice, &bruno, &alice] {
        machine.reseal(&id);
    }
    assert_eq!(alice.read(&id).case.in_order().len(), count, "said once");
    (alice.notes(&id), bruno.notes(&id))
}

#[test]
fn what_was_adopted_in_time_stays_when_the_editor_leaves_who_adopted_it() {
    let (alice, bruno) = adopted_by_who_leaves_next(true);
    assert_eq!(alice, ["la seconde"], "and nothing that came before it");
    assert_eq!(alice, bruno);
}

#[test]
fn what_was_adopted_in_advance_does_not_count_once_the_editor_left_who_adopted_it() {
    let (alice, bruno) = adopted_by_who_leaves_next(false);
    assert!(alice.is_empty());
    assert_eq!(alice, bruno);
}

#[test]
fn an_editor_names_nothing_under_a_roster_from_before_they_joined() {
    let world = World::new();
    let [alice, _, carla] = world.machines();
    let id = alice.create(vec![title("Caméras")]);
    let late = tempfile::tempdir().unwrap();
    copy_folder(world.desk.folder(), late.path());
    let alice = alice.under(world.desk.roster(2, &["alice", "mallory"]));
    alice.reseal(&id);
    let written = carla
        .add_in(late.path(), &id, vec![note("trop tard")])
        .unwrap();
    world.bring(late.path(), &id);
    // Mallory joined when Carla left, and says that she knew it under the roster before.
    let key = world.desk.journal_key("mallory");
    let what = note("de Mallory");
    let seen = written.case.heads().clone();
    let said = world.said(&id, &key, None, seen, &what);
    world.drop_in(&alice, &id, 'a', &world.records(&key, &said));
    assert_eq!(alice.notes(&id), ["de Mallory"]);
}

/// Puts records into the case, as an editor does who knows its key.
fn say(
    world: &World,
    machine: &Machine<'_>,
    id: &CaseId,
    name: char,
    key: &JournalKey,
    previous: Option<EventId>,
    what: &EventKind,
) -> EventId {
    let said = world.said(id, key, previous, BTreeSet::new(), what);
    let records = world.records(key, &said);
    let event = records.records[0].id();
    world.drop_in(machine, id, name, &records);
    event
}

#[test]
fn who_leaves_closes_no_chain_in_advance() {
    let world = World::new();
    let [alice, bruno, carla] = world.machines();
    let id = alice.create(vec![title("Caméras")]);
    // A key that she shows to no one, and an event that she keeps back.
    let hidden = world.desk.journal_key("carla");
    let kept_back = set_aside();
    let said = world.said(&id, &hidden, None, BTreeSet::new(), &kept_back);
    let event = world.records(&hidden, &said).records[0].id();
    let closed = EventKind::Closed {
        editor: hidden.certificate().editor.clone(),
        heads: BTreeSet::from([event]),
        roster: Sha256Hex::of(b"any"),
    };
    let key = carla.copy_of_key();
    say(&world, &alice, &id, 'a', &key, None, &closed);
    bruno.read(&id);
    let alice = world.without_carla(alice);
    alice.reseal(&id);
    let bruno = world.without_carla(bruno);
    bruno.reseal(&id);
    world.drop_in(&alice, &id, 'b', &world.records(&hidden, &said));
    alice.add(&id, vec![note("d’Alice")]).unwrap();
    for machine in [&alice, &bruno] {
        assert_eq!(machine.read(&id).case.view().state, CaseState::New);
    }
}

#[test]
fn what_who_leaves_next_let_in_in_advance_is_not_remembered() {
    let world = World::new();
    let desk = &world.desk;
    let all = desk.roster(1, &["alice", "bruno", "carla", "mallory"]);
    let [alice, bruno, carla, mallory] =
        ["alice", "bruno", "carla", "mallory"].map(|name| desk.machine(name, &all));
    let id = alice.create(vec![title("Caméras")]);
    let late = tempfile::tempdir().unwrap();
    copy_folder(desk.folder(), late.path());
    let second = desk.roster(2, &["alice", "bruno", "carla"]);
    let [alice, bruno, carla] = [alice, bruno, carla].map(|one| one.under(second.clone()));
    alice.reseal(&id);
    let kept_back = mallory
        .add_in(late.path(), &id, vec![note("trop tard")])
        .unwrap();
    let event = kept_back.case.in_order().last().unwrap().id;
    carla.add(&id, vec![EventKind::Adopted { event }]).unwrap();
    bruno.read(&id);
    // Bruno's machine is shown that Carla left, and only then what she had adopted.
    let third = desk.roster(3, &["alice", "bruno"]);
    let alice = alice.under(third.clone());
    alice.reseal(&CaseId::desk());
    bruno.read(&CaseId::desk());
    world.bring(late.path(), &id);
    assert_eq!(
        bruno.notes(&id),
        ["trop tard"],
        "Carla is on his roster still"
    );
    let bruno = bruno.under(third);
    bruno.reseal(&id);
    alice.reseal(&id);
    for machine in [&alice, &bruno] {
        assert!(machine.notes(&id).is_empty());
    }
}

#[test]
fn what_a_revoked_machine_adopted_is_let_in_by_no_other() {
    let world = World::new();
    let [alice, bruno, carla] = world.machines();
    let id = alice.create(vec![title("Caméras")]);
    let late = tempfile::tempdir().unwrap();
    copy_folder(world.desk.folder(), late.path());
    let alice = world.without_carla(alice);
    alice.reseal(&id);
    let bruno = world.without_carla(bruno);
    carla
        .add_in(
            late.path(),
            &id,
            vec![note("une première"), note("la seconde")],
        )
        .unwrap();
    world.bring(late.path(), &id);
    let event = late_note(&bruno.read(&id));
    let lost = world.desk.machine("bruno", &bruno.roster);
    let before = lost.read(&id).case.heads().clone();
    lost.add(&id, vec![EventKind::Adopted { event }]).unwrap();
    assert_eq!(alice.notes(&id).len(), 1);
    let key = lost.key.borrow().public();
    let heads = BTreeSet::new();
    bruno
        .decide_in(
            world.desk.folder(),
            &id,
            before,
            vec![EventKind::Revoked { key, heads }],
        )
        .unwrap();
    alice.add(&id, vec![note("d’Alice")]).unwrap();
    assert_eq!(alice.notes(&id), ["d’Alice"]);
    assert_eq!(bruno.notes(&id), ["d’Alice"]);
}

#[test]
fn what_a_revoked_machine_adopted_is_not_let_in_when_its_editor_leaves() {
    let world = World::new();
    let before = world
        .desk
        .roster(1, &["alice", "bruno", "carla", "mallory"]);
    let after = ["alice", "bruno", "mallory"];
    let (alice, carla) = (
        world.desk.machine("alice", &before),
        world.desk.machine("carla", &before),
    );
    let id = alice.create(vec![title("Caméras")]);
    carla.read(&id);
    let late = tempfile::tempdir().unwrap();
    copy_folder(world.desk.folder(), late.path());
    let second = world.desk.roster(2, &after);
    let alice = alice.under(second.clone());
    alice.reseal(&id);
    carla
        .add_in(late.path(), &id, vec![note("trop tard")])
        .unwrap();
    world.bring(late.path(), &id);
    // A machine of Mallory's is in other hands, and adopts what Carla wrote after she left.
    let (lost, own) = (
        world.desk.machine("mallory", &second),
        world.desk.machine("mallory", &second),
    );
    let event = late_note(&lost.read(&id));
    lost.add(&id, vec![EventKind::Adopted { event }]).unwrap();
    assert_eq!(alice.notes(&id), ["trop tard"]);
    let heads = BTreeSet::new();
    let key = lost.certificate().key;
    own.add(&id, vec![EventKind::Revoked { key, heads }])
        .unwrap();
    assert!(alice.notes(&id).is_empty());
    // Mallory leaves before an editor of today writes again.
    let alice = alice.under(world.desk.roster(3, &["alice", "bruno"]));
    alice.reseal(&id);
    assert!(alice.notes(&id).is_empty());
    let fresh = same_for_a_new_machine(&world, &alice, &id);
    assert!(notes(&fresh).is_empty());
}

/// The first event by which a machine takes a roster, as the machine signs it.
fn taken(world: &World, name: &str, roster: SignedRoster, id: &CaseId) -> (JournalKey, Records) {
    let key = world.desk.journal_key(name);
    let recipient = HybridIdentity::generate().unwrap().to_recipient();
    let what = EventKind::Rekeyed(Box::new(Rekeyed { roster, recipient }));
    let said = world.said(id, &key, None, BTreeSet::new(), &what);
    let records = world.records(&key, &said);
    (key, records)
}

#[test]
fn a_roster_is_taken_by_its_own_editors_also_by_one_it_adds_and_by_no_other() {
    for (by, is_taken) in [("mallory", true), ("alice", true), ("carla", false)] {
        let world = World::new();
        let [alice, bruno, _] = world.machines();
        let id = alice.create(vec![title("Caméras")]);
        let next = world.desk.roster(2, &["alice", "bruno", "mallory"]);
        let (_, records) = taken(&world, by, next.signed().clone(), &id);
        world.drop_in(&alice, &id, 'a', &records);
        let written = bruno.add(&id, vec![note("lisible pour Carla")]);
        assert_eq!(
            written.is_err_and(|error| is_of_an_older_roster(&error)),
            is_taken,
            "{by}"
        );
    }
}

#[test]
fn a_roster_with_a_padded_signature_locks_nothing() {
    let world = World::new();
    let [alice, bruno, _] = world.machines();
    let id = alice.create(vec![title("Caméras")]);
    let next = world.desk.roster(2, &["alice", "bruno"]);
    let comments = "Comment: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n".repeat(20_000);
    let begin = "-----BEGIN PGP SIGNATURE-----\n";
    let mut padded = next.signed().clone();
    padded.signature = padded
        .signature
        .replace(begin, &format!("{begin}{comments}"));
    assert!(padded.signature.len() > 1_048_576);
    let (_, records) = taken(&world, "alice", padded, &id);
    world.drop_in(&alice, &id, 'a', &records);
    bruno.add(&id, vec![note("sans obstacle")]).unwrap();
    let bruno = world.without_carla(bruno);
    bruno.reseal(&id);
    assert_eq!(bruno.notes(&id), ["sans obstacle"]);
}

#[test]
fn what_an_editor_closed_in_time_stays_when_that_editor_leaves_too() {
    let world = World::new();
    let [alice, bruno, carla] = world.machines();
    let id = alice.create(vec![title("Caméras")]);
    carla.add(&id, vec![note("de Carla")]).unwrap();
    let alice = world.without_carla(alice);
    alice.reseal(&id);
    // A machine of Bruno's that never saw Carla as an editor knows her note by Alice's word alone.
    drop(bruno);
    let second = world.desk.roster(2, &["alice", "bruno"]);
    let bruno = world.desk.machine("bruno", &second);
    assert_eq!(bruno.notes(&id), ["de Carla"]);
    let bruno = bruno.under(world.desk.roster(3, &["bruno", "mallory"]));
    for _ in 0..2 {
        bruno.reseal(&id);
    }
    let count = bruno.read(&id).case.in_order().len();
    bruno.reseal(&id);
    assert_eq!(bruno.read(&id).case.in_order().len(), count, "said once");
    let dated = world.desk.machine("bruno", &bruno.roster);
    for machine in [&bruno, &dated] {
        assert_eq!(machine.notes(&id), ["de Carla"]);
    }
}

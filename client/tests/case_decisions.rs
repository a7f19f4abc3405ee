//! What a machine's key says alone, in the hands of a thief without its editor's own key: of what
//! it decides, nothing counts.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that meets the unexpected stops"
)]

mod machines;

use std::collections::BTreeSet;

use sourdine::desk::case::{
    VettingStanding,
    apart::Apart,
    event::{CaseId, CaseState, EventId, EventKind, Rekeyed, Tag},
    journal::Records,
    machine::JournalKey,
    names::ListedName,
    store::StoredCase,
};
use sourdine_protocol::{envelope::hybrid::HybridIdentity, text::Sha256Hex};

use machines::{
    Machine, entry, note, title, withdrawn,
    world::{World, records, same_for_a_new_machine, set_aside},
};

/// The newest event of a machine.
fn tip(stored: &StoredCase, key: &JournalKey) -> Option<EventId> {
    let machines = stored.case.machines();
    let machine = machines.into_iter().find(|one| one.key == key.public());
    machine?.tips?.first().copied()
}

/// The same record, with its text changed by a holder of the machine's key.
fn signed_again(records: &Records, key: &JournalKey, change: impl Fn(&str) -> String) -> Records {
    let json = serde_json::to_value(&records.records[0]).unwrap();
    let text = change(json["text"].as_str().unwrap());
    let record = serde_json::json!({"text": text, "signature": key.sign(&text)});
    Records {
        certificates: records.certificates.clone(),
        records: vec![serde_json::from_value(record).unwrap()],
    }
}

fn standings(stored: &StoredCase) -> Vec<VettingStanding> {
    let view = stored.case.view();
    view.vettings.iter().map(|one| one.standing).collect()
}

fn tag() -> Tag {
    "prudence".parse().unwrap()
}

fn names() -> BTreeSet<ListedName> {
    BTreeSet::from(["Jeanne".parse().unwrap()])
}

/// One of each kind that decides.
fn decisions(world: &World, alice: &Machine<'_>, id: &CaseId) -> Vec<EventKind> {
    let case = alice.read(id).case;
    let heads = case.heads().clone();
    let event = *heads.first().unwrap();
    vec![
        EventKind::State {
            state: CaseState::Vetting,
        },
        EventKind::Untag { tag: tag() },
        EventKind::Unlisted { names: names() },
        alice.vetted(id, &entry("Un")),
        withdrawn(&entry("Un")),
        EventKind::Rekeyed(Box::new(Rekeyed {
            roster: alice.roster.signed().clone(),
            recipient: HybridIdentity::generate().unwrap().to_recipient(),
        })),
        EventKind::Closed {
            editor: alice.certificate().editor,
            heads: heads.clone(),
            roster: Sha256Hex::of(alice.roster.signed().roster.as_bytes()),
        },
        EventKind::Adopted { event },
        EventKind::Joined {
            tips: heads.clone(),
        },
        EventKind::GivenUp {
            events: heads.clone(),
        },
        EventKind::Revoked {
            key: world.desk.journal_key("alice").public(),
            heads,
        },
    ]
}

#[test]
fn a_machine_alone_decides_nothing() {
    let world = World::new();
    let [alice, bruno, _] = world.machines();
    let id = alice.create(vec![
        title("Caméras"),
        EventKind::Tag { tag: tag() },
        EventKind::Listed { names: names() },
        set_aside(),
    ]);
    let seen = bruno.read(&id);
    let thief = alice.copy_of_key();
    let kinds = decisions(&world, &alice, &id);
    assert!(kinds.iter().all(EventKind::is_decision));
    for what in kinds {
        // Where her chain ends, so that it never goes two ways, and knowing all.
        let last = tip(&seen, &thief);
        let mut said = world.said(&id, &thief, last, seen.case.heads().clone(), &what);
        said.seen.remove(&last.unwrap());
        let forged = records(&thief, &said);
        world.drop_in(&alice, &id, 'a', &forged);
        let read = same_for_a_new_machine(&world, &bruno, &id);
        assert_eq!(read.case.view(), seen.case.view(), "{what:?}");
        let apart = &read.case.apart()[0];
        assert_eq!(
            (apart.id, apart.reason),
            (forged.records[0].id(), Apart::Undecided)
        );
        assert_eq!(read.case.recipient(), seen.case.recipient());
    }
}

#[test]
fn what_an_editor_decided_once_is_said_again_nowhere_else() {
    let world = World::new();
    let [alice, bruno, _] = world.machines();
    let id = alice.create(vec![title("Caméras")]);
    let second = world.desk.machine("alice", &alice.roster);
    second.read(&id);
    let key = second.copy_of_key();
    let vetted = alice.vetted(&id, &entry("Un"));
    let said = world.said(
        &id,
        &key,
        None,
        alice.read(&id).case.heads().clone(),
        &vetted,
    );
    let signed = world.records(&key, &said);
    world.drop_in(&alice, &id, 'a', &signed);
    assert_eq!(standings(&bruno.read(&id)), [VettingStanding::Stands]);
    alice.add(&id, vec![withdrawn(&entry("Un"))]).unwrap();
    assert_eq!(standings(&bruno.read(&id)), [VettingStanding::Withdrawn]);
    // The same signature after the withdrawal, and in other armour where it was.
    let now = bruno.read(&id);
    let later = world.said(
        &id,
        &key,
        tip(&now, &key),
        now.case.heads().clone(),
        &vetted,
    );
    let json = serde_json::to_value(&signed.records[0]).unwrap();
    let armour = json["text"]
        .as_str()
        .unwrap()
        .splitn(3, '\n')
        .nth(2)
        .unwrap()
        .to_owned();
    let again = signed_again(&records(&key, &later), &key, |text| {
        let said: Vec<&str> = text.splitn(3, '\n').take(2).collect();
        format!("{}\n{armour}", said.join("\n"))
    });
    world.drop_in(&alice, &id, 'b', &again);
    let read = same_for_a_new_machine(&world, &bruno, &id);
    assert_eq!(standings(&read), [VettingStanding::Withdrawn]);
    assert_eq!(read.case.apart()[0].reason, Apart::Undecided);
    let padded = signed_again(&signed, &key, |text| {
        text.replacen("-----\n", "-----\nComment: x\n", 1)
    });
    assert_ne!(padded.records[0].id(), signed.records[0].id());
    world.drop_in(&alice, &id, 'c', &padded);
    let read = same_for_a_new_machine(&world, &bruno, &id);
    let stands = standings(&read).contains(&VettingStanding::Stands);
    assert!(!stands, "{:?}", standings(&read));
    // With her own key she signs again.
    let again = alice.add(&id, vec![vetted]).unwrap();
    assert_eq!(standings(&again).last(), Some(&VettingStanding::Stands));
}

#[test]
fn a_machine_alone_lets_in_no_decision_of_an_editor_who_left() {
    let world = World::new();
    let [alice, bruno, carla] = world.machines();
    let id = alice.create(vec![title("Caméras")]);
    let (stolen, hers) = (bruno.copy_of_key(), carla.copy_of_key());
    carla.read(&id);
    let (alice, bruno) = (world.without_carla(alice), world.without_carla(bruno));
    alice.reseal(&id);
    let aside = bruno.add(&id, vec![set_aside()]).unwrap();
    let known = aside.case.heads().clone();
    let later = EventKind::State {
        state: CaseState::Vetting,
    };
    let late = world.records(&hers, &world.said(&id, &hers, None, known, &later));
    world.drop_in(&alice, &id, 'a', &late);
    // Bruno's machine names it in the time of the older roster, and closes her chain with it.
    let event = late.records[0].id();
    let heads = BTreeSet::from([event]);
    let named = note("de passage");
    let closed = EventKind::Closed {
        editor: carla.certificate().editor,
        heads: heads.clone(),
        roster: Sha256Hex::of(alice.roster.signed().roster.as_bytes()),
    };
    let last = tip(&aside, &stolen);
    for (name, what) in [('b', &named), ('c', &closed)] {
        let said = world.said(&id, &stolen, last, heads.clone(), what);
        world.drop_in(&alice, &id, name, &records(&stolen, &said));
    }
    let read = same_for_a_new_machine(&world, &alice, &id);
    assert_eq!(read.case.view().state, CaseState::SetAside);
    let mut apart = read.case.apart().iter();
    assert_eq!(
        apart.find(|one| one.id == event).unwrap().reason,
        Apart::Late
    );
}

#[test]
fn a_machine_alone_takes_no_roster() {
    let world = World::new();
    let [alice, bruno, _] = world.machines();
    let id = alice.create(vec![title("Caméras")]);
    let thief = alice.copy_of_key();
    let newest = world.desk.roster(2, &["alice", "bruno"]);
    let taken = EventKind::Rekeyed(Box::new(Rekeyed {
        roster: newest.signed().clone(),
        recipient: HybridIdentity::generate().unwrap().to_recipient(),
    }));
    let last = tip(&bruno.read(&id), &thief);
    let said = world.said(&id, &thief, last, BTreeSet::new(), &taken);
    world.drop_in(&alice, &id, 'a', &records(&thief, &said));
    bruno.add(&id, vec![note("sans obstacle")]).unwrap();
    world.drop_in(&alice, &id, 'b', &world.records(&thief, &said));
    assert!(bruno.add(&id, vec![note("trop tard")]).is_err());
}

#[test]
fn a_chain_goes_on_from_no_other_machine_s_event() {
    let world = World::new();
    let [alice, bruno, _] = world.machines();
    let id = alice.create(vec![title("Caméras")]);
    bruno.add(&id, vec![note("de Bruno")]).unwrap();
    let seen = alice.add(&id, vec![note("d’Alice")]).unwrap();
    let thief = alice.copy_of_key();
    let others = tip(&seen, &bruno.copy_of_key());
    let false_title = title("Rien à voir");
    let said = world.said(&id, &thief, others, seen.case.heads().clone(), &false_title);
    world.drop_in(&alice, &id, 'a', &world.records(&thief, &said));
    let read = same_for_a_new_machine(&world, &bruno, &id);
    assert_eq!(read.case.view().title.unwrap().as_str(), "Caméras");
    assert_eq!(read.case.apart()[0].reason, Apart::Misplaced);
}

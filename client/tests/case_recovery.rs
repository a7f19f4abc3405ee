//! What editors do when something of a case is lost, or a machine is; and how two of them find out.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that meets the unexpected stops"
)]

mod machines;

use std::{collections::BTreeSet, fs, path::PathBuf};

use sourdine::desk::{
    case::{
        VettingStanding,
        event::{CaseId, CaseState, Event, EventKind},
        machine::JournalPublicKey,
        state::DeskState,
        store::StoredCase,
    },
    vetting::{
        Statement,
        coverage::covered,
        signatures::{QuorumError, check_signatures, quorum},
    },
};

use machines::{Desk, Machine, TODAY, copy_folder, entry, note, random_files, title, withdrawn};

/// Three editors, a case in which two of them signed an entry, and a folder that has lost what the
/// second one did next: he took his signature back.
struct Loss {
    desk: Desk,
    id: CaseId,
    entry: String,
    /// The files with what was lost.
    lost: Vec<(PathBuf, Vec<u8>)>,
}

impl Loss {
    fn new() -> Self {
        let desk = Desk::new(&["alice", "bruno", "carla"]);
        let roster = desk.roster(1, &["alice", "bruno", "carla"]);
        let alice = desk.machine("alice", &roster);
        let bruno = desk.machine("bruno", &roster);
        let carla = desk.machine("carla", &roster);
        let entry = entry("Caméras");
        let id = alice.create(vec![title("Caméras")]);
        alice.add(&id, vec![alice.vetted(&id, &entry)]).unwrap();
        bruno.add(&id, vec![bruno.vetted(&id, &entry)]).unwrap();
        carla.read(&id);
        let before: BTreeSet<PathBuf> = random_files(desk.folder(), &id).into_iter().collect();
        let kept = tempfile::tempdir().unwrap();
        copy_folder(desk.folder(), kept.path());
        bruno.add(&id, vec![withdrawn(&entry)]).unwrap();
        let after = random_files(desk.folder(), &id).into_iter();
        let lost = after.filter(|path| !before.contains(path));
        let lost: Vec<_> = lost
            .map(|path| (path.clone(), fs::read(path).unwrap()))
            .collect();
        carla.add(&id, vec![note("je l’ai vu")]).unwrap();
        for (path, _) in &lost {
            fs::remove_file(path).unwrap();
        }
        for path in &before {
            fs::copy(kept.path().join(path.file_name().unwrap()), path).unwrap();
        }
        Self {
            desk,
            id,
            entry,
            lost,
        }
    }

    /// A machine that never saw what was lost.
    fn machine(&self, name: &str) -> Machine<'_> {
        let roster = self.desk.roster(1, &["alice", "bruno", "carla"]);
        self.desk.machine(name, &roster)
    }

    fn give_up(&self, machine: &Machine<'_>) -> StoredCase {
        let events = machine.read(&self.id).case.missing_events().clone();
        let given_up = EventKind::GivenUp { events };
        machine.add(&self.id, vec![given_up]).unwrap()
    }
}

fn standings(stored: &StoredCase) -> Vec<(String, VettingStanding)> {
    let view = stored.case.view();
    let vettings = view.vettings.iter();
    vettings
        .map(|vetting| (vetting.signed.editor.clone(), vetting.standing))
        .collect()
}

fn standing(stored: &StoredCase, editor: &str) -> VettingStanding {
    let all = standings(stored).into_iter().rev();
    let mut own = all.filter(|(name, _)| name == editor);
    own.next().unwrap().1
}

#[test]
fn what_is_given_up_no_longer_stops_a_case_and_who_signed_before_signs_again() {
    let loss = Loss::new();
    let (alice, id) = (loss.machine("alice"), &loss.id);
    let before = alice.read(id);
    assert_eq!(before.case.missing(), 1);
    assert!(before.require_whole().is_err());
    let given_up = loss.give_up(&alice);
    assert!(given_up.require_whole().is_ok());
    for editor in ["alice", "bruno"] {
        let has = standing(&given_up, editor);
        assert_eq!(has, VettingStanding::BeforeLoss, "{editor}");
    }
    assert_eq!(given_up.case.view().entry(), Some(&*loss.entry));

    // One new signature is not two.
    let signed = alice.add(id, vec![alice.vetted(id, &loss.entry)]).unwrap();
    assert_eq!(standing(&signed, "alice"), VettingStanding::Stands);
    let counted = check_signatures(&signed.case, Some(&alice.roster));
    let refused = quorum(&counted).unwrap_err();
    assert_eq!(refused, QuorumError::BeforeLoss("bruno".to_owned()));
    let carla = loss.machine("carla");
    let signed = carla.add(id, vec![carla.vetted(id, &loss.entry)]).unwrap();
    assert!(quorum(&check_signatures(&signed.case, Some(&carla.roster))).is_ok());
}

#[test]
fn what_was_given_up_counts_when_it_turns_up() {
    let loss = Loss::new();
    let (alice, id) = (loss.machine("alice"), &loss.id);
    loss.give_up(&alice);
    for (path, bytes) in &loss.lost {
        // A file that any editor may write.
        #[expect(clippy::disallowed_methods, reason = "it is nobody's secret")]
        fs::write(path, bytes).unwrap();
    }
    let stored = alice.read(id);
    assert_eq!(stored.case.missing(), 0);
    assert_eq!(standing(&stored, "alice"), VettingStanding::Stands);
    assert_eq!(standing(&stored, "bruno"), VettingStanding::Withdrawn);
    assert!(covered(&stored.case, &alice.roster).is_empty());
}

#[test]
fn giving_up_what_is_there_undoes_no_signature() {
    let loss = Loss::new();
    let (carla, id) = (loss.machine("carla"), &loss.id);
    let there = carla.read(id).case.heads().clone();
    let stored = carla.add(id, vec![EventKind::GivenUp { events: there }]);
    let stored = stored.unwrap();
    assert_eq!(standing(&stored, "alice"), VettingStanding::Stands);
    assert_eq!(stored.case.missing(), 1);
}

#[test]
fn two_signatures_cover_what_is_public_also_of_who_left() {
    let desk = Desk::new(&["alice", "bruno"]);
    let alice = desk.machine("alice", &desk.roster(1, &["alice", "bruno"]));
    let bruno = desk.machine("bruno", &alice.roster);
    let text = entry("Caméras");
    let statement = Statement::read(text.as_bytes()).unwrap().sha256();
    let id = alice.create(vec![title("Caméras")]);
    alice.add(&id, vec![alice.vetted(&id, &text)]).unwrap();
    // The same editor twice is one.
    let twice = alice.add(&id, vec![alice.vetted(&id, &text)]).unwrap();
    assert!(covered(&twice.case, &alice.roster).is_empty());
    let both = bruno.add(&id, vec![bruno.vetted(&id, &text)]).unwrap();
    assert!(
        covered(&both.case, &alice.roster).is_empty(),
        "it is not public"
    );
    let published = alice.add(&id, vec![published(&text)]).unwrap();
    assert!(covered(&published.case, &alice.roster).contains(&statement));
    // A newer version that was signed and taken back leaves the older one covered.
    let newer = entry("Caméras et micros");
    alice.add(&id, vec![alice.vetted(&id, &newer)]).unwrap();
    let taken_back = alice.add(&id, vec![withdrawn(&newer)]).unwrap();
    assert!(covered(&taken_back.case, &alice.roster).contains(&statement));
    let alice = Machine {
        roster: desk.roster(2, &["alice"]),
        ..alice
    };
    let closed = alice.reseal(&id);
    assert!(covered(&closed.case, &alice.roster).contains(&statement));
    let withdrawn = alice.add(&id, vec![withdrawn(&text)]).unwrap();
    assert!(covered(&withdrawn.case, &alice.roster).is_empty());
}

#[test]
fn only_what_a_case_says_is_public_is_covered() {
    let desk = Desk::new(&["alice", "bruno"]);
    let alice = desk.machine("alice", &desk.roster(1, &["alice", "bruno"]));
    let bruno = desk.machine("bruno", &alice.roster);
    let id = alice.create(vec![title("Caméras")]);
    let (first, second) = (entry("Caméras"), entry("Caméras et micros"));
    let hash = |text: &str| Statement::read(text.as_bytes()).unwrap().sha256();
    for text in [&first, &second] {
        alice.add(&id, vec![alice.vetted(&id, text)]).unwrap();
        bruno.add(&id, vec![bruno.vetted(&id, text)]).unwrap();
        alice.add(&id, vec![published(text)]).unwrap();
    }
    let case = alice.read(&id).case;
    assert_eq!(
        covered(&case, &alice.roster),
        BTreeSet::from([hash(&second)])
    );
    let aside = EventKind::State {
        state: CaseState::SetAside,
    };
    let case = bruno.add(&id, vec![aside]).unwrap().case;
    assert!(covered(&case, &alice.roster).is_empty());
    // Taken up again, it is public once it is published again.
    let state = CaseState::Vetting;
    let case = bruno
        .add(&id, vec![EventKind::State { state }])
        .unwrap()
        .case;
    assert!(covered(&case, &alice.roster).is_empty());
    let case = bruno.add(&id, vec![published(&second)]).unwrap().case;
    assert_eq!(
        covered(&case, &alice.roster),
        BTreeSet::from([hash(&second)])
    );
}

fn published(text: &str) -> EventKind {
    EventKind::Published {
        entry: "essai".parse().unwrap(),
        statement: Statement::read(text.as_bytes()).unwrap().sha256(),
    }
}

#[test]
fn an_editor_with_new_keys_covers_nothing_alone() {
    let mut desk = Desk::new(&["alice", "bruno"]);
    let text = entry("Caméras");
    let statement = Statement::read(text.as_bytes()).unwrap().sha256();
    let before = desk.roster(1, &["alice", "bruno"]);
    let alice = desk.machine("alice", &before);
    let id = alice.create(vec![title("Caméras")]);
    alice.add(&id, vec![alice.vetted(&id, &text)]).unwrap();
    let bruno = desk.machine("bruno", &before);
    bruno.read(&id);
    let memory = bruno.memory;
    desk.renew_key("alice");
    let roster = desk.roster(2, &["alice", "bruno"]);
    let bruno = Machine {
        memory,
        ..desk.machine("bruno", &roster)
    };
    bruno.reseal(&id);
    let alice = desk.machine("alice", &roster);
    let twice = alice.add(&id, vec![alice.vetted(&id, &text)]).unwrap();
    let events = twice.case.in_order().iter();
    let is_vetting = |event: &&Event| matches!(event.kind, EventKind::Vetted { .. });
    assert_eq!(events.filter(is_vetting).count(), 2);
    assert!(covered(&twice.case, &roster).is_empty());
    assert!(quorum(&check_signatures(&twice.case, Some(&roster))).is_err());
    bruno.add(&id, vec![bruno.vetted(&id, &text)]).unwrap();
    let both = bruno.add(&id, vec![published(&text)]).unwrap();
    assert!(covered(&both.case, &roster).contains(&statement));
}

fn hash(machine: &Machine<'_>, ids: &[&CaseId]) -> [u8; 32] {
    let mut state = DeskState::new(&machine.roster);
    for id in ids {
        match machine.try_read(id) {
            Ok(stored) => state.add(&stored.case),
            Err(_) => state.add_unread(id),
        }
    }
    state.hash()
}

#[test]
fn the_words_are_the_same_on_all_machines_and_others_in_a_folder_that_was_rolled_back() {
    let desk = Desk::new(&["alice", "bruno"]);
    let roster = desk.roster(1, &["alice", "bruno"]);
    let alice = desk.machine("alice", &roster);
    let first = alice.create(vec![title("Caméras")]);
    let earlier = tempfile::tempdir().unwrap();
    copy_folder(desk.folder(), earlier.path());
    let second = alice.create(vec![title("Drones")]);
    let bruno = desk.machine("bruno", &roster);
    bruno.add(&first, vec![note("vu")]).unwrap();
    let ids = [&first, &second];
    assert_eq!(hash(&alice, &ids), hash(&bruno, &ids));
    let fresh = desk.machine("bruno", &roster);
    let both = hash(&fresh, &ids);
    assert_eq!(both, hash(&alice, &ids));
    // Without a case, with an older state of one, with another roster.
    assert_ne!(both, hash(&fresh, &[&first]));
    let late = desk.machine("bruno", &roster);
    let mut state = DeskState::new(&roster);
    let read = late.cases_in(earlier.path()).read(&first, &late.reader());
    state.add(&read.unwrap().case);
    assert_ne!(state.hash(), hash(&alice, &[&first]));
    let other = Machine {
        roster: desk.roster(2, &["alice", "bruno"]),
        ..fresh
    };
    assert_ne!(both, hash(&other, &ids));
}

fn revoke(machine: &Machine<'_>, id: &CaseId, key: JournalPublicKey) -> StoredCase {
    let case = machine.read(id).case;
    let lost = case.machines().into_iter().find(|one| one.key == key);
    let heads = lost.unwrap().tips.unwrap().clone();
    let event = EventKind::Revoked { key, heads };
    machine.add(id, vec![event]).unwrap()
}

#[test]
fn the_machines_of_a_case_are_told_and_a_revoked_one_goes_no_further() {
    let desk = Desk::new(&["alice", "bruno"]);
    let roster = desk.roster(1, &["alice", "bruno"]);
    let (alice, stolen) = (
        desk.machine("alice", &roster),
        desk.machine("alice", &roster),
    );
    let id = alice.create(vec![title("Caméras")]);
    let signed = stolen.add(&id, vec![note("d’Alice")]).unwrap();
    let key = stolen.key.borrow().public();
    let newest = signed.case.in_order().last().unwrap().id;
    assert_eq!(signed.case.machine_of(&newest), Some(key));
    assert_eq!(signed.case.machines().len(), 2);
    let revoked = revoke(&alice, &id, key);
    let told = revoked.case.machines();
    let is_revoked = |key| told.iter().find(|one| one.key == key).unwrap().is_revoked;
    assert!(is_revoked(key) && !is_revoked(alice.key.borrow().public()));
    // The thief's copy of the folder is older than the revocation.
    let thief = stolen.copy_of_key();
    let written = stolen.add(&id, vec![note("du voleur")]).unwrap();
    assert_ne!(
        stolen.key.borrow().public(),
        thief.public(),
        "it says so itself"
    );
    assert_eq!(written.case.view().notes.len(), 2);
}

#[test]
fn what_comes_from_another_machine_is_news_and_what_comes_from_this_one_is_not() {
    let desk = Desk::new(&["alice", "bruno"]);
    let roster = desk.roster(1, &["alice", "bruno"]);
    let (alice, bruno) = (
        desk.machine("alice", &roster),
        desk.machine("bruno", &roster),
    );
    let id = alice.create(vec![title("Caméras")]);
    assert!(!alice.read(&id).has_news);
    assert_eq!(alice.cases().last_news().unwrap(), None);
    assert!(bruno.read(&id).has_news, "all of it is new to Bruno");
    assert!(!bruno.read(&id).has_news);
    bruno.add(&id, vec![note("vu")]).unwrap();
    assert!(!bruno.read(&id).has_news);
    assert!(alice.read(&id).has_news);
    alice.cases().note_news(TODAY).unwrap();
    assert_eq!(alice.cases().last_news().unwrap(), Some(TODAY));
}

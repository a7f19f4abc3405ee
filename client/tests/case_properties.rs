//! What editors did apart from each other comes together to the same case everywhere, whatever was
//! done and in whatever order it arrives; and an editor who left changes nothing afterwards.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that meets the unexpected stops"
)]

mod machines;

use std::collections::{BTreeMap, BTreeSet};

use proptest::{prelude::*, sample::Index, test_runner::Config};
use sourdine::desk::{
    case::{
        Case, LetIn, SeenByMachine,
        apart::Apart,
        event::{CaseId, CaseState, EventId, EventKind, Rekeyed},
        journal::{
            Journal, Records,
            record::{Record, Said, SignAsEditor},
        },
        machine::JournalKey,
    },
    roster::TrustedRoster,
};
use sourdine_protocol::{envelope::hybrid::HybridIdentity, text::Sha256Hex};
use strum::VariantArray;

use machines::{Desk, TODAY, entry, note};

/// How many events a long run has; set by `tests/run --soak`.
const SOAK: &str = "SOURDINE_SOAK";
const EVENTS: usize = 60;
const SOAK_EVENTS: usize = 2_000;
const CASES: u32 = 24;

/// A machine with a copy of the case of its own.
#[derive(Clone)]
struct Copy {
    /// Whose machine it is, as a place in the list of editors.
    editor: usize,
    key: usize,
    records: BTreeMap<EventId, Record>,
    named: BTreeSet<EventId>,
    tip: Option<EventId>,
    roster: u64,
}

/// Something that happens.
#[derive(Clone, Debug)]
enum Act {
    Say(Index, What),
    Pull {
        to: Index,
        from: Index,
    },
    /// An editor's machine is set back to what it was, and goes on under a new key.
    Restore(Index, Index),
}

#[derive(Clone, Debug)]
enum What {
    Note(u8),
    State(usize),
    Tag(bool),
    Vet(usize),
    Withdraw(usize),
}

fn what() -> impl Strategy<Value = What> {
    prop_oneof![
        any::<u8>().prop_map(What::Note),
        (0..CaseState::VARIANTS.len()).prop_map(What::State),
        any::<bool>().prop_map(What::Tag),
        (0..2_usize).prop_map(What::Vet),
        (0..2_usize).prop_map(What::Withdraw),
    ]
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        8 => (any::<Index>(), what()).prop_map(|(at, what)| Act::Say(at, what)),
        4 => (any::<Index>(), any::<Index>()).prop_map(|(to, from)| Act::Pull { to, from }),
    ]
}

fn events() -> usize {
    if std::env::var_os(SOAK).is_some() {
        SOAK_EVENTS
    } else {
        EVENTS
    }
}

/// What happens, when the third editor is taken off, and when a backup is restored.
fn acts() -> impl Strategy<Value = (Vec<Act>, Index)> {
    // Two of three acts are events.
    let least = events() * 3 / 2;
    let acts = prop::collection::vec(act(), least..least + 20);
    let restored = (any::<Index>(), any::<Index>()).prop_map(|(at, to)| Act::Restore(at, to));
    (acts, restored, any::<Index>(), any::<Index>()).prop_map(
        |(mut acts, restored, at, removed)| {
            acts.insert(at.index(acts.len()), restored);
            (acts, removed)
        },
    )
}

/// The editors of the desk, with what each would sign.
struct World {
    id: CaseId,
    desk: Desk,
    before: TrustedRoster,
    after: TrustedRoster,
    keys: Vec<(usize, JournalKey)>,
    vetted: Vec<[EventKind; 2]>,
    withdrawn: Vec<[EventKind; 2]>,
}

const EDITORS: [&str; 3] = ["alice", "bruno", "carla"];
const REMOVED: usize = 2;

fn hash(roster: &TrustedRoster) -> Sha256Hex {
    Sha256Hex::of(roster.signed().roster.as_bytes())
}

impl Copy {
    /// What it lets in of editors who left, if it saw all that it has in time.
    fn saw_in_time(&self, case: &Case) -> LetIn {
        let all: BTreeSet<EventId> = self.records.keys().copied().collect();
        case.seen_in_time(&SeenByMachine {
            editor: "",
            in_time: &all,
            remembered: all.clone(),
        })
    }
}

impl World {
    fn new() -> Self {
        let desk = Desk::new(&EDITORS);
        let before = desk.roster(1, &EDITORS);
        let after = desk.roster(2, &EDITORS[..REMOVED]);
        let id: CaseId = "00c0ffee".to_owned().try_into().unwrap();
        let texts = ["Un", "Deux"].map(entry);
        let each = |sign: &dyn Fn(&machines::Machine<'_>, &str) -> EventKind| {
            EDITORS
                .iter()
                .map(|name| {
                    let machine = desk.machine(name, &before);
                    [sign(&machine, &texts[0]), sign(&machine, &texts[1])]
                })
                .collect()
        };
        let vetted = each(&|machine, text| machine.vetted(&id, text));
        let withdrawn = each(&|_, text| machines::withdrawn(text));
        let keys = [0, 0, 1, 2].map(|editor| (editor, desk.journal_key(EDITORS[editor])));
        Self {
            id,
            before,
            after,
            keys: keys.into(),
            vetted,
            withdrawn,
            desk,
        }
    }

    fn copies(&self) -> Vec<Copy> {
        let copy = |(key, (editor, _)): (usize, &(usize, JournalKey))| Copy {
            editor: *editor,
            key,
            records: BTreeMap::new(),
            named: BTreeSet::new(),
            tip: None,
            roster: 1,
        };
        let mut copies: Vec<Copy> = self.keys.iter().enumerate().take(4).map(copy).collect();
        // As the first writing in a case: it keeps the roster, and with it who the editors were.
        let identity = HybridIdentity::generate().unwrap();
        let rekeyed = EventKind::Rekeyed(Box::new(Rekeyed {
            roster: self.before.signed().clone(),
            recipient: identity.to_recipient(),
        }));
        self.say(&mut copies[0], &rekeyed);
        let first = copies[0].records.clone();
        for copy in &mut copies[1..] {
            copy.records.clone_from(&first);
        }
        copies
    }

    fn kind(&self, copy: &Copy, what: &What) -> EventKind {
        match what {
            What::Note(text) => note(&text.to_string()),
            What::State(at) => EventKind::State {
                state: CaseState::VARIANTS[*at],
            },
            What::Tag(true) => EventKind::Tag {
                tag: "vu".parse().unwrap(),
            },
            What::Tag(false) => EventKind::Untag {
                tag: "vu".parse().unwrap(),
            },
            What::Vet(at) => self.vetted[copy.editor][*at].clone(),
            What::Withdraw(at) => self.withdrawn[copy.editor][*at].clone(),
        }
    }

    fn say(&self, copy: &mut Copy, kind: &EventKind) {
        self.say_as(copy, kind, &self.desk.as_editor(&self.keys[copy.key].1));
    }

    fn say_as(&self, copy: &mut Copy, kind: &EventKind, as_editor: &SignAsEditor<'_>) {
        let key = &self.keys[copy.key].1;
        let known = copy.records.keys().copied();
        let said = Said {
            desk: self.desk.desk(),
            case: self.id.clone(),
            editor: key.certificate().editor.clone(),
            key: key.public(),
            roster: copy.roster,
            day: TODAY,
            previous: copy.tip,
            seen: known
                .filter(|id| !copy.named.contains(id) && Some(*id) != copy.tip)
                .collect(),
            what: kind,
        };
        copy.named.extend(&said.seen);
        copy.named.extend(copy.tip);
        let record = Record::sign(&said, key, as_editor).unwrap();
        copy.tip = Some(record.id());
        copy.records.insert(record.id(), record);
    }

    fn journal(&self, copies: &[&Copy]) -> Journal {
        let mut journal = Journal::default();
        for copy in copies {
            journal.union(Records {
                certificates: self
                    .keys
                    .iter()
                    .map(|(_, key)| key.certificate().clone())
                    .collect(),
                records: copy.records.values().cloned().collect(),
            });
        }
        journal
    }

    fn read(&self, copies: &[&Copy], roster: &TrustedRoster) -> Case {
        self.journal(copies).read(&self.id, roster)
    }

    /// What happens, one after another; gives the copies as they are in the end.
    fn run(&mut self, acts: &[Act], removed: usize) -> Vec<Copy> {
        let mut copies = self.copies();
        // The backup that is restored: of after which act. All of them would fill the memory.
        let backed_up = acts.iter().enumerate().find_map(|(at, act)| match act {
            Act::Restore(_, when) if at > 0 => Some(when.index(at)),
            Act::Restore(..) | Act::Say(..) | Act::Pull { .. } => None,
        });
        let mut backup: Option<Vec<Copy>> = None;
        for (at, act) in acts.iter().enumerate() {
            if at == removed {
                self.close(&mut copies);
            }
            match act {
                Act::Say(who, what) => {
                    let who = who.index(copies.len());
                    let kind = self.kind(&copies[who], what);
                    self.say(&mut copies[who], &kind);
                }
                Act::Pull { to, from } => {
                    let from = copies[from.index(copies.len())].clone();
                    let to = to.index(copies.len());
                    copies[to].records.extend(from.records);
                    copies[to].named.extend(from.named);
                }
                Act::Restore(who, _) => {
                    let who = who.index(copies.len());
                    if let Some(then) = &backup {
                        let editor = copies[who].editor;
                        copies[who] = then[who].clone();
                        let name = EDITORS[editor];
                        self.keys.push((editor, self.desk.journal_key(name)));
                        copies[who].key = self.keys.len() - 1;
                        copies[who].tip = None;
                    }
                }
            }
            if backed_up == Some(at) {
                backup = Some(copies.clone());
            }
        }
        copies
    }

    /// The first machine takes the roster without the third editor, and closes their chains.
    fn close(&self, copies: &mut [Copy]) {
        for copy in copies.iter_mut().filter(|copy| copy.editor != REMOVED) {
            copy.roster = 2;
        }
        let case = self.read(&[&copies[0]], &self.after);
        for (editor, heads) in copies[0].saw_in_time(&case).chains {
            let closed = EventKind::Closed {
                editor,
                heads,
                roster: hash(&self.after),
            };
            self.say(&mut copies[0], &closed);
        }
    }
}

proptest! {
    #![proptest_config(Config { cases: CASES, ..Config::default() })]

    #[test]
    fn all_that_was_done_apart_comes_together((acts, removed) in acts()) {
        let mut world = World::new();
        let removed = removed.index(acts.len());
        let copies = world.run(&acts, removed);
        let forwards: Vec<&Copy> = copies.iter().collect();
        let backwards: Vec<&Copy> = copies.iter().rev().collect();
        let one = world.read(&forwards, &world.after);
        let other = world.read(&backwards, &world.after);
        prop_assert_eq!(&one, &other);
        prop_assert_eq!(one.view(), other.view());
        prop_assert_eq!(one.missing(), 0);
        prop_assert!(one.forked().is_empty(), "a restored machine has a new key");
        // Each event comes after all that its machine knew.
        let order: Vec<EventId> = one.in_order().iter().map(|event| event.id).collect();
        for (at, id) in order.iter().enumerate() {
            prop_assert!(order[at..].iter().all(|later| !one.knows(id, later)));
        }
    }

    #[test]
    fn an_editor_who_left_changes_nothing_afterwards(
        (acts, removed) in acts(), late in prop::collection::vec(what(), 1..8),
        forks in any::<bool>(),
    ) {
        let mut world = World::new();
        let copies = world.run(&acts, removed.index(acts.len()));
        let all: Vec<&Copy> = copies.iter().collect();
        let before = world.read(&all, &world.after);
        // The one who left knows all, and writes on; also from an older place of their own chain.
        let mut hers = copies[3].clone();
        for copy in &copies {
            hers.records.extend(copy.records.clone());
        }
        if forks {
            let own = world.keys[3].1.public().to_string();
            let own = hers.records.iter().find(|(_, record)| {
                serde_json::to_string(record).unwrap().contains(&own)
            });
            hers.tip = own.map(|(id, _)| *id);
        }
        let late_from = hers.records.len();
        for what in &late {
            let kind = world.kind(&hers, what);
            world.say(&mut hers, &kind);
        }
        let closed = EventKind::Closed {
            editor: world.keys[0].1.certificate().editor.clone(),
            heads: BTreeSet::new(),
            roster: hash(&world.after),
        };
        world.say(&mut hers, &closed);
        let own = hers.tip.unwrap();
        world.say(&mut hers, &EventKind::Adopted { event: own });
        prop_assert!(hers.records.len() > late_from);
        let with_hers: Vec<&Copy> = copies.iter().chain([&hers]).collect();
        let after = world.read(&with_hers, &world.after);
        prop_assert_eq!(after.in_order(), before.in_order());
        prop_assert_eq!(after.view(), before.view());
        prop_assert_eq!(after.missing(), before.missing());
        prop_assert_eq!(after.forked(), before.forked());
        let late_now = after.apart().iter().filter(|one| one.reason == Apart::Late).count();
        prop_assert!(late_now >= late.len() + 2);
    }

    #[test]
    fn of_words_that_knew_nothing_of_each_other_the_careful_one_counts(
        first in 0..CaseState::VARIANTS.len(), second in 0..CaseState::VARIANTS.len(),
    ) {
        let world = World::new();
        let mut copies = world.copies();
        let state = |at: usize| EventKind::State { state: CaseState::VARIANTS[at] };
        world.say(&mut copies[0], &state(first));
        world.say(&mut copies[2], &state(second));
        world.say(&mut copies[0], &world.vetted[0][0]);
        world.say(&mut copies[1], &world.withdrawn[0][0]);
        let case = world.read(&[&copies[0], &copies[1], &copies[2]], &world.before);
        let (first, second) = (CaseState::VARIANTS[first], CaseState::VARIANTS[second]);
        let expected = if [first, second].contains(&CaseState::SetAside) {
            CaseState::SetAside
        } else {
            first.min(second)
        };
        prop_assert_eq!(case.view().state, expected);
        prop_assert_eq!(case.view().entry(), None, "withdrawn over vetted");
    }
}

#[test]
fn of_two_entries_neither_counts_until_an_editor_who_knows_both_signs_one() {
    let world = World::new();
    let mut copies = world.copies();
    world.say(&mut copies[0], &world.vetted[0][0]);
    world.say(&mut copies[2], &world.vetted[1][1]);
    let case = world.read(&[&copies[0], &copies[2]], &world.before);
    assert_eq!(case.view().entry(), None);
    assert_eq!(case.view().disputed.len(), 2);
    let (first, second) = (copies[0].clone(), copies[2].clone());
    copies[3].records.extend(first.records);
    copies[3].records.extend(second.records);
    world.say(&mut copies[3], &world.vetted[2][0]);
    let case = world.read(&[&copies[3]], &world.before);
    assert_eq!(case.view().entry(), Some(entry("Un").as_str()));
}

#[test]
fn a_chain_that_goes_two_ways_decides_nothing_until_it_is_joined() {
    let world = World::new();
    let mut copies = world.copies();
    world.say(&mut copies[0], &note("avant"));
    let mut twin = copies[0].clone();
    let set_aside = EventKind::State {
        state: CaseState::SetAside,
    };
    world.say(&mut copies[0], &world.vetted[0][0]);
    world.say(&mut copies[0], &note("d’un côté"));
    world.say(&mut twin, &set_aside);
    let case = world.read(&[&copies[0], &twin], &world.before);
    assert_eq!(case.forked().len(), 3);
    let view = case.view();
    // But the careful word counts, from whichever branch.
    assert_eq!((view.entry(), view.state), (None, CaseState::SetAside));
    assert_eq!(
        view.notes.len(),
        2,
        "what decides nothing is shown all the same"
    );
    let tips = case.forked_tips("alice");
    assert_eq!(tips.len(), 2);
    // Another editor cannot join them.
    let mut bruno = copies[2].clone();
    bruno.records.extend(copies[0].records.clone());
    bruno.records.extend(twin.records.clone());
    let mut second = copies[1].clone();
    second.records.extend(bruno.records.clone());
    world.say(&mut bruno, &EventKind::Joined { tips: tips.clone() });
    let case = world.read(&[&bruno], &world.before);
    assert_eq!(case.forked().len(), 3);
    world.say(&mut second, &EventKind::Joined { tips });
    let case = world.read(&[&second], &world.before);
    assert!(case.forked().is_empty());
    let view = case.view();
    assert_eq!(view.state, CaseState::SetAside);
    assert_eq!(view.entry(), Some(entry("Un").as_str()));
}

#[test]
fn two_frontiers_that_knew_nothing_of_each_other_are_one() {
    let world = World::new();
    let mut copies = world.copies();
    world.say(&mut copies[3], &note("connu d’Alice"));
    let known = copies[3].clone();
    copies[0].records.extend(known.records);
    world.say(&mut copies[3], &note("connu de Bruno"));
    let known = copies[3].clone();
    copies[2].records.extend(known.records);
    for at in [0, 2] {
        copies[at].roster = 2;
        let case = world.read(&[&copies[at]], &world.after);
        let let_in = copies[at].saw_in_time(&case);
        let (editor, heads) = let_in.chains.into_iter().next().unwrap();
        let closed = EventKind::Closed {
            editor,
            heads,
            roster: hash(&world.after),
        };
        world.say(&mut copies[at], &closed);
    }
    world.say(&mut copies[3], &note("trop tard"));
    let late = copies[3].tip.unwrap();
    let case = world.read(&[&copies[0], &copies[2], &copies[3]], &world.after);
    let texts: Vec<&str> = case.view().notes.iter().map(|(_, text)| *text).collect();
    assert_eq!(texts, ["connu d’Alice", "connu de Bruno"]);
    assert_eq!(case.apart().len(), 1);
    world.say(&mut copies[2], &EventKind::Adopted { event: late });
    let case = world.read(&[&copies[0], &copies[2], &copies[3]], &world.after);
    assert_eq!(case.view().notes.len(), 3, "a current editor let it in");
}

#[test]
fn what_a_lost_machine_wrote_after_it_was_lost_does_not_count() {
    let world = World::new();
    let mut copies = world.copies();
    world.say(&mut copies[0], &note("avant la perte"));
    let lost_at = copies[0].tip.unwrap();
    let before = copies[0].clone();
    copies[1].records.extend(before.records);
    world.say(&mut copies[0], &world.vetted[0][0]);
    let key = world.keys[0].1.public();
    let heads = BTreeSet::from([lost_at]);
    let revoked = EventKind::Revoked { key, heads };
    let mut forged = copies[1].clone();
    world.say_as(&mut forged, &revoked, &|_| Ok("no signature".to_owned()));
    let case = world.read(&[&copies[0], &forged], &world.before);
    assert!(
        case.view().entry().is_some(),
        "only their OpenPGP key revokes"
    );
    world.say(&mut copies[1], &revoked);
    let case = world.read(&[&copies[0], &copies[1]], &world.before);
    assert_eq!(case.view().entry(), None);
    assert_eq!(case.view().notes.len(), 1);
}

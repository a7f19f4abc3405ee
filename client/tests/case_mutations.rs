//! What a person can do to the shared folder of the cases, one act at a time, and what comes of it:
//! each act is named, or has no effect and is shown apart.
//!
//! Each act is looked at by a machine that had seen the case whole, and by a new one. The first
//! must end with the same case whatever was done. The new one must never see what no editor signed,
//! and must be told wherever something is missing that an event names.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that meets the unexpected stops"
)]

mod machines;

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use sourdine::desk::{
    case::{
        Case,
        apart::{Apart, ApartEvent},
        event::{CaseId, CaseState, EventId, EventKind},
        journal::{
            Records,
            record::{Record, Said},
        },
        machine::JournalKey,
        store::{Cases, CasesError, Reader, StoredCase},
    },
    roster::TrustedRoster,
    sealed,
};
use sourdine_protocol::text::Sha256Hex;
use tempfile::TempDir;

use machines::{Desk, Machine, TODAY, copy_folder, entry, note, random_files, seal_segment, title};

/// At least so many acts are tried (the issue's own number).
const ACTS_MIN: usize = 1_000;
/// In how many places a byte of each file is changed, and at how many lengths it is cut.
const PLACES: usize = 100;

/// A case that three editors wrote in, one of whom has left.
struct World {
    desk: Desk,
    today: TrustedRoster,
    id: CaseId,
    /// The folder as it is, and as it was before the last events.
    whole: TempDir,
    older: TempDir,
    /// What a machine remembers that has seen all.
    memory: TempDir,
    case: Case,
    carla: JournalKey,
    alice: JournalKey,
    files: Vec<PathBuf>,
}

impl World {
    fn new() -> Self {
        let desk = Desk::new(&["alice", "bruno", "carla", "mallory"]);
        let before = desk.roster(1, &["alice", "bruno", "carla"]);
        let today = desk.roster(2, &["alice", "bruno"]);
        let (older, whole) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let memory = tempfile::tempdir().unwrap();
        let (named, careful) = (entry("Qui nomme"), entry("Prudente"));
        let (id, case, carla, alice);
        {
            let a = desk.machine("alice", &before);
            let b = desk.machine("bruno", &before);
            let c = desk.machine("carla", &before);
            id = a.create(vec![title("Caméras"), note("d’Alice")]);
            c.add(&id, vec![note("de Carla"), c.vetted(&id, &named)])
                .unwrap();
            a.add(&id, vec![a.vetted(&id, &named)]).unwrap();
            copy_folder(desk.folder(), older.path());
            let tag = |tag: &str| EventKind::Tag {
                tag: tag.parse().unwrap(),
            };
            b.add(&id, vec![tag("urgent"), b.vetted(&id, &careful)])
                .unwrap();
            let a = Machine {
                roster: today.clone(),
                ..a
            };
            a.reseal(&id);
            a.add(&id, vec![a.vetted(&id, &careful), note("la dernière")])
                .unwrap();
            let b = Machine {
                roster: today.clone(),
                ..b
            };
            let state = EventKind::State {
                state: CaseState::Vetting,
            };
            case = b.add(&id, vec![state]).unwrap().case;
            a.read(&id);
            copy_folder(&a.memory, memory.path());
            copy_folder(desk.folder(), whole.path());
            carla = c.copy_of_key();
            alice = a.copy_of_key();
        }
        let mut files = random_files(whole.path(), &id);
        files.push(whole.path().join(format!("{id}.age")));
        assert!(case.apart().is_empty() && case.missing() == 0 && files.len() >= 5);
        Self {
            desk,
            today,
            id,
            whole,
            older,
            memory,
            case,
            carla,
            alice,
            files,
        }
    }

    fn read(&self, folder: &Path, memory: &Path) -> StoredCase {
        let reader = Reader {
            identity: &self.desk.person("alice").identity,
            roster: &self.today,
            key: Some(self.alice.public()),
        };
        let cases = Cases::at(folder, memory).unwrap();
        cases.read(&self.id, &reader).unwrap()
    }

    /// Does something to a copy of the folder, and gives what the two machines see.
    fn after(&self, act: impl FnOnce(&Path)) -> Seen {
        let folder = tempfile::tempdir().unwrap();
        copy_folder(self.whole.path(), folder.path());
        act(folder.path());
        let memory = tempfile::tempdir().unwrap();
        copy_folder(self.memory.path(), memory.path());
        let fresh = tempfile::tempdir().unwrap();
        // A machine that has never written here, with the same editor's keys.
        let reader = Reader {
            identity: &self.desk.person("bruno").identity,
            roster: &self.today,
            key: None,
        };
        let fresh = Cases::at(folder.path(), fresh.path())
            .unwrap()
            .read(&self.id, &reader);
        let cases = Cases::at(folder.path(), memory.path()).unwrap();
        Seen {
            knowing: self.read(folder.path(), memory.path()),
            is_gone: cases.gone().unwrap().contains(&self.id),
            fresh,
        }
    }

    fn ids(case: &Case) -> BTreeSet<EventId> {
        case.in_order().iter().map(|event| event.id).collect()
    }

    /// The machine that had seen all sees it still.
    fn holds(&self, seen: &Seen, act: &str) {
        assert_eq!(seen.knowing.case.in_order(), self.case.in_order(), "{act}");
        assert_eq!(seen.knowing.case.view(), self.case.view(), "{act}");
        if let Ok(fresh) = &seen.fresh {
            let more: Vec<EventId> = Self::ids(&fresh.case)
                .difference(&Self::ids(&self.case))
                .copied()
                .collect();
            assert!(
                more.is_empty(),
                "{act}: an event that no editor signed counts"
            );
        }
    }

    /// Something is gone or does not open: both machines say so, the new one wherever an event
    /// names what is missing, or nothing opens at all.
    fn is_named(&self, seen: &Seen, act: &str) {
        self.holds(seen, act);
        let knowing = &seen.knowing;
        assert!(
            knowing.lost > 0 || !knowing.left_aside.is_empty() || seen.is_gone,
            "{act}: not named"
        );
        let Ok(fresh) = &seen.fresh else {
            return;
        };
        let gone: BTreeSet<EventId> = Self::ids(&self.case)
            .difference(&Self::ids(&fresh.case))
            .copied()
            .collect();
        let heads = self.case.heads();
        let is_newest = gone.is_subset(heads) || fresh.case.in_order().is_empty();
        let named = fresh.case.missing() > 0 || !fresh.left_aside.is_empty();
        assert!(
            gone.is_empty() || named || is_newest || is_end(&gone, &self.case),
            "{act}: {gone:?}"
        );
    }

    fn said<'a>(&self, key: &JournalKey, kind: &'a EventKind) -> Said<&'a EventKind> {
        Said {
            desk: self.desk.desk(),
            case: self.id.clone(),
            editor: key.certificate().editor.clone(),
            key: key.public(),
            roster: 2,
            day: TODAY,
            previous: None,
            seen: self.case.heads().clone(),
            what: kind,
        }
    }

    /// Puts records into a segment of their own, sealed to the case's newest key.
    fn drop_in(&self, folder: &Path, certificates: &[&JournalKey], records: Vec<Record>) {
        let records = Records {
            certificates: certificates
                .iter()
                .map(|key| key.certificate().clone())
                .collect(),
            records,
        };
        let recipient = self.case.recipient().unwrap();
        seal_segment(
            &folder.join(format!("{}.{}.age", self.id, "f".repeat(64))),
            recipient,
            &records,
        );
    }
}

/// Whether these events are an end of the case: no other event names one of them.
fn is_end(gone: &BTreeSet<EventId>, case: &Case) -> bool {
    let ids: Vec<EventId> = case.in_order().iter().map(|event| event.id).collect();
    gone.iter().all(|one| {
        ids.iter()
            .all(|other| gone.contains(other) || !case.knows(other, one))
    })
}

struct Seen {
    knowing: StoredCase,
    /// Whether the machine that remembers the case says that it is gone.
    is_gone: bool,
    fresh: Result<StoredCase, CasesError>,
}

fn here(folder: &Path, file: &Path) -> PathBuf {
    folder.join(file.file_name().unwrap())
}

fn put(path: &Path, bytes: &[u8]) {
    sourdine_platform::files::replace_atomically(
        path,
        sourdine_platform::files::Times::Kept,
        |file| std::io::Write::write_all(file, bytes),
    )
    .unwrap();
}

/// Files that were changed, cut, dropped, swapped, doubled or replaced by older ones.
fn acts_on_files(world: &World) -> usize {
    let mut acts = 0;
    for file in &world.files {
        let whole = fs::read(file).unwrap();
        let name = file.file_name().unwrap().to_str().unwrap();
        for at in 0..PLACES {
            let place = at * (whole.len() - 1) / (PLACES - 1);
            let seen = world.after(|folder| {
                let mut bytes = whole.clone();
                bytes[place] ^= 1 << (at % 8);
                put(&here(folder, file), &bytes);
            });
            world.is_named(&seen, &format!("{name}: byte {place} changed"));
            let seen = world.after(|folder| put(&here(folder, file), &whole[..place]));
            world.is_named(&seen, &format!("{name}: cut at {place}"));
            acts += 2;
        }
        let seen = world.after(|folder| fs::remove_file(here(folder, file)).unwrap());
        world.is_named(&seen, &format!("{name}: dropped"));
        for other in world.files.iter().filter(|other| *other != file) {
            let seen = world.after(|folder| {
                put(&here(folder, file), &fs::read(other).unwrap());
            });
            world.is_named_or_same(&seen, &format!("{name}: replaced by another"));
            let seen = world.after(|folder| {
                put(&here(folder, file), &fs::read(other).unwrap());
                put(&here(folder, other), &whole);
            });
            world.is_named_or_same(&seen, &format!("{name}: swapped with another"));
            acts += 2;
        }
        let seen = world.after(|folder| {
            let copy = name.replace(".age", ".sync-conflict-20261124-101112-ABCDEFG.age");
            put(&folder.join(copy), &whole);
        });
        world.holds(&seen, &format!("{name}: doubled"));
        assert_eq!(seen.fresh.unwrap().case, world.case);
        acts += 2;
    }
    let seen = world.after(|folder| {
        for file in &world.files {
            fs::remove_file(here(folder, file)).unwrap();
        }
        copy_folder(world.older.path(), folder);
    });
    world.holds(&seen, "rolled back");
    assert!(seen.knowing.lost > 0);
    let seen = world.after(|folder| copy_folder(world.older.path(), folder));
    world.holds(&seen, "older files put back beside the newer ones");
    acts + 2
}

impl World {
    /// A file of another kind or of another machine stands under the name: what it held is lost, or
    /// is there under the other name.
    fn is_named_or_same(&self, seen: &Seen, act: &str) {
        let same = seen
            .fresh
            .as_ref()
            .is_ok_and(|fresh| fresh.case == self.case);
        if same {
            self.holds(seen, act);
        } else {
            self.is_named(seen, act);
        }
    }
}

/// The JSON of the segment in this file; none if it is no segment.
fn segment_in(world: &World, file: &Path) -> Option<serde_json::Value> {
    let alice = world.desk.machine("alice", &world.today);
    let cases = Cases::at(world.whole.path(), &alice.memory).unwrap();
    let keys = cases.identities(&world.id, &alice.reader()).unwrap();
    let keys: Vec<&dyn age::Identity> = keys.iter().map(|key| key as _).collect();
    let bytes = sealed::open_bytes(file, &keys, 1 << 26).ok()?;
    let json = bytes.strip_prefix(machines::SEGMENT_TITLE.as_bytes())?;
    Some(serde_json::from_slice(json).unwrap())
}

/// Records that were changed within their segment, by a person who knows the case's key.
fn acts_on_records(world: &World) -> usize {
    let recipient = world.case.recipient().unwrap();
    let mut acts = 0;
    for file in &world.files {
        let Some(segment) = segment_in(world, file) else {
            continue;
        };
        let records = &segment["records"]["records"];
        for at in 0..records.as_array().unwrap().len() {
            for (act, changed) in changed(records, at) {
                let mut all = segment["records"].clone();
                all["records"] = changed;
                let read: Records = serde_json::from_value(all).unwrap();
                let seen = world.after(|folder| {
                    seal_segment(&here(folder, file), recipient, &read);
                });
                world.holds(&seen, act);
                let fresh = seen.fresh.unwrap().case;
                assert_eq!(fresh == world.case, act == "twice", "{act}");
                let is_apart = |one: &ApartEvent| one.reason == Apart::Unsigned;
                let has_effect = ["twice", "dropped"].contains(&act);
                assert_eq!(fresh.apart().iter().any(is_apart), !has_effect, "{act}");
                acts += 1;
            }
        }
    }
    acts
}

type Change = fn(&mut serde_json::Value, usize);
type TextChange = fn(&str) -> String;

/// Other texts than what was signed.
const TEXTS: [(&str, TextChange); 6] = [
    ("back-dated", |text| {
        text.replace("\"day\":\"2026", "\"day\":\"2025")
    }),
    ("renumbered", |text| {
        text.replacen("\"roster\":", "\"roster\":9", 1)
    }),
    ("of another desk", |text| {
        text.replacen("\"desk\":\"", "\"desk\":\"00", 1)
    }),
    ("of another case", |text| {
        text.replacen("\"case\":\"", "\"case\":\"0", 1)
    }),
    ("for another purpose", |text| {
        text.replacen("v2/event", "v3/event", 1)
    }),
    ("with more at its end", |text| format!("{text} ")),
];

/// Other lists of records.
const LISTS: [(&str, Change); 3] = [
    ("another signature", |records, at| {
        let signature = records[at]["signature"].as_str().unwrap();
        let first = if signature.starts_with('0') { "1" } else { "0" };
        records[at]["signature"] = signature.replacen(char::is_alphanumeric, first, 1).into();
    }),
    ("dropped", |records, at| {
        records.as_array_mut().unwrap().remove(at);
    }),
    ("twice", |records, at| {
        let record = records[at].clone();
        records.as_array_mut().unwrap().push(record);
    }),
];

/// Every change of one record of a list, with what it makes of the list.
fn changed(records: &serde_json::Value, at: usize) -> Vec<(&'static str, serde_json::Value)> {
    let texts = TEXTS.iter().map(|(act, change)| {
        let mut records = records.clone();
        let text = records[at]["text"].as_str().unwrap();
        let changed = change(text);
        assert_ne!(changed, text, "{act}");
        records[at]["text"] = changed.into();
        (*act, records)
    });
    let lists = LISTS.iter().map(|(act, change)| {
        let mut records = records.clone();
        change(&mut records, at);
        (*act, records)
    });
    texts.chain(lists).collect()
}

/// What is forged.
fn forged_kinds(world: &World) -> Vec<EventKind> {
    let alice = world.desk.machine("alice", &world.today);
    vec![
        note("forgé"),
        title("forgé"),
        EventKind::State {
            state: CaseState::Published,
        },
        EventKind::Tag {
            tag: "forge".parse().unwrap(),
        },
        alice.vetted(&world.id, &entry("Qui nomme")),
        EventKind::Closed {
            editor: world.alice.certificate().editor.clone(),
            heads: BTreeSet::new(),
            roster: Sha256Hex::of(world.today.signed().roster.as_bytes()),
        },
        EventKind::Adopted {
            event: *world.case.heads().first().unwrap(),
        },
        EventKind::Joined {
            tips: world.case.heads().clone(),
        },
    ]
}

/// Events that a person forges who has some of the keys.
fn forged_events(world: &World) -> usize {
    let mallory = world.desk.journal_key("mallory");
    let other_desk = Desk::new(&["alice"]);
    let other_alice = other_desk.journal_key("alice");
    let mut acts = 0;
    // Mallory was never an editor, Carla is none any more, and another desk's Alice is not this
    // one's.
    for (desk, key, expected) in [
        (&world.desk, &mallory, Apart::Stranger),
        (&other_desk, &other_alice, Apart::Stranger),
        (&world.desk, &world.carla, Apart::Late),
    ] {
        for kind in forged_kinds(world) {
            let carries_other = matches!(kind, EventKind::Vetted { .. }) && expected == Apart::Late;
            let expected = if carries_other {
                Apart::OtherEditor
            } else {
                expected
            };
            for previous in [None, world.case.in_order().first().map(|event| event.id)] {
                let said = Said {
                    previous,
                    ..world.said(key, &kind)
                };
                let expected = match previous {
                    Some(_) => Apart::Misplaced,
                    None => expected,
                };
                let record = Record::sign(&said, key, &desk.as_editor(key)).unwrap();
                let id = record.id();
                let seen = world.after(|folder| world.drop_in(folder, &[key], vec![record]));
                world.holds(&seen, "a forged event");
                let fresh = seen.fresh.unwrap();
                assert_eq!(fresh.case.view(), world.case.view());
                let apart = fresh.case.apart().iter().find(|one| one.id == id).unwrap();
                assert_eq!(apart.reason, expected);
                acts += 1;
            }
        }
    }
    acts
}

#[test]
fn every_act_on_the_folder_is_named_or_has_no_effect() {
    let world = World::new();
    let acts = acts_on_files(&world) + acts_on_records(&world) + forged_events(&world);
    assert!(acts >= ACTS_MIN, "{acts} acts");
}

/// What the shared cases show of 0.1, in today's format: forged with nothing but the public roster.
#[test]
fn what_the_public_roster_allows_changes_nothing() {
    let world = World::new();
    let editors = world.today.recipients(TODAY).unwrap();
    let old = format!(
        r#"{{"version":1,"case":"{}","events":[{{"id":"{}","number":18446744073709551615,"day":"2026-11-28","editor":"bruno","what":{{"kind":"vetted","entry":"","signed":{{"editor":"bruno","signature":"x"}}}}}}]}}"#,
        world.id,
        "f".repeat(32)
    );
    let texts = [
        old.into_bytes(),
        format!(r#"{{"version":2,"case":"{}","keys":[]}}"#, world.id).into_bytes(),
        b"sourdine/v2/segment\n{\"version\":2,\"records\":{\"certificates\":[],\"records\":[]}}"
            .to_vec(),
        b"{".to_vec(),
        Vec::new(),
    ];
    for text in texts {
        for name in [
            " (conflict)",
            ".sync-conflict-1",
            &format!(".{}", "e".repeat(64)),
        ] {
            let seen = world.after(|folder| {
                let path = folder.join(format!("{}{name}.age", world.id));
                sealed::seal(&path, &editors, &mut text.as_slice()).unwrap();
            });
            world.holds(&seen, name);
            assert_eq!(seen.fresh.unwrap().case, world.case);
        }
    }
}

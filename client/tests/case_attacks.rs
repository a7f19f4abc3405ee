//! What people tried who had read how cases are signed: with the public roster, with the keys of an
//! editor who left, with a stolen machine, and with a folder that delivers things late.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that meets the unexpected stops"
)]

mod machines;

use std::{collections::BTreeSet, path::Path};

use sourdine::desk::{
    case::{
        VettingStanding,
        apart::Apart,
        event::{CaseId, CaseState, EventKind, Rekeyed, Tag},
        journal::{Records, record::Record},
        machine::{JournalCertificate, JournalKey},
        store::StoredCase,
    },
    sealed,
};
use sourdine_protocol::{envelope::hybrid::HybridIdentity, roster::SignedRoster};

use machines::{
    Machine, TODAY, copy_folder, entry, note, notes, random_files, title, withdrawn,
    world::{World, records, same_for_a_new_machine, set_aside},
};

#[test]
fn another_editor_s_certificate_does_not_claim_a_machine() {
    let world = World::new();
    let [alice, bruno, carla] = world.machines();
    let id = alice.create(vec![title("Caméras"), set_aside()]);
    // The certificate says nothing that the machine's key agreed to: each of them signs one for it.
    let key = alice.certificate().key;
    let text = format!(
        "sourdine/v2/journal-key\ndesk {}\nkey {key}\n",
        world.desk.desk()
    );
    for other in [&bruno, &carla] {
        let claimed = Records {
            certificates: BTreeSet::from([JournalCertificate {
                key,
                editor: other.certificate().editor,
                signature: other.sign(text.as_bytes()).signature,
            }]),
            records: Vec::new(),
        };
        let name = if other.person.name == "bruno" {
            'a'
        } else {
            'f'
        };
        world.drop_in(&alice, &id, name, &claimed);
    }
    let fresh = same_for_a_new_machine(&world, &alice, &id);
    assert_eq!(fresh.case.view().state, CaseState::SetAside);
    assert!(fresh.case.apart().is_empty());
}

#[test]
fn nobody_revokes_another_editor_s_machine() {
    let world = World::new();
    let [alice, bruno, _] = world.machines();
    let id = alice.create(vec![title("Caméras"), set_aside()]);
    let key = alice.certificate().key;
    let heads = BTreeSet::new();
    bruno
        .add(&id, vec![EventKind::Revoked { key, heads }])
        .unwrap();
    let fresh = same_for_a_new_machine(&world, &alice, &id);
    assert_eq!(fresh.case.view().state, CaseState::SetAside);
    let machines = fresh.case.machines();
    assert!(machines.iter().all(|one| !one.is_revoked));
    alice.add(&id, vec![note("sous la même clé")]).unwrap();
    assert_eq!(alice.certificate().key, key);
}

#[test]
fn a_case_is_sealed_only_to_a_key_that_an_editor_of_today_signed() {
    let world = World::new();
    let [alice, bruno, carla] = world.machines();
    let id = alice.create(vec![title("Caméras")]);
    carla.read(&id);
    let planted = HybridIdentity::generate().unwrap();
    let recipient = planted.to_recipient();
    let today = world.desk.roster(2, &["alice", "bruno"]);
    let later = today
        .signed()
        .roster
        .replace("\"serial\":2", "\"serial\":3");
    let made_up = SignedRoster::new(later, today.signed().signature.clone());
    // Alice's machine without Alice, in her chain; then Carla, while she is an editor, for rosters
    // to come.
    let thief = EventKind::Rekeyed(Box::new(Rekeyed {
        roster: today.signed().clone(),
        recipient: recipient.clone(),
    }));
    let stolen = alice.copy_of_key();
    let last = alice.read(&id).case.in_order().last().map(|event| event.id);
    let forged = records(
        &stolen,
        &world.said(&id, &stolen, last, BTreeSet::new(), &thief),
    );
    world.drop_in(&alice, &id, 'a', &forged);
    let (hers, mut last) = (carla.copy_of_key(), None);
    for (name, roster) in [('b', today.signed()), ('c', &made_up)] {
        let rekeyed = EventKind::Rekeyed(Box::new(Rekeyed {
            roster: roster.clone(),
            recipient: recipient.clone(),
        }));
        let forged = world.records(
            &hers,
            &world.said(&id, &hers, last, BTreeSet::new(), &rekeyed),
        );
        last = Some(forged.records[0].id());
        world.drop_in(&alice, &id, name, &forged);
    }
    let keys = format!(
        r#"{{"version":2,"case":"{id}","keys":["{}"]}}"#,
        age::secrecy::ExposeSecret::expose_secret(&planted.to_secret_string())
    );
    let editors = today.recipients(TODAY).unwrap();
    let beside = world.desk.folder().join(format!("{id}.planted.age"));
    sealed::seal(&beside, &editors, &mut keys.as_bytes()).unwrap();
    let before = random_files(world.desk.folder(), &id);
    let bruno = world.without_carla(bruno);
    bruno.add(&id, vec![note("secret")]).unwrap();
    assert_ne!(bruno.recipient(&id), recipient);
    for path in random_files(world.desk.folder(), &id) {
        let opened = sealed::peek(&path, &[&planted], 1);
        assert!(
            before.contains(&path) || opened.is_err(),
            "{}",
            path.display()
        );
    }
}

#[test]
fn a_false_signature_does_not_displace_a_true_one() {
    let world = World::new();
    let [alice, bruno, _] = world.machines();
    let id = alice.create(vec![title("Caméras"), set_aside()]);
    let segment = &random_files(world.desk.folder(), &id)[0];
    let mut records = alice.open_segment(&id, segment).unwrap();
    let mut json = serde_json::to_value(&records.records).unwrap();
    for record in json.as_array_mut().unwrap() {
        record["signature"] = "0".repeat(128).into();
    }
    records.records = serde_json::from_value(json).unwrap();
    for name in ['0', 'f'] {
        world.drop_in(&alice, &id, name, &records);
    }
    let fresh = same_for_a_new_machine(&world, &alice, &id);
    assert_eq!(fresh.case.view().state, CaseState::SetAside);
    // Nor does it stand for what the folder has lost.
    std::fs::remove_file(segment).unwrap();
    assert!(alice.read(&id).lost > 0);
    alice.add(&id, vec![note("de retour")]).unwrap();
    let read = bruno.read(&id);
    assert_eq!(read.case.view().state, CaseState::SetAside);
}

#[test]
fn a_stranger_s_roster_hides_no_editor() {
    let world = World::new();
    let [alice, _, carla] = world.machines();
    let id = alice.create(vec![title("Caméras")]);
    carla.add(&id, vec![note("de Carla")]).unwrap();
    let mallory = world.desk.journal_key("mallory");
    let known = SignedRoster::new(alice.roster.signed().roster.clone(), "garbage".to_owned());
    let rekeyed = EventKind::Rekeyed(Box::new(Rekeyed {
        roster: known,
        recipient: HybridIdentity::generate().unwrap().to_recipient(),
    }));
    // Among so many ids one comes first.
    let said = (0..16).map(|number| {
        let mut said = world.said(&id, &mallory, None, BTreeSet::new(), &rekeyed);
        said.roster = number;
        Record::sign(&said, &mallory, &world.desk.as_editor(&mallory)).unwrap()
    });
    let records = Records {
        certificates: BTreeSet::from([mallory.certificate().clone()]),
        records: said.collect(),
    };
    world.drop_in(&alice, &id, '0', &records);
    let alice = world.without_carla(alice);
    alice.reseal(&id);
    let fresh = same_for_a_new_machine(&world, &alice, &id);
    assert_eq!(notes(&fresh), ["de Carla"]);
}

/// Puts this much into the armour of a signature, which verifies as before.
fn padded(armour: &str, bytes: usize) -> String {
    let comment = format!("-----\nComment: {}\n", "x".repeat(bytes));
    armour.replacen("-----\n", &comment, 1)
}

#[test]
fn a_true_certificate_in_long_armour_is_not_remembered_and_stops_nothing() {
    let world = World::new();
    let [alice, bruno, carla] = world.machines();
    let id = alice.create(vec![title("Caméras")]);
    carla.add(&id, vec![note("de Carla")]).unwrap();
    bruno.read(&id);
    let planted = [&alice, &carla].map(|machine| {
        let certificate = machine.certificate();
        JournalCertificate {
            signature: padded(&certificate.signature, 33 << 20),
            ..certificate
        }
    });
    for (name, certificate) in ['a', 'b'].into_iter().zip(planted) {
        let records = Records {
            certificates: BTreeSet::from([certificate]),
            records: Vec::new(),
        };
        world.drop_in(&alice, &id, name, &records);
    }
    let memory = bruno.memory.join(format!("{id}.age"));
    let before = std::fs::metadata(&memory).unwrap().len();
    bruno.read(&id);
    assert_eq!(std::fs::metadata(&memory).unwrap().len(), before);
    bruno.add(&id, vec![note("de Bruno")]).unwrap();
    assert_eq!(alice.notes(&id), ["de Carla", "de Bruno"]);
}

#[test]
fn a_great_many_keys_of_one_editor_close_a_case_to_no_new_machine() {
    let world = World::new();
    let [alice, bruno, carla] = world.machines();
    let id = alice.create(vec![title("Caméras")]);
    let hers = carla.copy_of_key();
    let (mut keys, mut last) = (Vec::new(), None);
    let mut made = Records {
        certificates: BTreeSet::from([carla.certificate()]),
        records: Vec::new(),
    };
    for _ in 0..300 {
        let identity = HybridIdentity::generate().unwrap();
        let rekeyed = EventKind::Rekeyed(Box::new(Rekeyed {
            roster: carla.roster.signed().clone(),
            recipient: identity.to_recipient(),
        }));
        let said = world.said(&id, &hers, last, BTreeSet::new(), &rekeyed);
        let signed = world.records(&hers, &said);
        last = Some(signed.records[0].id());
        made.records.extend(signed.records);
        let secret = identity.to_secret_string();
        keys.push(age::secrecy::ExposeSecret::expose_secret(&secret).to_owned());
    }
    world.drop_in(&alice, &id, 'a', &made);
    let editors = alice.roster.recipients(TODAY).unwrap();
    for (number, part) in keys.chunks(150).enumerate() {
        let text = serde_json::json!({"version": 2, "case": id, "keys": part}).to_string();
        let beside = world.desk.folder().join(format!("{id} ({number}).age"));
        sealed::seal(&beside, &editors, &mut text.as_bytes()).unwrap();
    }
    bruno.add(&id, vec![note("de Bruno")]).unwrap();
    let fresh = same_for_a_new_machine(&world, &alice, &id);
    assert_eq!(notes(&fresh), ["de Bruno"]);
}

#[test]
fn what_was_given_up_in_advance_by_an_editor_who_left_is_missing_all_the_same() {
    let world = World::new();
    let [alice, bruno, carla] = world.machines();
    let id = alice.create(vec![title("Caméras")]);
    bruno.read(&id);
    let before: BTreeSet<_> = random_files(world.desk.folder(), &id).into_iter().collect();
    let kept = tempfile::tempdir().unwrap();
    copy_folder(world.desk.folder(), kept.path());
    let aside = alice.add(&id, vec![set_aside()]).unwrap();
    let events = aside.case.heads().clone();
    carla.add(&id, vec![EventKind::GivenUp { events }]).unwrap();
    // Alice's word is taken out of the folder, and what came before it put back.
    let hers: Vec<_> = random_files(world.desk.folder(), &id)
        .into_iter()
        .filter(|path| !before.contains(path))
        .filter(|path| {
            let records = alice.open_segment(&id, path);
            records.is_some_and(|records| {
                let editor = &alice.certificate().editor;
                records.certificates.iter().all(|one| one.editor == *editor)
            })
        })
        .collect();
    assert!(!hers.is_empty());
    hers.iter()
        .for_each(|path| std::fs::remove_file(path).unwrap());
    copy_folder(kept.path(), world.desk.folder());
    let bruno = world.desk.machine("bruno", &bruno.roster);
    assert_eq!(bruno.read(&id).case.missing(), 0, "while she is an editor");
    let bruno = world.without_carla(bruno);
    let stored = bruno.reseal(&id);
    assert_eq!(stored.case.missing(), 1);
}

#[test]
fn an_unknown_kind_stops_the_work_only_if_an_editor_signed_it() {
    let world = World::new();
    let [alice, _, carla] = world.machines();
    let id = alice.create(vec![title("Caméras")]);
    carla.read(&id);
    let alice = world.without_carla(alice);
    alice.reseal(&id);
    let poem = |key: &JournalKey| -> Records {
        let what = serde_json::json!({"kind": "poem"});
        let said = serde_json::json!({
            "desk": world.desk.desk(), "case": id, "editor": key.certificate().editor,
            "key": key.public(), "roster": 2, "day": TODAY, "previous": null, "seen": [],
            "what": what,
        });
        let text = format!("sourdine/v2/event\n{said}");
        let record = serde_json::json!({"text": text, "signature": key.sign(&text)});
        Records {
            certificates: BTreeSet::from([key.certificate().clone()]),
            records: vec![serde_json::from_value(record).unwrap()],
        }
    };
    let mallory = world.desk.journal_key("mallory");
    world.drop_in(&alice, &id, 'a', &poem(&mallory));
    world.drop_in(&alice, &id, 'b', &poem(&carla.copy_of_key()));
    let reasons = |stored: &StoredCase| -> Vec<Apart> {
        stored.case.apart().iter().map(|one| one.reason).collect()
    };
    let mut seen = reasons(&alice.read(&id));
    seen.sort_by_key(|one| format!("{one:?}"));
    assert_eq!(seen, [Apart::Late, Apart::Stranger]);
    alice.add(&id, vec![note("on continue")]).unwrap();
    world.drop_in(&alice, &id, 'c', &poem(&world.desk.journal_key("bruno")));
    assert!(alice.add(&id, vec![note("non")]).is_err());
    assert_eq!(alice.notes(&id), ["on continue"]);
}

#[test]
fn what_no_editor_signed_is_not_remembered() {
    let world = World::new();
    let [alice, bruno, _] = world.machines();
    let id = alice.create(vec![title("Caméras")]);
    let memory = |machine: &Machine<'_>| {
        let file = machine.memory.join(format!("{id}.age"));
        std::fs::metadata(file).unwrap().len()
    };
    let before = memory(&alice);
    let mallory = world.desk.journal_key("mallory");
    let long = note(&"x".repeat(100_000));
    let mut planted = records(
        &mallory,
        &world.said(&id, &mallory, None, BTreeSet::new(), &long),
    );
    for _ in 0..500 {
        let stranger = JournalCertificate {
            editor: bruno.certificate().editor,
            ..world.desk.journal_key("mallory").certificate().clone()
        };
        planted.certificates.insert(stranger);
    }
    world.drop_in(&alice, &id, 'a', &planted);
    alice.read(&id);
    alice.add(&id, vec![note("court")]).unwrap();
    assert!(
        memory(&alice) < before + 20_000,
        "{} {before}",
        memory(&alice)
    );
    for path in random_files(world.desk.folder(), &id) {
        let is_own = !path.to_str().unwrap().contains(&"a".repeat(64));
        let length = std::fs::metadata(&path).unwrap().len();
        assert!(!is_own || length < 80_000, "{}: {length}", path.display());
    }
}

/// The memory is sealed to a public recipient: whoever can write to the editor's own folder can put
/// anything there, under the proof that was there before or without one.
#[test]
fn what_a_stranger_put_into_the_memory_is_verified() {
    let world = World::new();
    let [alice, ..] = world.machines();
    let id = alice.create(vec![title("Caméras"), note("d’Alice")]);
    let file = alice.memory.join(format!("{id}.age"));
    let identity = &alice.person.identity;
    let json = sealed::open_bytes(&file, &[identity], 1 << 20).unwrap();
    let honest: serde_json::Value = serde_json::from_slice(&json).unwrap();
    assert!(honest["proof"].is_string());
    for keeps_proof in [true, false] {
        let mut forged = honest.clone();
        for record in forged["records"]["records"].as_array_mut().unwrap() {
            let text = record["text"].as_str().unwrap();
            record["text"] = text.replace("d’Alice", "d’un autre").into();
        }
        if !keeps_proof {
            forged.as_object_mut().unwrap().remove("proof");
        }
        let forged = serde_json::to_vec(&forged).unwrap();
        sealed::seal(&file, &[identity.to_recipient()], &mut forged.as_slice()).unwrap();
        for _ in 0..2 {
            let read = alice.read(&id);
            assert_eq!(notes(&read), ["d’Alice"]);
            assert_eq!(read.case.apart()[0].reason, Apart::Unsigned);
        }
        // What is written anew is no proof of it either.
        alice.reseal(&id);
        assert_eq!(alice.read(&id).case.apart().len(), 1);
    }
}

#[test]
fn what_came_after_an_editor_had_decided_was_not_known_to_them() {
    let world = World::new();
    let [alice, bruno, _] = world.machines();
    let id = alice.create(vec![title("Caméras")]);
    let folder = world.desk.folder();
    // Alice reads, and decides; meanwhile Bruno sets the case aside.
    let seen = alice.seen_in(folder, &id);
    bruno.add(&id, vec![set_aside()]).unwrap();
    let vetting = EventKind::State {
        state: CaseState::Vetting,
    };
    let vetted = alice.vetted(&id, &entry("Un"));
    let stored = alice
        .decide_in(folder, &id, seen, vec![vetted, vetting.clone()])
        .unwrap();
    assert_eq!(stored.case.view().state, CaseState::SetAside);
    // Once she has seen it, her word is the later one.
    let stored = alice.add(&id, vec![vetting]).unwrap();
    assert_eq!(stored.case.view().state, CaseState::Vetting);
}

#[test]
fn a_stolen_machine_undoes_no_careful_word() {
    let world = World::new();
    let [alice, bruno, _] = world.machines();
    let second = world.desk.machine("alice", &alice.roster);
    let id = alice.create(vec![title("Caméras")]);
    second
        .add(&id, vec![second.vetted(&id, &entry("Un"))])
        .unwrap();
    bruno
        .add(&id, vec![bruno.vetted(&id, &entry("Un"))])
        .unwrap();
    alice
        .add(&id, vec![withdrawn(&entry("Un")), set_aside()])
        .unwrap();
    let before = alice.read(&id).case;
    assert_eq!(before.view().state, CaseState::SetAside);
    let tag: Tag = "prudence".parse().unwrap();
    let tagged = EventKind::Tag { tag: tag.clone() };
    let heads = bruno.add(&id, vec![tagged]).unwrap().case.heads().clone();
    let thief = alice.copy_of_key();
    // A chain that begins again goes two ways, and its decisions count from neither.
    for (name, said) in [
        ('a', EventKind::Untag { tag: tag.clone() }),
        ('b', note("ailleurs")),
    ] {
        let said = world.said(&id, &thief, None, heads.clone(), &said);
        world.drop_in(&alice, &id, name, &records(&thief, &said));
    }
    let fresh = world.desk.machine("bruno", &bruno.roster).read(&id).case;
    assert!(!fresh.forked().is_empty());
    assert_eq!(fresh.view().tags, BTreeSet::from([&tag]));
    assert_eq!(fresh.view().state, CaseState::SetAside);
    let stands = |one: &sourdine::desk::case::Vetting<'_>| {
        one.signed.editor == "alice" && one.standing == VettingStanding::Stands
    };
    assert!(!fresh.view().vettings.iter().any(stands));
}

#[test]
fn a_key_whose_event_is_on_its_way_is_not_dropped() {
    let world = World::new();
    let [alice, bruno, _] = world.machines();
    let id = alice.create(vec![title("Caméras")]);
    bruno.read(&id);
    let earlier = tempfile::tempdir().unwrap();
    copy_folder(world.desk.folder(), earlier.path());
    let (alice, bruno) = (world.without_carla(alice), world.without_carla(bruno));
    alice.add(&id, vec![note("sous la nouvelle clé")]).unwrap();
    // The keys arrive before the segments.
    let key = format!("{id}.age");
    std::fs::copy(world.desk.folder().join(&key), earlier.path().join(&key)).unwrap();
    bruno
        .add_in(earlier.path(), &id, vec![note("de Bruno")])
        .unwrap();
    for path in random_files(world.desk.folder(), &id) {
        std::fs::copy(&path, earlier.path().join(path.file_name().unwrap())).unwrap();
    }
    let fresh = world.desk.machine("bruno", &bruno.roster);
    let read = fresh
        .cases_in(earlier.path())
        .read(&id, &fresh.reader())
        .unwrap();
    assert!(read.left_aside.is_empty(), "{:?}", read.left_aside);
    assert_eq!(notes(&read).len(), 2);
}

#[test]
fn a_false_copy_of_an_event_does_not_hide_that_it_is_missing() {
    let world = World::new();
    let [alice, bruno, _] = world.machines();
    let id = alice.create(vec![title("Caméras")]);
    let before = random_files(world.desk.folder(), &id);
    bruno.add(&id, vec![set_aside()]).unwrap();
    let after = random_files(world.desk.folder(), &id);
    let lost = after.iter().find(|path| !before.contains(path)).unwrap();
    let mut records = bruno.open_segment(&id, lost).unwrap();
    alice.add(&id, vec![note("vu")]).unwrap();
    std::fs::remove_file(lost).unwrap();
    // The text is there, with another signature.
    let mut json = serde_json::to_value(&records.records).unwrap();
    for record in json.as_array_mut().unwrap() {
        record["signature"] = "0".repeat(128).into();
    }
    records.records = serde_json::from_value(json).unwrap();
    world.drop_in(&alice, &id, 'a', &records);
    let fresh = world.desk.machine("alice", &alice.roster);
    let read = fresh.read(&id);
    assert!(read.case.missing() > 0, "{:?}", read.case.apart());
    assert!(read.require_whole().is_err());
}

#[test]
fn a_certificate_that_nobody_made_is_not_remembered() {
    let world = World::new();
    let [alice, bruno, _] = world.machines();
    let id = alice.create(vec![title("Caméras")]);
    let ballast = JournalCertificate {
        signature: "x".repeat(1 << 20),
        ..alice.certificate()
    };
    let records = Records {
        certificates: BTreeSet::from([ballast]),
        records: Vec::new(),
    };
    world.drop_in(&alice, &id, 'a', &records);
    bruno.add(&id, vec![note("sans lest")]).unwrap();
    let largest = |folder: &Path| {
        let files = std::fs::read_dir(folder).unwrap();
        files
            .map(|file| file.unwrap().metadata().unwrap().len())
            .max()
    };
    assert!(largest(&bruno.memory).unwrap() < 1 << 18);
    let of_bruno = random_files(world.desk.folder(), &id);
    let planted = world
        .desk
        .folder()
        .join(format!("{id}.{}.age", "a".repeat(64)));
    for path in of_bruno.iter().filter(|path| **path != planted) {
        assert!(path.metadata().unwrap().len() < 1 << 18);
    }
}

#[test]
fn a_file_of_a_great_many_keys_is_left_aside() {
    let world = World::new();
    let [alice, ..] = world.machines();
    let id = alice.create(vec![title("Caméras")]);
    let keys: Vec<String> = (0..300_000).map(|number| format!("{number:08}")).collect();
    let text = serde_json::json!({"version": 2, "case": id, "keys": keys}).to_string();
    let editors = alice.roster.recipients(TODAY).unwrap();
    let beside = world.desk.folder().join(format!("{id} (x).age"));
    sealed::seal(&beside, &editors, &mut text.as_bytes()).unwrap();
    let read = alice.read(&id);
    assert_eq!(read.left_aside, [beside]);
    alice.add(&id, vec![note("malgré cela")]).unwrap();
}

/// Two machines of alice's, and what the second one said before it was lost.
fn lost_machine<'a>(world: &'a World, alice: &Machine<'a>, id: &CaseId) -> Machine<'a> {
    let lost = world.desk.machine("alice", &alice.roster);
    lost.add(id, vec![set_aside()]).unwrap();
    lost
}

fn revoked(alice: &Machine<'_>, id: &CaseId, lost: &Machine<'_>) -> EventKind {
    let key = lost.certificate().key;
    let case = alice.read(id).case;
    let machine = case.machines().into_iter().find(|one| one.key == key);
    let heads = machine.unwrap().tips.unwrap().clone();
    EventKind::Revoked { key, heads }
}

#[test]
fn a_revocation_counts_in_no_other_case_and_from_no_lost_machine() {
    let world = World::new();
    let [alice, bruno, _] = world.machines();
    let (one, other) = (
        alice.create(vec![title("Caméras")]),
        alice.create(vec![title("Drones")]),
    );
    let lost = lost_machine(&world, &alice, &one);
    lost.add(&other, vec![set_aside()]).unwrap();
    let word = revoked(&alice, &one, &lost);
    alice.add(&one, vec![word.clone()]).unwrap();
    // The thief says it again in the other case, where those events are not.
    let key = lost.copy_of_key();
    let forged = records(
        &key,
        &world.said(&other, &key, None, BTreeSet::new(), &word),
    );
    world.drop_in(&alice, &other, 'a', &forged);
    let fresh = world.desk.machine("bruno", &bruno.roster);
    let stored = fresh.read(&other);
    assert_eq!(stored.case.view().state, CaseState::SetAside);
    // And in the same case a shorter one, though the editor signed it.
    let shorter = EventKind::Revoked {
        key: key.public(),
        heads: BTreeSet::new(),
    };
    let forged = world.records(
        &key,
        &world.said(&one, &key, None, BTreeSet::new(), &shorter),
    );
    world.drop_in(&alice, &one, 'b', &forged);
    assert_eq!(fresh.read(&one).case.view().state, CaseState::SetAside);
}

#[test]
fn a_lost_machine_is_revoked_whatever_kind_of_event_it_signs() {
    let world = World::new();
    let [alice, ..] = world.machines();
    let id = alice.create(vec![title("Caméras")]);
    let lost = lost_machine(&world, &alice, &id);
    let key = lost.copy_of_key();
    let said = serde_json::json!({
        "desk": world.desk.desk(), "case": id, "editor": key.certificate().editor,
        "key": key.public(), "roster": 1, "day": TODAY, "previous": null, "seen": [],
        "what": {"kind": "poem"},
    });
    let text = format!("sourdine/v2/event\n{said}");
    let record = serde_json::json!({"text": text, "signature": key.sign(&text)});
    let poem = Records {
        certificates: BTreeSet::from([key.certificate().clone()]),
        records: vec![serde_json::from_value(record).unwrap()],
    };
    world.drop_in(&alice, &id, 'a', &poem);
    assert!(alice.add(&id, vec![note("refusé")]).is_err());
    alice.add(&id, vec![revoked(&alice, &id, &lost)]).unwrap();
    alice.add(&id, vec![note("de nouveau")]).unwrap();
}

#[test]
fn a_stolen_machine_gives_a_case_no_title() {
    let world = World::new();
    let [alice, bruno, _] = world.machines();
    let id = bruno.create(vec![title("Caméras")]);
    alice.add(&id, vec![note("vu")]).unwrap();
    let first = bruno.read(&id).case;
    let key = alice.copy_of_key();
    let (false_title, seen) = (title("Rien à voir"), first.heads().clone());
    let forged = records(&key, &world.said(&id, &key, None, seen, &false_title));
    world.drop_in(&bruno, &id, 'a', &forged);
    let read = same_for_a_new_machine(&world, &bruno, &id);
    assert!(!read.case.forked().is_empty());
    assert_eq!(read.case.view().title.unwrap().as_str(), "Caméras");
}

#[test]
fn a_stranger_with_the_newest_roster_locks_no_case() {
    let world = World::new();
    let [alice, ..] = world.machines();
    let id = alice.create(vec![title("Caméras")]);
    let newest = world.desk.roster(4, &["alice", "bruno", "carla"]);
    let key = world.desk.journal_key("mallory");
    let rekeyed = EventKind::Rekeyed(Box::new(Rekeyed {
        roster: newest.signed().clone(),
        recipient: HybridIdentity::generate().unwrap().to_recipient(),
    }));
    let planted = records(
        &key,
        &world.said(&id, &key, None, BTreeSet::new(), &rekeyed),
    );
    world.drop_in(&alice, &id, 'a', &planted);
    alice.add(&id, vec![note("sans obstacle")]).unwrap();
    let fresh = same_for_a_new_machine(&world, &alice, &id);
    assert_eq!(notes(&fresh), ["sans obstacle"]);
}

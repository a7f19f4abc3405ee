//! What a disk keeps, by small recordings.

use super::*;
use crate::power::Call;

const A: &str = "folder/a";

fn write(offset: u64, byte: u8, length: usize) -> Act {
    let (path, bytes) = (A.to_owned(), vec![byte; length].into());
    Act::Write {
        path,
        offset,
        bytes,
    }
}

/// One call after another.
fn recording(acts: Vec<Act>) -> Recording {
    let moments = (0..acts.len()).flat_map(|call| [Moment::Begun(call), Moment::Ended(call)]);
    Recording {
        moments: moments.collect(),
        calls: acts
            .into_iter()
            .map(|act| Call { act, done: true })
            .collect(),
    }
}

/// What may be in the file after all of that; `None` where there is no file.
fn left(acts: Vec<Act>, cut: Cut, forgets: Forgets) -> Vec<Option<Vec<u8>>> {
    let recording = recording(acts);
    let mut disk = Disk::new(&recording, forgets);
    for moment in &recording.moments {
        disk.advance(*moment).unwrap();
    }
    let mut seen: Vec<_> = (0..60)
        .map(|seed| {
            let folder = tempfile::tempdir().unwrap();
            disk.cut(cut, &mut SeededRng::new(seed), folder.path())
                .unwrap();
            fs::read(folder.path().join(A)).ok()
        })
        .collect();
    seen.sort();
    seen.dedup();
    seen
}

fn one(bytes: &Option<Vec<u8>>) -> &[Option<Vec<u8>>] {
    std::slice::from_ref(bytes)
}

fn begun() -> Vec<Act> {
    let (path, empties) = (A.to_owned(), false);
    vec![
        Act::MakeFolder("folder".to_owned()),
        Act::Make { path, empties },
    ]
}

fn durable() -> Vec<Act> {
    let syncs = [A, "folder", ""].map(|path| Act::Sync(path.to_owned()));
    [begun(), vec![write(0, 1, 8_192)], syncs.to_vec()].concat()
}

#[test]
fn what_was_synced_is_there_and_nothing_else_is_owed() {
    let all = Some(vec![1; 8_192]);
    for cut in crate::power::CUTS {
        assert_eq!(left(durable(), cut, Forgets::Nothing), one(&all));
    }
    let unsynced = [begun(), vec![write(0, 1, 8_192)]].concat();
    assert_eq!(
        left(unsynced.clone(), Cut::Nothing, Forgets::Nothing),
        [None]
    );
    assert_eq!(left(unsynced, Cut::Everything, Forgets::Nothing), one(&all));
    // Without a sync of its folder, a file's own is of no use.
    assert_eq!(left(durable(), Cut::Nothing, Forgets::Folders), [None]);
}

#[test]
fn writes_are_torn_and_come_in_any_order_but_not_within_a_sector() {
    let acts = [durable(), vec![write(0, 2, 8_192), write(4_096, 3, 256)]].concat();
    let seen = |cut| left(acts.clone(), cut, Forgets::Nothing);
    let of = |parts: &[(u8, usize)]| {
        let parts = parts.iter().map(|(byte, length)| vec![*byte; *length]);
        Some(parts.collect::<Vec<_>>().concat())
    };
    let first = of(&[(2, 8_192)]);
    let both = of(&[(2, 4_096), (3, 256), (2, 3_840)]);
    assert_eq!(seen(Cut::Everything), one(&both));
    assert_eq!(seen(Cut::Torn), [first.clone(), both.clone()]);
    // The last write came first: with its sector, of either size, came what that held in memory.
    let last = seen(Cut::LastFirst);
    let (small, large) = (
        of(&[(1, 4_096), (3, 256), (2, 256), (1, 3_584)]),
        of(&[(1, 4_096), (3, 256), (2, 3_840)]),
    );
    assert_eq!(last, [small, large]);
    let some = seen(Cut::SomeWrites);
    assert_eq!(some, [of(&[(1, 8_192)]), first, both]);
    let sectors = seen(Cut::SomeSectors);
    assert!(sectors.len() > 30, "{}", sectors.len());
    let never = |bytes: &Option<Vec<u8>>| {
        let bytes = bytes.as_ref().unwrap();
        bytes[4_096] != 3 || bytes[4_096 + 256] == 2
    };
    assert!(sectors.iter().all(never), "a sector is of one moment");
}

#[test]
fn a_name_that_moved_is_at_one_place() {
    let to = "folder/b".to_owned();
    let acts = [durable(), vec![Act::Rename(A.to_owned(), to)]].concat();
    let (there, gone) = (Some(vec![1; 8_192]), None);
    assert_eq!(
        left(acts.clone(), Cut::Nothing, Forgets::Nothing),
        one(&there)
    );
    assert_eq!(
        left(acts.clone(), Cut::Everything, Forgets::Nothing),
        one(&gone)
    );
    assert_eq!(left(acts, Cut::SomeWrites, Forgets::Nothing), [gone, there]);
}

#[test]
fn syncs_are_forgotten_beside_headers() {
    let sync = || Act::Sync(A.to_owned());
    let acts = [
        durable(),
        vec![write(256, 2, 4_096), sync(), write(0, 3, 256), sync()],
    ]
    .concat();
    let (body, header) = (vec![2; 4_096], vec![3; 256]);
    let rest = vec![1; 8_192 - 4_352];
    let whole = Some([header, body.clone(), rest.clone()].concat());
    let seen = |forgets| left(acts.clone(), Cut::Nothing, forgets);
    assert_eq!(seen(Forgets::Nothing), one(&whole));
    // The second sync covers both.
    assert_eq!(seen(Forgets::BeforeHeaders), one(&whole));
    let without = [vec![1; 256], body, rest].concat();
    assert_eq!(seen(Forgets::AfterHeaders), [Some(without)]);
}

#[test]
fn a_disk_begins_with_what_is_there() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("folder")).unwrap();
    let mut file = fs::File::create_new(folder.path().join(A)).unwrap();
    file.write_all(&[1; 700]).unwrap();
    let recording = recording(vec![write(0, 2, 100), Act::Sync(A.to_owned())]);
    let mut disk = Disk::holding(&recording, Forgets::Nothing, folder.path()).unwrap();
    for moment in &recording.moments {
        disk.advance(*moment).unwrap();
    }
    let left = tempfile::tempdir().unwrap();
    disk.cut(Cut::Nothing, &mut SeededRng::new(1), left.path())
        .unwrap();
    let bytes = fs::read(left.path().join(A)).unwrap();
    assert_eq!(bytes, [vec![2; 100], vec![1; 600]].concat());
}

#[test]
fn a_sync_covers_what_had_ended_when_it_began() {
    let acts = [durable(), vec![write(0, 2, 512), Act::Sync(A.to_owned())]].concat();
    let mut recording = recording(acts);
    // The write ends while the sync is under way.
    let count = recording.moments.len();
    recording.moments.swap(count - 3, count - 2);
    let mut disk = Disk::new(&recording, Forgets::Nothing);
    for moment in &recording.moments {
        disk.advance(*moment).unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    disk.cut(Cut::Nothing, &mut SeededRng::new(1), folder.path())
        .unwrap();
    assert_eq!(fs::read(folder.path().join(A)).unwrap(), [1; 8_192]);
}

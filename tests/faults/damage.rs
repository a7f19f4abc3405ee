//! Bits flip and writes are torn in slots, key table and index: `verify` names what is lost and
//! nothing else, all else is there, and what can be mended is.

use std::{
    collections::BTreeSet,
    fs::{self, OpenOptions},
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
};

use sourdine_harness::{seeded_rng::SeededRng, soak};
use sourdine_protocol::envelope::EnvelopeHash;
use sourdine_server::vault::{
    DamageKind, Envelopes, Maintenance, PAYLOAD_BYTES, SLOT_BYTES, SlotVault, VaultError,
    VaultPaths, VerifyReport, Voting,
};
use tempfile::TempDir;

use crate::{
    life::{EDITORS, RETENTION, THERE, TODAY, letter, paths, some_vault},
    replay::{scratch, some_seed},
};

const SLOTS: usize = 64;
const TRIES: usize = 60;
const TRIES_IN_SOAK: usize = 1_000;
/// Most bytes of the index that are changed at once.
const BYTES: usize = 200;

/// A vault with envelopes that somebody confirmed, all of it written down, of which each trial gets
/// a copy.
struct Stage {
    folder: TempDir,
    paths: VaultPaths,
    rng: SeededRng,
    seed: u64,
}

/// What a trial sees.
#[derive(Debug, Eq, PartialEq)]
struct Seen {
    /// Numbers of the envelopes that are whole.
    whole: BTreeSet<usize>,
    /// How many are listed and do not come whole.
    cut: usize,
}

impl Stage {
    fn new() -> Self {
        let folder = scratch();
        let disk = folder.path().join("base");
        fs::create_dir(&disk).unwrap();
        some_vault(&disk);
        let vault = SlotVault::open(&paths(&disk), RETENTION).unwrap();
        for stored in vault.list().unwrap() {
            vault
                .confirm(stored.id, &stored.hash, EDITORS[0], TODAY)
                .unwrap();
        }
        vault.flush().unwrap();
        drop(vault);
        let seed = some_seed();
        Self {
            paths: paths(&folder.path().join("trial")),
            folder,
            rng: SeededRng::new(seed),
            seed,
        }
    }

    /// Puts an undamaged copy in place.
    fn renew(&self) {
        let trial = self.folder.path().join("trial");
        drop(fs::remove_dir_all(&trial));
        let base = self.folder.path().join("base");
        let copied = std::process::Command::new("cp")
            .arg("-r")
            .args([base, trial])
            .status();
        assert!(copied.unwrap().success());
    }

    fn slots(&self) -> PathBuf {
        self.paths.folder.join("vault")
    }

    fn keys(&self) -> PathBuf {
        self.paths.folder.join("keys")
    }

    fn index(&self) -> PathBuf {
        self.paths.folder.join("index")
    }

    fn verify(&self) -> VerifyReport {
        SlotVault::verify(&self.paths, &mut |_, _| {}).unwrap()
    }

    /// Opens it as a server does.
    fn see(&self) -> Seen {
        let vault = SlotVault::open(&self.paths, RETENTION).unwrap();
        let mut seen = Seen {
            whole: BTreeSet::new(),
            cut: 0,
        };
        for stored in vault.list().unwrap() {
            assert!(stored.confirmations <= 1, "seed {}", self.seed);
            let mut bytes = vec![0; usize::try_from(stored.size).unwrap()];
            match vault.read(stored.id, 0, &mut bytes) {
                Ok(_) => {
                    let number = THERE.into_iter().find(|number| letter(*number) == bytes);
                    assert_eq!(EnvelopeHash::of(&bytes), stored.hash);
                    seen.whole.insert(number.unwrap());
                }
                Err(VaultError::Damaged { .. }) => seen.cut += 1,
                Err(other) => panic!("{other}"),
            }
        }
        seen
    }

    fn all() -> Seen {
        Seen {
            whole: THERE.into(),
            cut: 0,
        }
    }

    /// One envelope is lost and told by its slot, or nothing is.
    fn told_truly(&self, slot: usize, case: &str) -> bool {
        let report = self.verify();
        let seen = self.see();
        let lost = THERE.len() - seen.whole.len();
        let told: Vec<_> = report
            .damaged
            .iter()
            .map(|damage| (damage.slot as usize, damage.kind))
            .collect();
        match (lost, told.as_slice()) {
            (0, []) => false,
            // Of an envelope that misses a piece, the slot of its head is told: nobody knows any
            // more where the piece was.
            (1, [(_, DamageKind::Incomplete)]) => true,
            (1, [(found, DamageKind::Body | DamageKind::Vanished)]) if *found == slot => true,
            _ => panic!("{case}, seed {}: {report:?}, {seen:?}", self.seed),
        }
    }
}

/// Changes bytes where they stand; never into what they were.
fn change(path: &Path, offset: u64, length: usize, mut with: impl FnMut(&mut u8)) {
    let file = OpenOptions::new()
        .read(true)
        .write(true)
        .open(path)
        .unwrap();
    let mut bytes = vec![0; length];
    file.read_exact_at(&mut bytes, offset).unwrap();
    bytes.iter_mut().for_each(&mut with);
    file.write_all_at(&bytes, offset).unwrap();
}

fn flip(path: &Path, offset: u64, bit: usize) {
    change(path, offset, 1, |byte| *byte ^= 1 << (bit % 8));
}

fn tries() -> usize {
    if soak() { TRIES_IN_SOAK } else { TRIES }
}

/// How many slots the envelopes take.
fn taken() -> usize {
    THERE
        .iter()
        .map(|number| letter(*number).len().div_ceil(PAYLOAD_BYTES))
        .sum()
}

#[test]
fn a_flipped_bit_or_a_torn_write_in_any_slot_is_told_by_its_number() {
    let mut stage = Stage::new();
    stage.renew();
    assert!(stage.verify().is_sound());
    assert_eq!(stage.see(), Stage::all());
    let slots = stage.slots();
    for kind in ["header", "body", "end", "torn"] {
        let mut lost = 0;
        for slot in 0..SLOTS {
            let begin = (slot * SLOT_BYTES) as u64;
            let case = format!("slot {slot}, {kind}");
            let before = fs::read(&slots).unwrap();
            let bit = stage.rng.below(8);
            match kind {
                "header" => flip(&slots, begin + stage.rng.below(256) as u64, bit),
                "body" => flip(
                    &slots,
                    begin + 256 + stage.rng.below(PAYLOAD_BYTES) as u64,
                    bit,
                ),
                "end" => flip(&slots, begin + SLOT_BYTES as u64 - 1, bit),
                // The new bytes up to some sector, what was there before from there on.
                _ => {
                    let from = stage.rng.below(SLOT_BYTES / 512) * 512;
                    change(&slots, begin + from as u64, SLOT_BYTES - from, |byte| {
                        *byte = !*byte;
                    });
                }
            }
            lost += usize::from(stage.told_truly(slot, &case));
            let part = &before[slot * SLOT_BYTES..(slot + 1) * SLOT_BYTES];
            let file = OpenOptions::new().write(true).open(&slots).unwrap();
            file.write_all_at(part, begin).unwrap();
        }
        assert_eq!(lost, taken(), "{kind}, seed {}", stage.seed);
    }
    assert!(stage.verify().is_sound());
}

#[test]
fn either_generation_of_the_key_table_can_be_lost() {
    let mut stage = Stage::new();
    stage.renew();
    let half = fs::metadata(stage.keys()).unwrap().len() / 2;
    for number in 0..tries() {
        stage.renew();
        let generation = number % 2;
        let begin = generation as u64 * half;
        if number % 4 < 2 {
            let at = stage.rng.below(usize::try_from(half).unwrap());
            flip(&stage.keys(), begin + at as u64, number);
        } else {
            // A write that stopped somewhere.
            let from = stage.rng.below(usize::try_from(half / 512).unwrap()) as u64 * 512;
            let length = usize::try_from(half - from).unwrap();
            change(&stage.keys(), begin + from, length, |byte| *byte = !*byte);
        }
        let report = stage.verify();
        assert_eq!(
            report.key_table,
            [generation == 1, generation == 0],
            "{}",
            stage.seed
        );
        assert!(report.damaged.is_empty() && report.index && !report.is_sound());
        if number % 3 == 0 {
            SlotVault::repair(&stage.paths).unwrap();
        }
        assert_eq!(stage.see(), Stage::all());
        assert_eq!(stage.verify().key_table, [true, true], "a start mends it");
    }
    // Without both, nothing opens, and nothing is touched.
    stage.renew();
    for begin in [0, half] {
        flip(&stage.keys(), begin + 99, 3);
    }
    let before = [
        fs::read(stage.keys()).unwrap(),
        fs::read(stage.slots()).unwrap(),
    ];
    let refused = |result: Result<(), VaultError>| {
        assert!(matches!(result, Err(VaultError::KeyTable(_))));
    };
    refused(SlotVault::verify(&stage.paths, &mut |_, _| {}).map(drop));
    refused(SlotVault::repair(&stage.paths));
    refused(SlotVault::open(&stage.paths, RETENTION).map(drop));
    let after = [
        fs::read(stage.keys()).unwrap(),
        fs::read(stage.slots()).unwrap(),
    ];
    assert!(before == after);
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut left = vec![folder.to_path_buf()];
    while let Some(path) = left.pop() {
        if path.is_dir() {
            left.extend(
                fs::read_dir(path)
                    .unwrap()
                    .map(|entry| entry.unwrap().path()),
            );
        } else if fs::metadata(&path).unwrap().len() > 0 {
            files.push(path);
        }
    }
    files.sort();
    files
}

#[test]
fn a_damaged_index_costs_confirmations_and_nothing_else() {
    let mut stage = Stage::new();
    let mut broken = 0;
    for number in 0..tries() {
        stage.renew();
        let files = files(&stage.index());
        let file = &files[stage.rng.below(files.len())];
        let length = usize::try_from(fs::metadata(file).unwrap().len()).unwrap();
        match number % 4 {
            // Cut short.
            0 => {
                let kept = stage.rng.below(length) as u64;
                OpenOptions::new()
                    .write(true)
                    .open(file)
                    .unwrap()
                    .set_len(kept)
                    .unwrap();
            }
            // Gone.
            1 => fs::remove_file(file).unwrap(),
            // Bytes changed, few or many.
            _ => {
                for _ in 0..=stage.rng.below(BYTES) {
                    let (at, bit) = (stage.rng.below(length), stage.rng.below(8));
                    flip(file, at as u64, bit);
                }
            }
        }
        let report = stage.verify();
        assert!(report.damaged.is_empty(), "{report:?}, seed {}", stage.seed);
        assert_eq!(report.key_table, [true, true]);
        broken += usize::from(!report.index);
        if number % 2 == 0 {
            SlotVault::repair(&stage.paths).unwrap();
        }
        assert_eq!(stage.see(), Stage::all(), "seed {}", stage.seed);
        SlotVault::repair(&stage.paths).unwrap();
        assert!(
            crate::judge::verify_closed(&stage.paths)
                .unwrap()
                .is_sound()
        );
    }
    assert!(broken > tries() / 4, "only {broken}");
}

/// The whole folder is gone; or there is something in its place that cannot be removed as one: then
/// the vault does without.
#[test]
fn without_its_index_a_vault_has_all_its_envelopes() {
    let stage = Stage::new();
    stage.renew();
    fs::remove_dir_all(stage.index()).unwrap();
    assert!(!stage.verify().index);
    assert_eq!(stage.see(), Stage::all());
    assert!(
        crate::judge::verify_closed(&stage.paths)
            .unwrap()
            .is_sound(),
        "built anew"
    );

    fs::remove_dir_all(stage.index()).unwrap();
    fs::write(stage.index(), "in the way").unwrap();
    assert!(!stage.verify().index);
    assert_eq!(stage.see(), Stage::all());
    let refused = SlotVault::repair(&stage.paths).unwrap_err();
    assert!(
        refused.to_string().contains("removing the index"),
        "{refused}"
    );
    let vault = SlotVault::open(&stage.paths, RETENTION).unwrap();
    vault.maintain().unwrap_err();
    fs::remove_file(stage.index()).unwrap();
    // The way is free: the next tick makes one.
    vault.maintain().unwrap();
    drop(vault);
    assert!(
        crate::judge::verify_closed(&stage.paths)
            .unwrap()
            .is_sound()
    );
    assert_eq!(stage.see(), Stage::all());
}

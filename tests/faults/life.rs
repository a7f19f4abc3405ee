//! A vault's life, short and full: made, filled by several at once, swept, covered, re-keyed,
//! opened again. It runs under strace, in a folder that `power_cuts.rs` chose, and says what it has
//! done as it does it.

use std::{
    fs::{File, OpenOptions},
    io::Write,
    path::{Path, PathBuf},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use sourdine_harness::seeded_rng::SeededRng;
use sourdine_protocol::{
    codename::receipt::ReceiptHash,
    day::Day,
    envelope::{
        EnvelopeHash,
        hybrid::{HybridIdentity, HybridRecipient},
    },
};
use sourdine_server::vault::{
    Deposits, EditorMark, Envelopes, Maintenance, MasterKey, OpenedVault, PAYLOAD_BYTES, Retention,
    SlotVault, VAULT_MIN_BYTES, VaultError, VaultPaths, Voting,
};

/// How often the same things happen.
const ROUNDS: usize = 30;
/// How many deposit at once.
const SENDERS: usize = 3;
/// How many envelopes a round leaves, at most.
const KEPT: usize = 8;
/// Nobody's deposit is longer, in slots' worth.
const LONGEST: usize = 4;
pub(crate) const TODAY: Day = Day(20_781);
pub(crate) const EDITORS: [EditorMark; 2] = [EditorMark([0xa1; 32]), EditorMark([0xb0; 32])];
pub(crate) const RETENTION: Retention = Retention {
    quorum: 2,
    hold_days: 7,
    keep_days: 90,
    spread_days: 10,
};

/// Where a life's vault is, under the folder that is the disk.
pub(crate) fn paths(disk: &Path) -> VaultPaths {
    VaultPaths {
        folder: disk.join("var/vault"),
        master: disk.join("master"),
    }
}

/// The editor who may unlock the vault.
pub(crate) fn editor() -> HybridIdentity {
    HybridIdentity::from_seed(&[9; 32])
}

fn recipient() -> HybridRecipient {
    editor().to_recipient()
}

pub(crate) fn opened(paths: &VaultPaths) -> SlotVault {
    let opened = SlotVault::open_for(paths, RETENTION, &[recipient()]).unwrap();
    opened.unlock.unwrap();
    opened.vault
}

pub(crate) fn told(folder: &Path) -> PathBuf {
    folder.join("told")
}

/// The bytes of an envelope by its number: most take one slot, some several.
pub(crate) fn letter(number: usize) -> Vec<u8> {
    let mut rng = SeededRng::new(number as u64);
    let longest = if number.is_multiple_of(3) {
        LONGEST * PAYLOAD_BYTES
    } else {
        PAYLOAD_BYTES
    };
    let length = 1 + rng.below(longest);
    rng.bytes(length)
}

pub(crate) fn receipt(number: usize) -> ReceiptHash {
    let mut hash = [0; 32];
    hash[..8].copy_from_slice(&(number as u64).to_be_bytes());
    ReceiptHash(hash)
}

/// Tells one line in one write.
struct Voice(Mutex<File>);

impl Voice {
    fn say(&self, what: &str, number: usize) {
        let line = format!("{what} {number}\n");
        let mut file = self.0.lock().unwrap();
        assert_eq!(file.write(line.as_bytes()).unwrap(), line.len());
    }
}

#[test]
#[ignore = "power_cuts.rs runs it under strace, in a folder of its own"]
fn a_life_to_be_recorded() {
    let folder = std::env::current_dir().unwrap();
    let file = OpenOptions::new().append(true).open(told(&folder)).unwrap();
    let voice = Voice(Mutex::new(file));
    let paths = paths(&folder.join("disk"));
    SlotVault::create_for(&paths, VAULT_MIN_BYTES, &[recipient()], &mut |_| {}).unwrap();
    voice.say("made", 0);
    let mut vault = opened(&paths);
    let next = AtomicUsize::new(1);
    for round in 0..ROUNDS {
        busy(&vault, &voice, &next);
        discard(&vault, &voice);
        if round % 3 == 1 {
            // Deposits go on while the keys change.
            thread::scope(|scope| {
                scope.spawn(|| send(&vault, &voice, &next));
                vault.rekey(&MasterKey::generate().unwrap()).unwrap();
            });
            voice.say("rekeyed", round);
        }
        if round % 4 == 3 {
            vault.flush().unwrap();
            drop(vault);
            vault = opened(&paths);
        }
    }
}

fn busy(vault: &SlotVault, voice: &Voice, next: &AtomicUsize) {
    thread::scope(|scope| {
        for _ in 0..SENDERS {
            scope.spawn(|| send(vault, voice, next));
        }
        scope.spawn(|| {
            // One that goes away, and one that its page cancels.
            let mut dropped = vault.deposit(0).unwrap();
            dropped.write(&vec![1; 2 * PAYLOAD_BYTES + 1]).unwrap();
            drop(dropped);
            let mut cancelled = vault.deposit(0).unwrap();
            cancelled.write(&vec![2; PAYLOAD_BYTES + 1]).unwrap();
            cancelled.erase().unwrap();
        });
        scope.spawn(|| vault.maintain().unwrap());
    });
}

fn send(vault: &SlotVault, voice: &Voice, next: &AtomicUsize) {
    let number = next.fetch_add(1, Ordering::SeqCst);
    let mut deposit = vault.deposit(0).unwrap();
    deposit.write(&letter(number)).unwrap();
    voice.say("sending", number);
    deposit.commit(&receipt(number), TODAY).unwrap();
    voice.say("stored", number);
}

/// Two editors free what is too much, and one of them confirms the rest.
fn discard(vault: &SlotVault, voice: &Voice) {
    let listed = vault.list().unwrap();
    let surplus = listed.len().saturating_sub(KEPT);
    for (place, stored) in listed.iter().enumerate() {
        let number = (1..).find(|number| {
            vault.arrived(&receipt(*number)).unwrap()
                && EnvelopeHash::of(&letter(*number)) == stored.hash
        });
        let number = number.unwrap();
        if place < surplus {
            voice.say("deleting", number);
            for editor in EDITORS {
                vault.discard(stored.id, &stored.hash, editor).unwrap();
            }
            voice.say("deleted", number);
        } else {
            vault
                .confirm(stored.id, &stored.hash, EDITORS[0], TODAY)
                .unwrap();
        }
    }
}

/// The numbers of what is in a vault before a life that fails, and of what comes in it.
pub(crate) const THERE: [usize; 3] = [1, 2, 3];
pub(crate) const COMING: [usize; 2] = [4, 6];

/// A vault with a few envelopes.
pub(crate) fn some_vault(disk: &Path) {
    let paths = paths(disk);
    SlotVault::create_for(&paths, VAULT_MIN_BYTES, &[recipient()], &mut |_| {}).unwrap();
    let vault = opened(&paths);
    for number in THERE {
        put(&vault, number).unwrap();
    }
    vault.flush().unwrap();
}

pub(crate) fn put(vault: &SlotVault, number: usize) -> Result<(), VaultError> {
    let mut deposit = vault.deposit(0)?;
    deposit.write(&letter(number))?;
    deposit.commit(&receipt(number), TODAY)?;
    Ok(())
}

/// One thing after another, whatever fails: what is said to be done is done.
#[test]
#[ignore = "failing_calls.rs runs it under strace, in a folder of its own"]
fn a_life_whose_calls_fail() {
    let folder = std::env::current_dir().unwrap();
    let file = OpenOptions::new().append(true).open(told(&folder)).unwrap();
    let voice = Voice(Mutex::new(file));
    // A server that does not start says why, and that is all.
    let opened = SlotVault::open_for(&paths(&folder.join("disk")), RETENTION, &[recipient()]);
    let Ok(OpenedVault { vault, .. }) = opened else {
        return;
    };
    let store = |number: usize| {
        voice.say("sending", number);
        if put(&vault, number).is_ok() {
            voice.say("stored", number);
        }
    };
    store(COMING[0]);
    let first = vault
        .list()
        .unwrap()
        .into_iter()
        .find(|stored| stored.hash == EnvelopeHash::of(&letter(THERE[0])));
    let first = first.unwrap();
    voice.say("deleting", THERE[0]);
    let said = EDITORS.map(|editor| vault.discard(first.id, &first.hash, editor));
    if said.iter().all(Result::is_ok) {
        voice.say("deleted", THERE[0]);
    }
    drop(vault.maintain());
    drop(vault.rekey(&MasterKey::generate().unwrap()));
    store(COMING[1]);
    drop(vault.flush());
    for stored in vault.list().unwrap() {
        let mut bytes = vec![0; usize::try_from(stored.size).unwrap()];
        vault.read(stored.id, 0, &mut bytes).unwrap();
        assert_eq!(EnvelopeHash::of(&bytes), stored.hash);
    }
}

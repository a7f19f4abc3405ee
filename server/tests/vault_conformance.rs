//! What any vault must do. `run` takes a maker of empty vaults with 64 free places of one slot
//! each, of which all but four may be used, a quorum of 2, a hold of 7 days and 90 to 100 days of
//! retention.

#![expect(
    clippy::unwrap_used,
    clippy::panic_in_result_fn,
    clippy::unwrap_in_result,
    clippy::cast_possible_truncation,
    clippy::indexing_slicing,
    reason = "a test that meets the unexpected stops"
)]

mod vault_common;

use sourdine_protocol::{codename::receipt::ReceiptHash, day::Day, envelope::EnvelopeHash};
use sourdine_server::vault::{
    COVER_SLOTS, EditorMark, EnvelopeId, MemoryDisk, PAYLOAD_BYTES, SLOT_BYTES, SMALL_PART,
    StoredEnvelope, Vault, VaultError,
};
use vault_common::{ALICE, BOB, RETENTION, TODAY, TestVault, bytes, get, put, put_with};

const SLOTS: usize = 64;
const CAROL: EditorMark = EditorMark([0xca; 32]);

/// The whole suite.
fn run(make: &dyn Fn() -> Box<dyn Vault>) {
    keeps_every_size_and_reads_it_from_anywhere(make().as_ref());
    shows_nothing_before_the_commit(make().as_ref());
    lists_in_the_order_of_random_names(make().as_ref());
    knows_receipts(make().as_ref());
    counts_each_editor_once(make().as_ref());
    needs_the_very_hash(make().as_ref());
    lets_go_after_a_quorum_and_the_hold(make().as_ref());
    lets_go_after_retention_whatever_happens(make().as_ref());
    frees_at_once_what_two_editors_discard(make().as_ref());
    says_full_and_loses_nothing(make().as_ref());
    takes_many_at_once(make().as_ref());
    goes_on_under_maintenance(make().as_ref());
}

#[test]
fn a_vault_in_files_conforms() {
    let vaults = std::cell::RefCell::new(Vec::new());
    run(&|| {
        let vault = TestVault::new(SLOTS as u64);
        let opened = Box::new(vault.open());
        vaults.borrow_mut().push(vault);
        opened
    });
}

#[test]
fn a_vault_in_memory_conforms() {
    run(&|| {
        let disk = MemoryDisk::new(SLOTS as u32).unwrap();
        Box::new(disk.open(RETENTION).unwrap())
    });
}

fn keeps_every_size_and_reads_it_from_anywhere(vault: &dyn Vault) {
    let sizes = [
        1,
        255,
        70_000,
        PAYLOAD_BYTES - 1,
        PAYLOAD_BYTES,
        PAYLOAD_BYTES + 1,
        SLOT_BYTES,
        2 * PAYLOAD_BYTES,
        1_000_000,
    ];
    for (seed, size) in (1..).zip(sizes) {
        let sent = bytes(seed, size);
        let id = put(vault, &sent).unwrap();
        let expected = StoredEnvelope {
            id,
            size: size as u64,
            hash: EnvelopeHash::of(&sent),
            confirmations: 0,
        };
        assert_eq!(vault.find(id).unwrap(), Some(expected));
        assert_eq!(get(vault, id).unwrap(), sent, "{size} bytes");

        for offset in [
            0,
            1,
            size / 2,
            size.saturating_sub(1),
            size,
            size + 1,
            10 * size + SLOT_BYTES,
        ] {
            for length in [0, 1, 300_000] {
                let mut buffer = vec![0xEE; length];
                let read = vault.read(id, offset as u64, &mut buffer).unwrap();
                let part =
                    &sent[offset.min(size)..(offset + length).min(size).max(offset.min(size))];
                assert_eq!(
                    &buffer[..read],
                    part,
                    "{size} bytes, {length} from {offset}"
                );
            }
        }
    }
    let nobody = EnvelopeId([0; 16]);
    assert_eq!(vault.find(nobody).unwrap(), None);
    assert!(matches!(
        vault.read(nobody, 0, &mut [0; 8]),
        Err(VaultError::Unknown)
    ));
    let empty = vault.deposit(0).unwrap();
    assert!(empty.is_empty());
    assert!(matches!(
        empty.commit(&ReceiptHash([1; 32]), TODAY),
        Err(VaultError::Empty)
    ));
}

fn shows_nothing_before_the_commit(vault: &dyn Vault) {
    for _ in 0..100 {
        let mut deposit = vault.deposit(0).unwrap();
        deposit.write(&bytes(3, 1_000_000)).unwrap();
        assert_eq!(deposit.len(), 1_000_000);
        assert!(vault.list().unwrap().is_empty());
        // dropped: 100 of these are more than the vault, if one of them stayed
    }
    assert!(vault.list().unwrap().is_empty());
}

fn lists_in_the_order_of_random_names(vault: &dyn Vault) {
    let ids: Vec<EnvelopeId> = (0..20)
        .map(|seed| put(vault, &bytes(seed, 100)).unwrap())
        .collect();
    let listed: Vec<EnvelopeId> = vault
        .list()
        .unwrap()
        .iter()
        .map(|stored| stored.id)
        .collect();
    let mut sorted = ids.clone();
    sorted.sort();
    assert_eq!(listed, sorted);
    assert_ne!(ids, sorted, "names tell the order of arrival");
}

fn knows_receipts(vault: &dyn Vault) {
    let (mine, other) = (ReceiptHash([1; 32]), ReceiptHash([2; 32]));
    assert!(!vault.arrived(&mine).unwrap());
    let id = put_with(vault, b"sealed", &mine).unwrap();
    assert!(vault.arrived(&mine).unwrap() && !vault.arrived(&other).unwrap());
    put_with(vault, b"sealed again", &mine).unwrap();
    let hash = EnvelopeHash::of(b"sealed");
    vault.discard(id, &hash, ALICE).unwrap();
    vault.discard(id, &hash, BOB).unwrap();
    assert!(vault.arrived(&mine).unwrap(), "the second is still here");
}

fn counts_each_editor_once(vault: &dyn Vault) {
    let id = put(vault, b"sealed").unwrap();
    let hash = EnvelopeHash::of(b"sealed");
    for (editor, expected) in [(ALICE, 1), (ALICE, 1), (BOB, 2), (ALICE, 2), (CAROL, 3)] {
        vault.confirm(id, &hash, editor, TODAY).unwrap();
        assert_eq!(vault.find(id).unwrap().unwrap().confirmations, expected);
    }
    for more in 0..10 {
        vault
            .confirm(id, &hash, EditorMark([more; 32]), TODAY)
            .unwrap();
    }
    assert_eq!(
        vault.find(id).unwrap().unwrap().confirmations,
        4,
        "there is room for four"
    );
}

fn needs_the_very_hash(vault: &dyn Vault) {
    let id = put(vault, b"sealed").unwrap();
    let other = EnvelopeHash::of(b"something else");
    assert!(matches!(
        vault.confirm(id, &other, ALICE, TODAY),
        Err(VaultError::OtherHash)
    ));
    assert!(matches!(
        vault.discard(id, &other, ALICE),
        Err(VaultError::OtherHash)
    ));
    let nobody = EnvelopeId([0; 16]);
    assert!(matches!(
        vault.confirm(nobody, &other, ALICE, TODAY),
        Err(VaultError::Unknown)
    ));
    assert!(matches!(
        vault.discard(nobody, &other, ALICE),
        Err(VaultError::Unknown)
    ));
    assert_eq!(vault.find(id).unwrap().unwrap().confirmations, 0);
}

fn lets_go_after_a_quorum_and_the_hold(vault: &dyn Vault) {
    let (kept, going) = (put(vault, b"kept").unwrap(), put(vault, b"going").unwrap());
    vault
        .confirm(kept, &EnvelopeHash::of(b"kept"), ALICE, TODAY)
        .unwrap();
    vault
        .confirm(going, &EnvelopeHash::of(b"going"), ALICE, TODAY)
        .unwrap();
    vault
        .confirm(going, &EnvelopeHash::of(b"going"), BOB, TODAY.plus(5))
        .unwrap();
    assert_eq!(vault.sweep(TODAY.plus(6)).unwrap(), 0, "held for 7 days");
    assert_eq!(vault.sweep(TODAY.plus(7)).unwrap(), 1);
    assert!(vault.find(going).unwrap().is_none());
    assert!(matches!(
        vault.read(going, 0, &mut [0; 8]),
        Err(VaultError::Unknown)
    ));
    assert_eq!(get(vault, kept).unwrap(), b"kept");
}

fn lets_go_after_retention_whatever_happens(vault: &dyn Vault) {
    for seed in 0..40 {
        put(vault, &bytes(seed, 100)).unwrap();
    }
    assert_eq!(vault.sweep(TODAY.plus(89)).unwrap(), 0);
    let gone: Vec<usize> = (90..=100)
        .map(|day| vault.sweep(TODAY.plus(day)).unwrap())
        .collect();
    assert_eq!(gone.iter().sum::<usize>(), 40);
    assert!(
        gone.iter().filter(|count| **count > 0).count() >= 5,
        "spread over days: {gone:?}"
    );
    assert!(vault.list().unwrap().is_empty());
}

fn frees_at_once_what_two_editors_discard(vault: &dyn Vault) {
    let id = put(vault, b"junk").unwrap();
    vault
        .discard(id, &EnvelopeHash::of(b"junk"), ALICE)
        .unwrap();
    vault
        .discard(id, &EnvelopeHash::of(b"junk"), ALICE)
        .unwrap();
    assert!(vault.find(id).unwrap().is_some(), "one editor alone cannot");
    vault.discard(id, &EnvelopeHash::of(b"junk"), BOB).unwrap();
    assert!(vault.find(id).unwrap().is_none());
}

fn says_full_and_loses_nothing(vault: &dyn Vault) {
    let capacity = vault.capacity().unwrap();
    assert_eq!(
        (capacity.free, capacity.all),
        (SLOTS - COVER_SLOTS, SLOTS - COVER_SLOTS)
    );
    let kept = capacity.all / SMALL_PART;
    // As much as a large one gets, and not one byte more: the rest is for small ones.
    let first = bytes(1, (capacity.all - kept) * PAYLOAD_BYTES);
    assert!(matches!(
        put(vault, &bytes(1, first.len() + 1)),
        Err(VaultError::Full)
    ));
    let id = put(vault, &first).unwrap();
    assert_eq!(vault.capacity().unwrap().free, kept);
    assert!(matches!(
        put(vault, &bytes(2, kept * PAYLOAD_BYTES + 1)),
        Err(VaultError::Full)
    ));
    let last = put(vault, &bytes(3, kept * PAYLOAD_BYTES)).unwrap();
    assert!(matches!(vault.deposit(0).err(), Some(VaultError::Full)));
    vault.maintain().unwrap();
    assert_eq!(get(vault, id).unwrap(), first);
    assert_eq!(get(vault, last).unwrap(), bytes(3, kept * PAYLOAD_BYTES));

    vault.discard(id, &EnvelopeHash::of(&first), ALICE).unwrap();
    vault.discard(id, &EnvelopeHash::of(&first), BOB).unwrap();
    let again = bytes(4, (capacity.all - 2 * kept) * PAYLOAD_BYTES);
    let id = put(vault, &again).unwrap();
    assert_eq!(get(vault, id).unwrap(), again);
}

fn takes_many_at_once(vault: &dyn Vault) {
    let done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        let senders: Vec<_> = (0..8_u64)
            .map(|sender| {
                scope.spawn(move || {
                    for round in 0..10 {
                        let sent = bytes(sender * 100 + round, 400_000);
                        let id = put(vault, &sent).unwrap();
                        assert_eq!(get(vault, id).unwrap(), sent);
                        vault.discard(id, &EnvelopeHash::of(&sent), ALICE).unwrap();
                        vault.discard(id, &EnvelopeHash::of(&sent), BOB).unwrap();
                    }
                })
            })
            .collect();
        let ticking = scope.spawn(|| {
            while !done.load(std::sync::atomic::Ordering::Relaxed) {
                vault.maintain().unwrap();
            }
        });
        for sender in senders {
            sender.join().unwrap();
        }
        done.store(true, std::sync::atomic::Ordering::Relaxed);
        ticking.join().unwrap();
    });
    assert!(vault.list().unwrap().is_empty());
}

fn goes_on_under_maintenance(vault: &dyn Vault) {
    let sent = bytes(5, 3 * PAYLOAD_BYTES);
    let id = put(vault, &sent).unwrap();
    let mut open = vault.deposit(0).unwrap();
    open.write(&sent).unwrap();
    for _ in 0..200 {
        vault.maintain().unwrap();
    }
    assert_eq!(get(vault, id).unwrap(), sent);
    let other = open.commit(&ReceiptHash([3; 32]), Day(1)).unwrap();
    assert_eq!(
        get(vault, other).unwrap(),
        sent,
        "cover never touches a deposit under way"
    );
    vault.flush().unwrap();
    assert_eq!(get(vault, id).unwrap(), sent, "a flush is no end");
}

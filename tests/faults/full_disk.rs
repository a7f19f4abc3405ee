//! The disk is full: while the vault is made, while its index is lost, while it is re-keyed.

use std::fs;

use sourdine_harness::{
    host::small_disk::SmallDisk,
    people::desk::Desk,
    server::{Installation, Plan},
};
use sourdine_server::vault::{Envelopes, MasterKey, VAULT_MIN_BYTES};

use crate::{
    judge::verify_closed,
    life::{COMING, THERE, opened, paths, put, some_vault},
};

const MIB: u64 = 1 << 20;
/// How much more room there is from one try to the next.
const STEP: u64 = 16 << 10;

/// Who may not mount: failing_calls.rs says to each single call that the disk is full, for
/// everybody.
fn disk(folder: &std::path::Path, bytes: u64) -> Option<SmallDisk> {
    let disk = SmallDisk::mount(folder, bytes);
    if disk.is_none() {
        println!("only root may mount a small disk: the same was tried call by call");
    }
    disk
}

/// From a disk that the slots alone fill, a little larger each time, to one where all fits.
#[test]
fn init_leaves_a_vault_or_nothing_however_little_room_there_is() {
    let folder = tempfile::tempdir().unwrap();
    let Some(disk) = disk(folder.path(), 64 * MIB) else {
        return;
    };
    let desk = Desk::new().unwrap();
    let plan = Plan {
        vault_mib: VAULT_MIN_BYTES / MIB,
        submission_mib: 4,
        ..Plan::default()
    };
    let installation = Installation::make(disk.folder(), &desk, plan).unwrap();
    let clear = || {
        fs::remove_dir_all(installation.vault()).unwrap();
        drop(fs::remove_file(installation.master()));
    };
    let mut refused = 0;
    for size in (0..).map(|step| VAULT_MIN_BYTES + step * STEP) {
        clear();
        disk.resize(size).unwrap();
        let output = installation.run("init").unwrap();
        if output.status.success() {
            break;
        }
        refused += 1;
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.code() == Some(1)
                && (said.contains("failed") || said.contains("does not fit")),
            "{output:?}"
        );
        // Where the size alone is refused, not even the folder was made.
        let left = fs::read_dir(installation.vault()).map_or(0, Iterator::count);
        assert_eq!(left, 0, "{size}: {said}");
        // With room, the next one makes it.
        disk.resize(64 * MIB).unwrap();
        let again = installation.run("init").unwrap();
        assert!(again.status.success(), "{again:?}");
        assert!(installation.run("verify").unwrap().status.success());
    }
    println!("{refused} refused");
    assert!(refused >= 2);
    // The index needs room to be opened, too. With some, all is well.
    disk.resize(64 * MIB).unwrap();
    let verified = installation.run("verify").unwrap();
    assert!(verified.status.success(), "{verified:?}");
}

/// Nobody is refused because what is least of all can not be written.
#[test]
fn a_server_starts_and_stores_without_room_for_its_index() {
    let folder = tempfile::tempdir().unwrap();
    let Some(disk) = disk(folder.path(), 32 * MIB) else {
        return;
    };
    let desk = Desk::new().unwrap();
    let installation = Installation::make(disk.folder(), &desk, Plan::small()).unwrap();
    let server = installation.serve().unwrap();
    server.upload(&desk.seal("before", &[]).unwrap()).unwrap();
    server.stop().unwrap();
    // Sockets are names, which take room of their own: it is there before the disk is full.
    fs::remove_dir_all(installation.vault().join("index")).unwrap();
    let filler = disk.fill().unwrap();
    let server = installation.serve().unwrap();
    server
        .upload(&desk.seal("meanwhile", &[]).unwrap())
        .unwrap();
    assert_eq!(server.list(&desk).unwrap().envelopes.len(), 2);
    server.stop().unwrap();

    let verified = installation.run("verify").unwrap();
    let said = String::from_utf8_lossy(&verified.stdout);
    assert!(
        verified.status.code() == Some(3) && said.contains("the index does not open"),
        "{said}"
    );
    let repaired = installation.run("repair").unwrap();
    assert_eq!(repaired.status.code(), Some(1), "{repaired:?}");
    fs::remove_file(filler).unwrap();
    let repaired = installation.run("repair").unwrap();
    assert!(repaired.status.success(), "{repaired:?}");
    assert!(installation.run("verify").unwrap().status.success());
    let server = installation.serve().unwrap();
    assert_eq!(server.list(&desk).unwrap().envelopes.len(), 2);
    server.stop().unwrap();
}

#[test]
fn a_rekey_on_a_full_disk_changes_nothing_or_all() {
    let folder = tempfile::tempdir().unwrap();
    let Some(disk) = disk(folder.path(), 32 * MIB) else {
        return;
    };
    some_vault(disk.folder());
    let paths = paths(disk.folder());
    let vault = opened(&paths);
    let master = fs::read(&paths.master).unwrap();
    let filler = disk.fill().unwrap();
    let refused = vault.rekey(&MasterKey::generate().unwrap()).unwrap_err();
    assert!(
        refused.to_string().contains("writing the master key"),
        "{refused}"
    );
    // It goes on with its old keys.
    put(&vault, COMING[0]).unwrap();
    drop(vault);
    assert!(fs::read(&paths.master).unwrap() == master);
    let vault = opened(&paths);
    assert_eq!(vault.list().unwrap().len(), THERE.len() + 1);

    fs::remove_file(filler).unwrap();
    vault.rekey(&MasterKey::generate().unwrap()).unwrap();
    assert!(fs::read(&paths.master).unwrap() != master);
    drop(vault);
    assert!(verify_closed(&paths).unwrap().is_sound());
    let vault = opened(&paths);
    assert_eq!(vault.list().unwrap().len(), THERE.len() + 1);
}

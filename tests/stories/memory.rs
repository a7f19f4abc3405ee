//! How much memory the server takes, at most: idle, and while eight large forms come in at once
//! without script. The vault's size makes no difference.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::use_debug,
    reason = "a test that meets the unexpected stops, and figures are there to be read"
)]

use std::thread;

use sourdine_harness::{
    network::http::field,
    people::desk::Desk,
    server::{Installation, Plan},
    soak,
};

const MIB: u64 = 1_024 * 1_024;
const GIB_IN_MIB: u64 = 1_024;
/// Most that may ever have been resident (issue 2, "What it must show", 7), in KiB as the kernel
/// tells it.
const IDLE_MAX_KIB: u64 = 32 * 1_024;
const BUSY_MAX_KIB: u64 = 64 * 1_024;
/// However busy the machine is, memory that one thread freed is there for the others
/// (docs/decisions/0013-two-arenas.md). One further arena has a heap, and takes others when it is
/// spread over more than 64 MiB of addresses; without the setting each thread has its own (fifteen
/// were counted).
const FURTHER_HEAPS: usize = 3;
const SENDERS: usize = 8;
/// Size of each upload, in bytes.
const UPLOAD_BYTES: u64 = 400_000_000;
const UPLOAD_BYTES_IN_SHORT: u64 = 60_000_000;
/// How many small submissions an idle server may have taken before: its catalog grows by them.
const BEFORE: usize = 20;

#[test]
fn a_vault_of_1_gib() {
    measure(GIB_IN_MIB);
}

/// Eight gibibytes of random bytes, and as many of uploads: for the long run.
#[test]
fn a_vault_of_8_gib() {
    if soak() {
        measure(8 * GIB_IN_MIB);
    }
}

fn measure(vault_mib: u64) {
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::new().unwrap();
    let plan = Plan {
        vault_mib,
        submission_mib: 500,
        ..Plan::default()
    };
    let installation = Installation::make(folder.path(), &desk, plan).unwrap();
    let server = installation.serve().unwrap();
    for _ in 0..BEFORE {
        let (codename, receipt) = server.begin().unwrap();
        let sent = server.send(&codename, &receipt, &[field("message", "small")]);
        assert_eq!(sent.unwrap().status, 200);
        server.upload(&desk.seal("small", &[]).unwrap()).unwrap();
    }
    let idle = server.most_resident_kib().unwrap();
    assert!(idle <= IDLE_MAX_KIB, "idle: {idle} KiB");
    // In a vault of 1 GiB eight of the large ones do not fit: the last are refused, after as much
    // work.
    let bytes = if soak() {
        UPLOAD_BYTES
    } else {
        UPLOAD_BYTES_IN_SHORT
    };
    let statuses: Vec<u16> = thread::scope(|scope| {
        let senders: Vec<_> = (0..SENDERS)
            .map(|_| scope.spawn(|| server.send_large(bytes).unwrap()))
            .collect();
        senders
            .into_iter()
            .map(|sender| sender.join().unwrap())
            .collect()
    });
    let busy = server.most_resident_kib().unwrap();
    println!("vault {vault_mib} MiB: idle {idle} KiB, 8 x {bytes} bytes {busy} KiB, {statuses:?}");
    assert!(busy <= BUSY_MAX_KIB, "busy: {busy} KiB");
    let heaps = server.further_heaps().unwrap();
    assert!(heaps <= FURTHER_HEAPS, "{heaps} heaps");
    let fit = u64::try_from(SENDERS).unwrap() * bytes * 9 / 8 < vault_mib * MIB;
    let stored = statuses.iter().filter(|status| **status == 200).count();
    let full = statuses.iter().filter(|status| **status == 507).count();
    assert_eq!(stored + full, SENDERS, "{statuses:?}");
    assert!(!fit || full == 0, "{statuses:?}");
    let listed = server.list(&desk).unwrap().envelopes.len();
    assert_eq!(listed, 2 * BEFORE + stored);
    server.stop().unwrap();
}

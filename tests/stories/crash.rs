//! A server that is killed, a disk that fails, bytes that flip: what was acknowledged is there and
//! opens, and nothing else is listed.

#![expect(
    clippy::unwrap_used,
    clippy::unwrap_in_result,
    clippy::indexing_slicing,
    clippy::too_many_lines,
    clippy::cognitive_complexity,
    clippy::disallowed_methods,
    reason = "a test that meets the unexpected stops, is read from its beginning to its end, and writes nobody's secrets"
)]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, OpenOptions},
    os::unix::fs::FileExt,
    path::Path,
    process::{Command, Output},
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use sourdine_harness::{
    host::small_disk::SmallDisk,
    network::http::{field, file},
    people::desk::Desk,
    server::{Installation, Plan, Server},
    soak,
};
use sourdine_protocol::envelope::EnvelopeHash;
use sourdine_protocol::wire::EnvelopeSummary;
use sourdine_server::vault::SLOT_BYTES;

const KILLS: usize = 200;
const KILLS_IN_SHORT: usize = 14;
/// The longest that a server lives under load, in milliseconds.
const LIFE: u64 = 900;
/// How many send forms at once, and how many upload.
const FORMS: u64 = 3;
const UPLOADS: u64 = 2;
/// More than one piece of an upload, and many slots.
const LARGEST_FILE: u64 = 6_000_000;
/// How long something may take that must happen.
const PATIENCE: Duration = Duration::from_secs(30);
const MIB: u64 = 1_024 * 1_024;
/// What `verify` ends with when it found damage.
const DAMAGED: Option<i32> = Some(3);

/// What sources and editors were told, by the message that each submission carries.
#[derive(Default)]
struct Told {
    next: AtomicU64,
    stored: Mutex<Vec<(String, Option<String>)>>,
    /// What editors asked to be deleted, and of what they were told that it is.
    deleting: Mutex<BTreeSet<String>>,
    deleted: Mutex<BTreeSet<String>>,
}

impl Told {
    fn message(&self) -> String {
        format!("submission {}", self.next.fetch_add(1, Ordering::SeqCst))
    }

    fn store(&self, message: String, receipt: Option<String>) {
        self.stored.lock().unwrap().push((message, receipt));
    }
}

fn random_below(bound: u64) -> u64 {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).unwrap();
    u64::from_le_bytes(bytes) % bound
}

fn some_bytes(largest: u64) -> Vec<u8> {
    let mut bytes = vec![0; usize::try_from(random_below(largest)).unwrap()];
    getrandom::fill(&mut bytes).unwrap();
    bytes
}

#[test]
fn a_killed_server_keeps_all_that_it_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::new().unwrap();
    let plan = Plan {
        vault_mib: 256,
        ..Plan::default()
    };
    let installation = Installation::make(folder.path(), &desk, plan).unwrap();
    let told = Told::default();
    let mut server = installation.serve().unwrap();
    let kills = if soak() { KILLS } else { KILLS_IN_SHORT };
    let mut stored = 0;
    for _ in 0..kills {
        let dead = AtomicBool::new(false);
        thread::scope(|scope| {
            let (desk, told, dead, alive) = (&desk, &told, &dead, &server);
            for _ in 0..FORMS {
                scope.spawn(move || until(dead, || send(alive, told)));
            }
            for _ in 0..UPLOADS {
                scope.spawn(move || until(dead, || upload(alive, desk, told)));
            }
            scope.spawn(move || until(dead, || delete(alive, desk, told)));
            thread::sleep(Duration::from_millis(random_below(LIFE)));
            alive.kill().unwrap();
            dead.store(true, Ordering::SeqCst);
        });
        drop(server);
        server = installation.serve().unwrap();
        let there = check(&server, &desk, &told);
        stored += empty(&server, &desk, &told, there);
    }
    let deleted = told.deleted.lock().unwrap().len();
    assert!(stored > kills && deleted > kills / 2, "{stored} {deleted}");
    server.stop().unwrap();
    let verified = installation.run("verify").unwrap();
    assert!(verified.status.success(), "{verified:?}");
    assert_eq!(installation.log().unwrap(), "", "no repair was needed");
}

fn until(dead: &AtomicBool, act: impl Fn() -> Option<()>) {
    while !dead.load(Ordering::SeqCst) {
        // What fails because the server was killed is no matter: it was not acknowledged.
        act().unwrap_or_default();
    }
}

fn send(server: &Server, told: &Told) -> Option<()> {
    let (codename, receipt) = server.begin().ok()?;
    let message = told.message();
    let parts = [
        field("message", &message),
        file("some.bin", &some_bytes(LARGEST_FILE / 10)),
    ];
    let answer = server.send(&codename, &receipt, &parts).ok()?;
    assert_eq!(answer.status, 200, "{answer:?}");
    told.store(message, Some(receipt));
    Some(())
}

fn upload(server: &Server, desk: &Desk, told: &Told) -> Option<()> {
    let message = told.message();
    let bytes = some_bytes(LARGEST_FILE);
    let sealed = desk.seal(&message, &[("large.bin", &bytes)]).unwrap();
    server.upload(&sealed).ok()?;
    told.store(message, None);
    Some(())
}

/// Two editors discard one of those that are there.
fn delete(server: &Server, desk: &Desk, told: &Told) -> Option<()> {
    let list = server.list(desk).ok()?.envelopes;
    let one = list.get(usize::try_from(random_below(1 + list.len() as u64)).ok()?)?;
    let sealed = server.fetch(desk, &one.id).ok()?;
    let message = desk.open(&sealed).unwrap().message.unwrap();
    told.deleting.lock().unwrap().insert(message.clone());
    discard(server, desk, &one.id, &one.hash)?;
    told.deleted.lock().unwrap().insert(message);
    Some(())
}

fn discard(server: &Server, desk: &Desk, id: &str, hash: &EnvelopeHash) -> Option<()> {
    let path = format!("POST /v1/envelopes/{id}/discard");
    let body = format!("{{\"blake3\":\"{hash}\"}}");
    for editor in 0..2 {
        let answer = server.editor(desk, editor, &path, body.as_bytes()).ok()?;
        assert_eq!(answer.status, 204);
    }
    Some(())
}

/// All that is listed opens and was sent once; all that was acknowledged is listed, unless it was
/// deleted; what was deleted is not.
fn check(server: &Server, desk: &Desk, told: &Told) -> BTreeMap<String, EnvelopeSummary> {
    let mut there = BTreeMap::new();
    for envelope in server.list(desk).unwrap().envelopes {
        let sealed = server.fetch(desk, &envelope.id).unwrap();
        assert_eq!(sealed.len() as u64, envelope.size);
        let opened = desk.open(&sealed).unwrap();
        assert_eq!(opened.files.len(), 1);
        let twice = there.insert(opened.message.unwrap(), envelope);
        assert!(twice.is_none(), "listed twice");
    }
    let (deleting, deleted) = (told.deleting.lock().unwrap(), told.deleted.lock().unwrap());
    let absent = server.receipt(&"0".repeat(32)).unwrap();
    for (message, receipt) in told.stored.lock().unwrap().iter() {
        if there.contains_key(message) {
            let known = receipt
                .as_ref()
                .map(|receipt| server.receipt(receipt).unwrap());
            assert_ne!(known.as_ref(), Some(&absent), "{message}");
        } else {
            assert!(deleting.contains(message), "{message} is lost");
        }
    }
    let back: Vec<_> = there
        .keys()
        .filter(|message| deleted.contains(*message))
        .collect();
    assert!(back.is_empty(), "deleted and there again: {back:?}");
    there
}

/// Makes room for the next round, and tells how many had been acknowledged in this one.
fn empty(
    server: &Server,
    desk: &Desk,
    told: &Told,
    there: BTreeMap<String, EnvelopeSummary>,
) -> usize {
    for (message, envelope) in there {
        discard(server, desk, &envelope.id, &envelope.hash).unwrap();
        told.deleted.lock().unwrap().insert(message);
    }
    assert!(server.list(desk).unwrap().envelopes.is_empty());
    told.stored.lock().unwrap().drain(..).count()
}

/// An ordinary restart loses nothing that editors said, though the index is written in slow rounds.
#[test]
fn a_stopped_server_knows_what_editors_said() {
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::new().unwrap();
    let plan = Plan {
        hold_days: 0,
        ..small_plan()
    };
    let installation = Installation::make(folder.path(), &desk, plan).unwrap();
    let mut server = installation.serve().unwrap();
    for name in ["kept", "going"] {
        server.upload(&desk.seal(name, &[]).unwrap()).unwrap();
    }
    let say = |server: &Server, editor: usize, act: &str, envelope: &EnvelopeSummary| {
        let path = format!("POST /v1/envelopes/{}/{act}", envelope.id);
        let body = format!("{{\"blake3\":\"{}\"}}", envelope.hash);
        let answer = server.editor(&desk, editor, &path, body.as_bytes());
        assert_eq!(answer.unwrap().status, 204);
    };
    let listed = server.list(&desk).unwrap().envelopes;
    say(&server, 0, "confirm", &listed[0]);
    say(&server, 0, "discard", &listed[1]);
    for _ in 0..2 {
        server.stop().unwrap();
        server = installation.serve().unwrap();
    }
    let now = server.list(&desk).unwrap().envelopes;
    assert_eq!((now[0].confirmations, now[1].confirmations), (1, 0));
    say(&server, 1, "discard", &now[1]);
    assert_eq!(
        server.list(&desk).unwrap().envelopes.len(),
        1,
        "two said so"
    );
    say(&server, 1, "confirm", &now[0]);
    server.stop().unwrap();
    // The first thing that a server does is to let go what a quorum confirmed and no hold keeps.
    let server = installation.serve().unwrap();
    let until = Instant::now() + PATIENCE;
    while !server.list(&desk).unwrap().envelopes.is_empty() {
        assert!(Instant::now() < until, "it is still there");
    }
    server.stop().unwrap();
    assert!(installation.run("verify").unwrap().status.success());
}

/// A disk that takes no more in the middle of the vault, as one with a bad region does.
#[test]
fn a_disk_that_fails_loses_nothing_that_was_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::new().unwrap();
    let plan = Plan {
        vault_mib: 16,
        submission_mib: 4,
        ..Plan::default()
    };
    let installation = Installation::make(folder.path(), &desk, plan).unwrap();
    let serve = limited(&installation.command("serve"), 12 * MIB);
    let server = installation.serve_as(serve).unwrap();
    let mut stored = Vec::new();
    let mut refused = 0;
    for number in 0..40 {
        let (codename, receipt) = server.begin().unwrap();
        let message = format!("submission {number}");
        let bytes = some_bytes(600_000);
        let parts = [field("message", &message), file("some.bin", &bytes)];
        let answer = server.send(&codename, &receipt, &parts).unwrap();
        match answer.status {
            200 => stored.push((message, receipt)),
            503 => refused += 1,
            other => panic!("{other}"),
        }
        let listed = server.list(&desk).unwrap().envelopes.len();
        assert_eq!(listed, stored.len(), "what was refused is not listed");
    }
    assert!(
        refused > 0 && !stored.is_empty(),
        "{refused} {}",
        stored.len()
    );
    server.stop().unwrap();
    let log = installation.log().unwrap();
    assert!(log.contains("writing to the vault failed"), "{log}");

    let server = installation.serve().unwrap();
    let told = Told::default();
    for (message, receipt) in stored {
        told.store(message, Some(receipt));
    }
    let count = told.stored.lock().unwrap().len();
    let there = check(&server, &desk, &told);
    assert_eq!(there.len(), count);
    empty(&server, &desk, &told, there);
    let sealed = desk
        .seal("after", &[("x", &some_bytes(3_000_000))])
        .unwrap();
    server.upload(&sealed).unwrap();
    server.stop().unwrap();
    assert!(installation.run("verify").unwrap().status.success());
}

/// A disk that is full: the vault's room was taken when it was made, so that submissions go on;
/// only the index can grow no more.
#[test]
fn a_full_disk_refuses_nobody() {
    let mounted = tempfile::tempdir().unwrap();
    let Some(small) = SmallDisk::mount(mounted.path(), 40 * MIB) else {
        // Who may not mount sees the same from a limit on what a file may grow to.
        let desk = Desk::new().unwrap();
        let installation = Installation::make(mounted.path(), &desk, small_plan()).unwrap();
        let serve = limited(&installation.command("serve"), 16 * MIB);
        goes_on(&installation, serve, &desk);
        return;
    };
    let desk = Desk::new().unwrap();
    let installation = Installation::make(small.folder(), &desk, small_plan()).unwrap();
    let filler = small.fill().unwrap();
    goes_on(&installation, installation.command("serve"), &desk);
    fs::remove_file(filler).unwrap();
    installation.serve().unwrap().stop().unwrap();
    assert!(installation.run("verify").unwrap().status.success());
}

fn small_plan() -> Plan {
    Plan {
        vault_mib: 16,
        submission_mib: 4,
        ..Plan::default()
    }
}

fn goes_on(installation: &Installation, serve: Command, desk: &Desk) {
    let server = installation.serve_as(serve).unwrap();
    let told = Told::default();
    for _ in 0..10 {
        send(&server, &told).unwrap();
    }
    assert_eq!(check(&server, desk, &told).len(), 10);
    let listed = server.list(desk).unwrap().envelopes;
    let path = format!("POST /v1/envelopes/{}/confirm", listed[0].id);
    let body = format!("{{\"blake3\":\"{}\"}}", listed[0].hash);
    let answer = server.editor(desk, 0, &path, body.as_bytes()).unwrap();
    assert_eq!(answer.status, 204);
    server.stop().unwrap();
    let server = installation.serve().unwrap();
    let there = check(&server, desk, &told);
    assert_eq!(empty(&server, desk, &told, there), 10);
}

/// `init` asks for all of the room first; where there is too little, it says so and leaves nothing
/// that looks like a vault.
#[test]
fn no_vault_is_made_where_it_does_not_fit() {
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::new().unwrap();
    let installation = Installation::make(folder.path(), &desk, small_plan()).unwrap();
    fs::remove_dir_all(installation.vault()).unwrap();
    let output = limited(&installation.command("init"), 12 * MIB)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains("reserving the vault's room"), "{said}");
    assert_eq!(fs::read_dir(installation.vault()).unwrap().count(), 0);
    assert!(installation.run("init").unwrap().status.success());
    installation.serve().unwrap().stop().unwrap();
}

/// A command no file of which may be written past so many bytes.
fn limited(command: &Command, bytes: u64) -> Command {
    let mut shell = Command::new("bash");
    let script = format!("trap '' XFSZ; ulimit -f {}; exec \"$@\"", bytes / 1_024);
    shell
        .args(["-c", &script, "bash"])
        .arg(command.get_program())
        .args(command.get_args());
    shell
}

/// What is damaged is found and told, costs no more than it must, and what can be mended is.
#[test]
fn flipped_bytes_are_found_told_and_mended() {
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::new().unwrap();
    let installation = Installation::make(folder.path(), &desk, small_plan()).unwrap();
    let server = installation.serve().unwrap();
    for _ in 0..3 {
        let bytes = some_bytes(900_000);
        server
            .upload(&desk.seal("whole", &[("x", &bytes)]).unwrap())
            .unwrap();
    }
    let running = installation.run("verify").unwrap();
    assert_eq!(running.status.code(), Some(1), "it is in use: {running:?}");
    server.stop().unwrap();
    let sound = installation.run("verify").unwrap();
    assert!(sound.status.success(), "{sound:?}");
    let vault = installation.vault();
    let (slots, keys) = (vault.join("vault"), vault.join("keys"));

    // A generation of the key table.
    let half = fs::metadata(&keys).unwrap().len() / 2;
    for generation in [0, half] {
        flip(&keys, generation + 777);
        let output = installation.run("verify").unwrap();
        damaged(
            &output,
            "one of the two copies of the key table does not open",
        );
        assert!(installation.run("repair").unwrap().status.success());
        assert!(installation.run("verify").unwrap().status.success());
    }
    // Both: nothing opens, and nothing is changed.
    let before = fs::read(&keys).unwrap();
    for generation in [0, half] {
        flip(&keys, generation + 777);
    }
    for command in ["verify", "repair", "serve"] {
        let output = installation.run(command).unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{command}");
        assert!(said.contains("does not open"), "{said}");
    }
    fs::write(&keys, before).unwrap();

    // The index, which a start or a repair builds anew.
    for entry in fs::read_dir(vault.join("index")).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            let length = fs::metadata(&path).unwrap().len();
            (0..length).step_by(97).for_each(|at| flip(&path, at));
        }
    }
    damaged(
        &installation.run("verify").unwrap(),
        "the index does not open",
    );
    assert!(installation.run("repair").unwrap().status.success());
    assert!(installation.run("verify").unwrap().status.success());

    // Nobody can tell from outside which slots hold anything: every body, then every header.
    let count = fs::metadata(&slots).unwrap().len() / SLOT_BYTES as u64;
    let each =
        |offset: u64| (0..count).for_each(|slot| flip(&slots, slot * SLOT_BYTES as u64 + offset));
    each(70_000);
    damaged(
        &installation.run("verify").unwrap(),
        "the body does not authenticate",
    );
    let server = installation.serve().unwrap();
    for envelope in server.list(&desk).unwrap().envelopes {
        assert!(server.fetch(&desk, &envelope.id).is_err(), "cut, not wrong");
    }
    server.stop().unwrap();
    each(70_000);
    assert!(installation.run("verify").unwrap().status.success());
    each(100);
    damaged(
        &installation.run("verify").unwrap(),
        "the index knows an envelope here, and the slot does not",
    );
    each(100);
    let server = installation.serve().unwrap();
    for envelope in server.list(&desk).unwrap().envelopes {
        let sealed = server.fetch(&desk, &envelope.id).unwrap();
        assert_eq!(
            desk.open(&sealed).unwrap().message.as_deref(),
            Some("whole")
        );
    }
    server.stop().unwrap();

    // A vault that was cut.
    let file = OpenOptions::new().write(true).open(&slots).unwrap();
    file.set_len((count - 1) * SLOT_BYTES as u64).unwrap();
    let output = installation.run("serve").unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        said.contains("a file is missing, cut or another vault’s"),
        "{said}"
    );
}

fn damaged(output: &Output, told: &str) {
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), DAMAGED, "{output:?}");
    assert!(said.contains(told), "{said}");
}

fn flip(path: &Path, at: u64) {
    let file = OpenOptions::new()
        .read(true)
        .write(true)
        .open(path)
        .unwrap();
    let mut byte = [0];
    file.read_exact_at(&mut byte, at).unwrap();
    byte[0] ^= 0x10;
    file.write_all_at(&byte, at).unwrap();
}

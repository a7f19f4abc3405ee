//! From a source's form to a confirmed letter, by the real programs; and through cuts, kills and
//! wrong tokens.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::too_many_lines,
    clippy::cognitive_complexity,
    clippy::disallowed_methods,
    reason = "a test that meets the unexpected stops, is read from its beginning to its end, and writes what is nobody's secret"
)]

use std::{
    fs,
    io::{Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    os::unix::net::UnixStream,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use serde_json::json;
use sourdine_harness::{
    network::{
        http::{Door, field, file},
        shaped::{Shape, ShapedSocks},
    },
    people::desk::Desk,
    people::machine::Machine,
    server::{Installation, Plan},
};
use sourdine_protocol::wire::EditorToken;

const MIB: usize = 1_024 * 1_024;
/// More than request and answer need beside the body.
const HEAD_BYTES: u64 = 2_048;

fn address(door: &Door) -> String {
    match door {
        Door::Unix(path) | Door::Onion { socket: path, .. } => format!("unix:{}", path.display()),
        Door::Tcp(address) => format!("http://{address}"),
        Door::Tor { onion, .. } => format!("http://{onion}"),
    }
}

/// Lets so many bytes of answers through on each connection, then cuts it.
struct Cutter {
    address: SocketAddr,
    carried: Arc<AtomicU64>,
    connections: Arc<AtomicUsize>,
}

impl Cutter {
    fn before(socket: &Path, allowance: u64) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (carried, connections) = (Arc::<AtomicU64>::default(), Arc::<AtomicUsize>::default());
        let (socket, bytes, count) = (socket.to_owned(), carried.clone(), connections.clone());
        thread::spawn(move || {
            while let Ok((client, _)) = listener.accept() {
                count.fetch_add(1, Ordering::Relaxed);
                let (bytes, server) = (bytes.clone(), UnixStream::connect(&socket).unwrap());
                thread::spawn(move || carry(client, server, allowance, &bytes));
            }
        });
        Self {
            address,
            carried,
            connections,
        }
    }

    fn server(&self) -> String {
        format!("http://{}", self.address)
    }

    fn carried(&self) -> u64 {
        self.carried.load(Ordering::Relaxed)
    }

    fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }
}

fn carry(mut client: TcpStream, mut server: UnixStream, allowance: u64, carried: &AtomicU64) {
    let (mut asking, mut to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
    thread::spawn(move || {
        // Either side may go first.
        drop(std::io::copy(&mut asking, &mut to));
        drop(to.shutdown(Shutdown::Both));
    });
    let (mut left, mut buffer) = (allowance, vec![0; 65_536]);
    while left > 0 {
        let room = buffer.len().min(usize::try_from(left).unwrap());
        let read = server.read(&mut buffer[..room]).unwrap_or(0);
        if read == 0 || client.write_all(&buffer[..read]).is_err() {
            break;
        }
        left -= read as u64;
        carried.fetch_add(read as u64, Ordering::Relaxed);
    }
    drop(client.shutdown(Shutdown::Both));
    drop(server.shutdown(Shutdown::Both));
}

/// A server that holds one sealed file of so many bytes.
fn serving(folder: &Path, desk: &Desk, size: usize) -> (Installation, Vec<u8>) {
    let plan = Plan {
        vault_mib: 64,
        submission_mib: 24,
        ..Plan::default()
    };
    let installation = Installation::make(folder, desk, plan).unwrap();
    let sealed = desk.seal("", &[("plan.bin", &vec![7; size])]).unwrap();
    let server = installation.serve().unwrap();
    server.upload(&sealed).unwrap();
    assert!(server.stop().unwrap().0.success());
    (installation, sealed)
}

fn only_envelope(inbox: &Path) -> Vec<u8> {
    let entries = fs::read_dir(inbox).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut paths: Vec<_> = paths.filter(|path| !path.ends_with(".lock")).collect();
    assert_eq!(paths.len(), 1, "{paths:?}");
    let path = paths.pop().unwrap();
    assert!(path.extension().is_some_and(|extension| extension == "age"));
    fs::read(path).unwrap()
}

#[test]
fn a_letter_goes_from_a_form_to_a_confirmation() {
    let (editor, courier) = (Machine::new().unwrap(), Machine::new().unwrap());
    editor
        .told(&["desk", "new", "--name", "Observatoire", "--editor", "alice"])
        .unwrap();
    let mut tokens = String::new();
    for (machine, kind, words) in [
        (&editor, "editors", vec!["desk", "token"]),
        (&courier, "couriers", vec!["desk", "token", "--courier"]),
    ] {
        let made = machine.told(&words).unwrap();
        assert_eq!(made["kind"], kind);
        let hash = &made["token_hash"];
        tokens += &format!("\n[[{kind}]]\ntoken_hash = {hash}\n");
    }
    let (home, strangers) = (tempfile::tempdir().unwrap(), Desk::new().unwrap());
    let installation = Installation::make(home.path(), &strangers, Plan::default()).unwrap();
    let roster = home.path().join("roster.json");
    fs::remove_file(&roster).unwrap();
    let exported = editor
        .run(&["roster", "export", roster.to_str().unwrap()])
        .unwrap();
    assert!(exported.status.success());
    let config = installation.config();
    let text = fs::read_to_string(&config).unwrap() + &tokens;
    fs::write(&config, text).unwrap();

    let server = installation.serve().unwrap();
    let address = address(&server.editors);
    let (codename, receipt) = server.begin().unwrap();
    let parts = [field("message", "Où ?"), file("plan.pdf", &[9; 300_000])];
    let answer = server.send(&codename, &receipt, &parts).unwrap();
    assert_eq!(answer.status, 200);

    // The courier's machine brings it to the editor's folder, as a drive would.
    let carried = editor.inbox();
    let to = carried.to_str().unwrap();
    let pulled = courier
        .told(&["pull", "--server", &address, "--to", to])
        .unwrap();
    let listed = server.list(&strangers).unwrap().envelopes;
    let id = listed[0].id.as_str();
    assert_eq!(
        pulled,
        json!({
            "pulled": [{ "id": id, "size": listed[0].size, "blake3": listed[0].hash }],
            "already": 0, "failed": [], "left": 0, "circuits": 1,
            "served_roster": "unchecked",
        })
    );
    assert_eq!(
        only_envelope(&carried),
        server.fetch(&strangers, id).unwrap()
    );
    assert!(fs::read_dir(courier.desk()).unwrap().all(|entry| {
        let name = entry.unwrap().file_name();
        name == "token" || name == "desk.toml"
    }));

    let confirm = ["confirm", "--server", &address, id];
    assert_eq!(
        editor.refused(&confirm).unwrap(),
        "error-envelope-not-opened"
    );
    let opened = editor.told(&["open", id]).unwrap();
    assert_eq!(opened["opened"][0]["blake3"], json!(listed[0].hash));

    let token = courier.desk().join("token");
    let as_courier = [&confirm[..], &["--token-file", token.to_str().unwrap()]].concat();
    assert_eq!(
        editor.refused(&as_courier).unwrap(),
        "error-courier-forbidden"
    );
    assert_eq!(
        server.list(&strangers).unwrap().envelopes[0].confirmations,
        0
    );
    assert_eq!(editor.told(&confirm).unwrap()["confirmed"], json!([id]));
    assert_eq!(
        server.list(&strangers).unwrap().envelopes[0].confirmations,
        1
    );
    editor.told(&["close", "--all"]).unwrap();

    let again = editor.told(&["pull", "--server", &address]).unwrap();
    assert_eq!(
        (&again["pulled"], &again["already"]),
        (&json!([]), &json!(1))
    );
    assert!(installation.log().unwrap().is_empty());
}

#[test]
fn a_letter_that_was_opened_and_is_damaged_since_comes_again() {
    let editor = Machine::new().unwrap();
    let found = ["desk", "new", "--name", "Observatoire", "--editor", "alice"];
    editor.told(&found).unwrap();
    let token = editor.told(&["desk", "token"]).unwrap();
    let (home, strangers) = (tempfile::tempdir().unwrap(), Desk::new().unwrap());
    let installation = Installation::make(home.path(), &strangers, Plan::default()).unwrap();
    let roster = home.path().join("roster.json");
    fs::remove_file(&roster).unwrap();
    let export = ["roster", "export", roster.to_str().unwrap()];
    assert!(editor.run(&export).unwrap().status.success());
    let config = installation.config();
    let text = fs::read_to_string(&config).unwrap();
    let hash = &token["token_hash"];
    fs::write(
        &config,
        format!("{text}\n[[editors]]\ntoken_hash = {hash}\n"),
    )
    .unwrap();
    let server = installation.serve().unwrap();
    let (codename, receipt) = server.begin().unwrap();
    let sent = server.send(&codename, &receipt, &[field("message", "Où ?")]);
    assert_eq!(sent.unwrap().status, 200);

    let address = address(&server.editors);
    let pull = ["pull", "--server", &address];
    let pulled = editor.told(&pull).unwrap();
    let id = pulled["pulled"][0]["id"].as_str().unwrap();
    editor.told(&["open", id]).unwrap();
    let file = editor.inbox().join(format!("{id}.age"));
    let mut damaged = fs::read(&file).unwrap();
    damaged[3_000] ^= 1;
    fs::write(&file, damaged).unwrap();
    // The error says: remove the file and pull it again.
    assert_eq!(
        editor
            .refused(&["confirm", "--server", &address, id])
            .unwrap(),
        "error-confirm-altered"
    );
    assert_eq!(editor.refused(&["show", id]).unwrap(), "error-open-damaged");
    fs::remove_file(&file).unwrap();
    assert_eq!(editor.told(&pull).unwrap()["pulled"][0]["id"], id);
    let shown = editor.told(&["show", id]).unwrap();
    assert_eq!(shown["message"], "Où ?");
}

#[test]
fn cuts_cost_no_byte_twice() {
    let (home, desk) = (tempfile::tempdir().unwrap(), Desk::new().unwrap());
    let (installation, sealed) = serving(home.path(), &desk, 20 * MIB);
    let server = installation.serve().unwrap();
    let Door::Unix(socket) = &server.editors else {
        panic!("a socket was asked for");
    };
    let cutter = Cutter::before(socket, 2 * MIB as u64);
    let machine = Machine::with(&desk.tokens[0]).unwrap();
    let words = ["pull", "--server", &cutter.server(), "--retries", "1"];
    let pulled = machine.told(&words).unwrap();
    assert_eq!(pulled["pulled"][0]["size"], json!(sealed.len()));
    assert_eq!(only_envelope(&machine.inbox()), sealed);
    let connections = cutter.connections();
    assert!(connections > 10, "{connections} connections");
    let heads = HEAD_BYTES * connections as u64;
    assert!(cutter.carried() < sealed.len() as u64 + heads);
}

/// The ratios of times are measured by `tests/bench pull`; here it counts what happens.
#[test]
fn what_waits_comes_over_four_circuits_at_once() {
    const SHAPE: Shape = Shape {
        pace: 4_000_000,
        round_trip: Duration::from_millis(40),
    };
    let (home, desk) = (tempfile::tempdir().unwrap(), Desk::new().unwrap());
    let (installation, _) = serving(home.path(), &desk, 12 * MIB);
    let server = installation.serve().unwrap();
    for _ in 0..8 {
        server.upload(&desk.seal("Où ?", &[]).unwrap()).unwrap();
    }
    let Door::Unix(socket) = &server.editors else {
        panic!("a socket was asked for");
    };
    let onion = format!("http://{}d.onion", "q".repeat(55));
    for (circuits, streams) in [("1", 1), ("3", 3), ("4", 4)] {
        let socks = ShapedSocks::before(socket, SHAPE).unwrap();
        let proxy = format!("socks5h://{}", socks.address);
        let machine = Machine::with(&desk.tokens[0]).unwrap();
        let words = ["pull", "--server", &onion, "--proxy", &proxy];
        let told = machine
            .told(&[&words[..], &["--circuits", circuits]].concat())
            .unwrap();
        assert_eq!(told["circuits"], json!(streams));
        let carried = socks.carried();
        assert_eq!((carried.streams, carried.users.len()), (streams, streams));
        assert_eq!(carried.most_at_once, streams, "all of them at once");
        let listed = server.list(&desk).unwrap().envelopes;
        assert_eq!(listed.len(), 9);
        for one in listed {
            let file = fs::read(machine.inbox().join(format!("{}.age", one.id))).unwrap();
            assert_eq!(file, server.fetch(&desk, &one.id).unwrap());
        }
    }
    assert!(installation.log().unwrap().is_empty());
}

#[test]
fn a_pull_goes_on_after_the_server_was_killed() {
    let (home, desk) = (tempfile::tempdir().unwrap(), Desk::new().unwrap());
    let (installation, sealed) = serving(home.path(), &desk, 12 * MIB);
    let machine = Machine::with(&desk.tokens[0]).unwrap();
    let mut carried = 0;
    for allowance in [5 * MIB, 3 * MIB, usize::MAX / 2] {
        let server = installation.serve().unwrap();
        let Door::Unix(socket) = &server.editors else {
            panic!("a socket was asked for");
        };
        let cutter = Cutter::before(socket, allowance as u64);
        // What waited in memory for another circuit's bytes would come twice.
        let at = cutter.server();
        let by_one = ["--circuits", "1", "--retries", "0"];
        let words = [&["pull", "--server", &at][..], &by_one].concat();
        let complete = allowance > sealed.len();
        assert_eq!(machine.run(&words).unwrap().status.success(), complete);
        carried += cutter.carried();
        server.kill().unwrap();
    }
    assert_eq!(only_envelope(&machine.inbox()), sealed);
    assert!(carried < sealed.len() as u64 + 6 * HEAD_BYTES, "{carried}");
}

#[test]
fn two_editors_discards_free_an_envelope_and_a_stranger_sees_nothing() {
    let (home, desk) = (tempfile::tempdir().unwrap(), Desk::new().unwrap());
    let (installation, sealed) = serving(home.path(), &desk, MIB);
    let server = installation.serve().unwrap();
    let address = address(&server.editors);
    let stranger = Machine::with(&EditorToken::generate().unwrap()).unwrap();
    let pull = ["pull", "--server", &address];
    assert_eq!(stranger.refused(&pull).unwrap(), "error-courier-refused");

    let editors: Vec<_> = desk
        .tokens
        .iter()
        .map(|token| Machine::with(token).unwrap())
        .collect();
    for machine in &editors {
        machine.told(&pull).unwrap();
        assert_eq!(only_envelope(&machine.inbox()), sealed);
    }
    let id = server.list(&desk).unwrap().envelopes[0].id.clone();
    let discard = ["confirm", "--discard", "--yes", "--server", &address, &id];
    for _ in 0..2 {
        assert_eq!(editors[0].told(&discard).unwrap()["discarded"], json!([id]));
        assert_eq!(server.list(&desk).unwrap().envelopes.len(), 1);
    }
    assert_eq!(editors[1].told(&discard).unwrap()["discarded"], json!([id]));
    assert!(server.list(&desk).unwrap().envelopes.is_empty());
    assert_eq!(editors[0].told(&discard).unwrap()["gone"], json!([id]));
    assert_eq!(editors[0].told(&pull).unwrap()["already"], 0);
}

#[test]
fn two_editors_discard_what_is_listed_without_pulling_it() {
    let (home, desk) = (tempfile::tempdir().unwrap(), Desk::new().unwrap());
    let (installation, _) = serving(home.path(), &desk, MIB);
    let server = installation.serve().unwrap();
    let address = address(&server.editors);
    let editors: Vec<_> = desk
        .tokens
        .iter()
        .map(|token| Machine::with(token).unwrap())
        .collect();
    let list = ["pull", "--list", "--server", &address];
    let listed = editors[0].told(&list).unwrap();
    let id = listed["waiting"][0]["id"].as_str().unwrap();
    let discard = ["confirm", "--discard", "--yes", "--server", &address, id];
    for _ in 0..2 {
        assert_eq!(editors[0].told(&discard).unwrap()["discarded"], json!([id]));
        assert_eq!(
            server.list(&desk).unwrap().envelopes.len(),
            1,
            "one editor alone"
        );
    }
    assert_eq!(editors[1].told(&discard).unwrap()["discarded"], json!([id]));
    assert!(server.list(&desk).unwrap().envelopes.is_empty());
    assert_eq!(editors[1].told(&list).unwrap()["waiting"], json!([]));
    assert_eq!(
        editors[1].refused(&discard).unwrap(),
        "error-confirm-unlisted"
    );
    for machine in &editors {
        assert_eq!(fs::read_dir(machine.inbox()).unwrap().count(), 0);
    }
}

#[test]
fn a_server_that_serves_another_roster_than_the_desks_is_noticed() {
    let editor = Machine::new().unwrap();
    editor
        .told(&["desk", "new", "--name", "Observatoire", "--editor", "alice"])
        .unwrap();
    let hash = editor.told(&["desk", "token"]).unwrap()["token_hash"].clone();
    let (home, strangers) = (tempfile::tempdir().unwrap(), Desk::new().unwrap());
    let installation = Installation::make(home.path(), &strangers, Plan::default()).unwrap();
    let config = installation.config();
    let text =
        fs::read_to_string(&config).unwrap() + &format!("\n[[editors]]\ntoken_hash = {hash}\n");
    fs::write(&config, text).unwrap();
    let roster = home.path().join("roster.json");

    let server = installation.serve().unwrap();
    let at = address(&server.editors);
    assert_eq!(
        editor.refused(&["pull", "--server", &at]).unwrap(),
        "error-roster-other-desk"
    );
    assert!(server.stop().unwrap().0.success());

    for (sign, expected) in [(false, "current"), (true, "older")] {
        if !sign {
            editor
                .told(&["roster", "export", roster.to_str().unwrap()])
                .unwrap();
        } else {
            editor.told(&["roster", "sign"]).unwrap();
        }
        let server = installation.serve().unwrap();
        let at = address(&server.editors);
        assert_eq!(
            editor.told(&["pull", "--server", &at]).unwrap()["served_roster"],
            expected
        );
        assert!(server.stop().unwrap().0.success());
    }

    // Another desk, whose roster is as well signed as ours.
    let other = Machine::new().unwrap();
    other
        .told(&["desk", "new", "--name", "Observatoire", "--editor", "alice"])
        .unwrap();
    other
        .told(&["roster", "export", roster.to_str().unwrap()])
        .unwrap();
    let server = installation.serve().unwrap();
    let at = address(&server.editors);
    assert_eq!(
        editor.refused(&["pull", "--server", &at]).unwrap(),
        "error-roster-other-desk"
    );
}

//! Strangers who take all the connections, all the sockets, all the time: an honest source is
//! served all the same.

#![expect(clippy::unwrap_used, reason = "a test that meets the unexpected stops")]

use std::{
    io::{Read, Write},
    net::Shutdown,
    os::unix::net::UnixStream,
    process::Command,
    time::{Duration, Instant},
};

use sourdine_harness::{
    attack::{Battle, Visit, Ways, fight},
    network::http::{Connection, Door, END, FORM, field},
    people::desk::Desk,
    server::{Installation, Plan, Server},
};

/// What the configuration allows at each door unless told otherwise.
const CONNECTIONS: usize = 512;
/// How many uploads a server remembers.
const UPLOADS: usize = 128;
/// A visit among idle hands takes no longer than this, on a busy machine.
const SERVED: Duration = Duration::from_secs(20);

fn start(limit: Option<usize>) -> (Desk, Server, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::new().unwrap();
    let installation = Installation::make(folder.path(), &desk, Plan::default()).unwrap();
    let serve = installation.command("serve");
    let server = match limit {
        None => installation.serve_as(serve),
        Some(files) => {
            let mut shell = Command::new("bash");
            let script = format!("ulimit -n {files}; exec \"$@\"");
            shell.args(["-c", &script, "bash"]).arg(serve.get_program());
            shell.args(serve.get_args());
            installation.serve_as(shell)
        }
    };
    (desk, server.unwrap(), folder)
}

/// A whole visit without script.
fn visit(server: &Server, desk: &Desk) {
    let begun = Instant::now();
    assert_eq!(server.sources.ask("GET /fr", b"").unwrap().status, 200);
    let (codename, receipt) = server.begin().unwrap();
    let before = server.list(desk).unwrap().envelopes.len();
    let sent = server.send(&codename, &receipt, &[field("message", "m")]);
    assert_eq!(sent.unwrap().status, 200);
    assert_eq!(server.list(desk).unwrap().envelopes.len(), before + 1);
    assert!(begun.elapsed() < SERVED, "{:?}", begun.elapsed());
}

#[test]
fn idle_connections_do_not_hold_the_door() {
    let (desk, server, _folder) = start(None);
    let silent = || server.sources.connect().unwrap();
    let half = || {
        let mut connection = silent();
        connection.write(b"POST /fr/begin HTTP/1.1\r\nHos").unwrap();
        connection
    };
    // More of them than there are places, some with half a request, all of them new.
    let idle: Vec<Connection> = (0..CONNECTIONS + 100)
        .map(|number| if number % 2 == 0 { silent() } else { half() })
        .collect();
    visit(&server, &desk);
    drop(idle);
    visit(&server, &desk);
}

#[test]
fn uploads_that_send_nothing_do_not_keep_others_from_beginning() {
    let (desk, server, _folder) = start(None);
    for _ in 0..3 * UPLOADS {
        let head = "POST /upload\nUpload-Complete: ?0\nUpload-Length: 1000000";
        assert_eq!(server.sources.ask(head, b"").unwrap().status, 201);
    }
    server.upload(&desk.seal("honest", &[]).unwrap()).unwrap();
    assert_eq!(server.list(&desk).unwrap().envelopes.len(), 1);
}

#[test]
fn a_server_without_sockets_to_give_goes_on_when_it_has_some() {
    let (desk, server, _folder) = start(Some(64));
    let idle: Vec<Connection> = (0..200)
        .map(|_| server.sources.connect().unwrap())
        .collect();
    drop(idle);
    // On a busy machine the server has yet to learn that they are gone.
    let begun = Instant::now();
    while server.sources.ask("GET /fr", b"").is_err() {
        assert!(begun.elapsed() < SERVED, "it does not go on");
    }
    visit(&server, &desk);
}

#[test]
fn a_form_of_single_bytes_is_a_form() {
    let (desk, server, _folder) = start(None);
    let (codename, receipt) = server.begin().unwrap();
    let message = "m".repeat(3_000);
    let form = [
        field("receipt", &receipt),
        field("codename", &codename),
        field("message", &message),
        END.to_vec(),
    ]
    .concat();
    let mut connection = server.sources.connect().unwrap();
    let head = format!("POST /fr/send\n{FORM}");
    connection.begin(&head, form.len() as u64).unwrap();
    for byte in &form {
        connection.write(std::slice::from_ref(byte)).unwrap();
    }
    assert_eq!(connection.answer(false).unwrap().status, 200);
    let list = server.list(&desk).unwrap().envelopes;
    let sealed = server.fetch(&desk, &list.first().unwrap().id).unwrap();
    assert_eq!(desk.open(&sealed).unwrap().message, Some(message));
}

#[test]
fn who_does_not_come_through_tor_is_served_nothing() {
    let (desk, server, _folder) = start(None);
    let Door::Onion { socket, .. } = &server.sources else {
        panic!("{:?} is not behind tor", server.sources);
    };
    for first in [
        "",
        "GET /fr HTTP/1.1\r\nHost: x\r\n\r\n",
        "PROXY UNKNOWN\r\n",
        "PROXY TCP4 10.0.0.1 10.0.0.2 1 80\r\nGET /fr HTTP/1.1\r\nHost: x\r\n\r\n",
    ] {
        let mut connection = UnixStream::connect(socket).unwrap();
        // It may be closed before all is written.
        drop(connection.write_all(first.as_bytes()));
        drop(connection.shutdown(Shutdown::Write));
        let mut answer = Vec::new();
        drop(connection.read_to_end(&mut answer));
        assert_eq!(answer, b"", "{first:?}");
    }
    visit(&server, &desk);
    // The editors' onion says nothing of circuits.
    assert!(server.list(&desk).is_ok());
}

/// What one visitor may begin at once, and how often one more (server/src/intake/admission.rs).
const BURST: usize = 8;
const INTERVAL: Duration = Duration::from_secs(15);

#[test]
fn a_crowd_of_small_forms_from_one_circuit_waits_and_others_do_not() {
    let (desk, server, _folder) = start(None);
    let greedy = server.sources.by_circuit(7);
    let begun = Instant::now();
    let (codename, receipt) = server.begin().unwrap();
    let form = [
        field("receipt", &receipt),
        field("codename", &codename),
        field("message", "again and again"),
        END.to_vec(),
    ]
    .concat();
    let asking: Vec<Connection> = (0..4 * BURST)
        .map(|_| {
            let mut connection = greedy.connect().unwrap();
            let head = format!("POST /fr/send\n{FORM}");
            connection.begin(&head, form.len() as u64).unwrap();
            connection.write(&form).unwrap();
            connection
        })
        .collect();
    let (codename, receipt) = server.begin().unwrap();
    let sent = server.send(&codename, &receipt, &[field("message", "once")]);
    assert_eq!(sent.unwrap().status, 200);
    let stored = server.list(&desk).unwrap().envelopes.len();
    let intervals = usize::try_from(begun.elapsed().as_secs() / INTERVAL.as_secs()).unwrap();
    assert!(stored <= 1 + BURST + intervals, "{stored}");
    drop(asking);
}

/// `tests/bench attack` has each of the worst kinds alone, more of them, and for longer.
const BATTLE: Battle<'_> = Battle {
    hostile: 120,
    only: None,
    fresh: 4,
    alone: &[
        (Visit::Page, 1),
        (Visit::Letter, 2),
        (Visit::SealedLetter, 2),
    ],
    honest: &[
        (Visit::Page, 2),
        (Visit::Letter, 4),
        (Visit::SealedLetter, 4),
        (Visit::Form, 3),
        (Visit::Upload, 2),
    ],
    quiet: Duration::ZERO,
    before: Duration::from_secs(15),
    attack: Duration::from_secs(15),
};
const MEMORY_MOST_KIB: u64 = 128 * 1_024;

#[test]
fn honest_sources_get_through_a_hostile_crowd() {
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::new().unwrap();
    let plan = Plan {
        vault_mib: 2_048,
        submission_mib: 128,
        ..Plan::default()
    };
    let installation = Installation::make(folder.path(), &desk, plan).unwrap();
    let server = installation.serve().unwrap();
    let ways = Ways::both(&server.sources);
    let outcome = fight(&server, ways, &desk, BATTLE).unwrap();
    for (phase, places) in [
        (&outcome.quiet, BATTLE.alone),
        (&outcome.attack, BATTLE.honest),
        (&outcome.after, BATTLE.alone),
    ] {
        assert_eq!(phase.len(), places.len(), "{outcome:?}");
        for (visit, met) in phase {
            println!(
                "{}: {} visits, 95 of 100 within {:.1} s",
                visit.name(),
                met.visits(),
                met.percentile(95).as_secs_f64()
            );
            assert!(
                !met.confirmed.is_empty() && met.failed.is_empty(),
                "{outcome:?}"
            );
        }
    }
    // Every kind of nuisance was at work.
    assert!(
        outcome.hostile.iter().all(|(_, begun)| *begun > 0),
        "{outcome:?}"
    );
    assert!(outcome.most_resident_kib <= MEMORY_MOST_KIB, "{outcome:?}");
}

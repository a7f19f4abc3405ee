//! What a source hands in is not to be found on the server: planted, and searched for in its
//! memory, on its disk, in what it says.

#![expect(
    clippy::unwrap_used,
    clippy::too_many_lines,
    clippy::disallowed_methods,
    reason = "a test that meets the unexpected stops, is read from its beginning to its end, and looks at the time to know which files are new"
)]

use std::{
    fs::{self, OpenOptions},
    io::Write,
    net::Ipv6Addr,
    os::unix::{net::UnixStream, process::ExitStatusExt},
    process::{Command, Stdio},
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant, SystemTime},
};

use sourdine_harness::{
    network::http::{Door, END, FORM, field, file, file_head, proxy_line},
    people::desk::Desk,
    server::{Installation, Plan, Server},
    traces::canary::{Canaries, Hit, Search},
    traces::canary_content::CanaryContent,
};

const MIB: usize = 1_024 * 1_024;
/// When nothing may be left of a form (issue 2, "What it must show", 4).
const FORGOTTEN: Duration = Duration::from_secs(1);
/// How many send a form, and how many of them have the server for themselves.
const SOURCES: usize = 12;
const ALONE: usize = 6;
/// How long something is looked for that must appear.
const PATIENCE: Duration = Duration::from_secs(30);

/// A server in a folder of its own, which is also where it would put temporary files.
struct Story {
    desk: Desk,
    installation: Installation,
    server: Server,
    since: SystemTime,
    folder: tempfile::TempDir,
}

impl Story {
    fn begin() -> Self {
        let since = SystemTime::now();
        let folder = tempfile::tempdir().unwrap();
        let desk = Desk::new().unwrap();
        let plan = Plan {
            vault_mib: 32,
            submission_mib: 4,
            ..Plan::default()
        };
        let installation = Installation::make(folder.path(), &desk, plan).unwrap();
        let mut serve = installation.command("serve");
        let temporary = folder.path().join("temporary");
        fs::create_dir(&temporary).unwrap();
        serve.env("TMPDIR", &temporary).current_dir(folder.path());
        let server = installation.serve_as(serve).unwrap();
        Self {
            desk,
            installation,
            server,
            since,
            folder,
        }
    }

    fn memory(&self, search: &Search) -> Vec<Hit> {
        search.memory(self.server.pid()).unwrap()
    }

    /// Everything on the disk, with a name or without.
    fn disk(&self, search: &Search) -> Vec<Hit> {
        let mut hits = search.open_files(self.server.pid()).unwrap();
        hits.extend(search.folder(self.folder.path()).unwrap());
        hits
    }

    /// Runs what a source does while the disk is searched again and again; the search goes on until
    /// a second after.
    fn watched<T>(&self, search: &Search, act: impl FnOnce() -> T) -> T {
        let done = AtomicBool::new(false);
        thread::scope(|scope| {
            let watcher = scope.spawn(|| {
                let mut passes = 0;
                while !done.load(Ordering::SeqCst) {
                    assert_eq!(self.disk(search), [], "on the disk meanwhile");
                    passes += 1;
                }
                passes
            });
            let acted = act();
            thread::sleep(FORGOTTEN);
            done.store(true, Ordering::SeqCst);
            assert!(watcher.join().unwrap() > 0);
            acted
        })
    }

    /// Nothing anywhere, now and after the server's end.
    fn forgotten(self, search: &Search) {
        assert_eq!(self.memory(search), [], "in memory");
        assert_eq!(self.disk(search), [], "on the disk");
        assert_eq!(search.shared(self.since).unwrap(), []);
        let (status, said) = self.server.stop().unwrap();
        assert!(status.success());
        let log = self.installation.log().unwrap();
        assert_eq!((said.as_str(), log.as_str()), ("", ""), "it says nothing");
        assert_eq!(search.folder(self.folder.path()).unwrap(), []);
    }
}

/// Some one after the other, some at once: what is left behind is left by chance, where the next
/// has not overwritten it yet.
#[test]
fn nothing_is_left_of_a_form() {
    let story = Story::begin();
    let sources: Vec<(CanaryContent, String, String)> = (0..SOURCES)
        .map(|_| {
            let (codename, receipt) = story.server.begin().unwrap();
            (CanaryContent::new(MIB).unwrap(), codename, receipt)
        })
        .collect();
    let mut canaries = Canaries::default();
    for (planted, codename, receipt) in &sources {
        canaries = planted
            .plant(canaries)
            .codename(codename)
            .unwrap()
            .receipt(receipt)
            .unwrap();
    }
    let search = canaries.search().unwrap();
    thread::sleep(FORGOTTEN);
    assert_eq!(story.memory(&search), [], "left of the begin page");
    let (alone, together) = sources.split_at(ALONE);
    for sources in alone.chunks(1).chain([together]) {
        story.watched(&search, || {
            thread::scope(|scope| {
                for (planted, codename, receipt) in sources {
                    let server = &story.server;
                    scope.spawn(|| {
                        let answer = server.send(codename, receipt, &planted.parts()).unwrap();
                        assert_eq!(answer.status, 200);
                    });
                }
            });
        });
        assert_eq!(story.memory(&search), [], "left of the form");
    }
    let absent = story.server.receipt(&"0".repeat(32)).unwrap();
    for (_, _, receipt) in &sources {
        assert_ne!(story.server.receipt(receipt).unwrap(), absent);
    }
    thread::sleep(FORGOTTEN);
    assert_eq!(story.memory(&search), [], "left of the receipts");
    let mut found = Vec::new();
    for envelope in story.server.list(&story.desk).unwrap().envelopes {
        let sealed = story.server.fetch(&story.desk, &envelope.id).unwrap();
        let opened = story.desk.open(&sealed).unwrap();
        found.push((opened.message.unwrap(), opened.files));
    }
    let sent = sources.iter().map(|(planted, ..)| {
        let files = vec![(planted.name.clone(), planted.file.clone())];
        (planted.message.clone(), files)
    });
    let mut sent: Vec<_> = sent.collect();
    sent.sort();
    found.sort();
    assert!(sent == found, "what was searched for is what was sent");
    story.forgotten(&search);
}

#[test]
fn nothing_ever_comes_of_what_a_browser_sealed() {
    let story = Story::begin();
    let planted = CanaryContent::new(MIB).unwrap();
    let search = planted.canaries().search().unwrap();
    let file = (planted.name.as_str(), planted.file.as_slice());
    let sealed = story.desk.seal(&planted.message, &[file]).unwrap();
    story.watched(&search, || {
        let done = AtomicBool::new(false);
        thread::scope(|scope| {
            scope.spawn(|| {
                while !done.load(Ordering::SeqCst) {
                    assert_eq!(story.memory(&search), [], "in memory meanwhile");
                }
            });
            let uploaded = story.server.upload(&sealed);
            done.store(true, Ordering::SeqCst);
            uploaded.unwrap();
        });
    });
    assert_eq!(story.server.list(&story.desk).unwrap().envelopes.len(), 1);
    story.forgotten(&search);
}

#[test]
fn nothing_is_left_of_what_is_refused_or_cut() {
    let story = Story::begin();
    let planted = CanaryContent::new(MIB).unwrap();
    let (codename, receipt) = story.server.begin().unwrap();
    let search = planted
        .canaries()
        .codename(&codename)
        .unwrap()
        .receipt(&receipt)
        .unwrap()
        .search()
        .unwrap();
    let head = format!("POST /fr/send\n{FORM}");
    let good = [field("receipt", &receipt), field("codename", &codename)].concat();
    let parts = planted.parts().concat();
    let refused: Vec<(u16, String, Vec<u8>)> = vec![
        (
            404,
            format!("GET /{}", planted.content.trim_end().replace(' ', "%20")),
            vec![],
        ),
        (404, "POST /nowhere".into(), parts.clone()),
        (
            404,
            format!("GET /fr\nCookie: {}\n", planted.content.trim_end()),
            vec![],
        ),
        (
            400,
            "POST /fr/send".into(),
            [&good[..], &parts, END].concat(),
        ),
        (
            400,
            head.clone(),
            [&good[..], &field("surprise", &planted.message), END].concat(),
        ),
        (
            400,
            head.clone(),
            [&good[..], &parts, &field(&planted.name, "x"), END].concat(),
        ),
        (400, head.clone(), [&good[..], &parts].concat()),
        (
            400,
            "POST /fr/receipt".into(),
            format!("receipt={receipt}{}", planted.content).into(),
        ),
        (
            413,
            head.clone(),
            [
                &good[..],
                &planted.parts()[0],
                &file(&planted.name, &planted.file.repeat(5)),
                END,
            ]
            .concat(),
        ),
        (
            413,
            "POST /fr/begin".into(),
            planted.file[..100_000].to_vec(),
        ),
        (
            400,
            "POST /upload\nUpload-Complete: ?0\nUpload-Length: 70000".into(),
            planted.file[..9_000].to_vec(),
        ),
    ];
    story.watched(&search, || {
        for (status, head, body) in refused {
            let status = if head.starts_with("GET /fr\n") {
                200
            } else {
                status
            };
            let answer = story.server.sources.ask(&head, &body).unwrap();
            assert_eq!(answer.status, status, "{head}");
            assert_eq!(search.said(answer.head.as_bytes(), "answer"), []);
        }
        // Cut in the middle of each part.
        for cut in [
            good.len() / 2,
            good.len() + 40,
            good.len() + planted.message.len() + 300,
            good.len() + MIB / 2,
        ] {
            let body = [&good[..], &parts, END].concat();
            let mut connection = story.server.sources.connect().unwrap();
            connection.begin(&head, body.len() as u64).unwrap();
            connection.write(&body[..cut]).unwrap();
        }
    });
    assert!(story.server.list(&story.desk).unwrap().envelopes.is_empty());
    assert_eq!(story.memory(&search), [], "left of what was refused");
    story.forgotten(&search);
}

#[test]
fn a_form_that_hangs_is_in_memory_only_and_the_search_finds_it() {
    let story = Story::begin();
    let planted = CanaryContent::new(MIB).unwrap();
    let (codename, receipt) = story.server.begin().unwrap();
    let search = planted.canaries().search().unwrap();
    let body = [
        field("receipt", &receipt),
        field("codename", &codename),
        planted.parts()[0].clone(),
        file_head(&planted.name),
        planted.file[..100_000].to_vec(),
    ]
    .concat();
    story.watched(&search, || {
        let mut connection = story.server.sources.connect().unwrap();
        connection
            .begin(&format!("POST /fr/send\n{FORM}"), 2 * MIB as u64)
            .unwrap();
        connection.write(&body).unwrap();
        let wanted = ["message (utf-8)", "file name (utf-8)", "content (utf-8)"];
        let until = Instant::now() + PATIENCE;
        loop {
            let hits = story.memory(&search);
            if wanted
                .iter()
                .all(|wanted| hits.iter().any(|hit| hit.what == *wanted))
            {
                break;
            }
            assert!(Instant::now() < until, "only found {hits:?}");
        }
    });
    story.forgotten(&search);
}

/// tor says whose connection it is; once that is read, only a hash is left, while the connection is
/// open too.
#[test]
fn nothing_is_left_of_tors_line() {
    let story = Story::begin();
    let mut bytes = [0; 4];
    getrandom::fill(&mut bytes).unwrap();
    // No zero in it, which the line would leave out.
    let circuit = u32::from_be_bytes(bytes) | 0x1111_1111;
    let line = proxy_line(circuit);
    let address: Ipv6Addr = line.split(' ').nth(2).unwrap().parse().unwrap();
    let search = Canaries::default()
        .text("line", line.trim_end())
        .bytes("address", &address.octets())
        .search()
        .unwrap();
    let Door::Onion { socket, .. } = &story.server.sources else {
        panic!("tor is before {:?}", story.server.sources);
    };
    let mut waits = UnixStream::connect(socket).unwrap();
    waits.write_all(line.trim_end().as_bytes()).unwrap();
    let until = Instant::now() + PATIENCE;
    while story.memory(&search).is_empty() {
        assert!(Instant::now() < until, "a line that is not whole is there");
    }
    waits.write_all(b"\r\n").unwrap();
    for _ in 0..SOURCES {
        let mut connection = story.server.sources.by_circuit(circuit).connect().unwrap();
        assert_eq!(connection.request("GET /fr", b"").unwrap().status, 200);
        assert_eq!(story.memory(&search), [], "with the connection open");
    }
    story.forgotten(&search);
}

/// A core dump would be all that is in memory, on the disk.
#[test]
fn a_crash_dumps_no_core() {
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::new().unwrap();
    let installation = Installation::make(folder.path(), &desk, Plan::default()).unwrap();
    let serve = installation.command("serve");
    let mut shell = Command::new("bash");
    shell
        .current_dir(folder.path())
        .args(["-c", "ulimit -c unlimited; exec \"$@\"", "bash"])
        .arg(serve.get_program())
        .args(serve.get_args());
    let server = installation.serve_as(shell).unwrap();
    let limits = fs::read_to_string(format!("/proc/{}/limits", server.pid())).unwrap();
    let core = limits
        .lines()
        .find(|line| line.starts_with("Max core file size"))
        .unwrap();
    let words: Vec<&str> = core.split_whitespace().collect();
    assert_eq!(words[4..6], ["0", "0"], "{core}");
    let status = server.crash().unwrap();
    assert!(
        status.signal().is_some() && !status.core_dumped(),
        "{status}"
    );

    // Whether this machine dumps at all: without a limit and a guard, a program does.
    let script = "ulimit -c unlimited; kill -ABRT $$";
    let mut control = Command::new("bash");
    control.args(["-c", script]).current_dir(folder.path());
    let control = control.status().unwrap();
    if !control.core_dumped() {
        eprintln!("this machine dumps no core of anything: only the limits were seen");
    }
}

/// Every form is found in memory, in a file that has a name, in one that has none any more, and in
/// a name.
#[test]
fn the_search_finds_what_is_there() {
    let planted = CanaryContent::new(MIB).unwrap();
    let search = planted
        .canaries()
        .bytes("receipt", &[0x5a, 1, 2, 3, 4, 5, 6, 7, 8, 9])
        .search()
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let wide: Vec<u8> = planted
        .message
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    for (what, bytes) in [
        ("message (utf-8)", planted.message.clone().into_bytes()),
        ("message (utf-16le)", wide),
        ("receipt (hex)", b"5a010203040506070809".to_vec()),
        ("receipt (base64 from 1)", b"xAQIDBAUGBwgJ".to_vec()),
    ] {
        let path = folder.path().join("left");
        let mut file = OpenOptions::new()
            .create(true)
            .truncate(true)
            .write(true)
            .open(&path)
            .unwrap();
        file.write_all(&vec![b' '; 4 * MIB - 5]).unwrap();
        file.write_all(&bytes).unwrap();
        let found = search.folder(folder.path()).unwrap();
        assert!(
            found.iter().any(|hit| hit.what == what),
            "{what}: {found:?}"
        );
        assert!(!search.said(&bytes, "said").is_empty());
    }
    fs::write(folder.path().join(&planted.name), "").unwrap();
    let named = search.folder(folder.path()).unwrap();
    assert!(named.iter().any(|hit| hit.place == "a file's name"));

    // A program that holds a file without a name, and its text in memory.
    let script = "import os, sys, time\n\
                  text = sys.stdin.read()\n\
                  left = open(sys.argv[1], 'w')\n\
                  os.unlink(sys.argv[1])\n\
                  left.write(text)\n\
                  left.flush()\n\
                  print('ready', flush=True)\n\
                  time.sleep(60)";
    let mut program = Command::new("python3")
        .args(["-c", script])
        .arg(folder.path().join("gone"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = program.stdin.take().unwrap();
    stdin.write_all(planted.message.as_bytes()).unwrap();
    drop(stdin);
    let mut ready = [0; 6];
    std::io::Read::read_exact(&mut program.stdout.take().unwrap(), &mut ready).unwrap();
    let open = search.open_files(program.id()).unwrap();
    let memory = search.memory(program.id()).unwrap();
    program.kill().unwrap();
    program.wait().unwrap();
    assert!(
        open.iter().any(|hit| hit.place.contains("(deleted)")),
        "{open:?}"
    );
    assert!(
        memory.iter().any(|hit| hit.what == "message (utf-8)"),
        "{memory:?}"
    );
}

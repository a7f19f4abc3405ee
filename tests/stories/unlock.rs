//! A host that was switched off and on: its server waits for an editor, who unlocks it, by the real
//! programs.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test that meets the unexpected stops, is read from its beginning to its end, and writes what is nobody's secret"
)]

use std::{
    fs,
    os::unix::net::UnixDatagram,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use serde_json::json;
use sourdine_harness::{
    network::http::{Door, field},
    people::{desk::Desk, machine::Machine},
    server::{Installation, Plan, Server},
    traces::canary::{Canaries, Search},
};

/// How long something is looked for that must come.
const PATIENCE: Duration = Duration::from_secs(60);
const NOTICE_MAX_BYTES: usize = 64;

struct Stage {
    home: tempfile::TempDir,
    installation: Installation,
    /// On the roster.
    editor: Machine,
    /// An editor by token, whom the roster does not name.
    stranger: Machine,
    courier: Machine,
    /// The master key, which the host has forgotten.
    master: Vec<u8>,
}

fn address(door: &Door) -> String {
    match door {
        Door::Unix(path) | Door::Onion { socket: path, .. } => format!("unix:{}", path.display()),
        Door::Tcp(address) => format!("http://{address}"),
        Door::Tor { onion, .. } => format!("http://{onion}"),
    }
}

/// A host that served one letter and was switched off.
fn stage() -> Stage {
    let [editor, stranger, courier] = [(); 3].map(|()| Machine::new().unwrap());
    let mut tokens = String::new();
    for (machine, name, kind) in [
        (&editor, Some("alice"), "editors"),
        (&stranger, Some("zoe"), "editors"),
        (&courier, None, "couriers"),
    ] {
        let mut token = vec!["desk", "token"];
        match name {
            Some(name) => drop(
                machine
                    .told(&["desk", "new", "--name", "Observatoire", "--editor", name])
                    .unwrap(),
            ),
            None => token.push("--courier"),
        }
        let hash = &machine.told(&token).unwrap()["token_hash"];
        tokens += &format!("\n[[{kind}]]\ntoken_hash = {hash}\n");
    }
    let (home, others) = (tempfile::tempdir().unwrap(), Desk::new().unwrap());
    let installation = Installation::make(home.path(), &others, Plan::small()).unwrap();
    // The vault was made for other editors: the first start with this roster seals it to these.
    let roster = home.path().join("roster.json");
    fs::remove_file(&roster).unwrap();
    let exported = editor.run(&["roster", "export", roster.to_str().unwrap()]);
    assert!(exported.unwrap().status.success());
    let config = installation.config();
    let text = fs::read_to_string(&config).unwrap() + &tokens;
    fs::write(&config, text).unwrap();

    let server = installation.serve().unwrap();
    let (codename, receipt) = server.begin().unwrap();
    let sent = server.send(&codename, &receipt, &[field("message", "Où ?")]);
    assert_eq!(sent.unwrap().status, 200);
    let pulled = editor.told(&["pull", "--server", &address(&server.editors)]);
    assert_eq!(pulled.unwrap()["pulled"].as_array().unwrap().len(), 1);
    assert!(server.stop().unwrap().0.success());
    let master = fs::read(installation.master()).unwrap();
    fs::remove_file(installation.master()).unwrap();
    Stage {
        home,
        installation,
        editor,
        stranger,
        courier,
        master,
    }
}

impl Stage {
    fn search(&self) -> Search {
        let canaries = Canaries::default().bytes("master key", &self.master);
        canaries.search().unwrap()
    }

    /// The master key is in no file of the host or of an editor's machine.
    fn has_no_master(&self) {
        let memory = self.installation.master();
        let places: [PathBuf; 5] = [
            self.home.path().to_path_buf(),
            memory.parent().unwrap().to_path_buf(),
            self.editor.desk(),
            self.editor.memory().to_path_buf(),
            self.courier.desk(),
        ];
        for place in places {
            let hits = self.search().folder(&place).unwrap();
            assert_eq!(hits, [], "{}", place.display());
        }
    }

    /// Starts the server without its key, with a socket for what it tells systemd.
    fn serve(&self) -> (Server, UnixDatagram) {
        let path = self.home.path().join("notify");
        drop(fs::remove_file(&path));
        let told = UnixDatagram::bind(&path).unwrap();
        told.set_read_timeout(Some(PATIENCE)).unwrap();
        let mut command = self.installation.command("serve");
        command.env("NOTIFY_SOCKET", &path);
        (self.installation.serve_as(command).unwrap(), told)
    }
}

fn is_told(told: &UnixDatagram, wanted: &str) {
    let mut notice = [0; NOTICE_MAX_BYTES];
    let until = Instant::now() + PATIENCE;
    loop {
        let length = told.recv(&mut notice).unwrap();
        if notice[..length].starts_with(wanted.as_bytes()) {
            return;
        }
        assert!(Instant::now() < until, "{wanted} is not told");
    }
}

fn last_open(desk: &Path) -> String {
    let text = fs::read_to_string(desk.join("server-open")).unwrap();
    text.trim_end().to_owned()
}

#[test]
fn after_a_boot_an_editor_alone_unlocks_the_server() {
    let stage = stage();
    let search = stage.search();
    assert!(!search.said(&stage.master, "the key itself").is_empty());
    let (server, told) = stage.serve();
    // It is ready and alive while it waits, so that systemd leaves it alone.
    is_told(&told, "READY=1");
    is_told(&told, "WATCHDOG=1");
    let address = address(&server.editors);
    let pull = ["pull", "--server", &address];
    for machine in [&stage.courier, &stage.editor] {
        assert_eq!(machine.refused(&pull).unwrap(), "error-courier-sealed");
    }
    let unlock = ["unlock-server", "--server", &address];
    let confirmed = [unlock.as_slice(), &["--operator-confirmed"]].concat();
    for (machine, words, expected) in [
        (&stage.editor, unlock.as_slice(), "error-unlock-unconfirmed"),
        (&stage.courier, &confirmed, "error-courier-forbidden"),
        (&stage.stranger, &confirmed, "error-unlock-others"),
    ] {
        assert_eq!(machine.refused(words).unwrap(), expected);
    }
    assert!(!stage.courier.desk().join("server-open").exists());

    let seen = last_open(&stage.editor.desk());
    let unlocked = stage.editor.run(&confirmed).unwrap();
    assert!(unlocked.status.success(), "{unlocked:?}");
    let report: serde_json::Value = serde_json::from_slice(&unlocked.stdout).unwrap();
    assert_eq!(report, json!({ "server": "unlocked", "last_open": seen }));
    let pulled = stage.editor.told(&pull).unwrap();
    assert_eq!(
        (&pulled["already"], &pulled["left"]),
        (&json!(1), &json!(0))
    );
    let again = stage.editor.told(&unlock).unwrap();
    assert_eq!(again["server"], "open");

    // The key went from one memory to the other, and stays in neither.
    let in_memory = search.memory(server.pid()).unwrap();
    assert_eq!(in_memory, []);
    stage.has_no_master();
    let (status, said) = server.stop().unwrap();
    assert!(status.success());
    let log = stage.installation.log().unwrap();
    for said in [
        said.into_bytes(),
        log.into_bytes(),
        unlocked.stdout,
        unlocked.stderr,
    ] {
        assert_eq!(search.said(&said, "what was said"), []);
    }
}

#[test]
fn a_copy_of_the_key_that_the_operator_puts_back_opens_a_sealed_server() {
    let stage = stage();
    let (server, _told) = stage.serve();
    let address = address(&server.editors);
    let pull = ["pull", "--server", &address];
    assert_eq!(stage.editor.refused(&pull).unwrap(), "error-courier-sealed");
    let master = stage.installation.master();
    sourdine_harness::programs::external_tools::write_private(&master, &stage.master).unwrap();
    let until = Instant::now() + PATIENCE;
    while !stage.editor.run(&pull).unwrap().status.success() {
        assert!(
            Instant::now() < until,
            "{}",
            stage.installation.log().unwrap()
        );
    }
    assert!(server.stop().unwrap().0.success());
}

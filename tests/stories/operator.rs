//! What an operator reads when the server is not started right.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test that meets the unexpected stops, and what it writes is no secret"
)]

use std::{
    fs::{self, Permissions},
    net::TcpListener,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Output},
    time::Duration,
};

use sourdine_harness::{
    host::clock::Clock,
    people::desk::Desk,
    server::{Installation, Plan},
};
use sourdine_protocol::{
    day::Day,
    roster::{Roster, SignedRoster},
};

const DAY_SECONDS: u64 = 86_400;
/// The exit codes of `check`, as its help tells them.
const RIGHT: i32 = 0;
const WRONG: i32 = 3;
const WARNINGS: i32 = 4;

/// A host on which all is right, until a test makes a mistake.
struct Stage {
    home: tempfile::TempDir,
    desk: Desk,
    installation: Installation,
}

impl Stage {
    fn new() -> Self {
        let (home, desk) = (tempfile::tempdir().unwrap(), Desk::new().unwrap());
        let plan = Plan {
            vault_mib: 8,
            submission_mib: 4,
            ..Plan::default()
        };
        let installation = Installation::make(home.path(), &desk, plan).unwrap();
        Self {
            home,
            desk,
            installation,
        }
    }

    fn edit(&self, right: &str, wrong: &str) {
        edit(&self.installation.config(), right, wrong);
    }

    fn roster(&self) -> PathBuf {
        self.home.path().join("roster.json")
    }

    /// What `check` says to people, and to programs.
    fn check(&self) -> (Output, serde_json::Value) {
        let for_people = self.installation.run("check").unwrap();
        let mut command = self.installation.command("check");
        let for_programs = command.arg("--json").output().unwrap();
        assert_eq!(for_people.status.code(), for_programs.status.code());
        let json = serde_json::from_slice(&for_programs.stdout).unwrap();
        (for_people, json)
    }
}

fn edit(path: &Path, right: &str, wrong: &str) {
    let text = fs::read_to_string(path).unwrap();
    let edited = text.replace(right, wrong);
    assert_ne!(text, edited, "{right}");
    fs::write(path, edited).unwrap();
}

fn chmod(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A mistake: its name, the key of what is told, words of it, the exit code of `check`, and how it
/// is made.
type Mistake = (&'static str, &'static str, &'static str, i32, fn(&Stage));

const MISTAKES: [Mistake; 27] = [
    (
        "O-03 key on disk",
        "check-key-on-disk",
        "IS ON A DISK",
        WARNINGS,
        |stage| {
            let beside = stage.home.path().join("master");
            fs::copy(stage.installation.master(), &beside).unwrap();
            let master = stage.installation.master();
            stage.edit(&master.display().to_string(), "master");
        },
    ),
    (
        "O-04 key for all",
        "check-key-open",
        "chmod 600",
        WRONG,
        |stage| {
            chmod(&stage.installation.master(), 0o644);
        },
    ),
    (
        "key for the group",
        "check-key-open",
        "0640",
        WRONG,
        |stage| {
            chmod(&stage.installation.master(), 0o640);
        },
    ),
    (
        "key cut",
        "vault-not-a-master",
        "32 bytes",
        WRONG,
        |stage| {
            fs::write(stage.installation.master(), "short").unwrap();
        },
    ),
    (
        "key gone, and none that an editor could bring",
        "vault-no-master",
        "put your copy back",
        WRONG,
        |stage| {
            fs::remove_file(stage.installation.master()).unwrap();
            fs::remove_file(stage.installation.vault().join("unlock")).unwrap();
        },
    ),
    (
        "O-05 altered roster",
        "check-roster-signature",
        "does not hold",
        WRONG,
        |stage| {
            edit(&stage.roster(), "alice", "alicf");
        },
    ),
    (
        "unsigned roster",
        "check-roster-signature",
        "does not hold",
        WRONG,
        |stage| {
            let roster = stage.desk.roster().roster.clone();
            let unsigned = SignedRoster::new(roster, String::new());
            fs::write(stage.roster(), unsigned.to_json().unwrap()).unwrap();
        },
    ),
    (
        "no roster",
        "roster-unreadable",
        "roster export",
        WRONG,
        |stage| {
            fs::remove_file(stage.roster()).unwrap();
        },
    ),
    (
        "roster for all to write",
        "check-others-write",
        "chmod go-w",
        WRONG,
        |stage| {
            chmod(&stage.roster(), 0o666);
        },
    ),
    (
        "O-06 no editors",
        "check-no-editor",
        "nobody can fetch",
        WARNINGS,
        |stage| {
            let text = fs::read_to_string(stage.installation.config()).unwrap();
            let (before, _) = text.split_once("\n[[editors]]\ntoken_hash").unwrap();
            fs::write(stage.installation.config(), before).unwrap();
        },
    ),
    (
        "O-07 large quorum",
        "config-mistaken",
        "quorum = 4 with 2 editors",
        WRONG,
        |stage| {
            stage.edit("quorum = 2", "quorum = 4");
        },
    ),
    (
        "O-08 hold over keep",
        "config-mistaken",
        "hold_days = 90",
        WRONG,
        |stage| {
            stage.edit("hold_days = 7", "hold_days = 90");
        },
    ),
    (
        "O-09 other size",
        "check-vault-size",
        "Put size_mib = 8 back",
        WRONG,
        |stage| {
            stage.edit("size_mib = 8", "size_mib = 64");
        },
    ),
    (
        "O-11 quoted number",
        "config-malformed",
        "without quotes",
        WRONG,
        |stage| {
            stage.edit("size_mib = 8", "size_mib = \"8\"");
        },
    ),
    (
        "O-11 unquoted text",
        "config-malformed",
        "put it in quotes",
        WRONG,
        |stage| {
            stage.edit("language = \"fr\"", "language = fr");
        },
    ),
    ("unit", "config-malformed", "no unit", WRONG, |stage| {
        stage.edit("size_mib = 8", "size_mib = 8 MiB");
    }),
    (
        "unknown setting",
        "config-malformed",
        "submission_mib, connections",
        WRONG,
        |stage| {
            stage.edit("\nconnections = ", "\nconnection = ");
        },
    ),
    (
        "missing setting",
        "config-malformed",
        "`quorum` is missing",
        WRONG,
        |stage| {
            stage.edit("\nquorum = 2\n", "\n");
        },
    ),
    (
        "O-12 large port",
        "config-mistaken",
        "65535",
        WRONG,
        |stage| {
            stage.edit("\"unix:sources.sock\"", "\"tcp:127.0.0.1:70000\"");
        },
    ),
    (
        "one address",
        "config-mistaken",
        "an address each",
        WRONG,
        |stage| {
            stage.edit("\"unix:editors.sock\"", "\"unix:sources.sock\"");
        },
    ),
    (
        "no folder of sockets",
        "check-no-socket-folder",
        "install -d",
        WRONG,
        |stage| {
            stage.edit("\"unix:editors.sock\"", "\"unix:gone/editors.sock\"");
        },
    ),
    (
        "folder closed to tor",
        "check-closed-socket-folder",
        "2750",
        WARNINGS,
        |stage| {
            chmod(stage.home.path(), 0o700);
        },
    ),
    (
        "configuration for all to write",
        "check-others-write",
        "chmod go-w",
        WRONG,
        |stage| {
            chmod(&stage.installation.config(), 0o666);
        },
    ),
    (
        "configuration for the group",
        "check-group-writes",
        "chmod g-w",
        WARNINGS,
        |stage| {
            chmod(&stage.installation.config(), 0o660);
        },
    ),
    (
        "vault for all to read",
        "check-others-read",
        "chmod go-rwx",
        WARNINGS,
        |stage| {
            chmod(&stage.installation.vault(), 0o755);
        },
    ),
    (
        "slots for all to write",
        "check-others-write",
        "chmod go-w",
        WRONG,
        |stage| {
            chmod(&stage.installation.vault().join("vault"), 0o666);
        },
    ),
    (
        "no vault",
        "vault-none",
        "sourdine-server init",
        WRONG,
        |stage| {
            fs::remove_dir_all(stage.installation.vault()).unwrap();
        },
    ),
];

/// Puts a roster up to this day in the place of the server's.
fn serve_until(home: &Path, desk: &Desk, expires: Day) -> anyhow::Result<()> {
    let current = desk.roster().unchecked()?;
    let next = Roster::new(
        2,
        current.desk,
        expires,
        current.certificate,
        current.editors,
    );
    let json = desk.sign(&next?)?.to_json()?;
    Ok(fs::write(home.join("roster.json"), json)?)
}

/// The roster's last day passes while the server runs.
#[test]
fn a_roster_that_ends_is_said_on_the_first_page() {
    let (home, desk) = (tempfile::tempdir().unwrap(), Desk::new().unwrap());
    let installation = Installation::make(home.path(), &desk, Plan::default()).unwrap();
    let expires: Day = "2027-03-01".parse().unwrap();
    serve_until(home.path(), &desk, expires).unwrap();
    let noon = Duration::from_secs(u64::from(expires.0) * DAY_SECONDS + DAY_SECONDS / 2);
    let mut clock = Clock::at(&installation.beside_key("clock"), noon).unwrap();
    let mut command = installation.command("serve");
    clock.lead(&mut command).unwrap();
    let server = installation.serve_as(command).unwrap();
    let first = || server.sources.ask("GET /en", b"").unwrap().page().unwrap();
    assert!(first().contains("data-state=\"open\""));
    clock.set(noon + Duration::from_secs(DAY_SECONDS)).unwrap();
    let page = first();
    assert!(page.contains("data-state=\"expired\""), "{page}");
    assert!(
        page.contains("valid until 2027\u{2011}03\u{2011}01"),
        "{page}"
    );
}

#[test]
fn a_server_whose_roster_expired_serves_editors_and_tells_sources() {
    let (home, desk) = (tempfile::tempdir().unwrap(), Desk::new().unwrap());
    let installation = Installation::make(home.path(), &desk, Plan::default()).unwrap();
    serve_until(home.path(), &desk, "2020-02-29".parse().unwrap()).unwrap();

    let server = installation.serve().unwrap();
    let said = installation.log().unwrap();
    assert!(
        said.contains("2020-02-29") && said.contains("roster sign"),
        "{said}"
    );
    let page = server.sources.ask("GET /en", b"").unwrap().page().unwrap();
    assert!(page.contains("data-state=\"expired\""), "{page}");
    // What came before is not out of the editors' reach.
    assert!(server.list(&desk).unwrap().envelopes.is_empty());
}

#[test]
fn what_is_not_there_is_named_with_its_path_and_what_to_do() {
    let (home, desk) = (tempfile::tempdir().unwrap(), Desk::new().unwrap());
    let installation = Installation::make(home.path(), &desk, Plan::default()).unwrap();
    let said = |name: &str| {
        let output = installation.command(name).output().unwrap();
        assert!(!output.status.success(), "{name}");
        String::from_utf8(output.stderr).unwrap()
    };
    let master = installation.master();
    let away = master.with_extension("away");
    fs::rename(&master, &away).unwrap();
    // An editor could bring it, and then the server would wait.
    fs::remove_file(installation.vault().join("unlock")).unwrap();
    for name in ["serve", "verify", "repair"] {
        let said = said(name);
        assert!(
            said.contains(master.to_str().unwrap()) && said.contains("copy"),
            "{said}"
        );
    }
    fs::rename(&away, &master).unwrap();

    fs::rename(installation.vault(), home.path().join("moved")).unwrap();
    let told = said("verify");
    assert!(told.contains("no vault") && told.contains("init"), "{told}");

    // The key's folder is in memory, and gone after a restart of the machine.
    let config = fs::read_to_string(installation.config()).unwrap();
    let there = format!("master_key = \"{}\"", master.display());
    let elsewhere = config.replace(&there, "master_key = \"run/key/master\"");
    assert_ne!(config, elsewhere);
    fs::write(installation.config(), elsewhere).unwrap();
    let told = said("init");
    assert!(
        told.contains("run/key/master") && told.contains("install -d"),
        "{told}"
    );
}

#[test]
fn a_right_host_gives_no_warning() {
    let stage = Stage::new();
    let (said, json) = stage.check();
    assert_eq!(said.status.code(), Some(RIGHT), "{said:?}");
    assert!(out(&said).ends_with("configuration, roster, files, vault, memory.\n"));
    assert_eq!(
        (&json["version"], &json["sound"]),
        (&1.into(), &true.into())
    );
    for finding in json["findings"].as_array().unwrap() {
        assert_eq!(finding["level"], "note", "{finding}");
    }
    let server = stage.installation.serve().unwrap();
    assert!(server.stop().unwrap().0.success());
    assert_eq!(stage.installation.log().unwrap(), "");
}

/// One place judges: what `check` calls wrong, `serve` refuses, and what it warns of, `serve` warns
/// of, in the same words.
#[test]
fn each_mistake_is_told_and_refused_or_warned_of() {
    for (name, key, words, code, make) in MISTAKES {
        let stage = Stage::new();
        make(&stage);
        let (said, json) = stage.check();
        let told = out(&said);
        assert_eq!(said.status.code(), Some(code), "{name}: {told}");
        assert!(told.contains(words), "{name}: {told}");
        let findings = json["findings"].as_array().unwrap();
        let mut serious = findings.iter().filter(|one| one["level"] != "note");
        let finding = serious.next().unwrap();
        assert_eq!(finding["finding"], key, "{name}: {json}");
        assert_eq!(serious.count(), 0, "{name}: {json}");

        let text = finding["text"].as_str().unwrap();
        if code == WRONG {
            let refused = stage.installation.run("serve").unwrap();
            assert_eq!(refused.status.code(), Some(WRONG), "{name}");
            assert_eq!(err(&refused), format!("sourdine-server: {text}\n"));
        } else {
            let server = stage.installation.serve().unwrap();
            assert!(server.stop().unwrap().0.success(), "{name}");
            let log = stage.installation.log().unwrap();
            assert_eq!(log, format!("sourdine-server: WARNING: {text}\n"));
        }
    }
}

#[test]
fn several_mistakes_are_told_at_once_the_worst_first() {
    let stage = Stage::new();
    chmod(&stage.installation.config(), 0o660);
    chmod(&stage.installation.master(), 0o644);
    edit(&stage.roster(), "alice", "alicf");
    let (said, json) = stage.check();
    let findings = json["findings"].as_array().unwrap();
    let levels: Vec<&str> = findings
        .iter()
        .map(|one| one["level"].as_str().unwrap())
        .collect();
    assert_eq!(levels[..3], ["wrong", "wrong", "warning"], "{json}");
    assert!(out(&said).ends_with("Wrong: 2. Warnings: 1.\n"), "{said:?}");
}

#[test]
fn a_roster_is_warned_of_from_thirty_days_before_its_end() {
    let stage = Stage::new();
    let expires: Day = "2027-03-01".parse().unwrap();
    serve_until(stage.home.path(), &stage.desk, expires).unwrap();
    for (before, code) in [(31, RIGHT), (30, WARNINGS), (0, WARNINGS)] {
        let noon = u64::from(expires.0 - before) * DAY_SECONDS + DAY_SECONDS / 2;
        let clock = stage.home.path().join(format!("clock-{before}"));
        let clock = Clock::at(&clock, Duration::from_secs(noon)).unwrap();
        let mut command = stage.installation.command("check");
        clock.lead(&mut command).unwrap();
        let said = command.output().unwrap();
        assert_eq!(said.status.code(), Some(code), "{before}: {said:?}");
        assert!(out(&said).contains("2027-03-01"), "{said:?}");
    }
}

/// O-13.
#[test]
fn a_port_that_is_taken_is_told_in_words_for_tcp() {
    let stage = Stage::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("\"tcp:{}\"", taken.local_addr().unwrap());
    stage.edit("\"unix:sources.sock\"", &address);
    let said = err(&stage.installation.run("serve").unwrap());
    assert!(
        said.contains("another port") && said.contains("ss -ltnp"),
        "{said}"
    );
    assert!(!said.contains("folder"), "{said}");
}

/// O-01.
#[test]
fn init_makes_the_folder_of_the_configuration_or_names_it() {
    let home = tempfile::tempdir().unwrap();
    let program = Stage::new()
        .installation
        .command("init")
        .get_program()
        .to_owned();
    let init = |config: &Path| {
        let mut command = Command::new(&program);
        let command = command
            .args(["--lang", "en", "init", "--config"])
            .arg(config);
        command.output().unwrap()
    };
    let config = home.path().join("not/there/server.toml");
    let made = init(&config);
    assert!(
        made.status.success() && out(&made).contains("not/there/server.toml"),
        "{made:?}"
    );
    assert!(config.exists());

    let in_the_way = home.path().join("file");
    fs::write(&in_the_way, "").unwrap();
    let refused = init(&in_the_way.join("server.toml"));
    let said = err(&refused);
    assert!(
        !refused.status.success() && said.contains("file/server.toml"),
        "{said}"
    );
    assert!(said.contains("install -d"), "{said}");
}

/// O-02 and O-17.
#[test]
fn init_says_what_it_takes_before_it_does_and_that_the_master_key_is_all() {
    let stage = Stage::new();
    let (vault, master) = (stage.installation.vault(), stage.installation.master());
    let again = || {
        fs::remove_dir_all(&vault).unwrap();
        stage.installation.run("init").unwrap()
    };
    let kept = out(&again());
    assert!(
        kept.contains("was in") && kept.contains("Keep a copy"),
        "{kept}"
    );

    fs::remove_file(&master).unwrap();
    let made = out(&again());
    let order = [
        "A vault of 8 MiB",
        "MiB are free",
        "64 slots",
        "The master key is new",
    ];
    let places: Vec<usize> = order
        .iter()
        .map(|words| made.find(words).unwrap())
        .collect();
    assert!(places.is_sorted(), "{made}");
    let path = master.display().to_string();
    for words in [
        path.as_str(),
        "all that opens the vault",
        "goes off",
        "Copy the file now",
    ] {
        assert!(made.contains(words), "{words}: {made}");
    }
    let verified = stage.installation.run("verify").unwrap();
    assert!(verified.status.success(), "{verified:?}");

    stage.edit("size_mib = 8", "size_mib = 999999999");
    let refused = again();
    let said = err(&refused);
    assert!(
        said.contains("does not fit") && said.contains("MiB are free"),
        "{said}"
    );
    assert!(!refused.status.success() && !vault.exists());
}

#[test]
fn the_help_of_check_tells_its_exit_codes() {
    let stage = Stage::new();
    for (language, words) in [("en", "3: something is wrong"), ("fr", "3 : quelque chose")] {
        let mut command = Command::new(stage.installation.command("check").get_program());
        let help = command
            .args(["--lang", language, "check", "--help"])
            .output()
            .unwrap();
        let help = out(&help).replace(['\n', '\u{a0}'], " ");
        assert!(help.contains(words), "{help}");
    }
}

//! `pull` and `confirm` as they are typed.

use std::{
    fs,
    io::{self, Read},
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::Path,
    process::{Child, Command, Output, Stdio},
    sync::{Arc, mpsc},
    time::Duration,
};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use sourdine::{
    desk::{
        folder::DeskFolder,
        openpgp::{DeskKey, EditorKey},
        roster::TrustedRoster,
    },
    inbox::{Inbox, OpenedRecord},
};
use sourdine_platform::files::publish_new;
use sourdine_protocol::{
    envelope::{EnvelopeHash, SubmissionId, hybrid::HybridIdentity},
    roster::{Editor, Roster},
    wire::EditorToken,
};
use tokio::sync::Barrier;

use crate::stage::{Envelope, Liar, Reply, age, answer, is_list, list, names, part, range};

/// The window, and what the program takes besides.
const MOST_KIB: usize = 40 * 1_024;

/// A courier's desk: a token, settings, and no key.
pub(crate) struct Desk(tempfile::TempDir);

impl Desk {
    pub(crate) fn new(settings: &str) -> Self {
        let home = tempfile::tempdir().unwrap();
        let token = EditorToken::generate().unwrap();
        let path = home.path().join("token");
        publish_new(&path, token.expose().as_bytes()).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        publish_new(&home.path().join("desk.toml"), settings.as_bytes()).unwrap();
        Self(home)
    }

    fn at(server: &Liar) -> Self {
        Self::new(&format!("server = \"http://{}\"\n", server.address))
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    fn inbox(&self) -> std::path::PathBuf {
        self.path().join("inbox")
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sourdine"));
        command
            .env_clear()
            .env("LC_ALL", "fr_FR.UTF-8")
            .env("SOURDINE_DESK", self.path())
            .args(words)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Runs a command to its end while the server answers it.
    async fn run(&self, words: &[&str]) -> Output {
        let mut command = self.command(words);
        let running = tokio::task::spawn_blocking(move || command.output());
        running.await.unwrap().unwrap()
    }
}

fn told(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Two envelopes; the second one is not what it was listed as.
async fn half_honest() -> (Liar, Envelope, Envelope) {
    let (good, bad) = (Envelope::new(1, 5_000), Envelope::new(2, 5_000));
    let all = (good.clone(), bad.clone());
    let server = Liar::start(move |head, _| {
        Reply::Keep(if is_list(head) {
            list(&[good.line(), bad.line()])
        } else if head.contains(&good.id) {
            good.honest(head)
        } else {
            answer(200, &bad.etag(), &vec![0; 5_000])
        })
    })
    .await;
    (server, all.0, all.1)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pull_tells_what_came_and_what_did_not() {
    let (server, good, bad) = half_honest().await;
    let desk = Desk::at(&server);
    let output = desk.run(&["pull", "--json"]).await;
    assert_eq!(output.status.code(), Some(1));
    let report = told(&output.stdout);
    assert_eq!(
        report["pulled"],
        json!([{ "id": good.id, "size": 5_000, "blake3": good.hash() }])
    );
    assert_eq!(
        (&report["already"], &report["left"]),
        (&json!(0), &json!(0))
    );
    assert_eq!(report["failed"][0]["id"], json!(bad.id));
    assert_eq!(report["failed"][0]["error"], "error-courier-wrong-hash");
    assert_eq!(told(&output.stderr)["error"], "error-pull-incomplete");
    assert_eq!(names(&desk.inbox()), [age(&good)]);

    let output = desk.run(&["pull"]).await;
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert!(out.contains("0 enveloppe arrivée dans"), "{out}");
    assert!(out.contains(&bad.id), "{out}");
    assert!(err.contains("1 enveloppe n’est pas arrivée"), "{err}");
    assert!(!err.contains('\u{1b}'), "no bar where nobody looks");

    let elsewhere = desk.path().join("usb");
    let elsewhere = elsewhere.to_str().unwrap();
    let output = desk.run(&["--lang", "en", "pull", "--to", elsewhere]).await;
    let out = text(&output.stdout);
    let says = format!("Pulled 1 envelope into {elsewhere}");
    assert!(out.contains(&says), "{out}");
}

#[tokio::test]
async fn what_cannot_work_is_told_before_anything_is_sent() {
    let onion = format!("http://{}d.onion", "q".repeat(55));
    for (settings, words, error) in [
        ("", vec![], "error-courier-no-server"),
        (
            "server = \"https://127.0.0.1\"",
            vec![],
            "error-courier-https",
        ),
        (
            "proxy = \"socks5://127.0.0.1:9050\"",
            vec!["--server", &*onion],
            "error-courier-socks5",
        ),
        (
            "server = \"unix:/nowhere\"",
            vec!["--token-file", "/nowhere"],
            "error-courier-token-unreadable",
        ),
        (
            "server = \"unix:/nowhere\"",
            vec!["--retries", "0"],
            "error-courier-unreachable",
        ),
        ("server = 7", vec![], "error-field"),
    ] {
        let desk = Desk::new(settings);
        let words = [vec!["pull", "--json"], words].concat();
        let output = desk.run(&words).await;
        assert_eq!(told(&output.stderr)["error"], error, "{words:?}");
        assert!(!output.status.success() && output.stdout.is_empty());
    }
    let desk = Desk::new("server = \"unix:/nowhere\"");
    let token = desk.path().join("token");
    fs::set_permissions(&token, fs::Permissions::from_mode(0o644)).unwrap();
    let output = desk.run(&["pull"]).await;
    assert!(text(&output.stderr).contains("chmod 600"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pull_that_is_stopped_leaves_a_part_without_a_time() {
    let envelope = Envelope::new(1, 900_000);
    let sent = envelope.clone();
    let (stalled, stall) = mpsc::channel();
    let server = Liar::start(move |head, _| match is_list(head) {
        true => Reply::Keep(list(&[sent.line()])),
        false => {
            stalled.send(()).unwrap();
            Reply::Stall(sent.honest(head)[..300_000].to_vec())
        }
    })
    .await;
    let desk = Desk::at(&server);
    let mut running = desk.command(&["pull", "--json"]).spawn().unwrap();
    stall.recv_timeout(Duration::from_secs(60)).unwrap();
    let path = desk.inbox().join(part(&envelope));
    let deadline = tokio::time::Instant::now() + Duration::from_secs(60);
    while fs::metadata(&path).map_or(0, |part| part.len()) < 250_000 {
        assert!(tokio::time::Instant::now() < deadline, "nothing came");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    kill_process(Pid::from_child(&running), Signal::INT).unwrap();
    assert_eq!(running.wait().unwrap().code(), Some(1));
    let mut stderr = Vec::new();
    io::copy(running.stderr.as_mut().unwrap(), &mut stderr).unwrap();
    assert_eq!(told(&stderr)["error"], "error-pull-stopped");
    assert_eq!(fs::metadata(&path).unwrap().mtime(), 0);
    let mut there = Vec::new();
    fs::File::open(&path)
        .unwrap()
        .read_to_end(&mut there)
        .unwrap();
    assert!(envelope.bytes.starts_with(&there));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pull_uses_as_many_circuits_as_it_may_and_says_how_many() {
    for (words, circuits) in [
        (&[][..], 4),
        (&["--circuits", "2"], 2),
        (&["--circuits", "1"], 1),
    ] {
        let all: Vec<_> = (1..5).map(|seed| Envelope::new(seed, 5_000)).collect();
        // Each answer waits for as many requests as there are circuits.
        let barrier = Arc::new(Barrier::new(circuits));
        let server = Liar::start(move |head, _| match is_list(head) {
            true => Reply::Keep(list(&all.iter().map(Envelope::line).collect::<Vec<_>>())),
            false => {
                let wanted = all.iter().find(|one| head.contains(&one.id)).unwrap();
                Reply::Together(Arc::clone(&barrier), wanted.honest(head))
            }
        })
        .await;
        let desk = Desk::at(&server);
        let output = desk.run(&[&["pull", "--json"], words].concat()).await;
        let report = told(&output.stdout);
        assert_eq!(report["circuits"], circuits, "{words:?}");
        assert_eq!(report["pulled"].as_array().unwrap().len(), 4);
        assert_eq!(server.connections(), circuits);
    }
    let desk = Desk::new("server = \"unix:/nowhere\"");
    for refused in ["0", "5"] {
        let output = desk.run(&["pull", "--circuits", refused]).await;
        assert_eq!(output.status.code(), Some(2), "{refused}");
    }
}

/// The file that a pull has begun, as it is now.
fn begun(desk: &Desk, envelope: &Envelope) -> Vec<u8> {
    fs::read(desk.inbox().join(part(envelope))).unwrap_or_default()
}

/// The most memory that a process has taken, in KiB; none once it has ended.
fn peak_kib(process: &Child) -> Option<usize> {
    let status = fs::read_to_string(format!("/proc/{}/status", process.id())).ok()?;
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    peak.trim().trim_end_matches(" kB").parse().ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_on_the_disk_is_a_prefix_whenever_a_pull_over_four_circuits_is_killed() {
    const SIZE: usize = 48 * 1_048_576;
    const KILLS: usize = 6;
    let envelope = Envelope::new(1, SIZE);
    let sent = envelope.clone();
    // Every other range comes at once, so that it comes before what stands in front of it.
    let server = Liar::start(move |head, _| match is_list(head) {
        true => Reply::Keep(list(&[sent.line()])),
        false if (range(head, SIZE).unwrap().start / 1_048_576).is_multiple_of(2) => {
            Reply::Slowly(sent.honest(head))
        }
        false => Reply::Keep(sent.honest(head)),
    })
    .await;
    let desk = Desk::at(&server);
    let mut peak = 0;
    for kill in 1..=KILLS {
        let mut running = desk.command(&["pull", "--json"]).spawn().unwrap();
        let deadline = tokio::time::Instant::now() + Duration::from_secs(60);
        loop {
            let there = begun(&desk, &envelope);
            assert!(envelope.bytes.starts_with(&there), "{}", there.len());
            peak = peak.max(peak_kib(&running).unwrap_or(0));
            if there.len() > kill * SIZE / (KILLS + 2) {
                break;
            }
            assert!(tokio::time::Instant::now() < deadline, "{}", there.len());
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        kill_process(Pid::from_child(&running), Signal::KILL).unwrap();
        running.wait().unwrap();
        let there = begun(&desk, &envelope);
        assert!(envelope.bytes.starts_with(&there), "{}", there.len());
        assert!(there.len() < SIZE, "it was killed in the middle");
    }
    assert!((1..MOST_KIB).contains(&peak), "{peak} KiB");
    let asked = server.fetches().len();
    let output = desk.run(&["pull", "--json"]).await;
    assert_eq!(told(&output.stdout)["pulled"][0]["size"], SIZE);
    let kept = fs::read(desk.inbox().join(age(&envelope))).unwrap();
    assert!(kept == envelope.bytes);
    let rest = &server.fetches()[asked..];
    let begins = rest.iter().map(|head| range(head, SIZE).unwrap().start);
    assert!(
        begins.min().unwrap() > KILLS * SIZE / (KILLS + 2),
        "it went on"
    );
}

#[tokio::test]
async fn a_key_to_the_onion_is_made_once_and_shown_to_nobody() {
    let onion = format!("{}d", "q".repeat(55));
    let desk = Desk::new(&format!("server = \"http://{onion}.onion\"\n"));
    let made = desk.run(&["desk", "onion-key", "--json"]).await;
    let report = told(&made.stdout);
    let public = report["public"].as_str().unwrap();
    assert!(public.starts_with("descriptor:x25519:"));
    let path = report["key_file"].as_str().unwrap();
    let private = fs::read_to_string(path).unwrap();
    assert!(private.starts_with(&format!("{onion}:descriptor:x25519:")));
    let secret = private.trim_end().rsplit(':').next().unwrap();
    assert!(!text(&made.stdout).contains(secret) && !public.contains(secret));
    assert_eq!(fs::metadata(path).unwrap().mode() & 0o777, 0o600);

    let again = desk.run(&["desk", "onion-key", "--json"]).await;
    assert_eq!(told(&again.stderr)["error"], "error-onion-key-there");
    assert_eq!(fs::read_to_string(path).unwrap(), private);
    let replaced = desk.run(&["desk", "onion-key", "--replace"]).await;
    assert!(text(&replaced.stdout).contains("descriptor:x25519:"));
    assert_ne!(fs::read_to_string(path).unwrap(), private);

    let here = ["desk", "onion-key", "--json", "--server", "unix:/run/a"];
    let refused = desk.run(&here).await;
    assert_eq!(told(&refused.stderr)["error"], "error-onion-key-no-onion");
}

/// A desk that pulled one envelope from a server that confirms everything.
async fn pulled() -> (Liar, Desk, Envelope) {
    let envelope = Envelope::new(1, 5_000);
    let sent = envelope.clone();
    let server = Liar::start(move |head, _| {
        Reply::Keep(if is_list(head) {
            list(&[sent.line()])
        } else if head.starts_with("POST") {
            b"HTTP/1.1 204 x\r\n\r\n".to_vec()
        } else {
            sent.honest(head)
        })
    })
    .await;
    let desk = Desk::at(&server);
    assert!(desk.run(&["pull"]).await.status.success());
    (server, desk, envelope)
}

fn posts(server: &Liar) -> Vec<String> {
    let mut heads = server.heads();
    heads.retain(|head| head.starts_with("POST"));
    heads
}

fn note_opened(desk: &Desk, envelope: &Envelope) {
    let opened = OpenedRecord::new(
        EnvelopeHash::of(&envelope.bytes),
        SubmissionId::from([1; 16]),
    );
    let inbox = Inbox::at(&desk.inbox()).unwrap();
    inbox.note_opened(&envelope.listed().id, &opened).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_was_opened_here_is_confirmed() {
    let (server, desk, envelope) = pulled().await;
    let output = desk.run(&["confirm", "--json", &envelope.id]).await;
    assert_eq!(told(&output.stderr)["error"], "error-envelope-not-opened");
    let output = desk.run(&["confirm", "--json", "ff"]).await;
    assert_eq!(told(&output.stderr)["error"], "error-envelope-unknown");
    assert!(posts(&server).is_empty());

    note_opened(&desk, &envelope);
    let short = envelope.id.get(..4).unwrap();
    let output = desk.run(&["confirm", "--json", short]).await;
    assert_eq!(
        told(&output.stdout),
        json!({ "confirmed": [envelope.id], "discarded": [], "gone": [], "failed": [] })
    );
    let path = format!("POST /v1/envelopes/{}/confirm ", envelope.id);
    assert!(posts(&server)[0].starts_with(&path));

    let file = desk.inbox().join(age(&envelope));
    fs::OpenOptions::new()
        .write(true)
        .open(&file)
        .unwrap()
        .set_len(4_999)
        .unwrap();
    let output = desk.run(&["confirm", "--json", short]).await;
    assert_eq!(told(&output.stderr)["error"], "error-confirm-altered");
    assert_eq!(posts(&server).len(), 1);

    fs::remove_file(&file).unwrap();
    let output = desk.run(&["pull", "--json"]).await;
    assert_eq!(
        told(&output.stdout)["already"],
        1,
        "opened once, it does not come again"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pull_tells_that_the_roster_ends() {
    let (_server, desk, _) = pulled().await;
    let today = sourdine_platform::clock::today();
    let folder = DeskFolder::locate(Some(desk.path()), today).unwrap();
    let key = DeskKey::generate("desk", today).unwrap();
    let editor = EditorKey::generate("alice", today).unwrap();
    let editor = Editor {
        name: "alice".to_owned(),
        recipient: HybridIdentity::generate().unwrap().to_recipient(),
        certificate: editor.certificate().armoured().unwrap(),
    };
    let certificate = key.certificate().armoured().unwrap();
    for (serial, days, warning) in [
        (1, 31, Value::Null),
        (
            2,
            3,
            json!({ "kind": "ends", "expires": today.plus(3), "days": 3 }),
        ),
    ] {
        let (name, last) = ("Observatoire".to_owned(), today.plus(days));
        let editors = vec![editor.clone()];
        let roster = Roster::new(serial, name, last, certificate.clone(), editors).unwrap();
        let signed = TrustedRoster::sign(roster, &key, today).unwrap();
        folder.accept(&signed).unwrap();
        let output = desk.run(&["pull", "--json", "--retries", "0"]).await;
        assert_eq!(told(&output.stdout)["roster_warning"], warning);
    }
    let output = desk.run(&["pull", "--retries", "0"]).await;
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("vaut encore 3 jours,"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn junk_is_discarded_unopened_by_who_is_certain() {
    let (server, desk, envelope) = pulled().await;
    let output = desk
        .run(&["confirm", "--discard", "--json", &envelope.id])
        .await;
    assert_eq!(told(&output.stderr)["error"], "error-question-terminal");
    assert!(posts(&server).is_empty());
    let words = ["confirm", "--discard", "--yes", "--json", &envelope.id];
    let output = desk.run(&words).await;
    assert_eq!(told(&output.stdout)["discarded"], json!([envelope.id]));
    let path = format!("POST /v1/envelopes/{}/discard ", envelope.id);
    assert!(posts(&server)[0].starts_with(&path));
}

#[tokio::test(flavor = "multi_thread")]
async fn junk_is_discarded_unpulled_from_the_list() {
    let (one, other) = (Envelope::new(1, 5_000), Envelope::new(2, 900_000));
    let lines = [one.line(), other.line()];
    let server = Liar::start(move |head, _| {
        Reply::Keep(if is_list(head) {
            list(&lines)
        } else {
            b"HTTP/1.1 204 x\r\n\r\n".to_vec()
        })
    })
    .await;
    let desk = Desk::at(&server);
    let listed = told(&desk.run(&["pull", "--list", "--json"]).await.stdout);
    let ids: Vec<&str> = [0, 1]
        .map(|at| listed["waiting"][at]["id"].as_str().unwrap())
        .into();
    assert_eq!(ids, [&*one.id, &*other.id]);
    let shown = text(&desk.run(&["--lang", "en", "pull", "--list"]).await.stdout);
    assert!(shown.contains("900.0 kB"), "{shown}");

    let refused = |error: &'static str, words: &'static [&'static str]| {
        let (desk, ids) = (&desk, &ids);
        async move {
            let words = [&["confirm", "--json"][..], words, ids.as_slice()].concat();
            assert_eq!(told(&desk.run(&words).await.stderr)["error"], error);
        }
    };
    // What was not opened here cannot be confirmed, and discarding it is asked about.
    refused("error-envelope-unknown", &[]).await;
    refused("error-question-terminal", &["--discard"]).await;
    refused("error-confirm-unlisted", &["--discard", "--yes", "xyz"]).await;
    refused("error-envelope-ambiguous", &["--discard", "--yes", "0"]).await;
    assert!(posts(&server).is_empty());

    let words = [
        "confirm",
        "--discard",
        "--yes",
        "--json",
        one.id.get(..6).unwrap(),
        &other.id,
        &one.id,
    ];
    let output = desk.run(&words).await;
    assert_eq!(told(&output.stdout)["discarded"], json!(ids));
    let voted = posts(&server);
    assert_eq!(voted.len(), 2, "each once");
    assert!(voted[0].starts_with(&format!("POST /v1/envelopes/{}/discard ", one.id)));
    let fetches = server.fetches();
    assert!(fetches.iter().all(|head| head.starts_with("POST")));
    assert!(names(&desk.inbox()).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_server_says_of_a_confirmation_is_told() {
    for (status, error) in [
        (403, Some("error-courier-forbidden")),
        (401, Some("error-courier-refused")),
        (409, Some("error-confirm-some")),
        (404, None),
    ] {
        let envelope = Envelope::new(1, 10);
        let server = Liar::start(move |_, _| Reply::Keep(answer(status, "", b""))).await;
        let desk = Desk::at(&server);
        Inbox::at(&desk.inbox()).unwrap();
        publish_new(&desk.inbox().join(age(&envelope)), &envelope.bytes).unwrap();
        note_opened(&desk, &envelope);
        let output = desk.run(&["confirm", "--json", &envelope.id]).await;
        match error {
            Some(error) => assert_eq!(told(&output.stderr)["error"], error),
            None => assert_eq!(told(&output.stdout)["gone"], json!([envelope.id])),
        }
        assert_eq!(output.status.success(), error.is_none());
    }
}

//! `sourdine audit` before a server that serves what it must, and before one that somebody altered.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::too_many_lines,
    clippy::cognitive_complexity,
    clippy::disallowed_methods,
    reason = "a test that meets the unexpected stops, is read from its beginning to its end, and writes what is nobody's secret"
)]

use std::{
    collections::BTreeSet,
    fs,
    net::{SocketAddr, TcpListener},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::{Arc, Mutex},
};

use serde_json::Value;
use sourdine_protocol::{
    release::{Desk as ReleaseDesk, ReleaseManifest, RequestContext},
    roster::SignedRoster,
};
use sourdine_tests::{
    desk::Desk,
    programs::program,
    server::{Installation, Plan, Server},
    soak,
    tamper::{Request, Tamperer},
};

const PASSPHRASE: &str = "trois mots ne suffisent pas ici";
const UPLOAD: &str = "/upload/";
const SAME: i32 = 0;
const FAILED: i32 = 1;
const DIFFERENT: i32 = 3;
const UNSEEN: i32 = 4;

/// How many visits there are in a look, how many answers they get, and how many more where letters are left.
const VISITS: usize = 26;
const ANSWERS: usize = 33;
const ANSWERS_TO_LETTERS: usize = 18;
const LETTERS: usize = 3;
/// What the issue asks for.
const RUNS: usize = 100;
/// Bytes flipped at random, in an ordinary run and in a long one.
const FLIPS: usize = 120;
const FLIPS_SOAK: usize = 5_000;

/// An editor's machine, the release's manifest on it, and a server with the editor's roster.
struct Stage {
    home: tempfile::TempDir,
    installation: Installation,
    /// Whose tokens open the editors' door.
    strangers: Desk,
    server: Option<Server>,
    sources: SocketAddr,
}

impl Stage {
    fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        fs::write(home.path().join("passphrase"), PASSPHRASE).unwrap();
        let strangers = Desk::new().unwrap();
        let plan = Plan {
            unix: false,
            ..Plan::default()
        };
        let installation = Installation::make(home.path(), &strangers, plan).unwrap();
        let manifest = installation.run("manifest").unwrap();
        assert!(manifest.status.success());
        fs::write(home.path().join("manifest.json"), manifest.stdout).unwrap();
        let founded = sourdine(
            home.path(),
            "desk",
            &["desk", "new", "--name", "Œil & <b>", "--editor", "alice"],
        );
        assert!(founded.status.success());
        Self::export(home.path());
        let server = installation.serve().unwrap();
        let sources = server.sources.address().unwrap();
        Self {
            home,
            installation,
            strangers,
            server: Some(server),
            sources,
        }
    }

    fn export(home: &Path) {
        let roster = home.join("roster.json");
        fs::remove_file(&roster).unwrap();
        let words = ["roster", "export", roster.to_str().unwrap()];
        assert!(sourdine(home, "desk", &words).status.success());
    }

    fn manifest(&self) -> PathBuf {
        self.home.path().join("manifest.json")
    }

    fn sourdine(&self, words: &[&str]) -> Output {
        sourdine(self.home.path(), "desk", words)
    }

    fn audit(&self, server: &str, words: &[&str]) -> Audited {
        let manifest = self.manifest();
        let manifest = manifest.to_str().unwrap();
        let ask = [
            "--json",
            "audit",
            server,
            "--manifest",
            manifest,
            "--unsigned",
        ];
        Audited::of(&self.sourdine(&[&ask[..], words].concat()))
    }

    /// An audit of one look through somebody who alters answers.
    fn altered(
        &self,
        alter: impl FnMut(&Request, Vec<u8>) -> Option<Vec<u8>> + Send + 'static,
    ) -> Audited {
        let tamperer = Tamperer::start(self.sources, alter).unwrap();
        self.audit(&tamperer.server(), &["--looks", "1"])
    }

    /// The same, which leaves letters.
    fn altered_letters(
        &self,
        alter: impl FnMut(&Request, Vec<u8>) -> Option<Vec<u8>> + Send + 'static,
    ) -> Audited {
        let tamperer = Tamperer::start(self.sources, alter).unwrap();
        let words = ["--looks", "1", "--letters", "--at-once", "1"];
        self.audit(&tamperer.server(), &words)
    }

    /// The ids of what is in the vault.
    fn list(&self) -> Vec<String> {
        let list = self.server.as_ref().unwrap().list(&self.strangers).unwrap();
        list.envelopes.into_iter().map(|one| one.id).collect()
    }

    /// A refusal in French, to the byte.
    fn refusal(&self, name: &str) -> Vec<u8> {
        let release = ReleaseManifest::from_json(&fs::read(self.manifest()).unwrap()).unwrap();
        let json = fs::read(self.home.path().join("roster.json")).unwrap();
        let roster = SignedRoster::from_json(&json).unwrap().unchecked().unwrap();
        let desk = ReleaseDesk {
            name: &roster.desk,
            expires: roster.expires,
            roster_json: std::str::from_utf8(&json).unwrap(),
            editors: &roster.editors,
            largest_bytes: 16 * 1_024 * 1_024,
            script: release.script().unwrap(),
        };
        let refusal = &release.refusals[name][0];
        let refusal = release
            .whole(refusal, desk, RequestContext::default())
            .unwrap();
        refusal.bytes().to_vec()
    }

    fn honest(&self) -> String {
        format!("http://{}", self.sources)
    }
}

fn sourdine(home: &Path, desk: &str, words: &[&str]) -> Output {
    let mut command = Command::new(program("sourdine").unwrap());
    command
        .env_clear()
        .env("SOURDINE_DESK", home.join(desk))
        .arg("--passphrase-file")
        .arg(home.join("passphrase"))
        .args(["--lang", "en"])
        .args(words)
        .stdin(Stdio::null());
    command.output().unwrap()
}

/// How an audit ended, and what it said.
#[derive(Debug)]
struct Audited {
    code: i32,
    report: Value,
    error: Value,
}

impl Audited {
    fn of(output: &Output) -> Self {
        let read = |bytes: &[u8]| serde_json::from_slice(bytes).unwrap_or(Value::Null);
        Self {
            code: output.status.code().unwrap(),
            report: read(&output.stdout),
            error: read(&output.stderr),
        }
    }

    /// What was found wrong, as place and path.
    fn found(&self) -> Vec<(String, String)> {
        let findings = self.report["findings"].as_array().unwrap();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let found = findings.iter();
        found
            .map(|one| (text(&one["place"]["part"]), text(&one["asked"])))
            .collect()
    }

    fn doubt(&self) -> &str {
        self.report["roster"]["doubt"].as_str().unwrap_or("none")
    }
}

/// What was asked, as an audit tells it.
fn shown(asked: &str) -> String {
    match asked.split_once(UPLOAD) {
        Some((method, _)) => format!("{method}{UPLOAD}…"),
        None => asked.to_owned(),
    }
}

/// A byte of every answer to one request is flipped.
fn flip(
    asked: &'static str,
    at: impl Fn(&[u8]) -> usize + Send + 'static,
) -> impl FnMut(&Request, Vec<u8>) -> Option<Vec<u8>> + Send {
    move |request, mut answer| {
        if shown(&request.asked) == asked {
            let at = at(&answer);
            answer[at] ^= 1;
        }
        Some(answer)
    }
}

fn find(answer: &[u8], what: &str) -> usize {
    let mut windows = answer.windows(what.len());
    windows.position(|found| found == what.as_bytes()).unwrap()
}

fn find_in(answer: &[u8], what: &str) -> bool {
    answer
        .windows(what.len())
        .any(|found| found == what.as_bytes())
}

fn body(answer: &[u8]) -> usize {
    find(answer, "\r\n\r\n") + 4
}

#[test]
fn a_server_that_serves_what_it_must_raises_no_false_alarm() {
    let stage = Stage::new();
    let honest = stage.honest();
    for run in 0..RUNS {
        let audited = stage.audit(&honest, &["--looks", "1"]);
        assert_eq!(audited.code, SAME, "run {run}: {audited:?}");
    }
    let audited = stage.audit(&honest, &["--looks", "5"]);
    assert_eq!(audited.code, SAME, "{audited:?}");
    assert_eq!(audited.report["answers"], 5 * ANSWERS);
    assert_eq!(audited.report["letters"], 0);
    assert_eq!(audited.report["roster"]["standing"], "current");
    assert_eq!(audited.report["largest_bytes"], 16 * 1_024 * 1_024);
    assert!(audited.report["findings"].as_array().unwrap().is_empty());

    let manifest = stage.manifest();
    let words = [
        "audit",
        &honest,
        "--manifest",
        manifest.to_str().unwrap(),
        "--unsigned",
    ];
    let output = stage.sourdine(&words);
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(
        said.starts_with("SAME: ") && said.lines().count() == 1,
        "{said}"
    );
    assert!(said.contains("alice") && output.stderr.is_empty(), "{said}");
    assert!(stage.installation.log().unwrap().is_empty());
    assert!(stage.list().is_empty(), "nothing is left of them");
}

type Spot = (&'static str, &'static str, fn(&[u8]) -> usize);

/// Twenty places of an answer where one byte makes a difference, and what that is called.
const SPOTS: [Spot; 20] = [
    ("GET /", "status", |_| 7),
    ("PATCH /upload/…", "status", |_| 11),
    ("DELETE /upload/…", "status", |_| 14),
    ("GET /fr", "field", |answer| {
        find(answer, "content-type") + 3
    }),
    ("GET /fr", "field", |answer| find(answer, "utf-8") + 4),
    ("HEAD /upload/…", "field", |answer| {
        find(answer, "content-security-policy") + 30
    }),
    ("GET /sourdine.js", "field", |answer| {
        find(answer, "script-src 'self'") + 13
    }),
    ("GET /roster", "field", |answer| find(answer, "no-store")),
    ("POST /upload", "field", |answer| {
        find(answer, "no-referrer")
    }),
    ("GET /fr/offline", "field", |answer| {
        find(answer, "attachment")
    }),
    ("GET /en/keys", "field", |answer| {
        find(answer, "content-length: ") + 16
    }),
    ("GET /not-found", "field", |answer| {
        find(answer, "camera=()") + 7
    }),
    ("GET /", "body", body),
    ("GET /fr", "body", |answer| body(answer) + 9),
    ("GET /sourdine.js", "body", |answer| body(answer) + 20_000),
    ("GET /fr/offline", "body", |answer| answer.len() - 1),
    ("GET /en/keys", "body", |answer| answer.len() - 8),
    ("POST /fr/begin", "body", |answer| body(answer) + 100),
    ("POST /en/begin", "codename", |answer| {
        find(answer, "<li>") + 4
    }),
    ("POST /fr/send", "body", |answer| answer.len() - 100),
];

#[test]
fn each_of_twenty_altered_bytes_is_found_and_named() {
    let stage = Stage::new();
    for (asked, place, at) in SPOTS {
        let audited = stage.altered(flip(asked, at));
        assert_eq!(audited.code, DIFFERENT, "{asked} {place}: {audited:?}");
        assert_eq!(audited.error["error"], "error-audit-different");
        let (found, wanted) = (audited.found(), (place.to_owned(), asked.to_owned()));
        // Some are asked in several ways.
        assert!(!found.is_empty(), "{asked}");
        assert!(found.iter().all(|one| *one == wanted), "{asked}: {found:?}");
    }
    let audited = stage.altered(flip("GET /roster", |answer| body(answer) + 40));
    assert_eq!(audited.code, DIFFERENT, "{audited:?}");
    assert_eq!(audited.doubt(), "audit-roster-malformed");
}

/// Numbers that look random, the same each time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }
}

#[test]
fn any_byte_of_any_answer_is_found_when_it_is_another() {
    let stage = Stage::new();
    let report = stage.audit(&stage.honest(), &["--looks", "1"]);
    let each = usize::try_from(report.report["answers"].as_u64().unwrap()).unwrap();
    let flips = if soak() { FLIPS_SOAK } else { FLIPS };
    for seed in 0..flips {
        let mut numbers = Numbers(seed as u64);
        // The first two requests only open the audit: what they tell is asked again.
        let (which, mask) = (2 + seed % each, 1 << numbers.below(8));
        let mut count = 0;
        let audited = stage.altered(move |request, mut answer| {
            // What follows a page on the same connection to see that nothing else does is not counted.
            if !request.asked.starts_with("HEAD ") || request.asked.contains(UPLOAD) {
                if count == which {
                    let at = numbers.below(answer.len());
                    answer[at] ^= mask;
                }
                count += 1;
            }
            Some(answer)
        });
        let seen = audited.code == DIFFERENT && audited.found().len() == 1;
        assert!(seen, "seed {seed}: {audited:?}");
    }
}

#[test]
fn what_is_added_is_found() {
    let stage = Stage::new();
    for field in [
        "Refresh: 0; url=/x",
        "Link: </x>; rel=preload",
        "Set-Cookie: a=b",
        "Server: nginx",
    ] {
        for before in ["cache-control", "content-type"] {
            let audited = stage.altered(move |_, answer| {
                let mut windows = answer.windows(before.len());
                let found = windows.position(|found| found == before.as_bytes());
                let Some(at) = found else {
                    return Some(answer);
                };
                let (head, rest) = answer.split_at(at);
                Some([head, field.as_bytes(), b"\r\n", rest].concat())
            });
            assert_eq!(audited.code, DIFFERENT, "{field}");
            assert_eq!(audited.found().len(), VISITS, "{field}: {audited:?}");
        }
        let audited = stage.altered(move |request, answer| {
            let at = find(&answer, "\r\n\r\n") + 2;
            let (head, rest) = answer.split_at(at);
            let added = if request.asked == "GET /fr" {
                field
            } else {
                return Some(answer);
            };
            Some([head, added.as_bytes(), b"\r\n", rest].concat())
        });
        assert_eq!(audited.found(), [("more".to_owned(), "GET /fr".to_owned())]);
    }
    let hints = b"HTTP/1.1 103 Early Hints\r\nlink: </x>; rel=preload\r\n\r\n";
    let audited = stage.altered(|request, answer| {
        let first: &[u8] = if request.asked == "GET /en" {
            hints
        } else {
            b""
        };
        Some([first, &answer].concat())
    });
    assert_eq!(
        audited.found(),
        [("status".to_owned(), "GET /en".to_owned())]
    );
    for asked in ["GET /fr", "POST /fr/begin"] {
        let audited = stage.altered(move |request, answer| {
            let more: &[u8] = if request.asked == asked { b"<" } else { b"" };
            Some([&answer, more].concat())
        });
        let place = audited.found()[0].0.clone();
        assert!(place == "after" || place == "bodiless", "{audited:?}");
        assert_eq!(audited.code, DIFFERENT);
    }
}

#[test]
fn a_page_that_only_some_get_is_found() {
    let stage = Stage::new();
    let alter = |answer: Vec<u8>| {
        let at = body(&answer) + 50;
        let mut answer = answer;
        answer[at] ^= 4;
        answer
    };
    let tamperer = Tamperer::start(stage.sources, move |request, answer| {
        let chosen = request.number.is_multiple_of(3) && answer.len() > 2_000;
        Some(if chosen { alter(answer) } else { answer })
    });
    let audited = stage.audit(&tamperer.unwrap().server(), &[]);
    assert_eq!(audited.code, DIFFERENT, "{audited:?}");

    for told in [
        "Android",
        "Accept-Language: fr",
        "Chrome/",
        "Upgrade-Insecure-Requests",
    ] {
        let tamperer = Tamperer::start(stage.sources, move |request, answer| {
            let chosen = request.head.contains(told) && request.asked == "GET /fr";
            Some(if chosen { alter(answer) } else { answer })
        });
        let audited = stage.audit(&tamperer.unwrap().server(), &["--looks", "5"]);
        assert_eq!(audited.code, DIFFERENT, "{told}: {audited:?}");
    }

    // A first page that changes its language, and a codename that is handed out twice.
    let english = {
        let kept = Mutex::new(None);
        Tamperer::start(stage.sources, move |request, answer| {
            let mut kept = kept.lock().unwrap();
            match request.asked.as_str() {
                "POST /fr/begin" => Some(kept.get_or_insert(answer).clone()),
                _ => Some(answer),
            }
        })
    };
    let audited = stage.audit(&english.unwrap().server(), &[]);
    let again = ("repeated".to_owned(), "POST /fr/begin".to_owned());
    assert_eq!(audited.found(), [again.clone(), again]);
    let (mut english, mut times) = (Vec::new(), 0);
    let changing = Tamperer::start(stage.sources, move |request, answer| {
        match request.asked.as_str() {
            "GET /en" => english.clone_from(&answer),
            "GET /" => times += 1,
            _ => {}
        }
        // The second time, the first page and what is said of it are the English one's.
        Some(match request.asked.as_str() {
            "GET /" if times == 2 => english.clone(),
            "HEAD /" if times == 2 => english[..body(&english)].to_vec(),
            _ => answer,
        })
    });
    let audited = stage.audit(&changing.unwrap().server(), &["--at-once", "1"]);
    assert_eq!(audited.code, DIFFERENT, "{audited:?}");
    assert_eq!(
        audited.found(),
        [("language".to_owned(), "GET /".to_owned())]
    );
}

#[test]
fn a_roster_with_a_stranger_in_it_is_found() {
    let mut stage = Stage::new();
    let first = stage.server.take().unwrap();
    assert!(first.stop().unwrap().0.success());
    let home = stage.home.path();
    let roster = home.join("roster.json");
    let known = home.join("known.json");
    fs::copy(&roster, &known).unwrap();
    let known = known.to_str().unwrap();
    let served = |words: &[&str]| {
        let server = stage.installation.serve().unwrap();
        let at = format!("http://{}", server.sources.address().unwrap());
        let audited = stage.audit(&at, &[&["--looks", "1"], words].concat());
        assert!(server.stop().unwrap().0.success());
        audited
    };

    // Whoever has the server writes somebody into the roster: the signature is not over that.
    let text = fs::read_to_string(&roster).unwrap();
    fs::write(&roster, text.replacen("alice", "mallo", 1)).unwrap();
    let audited = served(&[]);
    assert_eq!(
        (audited.code, audited.doubt()),
        (DIFFERENT, "error-roster-signature")
    );
    assert!(
        audited.found().is_empty(),
        "the pages are the release's around that roster: {audited:?}"
    );

    // A roster of their own making, well signed.
    assert!(
        sourdine(
            home,
            "other",
            &["desk", "new", "--name", "Œil & <b>", "--editor", "alice"]
        )
        .status
        .success()
    );
    fs::remove_file(&roster).unwrap();
    assert!(
        sourdine(
            home,
            "other",
            &["roster", "export", roster.to_str().unwrap()]
        )
        .status
        .success()
    );
    let audited = served(&[]);
    assert_eq!(
        (audited.code, audited.doubt()),
        (DIFFERENT, "error-roster-other-desk")
    );

    // One that the desk signed, with an editor whom this machine was not told of.
    assert!(
        sourdine(home, "basile", &["desk", "join", "--editor", "basile"])
            .status
            .success()
    );
    let card = home.join("basile/card.json");
    let add = ["roster", "add", card.to_str().unwrap(), "--yes"];
    assert!(stage.sourdine(&add).status.success());
    Stage::export(home);
    let audited = served(&["--roster", known]);
    assert_eq!(
        (audited.code, audited.doubt()),
        (DIFFERENT, "audit-roster-unknown")
    );
    assert!(
        audited.report["roster"]["message"]
            .as_str()
            .unwrap()
            .contains("basile")
    );
    let audited = served(&[]);
    assert_eq!(
        (audited.code, &audited.report["roster"]["standing"]),
        (SAME, &Value::from("current"))
    );

    // An older one, in which an editor may be who was taken off since.
    assert!(stage.sourdine(&["roster", "sign"]).status.success());
    let audited = served(&[]);
    assert_eq!(
        (audited.code, audited.doubt()),
        (DIFFERENT, "error-roster-rollback")
    );

    // Whoever knows the fingerprint alone is told the names.
    let shown = stage.sourdine(&["--json", "roster", "show"]);
    let shown: Value = serde_json::from_slice(&shown.stdout).unwrap();
    let fingerprint = shown["fingerprint"].as_str().unwrap();
    let audited = served(&["--fingerprint", fingerprint]);
    assert_eq!(
        (audited.code, &audited.report["roster"]["standing"]),
        (SAME, &Value::from("signed"))
    );
    assert_eq!(
        audited.report["roster"]["editors"],
        serde_json::json!(["alice", "basile"])
    );
}

#[test]
fn what_is_not_seen_is_not_called_the_same() {
    let stage = Stage::new();
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", nobody.local_addr().unwrap());
    drop(nobody);
    let audited = stage.audit(&address, &["--retries", "0"]);
    assert_eq!(
        (audited.code, &audited.error["error"]),
        (UNSEEN, &Value::from("error-audit-unseen"))
    );

    let cut = Tamperer::start(stage.sources, |request, answer| {
        (request.asked != "GET /fr/keys").then_some(answer)
    });
    let words = ["--looks", "1", "--retries", "0"];
    let audited = stage.audit(&cut.unwrap().server(), &words);
    assert_eq!(
        (audited.code, audited.report["answers"].as_u64()),
        (UNSEEN, Some(ANSWERS as u64 - 1))
    );
    assert_eq!(audited.report["unseen"][0]["asked"], "GET /fr/keys");
    assert_eq!(audited.report["same"], false);
}

#[test]
fn answers_that_are_swapped_or_replayed_are_found() {
    let stage = Stage::new();
    let mut before: Option<Vec<u8>> = None;
    let audited = stage.altered(move |request, answer| {
        let is_head = request.asked.starts_with("HEAD ");
        Some(match (is_head, before.take()) {
            (false, Some(earlier)) => earlier,
            (_, earlier) => {
                before = earlier.or_else(|| Some(answer.clone()));
                answer
            }
        })
    });
    assert_eq!(audited.code, DIFFERENT, "{audited:?}");
    for (asked, other) in [("GET /fr", "GET /en"), ("GET /fr/keys", "GET /roster")] {
        let mut kept = None;
        let tamperer = Tamperer::start(stage.sources, move |request, answer| {
            if request.asked == other {
                kept = Some(answer.clone());
            }
            let swapped = kept.clone().filter(|_| request.asked == asked);
            Some(swapped.unwrap_or(answer))
        });
        let words = ["--looks", "2", "--at-once", "1"];
        let audited = stage.audit(&tamperer.unwrap().server(), &words);
        assert_eq!(audited.code, DIFFERENT, "{asked}: {audited:?}");
        let found = audited.found();
        assert!(found.iter().all(|(_, path)| path == asked), "{found:?}");
    }
}

#[test]
fn a_server_that_is_too_busy_is_not_called_altered() {
    let stage = Stage::new();
    let words = ["--looks", "1", "--retries", "0"];
    // Which refusal, instead of which answer, and whether an honest server may give it there.
    let cases: [(&str, &str, &str, i32); 7] = [
        ("unavailable", "GET /en/keys", "200", UNSEEN),
        ("full", "GET /en/keys", "200", DIFFERENT),
        ("full", "POST /upload", "201", UNSEEN),
        ("too-slow", "PATCH /upload/…", "204", UNSEEN),
        ("not-found", "PATCH /upload/…", "204", UNSEEN),
        ("not-found", "POST /upload", "201", DIFFERENT),
        ("malformed", "PATCH /upload/…", "204", DIFFERENT),
    ];
    for (name, asked, status, code) in cases {
        for altered in [false, true] {
            let mut page = stage.refusal(name);
            if altered {
                let at = page.len() - 50;
                page[at] ^= 1;
            }
            let tamperer = Tamperer::start(stage.sources, move |request, answer| {
                let is_asked = shown(&request.asked) == asked;
                let chosen = is_asked && answer[9..12] == *status.as_bytes();
                Some(if chosen { page.clone() } else { answer })
            });
            let audited = stage.audit(&tamperer.unwrap().server(), &words);
            let code = if altered { DIFFERENT } else { code };
            assert_eq!(audited.code, code, "{name} {asked}: {audited:?}");
        }
    }
    // Whoever has made an upload this moment knows it.
    let gone = stage.refusal("not-found");
    let head = gone[..body(&gone)].to_vec();
    let mut times = 0;
    let audited = stage.altered(move |request, answer| {
        let is_new = find_in(&answer, "upload-offset: 0") && request.asked.starts_with("HEAD ");
        times += usize::from(is_new);
        Some(if is_new && times == 1 {
            head.clone()
        } else {
            answer
        })
    });
    assert_eq!(audited.code, DIFFERENT, "{audited:?}");
}

/// The answers to an upload that is given up, in their order, each altered in its first line, in a field of its own, in one of all, and in what follows it.
#[test]
fn each_answer_to_an_upload_is_held_to_the_release() {
    const OWN: [&str; 8] = [
        "upload-limit: ",
        "upload-offset: ",
        "upload-offset: ",
        "upload-offset: ",
        "upload-offset: ",
        "upload-offset: ",
        "permissions-policy: ",
        "content-length: ",
    ];
    let stage = Stage::new();
    for (step, own) in OWN.into_iter().enumerate() {
        for (what, place) in [
            ("HTTP/1.", "status"),
            (own, "field"),
            ("no-store", "field"),
            ("", "after"),
        ] {
            let asked = Arc::<Mutex<Vec<String>>>::default();
            let notes = Arc::clone(&asked);
            let mut token = None;
            let audited = stage.altered(move |request, mut answer| {
                if answer.starts_with(b"HTTP/1.1 201") {
                    let at = find(&answer, UPLOAD) + UPLOAD.len();
                    token = Some(String::from_utf8(answer[at..at + 43].to_vec()).unwrap());
                } else if !token
                    .as_ref()
                    .is_some_and(|token| request.asked.contains(token))
                {
                    return Some(answer);
                }
                let mut notes = notes.lock().unwrap();
                if notes.len() == step {
                    if what.is_empty() {
                        answer.push(b'x');
                    } else {
                        let at = find(&answer, what) + what.len();
                        answer[at] ^= 1;
                    }
                }
                notes.push(shown(&request.asked));
                Some(answer)
            });
            let asked = asked.lock().unwrap().clone();
            assert_eq!(audited.code, DIFFERENT, "{step} {what}: {audited:?}");
            let found = audited.found();
            // What comes later than the answer stands before the next one.
            let next = asked.get(step + 1).cloned().unwrap_or_default();
            let next = ("status".to_owned(), next);
            let wanted = (place.to_owned(), asked[step].clone());
            assert_eq!(found.len(), 1, "{step} {what}: {found:?}");
            assert!(
                found[0] == wanted || what.is_empty() && found[0] == next,
                "{step} {what}: {found:?}"
            );
            // Whoever stops on the way takes back what the server holds for them, once they were told its name.
            let is_taken_back = asked.iter().any(|asked| asked.starts_with("DELETE "));
            assert!(is_taken_back || step == 0, "{what}: {asked:?}");
        }
    }
    // Another name of an upload is as good as the one that was there, but nothing is found under it.
    let audited = stage.altered(|request, mut answer| {
        if request.asked == "POST /upload" && answer.starts_with(b"HTTP/1.1 201") {
            let at = find(&answer, UPLOAD) + UPLOAD.len();
            answer[at] = if answer[at] == b'A' { b'B' } else { b'A' };
        }
        Some(answer)
    });
    let nothing = ("status".to_owned(), "HEAD /upload/…".to_owned());
    assert_eq!(audited.found(), [nothing]);
    assert!(stage.list().is_empty());
}

#[test]
fn letters_are_left_when_they_are_asked_for_and_say_what_they_are() {
    let stage = Stage::new();
    let audited = stage.audit(&stage.honest(), &["--looks", "2", "--letters"]);
    assert_eq!(audited.code, SAME, "{audited:?}");
    assert_eq!(
        (&audited.report["answers"], &audited.report["letters"]),
        (
            &Value::from(2 * ANSWERS + ANSWERS_TO_LETTERS),
            &Value::from(LETTERS)
        )
    );
    let left = stage.list();
    assert_eq!(left.len(), LETTERS);

    let token = stage.home.path().join("token");
    fs::write(&token, stage.strangers.tokens[0].expose().as_bytes()).unwrap();
    fs::set_permissions(&token, fs::Permissions::from_mode(0o600)).unwrap();
    let editors = stage.server.as_ref().unwrap().editors.address().unwrap();
    let server = format!("http://{editors}");
    let pull = [
        "pull",
        "--server",
        &server,
        "--token-file",
        token.to_str().unwrap(),
    ];
    assert!(stage.sourdine(&pull).status.success());
    let mut seen = BTreeSet::new();
    for id in left {
        let shown = stage.sourdine(&["--json", "show", &id]);
        let shown: Value = serde_json::from_slice(&shown.stdout).unwrap();
        let text = |name: &str| shown[name].as_str().unwrap().to_owned();
        assert!(
            text("message").contains("sourdine audit --letters"),
            "{shown}"
        );
        assert_eq!(shown["files"], serde_json::json!([]));
        seen.insert((text("sealed_by"), text("language")));
    }
    let each = [("cli", "fr"), ("server", "en"), ("server", "fr")];
    assert_eq!(
        seen,
        each.map(|(by, language)| (by.to_owned(), language.to_owned()))
            .into()
    );
}

/// Whether an answer is the one to be altered: of what was asked, what came, and whether the last form had been sent before.
type Chosen = fn(&Request, &[u8], bool) -> bool;

#[test]
fn each_answer_to_a_letter_is_held_to_the_release() {
    let stage = Stage::new();
    let answers: [(&str, Chosen); 6] = [
        ("POST /fr/send", |_, came, _| find_in(came, " 200 OK")),
        ("POST /en/send", |_, came, _| find_in(came, " 200 OK")),
        // The last of all that is asked in that language.
        ("POST /en/receipt", |_, _, sent| sent),
        ("PATCH /upload/…", |request, came, _| {
            request.head.contains("Upload-Complete: ?1\r\n") && find_in(came, " 204 ")
        }),
        ("HEAD /upload/…", |_, came, _| {
            find_in(came, "upload-complete: ?1")
        }),
        ("PATCH /upload/…", |_, came, _| {
            find_in(came, " 409 ") && find_in(came, "upload-complete: ?1")
        }),
    ];
    for (asked, chosen) in answers {
        for place in ["status", "field", "after"] {
            let mut sent = false;
            let audited = stage.altered_letters(move |request, mut answer| {
                let is_sent = request.asked == "POST /en/send" && find_in(&answer, " 200 OK");
                if shown(&request.asked) == asked && chosen(request, &answer, sent) {
                    match place {
                        "status" => answer[10] ^= 1,
                        "field" => {
                            let at = find(&answer, "no-store");
                            answer[at] ^= 1;
                        }
                        _ => answer.push(b'x'),
                    }
                }
                sent |= is_sent;
                Some(answer)
            });
            assert_eq!(audited.code, DIFFERENT, "{asked} {place}: {audited:?}");
            let found = audited.found();
            assert_eq!(found.len(), 1, "{asked} {place}: {found:?}");
            let later = place == "after" && found[0].1.starts_with("HEAD /upload/");
            assert!(
                found[0] == (place.to_owned(), asked.to_owned()) || later,
                "{asked} {place}: {found:?}"
            );
        }
    }
}

#[test]
fn a_letter_whose_answer_is_lost_is_not_sent_again() {
    let stage = Stage::new();
    for (number, lost) in ["POST /fr/send", "PATCH /upload/…"].into_iter().enumerate() {
        let tamperer = Tamperer::start(stage.sources, move |request, answer| {
            let is_last = request.asked == lost || request.head.contains("Upload-Complete: ?1\r\n");
            let is_stored = find_in(&answer, " 200 OK") || find_in(&answer, "upload-complete: ?1");
            let chosen = shown(&request.asked) == lost && is_last && is_stored;
            (!chosen).then_some(answer)
        });
        let words = ["--looks", "1", "--letters"];
        let audited = stage.audit(&tamperer.unwrap().server(), &words);
        assert_eq!(audited.code, UNSEEN, "{audited:?}");
        assert_eq!(audited.report["unseen"][0]["asked"], lost);
        assert_eq!(audited.report["letters"], LETTERS);
        assert_eq!(stage.list().len(), (number + 1) * LETTERS);
    }
}

#[test]
fn a_manifest_is_believed_by_its_signature() {
    let stage = Stage::new();
    let home = stage.home.path();
    let manifest = stage.manifest();
    let gpg = |words: &[&str]| {
        let mut command = Command::new("gpg");
        command
            .env("GNUPGHOME", home.join("gnupg"))
            .args([
                "--batch",
                "--quiet",
                "--pinentry-mode",
                "loopback",
                "--passphrase",
                "",
            ])
            .args(words);
        let output = command.output().unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        output.stdout
    };
    fs::create_dir(home.join("gnupg")).unwrap();
    let mut certificates = Vec::new();
    for name in ["Release", "Stranger"] {
        gpg(&["--quick-generate-key", name, "ed25519", "sign", "never"]);
        let path = home.join(format!("{name}.asc"));
        fs::write(&path, gpg(&["--armor", "--export", name])).unwrap();
        certificates.push(path);
    }
    let signature = home.join("manifest.json.asc");
    let named = manifest.to_str().unwrap();
    gpg(&[
        "--armor",
        "--local-user",
        "Release",
        "--output",
        signature.to_str().unwrap(),
        "--detach-sign",
        named,
    ]);
    let honest = stage.honest();
    let audit = |words: &[&str]| {
        let ask = ["--json", "audit", &honest, "--looks", "1"];
        Audited::of(&stage.sourdine(&[&ask[..], words].concat()))
    };
    let by = |which: usize| {
        [
            "--manifest",
            named,
            "--signed-by",
            certificates[which].to_str().unwrap(),
        ]
    };
    assert_eq!(audit(&by(0)).code, SAME);
    let refused = audit(&by(1));
    assert_eq!(
        (refused.code, &refused.error["error"]),
        (FAILED, &Value::from("error-audit-signature"))
    );
    let refused = audit(&["--manifest", named]);
    assert_eq!(
        (refused.code, &refused.error["error"]),
        (FAILED, &Value::from("error-audit-unsigned"))
    );
    let refused = audit(&[]);
    assert_eq!(
        (refused.code, &refused.error["error"]),
        (FAILED, &Value::from("error-audit-no-manifest"))
    );

    let text = fs::read_to_string(&manifest).unwrap();
    fs::write(
        &manifest,
        text.replacen("\"version\": \"0.1.0\"", "\"version\": \"0.1.1\"", 1),
    )
    .unwrap();
    let refused = audit(&by(0));
    assert_eq!(
        (refused.code, &refused.error["error"]),
        (FAILED, &Value::from("error-audit-signature"))
    );
    gpg(&["--version"]);
    Command::new("gpgconf")
        .env("GNUPGHOME", home.join("gnupg"))
        .args(["--kill", "all"])
        .status()
        .unwrap();
}

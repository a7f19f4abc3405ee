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
    fs,
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::Mutex,
};

use serde_json::Value;
use sourdine_protocol::{
    release::{Desk as ReleaseDesk, ReleaseManifest},
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
const SAME: i32 = 0;
const FAILED: i32 = 1;
const DIFFERENT: i32 = 3;
const UNSEEN: i32 = 4;

/// What the issue asks for.
const RUNS: usize = 100;
/// Bytes flipped at random, in an ordinary run and in a long one.
const FLIPS: usize = 120;
const FLIPS_SOAK: usize = 5_000;

/// An editor's machine, the release's manifest on it, and a server with the editor's roster.
struct Stage {
    home: tempfile::TempDir,
    installation: Installation,
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

/// A byte of every answer to one request is flipped.
fn flip(
    asked: &'static str,
    at: impl Fn(&[u8]) -> usize + Send + 'static,
) -> impl FnMut(&Request, Vec<u8>) -> Option<Vec<u8>> + Send {
    move |request, mut answer| {
        if request.asked == asked {
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
    assert_eq!(audited.report["answers"], 5 * 18);
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
}

type Spot = (&'static str, &'static str, fn(&[u8]) -> usize);

/// Twenty places of an answer where one byte makes a difference, and what that is called.
const SPOTS: [Spot; 20] = [
    ("GET /", "status", |_| 7),
    ("GET /fr", "status", |_| 11),
    ("GET /en", "status", |_| 14),
    ("GET /fr", "field", |answer| {
        find(answer, "content-type") + 3
    }),
    ("GET /fr", "field", |answer| find(answer, "utf-8") + 4),
    ("GET /en", "field", |answer| find(answer, "gzip")),
    ("GET /sourdine.js", "field", |answer| {
        find(answer, "script-src 'self'") + 13
    }),
    ("GET /roster", "field", |answer| find(answer, "no-store")),
    ("GET /fr/keys", "field", |answer| {
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
    ("POST /fr/receipt", "body", |answer| answer.len() - 100),
];

#[test]
fn each_of_twenty_altered_bytes_is_found_and_named() {
    let stage = Stage::new();
    for (asked, place, at) in SPOTS {
        let audited = stage.altered(flip(asked, at));
        assert_eq!(audited.code, DIFFERENT, "{asked} {place}: {audited:?}");
        assert_eq!(audited.error["error"], "error-audit-different");
        assert_eq!(audited.found(), [(place.to_owned(), asked.to_owned())]);
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
            // What follows on the same connection to see that nothing else does is not counted.
            if !request.asked.starts_with("HEAD ") {
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
                let at = find(&answer, before);
                let (head, rest) = answer.split_at(at);
                Some([head, field.as_bytes(), b"\r\n", rest].concat())
            });
            assert_eq!(audited.code, DIFFERENT, "{field}");
            assert_eq!(audited.found().len(), 18, "{field}: {audited:?}");
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
        (UNSEEN, Some(17))
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
    let release = ReleaseManifest::from_json(&fs::read(stage.manifest()).unwrap()).unwrap();
    let json = fs::read(stage.home.path().join("roster.json")).unwrap();
    let roster = SignedRoster::from_json(&json).unwrap().unchecked().unwrap();
    let desk = ReleaseDesk {
        name: &roster.desk,
        expires: roster.expires,
        roster_json: std::str::from_utf8(&json).unwrap(),
        editors: &roster.editors,
        largest_bytes: 16 * 1_024 * 1_024,
        script: release.script().unwrap(),
    };
    let busy = release.whole(&release.busy[0], desk).unwrap();
    let words = ["--looks", "1", "--retries", "0"];
    for (altered, code) in [(false, UNSEEN), (true, DIFFERENT)] {
        let mut page = busy.bytes().to_vec();
        if altered {
            let at = page.len() - 50;
            page[at] ^= 1;
        }
        let tamperer = Tamperer::start(stage.sources, move |request, answer| {
            let is_asked = request.asked == "GET /en/keys";
            Some(if is_asked { page.clone() } else { answer })
        });
        let audited = stage.audit(&tamperer.unwrap().server(), &words);
        assert_eq!(audited.code, code, "{audited:?}");
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

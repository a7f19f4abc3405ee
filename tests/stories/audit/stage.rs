//! An editor's machine, a server, and what an audit of it says.

use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use serde_json::Value;
use sourdine_harness::{
    network::tamper::{Request, Tamperer},
    people::desk::Desk,
    programs::{external_tools::write_private, program},
    server::{Installation, Plan, Server},
};
use sourdine_protocol::{
    release::{Desk as ReleaseDesk, DeskState, Exchange, ReleaseManifest, RequestContext},
    roster::SignedRoster,
};

pub(crate) const PASSPHRASE: &str = "trois mots ne suffisent pas ici";
/// An onion that all onlookers lead to one server.
pub(crate) const ONION: &str = "a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2ad.onion";
pub(crate) const UPLOAD: &str = "/upload/";
pub(crate) const SAME: i32 = 0;
pub(crate) const FAILED: i32 = 1;
pub(crate) const DIFFERENT: i32 = 3;
pub(crate) const UNSEEN: i32 = 4;
/// How many visits there are in a look, and how many answers they get.
pub(crate) const VISITS: usize = 9;
pub(crate) const ANSWERS: usize = 57;
/// How many answers the visit gets that opens an audit: one of those that ask for the roster.
pub(crate) const OPENED: [usize; 2] = [4, 7];
/// How many letters are left where that is wanted, and how many answers their visits get.
pub(crate) const LETTERS: usize = 8;
pub(crate) const ANSWERS_TO_LETTERS: usize = 41;
/// How many probes there are in a look, and how many answers they get.
pub(crate) const PROBES: usize = 28;
pub(crate) const ANSWERS_TO_PROBES: usize = 35;

/// An editor's machine, the release's manifest on it, and a server with the editor's roster.
pub(crate) struct Stage {
    pub(crate) home: tempfile::TempDir,
    pub(crate) installation: Installation,
    /// Whose tokens open the editors' door.
    pub(crate) strangers: Desk,
    pub(crate) server: Option<Server>,
    pub(crate) sources: SocketAddr,
}

impl Stage {
    pub(crate) fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        write_private(&home.path().join("passphrase"), PASSPHRASE.as_bytes()).unwrap();
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

    pub(crate) fn export(home: &Path) {
        let roster = home.join("roster.json");
        fs::remove_file(&roster).unwrap();
        let words = ["roster", "export", roster.to_str().unwrap()];
        assert!(sourdine(home, "desk", &words).status.success());
    }

    pub(crate) fn manifest(&self) -> PathBuf {
        self.home.path().join("manifest.json")
    }

    pub(crate) fn sourdine(&self, words: &[&str]) -> Output {
        sourdine(self.home.path(), "desk", words)
    }

    /// An audit without pauses.
    pub(crate) fn audit(&self, server: &str, words: &[&str]) -> Audited {
        self.audit_as_typed(server, &[&["--pauses", "0"], words].concat())
    }

    pub(crate) fn audit_as_typed(&self, server: &str, words: &[&str]) -> Audited {
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
    pub(crate) fn altered(
        &self,
        alter: impl FnMut(&Request, Vec<u8>) -> Option<Vec<u8>> + Send + 'static,
    ) -> Audited {
        let tamperer = Tamperer::start(self.sources, alter).unwrap();
        self.audit(&tamperer.server(), &["--looks", "1"])
    }

    /// The same, which leaves letters.
    pub(crate) fn altered_letters(
        &self,
        alter: impl FnMut(&Request, Vec<u8>) -> Option<Vec<u8>> + Send + 'static,
    ) -> Audited {
        let tamperer = Tamperer::start(self.sources, alter).unwrap();
        let words = ["--looks", "1", "--letters", "--at-once", "1"];
        self.audit(&tamperer.server(), &words)
    }

    /// The ids of what is in the vault.
    pub(crate) fn list(&self) -> Vec<String> {
        let list = self.server.as_ref().unwrap().list(&self.strangers).unwrap();
        list.envelopes.into_iter().map(|one| one.id).collect()
    }

    /// A refusal in French, to the byte.
    pub(crate) fn refusal(&self, name: &str) -> Vec<u8> {
        let find = |release: &ReleaseManifest| release.refusals[name][0].clone();
        self.answer(DeskState::Open, find)
    }

    /// The answer to a request of a desk in a state, to the byte.
    pub(crate) fn in_state(&self, asked: &str, state: DeskState) -> Vec<u8> {
        let find = |release: &ReleaseManifest| {
            let mut answers = release.answers.iter();
            answers.find(|one| one.asked == asked).unwrap().clone()
        };
        self.answer(state, find)
    }

    fn answer(&self, state: DeskState, find: impl Fn(&ReleaseManifest) -> Exchange) -> Vec<u8> {
        let release = ReleaseManifest::from_json(&fs::read(self.manifest()).unwrap()).unwrap();
        let json = fs::read(self.home.path().join("roster.json")).unwrap();
        let roster = SignedRoster::from_json(&json).unwrap().unchecked().unwrap();
        let desk = ReleaseDesk {
            name: &roster.desk,
            expires: roster.expires,
            roster_json: std::str::from_utf8(&json).unwrap(),
            editors: &roster.editors,
            notices: &roster.notices,
            state,
            largest_bytes: 16 * 1_024 * 1_024,
            script: release.script().unwrap(),
        };
        let answer = release
            .whole(&find(&release), desk, RequestContext::default())
            .unwrap();
        answer.bytes().to_vec()
    }

    pub(crate) fn honest(&self) -> String {
        format!("http://{}", self.sources)
    }
}

pub(crate) fn sourdine(home: &Path, desk: &str, words: &[&str]) -> Output {
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
pub(crate) struct Audited {
    pub(crate) code: i32,
    pub(crate) report: Value,
    pub(crate) error: Value,
}

impl Audited {
    pub(crate) fn of(output: &Output) -> Self {
        let read = |bytes: &[u8]| serde_json::from_slice(bytes).unwrap_or(Value::Null);
        Self {
            code: output.status.code().unwrap(),
            report: read(&output.stdout),
            error: read(&output.stderr),
        }
    }

    /// What was found wrong, as place and path.
    pub(crate) fn found(&self) -> Vec<(String, String)> {
        let findings = self.report["findings"].as_array().unwrap();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let found = findings.iter();
        found
            .map(|one| (text(&one["place"]["part"]), text(&one["asked"])))
            .collect()
    }

    /// A number that it tells.
    pub(crate) fn count(&self, name: &str) -> usize {
        usize::try_from(self.report[name].as_u64().unwrap()).unwrap()
    }

    pub(crate) fn doubt(&self) -> &str {
        self.report["roster"]["doubt"].as_str().unwrap_or("none")
    }
}

/// What was asked, as an audit tells it.
pub(crate) fn shown(asked: &str) -> String {
    match asked.split_once(UPLOAD) {
        Some((method, _)) => format!("{method}{UPLOAD}…"),
        None => asked.to_owned(),
    }
}

/// A byte of every answer to one request is flipped.
pub(crate) fn flip(
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

pub(crate) fn find(answer: &[u8], what: &str) -> usize {
    let mut windows = answer.windows(what.len());
    windows.position(|found| found == what.as_bytes()).unwrap()
}

pub(crate) fn find_in(answer: &[u8], what: &str) -> bool {
    answer
        .windows(what.len())
        .any(|found| found == what.as_bytes())
}

pub(crate) fn body(answer: &[u8]) -> usize {
    find(answer, "\r\n\r\n") + 4
}

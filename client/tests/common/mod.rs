//! What the stories of the command line share: a desk of its own, typed commands, sealed letters.
#![allow(dead_code, reason = "each test binary takes what it needs")]

use std::{
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use age::{Encryptor, Recipient, secrecy::SecretString};
use sourdine_platform::files;
use sourdine_protocol::{
    codename::Codename,
    envelope::hybrid::HybridRecipient,
    envelope::{Manifest, SealedBy, Sealer, SubmissionId},
    text::Language,
    zip::ZipWriter,
};
use tempfile::TempDir;

pub(crate) const PASSPHRASE: &str = "six words that nobody would guess";
/// A work factor that costs a thousandth of a second.
const CHEAP_WORK_FACTOR: u8 = 8;
/// An envelope's name, when one is enough.
pub(crate) const ID: &str = "00112233445566778899aabbccddeeff";

/// Editors in folders of their own, and a scratch in memory, all gone at the end.
pub(crate) struct Office {
    pub(crate) home: TempDir,
    pub(crate) scratch: TempDir,
}

/// What a command answered.
pub(crate) struct Said {
    pub(crate) ok: bool,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Office {
    pub(crate) fn new() -> Self {
        let office = Self {
            home: tempfile::tempdir().unwrap(),
            scratch: tempfile::tempdir_in("/dev/shm").unwrap(),
        };
        files::write_new(&office.path("passphrase"), PASSPHRASE.as_bytes()).unwrap();
        office
    }

    /// An office with a desk that alice founded.
    pub(crate) fn founded() -> Self {
        let office = Self::new();
        office.type_first("alice", "alice", &["desk", "new", "--name", "Observatoire"]);
        office
    }

    /// An office as its editors have it: a guess at a passphrase costs what it has to.
    pub(crate) fn founded_as_it_is() -> Self {
        let office = Self::new();
        let found = ["desk", "new", "--name", "Observatoire", "--editor", "alice"];
        office.type_as("alice", &found).good();
        office
    }

    /// A new editor's first command, in this folder. From then on their passphrase costs next to
    /// nothing: each of their commands would take a second longer.
    pub(crate) fn type_first(&self, folder: &str, editor: &str, words: &[&str]) {
        let words = [words, &["--editor", editor]].concat();
        self.type_as(folder, &words).good();
        for name in ["identity.age", "desk-key.age"] {
            let path = self.path(&format!("{folder}/{name}"));
            if path.exists() {
                seal_cheaply(&path);
            }
        }
    }

    /// With bob on the roster, who accepted it.
    pub(crate) fn with_bob() -> Self {
        let office = Self::founded();
        office.join_bob();
        office
    }

    /// Puts bob on the roster, who accepts it.
    pub(crate) fn join_bob(&self) {
        self.type_first("bob", "bob", &["desk", "card"]);
        let card = self.path("bob/card.json");
        self.type_as("alice", &["roster", "add", card.to_str().unwrap(), "--yes"])
            .good();
        let roster = self.path("roster.json");
        let roster = roster.to_str().unwrap();
        self.type_as("alice", &["roster", "export", roster]).good();
        self.type_as(
            "bob",
            &[
                "roster",
                "accept",
                roster,
                "--fingerprint",
                &self.fingerprint(),
            ],
        )
        .good();
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    pub(crate) fn command(&self, editor: &str, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sourdine"));
        command
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("SOURDINE_DESK", self.path(editor))
            .arg("--passphrase-file")
            .arg(self.path("passphrase"))
            .arg("--scratch")
            .arg(self.scratch.path())
            .args(words)
            .stdin(Stdio::null());
        command
    }

    pub(crate) fn type_as(&self, editor: &str, words: &[&str]) -> Said {
        Said::from(self.command(editor, words).output().unwrap())
    }

    pub(crate) fn json_as(&self, editor: &str, words: &[&str]) -> serde_json::Value {
        let words = [words, &["--json"]].concat();
        let said = self.type_as(editor, &words).good();
        serde_json::from_str(&said.out).unwrap()
    }

    pub(crate) fn fingerprint(&self) -> String {
        let shown = self.json_as("alice", &["roster", "show"]);
        shown["fingerprint"].as_str().unwrap().to_owned()
    }

    pub(crate) fn recipient(&self, editor: &str) -> HybridRecipient {
        let card = std::fs::read(self.path(&format!("{editor}/card.json"))).unwrap();
        let card: serde_json::Value = serde_json::from_slice(&card).unwrap();
        card["editor"]["recipient"]
            .as_str()
            .unwrap()
            .parse()
            .unwrap()
    }

    /// Puts an envelope where `pull` would have put it.
    pub(crate) fn deliver(&self, editor: &str, id: &str, envelope: &[u8]) {
        let inbox = self.path(&format!("{editor}/inbox"));
        std::fs::create_dir_all(&inbox).unwrap();
        std::fs::write(inbox.join(format!("{id}.age")), envelope).unwrap();
    }

    /// Everything that lies in scratch, by its path.
    pub(crate) fn in_scratch(&self) -> Vec<String> {
        let mut found = Vec::new();
        let mut folders = vec![self.scratch.path().to_path_buf()];
        while let Some(folder) = folders.pop() {
            for item in std::fs::read_dir(folder).unwrap() {
                let path = item.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let name = path.strip_prefix(self.scratch.path()).unwrap();
                    found.push(name.to_string_lossy().into_owned());
                }
            }
        }
        found.sort();
        found
    }
}

/// Seals what is under the passphrase again, with a work factor that no product would take.
fn seal_cheaply(path: &Path) {
    let passphrase = SecretString::from(PASSPHRASE);
    let identity = age::scrypt::Identity::new(passphrase.clone());
    let secret = age::decrypt(&identity, &read(path)).unwrap();
    let mut recipient = age::scrypt::Recipient::new(passphrase);
    recipient.set_work_factor(CHEAP_WORK_FACTOR);
    std::fs::remove_file(path).unwrap();
    files::write_new(path, &age::encrypt(&recipient, &secret).unwrap()).unwrap();
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        Self {
            ok: output.status.success(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Said {
    pub(crate) fn good(self) -> Self {
        assert!(self.ok, "{}{}", self.out, self.err);
        self
    }

    /// It failed, and said this.
    pub(crate) fn bad(self, expected: &str) -> Self {
        assert!(!self.ok, "went through: {}", self.out);
        assert!(self.err.contains(expected), "{}", self.err);
        self
    }
}

pub(crate) fn manifest(by: SealedBy, submission: u8) -> Manifest {
    let reply = (by != SealedBy::Cli).then(|| Codename::from_entropy(&[1; 16]).reply_address());
    Manifest::new(
        Language::Fr,
        by,
        SubmissionId::from([submission; 16]),
        reply,
    )
}

/// An envelope as a source's browser makes it.
pub(crate) fn letter(to: &[HybridRecipient], message: &str, files: &[(&str, &[u8])]) -> Vec<u8> {
    letter_of(to, &manifest(SealedBy::Page, 2), message, files)
}

pub(crate) fn letter_of(
    to: &[HybridRecipient],
    manifest: &Manifest,
    message: &str,
    files: &[(&str, &[u8])],
) -> Vec<u8> {
    let mut sealer = Sealer::new(Vec::new(), to, manifest).unwrap();
    if !message.is_empty() {
        sealer.begin_message().unwrap();
        sealer.write(message.as_bytes()).unwrap();
        sealer.end_entry().unwrap();
    }
    for (name, data) in files {
        sealer.begin_file(name, data.len() as u64).unwrap();
        sealer.write(data).unwrap();
        sealer.end_entry().unwrap();
    }
    sealer.finish().unwrap()
}

/// An archive of any names at all, as somebody who means harm writes it.
pub(crate) fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Vec::new());
    for (name, data) in entries {
        zip.begin(name, data.len() as u64).unwrap();
        zip.write(data).unwrap();
        zip.end().unwrap();
    }
    zip.finish().unwrap()
}

/// Any bytes as an age file.
pub(crate) fn sealed(to: &HybridRecipient, plain: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let to: &dyn Recipient = to;
    let encryptor = Encryptor::with_recipients(std::iter::once(to)).unwrap();
    let mut out = Vec::new();
    let mut writer = encryptor.wrap_output(&mut out).unwrap();
    writer.write_all(plain).unwrap();
    writer.finish().unwrap();
    out
}

pub(crate) fn read(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap()
}

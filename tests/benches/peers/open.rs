//! `sourdine open` beside `rage -d`: a letter on the disk, its file into the same folder in memory.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use sourdine_harness::{
    people::desk::pour, programs::external_tools::write_private, programs::program,
};
use sourdine_protocol::{
    codename::Codename,
    envelope::hybrid::HybridRecipient,
    envelope::{Manifest, SealedBy, Sealer, SubmissionId},
    text::Language,
};
use tempfile::TempDir;

use crate::{
    figures::{Figure, Samples, Target, rate},
    work::{Work, output, say, timed},
};

/// Least part of rage's rate (issue 2, "What it must show", 8).
const LEAST: f64 = 0.7;
const LARGE: &str = "11111111111111111111111111111111";
const SMALL: &str = "22222222222222222222222222222222";
const PASSPHRASE: &str = "six words that nobody would guess";
/// The line of an age header that says how far a passphrase is stretched (C2SP age.md).
const SCRYPT_STANZA: &str = "-> scrypt ";
/// Where Debian has a folder in memory.
const MEMORY: &str = "/dev/shm";

pub(crate) fn measure(work: &Work) -> Result<Vec<Figure>> {
    let editor = Editor::new(work)?;
    editor.deliver(LARGE, Some(&work.large))?;
    editor.deliver(SMALL, None)?;
    let sealed = editor.home.path().join("rage.age");
    work.key.seal(&work.large, &sealed)?;
    let guarded = work.key.guard(PASSPHRASE, editor.work_factor()?)?;
    let original = fs::read(&work.large)?;
    let (mut gross, mut net) = <(Samples, Samples)>::default();
    let (mut theirs, mut theirs_guarded) = <(Samples, Samples)>::default();
    let mut offset = Samples::default();
    for round in 1..=work.rounds {
        let (all, opened) = editor.open(LARGE)?;
        ensure!(fs::read(&opened)? == original, "another file came out");
        editor.close()?;
        let (empty, _) = editor.open(SMALL)?;
        editor.close()?;
        let to = editor.memory.path().join("rage.opened");
        let (time, ()) = timed(|| work.key.open(&sealed, &to))?;
        ensure!(fs::read(&to)? == original, "rage gives another file");
        fs::remove_file(&to)?;
        let (guarded_time, ()) = timed(|| guarded.open(&sealed, &to))?;
        ensure!(fs::read(&to)? == original, "rage gives another file");
        fs::remove_file(&to)?;
        gross.add(rate(work.large_bytes, all));
        net.add(rate(work.large_bytes, all.saturating_sub(empty)));
        theirs.add(rate(work.large_bytes, time));
        theirs_guarded.add(rate(work.large_bytes, guarded_time));
        offset.add(empty.as_secs_f64() * 1_000.0);
        say(&format!(
            "   {round}: {all:?}, of which {empty:?} for an empty letter; rage {time:?}, {guarded_time:?} with the passphrase"
        ));
    }
    let megabytes = work.large_bytes / 1_000_000;
    Ok(vec![
        Figure::new(
            format!("`sourdine open` of {megabytes} MB, net of the passphrase"),
            "MB/s",
            net,
        )
        .beside("rage -d, its key without a passphrase", theirs.clone())
        .must(Target::RatioAtLeast(LEAST)),
        Figure::new(
            format!("`sourdine open` of {megabytes} MB, with the passphrase"),
            "MB/s",
            gross.clone(),
        )
        .beside("rage -d, its key under the same passphrase", theirs_guarded)
        .must(Target::RatioAtLeast(LEAST)),
        Figure::new(
            format!("`sourdine open` of {megabytes} MB, with the passphrase"),
            "MB/s",
            gross,
        )
        .beside("rage -d, its key without a passphrase", theirs),
        Figure::new(
            "`sourdine open` of a letter of one line: the passphrase's scrypt",
            "ms",
            offset,
        ),
    ])
}

/// An editor's desk, and a folder in memory.
struct Editor {
    home: TempDir,
    memory: TempDir,
    program: PathBuf,
}

impl Editor {
    fn new(work: &Work) -> Result<Self> {
        let editor = Self {
            home: work.room()?,
            memory: tempfile::tempdir_in(MEMORY)?,
            program: program("sourdine")?,
        };
        write_private(
            &editor.home.path().join("passphrase"),
            PASSPHRASE.as_bytes(),
        )?;
        editor.say(&["desk", "new", "--name", "Observatoire", "--editor", "alice"])?;
        Ok(editor)
    }

    fn desk(&self) -> PathBuf {
        self.home.path().join("alice")
    }

    /// How far the editor's own key is stretched, as a power of two.
    fn work_factor(&self) -> Result<u8> {
        let key = fs::read(self.desk().join("identity.age"))?;
        let key = String::from_utf8_lossy(&key);
        let stanza = key
            .lines()
            .find_map(|line| line.strip_prefix(SCRYPT_STANZA));
        let factor = stanza.and_then(|stanza| stanza.rsplit(' ').next());
        Ok(factor.context("no passphrase on the identity")?.parse()?)
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command
            .arg("--desk")
            .arg(self.desk())
            .arg("--passphrase-file")
            .arg(self.home.path().join("passphrase"))
            .arg("--scratch")
            .arg(self.memory.path())
            .args(["--json", "--lang", "en"])
            .args(words);
        command
    }

    fn say(&self, words: &[&str]) -> Result<Value> {
        Ok(serde_json::from_str(&output(&mut self.command(words))?)?)
    }

    /// Puts an envelope where `pull` puts it.
    fn deliver(&self, id: &str, file: Option<&Path>) -> Result<()> {
        let card: Value = serde_json::from_slice(&fs::read(self.desk().join("card.json"))?)?;
        let recipient = card.pointer("/editor/recipient").and_then(Value::as_str);
        let recipient: HybridRecipient = recipient.context("a recipient")?.parse()?;
        let reply = Codename::generate()?.reply_address();
        let submission = SubmissionId::generate()?;
        let manifest = Manifest::new(Language::Fr, SealedBy::Page, submission, Some(reply));
        let inbox = self.desk().join("inbox");
        fs::create_dir_all(&inbox)?;
        let output = File::create(inbox.join(format!("{id}.age")))?;
        let mut sealer = Sealer::new(output, &[recipient], &manifest)?;
        match file {
            Some(file) => pour(&mut sealer, file)?,
            None => {
                sealer.begin_message()?;
                sealer.write(b"One line.")?;
                sealer.end_entry()?;
            }
        }
        sealer.finish()?;
        Ok(())
    }

    /// How long opening takes, and where the first file or the message is.
    fn open(&self, id: &str) -> Result<(Duration, PathBuf)> {
        let (time, told) = timed(|| self.say(&["open", id]))?;
        let file = told.pointer("/opened/0/files/0/path");
        let file = file.or_else(|| told.pointer("/opened/0/message"));
        let path = file.and_then(Value::as_str).context("a file")?;
        Ok((time, path.into()))
    }

    fn close(&self) -> Result<()> {
        self.say(&["close", "--all"]).map(drop)
    }
}

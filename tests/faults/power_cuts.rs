//! The power goes, at every moment of a vault's life: whatever the disk kept, what was acknowledged
//! is there, and nothing is listed that was not sent whole.

use std::{
    fs::{self, File},
    process::Command,
};

use anyhow::{Context, Result, ensure};
use sourdine_harness::{
    network::http::{field, file},
    people::desk::Desk,
    power::{Act, Forgets, Recording, recorder},
    server::{Installation, Plan, Server},
};
use sourdine_protocol::{codename::receipt::Receipt, envelope::EnvelopeHash};
use sourdine_server::vault::VaultPaths;

use crate::{
    judge::{Letter, Letters},
    life::{letter, paths, receipt, told},
    replay::{Outcome, Replay, scratch, some_seed},
};

/// After at least so many writes the power goes.
const WRITES: usize = 1_000;
const WRITES_OF_SERVER: usize = 60;
/// More envelopes than a life has.
const NUMBERS: usize = 128;
/// How many of each kind the real server is sent.
const FORMS: usize = 6;
const UPLOADS: usize = 6;

/// Runs a life under strace and reads what it asked of its disk.
fn recorded_life() -> Result<Recording> {
    let folder = scratch();
    let disk = folder.path().join("disk");
    fs::create_dir(&disk)?;
    File::create(told(folder.path()))?;
    let report = folder.path().join("report");
    let output = recorder(&report)
        .arg(std::env::current_exe()?)
        .args(["--exact", "--ignored", "life::a_life_to_be_recorded"])
        .current_dir(folder.path())
        .output()?;
    ensure!(output.status.success(), "{output:?}");
    Recording::wait(&report)?;
    Recording::read(&report, &disk, &told(folder.path()))
}

/// All envelopes of a life, by their hash.
pub(crate) fn letters() -> Letters {
    let letters = (1..NUMBERS).map(|number| {
        let receipt = Some(receipt(number));
        (
            EnvelopeHash::of(&letter(number)),
            Letter { number, receipt },
        )
    });
    letters.collect()
}

fn replayed(recording: &Recording, forgets: Forgets) -> Outcome {
    let replay = Replay {
        recording,
        before: None,
        said_before: Vec::new(),
        letters: letters(),
        paths: &paths,
        forgets,
        seed: some_seed(),
    };
    replay.run()
}

/// All is well, and it was much that could have gone wrong.
fn all_well(recording: &Recording, outcome: Outcome, least: usize) {
    let (writes, wrong) = (recording.writes(), outcome.wrong());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(writes >= least, "only {writes} writes");
    let (moments, disks) = (outcome.moments.into_inner(), outcome.disks.into_inner());
    println!("{writes} writes, {moments} moments, {disks} disks");
    assert!(moments >= writes && disks >= 2 * moments);
}

#[test]
fn no_power_cut_loses_what_was_acknowledged_or_lists_what_is_torn() {
    let recording = recorded_life().unwrap();
    let outcome = replayed(&recording, Forgets::Nothing);
    all_well(&recording, outcome, WRITES);
}

/// The same judge, on disks that forget a sync which the order of writes rests on: it sees each.
#[test]
fn a_sync_that_is_left_out_is_noticed() {
    let recording = recorded_life().unwrap();
    for (forgets, expected) in [
        (Forgets::Folders, "the vault is gone"),
        (Forgets::BeforeHeaders, "kind: Body"),
        (Forgets::AfterHeaders, "is lost"),
    ] {
        let wrong = replayed(&recording, forgets).wrong();
        let found = wrong.iter().any(|line| line.contains(expected));
        assert!(found, "{forgets:?}: {}", wrong.join("\n"));
    }
}

/// What the real server is asked, one after another, and what each answer means.
struct Visit<'a> {
    server: &'a Server,
    desk: &'a Desk,
    /// The lines that are true when the answer of that number leaves.
    answers: Vec<String>,
    receipts: Vec<(usize, Receipt)>,
}

impl Visit<'_> {
    fn form(&mut self, number: usize) -> Result<()> {
        let (codename, receipt) = self.server.begin()?;
        self.answers.push(format!("sending {number}\n"));
        let message = number.to_string();
        let parts = [
            field("message", &message),
            file("f", &vec![7; number * 30_000]),
        ];
        let answer = self.server.send(&codename, &receipt, &parts)?;
        ensure!(answer.status == 200, "{answer:?}");
        self.answers.push(format!("stored {number}\n"));
        let parsed = receipt.parse().ok().context("a receipt")?;
        self.receipts.push((number, parsed));
        Ok(())
    }

    fn upload(&mut self, number: usize) -> Result<()> {
        let bytes = vec![7; number * 30_000];
        let sealed = self.desk.seal(&number.to_string(), &[("f", &bytes)])?;
        // An upload has one answer, and the judge has to know before it that the upload may arrive.
        // The answer to the list says so.
        self.server.list(self.desk)?;
        self.answers.push(format!("sending {number}\n"));
        self.server.upload(&sealed)?;
        self.answers.push(format!("stored {number}\n"));
        Ok(())
    }

    /// What is there now, by what its message says.
    fn letters(&mut self) -> Result<Letters> {
        let mut letters = Letters::new();
        let listed = self.server.list(self.desk)?.envelopes;
        self.answers.push(String::new());
        for envelope in listed {
            let sealed = self.server.fetch(self.desk, &envelope.id)?;
            self.answers.push(String::new());
            let number = self
                .desk
                .open(&sealed)?
                .message
                .context("a message")?
                .parse()?;
            let known = self.receipts.iter().find(|(of, _)| *of == number);
            let receipt = known.map(|(_, receipt)| receipt.hash());
            letters.insert(EnvelopeHash::of(&sealed), Letter { number, receipt });
        }
        Ok(letters)
    }

    /// Two editors discard what has this number.
    fn discard(&mut self, number: usize) -> Result<()> {
        let listed = self.server.list(self.desk)?.envelopes;
        self.answers.push(format!("deleting {number}\n"));
        for envelope in listed {
            let sealed = self.server.fetch(self.desk, &envelope.id)?;
            self.answers.push(String::new());
            if self.desk.open(&sealed)?.message != Some(number.to_string()) {
                continue;
            }
            let path = format!("POST /v1/envelopes/{}/discard", envelope.id);
            let body = format!("{{\"blake3\":\"{}\"}}", envelope.hash);
            for (editor, meaning) in [String::new(), format!("deleted {number}\n")]
                .into_iter()
                .enumerate()
            {
                let answer = self
                    .server
                    .editor(self.desk, editor, &path, body.as_bytes())?;
                ensure!(answer.status == 204, "{answer:?}");
                self.answers.push(meaning);
            }
        }
        Ok(())
    }
}

/// Puts in place of each answer what it means.
fn translate(recording: &mut Recording, answers: Vec<String>) {
    let mut answers = answers.into_iter();
    for call in &mut recording.calls {
        if let Act::Told(bytes) = &mut call.act {
            let meaning = if bytes.starts_with(b"HTTP/1.1 ") {
                answers.next().unwrap()
            } else {
                String::new()
            };
            *bytes = meaning.into_bytes().into();
        }
    }
    assert_eq!(answers.next(), None, "each answer was seen to leave");
}

/// The whole server, from the request to the disk: an answer leaves when a cut can do nothing any
/// more to what it says.
#[test]
fn no_answer_of_the_server_is_undone_by_a_power_cut() {
    let folder = scratch();
    let desk = Desk::new().unwrap();
    let installation = Installation::make(folder.path(), &desk, Plan::small()).unwrap();
    let before = folder.path().join("before");
    let copied = Command::new("cp")
        .arg("-r")
        .args([installation.vault(), before.clone()])
        .status();
    assert!(copied.unwrap().success());

    let report = folder.path().join("report");
    let serve = installation.command("serve");
    let mut recorded = recorder(&report);
    recorded.arg(serve.get_program()).args(serve.get_args());
    let server = installation.serve_as(recorded).unwrap();
    let mut visit = Visit {
        server: &server,
        desk: &desk,
        answers: Vec::new(),
        receipts: Vec::new(),
    };
    for number in 0..FORMS {
        visit.form(2 * number + 1).unwrap();
        visit.upload(2 * number + 2).unwrap();
    }
    let letters = visit.letters().unwrap();
    assert_eq!(letters.len(), FORMS + UPLOADS);
    for number in [1, 4, 12] {
        visit.discard(number).unwrap();
    }
    let answers = visit.answers;
    server.stop().unwrap();
    Recording::wait(&report).unwrap();
    let mut recording =
        Recording::read(&report, &installation.vault(), &folder.path().join("none")).unwrap();
    translate(&mut recording, answers);

    let master = installation.master();
    let replay = Replay {
        recording: &recording,
        before: Some(before),
        said_before: Vec::new(),
        letters,
        paths: &|disk| VaultPaths {
            folder: disk.to_path_buf(),
            master: master.clone(),
        },
        forgets: Forgets::Nothing,
        seed: some_seed(),
    };
    all_well(&recording, replay.run(), WRITES_OF_SERVER);
}

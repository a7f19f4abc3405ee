//! Each call to the disk fails in its turn: the error is told, what was acknowledged is there, also
//! when the power goes right after, and the next start is an ordinary one.

use std::{
    fs::{self, File},
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

use anyhow::{Result, ensure};
use rustix::process::{Pid, Signal, kill_process};
use sourdine_harness::{
    network::http::field,
    people::desk::Desk,
    power::{Forgets, Recording, failing},
    server::{Installation, Plan, Server},
};
use sourdine_server::vault::{Envelopes, SlotVault, VAULT_MIN_BYTES};

use crate::{
    life::{RETENTION, THERE, paths, some_vault, told},
    power_cuts::letters,
    replay::{Replay, scratch, some_seed},
};

/// What fails, and how.
const FAULTS: [(&str, &str); 10] = [
    ("fsync", "EIO"),
    ("fdatasync", "EIO"),
    ("pwrite64", "ENOSPC"),
    ("write", "ENOSPC"),
    ("rename", "EIO"),
    ("unlink", "EIO"),
    ("unlinkat", "EIO"),
    ("mkdir", "ENOSPC"),
    ("ftruncate", "ENOSPC"),
    ("fallocate", "ENOSPC"),
];
/// `init` fills slots by one call each: of the many that are alike, each so manieth fails.
const STEP: usize = 13;
const SLOTS: usize = 64;

fn copy(from: &Path, to: &Path) -> Result<()> {
    let copied = Command::new("cp").arg("-r").args([from, to]).status()?;
    ensure!(copied.success());
    Ok(())
}

/// Runs a life whose `when`th call fails. `false` when it has no so manieth.
fn fails(base: &Path, calls: &str, error: &str, when: &str) -> Result<bool> {
    let folder = scratch();
    let disk = folder.path().join("disk");
    copy(base, &disk)?;
    File::create(told(folder.path()))?;
    let report = folder.path().join("report");
    let output = failing(&report, calls, error, when)
        .arg(std::env::current_exe()?)
        .args(["--exact", "--ignored", "life::a_life_whose_calls_fail"])
        .current_dir(folder.path())
        .output()?;
    // What the test harness itself cannot write ends it early, as a kill does.
    ensure!(output.status.success() || calls == "write", "{output:?}");
    Recording::wait(&report)?;
    if !Recording::injected(&report)? {
        return Ok(false);
    }
    let recording = Recording::read(&report, &disk, &told(folder.path()))?;
    let replay = Replay {
        recording: &recording,
        before: Some(base.to_path_buf()),
        said_before: THERE
            .iter()
            .map(|number| format!("sending {number}\nstored {number}\n"))
            .collect(),
        letters: letters(),
        paths: &paths,
        forgets: Forgets::Nothing,
        seed: some_seed(),
    };
    let wrong = replay.run_to_the_end()?.wrong();
    ensure!(wrong.is_empty(), "{calls} {when}: {}", wrong.join("\n"));
    Ok(true)
}

#[test]
fn any_call_to_the_disk_may_fail_once_or_for_good() {
    let base = scratch();
    let base = base.path().join("base");
    fs::create_dir(&base).unwrap();
    some_vault(&base);
    let mut failures = 0;
    for (calls, error) in FAULTS {
        let failed = |ending: &str| {
            let fails =
                |when: &usize| fails(&base, calls, error, &format!("{when}{ending}")).unwrap();
            (1..).take_while(fails).count()
        };
        let (once, for_good) = (failed(""), failed("+"));
        println!("{calls}: {once} once, {for_good} for good");
        failures += once + for_good;
    }
    assert!(failures > 60, "only {failures}");
}

fn installed(folder: &Path, desk: &Desk) -> Installation {
    let plan = Plan {
        vault_mib: VAULT_MIN_BYTES >> 20,
        submission_mib: 4,
        ..Plan::default()
    };
    Installation::make(folder, desk, plan).unwrap()
}

/// Whatever fails in `init`, the next one makes the vault, unless it is there and sound.
#[test]
fn an_init_any_of_whose_calls_failed_is_made_up_by_the_next() {
    let folder = scratch();
    let desk = Desk::new().unwrap();
    let installation = installed(folder.path(), &desk);
    let report = folder.path().join("report");
    let mut failures = 0;
    for (calls, error) in FAULTS {
        let mut when = 1;
        loop {
            fs::remove_dir_all(installation.vault()).unwrap();
            drop(fs::remove_file(installation.master()));
            let init = installation.command("init");
            let output = failing(&report, calls, error, &when.to_string())
                .arg(init.get_program())
                .args(init.get_args())
                .output()
                .unwrap();
            Recording::wait(&report).unwrap();
            let injected = Recording::injected(&report).unwrap();
            let said = String::from_utf8_lossy(&output.stderr);
            let case = format!("{calls} {when}: {output:?}");
            if output.status.success() {
                assert!(SlotVault::exists(&paths_of(&installation)), "{case}");
            } else {
                failures += 1;
                assert!(injected && output.status.code() == Some(1), "{case}");
                // Saying so is a write as well.
                let told = said.contains("sourdine-server: ");
                assert!(told || calls == "write", "{case}");
            }
            let again = installation.run("init").unwrap();
            assert!(again.status.success(), "{case}, then {again:?}");
            let verified = installation.run("verify").unwrap();
            assert!(verified.status.success(), "{case}, then {verified:?}");
            if !injected {
                break;
            }
            when += if calls == "pwrite64" && when + STEP < SLOTS {
                STEP
            } else {
                1
            };
        }
    }
    println!("{failures} failures");
    assert!(failures > 20, "only {failures}");
}

fn paths_of(installation: &Installation) -> sourdine_server::vault::VaultPaths {
    sourdine_server::vault::VaultPaths {
        folder: installation.vault(),
        master: installation.master(),
    }
}

/// From now on, until it is dropped, no sync of a running server succeeds.
struct NoSyncs(Child);

impl NoSyncs {
    fn of(server: &Server) -> Self {
        let mut strace = Command::new("strace")
            .args([
                "-f",
                "-e",
                "trace=fdatasync",
                "-e",
                "inject=fdatasync:error=EIO",
                "-o",
                "/dev/null",
                "-p",
            ])
            .arg(server.pid().to_string())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // It says when it has all threads.
        let mut line = String::new();
        let mut said = BufReader::new(strace.stderr.take().unwrap());
        said.read_line(&mut line).unwrap();
        assert!(line.contains("attached"), "{line}");
        // Whoever says more is not to wait for a reader.
        std::thread::spawn(move || std::io::copy(&mut said, &mut std::io::sink()));
        Self(strace)
    }
}

impl Drop for NoSyncs {
    fn drop(&mut self) {
        kill_process(Pid::from_child(&self.0), Signal::TERM).unwrap();
        self.0.wait().unwrap();
    }
}

/// A disk that says once that it lost something is not believed again before a new start.
#[test]
fn a_failing_sync_refuses_until_the_next_start_and_loses_nothing() {
    let folder = scratch();
    let desk = Desk::new().unwrap();
    let installation = installed(folder.path(), &desk);
    let server = installation.serve().unwrap();
    let send = |server: &Server, message: &str| {
        let (codename, receipt) = server.begin().unwrap();
        let answer = server.send(&codename, &receipt, &[field("message", message)]);
        (answer.unwrap().status, receipt)
    };
    let messages = |server: &Server| {
        let listed = server.list(&desk).unwrap().envelopes.into_iter();
        let mut messages: Vec<String> = listed
            .map(|envelope| {
                let sealed = server.fetch(&desk, &envelope.id).unwrap();
                desk.open(&sealed).unwrap().message.unwrap()
            })
            .collect();
        messages.sort();
        messages
    };
    let (status, stored) = send(&server, "before");
    assert_eq!(status, 200);
    let arrived = server.receipt(&stored).unwrap();
    let syncs = NoSyncs::of(&server);
    let (status, refused) = send(&server, "meanwhile");
    assert_eq!(status, 503);
    assert!(
        server
            .upload(&desk.seal("meanwhile", &[]).unwrap())
            .is_err()
    );
    drop(syncs);
    assert_eq!(send(&server, "still").0, 503, "it is not believed again");
    assert_eq!(messages(&server), ["before"]);
    assert_ne!(server.receipt(&refused).unwrap(), arrived);
    assert_eq!(server.receipt(&stored).unwrap(), arrived);
    server.stop().unwrap();
    let verified = installation.run("verify").unwrap();
    assert!(verified.status.success(), "{verified:?}");

    let server = installation.serve().unwrap();
    assert_eq!(messages(&server), ["before"]);
    assert_eq!(send(&server, "after").0, 200);
    assert_eq!(messages(&server), ["after", "before"]);
    server.stop().unwrap();
    assert!(
        SlotVault::open(&paths_of(&installation), RETENTION)
            .unwrap()
            .list()
            .unwrap()
            .len()
            == 2
    );
}

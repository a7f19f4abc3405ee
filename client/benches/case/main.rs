//! How long a case takes to read and to write in, how much memory that needs, and how long the
//! command takes beside the passphrase.

#![expect(
    clippy::disallowed_methods,
    reason = "how long something took is no metadata here, and the cases are made up"
)]

mod desk;

use std::{
    env, fs,
    io::{self, Write as _},
    path::Path,
    process::{Command, ExitCode, Stdio},
    time::Instant,
};

use age::secrecy::SecretString;
use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use sourdine::desk::{case::event::CaseId, identity};

use desk::{Desk, Machine, PASSPHRASE};

/// The argument before what this program does once, in a process of its own.
const ONCE: &str = "--once";
/// How often each figure is measured. The machine does other things meanwhile, so that the least
/// is the nearest to what the work itself takes.
const ROUNDS: usize = 7;
/// How many events the cases have.
const SIZES: [usize; 3] = [100, 1_000, 4_000];
const QUICK: [usize; 1] = [40];
/// The size that the limits are for, in events.
const LIMITED: usize = 1_000;
/// The limits beside the passphrase: with what the machine remembers and without it, in seconds.
const REMEMBERED_MOST: f64 = 0.15;
const NEW_MOST: f64 = 1.5;
/// The most memory that a case of any size may take, in megabytes. scrypt takes more.
const MEMORY_MOST: f64 = 64.0;

/// What is measured.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Work {
    /// Reading a case that the machine remembers.
    Read,
    /// Reading it on a machine that remembers nothing.
    ReadNew,
    /// Adding one event.
    Add,
    /// What every command does first.
    Unlock,
    /// The command that shows the case.
    Show,
    ShowNew,
}

impl Work {
    const ALL: [Self; 6] = [
        Self::Read,
        Self::ReadNew,
        Self::Add,
        Self::Unlock,
        Self::Show,
        Self::ShowNew,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::ReadNew => "read, nothing remembered",
            Self::Add => "read and add one event",
            Self::Unlock => "the passphrase",
            Self::Show => "triage show, beside the passphrase",
            Self::ShowNew => "triage show, nothing remembered",
        }
    }

    const fn forgets(self) -> bool {
        matches!(self, Self::ReadNew | Self::ShowNew)
    }

    const fn is_command(self) -> bool {
        matches!(self, Self::Show | Self::ShowNew)
    }

    /// The most that it may take, in seconds.
    const fn most(self) -> Option<f64> {
        match self {
            Self::Read | Self::Add | Self::Show => Some(REMEMBERED_MOST),
            Self::ReadNew | Self::ShowNew => Some(NEW_MOST),
            Self::Unlock => None,
        }
    }
}

/// What one process took.
struct Took {
    seconds: f64,
    /// Not known of the command: it has what scrypt needs.
    megabytes: Option<f64>,
}

fn main() -> ExitCode {
    let words: Vec<String> = env::args().skip(1).collect();
    let quick = words.iter().any(|word| word == "--quick");
    let met = match words.as_slice() {
        [word, what, root, secret, case] if word == ONCE => once(what, root, secret, case),
        _ if quick => run(&QUICK, 1),
        _ => {
            let sizes: Vec<usize> = words.iter().filter_map(|word| word.parse().ok()).collect();
            run(if sizes.is_empty() { &SIZES } else { &sizes }, ROUNDS)
        }
    };
    match met {
        Ok(met) if met || quick => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            drop(writeln!(io::stderr(), "{error:#}"));
            ExitCode::FAILURE
        }
    }
}

/// Whether every limit was kept.
fn run(sizes: &[usize], rounds: usize) -> Result<bool> {
    let mut rows: Vec<Value> = Vec::new();
    for &events in sizes {
        rows.extend(measure(events, rounds)?);
    }
    let met = rows.iter().all(|row| row.get("met") != Some(&json!(false)));
    writeln!(io::stdout(), "{:#}", Value::from(rows))?;
    Ok(met)
}

/// The figures of one size.
fn measure(events: usize, rounds: usize) -> Result<Vec<Value>> {
    let folder = tempfile::tempdir()?;
    let desk = Desk::new(folder.path())?;
    let case = desk.case(events)?;
    let machine = desk.machines.first().context("a machine")?;
    let took = take_turns(machine, &case, rounds)?;
    let unlock = took.iter().find(|(work, _)| *work == Work::Unlock);
    let unlock = least(&unlock.context("the passphrase")?.1);
    let rows = took.iter().map(|(work, each)| {
        // The command unlocks before it does anything.
        let beside = if work.is_command() { unlock } else { 0.0 };
        let most = work.most().filter(|_| events == LIMITED);
        let seconds = least(each) - beside;
        let megabytes = each.iter().filter_map(|one| one.megabytes);
        let megabytes = megabytes.max_by(f64::total_cmp);
        let is_met = most.is_none_or(|most| seconds <= most);
        let is_small = megabytes.is_none_or(|megabytes| megabytes <= MEMORY_MOST);
        json!({
            "events": events,
            "what": work.name(),
            "least_s": seconds,
            "median_s": median(each) - beside,
            "at most": most,
            "peak_MB": megabytes,
            "met": is_met && (is_small || *work == Work::Unlock),
        })
    });
    Ok(rows.collect())
}

/// Does each work this often, in processes that take turns.
fn take_turns(machine: &Machine, case: &CaseId, rounds: usize) -> Result<Vec<(Work, Vec<Took>)>> {
    let mut took: Vec<(Work, Vec<Took>)> = Work::ALL.map(|work| (work, Vec::new())).into();
    for _ in 0..rounds {
        for (work, each) in &mut took {
            let run = || match work {
                Work::Show | Work::ShowNew => command(machine, case),
                Work::Read | Work::ReadNew | Work::Add | Work::Unlock => {
                    child(work.name(), machine, case)
                }
            };
            each.push(if work.forgets() {
                forgetting(machine, run)?
            } else {
                run()?
            });
        }
    }
    Ok(took)
}

fn median(took: &[Took]) -> f64 {
    let mut seconds: Vec<f64> = took.iter().map(|one| one.seconds).collect();
    seconds.sort_by(f64::total_cmp);
    seconds.get(seconds.len() / 2).copied().unwrap_or(f64::NAN)
}

fn least(took: &[Took]) -> f64 {
    took.iter()
        .map(|one| one.seconds)
        .fold(f64::INFINITY, f64::min)
}

/// Does a work as on a machine of the editor that has just been set up.
fn forgetting<T>(machine: &Machine, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let root = machine.root();
    let kept = root.with_extension("kept");
    fs::create_dir(&kept)?;
    for name in ["memory", "journal.age"] {
        fs::rename(root.join(name), kept.join(name))?;
    }
    let done = work()?;
    fs::remove_dir_all(root.join("memory"))?;
    for name in ["memory", "journal.age"] {
        fs::rename(kept.join(name), root.join(name))?;
    }
    fs::remove_dir(&kept)?;
    Ok(done)
}

/// Does one work in a process of its own.
fn child(what: &str, machine: &Machine, case: &CaseId) -> Result<Took> {
    let told = Command::new(env::current_exe()?)
        .args([ONCE, what])
        .args([machine.root(), &machine.secret_file()])
        .arg(case.as_str())
        .stderr(Stdio::inherit())
        .output()?;
    ensure!(told.status.success(), "{what}: {}", told.status);
    let told: Value = serde_json::from_slice(&told.stdout)?;
    let number = |name| told.get(name).and_then(Value::as_f64).context("a number");
    Ok(Took {
        seconds: number("seconds")?,
        megabytes: Some(number("megabytes")?),
    })
}

/// Does one work, and says how long it took and how much memory this process had at most.
fn once(what: &str, root: &str, secret: &str, case: &str) -> Result<bool> {
    let (root, case) = (Path::new(root), CaseId::try_from(case.to_owned())?);
    let machine = Machine::at(root, Path::new(secret))?;
    let work = Work::ALL.into_iter().find(|work| work.name() == what);
    let work = work.context("no such work")?;
    let begun = Instant::now();
    match work {
        Work::Read | Work::ReadNew => {
            let read = machine.read(&case)?;
            ensure!(read.case.missing() == 0, "events are missing");
            ensure!(read.case.view().title.is_some(), "no title");
        }
        Work::Add => {
            let seen = machine.read(&case)?.case.heads().clone();
            machine.add(&case, seen, vec![desk::note("Une de plus.")])?;
        }
        Work::Unlock => {
            let file = machine.root().join("identity.age");
            identity::unlock(&file, &SecretString::from(PASSPHRASE.to_owned()))?;
        }
        Work::Show | Work::ShowNew => bail!("the command does it"),
    }
    let seconds = begun.elapsed().as_secs_f64();
    let told = json!({"seconds": seconds, "megabytes": peak_megabytes()?});
    writeln!(io::stdout(), "{told}")?;
    Ok(true)
}

/// How long the real command takes, its passphrase included.
fn command(machine: &Machine, case: &CaseId) -> Result<Took> {
    let begun = Instant::now();
    let output = Command::new(env!("CARGO_BIN_EXE_sourdine"))
        .env_clear()
        .env("SOURDINE_DESK", machine.root())
        .arg("--passphrase-file")
        .arg(machine.passphrase_file())
        .args(["--lang", "en", "--json", "triage", "show"])
        .arg(case.as_str())
        .stdin(Stdio::null())
        .output()?;
    let seconds = begun.elapsed().as_secs_f64();
    if !output.status.success() {
        bail!("{}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(Took {
        seconds,
        megabytes: None,
    })
}

/// The most memory that this process had at once.
fn peak_megabytes() -> Result<f64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kibibytes: f64 = line
        .context("VmHWM")?
        .trim_matches(|c: char| !c.is_ascii_digit())
        .parse()?;
    Ok(kibibytes * 1_024.0 / 1e6)
}

//! Honest sources, as slow as through Tor, among crowds that have read the policy: how many get
//! through, how long it takes them, what it costs the server.

#![expect(
    clippy::disallowed_methods,
    reason = "how long something took is no metadata here, and the figures are nobody's secret"
)]

use std::{
    env,
    fmt::Write as _,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
    time::Duration,
};

use anyhow::{Context, Result};
use serde_json::{Value, json};
use sourdine_harness::{
    attack::{Battle, Outcome, Phase, Places, RECOVERY, Visit, WORST, Ways, fight},
    people::desk::Desk,
    programs::external_tools::folder,
    server::{Installation, Plan},
};

/// Hostile circuits, each run with each of [`WORST`].
const CROWDS: [u32; 4] = [100, 200, 400, 1_000];
/// New circuits a second in the last run of each crowd.
const FRESH: u32 = 4;
/// At least a hundred visits of each kind begin in one run, though each takes three times as long.
const HONEST: &[Places] = &[
    (Visit::Page, 4),
    (Visit::Letter, 6),
    (Visit::SealedLetter, 8),
    (Visit::Form, 26),
    (Visit::Upload, 56),
];
const ALONE: &[Places] = &[
    (Visit::Page, 4),
    (Visit::Letter, 6),
    (Visit::SealedLetter, 8),
];
const BATTLE: Battle<'_> = Battle {
    hostile: 0,
    only: None,
    fresh: 0,
    alone: ALONE,
    honest: HONEST,
    quiet: Duration::from_secs(20),
    before: Duration::from_secs(60),
    attack: Duration::from_secs(180),
};
const QUICK: Battle<'_> = Battle {
    honest: ALONE,
    quiet: Duration::from_secs(2),
    before: Duration::from_secs(2),
    attack: Duration::from_secs(4),
    ..BATTLE
};
const QUICK_CROWD: u32 = 20;
/// In a crowd of at most so many, of every kind of visit.
const CROWD: u32 = 400;
const SUCCESS_LEAST: f64 = 0.99;
/// In a larger one, of pages and letters.
const SUCCESS_LEAST_OF_SMALL: f64 = 0.95;
/// Of the quiet 95th percentile.
const SLOWER_MOST: f64 = 3.0;
const AFTERWARDS_MOST: f64 = 1.5;
const MEMORY_MOST_MIB: f64 = 128.0;
/// Stays above half free whatever a crowd can bring in one run.
const VAULT_MIB: u64 = 20 * 1_024;
const QUICK_VAULT_MIB: u64 = 256;
const SUBMISSION_MIB: u64 = 128;
const PERCENTILE: usize = 95;
const KIB: f64 = 1_024.0;
const PAGE: &str = "../docs/benchmarks.md";
/// The part of the page that is ours: from here to the next title.
const TITLE: &str = "## Under attack";
const NEXT: &str = "\n## ";

fn main() -> ExitCode {
    let typed: Vec<String> = env::args()
        .skip(1)
        .filter(|word| word != "--bench")
        .collect();
    match run(&typed) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            drop(writeln!(std::io::stderr(), "{error:#}"));
            ExitCode::FAILURE
        }
    }
}

/// Whether every target was met.
fn run(typed: &[String]) -> Result<bool> {
    let quick = typed.iter().any(|word| word == "--quick");
    let typed: Vec<u32> = typed.iter().filter_map(|word| word.parse().ok()).collect();
    let crowds = match (quick, typed.is_empty()) {
        (true, _) => vec![QUICK_CROWD],
        (false, true) => CROWDS.to_vec(),
        (false, false) => typed,
    };
    let (battle, vault_mib) = if quick {
        (QUICK, QUICK_VAULT_MIB)
    } else {
        (BATTLE, VAULT_MIB)
    };
    let quiet = fight_anew(battle, vault_mib)?;
    writeln!(std::io::stdout(), "{:#}", told_of_quiet(&quiet))?;
    let mut rows = Vec::new();
    for hostile in crowds {
        let each = WORST.iter().map(|kind| (*kind, 0));
        for (kind, fresh) in each.chain([(WORST[5], FRESH)]) {
            let battle = Battle {
                hostile,
                only: Some(kind),
                fresh,
                ..battle
            };
            let row = Row::of(battle, &quiet, &fight_anew(battle, vault_mib)?);
            writeln!(std::io::stdout(), "{:#}", row.told())?;
            rows.push(row);
        }
    }
    let met = rows.iter().all(Row::is_met);
    if !quick {
        let page: PathBuf = folder().join(Path::new(PAGE));
        let before = fs::read_to_string(&page)?;
        let mut parts = before.split(TITLE);
        let others = parts.next().context("the page")?.trim_end();
        let after = parts.next().and_then(|part| part.split_once(NEXT));
        let mut text = format!("{others}\n\n{}", section(&quiet, &rows)?);
        if let Some((_, after)) = after {
            write!(text, "{NEXT}{after}")?;
        }
        fs::write(&page, text)?;
    }
    Ok(quick || met)
}

fn fight_anew(battle: Battle<'_>, vault_mib: u64) -> Result<Outcome> {
    let room = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let desk = Desk::new()?;
    let plan = Plan {
        vault_mib,
        submission_mib: SUBMISSION_MIB,
        ..Plan::default()
    };
    let server = Installation::make(room.path(), &desk, plan)?.serve()?;
    fight(&server, Ways::both(&server.sources), &desk, battle)
}

/// One run.
struct Row {
    kind: &'static str,
    hostile: u32,
    fresh: u32,
    visits: Vec<Seen>,
    /// The slowest kind's, of the quiet 95th percentile.
    afterwards: f64,
    memory_mib: f64,
    failed: Vec<String>,
}

struct Seen {
    visit: Visit,
    visits: usize,
    success: f64,
    /// Of the quiet 95th percentile.
    slower: f64,
}

impl Row {
    fn of(battle: Battle<'_>, quiet: &Outcome, outcome: &Outcome) -> Self {
        let seen = |(visit, met): (&Visit, &sourdine_harness::attack::Met)| Seen {
            visit: *visit,
            visits: met.visits(),
            success: met.success(),
            slower: slower(&quiet.attack, &outcome.attack, *visit),
        };
        let afterwards = outcome.after.keys();
        let afterwards = afterwards.map(|visit| slower(&quiet.attack, &outcome.after, *visit));
        let failed = outcome.attack.iter().flat_map(|(visit, met)| {
            let failed = met.failed.iter();
            failed.map(move |error| format!("{}: {error}", visit.name()))
        });
        let kib = u32::try_from(outcome.most_resident_kib).unwrap_or(u32::MAX);
        Self {
            kind: battle.only.unwrap_or("all"),
            hostile: battle.hostile,
            fresh: battle.fresh,
            visits: outcome.attack.iter().map(seen).collect(),
            afterwards: afterwards.fold(0.0, f64::max),
            memory_mib: f64::from(kib) / KIB,
            failed: failed.collect(),
        }
    }

    fn is_met(&self) -> bool {
        let is_met = |seen: &Seen| {
            let is_small = !matches!(seen.visit, Visit::Form | Visit::Upload);
            let least = match (self.hostile <= CROWD, is_small) {
                (true, _) => SUCCESS_LEAST,
                (false, true) => SUCCESS_LEAST_OF_SMALL,
                (false, false) => return true,
            };
            seen.success >= least && seen.slower <= SLOWER_MOST
        };
        self.visits.iter().all(is_met)
            && self.afterwards <= AFTERWARDS_MOST
            && self.memory_mib <= MEMORY_MOST_MIB
    }

    fn told(&self) -> Value {
        let visits: Vec<Value> = self
            .visits
            .iter()
            .map(|seen| {
                json!({
                    "visit": seen.visit.name(),
                    "visits": seen.visits,
                    "success": seen.success,
                    "slower": seen.slower,
                })
            })
            .collect();
        json!({
            "hostile_circuits": self.hostile,
            "kind": self.kind,
            "new_circuits_a_second": self.fresh,
            "visits": visits,
            "afterwards": self.afterwards,
            "most_resident_mib": self.memory_mib,
            "failed": self.failed,
            "met": self.is_met(),
        })
    }
}

fn told_of_quiet(quiet: &Outcome) -> Value {
    let visits = quiet.attack.iter();
    let p95_s: Vec<Value> = visits
        .map(|(visit, met)| {
            json!({
                "visit": visit.name(),
                "visits": met.visits(),
                "p95_s": met.percentile(PERCENTILE).as_secs_f64(),
            })
        })
        .collect();
    json!({ "hostile_circuits": 0, "visits": p95_s })
}

fn slower(quiet: &Phase, other: &Phase, visit: Visit) -> f64 {
    let p95 = |phase: &Phase| {
        let met = phase.get(&visit);
        met.map_or(f64::NAN, |met| met.percentile(PERCENTILE).as_secs_f64())
    };
    p95(other) / p95(quiet)
}

fn section(quiet: &Outcome, rows: &[Row]) -> Result<String> {
    let (mut names, mut line) = (String::new(), String::new());
    for (visit, met) in &quiet.attack {
        let p95 = met.percentile(PERCENTILE).as_secs_f64();
        write!(names, " {} |", visit.name())?;
        write!(line, " {p95:.1} s |")?;
    }
    let columns = " --- |".repeat(quiet.attack.len());
    let mut section = format!(
        "{TITLE}\nMade by `tests/bench attack`, which prints the same as JSON. Honest sources have 70 kB a second and half a
second before anything, each visit by a circuit of its own. Hostile circuits carry up to 400 kB a second each and 40 MB
a second together. All connect to the Unix socket where tor would, with tor's PROXY line before each connection. The
visits that count begin from {} s before the attack on until {} s after its begin; the attack lasts until the last of
them has ended. The vault has {} GiB, of which half stays free. The server, the attackers and the honest sources share
the machine. In each field: the part of the visits that ended in a confirmation, how many there were, and their 95th
percentile divided by that of a run without an attack. *Then*: the same ratio from {} s after the attack's end on, of
the slowest kind of pages and letters. Wanted: 99 % and at most 3 up to {CROWD} circuits, 95 % of pages and letters
beyond, then at most {AFTERWARDS_MOST}, and at most {MEMORY_MOST_MIB:.0} MiB (VmHWM).\n
| hostile circuits |{names} then | memory | |\n| --- |{columns} --- | --- | --- |\n| none |{line} | {:.0} MiB | |\n",
        BATTLE.before.as_secs(),
        BATTLE.attack.as_secs(),
        VAULT_MIB / 1_024,
        RECOVERY.as_secs(),
        quiet.most_resident_kib as f64 / KIB,
    );
    for row in rows {
        let fresh = match row.fresh {
            0 => String::new(),
            fresh => format!(", {fresh} new a second"),
        };
        write!(section, "| {}: {}{fresh} |", row.hostile, row.kind)?;
        for seen in &row.visits {
            let percent = seen.success * 100.0;
            write!(
                section,
                " {percent:.1} % of {} (× {:.1}) |",
                seen.visits, seen.slower
            )?;
        }
        let met = if row.is_met() { "met" } else { "**missed**" };
        writeln!(
            section,
            " × {:.1} | {:.0} MiB | {met} |",
            row.afterwards, row.memory_mib
        )?;
    }
    let commit = Command::new("git")
        .args(["describe", "--always", "--dirty"])
        .output()?;
    let load = fs::read_to_string("/proc/loadavg")?;
    let load = load.split(' ').next().unwrap_or_default();
    writeln!(
        section,
        "\nSourdine {}; load afterwards, of which the attack is a part: {load}.",
        String::from_utf8_lossy(&commit.stdout).trim()
    )?;
    Ok(section)
}

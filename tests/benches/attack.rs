//! Honest sources among a hostile crowd: how many get through, how long it takes them, what it
//! costs the server.

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
    attack::{Battle, Outcome, Phase, RECOVERY, Ways, fight, percentile},
    people::desk::Desk,
    programs::external_tools::folder,
    server::{Installation, Plan},
};

/// What issue 3 asks for.
const BATTLE: Battle = Battle {
    hostile: 200,
    honest: 20,
    quiet: Duration::from_secs(20),
    attack: Duration::from_secs(90),
};
const QUICK: Battle = Battle {
    hostile: 16,
    honest: 4,
    quiet: Duration::from_secs(2),
    attack: Duration::from_secs(4),
};
const SUCCESS_LEAST: f64 = 0.99;
/// Of the quiet 95th percentile.
const SLOWER_MOST: f64 = 3.0;
const AFTERWARDS_MOST: f64 = 1.5;
const MEMORY_MOST_MIB: f64 = 128.0;
/// Large enough for what the crowd can bring in that time.
const VAULT_MIB: u64 = 6 * 1_024;
const SUBMISSION_MIB: u64 = 512;
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
    let battle = if quick { QUICK } else { BATTLE };
    let room = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let desk = Desk::new()?;
    let plan = Plan {
        vault_mib: VAULT_MIB,
        submission_mib: SUBMISSION_MIB,
        ..Plan::default()
    };
    let server = Installation::make(room.path(), &desk, plan)?.serve()?;
    let ways = Ways::both(&server.sources);
    let outcome = fight(&server, ways, &desk, battle, room.path())?;
    let figures = figures(&outcome);
    let met = figures.iter().all(|figure| figure.met);
    let told = told(battle, &outcome, &figures);
    writeln!(std::io::stdout(), "{told:#}")?;
    if !quick {
        let page: PathBuf = folder().join(Path::new(PAGE));
        let before = fs::read_to_string(&page)?;
        let mut parts = before.split(TITLE);
        let others = parts.next().context("the page")?.trim_end();
        let after = parts.next().and_then(|part| part.split_once(NEXT));
        let mut text = format!("{others}\n\n{}", section(battle, &outcome, &figures)?);
        if let Some((_, after)) = after {
            write!(text, "{NEXT}{after}")?;
        }
        fs::write(&page, text)?;
    }
    Ok(quick || met)
}

struct Figure {
    what: &'static str,
    seen: String,
    target: String,
    met: bool,
}

fn figures(outcome: &Outcome) -> Vec<Figure> {
    let p95 = |phase: &Phase| phase.percentile(PERCENTILE);
    let slower = |phase: &Phase| p95(phase).as_secs_f64() / p95(&outcome.quiet).as_secs_f64();
    let (during, after) = (slower(&outcome.attack), slower(&outcome.after));
    let success = outcome.attack.success();
    let memory = f64::from(u32::try_from(outcome.most_resident_kib).unwrap_or(u32::MAX)) / KIB;
    vec![
        Figure {
            what: "honest visits that end in a confirmation",
            seen: format!("{:.2} %", success * 100.0),
            target: format!("≥ {:.0} %", SUCCESS_LEAST * 100.0),
            met: success >= SUCCESS_LEAST,
        },
        Figure {
            what: "their 95th percentile, divided by that before the attack",
            seen: format!("{during:.2}"),
            target: format!("≤ {SLOWER_MOST:.0}"),
            met: during <= SLOWER_MOST,
        },
        Figure {
            what: "the same ratio, from ten seconds after the attack on",
            seen: format!("{after:.2}"),
            target: format!("≤ {AFTERWARDS_MOST}"),
            met: after <= AFTERWARDS_MOST && outcome.after.failed.is_empty(),
        },
        Figure {
            what: "peak memory of the server (VmHWM)",
            seen: format!("{memory:.1} MiB"),
            target: format!("≤ {MEMORY_MOST_MIB:.0} MiB"),
            met: memory <= MEMORY_MOST_MIB,
        },
    ]
}

fn told(battle: Battle, outcome: &Outcome, figures: &[Figure]) -> Value {
    let phase = |phase: &Phase| {
        json!({
            "confirmed": phase.confirmed.len(),
            "failed": phase.failed,
            "p50_ms": phase.percentile(50).as_secs_f64() * 1_000.0,
            "p95_ms": phase.percentile(PERCENTILE).as_secs_f64() * 1_000.0,
            "p100_ms": phase.percentile(100).as_secs_f64() * 1_000.0,
            "disk_p95_ms": percentile(&phase.disk, PERCENTILE).as_secs_f64() * 1_000.0,
        })
    };
    let figures: Vec<Value> = figures
        .iter()
        .map(|figure| json!({"what": figure.what, "seen": figure.seen, "target": figure.target, "met": figure.met}))
        .collect();
    json!({
        "hostile_circuits": battle.hostile,
        "honest_sources": battle.honest,
        "attack_seconds": battle.attack.as_secs(),
        "quiet": phase(&outcome.quiet),
        "attack": phase(&outcome.attack),
        "after": phase(&outcome.after),
        "most_resident_kib": outcome.most_resident_kib,
        "hostile_begun": outcome.hostile.iter().map(|(kind, begun)| json!({"kind": kind, "begun": begun})).collect::<Vec<_>>(),
        "figures": figures,
    })
}

fn section(battle: Battle, outcome: &Outcome, figures: &[Figure]) -> Result<String> {
    let mut section = format!(
        "{TITLE}\nMade by `tests/bench attack`, which prints the same as JSON. The attackers hold {} circuits, each of which carries at
most 400 kB a second. There are {} honest sources at any moment. Each honest visit brings a message of 4 KiB by a
circuit of its own, and half of the visits are without script. All connect to the Unix socket where tor would, with
tor's PROXY line before each connection. The run is {} s of quiet, {} s of attack, then quiet again, which is measured
from {} s after the attack's end on. The server, the attackers and the honest sources share the machine.\n\n| what | seen | target | |\n| --- | --- | --- | --- |\n",
        battle.hostile,
        battle.honest,
        battle.quiet.as_secs(),
        battle.attack.as_secs(),
        RECOVERY.as_secs(),
    );
    for figure in figures {
        let met = if figure.met { "met" } else { "**missed**" };
        writeln!(
            section,
            "| {} | {} | {} | {met} |",
            figure.what, figure.seen, figure.target
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
    section.push_str("\n| honest visits | confirmed | failed | median | 95th percentile | longest | the disk alone |\n| --- | --- | --- | --- | --- | --- | --- |\n");
    for (when, phase) in [
        ("before", &outcome.quiet),
        ("during", &outcome.attack),
        ("after", &outcome.after),
    ] {
        let [half, most, all, disk] = [
            phase.percentile(50),
            phase.percentile(PERCENTILE),
            phase.percentile(100),
            percentile(&phase.disk, PERCENTILE),
        ]
        .map(|time| time.as_secs_f64() * 1_000.0);
        writeln!(
            section,
            "| {when} | {} | {} | {half:.1} ms | {most:.1} ms | {all:.1} ms | {disk:.1} ms |",
            phase.confirmed.len(),
            phase.failed.len(),
        )?;
    }
    section.push_str("\nThe disk alone: the 95th percentile of durable writes of 128 KiB beside the vault, ten a second, without the server.
Where it changes, the machine has changed.\n");
    section.push_str("\n| hostile kind | circuits | begun |\n| --- | --- | --- |\n");
    let kinds = u32::try_from(outcome.hostile.len())?;
    for (place, (kind, begun)) in (0..).zip(&outcome.hostile) {
        let circuits = (battle.hostile + kinds - 1 - place) / kinds;
        writeln!(section, "| {kind} | {circuits} | {begun} |")?;
    }
    Ok(section)
}

//! How much faster `sourdine pull` is over four circuits than over one, where a circuit is slow.

#![expect(
    clippy::disallowed_methods,
    reason = "how long something took is no metadata here, and the figures are nobody's secret"
)]

mod section;

use std::{
    env,
    fmt::Write as _,
    io::Write as _,
    process::ExitCode,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use sourdine_harness::{
    network::{
        http::Door,
        shaped::{Shape, ShapedSocks},
    },
    people::{desk::Desk, machine::Machine},
    server::{Installation, Plan, Server},
};

/// A circuit of tor's on a bad day.
const SLOW: Shape = Shape {
    pace: 70_000,
    round_trip: Duration::from_secs(1),
};
/// The same, twenty times as fast: says whether it runs.
const QUICK: Shape = Shape {
    pace: 1_400_000,
    round_trip: Duration::from_millis(50),
};
const CIRCUITS: usize = 4;
const MEGABYTE: usize = 1_000_000;
const SEVERAL: Load = Load {
    what: "20 envelopes of 1 MB",
    envelopes: 20,
    bytes: MEGABYTE,
    ratio_least: 3.5,
};
const LARGE: Load = Load {
    what: "1 envelope of 20 MB, by ranges",
    envelopes: 1,
    bytes: 20 * MEGABYTE,
    ratio_least: 3.0,
};
const PLAN: Plan = Plan {
    vault_mib: 96,
    submission_mib: 32,
    unix: true,
    quorum: 2,
    hold_days: 7,
    keep_days: (60, 14),
};
/// The part of the page that is ours: from here to the next title.
const TITLE: &str = "## Over several circuits";

/// What waits at a server.
#[derive(Clone, Copy)]
struct Load {
    what: &'static str,
    envelopes: usize,
    bytes: usize,
    /// By how much four circuits have to be faster than one.
    ratio_least: f64,
}

struct Figure {
    load: Load,
    one: Duration,
    four: Duration,
}

impl Figure {
    fn ratio(&self) -> f64 {
        self.one.as_secs_f64() / self.four.as_secs_f64()
    }

    fn is_met(&self) -> bool {
        self.ratio() >= self.load.ratio_least
    }
}

fn main() -> ExitCode {
    let quick = env::args().any(|word| word == "--quick");
    match run(quick) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            drop(writeln!(std::io::stderr(), "{error:#}"));
            ExitCode::FAILURE
        }
    }
}

/// Whether every target was met.
fn run(quick: bool) -> Result<bool> {
    let shape = if quick { QUICK } else { SLOW };
    let desk = &Desk::new()?;
    let figures = thread::scope(|scope| {
        let measuring =
            [SEVERAL, LARGE].map(|load| scope.spawn(move || measure(desk, load, shape)));
        let figures = measuring.map(|figure| figure.join().unwrap_or_else(|_| bail!("it broke")));
        figures.into_iter().collect::<Result<Vec<_>>>()
    })?;
    let told: Vec<Value> = figures
        .iter()
        .map(|figure| {
            json!({
                "what": figure.load.what,
                "one_circuit_s": figure.one.as_secs_f64(),
                "four_circuits_s": figure.four.as_secs_f64(),
                "ratio": figure.ratio(),
                "least": figure.load.ratio_least,
                "met": figure.is_met(),
            })
        })
        .collect();
    writeln!(std::io::stdout(), "{:#}", Value::from(told))?;
    if !quick {
        section::put(&section(shape, &figures)?)?;
    }
    Ok(quick || figures.iter().all(Figure::is_met))
}

/// Pulls by one circuit and by four, at the same time: no circuit takes from another.
fn measure(desk: &Desk, load: Load, shape: Shape) -> Result<Figure> {
    let room = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let server = Installation::make(room.path(), desk, PLAN)?.serve()?;
    for number in 0..load.envelopes {
        let mut bytes = vec![0; load.bytes];
        getrandom::fill(&mut bytes)?;
        let name = format!("{number}.bin");
        server.upload(&desk.seal("", &[(&name, &bytes)])?)?;
    }
    let [one, four] = thread::scope(|scope| {
        let pulling = [1, CIRCUITS].map(|circuits| {
            let server = &server;
            scope.spawn(move || pull(server, desk, load, shape, circuits))
        });
        pulling.map(|took| took.join().unwrap_or_else(|_| bail!("it broke")))
    });
    Ok(Figure {
        load,
        one: one?,
        four: four?,
    })
}

fn pull(
    server: &Server,
    desk: &Desk,
    load: Load,
    shape: Shape,
    circuits: usize,
) -> Result<Duration> {
    let Door::Unix(socket) = &server.editors else {
        bail!("a socket was asked for");
    };
    let socks = ShapedSocks::before(socket, shape)?;
    let machine = Machine::with(desk.tokens.first().context("a token")?)?;
    let onion = format!("http://{}d.onion", "q".repeat(55));
    let (proxy, at_once) = (format!("socks5h://{}", socks.address), circuits.to_string());
    let words = [
        "pull",
        "--server",
        &onion,
        "--proxy",
        &proxy,
        "--circuits",
        &at_once,
    ];
    let begun = Instant::now();
    let told = machine.told(&words)?;
    let took = begun.elapsed();
    let came = told.get("pulled").and_then(Value::as_array);
    ensure!(
        came.is_some_and(|came| came.len() == load.envelopes),
        "{told}"
    );
    ensure!(
        socks.carried().most_at_once == circuits,
        "{:?}",
        socks.carried()
    );
    Ok(took)
}

fn section(shape: Shape, figures: &[Figure]) -> Result<String> {
    let mut section = format!(
        "{TITLE}
Made by `tests/bench pull`, which prints the same as JSON. `sourdine pull` fetches from the real server, through a SOCKS
port that gives each SOCKS user {} kB/s and a round trip of {} s. The four pulls run at the same time. A time is that of
the whole command: connections, the list, and the files durable in the inbox.

| what waits | by one circuit | by {CIRCUITS} circuits | ratio | target | |\n| --- | --- | --- | --- | --- | --- |\n",
        shape.pace / 1_000,
        shape.round_trip.as_secs(),
    );
    for figure in figures {
        let met = if figure.is_met() { "met" } else { "**missed**" };
        writeln!(
            section,
            "| {} | {:.1} s | {:.1} s | {:.2} | ≥ {:.1} | {met} |",
            figure.load.what,
            figure.one.as_secs_f64(),
            figure.four.as_secs_f64(),
            figure.ratio(),
            figure.load.ratio_least,
        )?;
    }
    writeln!(section, "\nSourdine {}.", section::commit()?)?;
    Ok(section)
}

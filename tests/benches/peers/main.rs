//! Sourdine beside rage and OnionShare: the same work, on the same disk, in turns, so that what
//! else the machine does falls on both.

#![expect(
    clippy::disallowed_methods,
    reason = "how long something took is no metadata here, and the files are nobody's secret"
)]

mod figures;
mod first;
mod machine;
mod open;
mod others;
mod page;
mod peers;
mod small;
mod upload;
mod work;

use std::{env, fs, io::Write as _, path::Path, process::ExitCode};

use anyhow::Result;
use sourdine_harness::programs::external_tools::folder;

use crate::{figures::Figure, machine::Machine, work::Work};

/// How something is measured.
type Measure = fn(&Work) -> Result<Vec<Figure>>;

/// What can be measured.
const PARTS: [(&str, Measure); 5] = [
    ("upload", upload::measure),
    ("small", small::measure),
    ("first", first::measure),
    ("open", open::measure),
    ("others", others::measure),
];
/// What stands below, which `tests/benches/attack.rs` writes.
const ATTACK: &str = "## Under attack";
/// Where the figures go.
const PAGE: &str = "../docs/benchmarks.md";

fn main() -> ExitCode {
    // cargo adds `--bench`.
    let typed: Vec<String> = env::args()
        .skip(1)
        .filter(|word| word != "--bench")
        .collect();
    match run(&typed) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => {
            work::say("A target was missed.");
            ExitCode::FAILURE
        }
        Err(error) => {
            work::say(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

/// Whether every target was met.
fn run(typed: &[String]) -> Result<bool> {
    let quick = typed.iter().any(|word| word == "--quick");
    let wanted = |name: &str| typed.iter().any(|word| word == name);
    let all = !PARTS.iter().any(|(name, _)| wanted(name));
    let machine = Machine::look()?;
    let work = Work::new(quick)?;
    let mut figures = Vec::new();
    for (name, measure) in PARTS {
        if all || wanted(name) {
            work::say(&format!("== {name}"));
            figures.extend(measure(&work)?);
        }
    }
    let page = page::write(&machine, &work, &figures)?;
    if all && !quick {
        let file = folder().join(Path::new(PAGE));
        let before = fs::read_to_string(&file)?;
        let attack = before
            .split_once(ATTACK)
            .map(|(_, section)| format!("\n{ATTACK}{section}"));
        fs::write(file, page + &attack.unwrap_or_default())?;
    } else {
        std::io::stdout().write_all(page.as_bytes())?;
    }
    Ok(quick || figures.iter().all(|figure| figure.met() != Some(false)))
}

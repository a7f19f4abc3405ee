//! Sourdine where it is meant to be: behind two onions of a real tor, in a Tor network that is this
//! test's own. One network, one server and one desk serve the whole story, which is why it is one
//! test.

#![expect(
    clippy::print_stdout,
    reason = "which step took how long is what one wants to know of a long test"
)]

mod attack;
mod editors;
mod restarts;
mod sources;
mod stage;
mod traces;

use std::time::Instant;

use anyhow::{Context, Result, ensure};
use sourdine_harness::{network::tor::verify_torrc, soak};

use crate::stage::Stage;

/// How often the story is played when the long counts are asked for, each time in a new network.
const ROUNDS: usize = 10;
const MEGABYTES: usize = 30;
const RESTARTS: u64 = 3;
/// The large upload, when the long counts are asked for.
const LARGE_MEGABYTES: usize = 500;
const LARGE_RESTARTS: u64 = 10;

/// A part of the story, by what it shows.
type Step = (&'static str, fn(&mut Stage) -> Result<()>);

#[test]
fn the_whole_story_through_a_private_tor_network() -> Result<()> {
    let rounds = if soak() { ROUNDS } else { 1 };
    for round in 1..=rounds {
        story(round).with_context(|| format!("round {round} of {rounds}"))?;
    }
    Ok(())
}

fn story(round: usize) -> Result<()> {
    let begun = Instant::now();
    let told = |step: &str| println!("round {round}, {:>4} s: {step}", begun.elapsed().as_secs());
    let large = soak() && round == 1;
    let mut stage = Stage::new(if large { LARGE_MEGABYTES } else { MEGABYTES })?;
    told("network, server, onions and people are there");
    let steps: [Step; 6] = [
        (
            "Firefox sends at three levels",
            sources::send_at_three_levels,
        ),
        (
            "what sources are served is audited",
            sources::the_page_is_audited,
        ),
        (
            "who has no key is kept out",
            editors::strangers_are_kept_out,
        ),
        ("an editor is added", editors::an_editor_is_added),
        ("an editor is taken off", editors::an_editor_is_taken_off),
        ("tor ends in the middle, again and again", |stage| {
            restarts::an_upload_survives(stage, MEGABYTES, RESTARTS)
        }),
    ];
    for (name, step) in steps {
        step(&mut stage).with_context(|| format!("{name}\n{}", stage.last_lines()))?;
        told(name);
    }
    if large {
        restarts::an_upload_survives(&mut stage, LARGE_MEGABYTES, LARGE_RESTARTS)?;
        told("a large upload survives ten of them");
    }
    attack::honest_sources_get_through(&stage)
        .with_context(|| format!("an attack\n{}", stage.last_lines()))?;
    told("honest sources get through a crowd");
    Ok(())
}

#[test]
fn tor_takes_the_operators_torrc() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let said = verify_torrc(folder.path())?;
    ensure!(said.contains("Configuration was valid"), "{said}");
    Ok(())
}

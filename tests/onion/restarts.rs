//! The source's tor ends in the middle of an upload and starts again: the page goes on by itself,
//! and sends little again.

use std::{
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use sourdine_harness::{
    browser::{Browser, Story, play, text},
    network::relay::Relay,
    people::submission::Submission,
};

use crate::stage::Stage;

/// On a busy machine, and however often tor starts anew.
const PATIENCE: Duration = Duration::from_secs(1_200);
const LOOK_AGAIN: Duration = Duration::from_millis(20);
/// What the network adds to what it carries: heads of cells (514 bytes for 498) and of TLS, words
/// about the flow, circuits, the pages; in hundredths.
const ADDED_PERCENT: u64 = 8;

/// A restart costs at most so many bytes that leave the source's machine twice.
const AGAIN_MAX_BYTES: u64 = 4_194_304;

/// So many megabytes arrive whole, and each restart costs little.
pub(crate) fn an_upload_survives(stage: &mut Stage, megabytes: usize, restarts: u64) -> Result<()> {
    let submission = Submission::of_megabytes(megabytes)?;
    let story = Story {
        proxy: Some(stage.source.socks()),
        patience: Some(PATIENCE.as_secs()),
        ..submission.story("sendWithScript", Browser::FirefoxStandard, stage.origin())
    };
    let (arrived, written) = (stage.arrived.bytes(), stage.source.written()?);
    let bytes = u64::try_from(megabytes)? * 1_000_000;
    let seen = thread::scope(|scope| {
        let playing = scope.spawn(|| play(&story));
        for restart in 1..=restarts {
            let mark = arrived + bytes * restart / (restarts + 1);
            wait_for(mark, &stage.arrived, || playing.is_finished())?;
            stage.source.restart()?;
            // What is under way is cut, whether the page notices or the browser begins the piece
            // again by itself.
            ensure!(
                stage.arrived.bytes() < arrived + bytes,
                "it was over before"
            );
        }
        playing.join().ok().context("the story's thread")?
    })?;
    ensure!(text(&seen, "/state")? == "#done", "{seen}");
    let size = stage.alice_opens(&submission)?;
    let arrived = stage.arrived.bytes() - arrived;
    ensure!(arrived >= size, "{arrived} bytes arrived");
    let written = stage.source.written()? - written;
    let most = size + restarts * AGAIN_MAX_BYTES;
    let most = most + most * ADDED_PERCENT / 100;
    println!(
        "{megabytes} MB sealed are {size} bytes; with {restarts} restarts {written} left the source's tor, of at most {most}"
    );
    ensure!(written <= most, "{written} bytes left the source's tor");
    Ok(())
}

fn wait_for(mark: u64, relay: &Relay, ended: impl Fn() -> bool) -> Result<()> {
    let deadline = Instant::now() + PATIENCE;
    while relay.bytes() < mark {
        ensure!(!ended(), "it ended before {mark} bytes arrived");
        ensure!(Instant::now() < deadline, "{mark} bytes never arrive");
        thread::sleep(LOOK_AGAIN);
    }
    Ok(())
}

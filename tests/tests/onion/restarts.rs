//! The source's tor ends in the middle of an upload and starts again: the page goes on by itself, and sends little again.

use std::{
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use sourdine_protocol::wire::PIECE_BYTES;
use sourdine_tests::{
    browser::{Browser, Story, play, text},
    luggage::Luggage,
    relay::Relay,
};

use crate::stage::Stage;

/// On a busy machine, and however often tor starts anew.
const PATIENCE: Duration = Duration::from_secs(1_200);
const LOOK_AGAIN: Duration = Duration::from_millis(20);
/// What heads of requests, SOCKS and the pages cost for each piece and each restart, in bytes.
const HEADS_BYTES: u64 = 16_384;

/// So many megabytes arrive whole, and for each restart at most one piece leaves the browser twice.
pub(crate) fn an_upload_survives(stage: &mut Stage, megabytes: usize, restarts: u64) -> Result<()> {
    let luggage = Luggage::of_megabytes(megabytes)?;
    let relay = Relay::before(stage.source.socks())?;
    let story = Story {
        proxy: Some(relay.port()),
        patience: Some(PATIENCE.as_secs()),
        ..luggage.story("sendWithScript", Browser::FirefoxStandard, stage.origin())
    };
    let bytes = u64::try_from(megabytes)? * 1_000_000;
    let seen = thread::scope(|scope| {
        let playing = scope.spawn(|| play(&story));
        for restart in 1..=restarts {
            let mark = bytes * restart / (restarts + 1);
            wait_for(mark, &relay, || playing.is_finished())?;
            stage.source.restart()?;
        }
        playing.join().ok().context("the story's thread")?
    })?;
    ensure!(text(&seen, "/state")? == "#done", "{seen}");
    let size = stage.alice_opens(&luggage)?;
    let pieces = size / PIECE_BYTES + 1;
    let most = size + restarts * PIECE_BYTES + (pieces + restarts) * HEADS_BYTES;
    let sent = relay.sent();
    println!(
        "{megabytes} MB sealed are {size} bytes; with {restarts} restarts {sent} left the browser, of at most {most}"
    );
    ensure!(sent >= size && sent <= most, "{sent} bytes were sent");
    Ok(())
}

fn wait_for(mark: u64, relay: &Relay, ended: impl Fn() -> bool) -> Result<()> {
    let deadline = Instant::now() + PATIENCE;
    while relay.sent() < mark {
        ensure!(!ended(), "it ended before {mark} bytes were sent");
        ensure!(Instant::now() < deadline, "{mark} bytes are never sent");
        thread::sleep(LOOK_AGAIN);
    }
    Ok(())
}

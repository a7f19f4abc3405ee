//! A form and a piece that nobody reads for two minutes, as long as the server lets them wait for
//! their turn: no browser and no page gives up, and both arrive.

use std::{
    thread,
    time::{Duration, Instant},
};

use anyhow::{Result, anyhow, ensure};
use sourdine_harness::{
    browser::{Browser, play, text},
    network::proxy::Fate,
    people::submission::Submission,
};

use crate::stage::Stage;

/// The longest that a body waits for its turn.
const UNREAD: Duration = Duration::from_secs(120);

/// A body of so many bytes is the form's or the piece's.
const LARGE_BYTES: u64 = 1_000_000;

/// Holds back the first request that brings much.
fn waits(browser: Browser, story: &str, end: &str) -> Result<()> {
    let stage = Stage::new(8)?;
    let submission = Submission::of_megabytes(2)?;
    let mut held = false;
    let proxy = stage.proxy(move |request| {
        if request.length < LARGE_BYTES || std::mem::replace(&mut held, true) {
            return Fate::Pass;
        }
        Fate::Hold(UNREAD)
    })?;
    let begun = Instant::now();
    let origin = format!("http://{}", proxy.address);
    let seen = play(&submission.story(story, browser, origin))?;
    let said = text(&seen, end)?;
    ensure!(
        said == "C’est arrivé, scellé.",
        "{browser:?}: {said}\n{seen}"
    );
    ensure!(begun.elapsed() >= UNREAD, "it was not held");
    let sent = proxy.traffic().requests;
    let sent = sent.iter().filter(|one| one.length >= LARGE_BYTES).count();
    ensure!(sent == 1, "{browser:?} sent it {sent} times");
    submission.check(&stage.open_only()?)
}

#[test]
fn firefox_waits_two_minutes_for_a_server_that_does_not_read_yet() -> Result<()> {
    thread::scope(|scope| {
        let form = scope.spawn(|| {
            let end = "/answers/0/heading";
            waits(Browser::FirefoxSafest, "sendWithoutScript", end)
        });
        let upload = scope.spawn(|| waits(Browser::FirefoxStandard, "sendWithScript", "/heading"));
        let stopped = |_| anyhow!("a browser's thread stopped");
        form.join().map_err(stopped)??;
        upload.join().map_err(stopped)?
    })
}

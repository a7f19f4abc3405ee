//! Firefox's form, and the first piece of its page's upload, stay unread for two minutes: the
//! server lets them wait as long for a permit. Neither Firefox nor the page gives up, and both
//! arrive.

use std::{
    thread,
    time::{Duration, Instant},
};

use anyhow::{Result, anyhow, ensure};
use sourdine_harness::{
    browser::{Browser, play, text},
    network::{http::Door, late::Late},
    people::submission::Submission,
};

use crate::stage::Stage;

/// The longest that a body waits for its turn.
const UNREAD: Duration = Duration::from_secs(120);
/// The form and the piece are longer than this, in bytes, and every other body is shorter.
const LARGE_BYTES: usize = 1_000_000;

fn waits(browser: Browser, story: &str, end: &str) -> Result<()> {
    let stage = Stage::new(8)?;
    let submission = Submission::of_megabytes(2)?;
    let Door::Tcp(sources) = &stage.server.sources else {
        return Err(anyhow!("a proxy needs TCP"));
    };
    let late = Late::start(*sources, LARGE_BYTES, UNREAD)?;
    let begun = Instant::now();
    let origin = format!("http://{}", late.address);
    let seen = play(&submission.story(story, browser, origin))?;
    let said = text(&seen, end)?;
    ensure!(
        said == "C’est arrivé, scellé.",
        "{browser:?}: {said}\n{seen}"
    );
    ensure!(begun.elapsed() >= UNREAD, "it was not held");
    let sent = late.large();
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

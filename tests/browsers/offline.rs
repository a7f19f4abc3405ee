//! The single-file page, saved from the desk and opened from the disk; and what both pages seal,
//! opened by programs that are not ours.

use std::fs;

use anyhow::{Result, ensure};
use sourdine_harness::{
    browser::{Browser, play, text},
    people::submission::Submission,
};
use sourdine_protocol::{codename::Codename, envelope::SealedBy};

use crate::stage::Stage;

fn seals_offline(browser: Browser) -> Result<()> {
    let stage = Stage::new(8)?;
    let submission = Submission::of_megabytes(5)?;
    let downloads = tempfile::tempdir()?;
    let mut story = submission.story("sealOffline", browser, stage.origin()?);
    story.downloads = Some(downloads.path().to_path_buf());
    let seen = play(&story)?;
    ensure!(
        text(&seen, "/heading")? == "Scellé, pas encore envoyé.",
        "{seen}"
    );
    Codename::parse(text(&seen, "/words")?)?;
    let saved = fs::read(downloads.path().join("sourdine-offline-fr.html"))?;
    let served = stage.server.sources.ask("GET /fr/offline", b"")?.page()?;
    ensure!(
        saved == served.as_bytes(),
        "the page that was saved differs"
    );
    ensure!(stage.fetch()?.is_empty(), "nothing was sent");

    let sealed = fs::read(downloads.path().join("sealed.age"))?;
    let opened = stage.desk.open(&sealed)?;
    ensure!(opened.sealed_by == SealedBy::Offline);
    submission.check(&opened)?;
    submission.check_with_others(&sealed, &stage.desk)
}

#[test]
fn firefox_seals_offline() -> Result<()> {
    seals_offline(Browser::FirefoxStandard)
}

#[test]
fn chromium_seals_offline() -> Result<()> {
    seals_offline(Browser::Chromium)
}

/// By the page, with the JIT's absence, in Chromium's native way, and by the server.
#[test]
fn what_is_sent_opens_with_programs_that_are_not_ours() -> Result<()> {
    for browser in [
        Browser::FirefoxSafer,
        Browser::Chromium,
        Browser::FirefoxSafest,
    ] {
        let stage = Stage::new(8)?;
        let submission = Submission::of_megabytes(3)?;
        let name = if browser.has_script() {
            "sendWithScript"
        } else {
            "sendWithoutScript"
        };
        play(&submission.story(name, browser, stage.origin()?))?;
        submission.check_with_others(&stage.fetch_only()?, &stage.desk)?;
    }
    Ok(())
}

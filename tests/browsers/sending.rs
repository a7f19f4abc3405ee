//! A message and files, from the first page to the confirmation, and on to the editors.

use anyhow::{Result, ensure};
use sourdine_harness::{
    browser::{Browser, play, text},
    network::proxy::Fate,
    people::submission::Submission,
};
use sourdine_protocol::{codename::Codename, envelope::SealedBy, text::Language};

use crate::stage::Stage;

const ROOM_MIB: u64 = 72;

fn sends(browser: Browser, megabytes: usize) -> Result<()> {
    let stage = Stage::new(ROOM_MIB)?;
    let submission = Submission::of_megabytes(megabytes)?;
    if browser.has_script() {
        let seen = play(&submission.story("sendWithScript", browser, stage.origin()?))?;
        ensure!(text(&seen, "/state")? == "#done", "{seen}");
        ensure!(text(&seen, "/heading")? == "C’est arrivé, scellé.");
        ensure!(text(&seen, "/protection")? == "Scellé dans ce navigateur");
        ensure!(text(&seen, "/leftovers")?.is_empty(), "{seen}");
        Codename::parse(text(&seen, "/words")?)?;
    } else {
        let seen = play(&submission.story("sendWithoutScript", browser, stage.origin()?))?;
        ensure!(
            text(&seen, "/answers/0/heading")? == "C’est arrivé, scellé.",
            "{seen}"
        );
        ensure!(text(&seen, "/protection")? == "Scellé par le serveur");
        Codename::parse(text(&seen, "/words")?)?;
        let kept = text(&seen, "/kept")?;
        ensure!(
            kept == text(&seen, "/words")?,
            "the first tab keeps the codename"
        );
    }
    let opened = stage.open_only()?;
    let sealer = if browser.has_script() {
        SealedBy::Page
    } else {
        SealedBy::Server
    };
    ensure!(opened.sealed_by == sealer && opened.language == Language::Fr);
    submission.check(&opened)
}

#[test]
fn firefox_standard_sends_60_megabytes() -> Result<()> {
    sends(Browser::FirefoxStandard, 60)
}

#[test]
fn firefox_safer_sends_10_megabytes() -> Result<()> {
    sends(Browser::FirefoxSafer, 10)
}

/// Firefox was seen to stall here, with other servers.
#[test]
fn firefox_safest_sends_60_megabytes_five_times_of_five() -> Result<()> {
    (0..5).try_for_each(|_| sends(Browser::FirefoxSafest, 60))
}

#[test]
fn chromium_sends_60_megabytes() -> Result<()> {
    sends(Browser::Chromium, 60)
}

#[test]
fn chromium_without_script_sends_60_megabytes() -> Result<()> {
    sends(Browser::ChromiumWithoutScript, 60)
}

/// The answer is lost after the envelope was stored: the receipt tells, and what is sent again all
/// the same is recognised.
fn recovers_a_lost_answer(browser: Browser) -> Result<()> {
    let stage = Stage::new(8)?;
    let submission = Submission::of_megabytes(2)?;
    let mut lost = false;
    let proxy = stage.proxy(move |request| {
        if request.line == "POST /fr/send" && !lost {
            lost = true;
            return Fate::Swallow;
        }
        Fate::Pass
    })?;
    let mut story = submission.story(
        "sendWithoutScript",
        browser,
        format!("http://{}", proxy.address),
    );
    story.lost = vec![true, false];
    let seen = play(&story)?;
    ensure!(text(&seen, "/receipts/0")? == "Ce n’est pas ici.", "{seen}");
    ensure!(
        text(&seen, "/receipts/1")? == "Oui, c’est arrivé.",
        "{seen}"
    );
    ensure!(
        text(&seen, "/answers/0/heading")? == "C’est arrivé, scellé.",
        "{seen}"
    );
    // Chromium had sent it again by itself.
    let envelopes = stage.fetch()?;
    ensure!(envelopes.len() >= 2, "{} envelopes", envelopes.len());
    let mut submissions = Vec::new();
    for envelope in &envelopes {
        let opened = stage.desk.open(envelope)?;
        submission.check(&opened)?;
        submissions.push(opened.submission);
    }
    submissions.dedup();
    ensure!(submissions.len() == 1, "one submission, sent twice");
    Ok(())
}

#[test]
fn firefox_safest_recovers_a_lost_answer() -> Result<()> {
    recovers_a_lost_answer(Browser::FirefoxSafest)
}

#[test]
fn chromium_without_script_recovers_a_lost_answer() -> Result<()> {
    recovers_a_lost_answer(Browser::ChromiumWithoutScript)
}

/// What is refused is said, whether the browser seals or the server.
fn is_told_that_it_is_too_large(browser: Browser, name: &str, pointer: &str) -> Result<()> {
    let stage = Stage::new(1)?;
    let submission = Submission::of_megabytes(3)?;
    let seen = play(&submission.story(name, browser, stage.origin()?))?;
    let said = text(&seen, pointer)?;
    ensure!(said.starts_with("Trop gros"), "{said}");
    ensure!(stage.fetch()?.is_empty());
    Ok(())
}

#[test]
fn firefox_safest_is_told_that_it_is_too_large() -> Result<()> {
    is_told_that_it_is_too_large(
        Browser::FirefoxSafest,
        "sendWithoutScript",
        "/answers/0/heading",
    )
}

#[test]
fn chromium_without_script_is_told_that_it_is_too_large() -> Result<()> {
    is_told_that_it_is_too_large(
        Browser::ChromiumWithoutScript,
        "sendWithoutScript",
        "/answers/0/heading",
    )
}

#[test]
fn chromium_is_told_that_it_is_too_large() -> Result<()> {
    is_told_that_it_is_too_large(Browser::Chromium, "sendWithScript", "/problem")
}

//! Pages that everyone can use: nothing that axe-core finds wrong in any of their states, and a
//! submission without a mouse.

use anyhow::{Result, ensure};
use serde_json::Value;
use sourdine_harness::{
    browser::{Browser, Story, play, text},
    network::proxy::Fate,
    people::submission::Submission,
};

use crate::stage::Stage;

/// States and pages that are read.
const READ: usize = 17;

fn reads_well(language: &str) -> Result<()> {
    let stage = Stage::new(8)?;
    let submission = Submission::of_megabytes(2)?;
    let downloads = tempfile::tempdir()?;
    let mut uploads = 0;
    // The first upload gets nowhere.
    let proxy = stage.proxy(move |request| {
        if request.line == "POST /upload" {
            uploads += 1;
        }
        if request.line.starts_with("PATCH ") && uploads == 1 {
            Fate::Cut(0)
        } else {
            Fate::Pass
        }
    })?;
    let origin = format!("http://{}", proxy.address);
    let mut story = submission.story("readEverything", Browser::Chromium, origin);
    story.language = language;
    story.downloads = Some(downloads.path().to_path_buf());
    let seen = play(&story)?;
    let list = |name: &str| seen.get(name).and_then(Value::as_array).cloned();
    ensure!(
        list("read").is_some_and(|read| read.len() == READ),
        "{seen}"
    );
    ensure!(
        list("violations").is_some_and(|found| found.is_empty()),
        "{:#?}",
        list("violations")
    );
    ensure!(stage.fetch()?.len() == 2, "one with script, one without");
    Ok(())
}

#[test]
fn french_pages_read_well() -> Result<()> {
    reads_well("fr")
}

#[test]
fn english_pages_read_well() -> Result<()> {
    reads_well("en")
}

fn sends_by_keyboard(browser: Browser) -> Result<()> {
    let stage = Stage::new(8)?;
    let submission = Submission::of_megabytes(2)?;
    let seen = play(&submission.story("sendByKeyboard", browser, stage.origin()?))?;
    ensure!(text(&seen, "/first")? == "Aller au contenu", "{seen}");
    ensure!(
        text(&seen, "/heading")? == "C’est arrivé, scellé.",
        "{seen}"
    );
    submission.check(&stage.open_only()?)
}

#[test]
fn chromium_sends_by_keyboard() -> Result<()> {
    sends_by_keyboard(Browser::Chromium)
}

#[test]
fn chromium_without_script_sends_by_keyboard() -> Result<()> {
    sends_by_keyboard(Browser::ChromiumWithoutScript)
}

/// Every other story is watched like this one.
#[test]
fn what_the_policy_forbids_is_seen() -> Result<()> {
    for browser in [Browser::Chromium, Browser::FirefoxStandard] {
        let stage = Stage::new(8)?;
        let seen = play(&Story::new("misbehave", browser, stage.origin()?));
        let complaint = seen.err().map(|error| format!("{error:#}"));
        let told = complaint
            .as_ref()
            .is_some_and(|told| told.contains("policy violation: img-src"));
        ensure!(told, "{complaint:?}");
    }
    Ok(())
}

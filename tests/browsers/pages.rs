//! Pages that everyone can use: nothing that axe-core finds wrong in any of their states, and a
//! submission without a mouse.

use std::{collections::BTreeMap, env, path::PathBuf};

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use sourdine_harness::{
    browser::{Browser, Story, play, text},
    network::{proxy::Fate, tamper::Tamperer},
    people::submission::Submission,
    programs::external_tools,
};

use crate::stage::Stage;

/// Where pictures of all states are put, if this is set.
const PICTURES: &str = "SOURDINE_PICTURES";

/// The states that a source sees on her way, in their order.
const ON_THE_WAY: [&str; 22] = [
    "landing",
    "landing-without-script",
    "landing-broken",
    "landing-checking",
    "letter",
    "letter-files",
    "sending",
    "failed",
    "done",
    "unconfirmed",
    "keys",
    "not-found",
    "begin",
    "absent",
    "empty",
    "confirmation",
    "arrived",
    "malformed",
    "offline",
    "offline-without-script",
    "offline-letter",
    "offline-done",
];

fn pictures() -> Option<PathBuf> {
    env::var_os(PICTURES).map(PathBuf::from)
}

/// Every state was read, and nothing was found wrong in any, at a desktop's width and a phone's.
fn check(seen: &Value, states: &[&str]) -> Result<()> {
    let list = |name: &str| seen.get(name).and_then(Value::as_array).cloned();
    let read = list("read").context("what was read")?;
    ensure!(read == states, "{read:?}");
    let violations = list("violations").context("what was found")?;
    ensure!(violations.is_empty(), "{violations:#?}");
    Ok(())
}

fn reads_well(language: &str) -> Result<()> {
    let stage = Stage::new(8)?;
    let submission = Submission::of_megabytes(2)?;
    let downloads = tempfile::tempdir()?;
    let mut first = None;
    // The first upload gets nowhere.
    let proxy = stage.proxy(move |request| match request.field("upload-name") {
        Some(name) if first.get_or_insert_with(|| name.to_owned()) == name => Fate::Cut(0),
        Some(_) | None => Fate::Pass,
    })?;
    let origin = format!("http://{}", proxy.address);
    let mut story = submission.story("readEverything", Browser::Chromium, origin);
    let sealed = stage.desk.seal("sealed", &[])?;
    let cut = sealed.get(..100).context("an age file")?;
    for (name, bytes) in [("sealed.age", sealed.as_slice()), ("cut.age", cut)] {
        let path = downloads.path().join(name);
        external_tools::write(&path, bytes)?;
        story.files.push(path);
    }
    story.noted = 2;
    story.language = language;
    story.downloads = Some(downloads.path().to_path_buf());
    story.shots = pictures();
    check(&play(&story)?, &ON_THE_WAY)?;
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

/// Each refusal, and the first page in each state of the desk: all that the release knows.
#[test]
fn pages_that_say_no_read_well() -> Result<()> {
    for language in ["fr", "en"] {
        let stage = Stage::new(8)?;
        let answers = stage.answers(language)?;
        let names: Vec<String> = answers.iter().map(|(name, _)| name.clone()).collect();
        let at = |name: &str| format!("GET /{language}/state/{name}");
        let answers = answers.into_iter();
        let answers: BTreeMap<_, _> = answers.map(|(name, bytes)| (at(&name), bytes)).collect();
        let upstream = stage.server.sources.address().context("TCP")?;
        let tamperer = Tamperer::start(upstream, move |request, answer| {
            Some(answers.get(&request.asked).cloned().unwrap_or(answer))
        })?;
        let mut story = Story::new("readStates", Browser::Chromium, tamperer.server());
        story.language = language;
        story.pages.clone_from(&names);
        story.shots = pictures();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        ensure!(names.len() == 12, "{names:?}");
        check(&play(&story)?, &names)?;
    }
    Ok(())
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

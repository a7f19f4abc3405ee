//! A source is never misled: mistakes are told beside what caused them, nothing is lost by going
//! back, and what is said of a submission is true.

use std::{path::PathBuf, sync::mpsc, thread};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use sourdine_harness::{
    browser::{Browser, Story, make_file, play, text},
    network::proxy::Fate,
    people::submission::Submission,
    programs::external_tools,
};
use tempfile::TempDir;

use crate::stage::Stage;

const MIB: usize = 1_048_576;

/// A file in a folder, with these bytes.
fn file(folder: &TempDir, name: &str, bytes: &[u8]) -> Result<PathBuf> {
    let path = folder.path().join(name);
    external_tools::write(&path, bytes)?;
    Ok(path)
}

fn list(seen: &Value, name: &str) -> Result<Vec<String>> {
    let list = seen.get(name).and_then(Value::as_array);
    let texts = list.with_context(|| format!("{name} in {seen}"))?.iter();
    Ok(texts
        .map(|text| text.as_str().unwrap_or_default().to_owned())
        .collect())
}

/// What stands at a place in what was seen.
fn at<'a>(seen: &'a Value, pointer: &str) -> Result<&'a Value> {
    let value = seen.pointer(pointer);
    value.with_context(|| format!("{pointer} in {seen}"))
}

/// At each moment what is told beside the field, and whether the field is marked.
const MOMENTS: [(&str, &str, bool); 5] = [
    ("empty", NOTHING, true),
    ("stillEmpty", NOTHING, true),
    ("mended", "", false),
    ("tooLarge", "Trop gros : un fichier dépasse", true),
    ("takenOut", "", false),
];
const NOTHING: &str = "Écrivez d’abord un message ou ajoutez un fichier.";

fn tells_mistakes_beside_their_field(browser: Browser) -> Result<()> {
    let stage = Stage::new(2)?;
    let folder = tempfile::tempdir()?;
    let sealed = stage.desk.seal("sealed", &[])?;
    let large = folder.path().join("film.mp4");
    make_file(&large, 3 * MIB, 5)?;
    let mut story = Story::new("mistakes", browser, stage.origin()?);
    story.message = "Où ?";
    let cut = sealed.get(..100).context("an age file")?;
    story.files = vec![
        file(&folder, "plain.txt", b"plain")?,
        file(&folder, "sealed.age", &sealed)?,
        file(&folder, "cut.age", cut)?,
        large,
    ];
    let seen = play(&story)?;
    for (moment, said, is_invalid) in MOMENTS {
        let told = at(&seen, &format!("/{moment}"))?;
        let words = text(told, "/said")?.replace(['\u{202f}', '\u{a0}'], " ");
        ensure!(words.starts_with(said), "{moment}: {told}");
        ensure!(words.is_empty() == said.is_empty(), "{moment}: {told}");
        ensure!(text(told, "/invalid")? == is_invalid.to_string(), "{told}");
        ensure!(at(told, "/described")? == true, "{moment}: {told}");
        ensure!(at(told, "/beside")? == true || !is_invalid, "{told}");
    }
    ensure!(at(&seen, "/empty/focused")? == true, "{seen}");
    is_told_what_was_sent(&seen)?;
    let opened = stage.open_only()?;
    ensure!(opened.files.len() == 3 && opened.message.is_some());
    Ok(())
}

/// Title and history follow the page; what came is listed at its end.
fn is_told_what_was_sent(seen: &Value) -> Result<()> {
    let (reading, done) = ("Transmettre des documents", "C’est arrivé, scellé.");
    let titles = [reading, "Votre envoi", reading, done];
    let titles = titles.map(|title| format!("{title} · Observatoire"));
    ensure!(list(seen, "titles")? == titles, "{seen}");
    let notes = list(seen, "notes")?.join("\n");
    for note in ["Déjà scellé", "coupé ou modifié"] {
        ensure!(notes.contains(note), "{notes}");
    }
    let kept = json!({ "message": "Où ?", "files": 3, "words": true });
    ensure!(at(seen, "/kept")? == &kept, "{seen}");
    let facts = list(seen, "facts")?.join("\n");
    let facts = facts.replace(['\u{202f}', '\u{a0}'], " ");
    for fact in ["Avec un message.", "3 ·", "avec age : 1", "modifiés"] {
        ensure!(facts.contains(fact), "{fact}: {facts}");
    }
    Ok(())
}

#[test]
fn chromium_tells_mistakes_beside_their_field() -> Result<()> {
    tells_mistakes_beside_their_field(Browser::Chromium)
}

#[test]
fn firefox_tells_mistakes_beside_their_field() -> Result<()> {
    tells_mistakes_beside_their_field(Browser::FirefoxStandard)
}

#[test]
fn what_was_sealed_beforehand_needs_no_other_words() -> Result<()> {
    let stage = Stage::new(2)?;
    let folder = tempfile::tempdir()?;
    let sealed = file(&folder, "sealed.age", &stage.desk.seal("sealed", &[])?)?;
    let mut story = Story::new("sealedBeforehand", Browser::Chromium, stage.origin()?);
    story.files = vec![sealed];
    let seen = play(&story)?;
    for (moment, is_seen) in [("before", true), ("after", false), ("written", true)] {
        ensure!(at(&seen, &format!("/{moment}"))? == is_seen, "{seen}");
    }
    Ok(())
}

#[test]
fn the_words_are_hidden_on_paper_and_while_one_writes() -> Result<()> {
    for browser in [Browser::Chromium, Browser::ChromiumWithoutScript] {
        let stage = Stage::new(2)?;
        let seen = play(&Story::new("hidesTheWords", browser, stage.origin()?))?;
        ensure!(
            at(&seen, "/seen")? == &json!([true, false, false, true]),
            "{seen}"
        );
        ensure!(at(&seen, "/required")? == false, "{seen}");
        let told = text(&seen, "/told")?;
        for said in ["vous passer de les garder", "à la main", "brûlez"] {
            ensure!(told.contains(said), "{said}: {told}");
        }
        let by_server = told.contains("le serveur a fait ces mots");
        ensure!(by_server != browser.has_script(), "{told}");
    }
    Ok(())
}

fn is_told_that_nothing_was_sent(browser: Browser) -> Result<()> {
    let stage = Stage::new(2)?;
    let mut story = Story::new("sendsNothingFirst", browser, stage.origin()?);
    story.message = "Où ?";
    let seen = play(&story)?;
    let said = list(&seen, "said")?;
    let [first, second, last] = said.as_slice() else {
        anyhow::bail!("{said:?}");
    };
    for nothing in [first, second] {
        ensure!(
            nothing.starts_with("Rien n’a été écrit ni joint"),
            "{nothing}"
        );
        ensure!(nothing.contains("ils restent les mêmes"), "{nothing}");
    }
    ensure!(last.starts_with("C’est arrivé, scellé."), "{last}");
    ensure!(at(&seen, "/kept")? == true, "{seen}");
    let opened = stage.open_only()?;
    ensure!(
        opened
            .message
            .is_some_and(|message| message.ends_with("Où ?"))
    );
    Ok(())
}

#[test]
fn firefox_safest_is_told_that_nothing_was_sent() -> Result<()> {
    is_told_that_nothing_was_sent(Browser::FirefoxSafest)
}

#[test]
fn chromium_without_script_is_told_that_nothing_was_sent() -> Result<()> {
    is_told_that_nothing_was_sent(Browser::ChromiumWithoutScript)
}

/// The real server stops and starts again in the middle: the page says so, goes on, and what it
/// shows does not fall.
fn is_told_of_a_restart(browser: Browser) -> Result<()> {
    let mut stage = Stage::new(56)?;
    stage.settle()?;
    let submission = Submission::of_megabytes(50)?;
    let (due, restart) = mpsc::channel();
    let mut pieces = 0;
    let proxy = stage.proxy(move |request| {
        if request.line.starts_with("PATCH ") {
            pieces += 1;
            if pieces == RESTART_AT {
                due.send(()).unwrap_or_default();
            }
        }
        Fate::Pass
    })?;
    let origin = format!("http://{}", proxy.address);
    let story = submission.story("isForgotten", browser, origin);
    let seen = thread::scope(|scope| {
        let playing = scope.spawn(|| play(&story));
        if restart.recv().is_ok() {
            stage.restart()?;
        }
        playing
            .join()
            .map_err(|_| anyhow::anyhow!("the story broke"))?
    })?;
    let steps = at(&seen, "/seen")?.as_array().context("steps")?;
    let mut furthest = 0.0;
    for step in steps {
        let value = at(step, "/0")?.as_f64().context("a value")?;
        ensure!(value >= furthest, "it fell: {steps:?}");
        furthest = value;
    }
    let told = |what: &str| {
        steps.iter().any(|step| {
            step.pointer("/1")
                .and_then(Value::as_str)
                .is_some_and(|text| text.contains(what))
        })
    };
    ensure!(
        told("oublié le début") && told("Le début est renvoyé"),
        "{steps:?}"
    );
    ensure!(told(" sur ") && told("Mio"), "{steps:?}");
    submission.check(&stage.open_only()?)
}

/// Of the three pieces that come after the creation, the one that goes to a server that is being
/// stopped.
const RESTART_AT: u32 = 2;

#[test]
fn chromium_is_told_of_a_restart_and_the_bar_does_not_fall() -> Result<()> {
    is_told_of_a_restart(Browser::Chromium)
}

#[test]
fn firefox_is_told_of_a_restart_and_the_bar_does_not_fall() -> Result<()> {
    is_told_of_a_restart(Browser::FirefoxStandard)
}

//! Plays stories in real browsers: what a story is stands in `tests/browsers/`.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};
use serde::Serialize;
use serde_json::Value;

use crate::programs::external_tools;

/// A browser at one of its security levels.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Browser {
    /// Chromium.
    Chromium,
    /// Chromium whose settings forbid scripts.
    ChromiumWithoutScript,
    /// Firefox as it comes.
    FirefoxStandard,
    /// Without compilers of scripts and without WebAssembly.
    FirefoxSafer,
    /// Without scripts and without SVG.
    FirefoxSafest,
}

impl Browser {
    /// Whether it runs scripts.
    #[must_use]
    pub const fn has_script(self) -> bool {
        !matches!(self, Self::ChromiumWithoutScript | Self::FirefoxSafest)
    }
}

/// A story to play. What a story does not need stays as [`Story::new`] has it.
#[derive(Clone, Debug, Serialize)]
pub struct Story<'a> {
    /// Its name: a function in `tests/browsers/`.
    pub story: &'a str,
    /// Where it is played.
    pub browser: Browser,
    /// Where the desk is.
    pub origin: String,
    /// In which language.
    pub language: &'a str,
    /// What is typed.
    pub message: &'a str,
    /// What is chosen.
    pub files: Vec<PathBuf>,
    /// For each time that the form is sent, whether its answer will be lost.
    pub lost: Vec<bool>,
    /// Where the browser saves what it downloads.
    pub downloads: Option<PathBuf>,
    /// The SOCKS port of the tor through which the browser goes.
    pub proxy: Option<u16>,
    /// The states of which the pages are read, by their names.
    pub pages: Vec<String>,
    /// On how many of the files something is noted once they are chosen.
    pub noted: usize,
    /// Where pictures of what is read are put, if anywhere.
    pub shots: Option<PathBuf>,
    /// For how many seconds sending may take, where it takes longer than on loopback.
    pub patience: Option<u64>,
    /// The path at which a visit begins.
    pub start: &'a str,
    /// Whether sending is cancelled.
    pub cancels: bool,
    /// Which languages the browser asks for, where it is not English alone.
    pub languages: Option<&'a str>,
}

impl<'a> Story<'a> {
    /// A story in French that types and chooses nothing, and sends once.
    #[must_use]
    pub fn new(story: &'a str, browser: Browser, origin: String) -> Self {
        Self {
            story,
            browser,
            origin,
            language: "fr",
            message: "",
            files: Vec::new(),
            lost: vec![false],
            downloads: None,
            proxy: None,
            pages: Vec::new(),
            noted: 0,
            shots: None,
            patience: None,
            start: "/",
            cancels: false,
            languages: None,
        }
    }
}

/// Plays a story in a fresh profile, and gives what it saw.
pub fn play(story: &Story<'_>) -> Result<Value> {
    let folder = tempfile::tempdir()?;
    let mut node = Command::new("node");
    node.current_dir(external_tools::folder())
        .arg("browsers/play.mjs")
        .env("HOME", folder.path())
        .env("TMPDIR", folder.path());
    let seen = external_tools::run(&mut node, &serde_json::to_vec(story)?)
        .with_context(|| format!("{} in {:?}", story.story, story.browser))?;
    let seen: Value = serde_json::from_slice(&seen)?;
    let problems = seen.get("problems").and_then(Value::as_array);
    ensure!(
        problems.is_some_and(Vec::is_empty),
        "{:?} complained: {problems:?}",
        story.browser
    );
    Ok(seen)
}

/// A file that no compressor makes smaller, the same for the same seed.
pub fn make_file(path: &Path, bytes: usize, seed: u64) -> Result<Vec<u8>> {
    let mut state = seed | 1;
    let mut data = Vec::with_capacity(bytes + 8);
    while data.len() < bytes {
        // xorshift64 (Marsaglia, 2003)
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        data.extend_from_slice(&state.to_le_bytes());
    }
    data.truncate(bytes);
    external_tools::write(path, &data)?;
    Ok(data)
}

/// A text in what a story saw, or a program told.
pub fn text<'a>(seen: &'a Value, pointer: &str) -> Result<&'a str> {
    let value = seen.pointer(pointer).and_then(Value::as_str);
    value.with_context(|| format!("{pointer} in {seen}"))
}

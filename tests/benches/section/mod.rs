//! A section of docs/benchmarks.md that one benchmark writes.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use sourdine_harness::programs::external_tools::folder;

const PAGE: &str = "../docs/benchmarks.md";
const NEXT: &str = "\n## ";

/// Puts a section in its place on the page, or at its end. It begins with its title.
pub(crate) fn put(section: &str) -> Result<()> {
    let page: PathBuf = folder().join(Path::new(PAGE));
    let title = section.lines().next().context("a title")?;
    let before = fs::read_to_string(&page)?;
    let mut parts = before.split(title);
    let others = parts.next().context("the page")?.trim_end();
    let mut text = format!("{others}\n\n{section}");
    if let Some((_, after)) = parts.next().and_then(|part| part.split_once(NEXT)) {
        text.push_str(NEXT);
        text.push_str(after);
    }
    Ok(fs::write(&page, text)?)
}

/// Which Sourdine was measured.
pub(crate) fn commit() -> Result<String> {
    let commit = Command::new("git")
        .args(["describe", "--always", "--dirty"])
        .output()?;
    Ok(String::from_utf8_lossy(&commit.stdout).trim().to_owned())
}

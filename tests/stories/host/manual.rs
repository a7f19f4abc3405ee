//! The server's manual pages, which are written by hand.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result, ensure};
use sourdine_harness::programs::program;

const PAGES: [&str; 2] = ["sourdine-server.8", "fr/sourdine-server.8"];

#[test]
fn every_command_and_option_of_the_server_is_in_its_manual() -> Result<()> {
    let output = Command::new(program("sourdine-server")?)
        .args(["--lang", "en", "--help"])
        .output()?;
    let help = String::from_utf8(output.stdout)?;
    let commands = help.split_once("Commands:").context("commands")?.1;
    let words: Vec<&str> = commands
        .lines()
        .filter_map(|line| {
            let line = line.strip_prefix("  ")?;
            let word = line.split_whitespace().find(|word| word.len() > 3)?;
            // A line that goes on with a text is farther in.
            (!line.starts_with(' ') || word.starts_with("--")).then_some(word)
        })
        .filter(|word| word.starts_with("--") || word.bytes().all(|byte| byte.is_ascii_lowercase()))
        .filter(|word| *word != "help")
        .collect();
    ensure!(
        words.contains(&"serve") && words.contains(&"--config"),
        "{help}"
    );
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy/man");
    for page in PAGES {
        let text = fs::read_to_string(folder.join(page))?.replace("\\-", "-");
        for word in &words {
            let head = text.lines().any(|line| {
                line.starts_with(".B") && line.split([' ', '"']).any(|part| part == *word)
            });
            ensure!(head, "{page}: {word}");
        }
    }
    Ok(())
}

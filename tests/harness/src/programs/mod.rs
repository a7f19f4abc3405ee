//! Our own programs, as they are built for these tests.

pub mod external_tools;

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::Command,
    time::SystemTime,
};

use anyhow::{Context, Result, ensure};

/// What each program is made of, from the root of the workspace.
const SOURCES: [(&str, [&str; 2]); 3] = [
    ("sourdine-server", ["protocol", "server"]),
    ("sourdine", ["protocol", "client"]),
    ("sourdine-decoder", ["protocol", "client/decoder"]),
];
/// What stands there and is no part of a program.
const NOT_SOURCES: [&str; 3] = ["node_modules", "target", "tests"];

/// The path of `sourdine-server`, `sourdine` or `sourdine-decoder`, of the same profile as this
/// test. Built if it is missing or older than its sources.
pub fn program(name: &str) -> Result<PathBuf> {
    let here = std::env::current_exe()?;
    // target/<profile>/deps/<test>
    let profile = here.ancestors().nth(2).context("a test lies in deps/")?;
    let path = profile.join(name);
    if modified(&path).unwrap_or(SystemTime::UNIX_EPOCH) < newest_source(name)? {
        build(name, profile.ends_with("release"))?;
    }
    ensure!(path.is_file(), "{name} was not built");
    Ok(path)
}

fn build(name: &str, release: bool) -> Result<()> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .current_dir(workspace()?)
        .args(["build", "--locked", "--quiet", "--package", name]);
    if release {
        cargo.arg("--release");
    }
    ensure!(cargo.status()?.success(), "{name} does not build");
    Ok(())
}

fn newest_source(name: &str) -> Result<SystemTime> {
    let root = workspace()?;
    let known = SOURCES.iter().find(|(program, _)| *program == name);
    let (_, sources) = known.with_context(|| format!("{name} is no program of ours"))?;
    let mut newest = SystemTime::UNIX_EPOCH;
    let mut left: Vec<PathBuf> = sources.iter().map(|source| root.join(source)).collect();
    while let Some(path) = left.pop() {
        if path.is_dir() {
            for entry in fs::read_dir(path)? {
                let entry = entry?;
                if !NOT_SOURCES.iter().any(|name| entry.file_name() == *name) {
                    left.push(entry.path());
                }
            }
        } else {
            newest = newest.max(modified(&path)?);
        }
    }
    Ok(newest)
}

fn modified(path: &Path) -> io::Result<SystemTime> {
    fs::metadata(path)?.modified()
}

fn workspace() -> Result<&'static Path> {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .context("the workspace is above")
}

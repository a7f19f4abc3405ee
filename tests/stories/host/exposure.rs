//! How much of the host each unit could reach, as systemd itself counts it.

use std::{path::Path, process::Command};

use anyhow::{Context, Result, ensure};

use crate::{desk::DESK, stage::Stage};

/// At most this for each unit of ours, in tenths.
const SERVER_TENTHS: u32 = 3;
/// At most this for a desk's tor, in tenths: it needs the network, and compiles its solver.
const TOR_TENTHS: u32 = 12;
const VERDICT: &str = "Overall exposure level for ";

/// `0.2` as 2.
fn tenths(said: &str) -> Result<u32> {
    let line = said.lines().find(|line| line.contains(VERDICT));
    let (_, level) = line
        .and_then(|line| line.split_once(": "))
        .context("a verdict")?;
    let number = level.split_whitespace().next().context("a number")?;
    Ok(number.replace('.', "").parse()?)
}

pub(crate) fn every_unit_in_force(stage: &mut Stage) -> Result<()> {
    for (unit, most) in [
        (format!("sourdine-server@{DESK}"), SERVER_TENTHS),
        (format!("tor@sourdine-{DESK}"), TOR_TENTHS),
    ] {
        let said = stage
            .container
            .sh(&format!("systemd-analyze security --no-pager {unit}"))?;
        let exposed = tenths(&said)?;
        ensure!(exposed <= most, "{exposed} tenths, {most} at most\n{said}");
        println!("{unit}: {exposed} tenths");
    }
    Ok(())
}

/// The files as they are shipped, before anything is installed.
#[test]
fn every_service_is_exposed_at_most_as_little() -> Result<()> {
    let units = Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy/units");
    let mut services = 0;
    for entry in std::fs::read_dir(units)? {
        let path = entry?.path();
        if path.extension().is_none_or(|ending| ending != "service") {
            continue;
        }
        services += 1;
        let output = Command::new("systemd-analyze")
            .args(["security", "--no-pager", "--offline=true"])
            .arg(&path)
            .output()?;
        let said = String::from_utf8(output.stdout)?;
        let exposed = tenths(&said)?;
        ensure!(exposed <= SERVER_TENTHS, "{exposed} tenths\n{said}");
    }
    ensure!(services > 0, "the units are where they were");
    Ok(())
}

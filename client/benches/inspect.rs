//! How many failed redactions are found beside x-ray, and how many honest documents are suspected.

#![expect(
    clippy::disallowed_methods,
    reason = "the documents are nobody's secret"
)]

#[path = "../decoder/tests/look/redactions.rs"]
mod redactions;

use std::{
    env, fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

use anyhow::{Context, Result, ensure};
use serde_json::json;
use sourdine::desk::inspection::group::Group;
use sourdine_decoder::look::{Look, look, trace::Line};

use redactions::{NAME, failed, hidden, honest};

/// x-ray, where `deploy/prerequisites benchmarks` puts it.
const X_RAY: &str = "x-ray/bin/python";
/// Says of each file whether x-ray finds the name under a rectangle.
const ASK: &str = "import asyncio, json, sys, xray\n\
    print(json.dumps([bool(asyncio.run(xray.inspect(path))) for path in sys.argv[1:]]))";

fn main() -> Result<ExitCode> {
    if !env::args().any(|word| word == "--bench") {
        return Ok(ExitCode::SUCCESS);
    }
    let folder = tempfile::tempdir()?;
    let mut files = Vec::new();
    for (what, kind, drawn) in failed() {
        files.push((what, Some(kind), drawn.pdf()));
    }
    for (what, _, drawn) in hidden() {
        files.push((what, None, drawn.pdf()));
    }
    for (what, drawn) in honest() {
        files.push((what, None, drawn.pdf()));
    }
    let mut paths = Vec::new();
    for ((_, _, bytes), number) in files.iter().zip(0..) {
        let path = folder.path().join(format!("{number}.pdf"));
        fs::write(&path, bytes)?;
        paths.push(path);
    }
    let theirs = x_ray(&paths)?;
    ensure!(theirs.len() == files.len(), "x-ray answered of other files");
    let mut rows = Vec::new();
    let mut missed = 0;
    for ((what, kind, bytes), x_ray) in files.into_iter().zip(theirs) {
        let ours = finds(bytes)?;
        let is_failed = kind.is_some();
        missed += usize::from(ours != is_failed);
        rows.push(json!({ "what": what, "kind": kind, "sourdine": ours, "x_ray": x_ray }));
    }
    let mut out = io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, &rows)?;
    writeln!(out)?;
    Ok(if missed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn x_ray(paths: &[PathBuf]) -> Result<Vec<bool>> {
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target");
    let output = Command::new(target.join(X_RAY))
        .args(["-c", ASK])
        .args(paths)
        .output()?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    serde_json::from_slice(&output.stdout).context(said)
}

/// Whether our decoder tells a failed redaction, with the name where there is one.
fn finds(bytes: Vec<u8>) -> Result<bool> {
    let mut out = Vec::new();
    look(Look::Pdf, bytes, &mut out)?;
    for line in String::from_utf8(out)?.lines() {
        if let Line::Trace(trace) = serde_json::from_str(line)?
            && Group::of(&trace) == Group::FailedRedaction
            && trace.text.contains(NAME)
        {
            return Ok(true);
        }
    }
    Ok(false)
}

//! Programs that are not ours: they say whether we speak the formats that we claim.

use std::{
    fs,
    io::Write,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, ensure};

/// The folder of all tests.
#[must_use]
pub fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// Runs a program with the given input and gives its output.
pub fn run(command: &mut Command, input: &[u8]) -> Result<Vec<u8>> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| {
            format!(
                "{} is missing: tests/run installs it",
                command.get_program().display()
            )
        })?;
    let mut stdin = child.stdin.take().context("a pipe was asked for")?;
    let output = std::thread::scope(|scope| {
        let writer = scope.spawn(move || stdin.write_all(input));
        let output = child.wait_with_output();
        // A program that fails early closes its input: its status says more than the broken pipe.
        drop(writer.join());
        output
    })?;
    ensure!(
        output.status.success(),
        "{} failed: {}",
        command.get_program().display(),
        output.status
    );
    Ok(output.stdout)
}

/// Opens an age file with npm's `age-encryption`.
pub fn age_open(file: &[u8], identity: &str) -> Result<Vec<u8>> {
    run(node().args(["open", identity]), file)
}

/// Seals with npm's `age-encryption`.
pub fn age_seal(plain: &[u8], recipient: &str) -> Result<Vec<u8>> {
    run(node().args(["seal", recipient]), plain)
}

/// Writes a file of a test.
#[expect(
    clippy::disallowed_methods,
    reason = "files of a test are nobody's secret"
)]
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    Ok(fs::write(path, bytes)?)
}

/// Writes a file that only its owner may read, as keys and tokens are.
pub fn write_private(path: &Path, bytes: &[u8]) -> Result<()> {
    write(path, bytes)?;
    Ok(fs::set_permissions(
        path,
        fs::Permissions::from_mode(0o600),
    )?)
}

fn node() -> Command {
    let mut command = Command::new("node");
    command.current_dir(folder()).arg("interoperability.mjs");
    command
}

/// Unpacks with Info-ZIP's `unzip`, which also tests every CRC.
pub fn unzip(zip: &Path, into: &Path) -> Result<()> {
    run(Command::new("unzip").arg("-tqq").arg(zip), &[])?;
    run(
        Command::new("unzip")
            .arg("-qq")
            .arg(zip)
            .arg("-d")
            .arg(into),
        &[],
    )?;
    Ok(())
}

/// Unpacks with Python's `zipfile`.
pub fn python_unzip(zip: &Path, into: &Path) -> Result<()> {
    let script = "import sys, zipfile\n\
                  z = zipfile.ZipFile(sys.argv[1])\n\
                  assert z.testzip() is None\n\
                  z.extractall(sys.argv[2])";
    run(
        Command::new("python3")
            .args(["-c", script])
            .arg(zip)
            .arg(into),
        &[],
    )?;
    Ok(())
}

/// All files below a folder, by their path from it, sorted.
pub fn tree(root: &Path) -> Result<Vec<(String, Vec<u8>)>> {
    let mut files = Vec::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.is_file() {
                let name = path.strip_prefix(root)?.to_string_lossy().into_owned();
                files.push((name, fs::read(&path)?));
            }
        }
    }
    files.sort();
    Ok(files)
}

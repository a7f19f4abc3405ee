//! The arrows of docs/architecture.md: who may know of whom. cargo-deny holds those between crates; these are within them.

#![expect(clippy::unwrap_used, reason = "a test that meets the unexpected stops")]

use std::{
    fs,
    path::{Path, PathBuf},
};

/// A folder, and what no line of code in it may name.
const ARROWS: [(&str, &[&str]); 10] = [
    (
        "protocol/src",
        &["std::fs", "std::net", "tokio", "SystemTime", "Instant"],
    ),
    ("server/src", &["sourdine::", "Decryptor", "Letter::"]),
    ("client/src", &["sourdine_server"]),
    ("server/src/doors/sources", &["doors::editors"]),
    ("server/src/doors/editors", &["doors::sources"]),
    (
        "server/src/vault",
        &[
            "crate::doors",
            "crate::intake",
            "axum",
            "hyper",
            "http::",
            "tokio",
        ],
    ),
    (
        "client/src/courier",
        &[
            "crate::desk",
            "crate::observatory",
            "HybridIdentity",
            "sequoia",
        ],
    ),
    (
        "client/src/audit",
        &[
            "crate::desk",
            "crate::observatory",
            "crate::cli",
            "HybridIdentity",
            "sequoia",
        ],
    ),
    (
        "client/src/observatory",
        &[
            "crate::desk",
            "crate::courier",
            "crate::cli",
            "HybridIdentity",
            "sequoia",
        ],
    ),
    ("client/src/desk", &["crate::cli"]),
];
/// The only files that may look at the clock.
const CLOCKS: [&str; 2] = [
    "server/src/platform/clock.rs",
    "client/platform/src/clock.rs",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// Each line of code in a folder, with where it stands.
fn code(folder: &str) -> Vec<(String, String)> {
    let mut files = Vec::new();
    rust_files(&root().join(folder), &mut files);
    assert!(!files.is_empty(), "{folder} is where it was");
    let mut lines = Vec::new();
    for file in files {
        let name = file.strip_prefix(root()).unwrap().display().to_string();
        let text = fs::read_to_string(&file).unwrap();
        let code = text
            .lines()
            .enumerate()
            .filter(|(_, line)| !line.trim_start().starts_with("//"));
        lines.extend(code.map(|(at, line)| (format!("{name}:{}", at + 1), line.to_owned())));
    }
    lines
}

#[test]
fn every_arrow_points_one_way() {
    for (folder, strangers) in ARROWS {
        for (place, line) in code(folder) {
            let named = strangers.iter().find(|stranger| line.contains(**stranger));
            assert_eq!(named, None, "{place}: {line}");
        }
    }
}

#[test]
fn one_file_a_program_reads_the_clock() {
    for folder in ["protocol/src", "server/src", "client/src"] {
        for (place, line) in code(folder) {
            let reads = line.contains("SystemTime::now")
                || line.contains("Timestamp::now")
                || line.contains("Zoned::now");
            let may = CLOCKS.iter().any(|clock| place.starts_with(clock));
            assert!(!reads || may, "{place}: {line}");
        }
    }
}

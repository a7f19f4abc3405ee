//! What strangers may send, one file a target: what must hold of the program that reads it,
//! whatever the bytes.
//!
//! libFuzzer looks for bytes that break it (`tests/fuzz/`, docs/fuzzing.md); `fuzzing.rs` among the
//! tests replays what it found on any Rust.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    clippy::panic_in_result_fn,
    clippy::unwrap_in_result,
    reason = "whatever does not hold has to stop the one who tries it"
)]

pub mod audit;
mod clean_copy;
pub mod clean_jpg;
pub mod clean_ogg;
pub mod clean_pdf;
pub mod clean_png;
pub mod clean_txt;
pub mod clean_webm;
pub mod codename;
pub mod config;
pub mod courier;
mod door;
pub mod envelope_header;
pub mod freeze;
pub mod kind;
mod liar;
pub mod multipart;
pub mod proxy_line;
pub mod resumable;
pub mod roster;
pub mod settle;
pub mod zip;

use std::{fs, path::PathBuf};

use tempfile::TempDir;

use crate::programs::external_tools;

/// One reader of what strangers send.
pub struct Target {
    /// As its file is called.
    pub name: &'static str,
    /// Reads this, and stops where something does not hold.
    pub run: fn(&[u8]),
    /// Where to begin.
    pub seeds: fn() -> Vec<Vec<u8>>,
}

/// Gives the names of all targets to a macro.
#[macro_export]
macro_rules! each_target {
    ($take:ident) => {
        $take!(
            audit,
            clean_jpg,
            clean_ogg,
            clean_pdf,
            clean_png,
            clean_txt,
            clean_webm,
            codename,
            config,
            courier,
            envelope_header,
            freeze,
            kind,
            multipart,
            proxy_line,
            resumable,
            roster,
            settle,
            zip
        );
    };
}

macro_rules! targets {
    ($($name:ident),+ $(,)?) => {
        /// All of them.
        pub const TARGETS: &[Target] = &[$(Target {
            name: stringify!($name),
            run: $name::run,
            seeds: $name::seeds,
        }),+];
    };
}

each_target!(targets);

/// The folder of the fuzzing crate.
#[must_use]
pub fn folder() -> PathBuf {
    external_tools::folder().join("fuzz")
}

/// A file of the shared vectors.
fn vectors(name: &str) -> serde_json::Value {
    let json = fs::read(external_tools::folder().join("vectors").join(name)).unwrap();
    serde_json::from_slice(&json).unwrap()
}

thread_local! {
    static FOLDER: TempDir = tempfile::tempdir().unwrap();
}

/// A file of this thread's own with this in it. `tests/fuzz/run` lets such files be made in memory.
fn file_of(input: &[u8]) -> PathBuf {
    let path = FOLDER.with(|folder| folder.path().join("input"));
    external_tools::write(&path, input).unwrap();
    path
}

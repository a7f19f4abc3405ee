//! What the fuzzer kept, and where it began, read again: on any Rust, without the fuzzer.

#![expect(clippy::unwrap_used, reason = "a test that meets the unexpected stops")]

use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::Read,
    path::{Path, PathBuf},
    process::abort,
};

use sourdine_harness::fuzz::{TARGETS, folder};
use zip::ZipArchive;

/// The names of what is in a folder, without an ending.
fn names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).unwrap();
    let stem = |path: PathBuf| path.file_stem().unwrap().to_string_lossy().into_owned();
    entries.map(|entry| stem(entry.unwrap().path())).collect()
}

#[test]
fn each_target_has_a_corpus_and_each_corpus_a_target() {
    let targets: BTreeSet<_> = TARGETS
        .iter()
        .map(|target| target.name.to_owned())
        .collect();
    assert_eq!(names(&folder().join("corpus")), targets);
    assert_eq!(names(&folder().join("fuzz_targets")), targets);
    for target in targets {
        assert!(!archived(&target).is_empty(), "{target} has no corpus");
    }
}

/// What the fuzzer kept for a target.
fn archived(target: &str) -> Vec<Vec<u8>> {
    let path = folder().join("corpus").join(format!("{target}.zip"));
    let mut archive = ZipArchive::new(File::open(path).unwrap()).unwrap();
    let inputs = (0..archive.len()).map(|number| {
        let mut input = Vec::new();
        let mut file = archive.by_index(number).unwrap();
        file.read_to_end(&mut input).unwrap();
        input
    });
    inputs.collect()
}

/// What once showed a fault, each in a file that is named after it.
fn named(target: &str) -> Vec<Vec<u8>> {
    let folder = folder().join("corpus").join(target);
    let entries = fs::read_dir(folder).into_iter().flatten();
    entries
        .map(|entry| fs::read(entry.unwrap().path()).unwrap())
        .collect()
}

/// One after another: a server of its own serves all inputs of a target.
fn replay(name: &str) {
    // What stops a task of the server must stop the test.
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |stopped| {
        hook(stopped);
        abort();
    }));
    let target = TARGETS.iter().find(|target| target.name == name).unwrap();
    for input in [(target.seeds)(), archived(name), named(name)].concat() {
        (target.run)(&input);
    }
}

macro_rules! replays {
    ($($target:ident),+ $(,)?) => {
        mod replayed {
            $(#[test]
            fn $target() {
                super::replay(stringify!($target));
            })+
        }
    };
}

sourdine_harness::each_target!(replays);

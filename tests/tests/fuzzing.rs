//! What the fuzzer kept, and where it began, read again: on any Rust, without the fuzzer.

#![expect(clippy::unwrap_used, reason = "a test that meets the unexpected stops")]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::abort,
};

use sourdine_tests::fuzz::{TARGETS, folder};

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
        let inputs = names(&folder().join("corpus").join(&target));
        assert!(!inputs.is_empty(), "{target} has no corpus");
    }
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
    for seed in (target.seeds)() {
        (target.run)(&seed);
    }
    for entry in fs::read_dir(folder().join("corpus").join(name)).unwrap() {
        (target.run)(&fs::read(entry.unwrap().path()).unwrap());
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

sourdine_tests::each_target!(replays);

//! What tests hold a program's texts to. Panics, and so is for tests alone.

#![expect(
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "each function is an assertion"
)]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use sourdine_protocol::text::Language;

use crate::Catalog;

/// What stands before a key in the source code.
const BEFORE_KEYS: [&str; 2] = ["#[explain(", "Message::new("];

/// Both languages have the same texts, and each text wants the same values in both. Gives how many.
pub fn catalog(catalog: &Catalog) -> usize {
    for language in Language::ALL {
        if let Err(error) = catalog.texts(language) {
            panic!("{error}");
        }
    }
    let [english, french] = [Language::En, Language::Fr].map(|language| wanted(catalog, language));
    assert_eq!(english, french);
    english.len()
}

/// Every key that the sources name has a text in both languages, and no error has words beside it.
pub fn sources(catalog: &Catalog, folder: &Path) {
    let known = wanted(catalog, Language::En);
    for path in files(folder) {
        let source = read(&path);
        let prose = source.contains("#[error(\"") || source.contains("#[error(\n");
        assert!(
            !prose,
            "{}: an error's text is the Fluent text",
            path.display()
        );
        for key in keys(&source) {
            assert!(
                known.contains_key(key),
                "{}: `{key}` has no text",
                path.display()
            );
        }
    }
}

/// The keys of a catalogue, and the values that each wants.
fn wanted(catalog: &Catalog, language: Language) -> BTreeMap<String, BTreeSet<String>> {
    let mut found = BTreeMap::<String, BTreeSet<String>>::new();
    let mut key = "";
    for line in catalog.files(language).iter().flat_map(|file| file.lines()) {
        if line.starts_with(|c: char| c.is_ascii_lowercase()) {
            key = line.split(" =").next().unwrap_or_default();
        }
        if key.is_empty() || line.starts_with('#') {
            continue;
        }
        let names = line.split('$').skip(1).map(|rest| {
            let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
            rest.split(|c| !is_part(c)).next().unwrap_or_default()
        });
        found
            .entry(key.to_owned())
            .or_default()
            .extend(names.map(str::to_owned));
    }
    found
}

/// Keys that stand as literals where a text is asked for.
fn keys(source: &str) -> BTreeSet<&str> {
    let mut keys = BTreeSet::new();
    for before in BEFORE_KEYS {
        for rest in source.split(before).skip(1) {
            let literal = rest.trim_start().strip_prefix('"');
            keys.extend(literal.and_then(|rest| rest.split('"').next()));
        }
    }
    keys
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        panic!("{} cannot be read", folder.display());
    };
    let mut found = Vec::new();
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

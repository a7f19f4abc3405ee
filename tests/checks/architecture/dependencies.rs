//! Which crate of other people is named by no line of code.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use proc_macro2::{TokenStream, TokenTree};

use crate::{from_root, root, rust_files};

/// Where a package's code stands, by the table that its dependencies stand in.
const PLACES: [(&str, &[&str]); 3] = [
    ("dependencies", &["src"]),
    ("build-dependencies", &["build.rs"]),
    ("dev-dependencies", &[""]),
];
/// Packages that stand in the folder of another.
const WITHIN: [&str; 5] = ["harness", "fuzz_targets", "l10n", "platform", "observatory"];

fn manifest(folder: &Path) -> toml::Table {
    let text = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
    toml::from_str(&text).unwrap()
}

/// The dependencies of a package that nothing there names.
fn unused(folder: &Path) -> Vec<String> {
    let manifest = manifest(folder);
    let mut unused = Vec::new();
    for (table, places) in PLACES {
        let Some(dependencies) = manifest.get(table).and_then(toml::Value::as_table) else {
            continue;
        };
        let mut files = Vec::new();
        for place in places {
            let path = folder.join(place);
            if path.is_file() {
                files.push(path);
            } else {
                rust_files(&path, &mut files);
            }
        }
        let within = |file: &PathBuf| {
            let inside = file.strip_prefix(folder).unwrap();
            inside.starts_with("src") || !WITHIN.iter().any(|package| inside.starts_with(package))
        };
        let mut named = BTreeSet::new();
        for file in files.into_iter().filter(within) {
            names(read(&file), &mut named);
        }
        let names = dependencies.keys();
        let missing = names.filter(|name| !named.contains(&name.replace('-', "_")));
        unused.extend(missing.map(|name| format!("{}: {table}.{name}", from_root(folder))));
    }
    unused
}

fn read(file: &Path) -> TokenStream {
    let text = fs::read_to_string(file).unwrap();
    text.parse()
        .unwrap_or_else(|_| panic!("{} is no Rust", file.display()))
}

/// The first names of paths, `name::…`, and those that are imported whole, `use name;`.
fn names(tokens: TokenStream, named: &mut BTreeSet<String>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        let colons = |from: usize| {
            let two = tokens.get(from..from + 2);
            two.is_some_and(|two| two.iter().all(|token| token.to_string() == ":"))
        };
        match token {
            TokenTree::Ident(name) => {
                let inner = at >= 2 && colons(at - 2) && at >= 3 && is_name(&tokens[at - 3]);
                let imported = at > 0 && tokens[at - 1].to_string() == "use";
                if !inner && (colons(at + 1) || imported) {
                    named.insert(name.to_string());
                }
            }
            TokenTree::Group(group) => names(group.stream(), named),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

fn is_name(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Ident(_))
}

#[test]
fn no_dependency_is_unused() {
    let workspace = &manifest(root())["workspace"];
    let members = workspace["members"].as_array().unwrap();
    let folders = members
        .iter()
        .map(|member| root().join(member.as_str().unwrap()));
    let folders: Vec<_> = folders.collect();
    let mut unused: Vec<_> = folders.iter().flat_map(|folder| unused(folder)).collect();
    let mut taken = BTreeSet::new();
    for manifest in folders.iter().map(|folder| manifest(folder)) {
        let tables = PLACES.iter().filter_map(|(table, _)| manifest.get(*table));
        taken.extend(tables.flat_map(|table| table.as_table().unwrap().keys().cloned()));
    }
    let offered = workspace["dependencies"].as_table().unwrap().keys();
    unused.extend(offered.filter(|name| !taken.contains(*name)).cloned());
    assert!(unused.is_empty(), "nothing names these: {unused:#?}");
}

#[test]
fn a_name_counts_where_it_begins_a_path() {
    let mut named = BTreeSet::new();
    let code =
        "use a::b; use c; fn d() { e::f(); macro!(g::h); } // i::j\nconst K: &str = \"l::m\";";
    names(code.parse().unwrap(), &mut named);
    assert_eq!(named, ["a", "c", "e", "g"].map(str::to_owned).into());
}

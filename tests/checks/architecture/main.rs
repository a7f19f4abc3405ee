//! Which folder may use which: `arrows.txt` lists every arrow, and docs/architecture.md says the
//! same. What crates of other people each of ours may use stands in `.deny.toml`.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::wildcard_enum_match_arm,
    reason = "a test that meets the unexpected stops; what syn knows may grow"
)]

mod circles;
mod dependencies;
mod tree;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use circles::{Graph, circles};
use tree::{Arrow, Tree};

/// One allowed arrow a line, `from -> to`, sorted: folders, files that stand in no folder, and our
/// other crates. Then the circles that there still are, one a line.
const LIST: &str = "tests/checks/architecture/arrows.txt";
const CIRCLE: &str = "circle: ";
/// Where the arrows between the uppermost folders are drawn, in a block of this language.
const PAGE: &str = "docs/architecture.md";
const BLOCK: &str = "```arrows\n";

/// A folder, and what no line of code in it may name.
const STRANGERS: [(&str, &[&str]); 13] = [
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
        "client/src/inbox",
        &["crate::desk", "crate::courier", "HybridIdentity", "sequoia"],
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
        "client/observatory/src",
        &["sourdine::", "HybridIdentity", "sequoia"],
    ),
    ("client/src/desk", &["crate::app", "crate::cli"]),
    (
        "client/src/app",
        &[
            "crate::cli",
            "clap",
            "rpassword",
            "indicatif",
            "io::stdin",
            "io::stdout",
            "io::stderr",
        ],
    ),
    (
        "client/src/cli/commands",
        &["rpassword", "indicatif", "io::stdout", "io::stderr"],
    ),
];
/// The only files that may look at the clock.
const CLOCKS: [&str; 2] = [
    "server/src/platform/clock.rs",
    "client/platform/src/clock.rs",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

/// The crates that programs are made of: their names in code, and their folders.
fn crates() -> BTreeMap<String, PathBuf> {
    let manifest: toml::Table = toml::from_str(&read("Cargo.toml")).unwrap();
    let members = manifest["workspace"]["members"].as_array().unwrap();
    let folders = members.iter().map(|member| member.as_str().unwrap());
    folders
        .filter(|folder| !folder.starts_with("tests"))
        .map(|folder| {
            let package: toml::Table =
                toml::from_str(&read(&format!("{folder}/Cargo.toml"))).unwrap();
            let name = package["package"]["name"].as_str().unwrap();
            (name.replace('-', "_"), root().join(folder))
        })
        .collect()
}

fn arrows() -> BTreeSet<Arrow> {
    let crates = crates();
    let trees = crates.keys().map(|name| Tree::read(name, &crates));
    trees.flat_map(|tree| tree.arrows()).collect()
}

fn from_root(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().display().to_string()
}

/// The folder that a file stands in; the file itself, where it stands in none; a crate's folder.
fn place(path: &Path) -> String {
    let folder = path.parent().unwrap();
    let alone = path.extension().is_none() || folder.ends_with("src");
    from_root(if alone { path } else { folder })
}

/// The part of a crate that a place belongs to: `client/src/desk` of `client/src/desk/letter`.
fn part(place: &str) -> String {
    let Some((before, inside)) = place.split_once("/src/") else {
        return place.to_owned();
    };
    let first = inside.split('/').next().unwrap();
    format!("{before}/src/{first}")
}

/// Each arrow between places, and the first use that makes it one.
fn places(arrows: &BTreeSet<Arrow>) -> BTreeMap<(String, String), &Arrow> {
    let mut places = BTreeMap::new();
    for arrow in arrows {
        let (from, to) = (place(&arrow.from), place(&arrow.to));
        if from != to {
            places.entry((from, to)).or_insert(arrow);
        }
    }
    places
}

fn graph<'a>(arrows: impl IntoIterator<Item = (&'a str, &'a str)>) -> Graph {
    let mut graph = Graph::new();
    for (from, to) in arrows {
        let reached = graph.entry(from.to_owned()).or_default();
        reached.insert(to.to_owned());
    }
    graph
}

fn listed(circles: bool) -> Vec<String> {
    let list = read(LIST);
    let lines = list
        .lines()
        .filter(|line| line.starts_with(CIRCLE) == circles);
    lines.map(str::to_owned).collect()
}

/// What is to be done to the list, by its line.
fn compare(found: &BTreeMap<String, String>, listed: &[String]) {
    let mut wrong = Vec::new();
    for (line, why) in found {
        if !listed.contains(line) {
            wrong.push(format!("add, if it should be:  {line}    ({why})"));
        }
    }
    for line in listed {
        if !found.contains_key(line) {
            wrong.push(format!("remove, it is no more: {line}"));
        }
    }
    let sorted: BTreeSet<_> = listed.iter().collect();
    if !sorted.into_iter().eq(listed) {
        wrong.push("sort its lines, each once".to_owned());
    }
    assert!(wrong.is_empty(), "in {LIST}:\n{}", wrong.join("\n"));
}

#[test]
fn every_arrow_between_folders_is_listed() {
    let arrows = arrows();
    let found = places(&arrows).into_iter().map(|((from, to), arrow)| {
        let why = format!("{}: {}", from_root(&arrow.from), arrow.path);
        (format!("{from} -> {to}"), why)
    });
    compare(&found.collect(), &listed(false));
}

/// Each arrow at the folder where its ends part: between two files there, two folders, or one of
/// each. What a folder shows of itself in its `mod.rs` is no neighbour of what stands in it.
fn neighbours(arrows: &BTreeSet<Arrow>) -> Vec<(String, String)> {
    let mut neighbours = Vec::new();
    for arrow in arrows.iter().filter(|arrow| arrow.to.is_file()) {
        let [from, to] = [&arrow.from, &arrow.to].map(|path| from_root(path));
        let [from, to] = [&from, &to].map(|path| path.split('/').collect::<Vec<_>>());
        let shared = from
            .iter()
            .zip(&to)
            .take_while(|(from, to)| from == to)
            .count();
        let [from, to] = [from, to].map(|path| path[..=shared].join("/"));
        if !from.ends_with("/mod.rs") && !to.ends_with("/mod.rs") {
            neighbours.push((from, to));
        }
    }
    neighbours
}

#[test]
fn no_files_or_folders_use_each_other_in_a_circle() {
    let arrows = arrows();
    let files = arrows
        .iter()
        .map(|arrow| (from_root(&arrow.from), from_root(&arrow.to)));
    let mut found = BTreeMap::new();
    for pairs in [files.collect(), neighbours(&arrows)] {
        let pairs = pairs.iter().map(|(from, to)| (from.as_str(), to.as_str()));
        for circle in circles(&graph(pairs)) {
            let why = uses_within(&circle, &arrows);
            found.insert(format!("{CIRCLE}{}", circle.join(" ")), why);
        }
    }
    compare(&found, &listed(true));
}

/// What makes a circle of its members.
fn uses_within(circle: &[String], arrows: &BTreeSet<Arrow>) -> String {
    let member = |path: &Path| {
        let path = path.strip_prefix(root()).unwrap();
        circle.iter().find(|member| path.starts_with(member))
    };
    let mut uses = BTreeSet::new();
    for arrow in arrows {
        if let (Some(from), Some(to)) = (member(&arrow.from), member(&arrow.to))
            && from != to
        {
            uses.insert(format!("\n    {}: {}", from_root(&arrow.from), arrow.path));
        }
    }
    uses.into_iter().collect()
}

/// One line for each part that uses others, as `client: cli → commands, protocol`.
#[test]
fn the_page_on_architecture_draws_every_arrow() {
    let mut parts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in listed(false) {
        let (from, to) = line.split_once(" -> ").unwrap();
        let (from, to) = (part(from), part(to));
        if from != to {
            let (here, from) = from.split_once("/src/").unwrap();
            let to = to
                .split_once("/src/")
                .map_or(to.as_str(), |(_, inside)| inside);
            let from = format!("{here}: {}", from.trim_end_matches(".rs"));
            let reached = parts.entry(from).or_default();
            reached.insert(to.trim_end_matches(".rs").to_owned());
        }
    }
    let drawn = parts.into_iter().map(|(from, to)| {
        let to: Vec<_> = to.into_iter().collect();
        format!("{from} → {}\n", to.join(", "))
    });
    let drawn: String = drawn.collect();
    let page = read(PAGE);
    let block = page
        .split_once(BLOCK)
        .and_then(|(_, rest)| rest.split_once("```"));
    assert!(
        block.map(|(block, _)| block) == Some(&drawn),
        "{PAGE} should have this block:\n\n{BLOCK}{drawn}```\n"
    );
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
        let name = from_root(&file);
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
    for (folder, strangers) in STRANGERS {
        for (place, line) in code(folder) {
            let named = strangers.iter().find(|stranger| line.contains(**stranger));
            assert_eq!(named, None, "{place}: {line}");
        }
    }
}

#[test]
fn one_file_a_program_reads_the_clock() {
    for folder in crates().into_values() {
        let folder = format!("{}/src", from_root(&folder));
        for (place, line) in code(&folder) {
            let reads = line.contains("SystemTime::now")
                || line.contains("Timestamp::now")
                || line.contains("Zoned::now");
            let may = CLOCKS.iter().any(|clock| place.starts_with(clock));
            assert!(!reads || may, "{place}: {line}");
        }
    }
}

//! What README and docs/ say of the tree is so: links, paths, tests and commands that they name are
//! there.

#![expect(clippy::unwrap_used, reason = "a test that meets the unexpected stops")]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use sourdine_harness::programs::program;

/// Where the tree's own files are; what is built or fetched is not.
const FOLDERS: [&str; 6] = ["client", "deploy", "docs", "protocol", "server", "tests"];
const NOT_OURS: [&str; 2] = ["node_modules", "target"];
const PROGRAMS: [&str; 2] = ["sourdine", "sourdine-server"];
/// What ends a command in a line of shell.
const ENDS: [&str; 7] = ["|", ">", "&&", ";", "#", "\\", "…"];

/// One document, as a reader sees it.
struct Document {
    path: PathBuf,
    text: String,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

fn files_below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            if !NOT_OURS.contains(&name.as_str()) && !name.starts_with('.') {
                files_below(&path, found);
            }
        } else {
            found.push(path);
        }
    }
}

/// The files of the tree, from its root.
fn tree() -> Vec<PathBuf> {
    let mut found = vec![
        root().join("README.md"),
        root().join("Cargo.toml"),
        root().join(".deny.toml"),
    ];
    for folder in FOLDERS {
        files_below(&root().join(folder), &mut found);
    }
    found
}

fn documents() -> Vec<Document> {
    let found: Vec<Document> = tree()
        .into_iter()
        .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
        .filter(|path| path.ends_with("README.md") || path.starts_with(root().join("docs")))
        .map(|path| Document {
            text: fs::read_to_string(&path).unwrap(),
            path,
        })
        .collect();
    assert!(found.len() > 10, "the documents are where they were");
    found
}

impl Document {
    fn name(&self) -> String {
        self.path
            .strip_prefix(root())
            .unwrap()
            .display()
            .to_string()
    }

    /// The lines of fenced blocks, and the others.
    fn lines(&self) -> (Vec<&str>, Vec<&str>) {
        let (mut fenced, mut prose, mut inside) = (Vec::new(), Vec::new(), false);
        for line in self.text.lines() {
            if line.trim_start().starts_with("```") {
                inside = !inside;
            } else if inside {
                fenced.push(line);
            } else {
                prose.push(line);
            }
        }
        (fenced, prose)
    }

    /// What stands between backticks in the prose, within a line.
    fn spans(&self) -> Vec<&str> {
        let prose = self.lines().1.into_iter();
        prose
            .flat_map(|line| line.split('`').skip(1).step_by(2))
            .collect()
    }

    /// Where its links lead to.
    fn links(&self) -> Vec<&str> {
        let prose = self.lines().1.into_iter();
        prose
            .flat_map(|line| line.split("](").skip(1))
            .filter_map(|rest| Some(rest.split_once(')')?.0))
            .filter(|target| !target.contains("://") && !target.starts_with("mailto:"))
            .collect()
    }

    fn commands(&self) -> Vec<&str> {
        let (fenced, _) = self.lines();
        let spans = self.spans().into_iter();
        fenced
            .into_iter()
            .chain(spans)
            .filter(|line| {
                let first = typed(line).into_iter().next();
                first.is_some_and(|word| PROGRAMS.contains(&word.as_str()))
            })
            .collect()
    }
}

/// A heading's anchor, as the sites that show Markdown make it.
fn anchors(text: &str) -> BTreeSet<String> {
    let headings = text.lines().filter(|line| line.starts_with('#'));
    headings
        .map(|line| {
            let words = line.trim_start_matches('#').trim().to_lowercase();
            let kept = words
                .chars()
                .filter(|c| c.is_alphanumeric() || " -_".contains(*c));
            kept.map(|c| if c == ' ' { '-' } else { c }).collect()
        })
        .collect()
}

/// The words of a line of shell up to what ends the command, without the prompt before it.
fn typed(line: &str) -> Vec<String> {
    let line = line.trim();
    let line = line.split_once("$ ").map_or(
        line,
        |(prompt, rest)| {
            if prompt.contains(' ') { line } else { rest }
        },
    );
    let mut words = vec![String::new()];
    let mut quote = None;
    for c in line.chars() {
        let word = words.last_mut().unwrap();
        match (quote, c) {
            (Some(open), _) if open == c => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, ' ') => words.push(String::new()),
            _ => word.push(c),
        }
    }
    words.retain(|word| !word.is_empty());
    let ends = words.iter().position(|word| ENDS.contains(&word.as_str()));
    words.truncate(ends.unwrap_or(words.len()));
    words
}

/// All that is wrong at once: who mends documents wants the whole list.
fn none(wrong: &[String]) {
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_link_leads_somewhere() {
    let mut wrong = Vec::new();
    for document in documents() {
        for link in document.links() {
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = if file.is_empty() {
                document.path.clone()
            } else {
                document.path.parent().unwrap().join(file)
            };
            let there = target.exists()
                && (anchor.is_empty()
                    || anchors(&fs::read_to_string(&target).unwrap()).contains(anchor));
            if !there {
                wrong.push(format!("{}: {link}", document.name()));
            }
        }
    }
    none(&wrong);
}

/// A span such as `server/src/main.rs` or `docs/` is a path from the root.
#[test]
fn every_path_is_there() {
    let mut wrong = Vec::new();
    for document in documents() {
        for span in document.spans() {
            let plain = span.contains('/')
                && !span.contains([' ', '*', '<', '…', ':', '{'])
                && FOLDERS.contains(&span.split('/').next().unwrap());
            if plain && !root().join(span).exists() {
                wrong.push(format!("{}: {span}", document.name()));
            }
        }
    }
    none(&wrong);
}

/// A span such as `doors/forms.rs::what_a_form_sends` names a test by the end of its file's path
/// and its own name. `file.rs::compile_fail` is an example that must not compile.
#[test]
fn every_test_that_is_named_exists() {
    let tree = tree();
    let (mut wrong, mut named) = (Vec::new(), 0);
    for document in documents() {
        for span in document.spans() {
            let Some((file, test)) = span.split_once("::") else {
                continue;
            };
            if !file.ends_with(".rs") && !file.ends_with(".ts") {
                continue;
            }
            named += 1;
            let there = tree.iter().filter(|path| path.ends_with(file)).any(|path| {
                holds(
                    &fs::read_to_string(path).unwrap(),
                    test,
                    file.ends_with(".ts"),
                )
            });
            if !there {
                wrong.push(format!("{}: {span}", document.name()));
            }
        }
    }
    none(&wrong);
    assert!(named > 50, "the documents still name tests: {named}");
}

/// Whether a file has this test: under a test's attribute, or run by a suite in the same file.
fn holds(text: &str, test: &str, is_page: bool) -> bool {
    if is_page {
        return text.contains(&format!("test(\"{test}\""));
    }
    if test == "compile_fail" {
        return text.contains("```compile_fail");
    }
    let Some((before, _)) = text.split_once(&format!("fn {test}(")) else {
        return false;
    };
    let attributes = before.lines().rev().take(4).take_while(|line| *line != "}");
    let marked = attributes.into_iter().any(|line| {
        let line = line.trim();
        line == "#[test]" || line.starts_with("#[tokio::test")
    });
    marked || (text.contains("#[test]") && text.matches(test).count() > 1)
}

/// Every command is one that the program knows, with options that it has: `--help` at its end is
/// reached.
#[test]
fn every_command_is_known() {
    let documents = documents();
    let commands: BTreeSet<Vec<String>> = documents
        .iter()
        .flat_map(Document::commands)
        .map(typed)
        .collect();
    assert!(commands.len() > 20, "the documents still show commands");
    let mut wrong = Vec::new();
    for command in commands {
        let (name, words) = command.split_first().unwrap();
        let output = Command::new(program(name).unwrap())
            .args(words)
            .arg("--help")
            .output()
            .unwrap();
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            let said = said.lines().next().unwrap_or_default();
            wrong.push(format!("{}: {said}", command.join(" ")));
        }
    }
    none(&wrong);
}

/// What the code says is written in docs/ is written there.
#[test]
fn every_document_that_the_code_names_exists() {
    const CODE: [&str; 6] = ["rs", "ts", "mjs", "toml", "ftl", "py"];
    let names: Vec<String> = documents().iter().map(Document::name).collect();
    let written = |path: &str| {
        let numbered = format!("{path}-");
        names
            .iter()
            .any(|name| name == path || name.starts_with(&numbered))
    };
    let mut wrong = Vec::new();
    for path in tree() {
        if !CODE
            .iter()
            .any(|ending| path.extension() == Some(ending.as_ref()))
        {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        for rest in text.split("docs/").skip(1) {
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && !"-./".contains(c));
            let (name, _) = rest.split_at(end.unwrap_or(rest.len()));
            let name = format!("docs/{}", name.trim_end_matches('.'));
            let is_file = name.ends_with(".md") || name.contains("decisions/0");
            if is_file && !written(&name) {
                wrong.push(format!("{}: {name}", path.display()));
            }
        }
    }
    none(&wrong);
}

/// Whoever adds a dependency says why.
#[test]
fn every_dependency_has_its_reason() {
    const RECORD: &str = "docs/decisions/0062-each-dependency-and-why.md";
    let record = fs::read_to_string(root().join(RECORD)).unwrap();
    let explained: BTreeSet<&str> = record
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split_once(" | "))
        .flat_map(|(crates, _)| crates.split(", "))
        .collect();
    let manifest =
        |folder: &str| fs::read_to_string(root().join(folder).join("Cargo.toml")).unwrap();
    let workspace: toml::Table = manifest("").parse().unwrap();
    let members = workspace["workspace"]["members"].as_array().unwrap();
    let members = members.iter().map(|member| member.as_str().unwrap());
    let folders: Vec<&str> = members.chain([""]).collect();
    for known in ["protocol/l10n", "client/platform", "client/observatory"] {
        assert!(folders.contains(&known), "{known} is a crate of its own");
    }
    let mut wrong = Vec::new();
    for folder in folders {
        let text = manifest(folder);
        let mut names = Vec::new();
        let mut inside = false;
        for line in text.lines() {
            if line.starts_with('[') {
                inside = line.ends_with("dependencies]");
            } else if inside {
                let name = line.split(['=', '.', ' ']).next().unwrap();
                names.extend((!name.is_empty() && !name.starts_with('#')).then_some(name));
            }
        }
        assert!(!names.is_empty(), "{folder} still names what it needs");
        let ours = |name: &&str| name.starts_with("sourdine");
        names.retain(|name| !ours(name) && !explained.contains(name));
        wrong.extend(names.iter().map(|name| format!("{folder}: {name}")));
    }
    none(&wrong);
}

#[test]
fn every_decision_has_a_number_of_its_own() {
    let mut seen = BTreeSet::new();
    let mut wrong = Vec::new();
    for document in documents() {
        let name = document.name();
        let Some(record) = name.strip_prefix("docs/decisions/") else {
            continue;
        };
        if record == "README.md" {
            continue;
        }
        let number = record.split('-').next().unwrap().to_owned();
        let titled = document.text.starts_with(&format!("# {number} "));
        if !seen.insert(number) || !titled {
            wrong.push(name);
        }
    }
    assert!(!seen.is_empty(), "decisions are where they were");
    none(&wrong);
}

//! The observatory as it is typed.

#![expect(clippy::unwrap_used, reason = "a test that meets the unexpected stops")]

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Command, Output, Stdio},
};

fn sourdine() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sourdine"));
    command.env_clear().env("LC_ALL", "fr_FR.UTF-8");
    command
}

fn run(words: &[&str]) -> Output {
    sourdine().args(words).output().unwrap()
}

fn said(output: &Output) -> (String, String) {
    (
        String::from_utf8(output.stdout.clone()).unwrap(),
        String::from_utf8(output.stderr.clone()).unwrap(),
    )
}

#[test]
fn new_and_build() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("obs");
    let folder = folder.to_str().unwrap();
    let (out, _) = said(&run(&["observatory", "new", folder]));
    assert!(out.contains("8 fiches"), "{out}");
    let made = run(&["observatory", "new", folder]);
    assert!(!made.status.success());
    assert_eq!(
        said(&made).1,
        format!("sourdine: {folder} n’est pas vide\u{a0}: indiquez un dossier nouveau ou vide.\n")
            .replace('\u{a0}', " ")
    );
    let (out, err) = said(&run(&[
        "observatory",
        "build",
        folder,
        "--json",
        "--lang",
        "en",
    ]));
    let built: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(built["entries"], 8, "{err}");
    assert!(home.path().join("obs/site/fr/index.html").exists());
}

#[test]
fn a_wrong_entry_is_told_in_both_languages() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("obs");
    let folder = folder.to_str().unwrap();
    assert!(run(&["observatory", "new", folder]).status.success());
    let path = format!("{folder}/entries/nice-reconnaissance-faciale/entry.md");
    let text = std::fs::read_to_string(&path)
        .unwrap()
        .replace("insee = [\"06088\"]", "insee = [\"6088\"]");
    std::fs::remove_file(&path).unwrap();
    sourdine_platform::files::publish_new(path.as_ref(), text.as_bytes()).unwrap();
    let (_, french) = said(&run(&["observatory", "build", folder]));
    assert!(
        french.contains(&format!("{path}:20")) && french.contains("ce n’est pas un code INSEE"),
        "{french}"
    );
    let (_, english) = said(&run(&["--lang", "en", "observatory", "build", folder]));
    assert!(english.contains("not an INSEE code"), "{english}");
    let (_, json) = said(&run(&["--json", "observatory", "build", folder]));
    let failure: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(failure["error"], "error-value-insee");
}

/// A built observatory in a folder of its own.
fn built(home: &std::path::Path) -> String {
    let folder = home.join("obs").to_str().unwrap().to_owned();
    assert!(run(&["observatory", "new", &folder]).status.success());
    assert!(run(&["observatory", "build", &folder]).status.success());
    folder
}

#[test]
fn an_entry_that_nobody_signed_is_not_built() {
    let home = tempfile::tempdir().unwrap();
    let folder = built(home.path());
    let entries = std::path::Path::new(&folder).join("entries");
    let text = std::fs::read_to_string(entries.join("istres-drone/entry.md")).unwrap();
    let written = |line: &str| {
        if line.starts_with("uuid") {
            "uuid = \"5a1e0b1c-7c3f-4d7e-9b57-3f1d2c4b5a69\"\n".to_owned()
        } else {
            format!("{}\n", line.replace("istres-drone", "istres-drones"))
        }
    };
    let text: String = text.lines().map(written).collect();
    let path = entries.join("istres-drones/entry.md");
    sourdine_platform::files::publish_new(&path, text.as_bytes()).unwrap();
    let refused = run(&["--lang", "en", "observatory", "build", &folder]);
    assert!(!refused.status.success());
    let (_, said) = said(&refused);
    let said = said.replace('\n', " ");
    for word in [
        path.to_str().unwrap(),
        "signed no statement",
        "“istres-drones”",
        "publish",
    ] {
        assert!(said.contains(word), "{said}");
    }
    let site = std::path::Path::new(&folder).join("site");
    assert!(!site.join("fr/entries/istres-drones.html").exists());
    assert!(
        site.join("fr/entries/istres-drone.html").exists(),
        "the old site stays"
    );
}

/// All files in a folder.
fn below(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let items = std::fs::read_dir(folder).unwrap();
    let paths = items.map(|item| item.unwrap().path());
    let files = paths.map(|path| {
        if path.is_dir() {
            below(&path)
        } else {
            vec![path]
        }
    });
    files.flatten().collect()
}

/// Whether a file is a page, each of which must be marked.
fn is_a_marked_page(path: &std::path::Path) -> bool {
    if path.extension().is_none_or(|ending| ending != "html") {
        return false;
    }
    let page = std::fs::read_to_string(path).unwrap();
    for mark in ["class=\"preview\"", "name=\"robots\" content=\"noindex"] {
        assert!(page.contains(mark), "{}", path.display());
    }
    for link in ["feed.xml", "SHA256SUMS"] {
        assert!(!page.contains(link), "{}", path.display());
    }
    true
}

#[test]
fn a_preview_says_so_on_each_page_and_is_no_site() {
    let home = tempfile::tempdir().unwrap();
    let folder = built(home.path());
    let entry = std::path::Path::new(&folder).join("entries/istres-drone/entry.md");
    let text = std::fs::read_to_string(&entry).unwrap();
    std::fs::remove_file(&entry).unwrap();
    let edited = text.replace("+++ en\n", "+++ en\nEdited by hand.\n");
    sourdine_platform::files::publish_new(&entry, edited.as_bytes()).unwrap();
    let site = format!("{folder}/site");
    let preview = home.path().join("preview");
    let to = preview.to_str().unwrap();
    let unvetted = [
        "--lang",
        "en",
        "observatory",
        "build",
        &folder,
        "--unvetted",
    ];
    let with = |to: &str| run(&[&unvetted[..], &["--to", to]].concat());
    assert!(
        !run(&unvetted).status.success(),
        "a preview needs a place of its own"
    );
    for wrong in [
        site.as_str(),
        &folder,
        &format!("{folder}/./site"),
        &format!("{site}/draft"),
    ] {
        assert!(!with(wrong).status.success(), "{wrong}");
    }
    let (out, err) = said(&with(to));
    assert!(out.contains("PREVIEW"), "{out}{err}");

    let files = below(&preview);
    for path in &files {
        let name = path.file_name().unwrap().to_str().unwrap();
        assert!(!["feed.xml", "SHA256SUMS"].contains(&name), "{name}");
        assert!(!name.ends_with(".json"), "{name}");
    }
    let pages = files.iter().filter(|path| is_a_marked_page(path)).count();
    assert_eq!(pages, 1 + 2 * (5 + 8));
    let page = std::fs::read_to_string(preview.join("en/entries/istres-drone.html")).unwrap();
    assert!(page.contains("Edited by hand."));
    assert!(with(to).status.success(), "a preview replaces a preview");
    let over = run(&["observatory", "build", &folder, "--to", to]);
    assert!(!over.status.success(), "a site does not replace a preview");
    let real = std::fs::read_to_string(format!("{site}/en/index.html")).unwrap();
    assert!(!real.contains("class=\"preview\"") && !real.contains("robots"));
}

#[test]
fn the_record_of_a_build_is_outside_the_observatory() {
    let home = tempfile::tempdir().unwrap();
    let folder = built(home.path());
    let inside = std::path::Path::new(&folder).join(".built.json");
    assert!(inside.exists(), "without a state folder");
    std::fs::remove_file(&inside).unwrap();
    for (name, state) in [("XDG_STATE_HOME", "state"), ("HOME", "person/.local/state")] {
        let value = home.path().join(state.trim_end_matches("/.local/state"));
        let mut command = sourdine();
        command
            .env(name, &value)
            .args(["observatory", "build", &folder]);
        assert!(command.output().unwrap().status.success());
        let kept = home.path().join(state).join("sourdine/observatory");
        assert_eq!(std::fs::read_dir(kept).unwrap().count(), 1, "{name}");
        assert!(!inside.exists());
    }
}

#[test]
fn serve_shows_the_site_on_loopback() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("obs");
    let folder = folder.to_str().unwrap();
    assert!(run(&["observatory", "new", folder]).status.success());
    let mut serving = sourdine()
        .args(["observatory", "serve", folder, "--port", "0"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(serving.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let address = line
        .split("http://")
        .nth(1)
        .unwrap()
        .split('/')
        .next()
        .unwrap()
        .to_owned();
    assert!(address.starts_with("127.0.0.1:"), "{line}");
    let ask = |path: &str| {
        let mut stream = TcpStream::connect(&address).unwrap();
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    };
    let page = ask("/fr/");
    assert!(
        page.starts_with("HTTP/1.1 200") && page.contains("fiches"),
        "{page}"
    );
    assert!(
        page.contains("content-security-policy: default-src 'none'")
            && !page.to_lowercase().contains("\r\ndate:")
    );
    assert!(ask("/../observatory.toml").starts_with("HTTP/1.1 404"));
    serving.kill().unwrap();
    serving.wait().unwrap();
}

#[test]
fn help_is_in_the_language_of_the_person() {
    let (french, _) = said(&run(&["observatory", "--help"]));
    assert!(french.contains("Construire le site statique"), "{french}");
    let (english, _) = said(&run(&["observatory", "--help", "--lang", "en"]));
    assert!(english.contains("Build the static site"), "{english}");
}

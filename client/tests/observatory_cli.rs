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

//! Help, completions and manual pages, in both languages.

#![expect(clippy::unwrap_used, reason = "a test that meets the unexpected stops")]

use std::{
    fs,
    io::Write,
    process::{Command, Output, Stdio},
};

const ESCAPE: char = '\u{1b}';

fn sourdine(words: &[&str], environment: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sourdine"));
    let environment = environment.iter().copied();
    command.env_clear().envs(environment).args(words);
    command.output().unwrap()
}

fn out(output: Output) -> String {
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn every_shell_is_given_its_completions() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = sourdine(&["completions", shell], &[]);
        assert!(
            script.status.success() && script.stderr.is_empty(),
            "{shell}"
        );
        let script = out(script);
        assert!(
            script.contains("token-file") && script.contains("observatory"),
            "{shell}"
        );
    }
    let french = out(sourdine(&["--lang", "fr", "completions", "fish"], &[]));
    assert!(french.contains("Rapatrier ce que les sources"), "{french}");
    assert!(!sourdine(&["completions", "tcsh"], &[]).status.success());
}

#[test]
fn a_french_reader_meets_no_english_of_clap_s() {
    for typed in [&["--help"][..], &["pull", "--help"], &["triage", "-h"]] {
        let help = out(sourdine(&[&["--lang", "fr"][..], typed].concat(), &[]));
        assert!(help.contains("Utilisation : sourdine"), "{help}");
        for english in ["Usage", "Commands:", "Print ", "[default:", "[possible"] {
            assert!(!help.contains(english), "{typed:?}: {english}\n{help}");
        }
    }
    let refused = sourdine(&["pull", "--nothing"], &[("LANG", "fr_FR.UTF-8")]);
    assert_eq!(refused.status.code(), Some(2));
    let told = String::from_utf8(refused.stderr).unwrap();
    assert!(told.contains("« --nothing »"), "{told}");
    assert!(told.starts_with("erreur :"), "{told}");
}

#[test]
fn bash_completes_what_is_typed() {
    let script = out(sourdine(&["completions", "bash"], &[]));
    for (typed, word, expected) in [
        ("sourdine pul", "pul", "pull"),
        ("sourdine pull --ret", "--ret", "--retries"),
        ("sourdine observatory bu", "bu", "build"),
    ] {
        let count = typed.split(' ').count() - 1;
        let ask = format!(
            "{script}\nCOMP_WORDS=({typed}); COMP_CWORD={count}; _sourdine sourdine '{word}' ''\n\
             printf '%s\\n' \"${{COMPREPLY[@]}}\"\n"
        );
        let mut bash = Command::new("bash")
            .args(["--norc", "--noprofile"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        bash.stdin
            .take()
            .unwrap()
            .write_all(ask.as_bytes())
            .unwrap();
        let answer = out(bash.wait_with_output().unwrap());
        assert_eq!(answer.trim(), expected, "{typed}");
    }
}

#[test]
fn each_command_has_a_page_in_the_language_that_was_asked() {
    let home = tempfile::tempdir().unwrap();
    for (language, said) in [
        ("fr", "Rapatrier ce que les sources"),
        ("en", "Fetch what sources"),
    ] {
        let folder = home.path().join(language).join("man1");
        let to = folder.to_str().unwrap();
        let written = sourdine(&["--lang", language, "man", "--to", to, "--json"], &[]);
        let told: serde_json::Value = serde_json::from_slice(&written.stdout).unwrap();
        let pages = fs::read_dir(&folder).unwrap().count();
        assert_eq!(told["pages"], pages);
        for page in [
            "sourdine.1",
            "sourdine-pull.1",
            "sourdine-observatory-build.1",
        ] {
            assert!(folder.join(page).is_file(), "{page}");
        }
        let page = fs::read_to_string(folder.join("sourdine-pull.1")).unwrap();
        assert!(page.contains(said) && page.contains("retries"), "{page}");
        let again = sourdine(&["--lang", language, "man", "--to", to], &[]);
        assert!(again.status.success(), "pages are written anew");
    }
    let nowhere = sourdine(&["man", "--to", "/dev/null/man1"], &[]);
    assert!(!nowhere.status.success());
}

#[test]
fn no_color_is_honoured() {
    let forced = ("CLICOLOR_FORCE", "1");
    assert!(out(sourdine(&["--help"], &[forced])).contains(ESCAPE));
    let plain = sourdine(&["--help"], &[forced, ("NO_COLOR", "1")]);
    assert!(!out(plain).contains(ESCAPE));
    let wrong = sourdine(&["pull", "--nothing"], &[forced, ("NO_COLOR", "1")]);
    assert!(!String::from_utf8(wrong.stderr).unwrap().contains(ESCAPE));
}

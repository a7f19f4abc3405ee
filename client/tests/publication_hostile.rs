//! Documents that mean harm: bombs, circles, lies about sizes, files that were cut, scripts, and
//! references to what is outside. Each ends with one sentence that says what is wrong with it, or
//! with a copy in which nothing of the harm is left. None takes more than its share of memory,
//! leaves anything behind, or asks for anything over a network.

#![expect(clippy::unwrap_used, reason = "a test that meets the unexpected stops")]
#![expect(
    clippy::disallowed_methods,
    reason = "documents of tests are not private"
)]

mod hostile;

use std::{
    collections::BTreeMap,
    env, fs,
    io::ErrorKind,
    net::TcpListener,
    path::{Path, PathBuf},
    process::Command,
};

use hostile::{BURNING, Case, OFFICE, OFFICE_LONG, PAGES, PICTURES, RECORDINGS, TEXTS};
use sourdine::{
    desk::cleaning::{CleanError, Cleaned, TextLayer, clean, kind::Kind},
    l10n::{Explain, Localizer},
};
use sourdine_protocol::text::Language;
use tempfile::TempDir;

/// Set to the folder of the documents in a test that runs again, apart.
const APART: &str = "SOURDINE_TEST_HOSTILE";
/// What is in a file of this machine that documents ask for.
const SECRET: &str = "SECRET";
/// The most memory that cleaning a document takes beside the sandbox, in kibibytes: the largest
/// page in full colour, its copy, and what they are made with.
const MEMORY_MAX_KIB: u64 = 700 << 10;

/// Makes the documents of a group, and has this test run again on them, with folders of its own for
/// what is left behind.
fn each_ends_well(group: &str, test: &str, cases: &[Case]) {
    if let Some(folder) = env::var_os(APART) {
        return clean_all(Path::new(&folder), cases);
    }
    let [documents, home, temporary] = [(); 3].map(|()| tempfile::tempdir_in("/dev/shm").unwrap());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    make(group, &documents, listener.local_addr().unwrap().port());
    let done = Command::new(env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(APART, documents.path())
        .env("HOME", home.path())
        .env("TMPDIR", temporary.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&done.stdout);
    let errors = String::from_utf8_lossy(&done.stderr);
    assert!(
        done.status.success() && said.contains("1 passed"),
        "{said}{errors}"
    );
    for folder in [&home, &temporary] {
        let left: Vec<PathBuf> = files_in(folder.path());
        assert_eq!(left, Vec::<PathBuf>::new(), "left behind");
    }
    let asked = listener.accept().map_err(|error| error.kind());
    assert_eq!(
        asked.err(),
        Some(ErrorKind::WouldBlock),
        "a document was answered"
    );
    assert!(!documents.path().join("secret.touched").exists());
}

/// Writes the documents of a group, and what they ask for.
fn make(group: &str, folder: &TempDir, port: u16) {
    let maker = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile/make.py");
    let made = Command::new("/usr/bin/python3")
        .arg(maker)
        .args([folder.path().to_str().unwrap(), group, &port.to_string()])
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
    fs::write(folder.path().join("secret"), SECRET).unwrap();
}

fn files_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().path()).collect()
}

fn clean_all(folder: &Path, cases: &[Case]) {
    let cases: BTreeMap<_, _> = cases.iter().copied().collect();
    let mut documents = files_in(folder);
    documents.retain(|path| !path.ends_with("secret"));
    documents.sort();
    let names = documents
        .iter()
        .map(|path| path.file_name().unwrap().to_str().unwrap());
    let names: Vec<&str> = names.collect();
    assert_eq!(names, cases.keys().copied().collect::<Vec<_>>());
    let mut wrong = Vec::new();
    for (document, (name, expected)) in documents.iter().zip(cases) {
        let scratch = tempfile::tempdir_in("/dev/shm").unwrap();
        let done = clean(document, scratch.path(), TextLayer::Omit, &mut |_, _| ());
        let (said, kept) = match done {
            Ok(cleaned) => {
                assert_harmless(name, &cleaned);
                (
                    format!("{:?}", cleaned.kind()),
                    vec![cleaned.path().to_owned()],
                )
            }
            Err(error) => {
                assert_explained(name, &error);
                (format!("{error:?}"), Vec::new())
            }
        };
        assert_eq!(files_in(scratch.path()), kept, "{name}");
        if !said.starts_with(expected) {
            wrong.push(format!("{name}: {said}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let most = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .unwrap();
    let most: u64 = most.trim().trim_end_matches(" kB").parse().unwrap();
    assert!(most < MEMORY_MAX_KIB, "{most} KiB");
}

/// What is wrong is one sentence in each language, and so is the next step.
fn assert_explained(name: &str, error: &CleanError) {
    let texts = Language::ALL.map(|language| Localizer::new(language).text(&error.message()));
    for text in &texts {
        let lines = text.trim().lines().count();
        assert!((1..=2).contains(&lines), "{name}: {text}");
        assert!(
            !text.contains("()") && !text.contains(char::is_control) || lines == 2,
            "{name}: {text}"
        );
        assert!(
            !text.contains(SECRET) && !text.contains("Traceback"),
            "{name}: {text}"
        );
    }
    assert_ne!(texts[0], texts[1], "{name}");
}

/// Nothing of what is outside is in a copy, nor in what is seen of it.
fn assert_harmless(name: &str, cleaned: &Cleaned) {
    let bytes = cleaned.bytes().unwrap();
    let found = |text: &str| bytes.windows(text.len()).any(|at| at == text.as_bytes());
    assert!(
        !found(SECRET) && !found("127.0.0.1") || cleaned.kind() == Kind::Txt,
        "{name}"
    );
    if cleaned.kind() == Kind::Pdf {
        let seen = hostile::read(cleaned.path());
        assert!(
            !seen.contains(SECRET) && !seen.contains("LAUGH"),
            "{name}: {seen}"
        );
    }
}

#[test]
fn pictures() {
    each_ends_well("pictures", "pictures", &PICTURES);
}

#[test]
fn pages() {
    each_ends_well("pages", "pages", &PAGES);
}

#[test]
fn office_documents() {
    each_ends_well("office", "office_documents", &OFFICE);
}

#[test]
fn recordings() {
    each_ends_well("recordings", "recordings", &RECORDINGS);
}

#[test]
fn texts() {
    each_ends_well("texts", "texts", &TEXTS);
}

/// Whether the long counts were asked for (`tests/run --soak`).
fn soak() -> bool {
    env::var("SOURDINE_SOAK").is_ok_and(|soak| soak == "1")
}

#[test]
fn more_office_documents() {
    if soak() {
        each_ends_well("office_long", "more_office_documents", &OFFICE_LONG);
    }
}

/// It takes as long as the limits are.
#[test]
fn what_uses_up_its_time() {
    if soak() {
        each_ends_well("burning", "what_uses_up_its_time", &BURNING);
    }
}

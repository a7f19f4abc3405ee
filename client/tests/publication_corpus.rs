//! Documents of all kinds, which real programs wrote with marks in each place that a kind has for
//! them. No mark is in a byte of what is published, nor in what can be read in its pixels; and all
//! that was to be seen is there: words, pages in their order, pictures the right way up, sounds as
//! long as they were. Documents in archives and e-mails are held to the same.

#![expect(
    clippy::unwrap_used,
    clippy::unwrap_in_result,
    clippy::indexing_slicing,
    reason = "a test that meets the unexpected stops"
)]
#![expect(
    clippy::disallowed_methods,
    reason = "documents of tests are not private"
)]

mod corpus;

use std::{collections::BTreeSet, env, fs, path::Path, process::Command, thread};

use corpus::{Expected, Shape, has_mark, kept_in_order, read, size_of};
use sourdine::desk::cleaning::{Cleaned, Room, TextLayer, clean, kind::Kind, members};
use strum::VariantArray;
use tempfile::TempDir;

/// How many documents there are at least.
const DOCUMENTS: usize = 120;
/// How far the length of a recording may be off, in seconds.
const LENGTH_OFF: f64 = 0.3;

fn scratch() -> TempDir {
    tempfile::tempdir_in("/dev/shm").unwrap()
}

/// Makes the documents of some makers, or of all.
fn made(which: Option<&str>) -> (TempDir, Vec<Expected>) {
    let folder = scratch();
    let maker = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/make.py");
    let made = Command::new("/usr/bin/python3")
        .arg(maker)
        .arg(folder.path())
        .args(which)
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
    let list = fs::read(folder.path().join("list.json")).unwrap();
    (folder, serde_json::from_slice(&list).unwrap())
}

/// Cleans a document and those that are in it, and gives what is wrong with their copies.
fn faults(original: &Path, expected: &Expected) -> Vec<String> {
    let scratch = scratch();
    let mut opened = fs::File::open(original).unwrap();
    let kind = Kind::recognise(&mut opened).unwrap();
    if kind.map(Kind::extension) != Some(expected.kind.as_str()) {
        return vec![format!("is taken for {kind:?}")];
    }
    let mut faults = faults_inside(original, expected, scratch.path());
    if matches!(expected.shape, Shape::Members) {
        return faults;
    }
    match clean(original, scratch.path(), TextLayer::Add, &mut |_, _| ()) {
        Err(error) => faults.push(format!("is refused: {error:?}")),
        Ok(cleaned) => {
            if let Some(mark) = has_mark(&cleaned.bytes().unwrap()) {
                faults.push(format!("has {mark} in its bytes"));
            }
            faults.extend(look(expected, &cleaned).err());
        }
    }
    faults
}

/// What is wrong with the documents in a document.
fn faults_inside(original: &Path, expected: &Expected, scratch: &Path) -> Vec<String> {
    let inside = match members(original, scratch, &mut Room::default()) {
        Err(error) => return vec![format!("is not taken apart: {error:?}")],
        Ok(inside) => inside.map_or(Vec::new(), |(inside, _)| inside),
    };
    let names: Vec<&str> = inside.iter().map(|member| member.name.as_str()).collect();
    let known = expected.members.iter().map(|member| member.file.as_str());
    if names != known.collect::<Vec<_>>() {
        return vec![format!("has {names:?} in it")];
    }
    let wrong = inside.iter().zip(&expected.members);
    let wrong = wrong.flat_map(|(member, expected)| {
        let faults = match &member.document {
            Err(error) => vec![format!("does not come out: {error:?}")],
            Ok(document) => faults(document, expected),
        };
        let name = &member.name;
        let faults = faults.into_iter();
        faults.map(move |fault| format!("/{name} {fault}"))
    });
    wrong.collect()
}

/// Looks at a copy as its readers will.
fn look(expected: &Expected, cleaned: &Cleaned) -> Result<(), String> {
    let kind = cleaned.kind();
    match (expected.shape, kind) {
        (Shape::Pages, Kind::Pdf) => {
            let pages = read(cleaned.path(), kind);
            if expected.count.is_some_and(|count| count != pages.len()) {
                return Err(format!("has {} pages", pages.len()));
            }
            seen(expected, &pages.join("\n"))
        }
        (Shape::Picture, Kind::Jpg | Kind::Png) => {
            let size = size_of(cleaned.path());
            if Some(size) != expected.width.zip(expected.height) {
                return Err(format!("has another size: {size:?}"));
            }
            seen(expected, &read(cleaned.path(), kind).join("\n"))
        }
        (Shape::Film, Kind::Webm) => {
            as_long(expected, cleaned)?;
            seen(expected, &read(cleaned.path(), kind).join("\n"))
        }
        (Shape::Sound, Kind::Ogg) => as_long(expected, cleaned),
        (Shape::Text, Kind::Txt | Kind::Csv) => {
            let text = String::from_utf8(cleaned.bytes().unwrap()).unwrap();
            if expected.share > 0 {
                return seen(expected, &text);
            }
            if text == expected.words {
                Ok(())
            } else {
                Err(format!("says something else: {text:?}"))
            }
        }
        (shape, kind) => Err(format!("became {kind:?}, not {shape:?}")),
    }
}

/// Whether as many words as expected are read, in their order, and no mark.
fn seen(expected: &Expected, read: &str) -> Result<(), String> {
    if read.to_uppercase().contains("MARK") {
        return Err(format!("shows a mark: {read}"));
    }
    let (kept, all) = kept_in_order(&expected.words, read);
    if kept * 100 < all * expected.share {
        return Err(format!("shows {kept} of {all} words: {read}"));
    }
    Ok(())
}

fn as_long(expected: &Expected, cleaned: &Cleaned) -> Result<(), String> {
    let said = Command::new("ffprobe")
        .args([
            "-v",
            "error",
            "-show_entries",
            "format=duration",
            "-of",
            "csv=p=0",
        ])
        .arg(cleaned.path())
        .output()
        .unwrap();
    let said = String::from_utf8(said.stdout).unwrap();
    let length: f64 = said.trim().parse().unwrap();
    let off = (length - expected.seconds.unwrap()).abs();
    if off <= LENGTH_OFF {
        Ok(())
    } else {
        Err(format!("is {length} s long"))
    }
}

/// Cleans all, on all cores, and says what is wrong with each.
fn each_is_clean_and_whole(folder: &Path, all: &[Expected]) {
    let half = all.len().div_ceil(2);
    let wrong = thread::scope(|scope| {
        let workers = all.chunks(half.max(1)).map(|part| {
            scope.spawn(move || {
                let told = part.iter().flat_map(|one| {
                    let faults = faults(&folder.join(&one.file), one).into_iter();
                    faults.map(|fault| format!("{} {fault}", one.file))
                });
                told.collect::<Vec<_>>()
            })
        });
        let workers: Vec<_> = workers.collect();
        let told = workers.into_iter().map(|worker| worker.join().unwrap());
        told.flatten().collect::<Vec<_>>()
    });
    assert!(
        wrong.is_empty(),
        "{} of {}: {wrong:#?}",
        wrong.len(),
        all.len()
    );
}

/// One picture of each kind. What other kinds need is in the other tests of publication.
#[test]
fn a_few_are_clean_and_whole() {
    let (folder, all) = made(Some("few"));
    each_is_clean_and_whole(folder.path(), &all);
}

/// Tables, pages of the web, books, e-mails and archives, which take seconds.
#[test]
fn what_is_read_and_what_is_in_archives_is_clean_and_whole() {
    let (folder, all) = made(Some("read"));
    each_is_clean_and_whole(folder.path(), &all);
}

/// All of them, which takes some ten minutes.
#[test]
fn all_are_clean_and_whole() {
    if !env::var("SOURDINE_SOAK").is_ok_and(|soak| soak == "1") {
        return;
    }
    let (folder, all) = made(None);
    assert!(all.len() >= DOCUMENTS, "{}", all.len());
    let kinds: BTreeSet<&str> = all.iter().map(|one| one.kind.as_str()).collect();
    let every = Kind::VARIANTS.iter();
    assert_eq!(kinds, every.map(|kind| kind.extension()).collect());
    each_is_clean_and_whole(folder.path(), &all);
}

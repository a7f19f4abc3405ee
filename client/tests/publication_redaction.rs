//! What an editor blackens is gone: from the pixels, from the text, from the report, and from the
//! width of the box.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test that meets the unexpected stops, and its files are nobody's secret"
)]

mod archives;
mod common;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use archives::word;
use common::{ID, Office, letter};
use jpeg_encoder::{ColorType, Encoder};
use sourdine::desk::cleaning::{
    CleanError, Cleaned, TextLayer, Wishes, clean,
    kind::Kind,
    redaction::{Area, Redaction, RedactionError},
    report::RedactedPage,
};
use sourdine_platform::files;
use tempfile::TempDir;

fn scratch() -> TempDir {
    tempfile::tempdir_in("/dev/shm").unwrap()
}

fn put(folder: &TempDir, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.path().join(name);
    files::publish_new(&path, bytes).unwrap();
    path
}

/// Lines of text on a page of a PDF.
fn lines(texts: &[&str]) -> String {
    let shown: String = texts
        .iter()
        .map(|text| format!("({text}) Tj T* "))
        .collect();
    format!("BT /F1 12 Tf 17 TL 20 170 Td {shown}ET")
}

/// A PDF of pages that show this, turned by `turned` degrees.
fn pdf(pages: &[String], turned: u32) -> Vec<u8> {
    let font = 3 + 2 * pages.len();
    let kids: Vec<String> = (0..pages.len())
        .map(|nth| format!("{} 0 R", 3 + 2 * nth))
        .collect();
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        format!(
            "<</Type/Pages/Kids[{}]/Count {}>>",
            kids.join(" "),
            pages.len()
        ),
    ];
    for (nth, content) in pages.iter().enumerate() {
        objects.push(format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 420 200]/Rotate {turned}/Contents {} 0 R\
             /Resources<</Font<</F1 {font} 0 R>>>>>>",
            4 + 2 * nth
        ));
        objects.push(format!(
            "<</Length {}>>stream\n{content}\nendstream",
            content.len()
        ));
    }
    objects.push(
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_owned(),
    );
    let (mut file, mut offsets) = ("%PDF-1.4\n".to_owned(), String::new());
    for (index, object) in objects.iter().enumerate() {
        offsets.push_str(&format!("{:010} 00000 n \n", file.len()));
        file.push_str(&format!("{} 0 obj\n{object}\nendobj\n", index + 1));
    }
    let (start, count) = (file.len(), objects.len() + 1);
    file.push_str(&format!(
        "xref\n0 {count}\n0000000000 65535 f \n{offsets}trailer<</Size {count}/Root 1 0 R>>\n\
         startxref\n{start}\n%%EOF\n"
    ));
    file.into_bytes()
}

fn redaction(boxes: &[&str], texts: &[&str]) -> Redaction {
    let areas: Vec<Area> = boxes.iter().map(|typed| typed.parse().unwrap()).collect();
    let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
    Redaction::new(areas, &texts).unwrap()
}

fn tried(
    original: &Path,
    folder: &TempDir,
    boxes: &[&str],
    texts: &[&str],
) -> Result<Cleaned, CleanError> {
    let redaction = redaction(boxes, texts);
    let progress = &mut |_, _| ();
    let wishes = Wishes {
        redaction: Some(&redaction),
        ..Wishes::from(TextLayer::Add)
    };
    clean(original, folder.path(), wishes, progress)
}

fn redacted(original: &Path, folder: &TempDir, boxes: &[&str], texts: &[&str]) -> Cleaned {
    tried(original, folder, boxes, texts).unwrap_or_else(|error| panic!("{error:?}"))
}

fn refused(original: &Path, folder: &TempDir, boxes: &[&str], texts: &[&str]) -> RedactionError {
    match tried(original, folder, boxes, texts) {
        Err(CleanError::Redaction(error)) => error,
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("{} was redacted", original.display()),
    }
}

fn counts(cleaned: &Cleaned) -> Vec<(u32, usize)> {
    let pages = cleaned.report().redacted.iter();
    pages
        .map(|RedactedPage { page, boxes }| (*page, *boxes))
        .collect()
}

/// Small letters without accents and without anything between them.
fn plain(text: &str) -> String {
    let text = text.to_lowercase().replace(['é', 'è'], "e");
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// What two other programs find in a copy: its text, and what can be read in its pixels when they
/// are drawn finer.
fn found_by_others(folder: &TempDir, cleaned: &Cleaned) -> String {
    assert_eq!(cleaned.kind(), Kind::Pdf);
    let said = Command::new("pdftotext")
        .arg(cleaned.path())
        .arg("-")
        .output();
    let mut all = String::from_utf8(said.unwrap().stdout).unwrap();
    let pages = tempfile::tempdir_in(folder.path()).unwrap();
    let drawn = Command::new("pdftoppm")
        .args(["-r", "220", "-gray", "-png"])
        .arg(cleaned.path())
        .arg(pages.path().join("page"))
        .status();
    assert!(drawn.unwrap().success());
    for page in fs::read_dir(pages.path()).unwrap() {
        let said = Command::new("tesseract")
            .env("OMP_THREAD_LIMIT", "1")
            .arg(page.unwrap().path())
            .args(["-", "-l", "fra"])
            .output();
        all.push_str(&String::from_utf8(said.unwrap().stdout).unwrap());
    }
    all
}

fn assert_gone(folder: &TempDir, cleaned: &Cleaned, gone: &[&str], stays: &[&str]) {
    let found = found_by_others(folder, cleaned);
    for text in gone {
        assert!(!plain(&found).contains(&plain(text)), "{text} in {found}");
    }
    for text in stays {
        assert!(found.contains(text), "{text} is not in {found}");
    }
    let bytes = cleaned.bytes().unwrap();
    let again = Command::new("qpdf")
        .arg("--check")
        .arg(cleaned.path())
        .status();
    assert!(again.unwrap().success() && !bytes.is_empty());
}

#[test]
fn a_word_is_blackened_wherever_and_however_it_is_written() {
    let folder = scratch();
    let first = lines(&[
        "Compte rendu du comite de pilotage",
        "Presente par Lefevre, lu par LEFEVRE et Lef\\350vre.",
        "Le rapport de madame Le-",
        "fevre est joint au dossier.",
        "Rien de plus a signaler ce jour",
    ]);
    let second = lines(&["Annexe", "Dupont"]);
    let original = put(&folder, "a.pdf", &pdf(&[first, second], 0));
    let cleaned = redacted(&original, &folder, &[], &["lefèvre", "Dupont"]);
    assert_eq!(counts(&cleaned), [(1, 5), (2, 1)]);
    let stays = [
        "Compte rendu du comite",
        "Le rapport de madame",
        "Rien de plus a signaler",
        "Annexe",
    ];
    assert_gone(
        &folder,
        &cleaned,
        &["lefevre", "dupont", "le-fevre"],
        &stays,
    );
    let again = redacted(&original, &folder, &[], &["lefèvre", "Dupont"]);
    assert_eq!(again.bytes().unwrap(), cleaned.bytes().unwrap());
}

/// A box tells neither how long the word is nor one of its letters: all that is published is the
/// same.
#[test]
fn two_words_of_other_lengths_leave_the_same_copy() {
    let folder = scratch();
    let copy = |name: &str| {
        let text = lines(&[
            "Objet : enquête sur la police".replace('ê', "e").as_str(),
            &format!("Reçu, signe et date : {name}").replace('ç', "c"),
        ]);
        let original = put(&folder, &format!("{name}.pdf"), &pdf(&[text], 0));
        let bytes = redacted(&original, &folder, &[], &[name]).bytes().unwrap();
        let plain = [name, "12"].concat();
        assert!(!String::from_utf8_lossy(&bytes).contains(&plain));
        bytes
    };
    let [short, long] = ["Bill", "Maximilien"].map(copy);
    assert_eq!(short, long);
}

#[test]
fn a_word_on_a_turned_page_and_one_on_its_side_are_found() {
    let folder = scratch();
    let text = lines(&["Note du cabinet", "Signe : Lefevre", "Copie au service"]);
    // It runs upward, and the page is turned for reading; or not.
    let upward = format!("q 0 1 -1 0 400 0 cm {text} Q");
    let upright = put(
        &folder,
        "turned.pdf",
        &pdf(std::slice::from_ref(&upward), 90),
    );
    let cleaned = redacted(&upright, &folder, &[], &["Lefevre"]);
    assert_gone(
        &folder,
        &cleaned,
        &["lefevre"],
        &["Note du cabinet", "Copie au service"],
    );
    // The text itself runs upward.
    let upward = format!(
        "q 0 1 -1 0 400 0 cm {} Q",
        text.replace("20 170 Td", "20 300 Td")
    );
    let original = put(&folder, "side.pdf", &pdf(&[upward], 0));
    let cleaned = redacted(&original, &folder, &[], &["Lefevre"]);
    assert_eq!(counts(&cleaned), [(1, 1)]);
    let turned = folder.path().join("again.pdf");
    let qpdf = Command::new("qpdf")
        .args(["--rotate=+90"])
        .args([cleaned.path(), &turned])
        .status();
    assert!(qpdf.unwrap().success());
    let image = folder.path().join("again");
    let drawn = Command::new("pdftoppm")
        .args(["-r", "200", "-gray", "-png", "-singlefile"])
        .args([&turned, &image])
        .status();
    assert!(drawn.unwrap().success());
    let read = Command::new("tesseract")
        .arg(image.with_extension("png"))
        .arg("-")
        .output();
    let read = String::from_utf8(read.unwrap().stdout).unwrap();
    assert!(
        read.contains("cabinet") && !plain(&read).contains("lefevre"),
        "{read}"
    );
}

#[test]
fn faint_and_spaced_words_are_found() {
    let folder = scratch();
    let faint = format!(
        "{} 0.78 g BT /F1 12 Tf 20 60 Td (Source : Lefevre) Tj ET",
        lines(&["Un texte noir et net", "sur deux lignes"])
    );
    let spaced = "BT /F1 12 Tf 4 Tc 20 100 Td (L e f e v r e) Tj ET";
    let original = put(&folder, "faint.pdf", &pdf(&[faint, spaced.to_owned()], 0));
    let cleaned = redacted(&original, &folder, &[], &["Lefevre"]);
    assert_eq!(counts(&cleaned), [(1, 1), (2, 1)]);
    assert_gone(&folder, &cleaned, &["lefevre"], &["Un texte noir et net"]);
}

#[test]
fn a_word_that_cannot_be_found_is_refused() {
    let folder = scratch();
    let text = lines(&[
        "Le directeur Martin a presente le projet",
        "devant les elus",
    ]);
    let original = put(&folder, "a.pdf", &pdf(std::slice::from_ref(&text), 0));
    for absent in ["Lefevre", "Marlin", "Martine", "elus devant", "les projet"] {
        let error = refused(&original, &folder, &[], &["Martin", absent]);
        let RedactionError::NotFound { texts } = error else {
            panic!("{absent}: {error:?}");
        };
        assert_eq!(texts, absent);
    }
    let boxed = refused(&original, &folder, &["1:0,0,1,1"], &["Lefevre"]);
    assert!(
        matches!(boxed, RedactionError::NotFound { .. }),
        "{boxed:?}"
    );
}

/// The second page has text that is drawn by no ink.
#[test]
fn the_documents_own_text_is_compared_with_what_was_read() {
    let folder = scratch();
    let seen = lines(&["Signe : Lefevre"]);
    let hidden = format!(
        "{} BT 3 Tr /F1 12 Tf 20 60 Td (Lefevre) Tj ET",
        lines(&["Annexe"])
    );
    let original = put(&folder, "a.pdf", &pdf(&[seen, hidden], 0));
    let error = refused(&original, &folder, &[], &["lefevre"]);
    let RedactionError::NotSeen {
        page: 2,
        said: 1,
        seen: 0,
        ..
    } = error
    else {
        panic!("{error:?}");
    };
    let elsewhere = refused(&original, &folder, &["1:0,0,1,1"], &["lefevre"]);
    assert!(matches!(elsewhere, RedactionError::NotSeen { page: 2, .. }));
    let cleaned = redacted(&original, &folder, &["2:0,60,40,20"], &["lefevre"]);
    assert_eq!(counts(&cleaned), [(1, 1), (2, 1)]);
    assert_gone(&folder, &cleaned, &["lefevre"], &["Annexe"]);
}

/// A picture as a telephone makes it, with another shade where a box will be.
fn photograph(secret: u8) -> Vec<u8> {
    const SIDE: u16 = 64;
    let side = usize::from(SIDE);
    let shade = |at: usize| {
        let (x, y) = (at % side, at / side);
        let inside = (21..40).contains(&x) && (13..29).contains(&y);
        let around = u8::try_from((x * 3 + y) % 256).unwrap();
        if inside {
            secret.wrapping_add(around.wrapping_mul(7))
        } else {
            around
        }
    };
    let samples: Vec<u8> = (0..side * side)
        .flat_map(|at| [shade(at), 90, 200])
        .collect();
    let mut bytes = Vec::new();
    let encoder = Encoder::new(&mut bytes, 100);
    encoder
        .encode(&samples, SIDE, SIDE, ColorType::Rgb)
        .unwrap();
    bytes
}

/// The same as a PNM, in which nothing of the inside is outside already.
fn exact(secret: u8) -> Vec<u8> {
    let mut bytes = b"P6\n64 64\n255\n".to_vec();
    for at in 0..64 * 64_usize {
        let inside = (21..40).contains(&(at % 64)) && (13..29).contains(&(at / 64));
        let around = u8::try_from(at % 251).unwrap();
        bytes.extend([if inside { secret } else { around }, 90, 200]);
    }
    bytes
}

#[test]
fn nothing_of_what_was_under_a_box_is_in_a_picture() {
    let folder = scratch();
    // 20/64 to 41/64 across, 12/64 to 30/64 down, and a little more.
    let boxes = ["1:31,18.5,34,29"];
    let copy = |secret: u8| {
        let original = put(&folder, &format!("{secret}.pnm"), &exact(secret));
        let cleaned = redacted(&original, &folder, &boxes, &[]);
        assert_eq!(
            (cleaned.kind(), counts(&cleaned)),
            (Kind::Png, vec![(1, 1)])
        );
        cleaned.bytes().unwrap()
    };
    assert_eq!(copy(1), copy(255));
    let original = put(&folder, "p.jpg", &photograph(130));
    let cleaned = redacted(&original, &folder, &boxes, &[]);
    assert_eq!(cleaned.kind(), Kind::Jpg);
    let program = "import sys; from PIL import Image; p = Image.open(sys.argv[1]).convert('RGB');\
                   print(max(max(p.getpixel((x, y))) for x in range(24, 37) for y in range(16, 26)),\
                   p.getpixel((5, 50)))";
    let seen = Command::new("/usr/bin/python3")
        .args(["-c", program])
        .arg(cleaned.path())
        .output();
    let seen = String::from_utf8(seen.unwrap().stdout).unwrap();
    let (brightest, outside) = seen.split_once(' ').unwrap();
    assert!(brightest.parse::<u32>().unwrap() < 30, "{seen}");
    assert!(outside.trim_end().ends_with("202)"), "{seen}");
}

#[test]
fn each_refusal_says_why() {
    let folder = scratch();
    let page = put(&folder, "a.pdf", &pdf(&[lines(&["Une page"])], 0));
    for (original, boxes) in [(&page, "2:0,0,1,1"), (&page, "4294967295:0,0,100,100")] {
        let error = refused(original, &folder, &[boxes], &[]);
        assert!(
            matches!(error, RedactionError::NoSuchPage { count: 1, .. }),
            "{error:?}"
        );
    }
    let picture = put(&folder, "p.jpg", &photograph(1));
    let error = refused(&picture, &folder, &["2:0,0,1,1"], &[]);
    assert!(
        matches!(error, RedactionError::NoSuchPage { page: 2, count: 1 }),
        "{error:?}"
    );
    let error = refused(&picture, &folder, &["9:0,0,1,1"], &["Lefevre"]);
    assert!(
        matches!(error, RedactionError::NoSuchPage { page: 9, .. }),
        "{error:?}"
    );
}

#[test]
fn what_has_no_pages_and_what_is_nothing_is_refused() {
    let folder = scratch();
    let text = put(&folder, "a.txt", "Signé : Lefèvre".as_bytes());
    let error = refused(&text, &folder, &["1:0,0,1,1"], &["Lefevre"]);
    assert!(matches!(error, RedactionError::BoxOnText), "{error:?}");
    let error = refused(&text, &folder, &[], &["Dupont"]);
    assert!(
        matches!(error, RedactionError::NotFound { .. }),
        "{error:?}"
    );
    let sound = folder.path().join("a.wav");
    let ffmpeg = Command::new("ffmpeg")
        .args(["-v", "error", "-f", "lavfi", "-i", "sine=duration=1"])
        .arg(&sound)
        .status();
    assert!(ffmpeg.unwrap().success());
    let error = refused(&sound, &folder, &["1:0,0,1,1"], &[]);
    assert!(matches!(error, RedactionError::Recording), "{error:?}");
    assert!(matches!(
        Redaction::new(Vec::new(), &[]),
        Err(RedactionError::Nothing)
    ));
    let mark = ["\u{200b}…".to_owned()];
    let without = Redaction::new(Vec::new(), &mark).err();
    assert!(matches!(without, Some(RedactionError::NoLetters { .. })));
}

#[test]
fn a_text_gets_marks_of_one_width() {
    let folder = scratch();
    let text = "Signé : Le\u{200b}fèvre, LEFEVRE et Li. M. Le-\nfèvre a lu.\n";
    let original = put(&folder, "a.txt", text.as_bytes());
    let cleaned = redacted(&original, &folder, &[], &["lefevre", "Li"]);
    let expected = "Signé : █████, █████ et █████. M. █████\n█████ a lu.\n";
    assert_eq!(
        String::from_utf8(cleaned.bytes().unwrap()).unwrap(),
        expected
    );
    assert_eq!(counts(&cleaned), [(1, 5)]);
}

#[test]
fn the_cell_of_a_table_is_blackened() {
    let cell = |text: &str| format!("<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>");
    let table = format!(
        "<w:tbl><w:tr>{}{}</w:tr><w:tr>{}{}</w:tr></w:tbl><w:p><w:r><w:t>Fin du tableau</w:t></w:r></w:p>",
        cell("Nom"),
        cell("Fonction"),
        cell("Lefevre"),
        cell("Directeur")
    );
    let folder = scratch();
    let original = put(&folder, "a.docx", &word("Lefevre", &table));
    let cleaned = redacted(&original, &folder, &[], &["LEFEVRE"]);
    assert_eq!(counts(&cleaned), [(1, 1)]);
    assert_gone(&folder, &cleaned, &["lefevre"], &["Nom", "Fin du tableau"]);
    let report = format!("{:?}", cleaned.report());
    assert!(!plain(&report).contains("lefevre"), "{report}");
}

/// The words stand nowhere in the case, and the second editor sees that there are boxes.
#[test]
fn the_case_and_the_second_editor_are_told_of_boxes_and_of_no_word() {
    let office = Office::with_bob();
    let name = "note-Lefevre.pdf";
    let page = pdf(&[lines(&["Note signee Lefevre", "et rien d autre"])], 0);
    let envelope = letter(&[office.recipient("alice")], "Bonjour.\n", &[(name, &page)]);
    office.deliver("alice", ID, &envelope);
    office.type_as("alice", &["open", ID]).good();
    let shown = office.json_as("alice", &["triage", "new", "0011", "--title", "Drones"]);
    let case = shown["case"].as_str().unwrap();
    let file = format!("0011:{name}");
    let redact =
        |more: &[&str]| office.type_as("alice", &[&["redact", case, &file][..], more].concat());
    redact(&[]).bad("Nothing was named");
    redact(&["--text", "Dupont"]).bad("Found nowhere: Dupont");
    redact(&["--box", "0:1,1,1,1"]).bad("is no box");
    redact(&["--box", "1:NaN,1,1,1"]).bad("is no box");
    redact(&["--box", "1:99,1,1e9,1"]).bad("is no box");
    redact(&["--box", "1:99,1,2,1"]).bad("reaches beyond");
    redact(&["--box", "2:1,1,1,1"]).bad("There is no page 2");
    let nothing = office.json_as("alice", &["triage", "show", case]);
    assert_eq!(
        nothing["copies"].as_array().unwrap().len(),
        0,
        "a refusal kept a copy"
    );
    let list = office.path("names");
    files::write_new(&list, b"lefevre\n\n").unwrap();
    let from = list.to_str().unwrap();
    let said = redact(&["--texts-from", from, "--box", "1:0,0,5,5"]).good();
    assert!(
        said.out.contains("2 boxes") && said.out.contains("page 1: 2"),
        "{}",
        said.out
    );
    let shown = office.json_as("alice", &["triage", "show", case]);
    let copy = &shown["copies"][0];
    assert_eq!(copy["report"]["redacted"][0]["boxes"], 2);
    assert!(!plain(&shown.to_string()).contains("lefevre"), "{shown}");
    let seen = office
        .type_as("alice", &["triage", "show", case])
        .good()
        .out;
    assert!(seen.contains("redacted: 2"), "{seen}");
    let draft = ["vet", "draft", case, "--id", "cannes-drone"];
    let draft = office.type_as("alice", &draft).good().out;
    assert!(
        draft.contains("document-1.pdf") && !plain(&draft).contains("lefevre"),
        "{draft}"
    );
}

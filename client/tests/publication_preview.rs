//! A file is looked at safely before any other program opens it: pages, lines, frames, loudness.
//! No key is asked for, no copy kept, no file overwritten.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that meets the unexpected stops"
)]
#![expect(
    clippy::disallowed_methods,
    reason = "documents of tests are not private"
)]

mod archives;
mod common;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use archives::word;
use common::{ID, Office, Said, letter};
use serde_json::Value;

/// A PDF of this many small pages.
fn pdf(pages: usize) -> Vec<u8> {
    let mut objects = vec!["<</Type/Catalog/Pages 2 0 R>>".to_owned(), String::new()];
    let mut kids = String::new();
    for nth in 0..pages {
        let page = 3 + 2 * nth;
        kids.push_str(&format!("{page} 0 R "));
        let content = format!("BT /F1 16 Tf 10 60 Td (Page numero {nth}) Tj ET");
        objects.push(format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 150 100]/Contents {} 0 R\
             /Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>",
            page + 1
        ));
        objects.push(format!(
            "<</Length {}>>stream\n{content}\nendstream",
            content.len()
        ));
    }
    if let Some(tree) = objects.get_mut(1) {
        *tree = format!("<</Type/Pages/Kids[{kids}]/Count {pages}>>");
    }
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

/// A machine without a desk, and a file on it.
struct Machine(Office);

impl Machine {
    fn new() -> Self {
        Self(Office::new())
    }

    fn put(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.path(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    fn made(&self, name: &str, sources: &[&str]) -> PathBuf {
        let path = self.0.path(name);
        let ffmpeg = Command::new("ffmpeg")
            .args(["-v", "error"])
            .args(sources)
            .arg(&path)
            .status();
        assert!(ffmpeg.unwrap().success());
        path
    }

    fn preview(&self, file: &Path, more: &[&str]) -> Said {
        let words = [&["preview", file.to_str().unwrap()], more].concat();
        self.0.type_as("nobody", &words)
    }

    fn json(&self, file: &Path, more: &[&str]) -> Value {
        serde_json::from_str(&self.preview(file, &[more, &["--json"]].concat()).good().out).unwrap()
    }
}

fn sheets(shown: &Value) -> Vec<PathBuf> {
    let sheets = shown["sheets"].as_array().unwrap().iter();
    sheets
        .map(|path| PathBuf::from(path.as_str().unwrap()))
        .collect()
}

/// The size of a PNG that has nothing but pixels.
fn size(png: &Path) -> (u32, u32) {
    let bytes = fs::read(png).unwrap();
    assert!(bytes.starts_with(b"\x89PNG\r\n\x1a\n"));
    for other in [&b"tEXt"[..], b"iTXt", b"zTXt", b"tIME", b"eXIf"] {
        assert!(!bytes.windows(4).any(|at| at == other));
    }
    let side = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
    (side(16), side(20))
}

/// How many different colours a picture has, by another reader.
fn colours(png: &Path) -> usize {
    let program = "import sys; from PIL import Image; print(len(set(Image.open(sys.argv[1]).convert('RGB').getdata())))";
    let said = Command::new("/usr/bin/python3")
        .args(["-c", program])
        .arg(png)
        .output()
        .unwrap();
    String::from_utf8(said.stdout)
        .unwrap()
        .trim()
        .parse()
        .unwrap()
}

#[test]
fn many_pages_fill_several_sheets_and_nothing_is_overwritten() {
    let machine = Machine::new();
    let file = machine.put("many.pdf", &pdf(35));
    let sheet = machine.0.path("sheet.png");
    let output = ["--no-words", "--output", sheet.to_str().unwrap()];
    let shown = machine.json(&file, &output);
    assert_eq!(
        (&shown["shows"], &shown["kind"]),
        (&"pages".into(), &"pdf".into())
    );
    assert_eq!(shown["pages"].as_array().unwrap().len(), 35);
    assert_eq!(
        (&shown["pages"][34]["page"], &shown["pages"][34]["width"]),
        (&35.into(), &312.into())
    );
    assert_eq!(shown["words"], Value::Null);
    let paths = sheets(&shown);
    let names = paths
        .iter()
        .map(|path| path.file_name().unwrap().to_str().unwrap());
    assert_eq!(
        names.collect::<Vec<_>>(),
        ["sheet.png", "sheet-2.png", "sheet-3.png"]
    );
    let sizes: Vec<_> = paths.iter().map(|path| size(path)).collect();
    assert_eq!(sizes[0], sizes[1]);
    assert!(sizes[2].1 < sizes[0].1, "the last has one row");
    let first = fs::read(&sheet).unwrap();
    machine.preview(&file, &output).bad("is there already");
    fs::remove_file(&sheet).unwrap();
    machine
        .preview(&file, &output)
        .bad("sheet-2.png” is there already");
    assert_eq!(
        fs::read(&sheet).unwrap(),
        first,
        "the same file gives the same sheet"
    );
    let link = machine.0.path("link.png");
    std::os::unix::fs::symlink("/nowhere", &link).unwrap();
    let output = ["--output", link.to_str().unwrap()];
    machine.preview(&file, &output).bad("is there already");
    assert!(!machine.0.path("nobody").exists(), "a desk was made");
}

#[test]
fn words_are_counted_and_one_page_is_shown_by_itself() {
    let machine = Machine::new();
    let file = machine.put("three.pdf", &pdf(3));
    let shown = machine.json(&file, &[]);
    assert_eq!(
        (&shown["words"], &shown["pages"][1]["words"]),
        (&9.into(), &3.into())
    );
    let first = sheets(&shown);
    let again = sheets(&machine.json(&file, &["--page", "2", "--no-words"]));
    assert_ne!(first, again, "the first sheet was overwritten");
    assert!(again[0].starts_with(machine.0.scratch.path()));
    assert_eq!(size(&again[0]), (312 + 120, 208 + 120));
    machine
        .preview(&file, &["--page", "4"])
        .bad("There is no page 4: the document has 3");
    machine
        .preview(&file, &["--page", "0"])
        .bad("There is no page 0");
    let told = machine
        .preview(&file, &["--no-words", "--lang", "fr"])
        .good()
        .out;
    assert!(
        told.contains("3 pages") && told.contains("Planche"),
        "{told}"
    );
    machine.0.type_as("nobody", &["close", "--all"]).good();
    assert_eq!(machine.0.in_scratch(), Vec::<String>::new());
}

#[test]
fn a_text_is_shown_by_lines_and_made_harmless() {
    let machine = Machine::new();
    let lines: Vec<String> = (1..=250)
        .map(|nth| format!("ligne {nth}\u{200b} \u{1b}[2Jfin"))
        .collect();
    let file = machine.put("a.txt", lines.join("\n").as_bytes());
    let told = machine.preview(&file, &[]).good().out;
    assert!(told.contains("250 lines, 750 words"), "{told}");
    assert!(
        told.contains("ligne 100 ") && !told.contains("ligne 101 "),
        "{told}"
    );
    assert!(told.contains("150 more lines: --from 101"), "{told}");
    assert!(
        !told.contains('\u{1b}') && !told.contains('\u{200b}'),
        "{told:?}"
    );
    let shown = machine.json(&file, &["--from", "249", "--lines", "7"]);
    assert_eq!((&shown["from"], &shown["of"]), (&249.into(), &250.into()));
    assert_eq!(shown["lines"].as_array().unwrap().len(), 2);
    assert!(sheets(&shown).is_empty());
    let beyond = machine.json(&file, &["--from", "9999"]);
    assert_eq!(beyond["lines"].as_array().unwrap().len(), 0);
}

#[test]
fn recordings_are_shown_as_frames_or_loudness() {
    let machine = Machine::new();
    let film = machine.made(
        "a.mp4",
        &[
            "-f",
            "lavfi",
            "-i",
            "testsrc=duration=3:size=160x120:rate=10",
            "-pix_fmt",
            "yuv420p",
        ],
    );
    let shown = machine.json(&film, &[]);
    assert_eq!(shown["shows"], "film");
    assert_eq!(shown["frames"].as_array().unwrap().len(), 12);
    let sheet = &sheets(&shown)[0];
    assert!(size(sheet).1 > 1_000 && colours(sheet) > 50);
    let sound = machine.made(
        "a.wav",
        &[
            "-f",
            "lavfi",
            "-i",
            "aevalsrc='if(lt(t,1),0.5*sin(2500*t),0)':d=2",
        ],
    );
    let shown = machine.json(&sound, &[]);
    assert_eq!(
        (&shown["shows"], &shown["length"]),
        (&"sound".into(), &2_000.into())
    );
    let loudest = shown["loudest_percent"].as_u64().unwrap();
    assert!((45..=55).contains(&loudest), "{shown}");
    assert_eq!(size(&sheets(&shown)[0]), (1_280, 240));
}

#[test]
fn office_documents_and_pictures_are_shown_as_they_would_be_cleaned() {
    let machine = Machine::new();
    let text = "<w:p><w:r><w:t>Deliberation du conseil</w:t></w:r></w:p>";
    let shown = machine.json(&machine.put("a.docx", &word("Jeanne", text)), &[]);
    assert_eq!(
        (&shown["kind"], &shown["words"]),
        (&"docx".into(), &3.into())
    );
    let picture = machine.put("a.pnm", &[&b"P6\n2 2\n255\n"[..], &[200; 12]].concat());
    let shown = machine.json(&picture, &[]);
    assert_eq!(
        (&shown["pages"][0]["width"], &shown["words"]),
        (&2.into(), &0.into())
    );
    for (name, bytes, why) in [
        ("cut.pdf", &pdf(2)[..200], "damaged"),
        ("none", b"\0\x01\x02", "of no kind"),
        ("empty.txt", b"", "is empty"),
        ("cut.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "damaged"),
        (
            "a.rtf.txt",
            b"%!PS-Adobe-3.0\nshowpage\n",
            "written for programs",
        ),
    ] {
        machine.preview(&machine.put(name, bytes), &[]).bad(why);
    }
    assert!(
        machine
            .0
            .in_scratch()
            .iter()
            .all(|path| path.ends_with(".png"))
    );
}

#[test]
fn a_letters_file_is_shown_without_a_key_and_beside_the_letter() {
    let office = Office::founded();
    let envelope = letter(
        &[office.recipient("alice")],
        "Bonjour.\n",
        &[("p.pdf", &pdf(1))],
    );
    office.deliver("alice", ID, &envelope);
    office
        .type_as("alice", &["preview", "0011:p.pdf"])
        .bad("is not open");
    office.type_as("alice", &["open", ID]).good();
    fs::remove_file(office.path("passphrase")).unwrap();
    office
        .type_as("alice", &["preview", "0011:other.pdf"])
        .bad("has no file");
    office
        .type_as("alice", &["preview", "0011:../p.pdf"])
        .bad("has no file");
    let shown = office.json_as("alice", &["preview", "0011:p.pdf", "--no-words"]);
    let sheet = &sheets(&shown)[0];
    assert!(
        sheet
            .parent()
            .unwrap()
            .ends_with(format!("opened-{ID}/previews")),
        "{sheet:?}"
    );
    assert!(
        office
            .in_scratch()
            .iter()
            .any(|path| path.ends_with("p.pdf-1.png"))
    );
}

//! What becomes of each document that means harm: the error, or the kind of the copy.

use std::{fs, path::Path, process::Command};

use tempfile::TempDir;

/// The name of a document, and how the error or the kind of the copy begins.
pub(crate) type Case = (&'static str, &'static str);

pub(crate) const PICTURES: [Case; 35] = [
    ("bomb.png", "Png"),
    ("chunks.png", "Png"),
    ("comment.ppm", "Pixels(Unreadable)"),
    ("count.tiff", "Pixels(Unreadable)"),
    ("cut.bmp", "Pixels(Unreadable)"),
    ("cut.gif", "Pixels(Unreadable)"),
    ("cut.jpg", "Pixels(Unreadable)"),
    ("cut.png", "Pixels(Unreadable)"),
    ("cut.ppm", "Pixels(Unreadable)"),
    ("cut.svg", "Pixels(Unreadable)"),
    ("cut.tiff", "Pixels(Unreadable)"),
    ("cut.webp", "Pixels(Unreadable)"),
    ("doubled.svg", "Pixels(Unreadable)"),
    ("entity.svg", "Pixels(Unreadable)"),
    ("frames.gif", "Pixels(Animated)"),
    ("include.svg", "Pdf"),
    ("laughs.svg", "Pixels(Unreadable)"),
    ("loop.tiff", "Pixels(Unreadable)"),
    ("negative.bmp", "Pixels(Unreadable)"),
    ("nested.svg", "Pixels(Unreadable)"),
    ("outside.svg", "Pdf"),
    ("profile.png", "Pixels(Sandbox(TooMuchMemory))"),
    ("scans.jpg", "Jpg"),
    ("size.bmp", "Pixels(Unreadable)"),
    (
        "size.gif",
        "Pixels(TooLarge { page: 1, width: 65535, height: 65535 })",
    ),
    ("size.heic", "Pixels(Unreadable)"),
    (
        "size.jpg",
        "Pixels(TooLarge { page: 1, width: 65535, height: 65535 })",
    ),
    (
        "size.png",
        "Pixels(TooLarge { page: 1, width: 100000, height: 100000 })",
    ),
    (
        "size.ppm",
        "Pixels(TooLarge { page: 1, width: 99999999, height: 99999999 })",
    ),
    ("size.svg", "Pixels(TooLarge { page: 1"),
    (
        "size.tiff",
        "Pixels(TooLarge { page: 1, width: 100000, height: 100000 })",
    ),
    ("size.webp", "Pixels(Unreadable)"),
    ("strip.tiff", "Pixels(Unreadable)"),
    ("text.png", "Png"),
    ("use.svg", "Pdf"),
];

pub(crate) const PAGES: [Case; 27] = [
    ("attached.pdf", "Pdf"),
    ("count.pdf", "PageCounts { one: 2147483647, other: 1 }"),
    ("cut.pdf", "Damaged"),
    ("endless.pdf", "Pixels(Empty)"),
    ("external.pdf", "Pixels(Unfaithful)"),
    ("filters.pdf", "Pixels(Unreadable)"),
    ("flate.pdf", "Pdf"),
    ("form.pdf", "Pdf"),
    ("function.pdf", "Pdf"),
    ("head.pdf", "Damaged"),
    ("kids.pdf", "PageCounts { one: 20000, other: 1 }"),
    (
        "large.pdf",
        "Pixels(TooLarge { page: 1, width: 29999, height: 29999 })",
    ),
    ("loop.pdf", "Damaged"),
    ("mask.pdf", "Pdf"),
    ("nested.pdf", "Pdf"),
    ("nothing.pdf", "Pdf"),
    ("objects.pdf", "Pdf"),
    ("outside.pdf", "Pdf"),
    ("parents.pdf", "Damaged"),
    ("picture.pdf", "Pixels(Unfaithful)"),
    ("previous.pdf", "Pixels(Empty)"),
    ("reference.pdf", "Pdf"),
    ("stream.pdf", "Damaged"),
    ("strokes.pdf", "Pdf"),
    ("tiles.pdf", "Pdf"),
    ("twice.pdf", "Pdf"),
    ("unit.pdf", "Pdf"),
];

pub(crate) const TEXTS: [Case; 10] = [
    ("empty.txt", "Empty"),
    ("large.txt", "UnknownKind"),
    ("laughs.txt", "Text(Foreign { language: Markup })"),
    ("lines.txt", "Txt"),
    ("many.zip", "UnknownKind"),
    ("marks.txt", "Txt"),
    ("spaces.txt", "Text(Empty)"),
    ("terminal.txt", "UnknownKind"),
    ("wide.txt", "UnknownKind"),
    ("zeros.txt", "UnknownKind"),
];

pub(crate) const OFFICE: [Case; 14] = [
    ("circle.xls", "NotOpened"),
    ("cut.docx", "UnknownKind"),
    ("cut.odt", "NotOpened"),
    ("cut.rtf", "NotOpened"),
    ("cut.xlsx", "UnknownKind"),
    ("entity.docx", "NotOpened"),
    ("flat.docx", "NotOpened"),
    ("laughs.docx", "NotOpened"),
    ("linked.docx", "Pdf"),
    ("outside.ods", "Pdf"),
    ("outside.odt", "Pdf"),
    ("outside.xlsx", "Pdf"),
    ("overlapping.odt", "NotOpened"),
    ("script.odt", "Pdf"),
];

pub(crate) const OFFICE_LONG: [Case; 15] = [
    ("chunk.docx", "Pdf"),
    ("circle.doc", "NotOpened"),
    ("circle.ppt", "NotOpened"),
    ("document.docx", "Pdf"),
    ("entity.odt", "NotOpened"),
    ("fields.docx", "Pdf"),
    ("flat.odt", "Pdf"),
    ("groups.rtf", "Pdf"),
    ("inside.docx", "Pdf"),
    ("laughs.odt", "NotOpened"),
    ("nested.docx", "Pdf"),
    ("object.rtf", "Pdf"),
    ("parts.docx", "Pdf"),
    ("tables.docx", "Pdf"),
    ("template.docx", "Pdf"),
];

pub(crate) const RECORDINGS: [Case; 33] = [
    ("chained.ogg", "Ogg"),
    ("chunks.mp4", "Recording(Unreadable"),
    ("concat.mp3", "Recording(Unreadable"),
    ("concat.txt", "Txt"),
    ("cut.avi", "Recording(Unreadable"),
    ("cut.flac", "Recording(Unreadable"),
    ("cut.m4a", "Recording(Unreadable"),
    ("cut.mkv", "Recording(Unreadable"),
    ("cut.mov", "Recording(Unreadable"),
    ("cut.mp3", "Ogg"),
    ("cut.mp4", "Recording(Unreadable"),
    ("cut.ogg", "Recording(Unreadable"),
    ("cut.wav", "Ogg"),
    ("cut.webm", "Webm"),
    ("endless.mkv", "Recording(Empty)"),
    ("index.avi", "Recording(Unreadable"),
    ("length.wav", "Ogg"),
    ("nested.mkv", "Recording(Unreadable"),
    ("nested.mp4", "Recording(Unreadable"),
    ("outside.mp4", "Recording(Unreadable"),
    ("picture.flac", "Recording(Unreadable"),
    ("places.mp4", "Recording(Unreadable"),
    ("playlist.mp3", "Recording(Unreadable"),
    ("playlist.mp4", "Recording(Unreadable"),
    ("playlist.txt", "Txt"),
    ("rate.wav", "Recording(Unreadable"),
    ("reference.mov", "Recording(Empty)"),
    ("size.avi", "Webm"),
    ("size.webm", "Webm"),
    ("sizes.mp4", "Recording(Unreadable"),
    ("tag.mp3", "Recording(Unreadable"),
    ("times.mp4", "Webm"),
    ("zeros.mp3", "Recording(Short"),
];

/// What uses up the processor time of its tool.
pub(crate) const BURNING: [Case; 2] = [
    ("doubled.pdf", "Pixels(Sandbox(TooLong))"),
    ("filter.svg", "Sandbox(TooLong)"),
];

/// What can be read on the pages of a copy.
pub(crate) fn read(copy: &Path) -> String {
    let folder = TempDir::new().unwrap();
    let pages = folder.path().join("page");
    let drawn = Command::new("pdftoppm")
        .args(["-r", "150", "-gray", "-l", "2", "-png"])
        .args([copy, &pages])
        .status();
    assert!(drawn.unwrap().success());
    let entries = fs::read_dir(folder.path()).unwrap();
    let texts = entries.map(|page| {
        let tesseract = Command::new("tesseract")
            .env("OMP_THREAD_LIMIT", "1")
            .arg(page.unwrap().path())
            .args(["-", "-l", "eng"])
            .output();
        String::from_utf8(tesseract.unwrap().stdout).unwrap()
    });
    texts.collect()
}

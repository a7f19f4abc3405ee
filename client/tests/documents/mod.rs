//! Real documents in which the names of those who made them are planted.

use std::path::PathBuf;

use sourdine_platform::files;
use tempfile::TempDir;

use crate::archives::word;

/// 16 by 16 pixels of one colour.
const SQUARE: &[u8] = include_bytes!("square.jpg");
pub(crate) const AUTHOR: &str = "CANARY Jeanne Source";
pub(crate) const PLACE: &str = "43.6961";
pub(crate) const PROGRAM: &str = "CANARY-PROGRAM-7";

pub(crate) fn put(folder: &TempDir, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.path().join(name);
    files::publish_new(&path, bytes).unwrap();
    path
}

/// A PDF with its author, program and XMP.
pub(crate) fn pdf() -> Vec<u8> {
    let text = "BT /F1 24 Tf 20 100 Td (Deliberation 18-893) Tj ET";
    let xmp =
        format!("<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><creator>{AUTHOR}</creator></x:xmpmeta>");
    let objects = [
        "<</Type/Catalog/Pages 2 0 R/Metadata 7 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>".to_owned(),
        format!("<</Length {}>>stream\n{text}\nendstream", text.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
        format!("<</Author({AUTHOR})/Producer({PROGRAM})/CreationDate(D:20190216101500)>>"),
        format!("<</Type/Metadata/Subtype/XML/Length {}>>stream\n{xmp}\nendstream", xmp.len()),
    ];
    let mut file = String::from("%PDF-1.4\n");
    let mut offsets = String::new();
    for (index, object) in objects.iter().enumerate() {
        offsets.push_str(&format!("{:010} 00000 n \n", file.len()));
        file.push_str(&format!("{} 0 obj{object}endobj\n", index + 1));
    }
    let start = file.len();
    file.push_str(&format!("xref\n0 8\n0000000000 65535 f \n{offsets}trailer<</Size 8/Root 1 0 R/Info 6 0 R>>\nstartxref\n{start}\n%%EOF\n"));
    file.into_bytes()
}

/// A JPEG with an artist, a place and a comment.
pub(crate) fn jpeg(folder: &TempDir) -> PathBuf {
    let path = put(folder, "IMG_20190216.jpg", SQUARE);
    let exiftool = std::process::Command::new("/usr/bin/exiftool")
        .args([
            "-q",
            "-overwrite_original",
            &format!("-Artist={AUTHOR}"),
            &format!("-Software={PROGRAM}"),
            "-GPSLatitudeRef=N",
            "-GPSLongitudeRef=E",
            "-GPSLongitude=7.2663",
        ])
        .args([
            format!("-GPSLatitude={PLACE}"),
            format!("-Comment={AUTHOR}"),
            format!("-XMP:Creator={AUTHOR}"),
        ])
        .arg(&path)
        .status();
    assert!(exiftool.unwrap().success());
    path
}

/// A Word document with an author and revision marks in its paragraphs.
pub(crate) fn docx() -> Vec<u8> {
    word(
        AUTHOR,
        "<w:p w:rsidR=\"00CA4A21\"><w:r><w:t>Le conseil decide</w:t></w:r></w:p>",
    )
}

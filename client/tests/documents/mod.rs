//! Real documents in which the names of those who made them are planted.

use std::{
    io::{Cursor, Write},
    path::PathBuf,
};

use sourdine_platform::files;
use tempfile::TempDir;
use zip::{ZipWriter, write::SimpleFileOptions};

/// 16 by 16 pixels of one colour.
pub(crate) const SQUARE: &[u8] = include_bytes!("square.jpg");
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
    word("<w:p w:rsidR=\"00CA4A21\"><w:r><w:t>Le conseil decide</w:t></w:r></w:p>")
}

/// A Word document with an author and these paragraphs.
pub(crate) fn word(body: &str) -> Vec<u8> {
    let types = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/><Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/></Types>";
    let relations = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/><Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/></Relationships>";
    let document = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{body}</w:body></w:document>"
    );
    let core = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:creator>{AUTHOR}</dc:creator></cp:coreProperties>"
    );
    archive(&[
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", relations.as_bytes()),
        ("word/document.xml", document.as_bytes()),
        ("docProps/core.xml", core.as_bytes()),
    ])
}

/// A ZIP of these members.
pub(crate) fn archive(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in members {
        writer.start_file(*name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// What Word writes of a document under a password, as far as it is seen from outside.
pub(crate) fn under_password() -> Vec<u8> {
    let mut bytes = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    bytes.resize(512, 0);
    bytes.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    bytes.resize(1_024, 0);
    bytes
}

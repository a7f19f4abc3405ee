//! What kind a file of any content is.

use std::{fs::File, io::Cursor};

use sourdine::desk::cleaning::{
    kind::{Kind, Way},
    text::rewrite,
};
use zip::ZipArchive;

use super::{file_of, freeze::archive};

/// The part that names an office document of Microsoft's. OpenDocument has a first part for that.
const PARTS: [(Kind, &str); 3] = [
    (Kind::Docx, "word/document.xml"),
    (Kind::Xlsx, "xl/workbook.xml"),
    (Kind::Pptx, "ppt/presentation.xml"),
];

/// A kind is the same when it is asked for again. A second reader finds in a file what such a file
/// has: a text is one that can be written anew or is refused for its language, an office document
/// of a new kind is an archive with the part that names it.
pub fn run(input: &[u8]) {
    let mut file = File::open(file_of(input)).unwrap();
    let kind = Kind::recognise(&mut file).unwrap();
    assert_eq!(Kind::recognise(&mut file).unwrap(), kind);
    let Some(kind) = kind else {
        return;
    };
    if kind == Kind::Txt {
        assert!(rewrite(input).is_some());
    }
    if matches!(kind.way(), Way::Office(_)) && input.starts_with(b"PK") {
        names_itself(kind, input);
    }
}

fn names_itself(kind: Kind, input: &[u8]) {
    let Some((_, part)) = PARTS.iter().find(|(of, _)| *of == kind) else {
        assert_eq!(&input[30..38], b"mimetype");
        return;
    };
    let archive = ZipArchive::new(Cursor::new(input)).unwrap();
    assert!(archive.file_names_raw().any(|name| name == part.as_bytes()));
}

/// By what kinds are told apart.
const BEGINNINGS: [&[u8]; 31] = [
    b"%PDF-1.7\n",
    b"\xFF\xD8\xFF\xE0",
    b"\x89PNG\r\n\x1A\n",
    b"GIF89a",
    b"II*\0\x08\0\0\0",
    b"MM\0*\0\0\0\x08",
    b"ID3\x04\0",
    b"\xFF\xFB\x90\x64",
    b"fLaC\0\0\0\x22",
    b"OggS\0\x02",
    b"RIFF\x24\0\0\0WAVEfmt ",
    b"RIFF\x24\0\0\0AVI LIST",
    b"RIFF\x24\0\0\0WEBPVP8 ",
    b"BM\x36\0\0\0\0\0\0\0",
    b"P6\n1 1\n255\nabc",
    b"{\\rtf1 a}",
    b"\0\0\0\x18ftypheic\0\0\0\0",
    b"\0\0\0\x18ftypM4A \0\0\0\0",
    b"\0\0\0\x18ftypqt  \0\0\0\0",
    b"\0\0\0\x18ftypisom\0\0\0\0",
    b"\0\0\0\x08moov",
    b"\x1A\x45\xDF\xA3\x9F\x42\x82\x84webm",
    b"\x1A\x45\xDF\xA3\x9F\x42\x82\x88matroska",
    b"<?xml version=\"1.0\"?><svg/>",
    b"<!DOCTYPE svg><svg/>",
    b"<html><svg/></html>",
    b"D\xE9lib\xE9ration",
    b"\xFF\xFEa\0b\0",
    b"\0\0\0",
    b"a;b\n1;2\n",
    b"",
];

/// The beginnings by which kinds are told apart, and archives with the parts that name each.
#[must_use]
pub fn seeds() -> Vec<Vec<u8>> {
    let mut seeds: Vec<Vec<u8>> = BEGINNINGS.iter().map(|bytes| bytes.to_vec()).collect();
    for name in [
        "word/document.xml",
        "xl/workbook.xml",
        "ppt/presentation.xml",
        "other",
    ] {
        seeds.push(archive(&[
            ("[Content_Types].xml", b"<Types/>"),
            (name, b"<a/>"),
        ]));
    }
    for name in ["text", "spreadsheet", "presentation", "graphics", "formula"] {
        let name = format!("application/vnd.oasis.opendocument.{name}");
        seeds.push(archive(&[("mimetype", name.as_bytes())]));
    }
    for part in [
        "WordDocument",
        "Workbook",
        "Book",
        "PowerPoint Document",
        "EncryptedPackage",
    ] {
        let mut entry: Vec<u8> = part.encode_utf16().flat_map(u16::to_le_bytes).collect();
        entry.resize(128, 0);
        let mut head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
        head.resize(512, 0);
        seeds.push([head, entry].concat());
    }
    seeds
}

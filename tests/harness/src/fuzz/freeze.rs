//! An office document in an archive, as our decoder reads it before LibreOffice does.

use std::io::{Cursor, Read, Write};

use sourdine_decoder::{error::DecodeError, office::frozen};
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

use super::settle::assert_whole;

/// The input is an archive, or a part of one, of Word, a sheet, a slide or OpenDocument.
///
/// What is read is written again as an archive with the same names, whose texts a second reader can
/// read. A part that is written again stays as it is.
pub fn run(input: &[u8]) {
    let document = if input.starts_with(b"PK") {
        input.to_vec()
    } else {
        archive(&[("part.xml", input)])
    };
    let Ok(frozen) = freeze(document.clone()) else {
        return;
    };
    let (before, after) = (contents(&document), contents(&frozen));
    let names = |parts: &[(String, Vec<u8>)]| {
        parts
            .iter()
            .map(|(name, _)| name.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(names(&before), names(&after));
    for ((_, was), (_, is)) in before.iter().zip(&after) {
        if was != is {
            assert_whole(is);
        }
    }
    assert_eq!(contents(&freeze(frozen).unwrap()), after);
}

fn freeze(document: Vec<u8>) -> Result<Vec<u8>, DecodeError> {
    let mut frozen = Vec::new();
    frozen::freeze(document, &mut frozen)?;
    Ok(frozen)
}

/// The files of an archive, without its folders.
fn contents(document: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = ZipArchive::new(Cursor::new(document)).unwrap();
    let mut contents = Vec::new();
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        if !part.is_dir() {
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).unwrap();
            contents.push((part.name().unwrap().into_owned(), bytes));
        }
    }
    contents
}

pub(super) fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        let stored =
            SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        zip.start_file(*name, stored).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const CHANGES: &str = r#"<w:p><w:r><w:t>a</w:t></w:r><w:ins w:author="x"><w:r><w:t>b</w:t></w:r></w:ins>
<w:del w:author="x"><w:r><w:delText>c</w:delText><w:footnoteReference w:id="1"/></w:r></w:del>
<w:moveFrom><w:r><w:t>d</w:t></w:r></w:moveFrom><w:rPr><w:rPrChange/></w:rPr></w:p>
<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:tcPr><w:cellDel/></w:tcPr></w:tc></w:tr></w:tbl>"#;
const FIELDS: &str = r#"<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>
<w:r><w:instrText> FILENAME \p </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>
<w:r><w:t>x</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>
<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="1"/></w:checkBox>
<w:ddList><w:result w:val="1"/><w:listEntry w:val="a"/><w:listEntry w:val="b"/></w:ddList></w:ffData>
</w:fldChar></w:r><w:r><w:instrText>FORMDROPDOWN</w:instrText></w:r>
<w:r><w:fldChar w:fldCharType="end"/></w:r><w:fldSimple w:instr="PAGE"><w:r><w:t>1</w:t></w:r>
</w:fldSimple><w:sdt><w:sdtPr/><w:sdtContent><w:r><w:t>e</w:t></w:r></w:sdtContent></w:sdt></w:p>"#;

/// Parts with changes, fields, formulas, clocks, in each encoding; and whole archives.
#[must_use]
pub fn seeds() -> Vec<Vec<u8>> {
    let word =
        |body: &str| format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>");
    let parts = [
        word(CHANGES),
        word(FIELDS),
        word(&[CHANGES, FIELDS].concat()),
        "<worksheet><sheetData><row><c><f>NOW()</f><v>1</v></c></row></sheetData></worksheet>".to_owned(),
        "<p:sld xmlns:p=\"p\" xmlns:a=\"a\"><a:fld type=\"datetime1\"><a:t>x</a:t></a:fld></p:sld>".to_owned(),
        "<office:document-content><table:table-cell table:formula=\"of:=NOW()\" office:value=\"1\">\
         <text:p><text:date>x</text:date></text:p></table:table-cell></office:document-content>".to_owned(),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><!DOCTYPE a [<!ENTITY b \"c\">]><w:ftr>&b;</w:ftr>".to_owned(),
    ];
    let wide: Vec<u8> = parts[0].encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut seeds: Vec<Vec<u8>> = parts.iter().map(|part| part.clone().into_bytes()).collect();
    seeds.push([b"\xFF\xFE", wide.as_slice()].concat());
    seeds.push(archive(&[
        ("word/document.xml", parts[2].as_bytes()),
        ("a.bin", b"\0\x01"),
    ]));
    seeds.push(archive(&[
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        ("content.xml", parts[5].as_bytes()),
    ]));
    seeds
}

//! Pages that may be a clean copy.

use std::collections::BTreeSet;

use miniz_oxide::{deflate::compress_to_vec_zlib, inflate::decompress_to_vec_zlib_with_limit};
use sourdine::desk::cleaning::kind::CopyFormat;
use sourdine_decoder::format::Format;

use super::clean_copy::{copy_of, drawn, is_taken, with_faults};

/// What every PDF of ours begins with.
const HEADER: &[u8] = b"%PDF-1.7\n%\x80\x80\x80\x80\n";
const STREAM: &[u8] = b"\nstream\n";
const END: &[u8] = b"\nendstream";
const PACKED: &[u8] = b"/FlateDecode";
const LENGTH: &[u8] = b"/Length ";
/// How hard words and pages are packed.
const LEVEL: u8 = 9;
const PAGE_LEVEL: u8 = 6;
/// What a page's stream has, and no other.
const PAGE: &[u8] = b"/Width ";
/// More than any seed has in a stream, in bytes.
const INSIDE_MAX: usize = 1 << 20;
/// What stands behind a slash, outside of streams.
const NAMES: [&str; 34] = [
    "BaseFont",
    "BitsPerComponent",
    "Catalog",
    "ColorSpace",
    "Contents",
    "Count",
    "DCTDecode",
    "DeviceGray",
    "DeviceRGB",
    "Encoding",
    "F",
    "Filter",
    "FirstChar",
    "FlateDecode",
    "Font",
    "Height",
    "Helvetica",
    "Image",
    "Kids",
    "LastChar",
    "Length",
    "MediaBox",
    "P",
    "Page",
    "Pages",
    "Parent",
    "Resources",
    "Root",
    "Size",
    "Subtype",
    "Type",
    "Type1",
    "Widths",
    "Width",
];
const OTHER_NAMES: [&str; 2] = ["WinAnsiEncoding", "XObject"];

/// What is taken has, to a second reader, as many pages as it says and draws them; outside of its
/// streams there are no words and no names but those that pages of pictures need. Each input is
/// tried a second time with its plain streams packed, and with the lengths and places that it then
/// has, so that the fuzzer can change words.
pub fn run(input: &[u8]) {
    holds(input);
    holds(&packed(input));
}

fn holds(input: &[u8]) {
    if !is_taken(input, CopyFormat::Pdf) {
        return;
    }
    let body = input.strip_prefix(HEADER).unwrap();
    let pieces = pieces(body).unwrap().into_iter();
    let outside: Vec<u8> = pieces
        .flat_map(|(outside, _)| outside.iter().copied())
        .collect();
    let outside = String::from_utf8(outside).unwrap();
    let names = outside.split('/').skip(1).map(|name| {
        let length = name.find(|c: char| !c.is_ascii_alphanumeric());
        name.get(..length.unwrap_or(name.len())).unwrap()
    });
    let known: BTreeSet<_> = NAMES.into_iter().chain(OTHER_NAMES).collect();
    for name in names {
        assert!(known.contains(name), "/{name}");
    }
    assert!(!outside.contains(['(', '#']), "{outside}");
    assert_eq!(outside.matches('%').count(), "%%".len(), "a comment");
    let count = outside.split("/Count ").nth(1).unwrap();
    let count = count.split(|c: char| !c.is_ascii_digit()).next().unwrap();
    assert_eq!(drawn(input, Format::Pdf).0.to_string(), count);
}

/// What stands outside of streams, each piece with the stream behind it.
fn pieces(input: &[u8]) -> Option<Vec<(&[u8], &[u8])>> {
    let mut pieces = Vec::new();
    let mut rest = input;
    while let Some(at) = find(rest, STREAM) {
        let (outside, behind) = rest.split_at(at + STREAM.len());
        let (object, _) = outside.split_at(at);
        let length = number_behind(object.get(object.len().saturating_sub(400)..)?, LENGTH)?;
        let (inside, behind) = behind.split_at_checked(length)?;
        pieces.push((outside, inside));
        rest = behind;
    }
    pieces.push((rest, b""));
    Some(pieces)
}

fn find(bytes: &[u8], text: &[u8]) -> Option<usize> {
    bytes.windows(text.len()).position(|window| window == text)
}

/// The number behind the last of these names.
fn number_behind(bytes: &[u8], name: &[u8]) -> Option<usize> {
    let at = bytes
        .windows(name.len())
        .rposition(|window| window == name)?
        + name.len();
    let digits = bytes[at..].iter().take_while(|byte| byte.is_ascii_digit());
    let digits: Vec<u8> = digits.copied().collect();
    String::from_utf8(digits).ok()?.parse().ok()
}

/// The same with its plain streams packed, and the table of places that it then has.
fn packed(input: &[u8]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut rest = input;
    while let Some(at) = find(rest, STREAM) {
        let (object, behind) = (&rest[..at], &rest[at + STREAM.len()..]);
        let length = find(behind, END).unwrap_or(behind.len());
        let (inside, behind) = behind.split_at(length);
        let from = object.len().saturating_sub(400);
        let is_plain = find(&object[from..], PACKED).is_some() && !inside.starts_with(b"\x78");
        let inside = if is_plain {
            let is_page = find(&object[from..], PAGE).is_some();
            compress_to_vec_zlib(inside, if is_page { PAGE_LEVEL } else { LEVEL })
        } else {
            inside.to_vec()
        };
        file.extend(with_length(object, inside.len()));
        file.extend(STREAM);
        file.extend(inside);
        rest = behind;
    }
    file.extend(rest);
    with_places(file)
}

fn with_length(object: &[u8], length: usize) -> Vec<u8> {
    let at = object
        .windows(LENGTH.len())
        .rposition(|window| window == LENGTH);
    let Some(at) = at.map(|at| at + LENGTH.len()) else {
        return object.to_vec();
    };
    let digits = object[at..]
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    [
        &object[..at],
        length.to_string().as_bytes(),
        &object[at + digits..],
    ]
    .concat()
}

/// The same with the table of places that it has.
fn with_places(mut file: Vec<u8>) -> Vec<u8> {
    const TABLE: &[u8] = b"\nxref\n";
    let Some(table) = file
        .windows(TABLE.len())
        .rposition(|window| window == TABLE)
    else {
        return file;
    };
    let behind = file.split_off(table + 1);
    let mut lines = Vec::new();
    for number in 1.. {
        let begin = format!("\n{number} 0 obj\n");
        let Some(at) = find(&file, begin.as_bytes()) else {
            break;
        };
        lines.push(format!("{:010} 00000 n\r\n", at + 1));
    }
    let trailer = find(&behind, b"trailer").unwrap_or(behind.len());
    let start = find(&behind, b"startxref")
        .unwrap_or(behind.len())
        .max(trailer);
    let head = format!("xref\n0 {}\n0000000000 65535 f\r\n", lines.len() + 1);
    let begins = table + 1;
    file.extend(head.into_bytes());
    file.extend(lines.concat().into_bytes());
    file.extend(&behind[trailer..start]);
    file.extend(format!("startxref\n{begins}\n%%EOF").into_bytes());
    file
}

/// The same with its packed streams of words plain.
fn plain(copy: &[u8]) -> Vec<u8> {
    let pieces = pieces(copy).unwrap();
    let mut file = Vec::new();
    for (outside, inside) in pieces {
        file.extend(outside);
        let from = outside.len().saturating_sub(400);
        let is_packed = find(&outside[from..], PACKED).is_some();
        let unpacked = decompress_to_vec_zlib_with_limit(inside, INSIDE_MAX);
        file.extend(match unpacked {
            Ok(unpacked) if is_packed && !unpacked.starts_with(b"\x78") => unpacked,
            _ => inside.to_vec(),
        });
    }
    file
}

/// Pages that our writer wrote: of text with its words, of colours, of both; as they are and with
/// their streams plain, each with faults.
#[must_use]
pub fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = Vec::new();
    let text = "BT /F1 18 Tf 4 10 Td (Budget voted) Tj ET";
    let colour = "0.8 0 0 rg 0 0 12 12 re f";
    for contents in [&[text][..], &[colour], &[colour, text]] {
        let copy = copy_of(&document(contents), CopyFormat::Pdf);
        let plain = plain(&copy);
        assert_eq!(packed(&plain), copy, "our writer writes otherwise");
        seeds.extend([plain, copy].into_iter().flat_map(with_faults));
    }
    seeds
}

/// A document of pages that show this.
fn document(contents: &[&str]) -> Vec<u8> {
    let kids: Vec<String> = (0..contents.len())
        .map(|nth| format!("{} 0 R", 4 + 2 * nth))
        .collect();
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        format!(
            "<</Type/Pages/Kids[{}]/Count {}>>",
            kids.join(" "),
            kids.len()
        ),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
    ];
    for (nth, content) in contents.iter().enumerate() {
        objects.push(format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 130 30]/Contents {} 0 R\
             /Resources<</Font<</F1 3 0 R>>>>>>",
            5 + 2 * nth
        ));
        objects.push(format!(
            "<</Length {}>>stream\n{content}\nendstream",
            content.len()
        ));
    }
    let (mut file, mut places) = ("%PDF-1.4\n".to_owned(), String::new());
    for (nth, object) in objects.iter().enumerate() {
        places.push_str(&format!("{:010} 00000 n \n", file.len()));
        file.push_str(&format!("{} 0 obj\n{object}\nendobj\n", nth + 1));
    }
    let (start, count) = (file.len(), objects.len() + 1);
    file.push_str(&format!(
        "xref\n0 {count}\n0000000000 65535 f \n{places}trailer<</Size {count}/Root 1 0 R>>\n\
         startxref\n{start}\n%%EOF\n"
    ));
    file.into_bytes()
}

//! Recognises what kind of document a file is by its content, since a stranger chose its name.

use std::{
    collections::BTreeSet,
    fs::File,
    io::{self, BufReader, Read, Seek, SeekFrom},
};

use serde::{Deserialize, Serialize};
use sourdine_decoder::{format::Format, members::Container, text::TextFormat};
use strum::{IntoStaticStr, VariantArray};
use zip::ZipArchive;

use super::text::{is_mail, is_table, is_text};

/// Largest file that is accepted as plain text, in bytes.
pub(super) const TEXT_MAX_BYTES: u64 = 16_777_216;
/// Largest file that is accepted as an e-mail, in bytes: what is attached is in it as text.
const MAIL_MAX_BYTES: u64 = 134_217_728;
/// How much of a file's beginning is compared with known signatures, in bytes.
const HEAD_BYTES: u64 = 1_024;
/// Beginning of the files in which Word, Excel and PowerPoint kept their documents until 2007.
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
/// Length of what such a file's directory says of each of its parts, in bytes; it begins with the
/// part's name.
const COMPOUND_PART_BYTES: usize = 128;
/// The part of a document under a password that has all the others.
const SEALED_PART: &str = "EncryptedPackage";
/// The part that Outlook's e-mails have, once each. (MS-OXMSG, 2.2.3)
const MAIL_PART: &str = "__nameid_version1.0";
/// What the head of a WebM says that it is, and of which size the word is.
const WEBM: &[u8] = b"\x42\x82\x84webm";
/// What stands in the head of a tar archive, and where.
const TAR: &[u8] = b"ustar";
const TAR_AT: usize = 257;
/// Beginning of a ZIP's end record.
const ZIP_END: &[u8] = b"PK\x05\x06";
/// Beginning of what stands right before the end record in an archive of ZIP64.
const ZIP64_LOCATOR: &[u8] = b"PK\x06\x07";
/// Length of the same, in bytes.
const ZIP64_LOCATOR_BYTES: usize = 20;
/// The part of a ZIP in which its end record starts, in bytes: the record's 22, the longest
/// comment, and what may stand before the record.
const ZIP_END_MAX_BYTES: u64 = 22 + 65_535 + ZIP64_LOCATOR_BYTES as u64;

/// A kind of document that can be cleaned and shown without running anything: those whose names may
/// be published in the order of their extensions, then those that become another kind.
#[derive(
    Clone,
    Copy,
    Debug,
    Deserialize,
    Eq,
    IntoStaticStr,
    Ord,
    PartialEq,
    PartialOrd,
    Serialize,
    VariantArray,
)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase", const_into_str)]
pub enum Kind {
    Pdf,
    Jpg,
    Png,
    Gif,
    Tiff,
    Docx,
    Xlsx,
    Pptx,
    Odt,
    Ods,
    Odp,
    Txt,
    Mp3,
    Flac,
    Ogg,
    Wav,
    Mp4,
    Avi,
    Webm,
    Csv,
    Webp,
    Heic,
    Bmp,
    Pnm,
    Odg,
    Doc,
    Xls,
    Ppt,
    Rtf,
    Svg,
    M4a,
    Mov,
    Mkv,
    Html,
    Epub,
    Eml,
    Msg,
    Zip,
    Tar,
}

/// A format in which copies are written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum CopyFormat {
    Pdf,
    Jpg,
    Png,
    Txt,
    Ogg,
    Webm,
}

/// How a document is written anew.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Way {
    /// From its characters.
    Characters,
    /// From the pixels that our decoder makes of it.
    Pixels(Format),
    /// From the pixels of the pages that LibreOffice makes of it.
    Office(Suite),
    /// From the pixels of the lines that rsvg draws.
    Lines,
    /// From its frames and samples.
    Recording,
    /// From the characters that our decoder reads in it.
    Reading(TextFormat),
    /// Not itself: what is in it is.
    Members,
}

/// What LibreOffice opens a document with.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Suite {
    Writer,
    Calc,
    Impress,
    Draw,
}

impl Kind {
    /// How documents of this kind are written anew.
    pub const fn way(self) -> Way {
        match self {
            Self::Txt | Self::Csv => Way::Characters,
            Self::Pdf => Way::Pixels(Format::Pdf),
            Self::Jpg => Way::Pixels(Format::Jpg),
            Self::Png => Way::Pixels(Format::Png),
            Self::Gif => Way::Pixels(Format::Gif),
            Self::Tiff => Way::Pixels(Format::Tiff),
            Self::Webp => Way::Pixels(Format::Webp),
            Self::Heic => Way::Pixels(Format::Heic),
            Self::Bmp => Way::Pixels(Format::Bmp),
            Self::Pnm => Way::Pixels(Format::Pnm),
            Self::Docx | Self::Odt | Self::Doc | Self::Rtf => Way::Office(Suite::Writer),
            Self::Xlsx | Self::Ods | Self::Xls => Way::Office(Suite::Calc),
            Self::Pptx | Self::Odp | Self::Ppt => Way::Office(Suite::Impress),
            Self::Odg => Way::Office(Suite::Draw),
            Self::Svg => Way::Lines,
            Self::Mp3 | Self::Flac | Self::Ogg | Self::Wav | Self::M4a => Way::Recording,
            Self::Mp4 | Self::Avi | Self::Webm | Self::Mov | Self::Mkv => Way::Recording,
            Self::Html => Way::Reading(TextFormat::Html),
            Self::Epub => Way::Reading(TextFormat::Epub),
            Self::Eml => Way::Reading(TextFormat::Eml),
            Self::Msg => Way::Reading(TextFormat::Msg),
            Self::Zip | Self::Tar => Way::Members,
        }
    }

    /// How the documents that are in such a document come out, if there can be any.
    pub const fn container(self) -> Option<Container> {
        match self {
            Self::Zip => Some(Container::Zip),
            Self::Tar => Some(Container::Tar),
            Self::Eml => Some(Container::Eml),
            Self::Msg => Some(Container::Msg),
            Self::Pdf | Self::Jpg | Self::Png | Self::Gif | Self::Tiff | Self::Webp => None,
            Self::Heic | Self::Bmp | Self::Pnm | Self::Svg => None,
            Self::Docx | Self::Xlsx | Self::Pptx | Self::Doc | Self::Xls | Self::Ppt => None,
            Self::Odt | Self::Ods | Self::Odp | Self::Odg | Self::Rtf => None,
            Self::Txt | Self::Csv | Self::Html | Self::Epub => None,
            Self::Mp3 | Self::Flac | Self::Ogg | Self::Wav | Self::M4a => None,
            Self::Mp4 | Self::Avi | Self::Webm | Self::Mov | Self::Mkv => None,
        }
    }

    /// The format of copies that are of this kind. None if no copy is.
    pub const fn copy_format(self) -> Option<CopyFormat> {
        match self {
            Self::Pdf => Some(CopyFormat::Pdf),
            Self::Jpg => Some(CopyFormat::Jpg),
            Self::Png => Some(CopyFormat::Png),
            Self::Txt | Self::Csv => Some(CopyFormat::Txt),
            Self::Ogg => Some(CopyFormat::Ogg),
            Self::Webm => Some(CopyFormat::Webm),
            Self::Gif | Self::Tiff | Self::Webp | Self::Heic | Self::Bmp | Self::Pnm => None,
            Self::Docx | Self::Xlsx | Self::Pptx | Self::Doc | Self::Xls | Self::Ppt => None,
            Self::Odt | Self::Ods | Self::Odp | Self::Odg | Self::Rtf => None,
            Self::Svg | Self::Html | Self::Epub | Self::Eml | Self::Msg => None,
            Self::Zip | Self::Tar => None,
            Self::Mp3 | Self::Flac | Self::Wav | Self::M4a => None,
            Self::Mp4 | Self::Avi | Self::Mov | Self::Mkv => None,
        }
    }

    /// The extension of such a file's name, without the dot.
    pub const fn extension(self) -> &'static str {
        self.into_str()
    }

    /// The name of such a document inside the sandbox.
    pub(in crate::desk) fn file_name(self) -> String {
        format!("document.{}", self.extension())
    }

    /// Recognises a file by its content. Gives `None` if it is of no kind that can be cleaned.
    pub fn recognise(file: &mut File) -> io::Result<Option<Self>> {
        file.rewind()?;
        let mut head = Vec::new();
        Read::by_ref(file).take(HEAD_BYTES).read_to_end(&mut head)?;
        if head.starts_with(b"PK\x03\x04") {
            return in_zip(file, &head);
        }
        if head.starts_with(COMPOUND) {
            return in_compound(file);
        }
        match by_magic(&head).or_else(|| markup(&head)) {
            Some(kind) => Ok(Some(kind)),
            None => in_text(file),
        }
    }
}

/// Whether a picture's width comes next, after spaces and comments, or may come where this head of
/// a file is cut.
fn begins_with_width(mut rest: &[u8], is_cut: bool) -> bool {
    let mut is_apart = false;
    loop {
        rest = match rest {
            [b' ' | b'\t' | b'\n' | b'\r', after @ ..] => {
                is_apart = true;
                after
            }
            [b'#', ..] => {
                let line = rest.split(|byte| *byte == b'\n').next();
                rest.get(line.map_or(0, <[u8]>::len)..).unwrap_or_default()
            }
            [b'0'..=b'9', ..] => return is_apart,
            [] => return is_apart && is_cut,
            _ => return false,
        };
    }
}

fn by_magic(head: &[u8]) -> Option<Kind> {
    let form = head.get(8..12).unwrap_or_default();
    let is_cut = head.len() as u64 == HEAD_BYTES;
    match head {
        [b'%', b'P', b'D', b'F', b'-', ..] => Some(Kind::Pdf),
        [0xFF, 0xD8, 0xFF, ..] => Some(Kind::Jpg),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', ..] => Some(Kind::Png),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(Kind::Gif),
        [b'I', b'I', b'*', 0, ..] | [b'M', b'M', 0, b'*', ..] => Some(Kind::Tiff),
        [b'I', b'D', b'3', ..] | [0xFF, 0xFB | 0xF3 | 0xF2, ..] => Some(Kind::Mp3),
        [b'f', b'L', b'a', b'C', ..] => Some(Kind::Flac),
        [b'O', b'g', b'g', b'S', ..] => Some(Kind::Ogg),
        [b'R', b'I', b'F', b'F', ..] if form == b"WAVE" => Some(Kind::Wav),
        [b'R', b'I', b'F', b'F', ..] if form == b"AVI " => Some(Kind::Avi),
        [b'R', b'I', b'F', b'F', ..] if form == b"WEBP" => Some(Kind::Webp),
        [b'B', b'M', _, _, _, _, 0, 0, 0, 0, ..] => Some(Kind::Bmp),
        [b'P', b'1'..=b'6', rest @ ..] if begins_with_width(rest, is_cut) => Some(Kind::Pnm),
        [b'{', b'\\', b'r', b't', b'f', ..] => Some(Kind::Rtf),
        // A box is shorter than 16 MiB, or says its length elsewhere: no text begins so.
        [0, _, _, _, b'f', b't', b'y', b'p', ..] => by_brand(form),
        // QuickTime's files before there were brands.
        [0, _, _, _, b'm', b'o', b'o', b'v', ..]
        | [0, _, _, _, b'm', b'd', b'a', b't', ..]
        | [0, _, _, _, b'w', b'i', b'd', b'e', ..] => Some(Kind::Mov),
        [0x1A, 0x45, 0xDF, 0xA3, ..] => {
            let is_webm = head.windows(WEBM.len()).any(|at| at == WEBM);
            Some(if is_webm { Kind::Webm } else { Kind::Mkv })
        }
        _ if head.get(TAR_AT..).is_some_and(|at| at.starts_with(TAR)) => Some(Kind::Tar),
        _ => None,
    }
}

/// Recognises a file of ISO's media format by its first brand.
fn by_brand(brand: &[u8]) -> Option<Kind> {
    match brand {
        b"heic" | b"heix" | b"mif1" => Some(Kind::Heic),
        b"M4A " | b"M4B " => Some(Kind::M4a),
        b"qt  " => Some(Kind::Mov),
        b"isom" | b"iso2" | b"iso4" | b"iso5" | b"iso6" | b"mp41" | b"mp42" | b"avc1" | b"M4V "
        | b"MSNV" | b"3gp4" | b"3gp5" | b"3gp6" | b"dash" => Some(Kind::Mp4),
        _ => None,
    }
}

/// Elements with which a page may begin that leaves out those around everything.
const PAGE_ELEMENTS: [&str; 44] = [
    "a",
    "abbr",
    "article",
    "aside",
    "b",
    "base",
    "big",
    "blockquote",
    "br",
    "button",
    "center",
    "details",
    "div",
    "dl",
    "em",
    "figure",
    "font",
    "footer",
    "form",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "i",
    "iframe",
    "img",
    "link",
    "main",
    "meta",
    "nav",
    "ol",
    "p",
    "pre",
    "script",
    "section",
    "span",
    "strong",
    "style",
    "table",
];

/// Recognises a drawing of lines or a page by its first element.
fn markup(head: &[u8]) -> Option<Kind> {
    let text = String::from_utf8_lossy(head)
        .to_ascii_lowercase()
        .replace('\0', "");
    let text = text
        .trim_start_matches(['\u{feff}', '\u{fffd}'])
        .trim_start();
    let first = |name: &str| text.find(&format!("<{name}"));
    let least = |names: &[&str]| names.iter().filter_map(|name| first(name)).min();
    let page = least(&["!doctype html", "html", "head", "body"]);
    let svg = least(&["!doctype svg", "svg"]);
    if !text.starts_with('<') {
        return None;
    }
    match (page, svg) {
        (Some(page), Some(svg)) if svg < page => Some(Kind::Svg),
        (Some(_), _) => Some(Kind::Html),
        (None, Some(_)) => Some(Kind::Svg),
        (None, None) => is_piece_of_page(text).then_some(Kind::Html),
    }
}

/// Whether a text begins with an element of a page: a browser shows it as one, and hides what it
/// says to hide.
fn is_piece_of_page(text: &str) -> bool {
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        let skipped = match rest.strip_prefix("<!--") {
            Some(comment) => comment.split_once("-->"),
            None if rest.starts_with("<?") => rest.split_once('>'),
            None => break,
        };
        let Some((_, behind)) = skipped else {
            return false;
        };
        rest = behind;
    }
    let name = rest.strip_prefix('<').unwrap_or_default();
    let end = name.find(|c: char| !c.is_ascii_alphanumeric());
    let name = end.and_then(|end| name.get(..end)).unwrap_or_default();
    PAGE_ELEMENTS.contains(&name)
}

/// Recognises a document of the old programs by the names of its parts, which must point to exactly
/// one kind.
fn in_compound(file: &mut File) -> io::Result<Option<Kind>> {
    let programs = [
        ("WordDocument", Kind::Doc),
        ("Workbook", Kind::Xls),
        ("Book", Kind::Xls),
        ("PowerPoint Document", Kind::Ppt),
        // A new document under a password. LibreOffice finds out which, and asks.
        (SEALED_PART, Kind::Docx),
    ];
    // Documents that came with an e-mail may stand in it with their own parts.
    if has_part(file, MAIL_PART)? {
        return Ok(Some(Kind::Msg));
    }
    let mut found = BTreeSet::new();
    for (part, kind) in programs {
        if has_part(file, part)? {
            found.insert(kind);
        }
    }
    Ok(found.pop_first().filter(|_| found.is_empty()))
}

/// Whether a document of the old programs has a part of this name.
pub(super) fn has_part(file: &mut File, name: &str) -> io::Result<bool> {
    let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    file.rewind()?;
    let mut parts = BufReader::new(file);
    loop {
        let mut part = Vec::new();
        let entry = COMPOUND_PART_BYTES as u64;
        Read::by_ref(&mut parts)
            .take(entry)
            .read_to_end(&mut part)?;
        let rest = part.strip_prefix(name.as_slice());
        if rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(&[0, 0])) {
            return Ok(true);
        }
        if part.len() < COMPOUND_PART_BYTES {
            return Ok(false);
        }
    }
}

/// Whether a file is a ZIP.
pub(in crate::desk) fn is_archive(file: &mut File) -> io::Result<bool> {
    Ok(!member_names(file)?.is_empty())
}

/// Whether an office document brings programs along.
pub(super) fn has_macros(file: &mut File) -> io::Result<bool> {
    let is_macro = |name: &String| {
        let name = name.to_ascii_lowercase();
        name.ends_with("vbaproject.bin")
            || name.starts_with("basic/")
            || name.starts_with("scripts/")
    };
    Ok(has_part(file, "VBA")? || member_names(file)?.iter().any(is_macro))
}

/// Whether an office document asks for a password, as far as that is seen from outside.
pub(super) fn asks_for_password(file: &mut File) -> io::Result<bool> {
    const MANIFEST: &str = "META-INF/manifest.xml";
    const SEALED: &[u8] = b"encryption-data";
    const MANIFEST_MAX_BYTES: u64 = 1 << 20;
    if has_part(file, SEALED_PART)? {
        return Ok(true);
    }
    if !member_names(file)?.iter().any(|name| name == MANIFEST) {
        return Ok(false);
    }
    let mut archive = ZipArchive::new(file)?;
    let mut manifest = Vec::new();
    let member = archive.by_name(MANIFEST)?;
    member.take(MANIFEST_MAX_BYTES).read_to_end(&mut manifest)?;
    Ok(manifest.windows(SEALED.len()).any(|at| at == SEALED))
}

/// Recognises an office document by the members of its ZIP, which must point to exactly one kind.
fn in_zip(file: &mut File, head: &[u8]) -> io::Result<Option<Kind>> {
    let names = member_names(file)?;
    let has = |name: &str| names.iter().any(|member| member == name);
    let office = [
        ("word/document.xml", Kind::Docx),
        ("xl/workbook.xml", Kind::Xlsx),
        ("ppt/presentation.xml", Kind::Pptx),
    ];
    let mut found: Vec<Kind> = office
        .iter()
        .filter(|(name, _)| has("[Content_Types].xml") && has(name))
        .map(|(_, kind)| *kind)
        .collect();
    if head.get(30..38) == Some(b"mimetype") {
        let declared = head.get(38..).unwrap_or_default();
        let open = [
            ("application/vnd.oasis.opendocument.text", Kind::Odt),
            ("application/vnd.oasis.opendocument.spreadsheet", Kind::Ods),
            ("application/vnd.oasis.opendocument.presentation", Kind::Odp),
            ("application/vnd.oasis.opendocument.graphics", Kind::Odg),
            ("application/epub+zip", Kind::Epub),
        ];
        let named = open
            .iter()
            .filter(|(kind, _)| declared.starts_with(kind.as_bytes()));
        found.extend(named.map(|(_, kind)| *kind));
    }
    let is_of_office = has("[Content_Types].xml") || head.get(30..38) == Some(b"mimetype");
    match found.as_slice() {
        [kind] => Ok(Some(*kind)),
        [] if !is_of_office && !names.is_empty() => Ok(Some(Kind::Zip)),
        _ => Ok(None),
    }
}

/// The names in a ZIP's directory. Empty if the file is no archive, or one of ZIP64, which can say
/// to have more members than there is memory for: any other has at most 65,535.
pub(super) fn member_names(file: &mut File) -> io::Result<Vec<String>> {
    let length = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(length.saturating_sub(ZIP_END_MAX_BYTES)))?;
    let mut end = Vec::new();
    Read::by_ref(file)
        .take(ZIP_END_MAX_BYTES)
        .read_to_end(&mut end)?;
    let is_zip64 = end
        .windows(ZIP64_LOCATOR_BYTES + ZIP_END.len())
        .any(|bytes| bytes.starts_with(ZIP64_LOCATOR) && bytes.ends_with(ZIP_END));
    if is_zip64 {
        return Ok(Vec::new());
    }
    let archive = ZipArchive::new(file);
    let names = archive.iter().flat_map(ZipArchive::file_names_raw);
    Ok(names
        .map(|name| String::from_utf8_lossy(name).into_owned())
        .collect())
}

/// Recognises a file that is characters and nothing else: an e-mail by its head, a table by its
/// rows.
fn in_text(file: &mut File) -> io::Result<Option<Kind>> {
    file.rewind()?;
    let mut bytes = Vec::new();
    Read::by_ref(file)
        .take(MAIL_MAX_BYTES + 1)
        .read_to_end(&mut bytes)?;
    let length = bytes.len() as u64;
    Ok(if length <= MAIL_MAX_BYTES && is_mail(&bytes) {
        Some(Kind::Eml)
    } else if length > TEXT_MAX_BYTES || !is_text(&bytes) {
        None
    } else if is_table(&bytes) {
        Some(Kind::Csv)
    } else {
        Some(Kind::Txt)
    })
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn kind(bytes: &[u8]) -> Option<Kind> {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        Kind::recognise(&mut file).unwrap()
    }

    /// An archive of ZIP64 that says to have more members than any memory can list.
    fn many_members_of_zip64() -> Vec<u8> {
        let mut bytes = b"PK\x03\x04".to_vec();
        bytes.resize(4_096, 0);
        let end = bytes.len() as u64;
        bytes.extend_from_slice(b"PK\x06\x06");
        bytes.extend_from_slice(&44_u64.to_le_bytes());
        bytes.extend_from_slice(&[0; 12]);
        for field in [u64::MAX, u64::MAX, u64::MAX, end] {
            bytes.extend_from_slice(&field.to_le_bytes());
        }
        bytes.extend_from_slice(b"PK\x06\x07\0\0\0\0");
        bytes.extend_from_slice(&end.to_le_bytes());
        bytes.extend_from_slice(&1_u32.to_le_bytes());
        bytes.extend_from_slice(b"PK\x05\x06\0\0\0\0");
        bytes.extend_from_slice(&[0xff; 12]);
        bytes.extend_from_slice(&[0; 2]);
        bytes
    }

    /// A file of the old programs, as far as the names of its parts.
    fn compound(parts: &[&str]) -> Vec<u8> {
        let mut bytes = COMPOUND.to_vec();
        bytes.resize(512, 0);
        for part in parts {
            let name = part.encode_utf16().flat_map(u16::to_le_bytes);
            let mut name: Vec<u8> = name.collect();
            name.resize(COMPOUND_PART_BYTES, 0);
            bytes.extend(name);
        }
        bytes
    }

    #[test]
    fn content_decides() {
        assert_eq!(kind(b"%PDF-1.4\n"), Some(Kind::Pdf));
        assert_eq!(kind("Délibération\n".as_bytes()), Some(Kind::Txt));
        assert_eq!(kind(b"d\xE9lib\xE9ration du 3 mai"), Some(Kind::Txt));
        assert_eq!(kind(b"RIFF\0\0\0\0WAVEfmt "), Some(Kind::Wav));
        assert_eq!(kind(b"RIFF\0\0\0\0WEBPVP8 "), Some(Kind::Webp));
        assert_eq!(kind(b"BM\x3a\0\0\0\0\0\0\0\x36"), Some(Kind::Bmp));
        assert_eq!(kind(b"P6\n1 1\n255\nabc"), Some(Kind::Pnm));
        assert_eq!(kind(b"P6 # a comment\n 1 1\n255\nabc"), Some(Kind::Pnm));
        let comment = [b"P6\n#".as_slice(), &[b'x'; 2_000]].concat();
        assert_eq!(kind(&comment), Some(Kind::Pnm));
        assert_eq!(kind(b"P5\n"), Some(Kind::Txt));
        assert_eq!(kind(b"The wide road\n"), Some(Kind::Txt));
        assert_eq!(kind(b"\0\0\0\x18ftypisom"), Some(Kind::Mp4));
        assert_eq!(kind(b"\0\0\0\x18ftypheic"), Some(Kind::Heic));
    }

    #[test]
    fn films_differ_by_their_heads() {
        assert_eq!(kind(b"\0\0\0\x18ftypM4A "), Some(Kind::M4a));
        assert_eq!(kind(b"\0\0\0\x18ftypqt  "), Some(Kind::Mov));
        assert_eq!(kind(b"\x1A\x45\xDF\xA3\x42\x82\x84webm"), Some(Kind::Webm));
        assert_eq!(
            kind(b"\x1A\x45\xDF\xA3\x42\x82\x88matroska"),
            Some(Kind::Mkv)
        );
    }

    #[test]
    fn documents_of_offices_differ_by_their_heads() {
        assert_eq!(kind(b"{\\rtf1 Note}"), Some(Kind::Rtf));
        assert_eq!(kind(b"<?xml?><html><svg/></html>"), Some(Kind::Html));
        assert_eq!(kind(b"<?xml?><!-- a --><svg xmlns=\"\"/>"), Some(Kind::Svg));
        assert_eq!(kind(b"<!-- a -->\n<p hidden>x"), Some(Kind::Html));
        assert_eq!(kind(b"<meta charset=utf-8>x"), Some(Kind::Html));
        assert_eq!(kind(b"<?xml?><rss><title>x"), Some(Kind::Txt));
        assert_eq!(kind(b"<programme>x"), Some(Kind::Txt));
        assert_eq!(kind(&compound(&["Root", "Book"])), Some(Kind::Xls));
        assert_eq!(kind(&compound(&["WordDocument"])), Some(Kind::Doc));
    }

    #[test]
    fn what_is_two_kinds_or_none_is_not_recognised() {
        for other in [
            &b""[..],
            b"a\0b",
            b"\xff\xfe\0",
            b"\0\0\0\x18ftyp????",
            b"PK\x03\x04",
            b"PK\x03\x04aaaaPK\x05\x06\0\0\0\0\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff\0\0",
            &many_members_of_zip64(),
            b"\xd0\xcf\x11\xe0",
            &compound(&["WordDocument", "Workbook"]),
            &compound(&["Contents"]),
        ] {
            assert_eq!(kind(other), None, "{other:?}");
        }
    }

    #[test]
    fn every_kind_that_is_published_has_a_name_for_it() {
        use sourdine_observatory::model::names::DOCUMENT_EXTENSIONS;
        let kinds = Kind::VARIANTS.iter().map(|kind| kind.extension());
        let extensions = kinds.take(DOCUMENT_EXTENSIONS.len());
        assert!(extensions.eq(DOCUMENT_EXTENSIONS));
    }
}

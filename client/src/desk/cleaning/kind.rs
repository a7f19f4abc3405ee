//! Recognises what kind of document a file is by its content, since a stranger chose its name.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
};

use serde::{Deserialize, Serialize};

use sourdine_protocol::text::is_hidden;

/// Largest file that is accepted as plain text, in bytes.
const TEXT_MAX_BYTES: u64 = 16_777_216;
/// Largest central directory of a ZIP that is read, in bytes: it holds the members' names.
const DIRECTORY_MAX_BYTES: u32 = 4_194_304;
/// How much of a file's beginning is compared with known signatures, in bytes.
const HEAD_BYTES: u64 = 128;
/// The part of a ZIP in which its end record starts, in bytes: the record's 22
/// and the longest comment.
const ZIP_END_MAX_BYTES: u64 = 22 + 65_535;

/// A kind of document that can be cleaned and shown without running anything.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
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
}

impl Kind {
    /// Every kind, in the order of the extensions that a published document may have.
    pub const ALL: [Self; 18] = [
        Self::Pdf,
        Self::Jpg,
        Self::Png,
        Self::Gif,
        Self::Tiff,
        Self::Docx,
        Self::Xlsx,
        Self::Pptx,
        Self::Odt,
        Self::Ods,
        Self::Odp,
        Self::Txt,
        Self::Mp3,
        Self::Flac,
        Self::Ogg,
        Self::Wav,
        Self::Mp4,
        Self::Avi,
    ];

    /// The extension of such a file's name, without the dot.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Jpg => "jpg",
            Self::Png => "png",
            Self::Gif => "gif",
            Self::Tiff => "tiff",
            Self::Docx => "docx",
            Self::Xlsx => "xlsx",
            Self::Pptx => "pptx",
            Self::Odt => "odt",
            Self::Ods => "ods",
            Self::Odp => "odp",
            Self::Txt => "txt",
            Self::Mp3 => "mp3",
            Self::Flac => "flac",
            Self::Ogg => "ogg",
            Self::Wav => "wav",
            Self::Mp4 => "mp4",
            Self::Avi => "avi",
        }
    }

    /// Recognises a file by its content. Gives `None` if it is of no kind that can be cleaned.
    pub fn recognise(file: &mut File) -> io::Result<Option<Self>> {
        file.rewind()?;
        let mut head = Vec::new();
        Read::by_ref(file).take(HEAD_BYTES).read_to_end(&mut head)?;
        if head.starts_with(b"PK\x03\x04") {
            return in_zip(file, &head);
        }
        match by_magic(&head) {
            Some(kind) => Ok(Some(kind)),
            None => Ok(is_plain_text(file)?.then_some(Self::Txt)),
        }
    }
}

fn by_magic(head: &[u8]) -> Option<Kind> {
    let form = head.get(8..12).unwrap_or_default();
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
        [_, _, _, _, b'f', b't', b'y', b'p', ..]
            if [b"isom", b"iso2", b"mp41", b"mp42", b"avc1", b"M4V "]
                .iter()
                .any(|brand| form == *brand) =>
        {
            Some(Kind::Mp4)
        }
        _ => None,
    }
}

/// Recognises an office document by the members of its ZIP, which must point to exactly one kind. A
/// document with a macro project (`vbaProject.bin`) is of no known kind.
fn in_zip(file: &mut File, head: &[u8]) -> io::Result<Option<Kind>> {
    let names = member_names(file)?;
    let has = |name: &str| names.iter().any(|member| member == name);
    if names
        .iter()
        .any(|name| name.to_ascii_lowercase().ends_with("vbaproject.bin"))
    {
        return Ok(None);
    }
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
            ("text", Kind::Odt),
            ("spreadsheet", Kind::Ods),
            ("presentation", Kind::Odp),
        ];
        found.extend(
            open.iter()
                .filter(|(word, _)| {
                    declared.starts_with(
                        format!("application/vnd.oasis.opendocument.{word}").as_bytes(),
                    )
                })
                .map(|(_, kind)| *kind),
        );
    }
    match found.as_slice() {
        [kind] => Ok(Some(*kind)),
        _ => Ok(None),
    }
}

/// The names in a ZIP's central directory. Empty if the directory is missing, too large or ZIP64.
pub(super) fn member_names(file: &mut File) -> io::Result<Vec<String>> {
    let length = file.seek(SeekFrom::End(0))?;
    let start = length.saturating_sub(ZIP_END_MAX_BYTES);
    file.seek(SeekFrom::Start(start))?;
    let mut tail = Vec::new();
    Read::by_ref(file)
        .take(ZIP_END_MAX_BYTES)
        .read_to_end(&mut tail)?;
    let Some(end) = tail.windows(4).rposition(|window| window == b"PK\x05\x06") else {
        return Ok(Vec::new());
    };
    let (Some(size), Some(offset)) = (u32_at(&tail, end + 12), u32_at(&tail, end + 16)) else {
        return Ok(Vec::new());
    };
    if size > DIRECTORY_MAX_BYTES {
        return Ok(Vec::new());
    }
    file.seek(SeekFrom::Start(u64::from(offset)))?;
    let mut directory = Vec::new();
    Read::by_ref(file)
        .take(u64::from(size))
        .read_to_end(&mut directory)?;
    Ok(names_in(&directory))
}

fn names_in(mut directory: &[u8]) -> Vec<String> {
    const FIXED_BYTES: usize = 46;
    let mut names = Vec::new();
    while directory.starts_with(b"PK\x01\x02") {
        let lengths = (
            u16_at(directory, 28),
            u16_at(directory, 30),
            u16_at(directory, 32),
        );
        let (Some(name), Some(extra), Some(comment)) = lengths else {
            break;
        };
        let Some(bytes) = directory.get(FIXED_BYTES..FIXED_BYTES + name) else {
            break;
        };
        names.push(String::from_utf8_lossy(bytes).into_owned());
        let Some(rest) = directory.get(FIXED_BYTES + name + extra + comment..) else {
            break;
        };
        directory = rest;
    }
    names
}

fn u16_at(bytes: &[u8], at: usize) -> Option<usize> {
    bytes
        .get(at..at + 2)
        .and_then(|bytes| bytes.try_into().ok())
        .map(|bytes| usize::from(u16::from_le_bytes(bytes)))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes
        .get(at..at + 4)
        .and_then(|bytes| bytes.try_into().ok())
        .map(u32::from_le_bytes)
}

/// Whether a file is UTF-8 without hidden characters, and does not begin as markup does.
fn is_plain_text(file: &mut File) -> io::Result<bool> {
    file.rewind()?;
    let mut bytes = Vec::new();
    Read::by_ref(file)
        .take(TEXT_MAX_BYTES + 1)
        .read_to_end(&mut bytes)?;
    let Ok(text) = std::str::from_utf8(&bytes) else {
        return Ok(false);
    };
    let opens_like_markup = text.trim_start().starts_with('<');
    let shows_all = text
        .chars()
        .all(|c| matches!(c, '\n' | '\r' | '\t') || !is_hidden(c));
    Ok(bytes.len() as u64 <= TEXT_MAX_BYTES && !text.is_empty() && shows_all && !opens_like_markup)
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

    #[test]
    fn content_decides() {
        assert_eq!(kind(b"%PDF-1.4\n"), Some(Kind::Pdf));
        assert_eq!(kind("Délibération\n".as_bytes()), Some(Kind::Txt));
        assert_eq!(kind(b"RIFF\0\0\0\0WAVEfmt "), Some(Kind::Wav));
        assert_eq!(kind(b"\0\0\0\x18ftypisom"), Some(Kind::Mp4));
        for other in [
            &b""[..],
            b"<html><script>alert(1)</script>",
            b"  <svg onload=x>",
            b"a\0b",
            b"\xff\xfe\0",
            "a\u{200b}b".as_bytes(),
            b"RIFF\0\0\0\0WEBPVP8 ",
            b"\0\0\0\x18ftypqt  ",
            b"PK\x03\x04",
            b"PK\x03\x04aaaaPK\x05\x06\0\0\0\0\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff\0\0",
            b"{\\rtf1 \0}",
            b"\xd0\xcf\x11\xe0",
        ] {
            assert_eq!(kind(other), None, "{other:?}");
        }
    }

    #[test]
    fn every_kind_has_a_publishable_name() {
        use sourdine_observatory::model::names::DOCUMENT_EXTENSIONS;
        assert_eq!(Kind::ALL.map(Kind::extension), DOCUMENT_EXTENSIONS);
    }
}

//! Recognises what kind of document a file is by its content, since a stranger chose its name.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
};

use serde::{Deserialize, Serialize};
use sourdine_decoder::format::Format;
use strum::{IntoStaticStr, VariantArray};
use zip::ZipArchive;

use super::text::is_text;

/// Largest file that is accepted as plain text, in bytes.
const TEXT_MAX_BYTES: u64 = 16_777_216;
/// How much of a file's beginning is compared with known signatures, in bytes.
const HEAD_BYTES: u64 = 128;
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
    Clone, Copy, Debug, Deserialize, Eq, IntoStaticStr, PartialEq, Serialize, VariantArray,
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
    Webp,
    Heic,
    Bmp,
    Pnm,
}

impl Kind {
    /// How our decoder makes pixels of it, if it is something that is looked at.
    pub const fn pixels(self) -> Option<Format> {
        match self {
            Self::Pdf => Some(Format::Pdf),
            Self::Jpg => Some(Format::Jpg),
            Self::Png => Some(Format::Png),
            Self::Gif => Some(Format::Gif),
            Self::Tiff => Some(Format::Tiff),
            Self::Webp => Some(Format::Webp),
            Self::Heic => Some(Format::Heic),
            Self::Bmp => Some(Format::Bmp),
            Self::Pnm => Some(Format::Pnm),
            Self::Docx
            | Self::Xlsx
            | Self::Pptx
            | Self::Odt
            | Self::Ods
            | Self::Odp
            | Self::Txt
            | Self::Mp3
            | Self::Flac
            | Self::Ogg
            | Self::Wav
            | Self::Mp4
            | Self::Avi => None,
        }
    }

    /// The extension of such a file's name, without the dot.
    pub const fn extension(self) -> &'static str {
        self.into_str()
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
        [b'R', b'I', b'F', b'F', ..] if form == b"WEBP" => Some(Kind::Webp),
        [b'B', b'M', _, _, _, _, 0, 0, 0, 0, ..] => Some(Kind::Bmp),
        [b'P', b'1'..=b'6', b' ' | b'\t' | b'\n' | b'\r', ..] => Some(Kind::Pnm),
        [_, _, _, _, b'f', b't', b'y', b'p', ..]
            if [b"isom", b"iso2", b"mp41", b"mp42", b"avc1", b"M4V "]
                .iter()
                .any(|brand| form == *brand) =>
        {
            Some(Kind::Mp4)
        }
        [_, _, _, _, b'f', b't', b'y', b'p', ..]
            if [b"heic", b"heix", b"mif1"]
                .iter()
                .any(|brand| form == *brand) =>
        {
            Some(Kind::Heic)
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

/// Whether a file is characters and nothing else.
fn is_plain_text(file: &mut File) -> io::Result<bool> {
    file.rewind()?;
    let mut bytes = Vec::new();
    Read::by_ref(file)
        .take(TEXT_MAX_BYTES + 1)
        .read_to_end(&mut bytes)?;
    Ok(bytes.len() as u64 <= TEXT_MAX_BYTES && is_text(&bytes))
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

    #[test]
    fn content_decides() {
        assert_eq!(kind(b"%PDF-1.4\n"), Some(Kind::Pdf));
        assert_eq!(kind("Délibération\n".as_bytes()), Some(Kind::Txt));
        assert_eq!(kind(b"d\xE9lib\xE9ration du 3 mai"), Some(Kind::Txt));
        assert_eq!(kind(b"RIFF\0\0\0\0WAVEfmt "), Some(Kind::Wav));
        assert_eq!(kind(b"RIFF\0\0\0\0WEBPVP8 "), Some(Kind::Webp));
        assert_eq!(kind(b"BM\x3a\0\0\0\0\0\0\0\x36"), Some(Kind::Bmp));
        assert_eq!(kind(b"P6\n1 1\n255\nabc"), Some(Kind::Pnm));
        assert_eq!(kind(b"\0\0\0\x18ftypisom"), Some(Kind::Mp4));
        assert_eq!(kind(b"\0\0\0\x18ftypheic"), Some(Kind::Heic));
        for other in [
            &b""[..],
            b"a\0b",
            b"\xff\xfe\0",
            b"\0\0\0\x18ftypqt  ",
            b"PK\x03\x04",
            b"PK\x03\x04aaaaPK\x05\x06\0\0\0\0\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff\0\0",
            &many_members_of_zip64(),
            b"{\\rtf1 \0}",
            b"\xd0\xcf\x11\xe0",
        ] {
            assert_eq!(kind(other), None, "{other:?}");
        }
    }

    #[test]
    fn every_kind_that_is_published_has_a_name_for_it() {
        use sourdine_observatory::model::names::DOCUMENT_EXTENSIONS;
        let becomes_another = [Kind::Webp, Kind::Heic, Kind::Bmp, Kind::Pnm];
        let kinds = Kind::VARIANTS.iter();
        let published = kinds.filter(|kind| !becomes_another.contains(kind));
        let extensions = published.map(|kind| kind.extension());
        assert!(extensions.eq(DOCUMENT_EXTENSIONS));
    }
}

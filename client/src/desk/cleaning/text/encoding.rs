//! Which bytes are characters: UTF-8, UTF-16 with a byte order mark, Windows-1252.

use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};

const UTF8_MARK: &[u8] = b"\xEF\xBB\xBF";
const UTF16_LE_MARK: &[u8] = b"\xFF\xFE";
const UTF16_BE_MARK: &[u8] = b"\xFE\xFF";
/// In French one letter in twenty has an accent; in a file that is no text, half of the bytes have
/// the upper bit. One in this many may.
const UPPER_PART_MAX: usize = 4;

/// How a text was written down.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Encoding {
    Utf8,
    MarkedUtf8,
    Utf16,
    Windows1252,
}

impl Encoding {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::MarkedUtf8 => "UTF-8 with a byte order mark",
            Self::Utf16 => "UTF-16",
            Self::Windows1252 => "Windows-1252",
        }
    }
}

/// The characters of a text; none where the bytes are no text in any of the encodings.
pub(super) fn decode(bytes: &[u8]) -> Option<(String, Encoding)> {
    let (text, encoding) = if let Some(rest) = bytes.strip_prefix(UTF8_MARK) {
        let text = String::from_utf8(rest.to_vec()).ok()?;
        (text, Encoding::MarkedUtf8)
    } else if let Some(rest) = bytes.strip_prefix(UTF16_LE_MARK) {
        let text = UTF_16LE.decode_without_bom_handling_and_without_replacement(rest)?;
        (text.into_owned(), Encoding::Utf16)
    } else if let Some(rest) = bytes.strip_prefix(UTF16_BE_MARK) {
        let text = UTF_16BE.decode_without_bom_handling_and_without_replacement(rest)?;
        (text.into_owned(), Encoding::Utf16)
    } else if let Ok(text) = std::str::from_utf8(bytes) {
        (text.to_owned(), Encoding::Utf8)
    } else {
        let upper = bytes.iter().filter(|byte| !byte.is_ascii()).count();
        if upper * UPPER_PART_MAX > bytes.len() {
            return None;
        }
        let text = WINDOWS_1252.decode_without_bom_handling_and_without_replacement(bytes)?;
        (text.into_owned(), Encoding::Windows1252)
    };
    // A file of another kind has bytes that no text needs.
    let is_foreign = |c: char| match encoding {
        Encoding::Windows1252 => c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{C}'),
        Encoding::Utf8 | Encoding::MarkedUtf8 | Encoding::Utf16 => c == '\0',
    };
    (!text.contains(is_foreign)).then_some((text, encoding))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_encoding_is_known_by_its_bytes() {
        let utf16 = |marked: &[u8], order: fn(u16) -> [u8; 2]| {
            let units = "é€".encode_utf16().flat_map(order);
            [marked, &units.collect::<Vec<u8>>()].concat()
        };
        for (bytes, text, encoding) in [
            ("é€".as_bytes().to_vec(), "é€", Encoding::Utf8),
            (
                [UTF8_MARK, "é".as_bytes()].concat(),
                "é",
                Encoding::MarkedUtf8,
            ),
            (
                utf16(UTF16_LE_MARK, u16::to_le_bytes),
                "é€",
                Encoding::Utf16,
            ),
            (
                utf16(UTF16_BE_MARK, u16::to_be_bytes),
                "é€",
                Encoding::Utf16,
            ),
            (
                b"d\xE9lib\xE9ration : \x80 3".to_vec(),
                "délibération : € 3",
                Encoding::Windows1252,
            ),
        ] {
            assert_eq!(decode(&bytes), Some((text.to_owned(), encoding)));
        }
    }

    #[test]
    fn what_is_no_text_in_any_encoding_is_none() {
        for bytes in [
            &b"a\0b"[..],
            b"\xD0\xCF\x11\xE0",
            b"text \xE9 and \x01",
            b"\xFF\xFEa",
            b"\xFF\xFE\x00\xD8",
            b"\xEF\xBB\xBF\xFF",
            b"\xFF\xD8\xFF\xE0JFIF",
            b"a\xE9\xE8\xE0\xE9",
        ] {
            assert_eq!(decode(bytes), None, "{bytes:?}");
        }
    }
}

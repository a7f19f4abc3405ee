//! What stands behind the end of a picture or a recording, of which no viewer tells.

use super::{
    lines::Lines,
    trace::{Trace, TraceKind},
};
use crate::{error::DecodeError, jpeg};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

pub(super) fn look(document: &[u8], lines: &mut Lines<'_>) -> Result<(), DecodeError> {
    let length = length(document).unwrap_or(document.len());
    let behind = document.get(length..).unwrap_or_default();
    if behind.is_empty() {
        return Ok(());
    }
    let text = format!("{}: {}", behind.len(), readable(behind));
    lines.trace(Trace::new(TraceKind::BytesBehindEnd, &text))
}

/// What of some bytes can be read.
fn readable(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes.get(..200).unwrap_or(bytes));
    text.chars()
        .map(|c| if c.is_control() { '\u{FFFD}' } else { c })
        .collect()
}

/// How long a file is by its own reckoning. None for a kind that does not say it.
fn length(document: &[u8]) -> Option<usize> {
    match document {
        [0xFF, 0xD8, 0xFF, ..] => jpeg::length(document),
        [b'G', b'I', b'F', b'8', ..] => gif(document),
        [b'R', b'I', b'F', b'F', ..] => {
            Some(little(document, 4)?.checked_add(8)?.next_multiple_of(2))
        }
        [b'B', b'M', ..] => little(document, 2),
        [b'O', b'g', b'g', b'S', ..] => ogg(document),
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => boxes(document),
        _ if document.starts_with(PNG) => png(document),
        _ => None,
    }
    .filter(|length| *length <= document.len())
}

fn little(bytes: &[u8], at: usize) -> Option<usize> {
    let bytes = bytes.get(at..at + 4)?.try_into().ok()?;
    usize::try_from(u32::from_le_bytes(bytes)).ok()
}

fn big(bytes: &[u8], at: usize) -> Option<usize> {
    let bytes = bytes.get(at..at + 4)?.try_into().ok()?;
    usize::try_from(u32::from_be_bytes(bytes)).ok()
}

/// Chunks, to the one that is the last.
fn png(document: &[u8]) -> Option<usize> {
    let mut at = PNG.len();
    loop {
        let length = big(document, at)?;
        let is_last = document.get(at + 4..at + 8)? == b"IEND";
        at = at.checked_add(length)?.checked_add(12)?;
        if is_last {
            return Some(at);
        }
    }
}

/// Blocks, to the trailer.
fn gif(document: &[u8]) -> Option<usize> {
    let table = |packed: u8| {
        let size = 3 << ((packed & 7) + 1);
        if packed & 0x80 == 0 { 0 } else { size }
    };
    let mut at = 13 + table(*document.get(10)?);
    loop {
        at = match *document.get(at)? {
            0x3B => return Some(at + 1),
            0x21 => sub_blocks(document, at + 2)?,
            0x2C => sub_blocks(document, at + 11 + table(*document.get(at + 9)?))?,
            _ => return None,
        };
    }
}

/// The place behind the blocks of data that begin here.
fn sub_blocks(document: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let length = usize::from(*document.get(at)?);
        at += 1 + length;
        if length == 0 {
            return Some(at);
        }
    }
}

/// Pages, as long as they follow each other.
fn ogg(document: &[u8]) -> Option<usize> {
    let mut at = 0;
    while document.get(at..)?.starts_with(b"OggS") {
        let count = usize::from(*document.get(at + 26)?);
        let segments = document.get(at + 27..at + 27 + count)?;
        let length: usize = segments.iter().map(|length| usize::from(*length)).sum();
        at += 27 + count + length;
    }
    Some(at)
}

/// Boxes of ISO's media format, as long as their names are names.
fn boxes(document: &[u8]) -> Option<usize> {
    let mut at = 0;
    while at < document.len() {
        let Some(name) = document.get(at + 4..at + 8) else {
            break;
        };
        if !name.iter().all(u8::is_ascii_graphic) {
            break;
        }
        let length = match big(document, at)? {
            0 => document.len() - at,
            1 => big(document, at + 12)?,
            length => length,
        };
        if length < 8 || at.checked_add(length)? > document.len() {
            break;
        }
        at += length;
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_end_where_they_say() {
        let gif = b"GIF89a\x01\0\x01\0\0\0\0\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0\x3b";
        let png = [PNG, b"\0\0\0\0IEND\xae\x42\x60\x82"].concat();
        let riff = b"RIFF\x04\0\0\0WAVE";
        let mp4 = b"\0\0\0\x0cftypisom\0\0\0\x08mdat";
        let ogg = [b"OggS".as_slice(), &[0; 22], &[1, 2], b"ab"].concat();
        for file in [gif.as_slice(), &png, riff, mp4, &ogg] {
            assert_eq!(length(file), Some(file.len()), "{file:?}");
            let longer = [file, b"\0MARK"].concat();
            assert_eq!(length(&longer), Some(file.len()), "{file:?}");
        }
        assert_eq!(length(b"something else"), None);
    }
}

//! The pictures that a document has in it, as files: each tells of its own where it was taken.

use std::io::{Cursor, Read, Write};

use hayro::hayro_syntax::{Filter, Pdf, object::Object};
use zip::ZipArchive;

use super::trace::write_piece;
use crate::error::{DecodeError, Refusal};

/// The most pictures that are written.
const PIECES_MAX: usize = 24;
/// The largest picture that is written, in bytes.
const PIECE_MAX_BYTES: u64 = 32 << 20;
const PICTURES: [&str; 10] = [
    "jpg", "jpeg", "png", "gif", "tif", "tiff", "webp", "heic", "bmp", "emf",
];

pub(super) fn write(document: Vec<u8>, out: &mut impl Write) -> Result<(), DecodeError> {
    if document.starts_with(b"PK") {
        return of_package(document, out);
    }
    let pdf = Pdf::new(document).map_err(|error| DecodeError::Refused(error.into()))?;
    let mut written = 0;
    for object in pdf.objects() {
        let Object::Stream(stream) = &object else {
            continue;
        };
        let bytes = stream.raw_data();
        let is_picture = matches!(stream.filters().as_slice(), [Filter::DctDecode]);
        if is_picture && bytes.len() as u64 <= PIECE_MAX_BYTES && written < PIECES_MAX {
            written += 1;
            write_piece(&format!("{written}.jpg"), &bytes, &mut *out)?;
        }
    }
    Ok(())
}

fn of_package(document: Vec<u8>, out: &mut impl Write) -> Result<(), DecodeError> {
    let unreadable = |_| DecodeError::Refused(Refusal::Unreadable);
    let mut archive = ZipArchive::new(Cursor::new(document)).map_err(unreadable)?;
    let names: Vec<String> = archive
        .file_names()
        .filter_map(|name| Some(name.ok()?.into_owned()))
        .collect();
    let is_picture = |name: &&String| {
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        PICTURES.contains(&extension.to_ascii_lowercase().as_str())
    };
    let mut pictures: Vec<&String> = names.iter().filter(is_picture).collect();
    pictures.sort();
    for name in pictures.into_iter().take(PIECES_MAX) {
        let Ok(member) = archive.by_name(name) else {
            continue;
        };
        let mut bytes = Vec::new();
        let read = member.take(PIECE_MAX_BYTES).read_to_end(&mut bytes);
        if read.is_ok_and(|read| (read as u64) < PIECE_MAX_BYTES) {
            write_piece(name, &bytes, &mut *out)?;
        }
    }
    Ok(())
}

//! A plain text, and words with the white space behind them.

use std::path::Path;

use sourdine_decoder::{look::Look, text::TextFormat};
use sourdine_observatory::folder::DOCUMENT_MAX_BYTES;
use sourdine_platform::files;

use super::{
    decoder,
    inspected::{Inspection, Text},
    metadata, pieces,
    words::words,
};
use crate::desk::cleaning::{CleanError, reading, text::read};

pub(super) fn look(original: &Path, inspection: &mut Inspection) -> Result<(), CleanError> {
    let bytes = files::read_regular(original, DOCUMENT_MAX_BYTES)?;
    let text = read(&bytes).ok_or(CleanError::UnknownKind)?;
    inspection.texts.push(Text {
        page: None,
        part: None,
        words: words(&text),
        is_placed: false,
    });
    Ok(())
}

/// The text that our decoder reads in a page of the web, a book or an e-mail, and what that told
/// besides.
pub(super) fn look_at_reading(
    original: &Path,
    format: TextFormat,
    scratch: &Path,
    inspection: &mut Inspection,
) {
    if format == TextFormat::Epub {
        let looked = decoder::look(original, Look::Office);
        inspection.try_add(looked.map(|looked| looked.traces));
        inspection.try_add(pieces::of(original, scratch));
    }
    let read = reading::read(original, format);
    if let Some((bytes, told)) = inspection.attempt(read) {
        inspection.add(told.iter().map(metadata::trace));
        inspection.texts.push(Text {
            page: None,
            part: None,
            words: words(&String::from_utf8_lossy(&bytes)),
            is_placed: false,
        });
    }
}

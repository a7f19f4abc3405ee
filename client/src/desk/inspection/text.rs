//! A plain text, and words with the white space behind them.

use std::path::Path;

use sourdine_decoder::look::trace::PlacedWord;
use sourdine_observatory::folder::DOCUMENT_MAX_BYTES;
use sourdine_platform::files;

use super::inspected::{Inspection, Text};
use crate::desk::cleaning::{CleanError, text::characters};

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

/// The words of a text, each with what stands behind it.
pub(super) fn words(text: &str) -> Vec<PlacedWord> {
    let mut words: Vec<PlacedWord> = Vec::new();
    let mut is_word = false;
    for c in text.chars() {
        let is_space = c.is_whitespace();
        match words.last_mut() {
            Some(word) if is_space || is_word => word.text.push(c),
            Some(_) | None => words.push(PlacedWord {
                text: c.to_string(),
                at: [0; 2],
            }),
        }
        is_word = !is_space;
    }
    words
}

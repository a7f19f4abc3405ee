//! What a PDF gives away.

mod annotations;
mod bookmarks;
mod hatch;
mod judge;
mod objects;
mod page;
mod paint;
mod passages;
mod pixels;
mod recorder;
mod redact;
mod state;
mod text;
mod versions;

use std::collections::HashSet;

use hayro::{hayro_interpret::InterpreterSettings, hayro_syntax::Pdf};

use self::{
    bookmarks::Told,
    page::{LookedPage, record},
    passages::placed_words,
    text::words,
};
use super::{lines::Lines, trace::Line};
use crate::error::{DecodeError, Refusal};

/// How the dictionary of a document's layers is called, and a name that means nothing.
const LAYERS: &[u8] = b"/OCProperties";
const NO_LAYERS: &[u8] = b"/OCPropertiez";

pub(super) fn look(document: &[u8], lines: &mut Lines<'_>) -> Result<(), DecodeError> {
    let pdf = open(document.to_vec())?;
    let settings = InterpreterSettings::default();
    let mut told = Told::default();
    let mut seen_words = HashSet::new();
    for (page, number) in pdf.pages().iter().zip(1..) {
        let looked = LookedPage::of(page, &settings);
        looked.tell(number, lines)?;
        redact::tell(page, number, &looked, lines)?;
        seen_words.extend(words(&looked.seen_text(), 1));
        told.add_page(&looked);
    }
    objects::tell(&pdf, &mut told, lines)?;
    told.tell(&seen_words, lines)?;
    versions::tell(document, &seen_words, lines)
}

/// Writes the words of a PDF of which all layers are shown.
pub(super) fn look_at_layers(
    mut document: Vec<u8>,
    lines: &mut Lines<'_>,
) -> Result<(), DecodeError> {
    let mut from = 0;
    while let Some(rest) = document.get_mut(from..) {
        let at = rest.windows(LAYERS.len()).position(|at| at == LAYERS);
        let Some(at) = at else {
            break;
        };
        if let Some(name) = rest.get_mut(at..at + LAYERS.len()) {
            name.copy_from_slice(NO_LAYERS);
        }
        from += at + LAYERS.len();
    }
    let pdf = open(document)?;
    let settings = InterpreterSettings::default();
    for (page, number) in pdf.pages().iter().zip(1..) {
        lines.line(&Line::Page {
            page: number,
            words: placed_words(&record(page, &settings)),
        })?;
    }
    Ok(())
}

fn open(document: Vec<u8>) -> Result<Pdf, DecodeError> {
    let pdf = Pdf::new(document).map_err(|error| DecodeError::Refused(error.into()))?;
    if pdf.pages().is_empty() {
        return Err(DecodeError::Refused(Refusal::Empty));
    }
    Ok(pdf)
}

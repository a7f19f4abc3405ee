//! Redactions that were marked and not applied.

use hayro::{
    hayro_interpret::TransformExt,
    hayro_syntax::{object::String as PdfString, page::Page},
};

use super::{
    annotations::{annotations, places, subtype},
    page::LookedPage,
    text::decoded,
};
use crate::{
    error::DecodeError,
    look::{
        lines::Lines,
        trace::{Trace, TraceKind},
    },
};

/// Tells redactions that were marked and never applied, with what stands under them.
pub(super) fn tell(
    page: &Page<'_>,
    number: u32,
    looked: &LookedPage,
    lines: &mut Lines<'_>,
) -> Result<(), DecodeError> {
    let transform = page.initial_transform(true).to_kurbo();
    for annotation in annotations(page) {
        if subtype(&annotation) != "Redact" {
            continue;
        }
        let places = places(&annotation, transform);
        let glyphs = looked.record.glyphs.iter().filter(|glyph| {
            let centre = glyph.ink.center();
            places.iter().any(|place| place.contains(centre))
        });
        let beneath: String = glyphs.map(|glyph| glyph.text.as_str()).collect();
        let label = annotation.get::<PdfString<'_>>(b"OverlayText");
        let label = label.map(|label| decoded(label.as_bytes()));
        lines.trace(Trace {
            part: label.filter(|label| !label.is_empty()),
            legible: true,
            ..Trace::new(TraceKind::UnappliedRedaction, &beneath).on_page(number)
        })?;
    }
    Ok(())
}

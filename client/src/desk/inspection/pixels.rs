//! What the pixels of a document give away: the yellow dots of printers.

use std::path::Path;

use sourdine_decoder::{
    format::Format,
    look::trace::{Trace, TraceKind},
};

use super::{inspected::Inspection, tiles::Tiles};
use crate::desk::cleaning::{pages::dots, pixels};

/// A page with fewer dots has none: a printer puts hundreds on it.
const DOTS_MIN: usize = 24;

/// Looks at the pixels of each page.
pub(super) fn look(document: &Path, format: Format, inspection: &mut Inspection) {
    let (mut traces, mut tiles) = (Vec::new(), Vec::new());
    let mut number = 0;
    let decoded = pixels::decode(document, format, |page, _| {
        number += 1;
        let dots = dots::count(&page);
        if dots >= DOTS_MIN {
            let trace = Trace::new(TraceKind::PrinterDots, &dots.to_string());
            traces.push(trace.on_page(number));
        }
        tiles.push(Tiles::of(&page));
        Ok(())
    });
    inspection.add(traces);
    inspection.pages.extend(tiles);
    inspection.attempt(decoded.map_err(Into::into));
}

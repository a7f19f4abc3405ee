//! Inspection: what a document gives away, and where several copies of it differ.
//!
//! Strangers' formats are read inside the [sandbox](super::cleaning::sandbox), by our decoder and
//! by Debian's tools. What comes out of it are [`Trace`]s of a closed list of kinds, and words.

pub mod compare;
pub mod group;

mod characters;
mod decoder;
mod inspected;
mod metadata;
mod office;
mod pdf;
mod picture;
mod pieces;
mod pixels;
mod recording;
mod text;
mod tiles;

use std::path::Path;

use sourdine_decoder::format::Format;

pub use self::inspected::Inspection;
use super::cleaning::{CleanError, kind::Way, kind_of};

/// Looks at a document with everything that we have. `scratch` is a folder in memory that is wiped
/// later.
///
/// Fails if the document cannot be read, or is of no kind that is known.
pub fn inspect(original: &Path, scratch: &Path) -> Result<Inspection, CleanError> {
    let kind = kind_of(original)?;
    let mut inspection = Inspection::of(kind);
    if kind.way() != Way::Characters {
        let told = metadata::of(original, kind);
        inspection.try_add(told);
    }
    match kind.way() {
        Way::Characters => text::look(original, &mut inspection)?,
        Way::Pixels(Format::Pdf) => pdf::look(original, scratch, &mut inspection),
        Way::Pixels(format) => picture::look(original, kind, format, scratch, &mut inspection),
        Way::Office(suite) => office::look(original, kind, suite, scratch, &mut inspection),
        Way::Lines => office::look_at_drawing(original, scratch, &mut inspection),
        Way::Recording => recording::look(original, kind, &mut inspection),
    }
    characters::look(&mut inspection);
    inspection
        .traces
        .sort_by_key(|trace| (trace.kind, trace.page));
    Ok(inspection)
}

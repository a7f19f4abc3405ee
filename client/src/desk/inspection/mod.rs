//! Inspection: what a document gives away, and where several copies of it differ.
//!
//! Strangers' formats are read inside the [sandbox](super::cleaning::sandbox), by our decoder and
//! by Debian's tools. What comes out of it are [`Trace`]s of a closed list of kinds, and words.

pub mod compare;
pub mod group;

mod characters;
mod decoder;
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

use sourdine_decoder::{
    format::Format,
    look::trace::{PlacedWord, Trace},
};

use self::tiles::Tiles;
use super::cleaning::{
    CleanError,
    kind::{Kind, Way},
    kind_of,
};

/// The most traces of a document that are kept.
const TRACES_MAX: usize = 5_000;

/// What a document gives away.
pub struct Inspection {
    pub kind: Kind,
    pub traces: Vec<Trace>,
    /// What could not be looked at, and why.
    pub unfinished: Vec<CleanError>,
    /// Its words, page by page or paragraph by paragraph.
    texts: Vec<Text>,
    pages: Vec<Tiles>,
}

/// A page or a paragraph.
struct Text {
    page: Option<u32>,
    part: Option<String>,
    words: Vec<PlacedWord>,
    /// Whether it is known by its place on a page.
    is_placed: bool,
}

impl Inspection {
    const fn of(kind: Kind) -> Self {
        Self {
            kind,
            traces: Vec::new(),
            unfinished: Vec::new(),
            texts: Vec::new(),
            pages: Vec::new(),
        }
    }

    fn add(&mut self, traces: impl IntoIterator<Item = Trace>) {
        for trace in traces {
            if self.traces.len() < TRACES_MAX && !self.traces.contains(&trace) {
                self.traces.push(trace);
            }
        }
    }

    /// Keeps what was found, or why nothing could be.
    fn attempt<T>(&mut self, result: Result<T, CleanError>) -> Option<T> {
        match result {
            Ok(found) => Some(found),
            Err(error) => {
                self.unfinished.push(error);
                None
            }
        }
    }
}

/// Looks at a document with everything that we have. `scratch` is a folder in memory that is wiped
/// later.
///
/// Fails if the document cannot be read, or is of no kind that is known.
pub fn inspect(original: &Path, scratch: &Path) -> Result<Inspection, CleanError> {
    let kind = kind_of(original)?;
    let mut inspection = Inspection::of(kind);
    if kind.way() != Way::Characters {
        let told = metadata::of(original, kind);
        inspection.attempt(told).map(|told| inspection.add(told));
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

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
mod words;

use std::path::Path;

use sourdine_decoder::{
    format::Format,
    look::trace::{Trace, TraceKind},
};

pub use self::inspected::Inspection;
use super::cleaning::{CleanError, Room, kind::Way, kind_of, members};

/// How deep documents in documents are looked at.
const DEPTH_MAX: usize = 4;

/// Looks at a document with everything that we have, and at those that are in it. `scratch` is a
/// folder in memory that is wiped later.
///
/// Fails if the document cannot be read, or is of no kind that is known.
pub fn inspect(original: &Path, scratch: &Path) -> Result<Inspection, CleanError> {
    let mut inspection = inspect_within(original, scratch, DEPTH_MAX, &mut Room::default())?;
    inspection
        .traces
        .sort_by_key(|trace| (trace.kind, trace.page));
    Ok(inspection)
}

fn inspect_within(
    original: &Path,
    scratch: &Path,
    depth: usize,
    room: &mut Room,
) -> Result<Inspection, CleanError> {
    let kind = kind_of(original)?;
    let mut inspection = Inspection::of(kind);
    let is_told = matches!(kind.way(), Way::Characters | Way::Members);
    if !is_told {
        let told = metadata::of(original, kind);
        inspection.try_add(told);
    }
    match kind.way() {
        Way::Characters => text::look(original, &mut inspection)?,
        Way::Reading(format) => text::look_at_reading(original, format, scratch, &mut inspection),
        Way::Members => {}
        Way::Pixels(Format::Pdf) => pdf::look(original, scratch, &mut inspection),
        Way::Pixels(format) => picture::look(original, kind, format, scratch, &mut inspection),
        Way::Office(suite) => office::look(original, kind, suite, scratch, &mut inspection),
        Way::Lines => office::look_at_drawing(original, scratch, &mut inspection),
        Way::Recording => recording::look(original, kind, &mut inspection),
    }
    characters::look(&mut inspection);
    if kind.container().is_some() && depth > 0 {
        let added = add_members(original, scratch, (depth, room), &mut inspection);
        inspection.attempt(added);
    }
    Ok(inspection)
}

/// Adds what the documents in an archive or an e-mail give away.
fn add_members(
    original: &Path,
    scratch: &Path,
    (depth, room): (usize, &mut Room),
    inspection: &mut Inspection,
) -> Result<(), CleanError> {
    let folder = tempfile::Builder::new().prefix("in-").tempdir_in(scratch)?;
    let members = members(original, folder.path(), room)?;
    for member in members.into_iter().flat_map(|(members, _)| members) {
        inspection.add([Trace::new(TraceKind::Attachment, &member.name)]);
        let inner = member
            .document
            .and_then(|document| inspect_within(&document, folder.path(), depth - 1, room));
        if let Some(inner) = inspection.attempt(inner) {
            inspection.add_inner(&member.name, inner);
        }
    }
    Ok(())
}

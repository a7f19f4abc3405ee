//! Pictures in a document, each of which tells of its own where and with what it was taken.

use std::path::Path;

use sourdine_decoder::look::{
    Look,
    trace::{Trace, TraceKind, read_piece},
};
use sourdine_platform::files;

use super::metadata;
use crate::desk::cleaning::{
    CleanError, converted::Converted, kind_of, pixels::refusal, report::harmless, sandbox::Tool,
};

const NAME: &str = "document";
/// The largest picture, and all of them, in bytes.
const PIECE_MAX_BYTES: u32 = 32 << 20;
const PIECES_MAX_BYTES: u64 = 512 << 20;
/// The most pictures that are looked at.
const PIECES_MAX: usize = 24;

/// What the pictures of a document tell.
pub(super) fn of(document: &Path, scratch: &Path) -> Result<Vec<Trace>, CleanError> {
    let output = Tool::decoder(&[Look::Pieces.into(), NAME])
        .on(document, NAME)
        .read(PIECES_MAX_BYTES, |from| {
            let mut pieces = Vec::new();
            while let Some(piece) = read_piece(&mut *from, PIECE_MAX_BYTES)? {
                if pieces.len() < PIECES_MAX {
                    pieces.push(piece);
                }
            }
            Ok(pieces)
        })?;
    if let Some(error) = refusal(&output) {
        return Err(error.into());
    }
    let mut traces = Vec::new();
    for (name, bytes) in output.stdout {
        let file = Converted::empty("picture", scratch)?;
        files::publish_new(&file.path(), &bytes)?;
        let Ok(kind) = kind_of(&file.path()) else {
            continue;
        };
        let told = metadata::of(&file.path(), kind)?;
        // Settings of the format say nothing of a person: only what was added does.
        traces.extend(told.into_iter().filter(is_added).map(|trace| {
            let group = trace.part.clone().unwrap_or_default();
            trace.in_part(&format!("{} {group}", harmless(&name)))
        }));
    }
    Ok(traces)
}

fn is_added(trace: &Trace) -> bool {
    let formats = [
        "JFIF",
        "PNG",
        "GIF",
        "File",
        "Adobe",
        "ICC_Profile",
        "PNG-pHYs",
        "ICC-header",
    ];
    let group = trace.part.as_deref().unwrap_or_default();
    let is_format = formats.contains(&group) || group.starts_with("ICC");
    trace.kind != TraceKind::Metadata || !is_format || trace.text.starts_with("Comment")
}

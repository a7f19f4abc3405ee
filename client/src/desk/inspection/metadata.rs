//! What exiftool knows: metadata of all kinds.

use std::path::Path;

use sourdine_decoder::look::trace::{Trace, TraceKind};

use crate::desk::cleaning::{CleanError, exiftool, kind::Kind, report::Finding};

/// A small picture of the document.
const THUMBNAILS: [&str; 4] = ["ThumbnailImage", "PreviewImage", "JpgFromRaw", "Picture"];

pub(super) fn of(document: &Path, kind: Kind) -> Result<Vec<Trace>, CleanError> {
    Ok(exiftool::told(document, kind)?.iter().map(trace).collect())
}

/// What a finding of exiftool's tells.
pub(super) fn trace(finding: &Finding) -> Trace {
    let field = finding.field.as_str();
    let is_behind = field == "Warning" && finding.value.contains("railer");
    let kind = if THUMBNAILS.contains(&field) {
        TraceKind::Thumbnail
    } else if is_behind {
        TraceKind::BytesBehindEnd
    } else {
        TraceKind::Metadata
    };
    let trace = Trace::new(kind, &format!("{field}: {}", finding.value));
    match &finding.part {
        Some(part) => trace.in_part(part),
        None => trace,
    }
}

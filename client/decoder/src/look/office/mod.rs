//! What an office document gives away, member by member: its pages show little of it.

mod part;
mod rules;

use std::io::{Cursor, Read};

use zip::ZipArchive;

use self::part::Part;
use super::{
    lines::Lines,
    trace::{Line, Trace, TraceKind},
};
use crate::error::{DecodeError, Refusal};

/// The largest member that is read, in bytes, and all of them together.
const PART_MAX_BYTES: u64 = 64 << 20;
const PARTS_MAX_BYTES: u64 = 256 << 20;
/// How much of a file of settings is repeated, in bytes.
const SETTINGS_BYTES: usize = 200;

/// Looks at each member of a document.
pub(super) fn look(document: Vec<u8>, lines: &mut Lines<'_>) -> Result<(), DecodeError> {
    let unreadable = |_| DecodeError::Refused(Refusal::Unreadable);
    let mut archive = ZipArchive::new(Cursor::new(document)).map_err(unreadable)?;
    let comment = String::from_utf8_lossy(archive.comment()).into_owned();
    if !comment.is_empty() {
        lines.trace(Trace::new(TraceKind::BytesBehindEnd, &comment))?;
    }
    let mut names: Vec<String> = archive
        .file_names()
        .filter_map(|name| Some(name.ok()?.into_owned()))
        .collect();
    names.sort();
    let (mut left, mut revisions) = (PARTS_MAX_BYTES, Vec::new());
    for name in names {
        let most = PART_MAX_BYTES.min(left);
        let mut bytes = Vec::new();
        let read = archive
            .by_name(&name)
            .is_ok_and(|part| part.take(most).read_to_end(&mut bytes).is_ok());
        left -= (bytes.len() as u64).min(left);
        if !read || bytes.len() as u64 == most {
            return Err(DecodeError::Refused(Refusal::Unreadable));
        }
        of_member(&name, &bytes, lines)?;
        if is_xml(&bytes) {
            write(Part::read(&name, &bytes), &mut revisions, lines)?;
        }
    }
    revisions.sort();
    revisions.dedup();
    if let Some(first) = revisions.first() {
        let text = format!("{}: {first}…", revisions.len());
        lines.trace(Trace::new(TraceKind::RevisionIds, &text))?;
    }
    Ok(())
}

/// Looks at a file of XML: a flat document, or a drawing.
pub(super) fn look_at_xml(document: &[u8], lines: &mut Lines<'_>) -> Result<(), DecodeError> {
    write(Part::read("", document), &mut Vec::new(), lines)
}

fn is_xml(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    text.trim_ascii_start().starts_with(b"<")
}

fn write(
    part: Part,
    revisions: &mut Vec<String>,
    lines: &mut Lines<'_>,
) -> Result<(), DecodeError> {
    revisions.extend(part.revisions);
    for trace in part.traces {
        lines.trace(trace)?;
    }
    for text in part.paragraphs {
        lines.line(&Line::Paragraph {
            part: part.name.clone(),
            text,
        })?;
    }
    Ok(())
}

/// What the name of a member tells.
fn of_member(name: &str, bytes: &[u8], lines: &mut Lines<'_>) -> Result<(), DecodeError> {
    let Some(kind) = rules::of_member(name) else {
        return Ok(());
    };
    let is_settings = kind == TraceKind::PrinterSettings;
    let text = if is_settings {
        printed(bytes)
    } else {
        bytes.len().to_string()
    };
    lines.trace(Trace::new(kind, &text).in_part(name))
}

/// What can be read of a file that is no text: printers are named in wide characters.
fn printed(bytes: &[u8]) -> String {
    let beginning = bytes.get(..SETTINGS_BYTES).unwrap_or(bytes);
    let text: String = beginning
        .iter()
        .filter(|byte| **byte != 0)
        .map(|byte| char::from(*byte))
        .filter(|c| !c.is_control())
        .collect();
    text.trim().to_owned()
}

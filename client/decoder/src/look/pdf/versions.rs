//! Earlier versions of a PDF: what was saved later is put behind what was there.

use std::collections::HashSet;

use hayro::{hayro_interpret::InterpreterSettings, hayro_syntax::Pdf};

use super::{page::record, passages::placed_words, text::words};
use crate::{
    error::DecodeError,
    look::{
        lines::Lines,
        trace::{Trace, TraceKind},
    },
};

/// Where a version ends.
const END: &[u8] = b"%%EOF";
/// The most versions that are read.
const VERSIONS_MAX: usize = 8;
/// The first bytes of a file in which it says that its first end is none.
const HEAD_BYTES: usize = 1_024;

/// Tells earlier versions, with the words that the last one does not show.
pub(super) fn tell(
    document: &[u8],
    seen: &HashSet<String>,
    lines: &mut Lines<'_>,
) -> Result<(), DecodeError> {
    let head = document.get(..HEAD_BYTES).unwrap_or(document);
    let is_linear = head.windows(11).any(|at| at == b"/Linearized");
    let mut ends: Vec<usize> = document
        .windows(END.len())
        .enumerate()
        .filter(|(_, at)| *at == END)
        .map(|(at, _)| at + END.len())
        .collect();
    ends.pop();
    let ends = ends.into_iter().skip(usize::from(is_linear));
    for (end, number) in ends.take(VERSIONS_MAX).zip(1..) {
        let Some(version) = document.get(..end) else {
            continue;
        };
        let unseen = unseen(version.to_vec(), seen).unwrap_or_default();
        let trace = Trace::new(TraceKind::EarlierVersion, &unseen.join(" "));
        lines.trace(trace.in_part(&format!("{number}")))?;
    }
    Ok(())
}

fn unseen(version: Vec<u8>, seen: &HashSet<String>) -> Option<Vec<String>> {
    let pdf = Pdf::new(version).ok()?;
    let settings = InterpreterSettings::default();
    let mut unseen = Vec::new();
    for page in pdf.pages().iter() {
        let all = placed_words(&record(page, &settings));
        unseen.extend(all.into_iter().map(|word| word.text).filter(|word| {
            let mut parts = words(word, 1);
            parts.any(|part| !seen.contains(&part))
        }));
    }
    Some(unseen.iter().map(|word| word.trim().to_owned()).collect())
}

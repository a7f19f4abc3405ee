//! Lints: what a text should not hold when it becomes public.
//!
//! [`Lints`] knows what the desk looks for: the names on its list and the words of a case's
//! originals. [`Lints::look`] takes any [`PublicText`], a field of an entry, a page of a document,
//! or what else is about to be public, and gives each [`Finding`] with its place. Nothing here
//! knows what an entry is, and nothing is decided here: an editor removes what was found, or says
//! why it may stay.

mod coordinates;
mod email;
mod finding;
mod iban;
mod marks;
mod names;
mod nir;
mod originals;
mod scan;
mod telephone;
mod text;

#[cfg(test)]
mod tests;

use std::{collections::BTreeMap, ops::Range};

use sourdine_observatory::markdown::Seen;
use sourdine_protocol::text::Sha256Hex;

use self::{
    finding::{Hit, findings},
    scan::Span,
    text::{folded, letters, readings, span},
};

pub use self::{
    finding::{EXCERPT_MAX_CHARS, Finding, Lint},
    names::Names,
    originals::{Originals, WORDS},
    text::{Author, PublicText},
};

/// How much of a text is looked at at once, in bytes.
const PART_BYTES: usize = 1 << 18;
/// How much two such parts share, so that nothing is cut between them.
const SHARED_BYTES: usize = 1 << 13;

/// What texts are looked through for.
#[derive(Clone, Debug, Default)]
pub struct Lints {
    pub names: Names,
    pub originals: Originals,
}

impl Lints {
    /// Everything that is found in these texts, in their order.
    pub fn look(&self, texts: &[PublicText]) -> Vec<Finding> {
        let mut known = BTreeMap::<Sha256Hex, usize>::new();
        let each = texts.iter().flat_map(|text| {
            let hits = settled(self.hits(text));
            findings(text, hits, &mut known)
        });
        each.collect()
    }

    fn hits(&self, text: &PublicText) -> Vec<Hit> {
        if text.text.len() <= PART_BYTES {
            return self.hits_in(&text.text, text.author);
        }
        let mut hits = Vec::new();
        let mut start = 0;
        while start < text.text.len() {
            let end = text.text.ceil_char_boundary(start + PART_BYTES);
            let part = text.text.get(start..end).unwrap_or_default();
            // What two parts share belongs half to the one and half to the other.
            let from = if start == 0 { 0 } else { SHARED_BYTES / 2 };
            let is_last = end == text.text.len();
            let to = end - start - if is_last { 0 } else { SHARED_BYTES / 2 };
            let own = self
                .hits_in(part, text.author)
                .into_iter()
                .filter(|hit| (from..to).contains(&hit.range.start));
            hits.extend(own.map(|hit| Hit {
                range: hit.range.start + start..hit.range.end + start,
                ..hit
            }));
            if is_last {
                break;
            }
            start = text.text.floor_char_boundary(end - SHARED_BYTES);
        }
        hits
    }

    fn hits_in(&self, text: &str, author: Author) -> Vec<Hit> {
        let readings = readings(text, author);
        let hits = readings.iter().flat_map(|seen| self.hits_of(seen, author));
        hits.collect()
    }

    /// What is found in one way of reading a text.
    fn hits_of(&self, seen: &[Seen], author: Author) -> Vec<Hit> {
        let mut hits = Vec::new();
        let plain = folded(seen);
        let written = letters(&plain);
        let mut add = |lint, seen: &[Seen], found: Vec<Span>| {
            let ranges = found
                .into_iter()
                .filter_map(|(from, to)| span(seen, from, to));
            hits.extend(ranges.map(|range| hit(lint, range)));
        };
        add(Lint::HiddenCharacters, seen, marks::hidden(seen));
        add(Lint::Lookalikes, seen, marks::lookalikes(seen));
        add(Lint::Email, &plain, email::find(&plain));
        add(Lint::Telephone, &plain, telephone::find(&plain));
        add(Lint::Nir, &plain, nir::find(&plain));
        add(Lint::Iban, &plain, iban::find(&plain));
        add(Lint::Coordinates, &plain, coordinates::find(&plain));
        let names = self.names.find(&written).into_iter();
        hits.extend(names.map(|range| hit(Lint::Name, range)));
        if author == Author::Editor {
            let repeated = self.originals.find(&written).into_iter();
            hits.extend(repeated.map(|repeated| Hit {
                original: Some(repeated.original),
                ..hit(Lint::Original, repeated.range)
            }));
        }
        hits
    }
}

const fn hit(lint: Lint, range: Range<usize>) -> Hit {
    Hit {
        lint,
        range,
        original: None,
    }
}

/// Each part of a text once, in the order of the text. What several ways of reading stop at is one
/// part, and digits of another number are no telephone number.
fn settled(mut hits: Vec<Hit>) -> Vec<Hit> {
    hits.sort_by_key(|hit| (hit.lint, hit.range.start, hit.range.end));
    let mut merged: Vec<Hit> = Vec::new();
    for hit in hits {
        match merged.last_mut() {
            Some(last) if last.lint == hit.lint && hit.range.start < last.range.end => {
                last.range.end = last.range.end.max(hit.range.end);
            }
            _ => merged.push(hit),
        }
    }
    let is_number = |hit: &&Hit| matches!(hit.lint, Lint::Iban | Lint::Nir | Lint::Coordinates);
    let numbers = merged.iter().filter(is_number);
    let mut numbers: Vec<Range<usize>> = numbers.map(|hit| hit.range.clone()).collect();
    numbers.sort_by_key(|range| range.start);
    merged.retain(|hit| hit.lint != Lint::Telephone || !is_covered(&numbers, &hit.range));
    merged.sort_by_key(|hit| (hit.range.start, hit.lint));
    merged
}

/// Whether the last of these parts that begins before another ends reaches into it.
fn is_covered(parts: &[Range<usize>], other: &Range<usize>) -> bool {
    let ahead = parts.partition_point(|part| part.start < other.end);
    let last = ahead.checked_sub(1).and_then(|at| parts.get(at));
    last.is_some_and(|part| other.start < part.end)
}

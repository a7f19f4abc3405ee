//! What a lint found: where, and how it looks.

use std::{collections::BTreeMap, ops::Range};

use serde::{Deserialize, Serialize};
use sourdine_protocol::text::{Sha256Hex, shows_nothing};
use strum::{Display, IntoStaticStr, VariantArray};

use super::text::PublicText;
use crate::desk::characters::is_meaningless;

/// The first line of what a finding's id is the hash of.
const ID_TITLE: &str = "sourdine/v1/finding";
/// Longest excerpt, in characters.
pub const EXCERPT_MAX_CHARS: usize = 160;
/// How much of an excerpt is what was found, in characters.
const FOUND_CHARS: usize = 72;
/// How much is shown before it, and behind it, in characters.
const AROUND_CHARS: usize = 24;
/// How much of a line around a finding belongs to it, in bytes.
const CONTEXT_BYTES: usize = 400;
/// Where an excerpt leaves something out.
const CUT: char = '…';

/// What a text is looked through for.
#[derive(
    Clone,
    Copy,
    Debug,
    Deserialize,
    Display,
    Eq,
    IntoStaticStr,
    Ord,
    PartialEq,
    PartialOrd,
    Serialize,
    VariantArray,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Lint {
    /// Characters that are not seen, and spaces of an odd width.
    HiddenCharacters,
    /// Letters of another alphabet that look like Latin ones.
    Lookalikes,
    Email,
    Telephone,
    Nir,
    Iban,
    /// A name on the desk's list.
    Name,
    Coordinates,
    /// Eight words in a row of an original.
    Original,
}

/// Something that should not be public unless an editor says why it may.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Finding {
    /// The hash of what was found, of the line around it and of where it stands: with another
    /// letter it is another finding.
    pub finding: Sha256Hex,
    pub lint: Lint,
    pub place: String,
    /// Counted from 1, as the column is.
    pub line: usize,
    pub column: usize,
    /// What was found and a little around it, on one line, all of it visible.
    pub excerpt: String,
    /// The name of the original that is repeated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub original: Option<String>,
}

/// A part of a text that a lint stops at.
pub(super) struct Hit {
    pub(super) lint: Lint,
    pub(super) range: Range<usize>,
    pub(super) original: Option<String>,
}

/// Turns the parts of a text, in their order, into findings. Of two that are the same, each has an
/// id of its own.
pub(super) fn findings(
    text: &PublicText,
    hits: Vec<Hit>,
    known: &mut BTreeMap<Sha256Hex, usize>,
) -> Vec<Finding> {
    let mut cursor = Cursor::default();
    let each = hits.into_iter().map(|hit| {
        cursor.advance(&text.text, hit.range.start);
        let (line, column) = (cursor.line, cursor.column);
        let (around, found) = context(&text.text, &hit.range);
        let id = |nth: usize| {
            let hash = |text: &str| Sha256Hex::of(text.as_bytes());
            let written = format!(
                "{ID_TITLE}\n{}\n{}\n{}\n{} {}\n{nth}\n",
                hit.lint,
                hash(&text.identity),
                hash(around),
                found.start,
                found.end
            );
            hash(&written)
        };
        let nth = known.entry(id(0)).or_default();
        let finding = id(*nth);
        *nth += 1;
        Finding {
            finding,
            lint: hit.lint,
            place: text.place.clone(),
            line: text.line + line,
            column: if line == 0 {
                text.column + column
            } else {
                1 + column
            },
            excerpt: excerpt(around, &found),
            original: hit.original,
        }
    });
    each.collect()
}

/// A place in a text that is read from its beginning to its end.
#[derive(Default)]
struct Cursor {
    at: usize,
    /// Counted from 0, as the column is.
    line: usize,
    column: usize,
}

impl Cursor {
    fn advance(&mut self, text: &str, to: usize) {
        for c in text.get(self.at..to).unwrap_or_default().chars() {
            if c == '\n' {
                self.line += 1;
                self.column = 0;
            } else {
                self.column += 1;
            }
        }
        self.at = self.at.max(to);
    }
}

/// The line around a part of a text, not too much of it, and where the part stands in it.
fn context<'a>(text: &'a str, range: &Range<usize>) -> (&'a str, Range<usize>) {
    let first = text.ceil_char_boundary(range.start.saturating_sub(CONTEXT_BYTES));
    let last = text.floor_char_boundary(range.end.saturating_add(CONTEXT_BYTES));
    let ahead = text.get(first..range.start).unwrap_or_default();
    let behind = text.get(range.end..last).unwrap_or_default();
    let start = ahead.rfind('\n').map_or(first, |end| first + end + 1);
    let end = range.end + behind.find('\n').unwrap_or(behind.len());
    let around = text.get(start..end).unwrap_or_default();
    (around, range.start - start..range.end - start)
}

/// What was found with a little around it.
fn excerpt(around: &str, found: &Range<usize>) -> String {
    let part = |range: Range<usize>| around.get(range).unwrap_or_default();
    let (ahead, behind) = (part(0..found.start), part(found.end..around.len()));
    let mut out = String::new();
    let skipped = ahead.chars().count().saturating_sub(AROUND_CHARS);
    if skipped > 0 {
        out.push(CUT);
    }
    put(&mut out, ahead.chars().skip(skipped), AROUND_CHARS);
    put(&mut out, part(found.clone()).chars(), FOUND_CHARS);
    put(&mut out, behind.chars(), AROUND_CHARS);
    out.trim().to_owned()
}

/// Adds characters up to a number, each made visible.
fn put(out: &mut String, characters: impl Iterator<Item = char>, most: usize) {
    let mut room = most;
    for c in characters {
        let shown = visible(c);
        let Some(left) = room.checked_sub(shown.chars().count()) else {
            out.push(CUT);
            return;
        };
        room = left;
        out.push_str(&shown);
    }
}

fn visible(c: char) -> String {
    match c {
        ' ' | '\n' | '\t' => " ".to_owned(),
        c if shows_nothing(c) || is_meaningless(c) => format!("⟨U+{:04X}⟩", u32::from(c)),
        c => c.to_string(),
    }
}

//! Words of two copies, one after the other.

use similar::{Algorithm, DiffTag, capture_diff_slices};
use sourdine_decoder::look::trace::PlacedWord;

use super::difference::{Difference, DifferenceKind, Pair};
use crate::desk::inspection::{Inspection, characters::shown};

/// How far a word is moved before it is told, in tenths of a point.
const MOVED_MIN: i32 = 3;
/// The most characters of each side that are told.
const SHOWN_MAX_CHARS: usize = 120;

/// A word and its page.
struct Placed<'a> {
    word: &'a PlacedWord,
    page: Option<u32>,
}

pub(super) fn differences(pair: &Pair<'_>) -> Vec<Difference> {
    let [first, other] = [pair.first, pair.other].map(placed);
    let [first_words, other_words] = [&first, &other].map(|words| {
        let words = words.iter().map(|placed| plain(&placed.word.text));
        words.collect::<Vec<String>>()
    });
    let mut differences = Vec::new();
    for step in capture_diff_slices(Algorithm::Patience, &first_words, &other_words) {
        let ones = first.get(step.old_range()).unwrap_or_default();
        let others = other.get(step.new_range()).unwrap_or_default();
        if step.tag() == DiffTag::Equal {
            let both = ones.iter().zip(others);
            differences.extend(both.filter_map(|(one, other)| same_word(pair, one, other)));
        } else {
            let page = ones
                .first()
                .or(others.first())
                .and_then(|placed| placed.page);
            differences.push(Difference {
                page,
                ..pair.difference(DifferenceKind::Words, &text(ones), &text(others))
            });
        }
    }
    differences
}

fn placed(copy: &Inspection) -> Vec<Placed<'_>> {
    let texts = copy.texts.iter();
    let words = texts.flat_map(|text| {
        let words = text.words.iter();
        words.map(|word| Placed {
            word,
            page: text.page,
        })
    });
    words.collect()
}

/// A word without what is not seen of it.
fn plain(word: &str) -> String {
    use crate::desk::cleaning::text::{Role, role};
    let seen = |c: &char| matches!(role(*c), Role::Seen | Role::Mark);
    word.chars().filter(seen).collect()
}

/// What differs although the word is the same.
fn same_word(pair: &Pair<'_>, one: &Placed<'_>, other: &Placed<'_>) -> Option<Difference> {
    let kind = if one.word.text != other.word.text {
        DifferenceKind::Spacing
    } else {
        let both = one.word.at.iter().zip(other.word.at);
        let is_moved = both
            .map(|(one, other)| one.abs_diff(other))
            .any(|apart| apart >= MOVED_MIN.unsigned_abs());
        if one.page == other.page && !is_moved {
            return None;
        }
        DifferenceKind::Moved
    };
    let [first, second] = [one, other].map(|placed| match kind {
        DifferenceKind::Moved => {
            let [left, top] = placed.word.at.map(|tenths| f64::from(tenths) / 10.0);
            format!("{} ({left}, {top})", placed.word.text.trim())
        }
        DifferenceKind::Form
        | DifferenceKind::Trace
        | DifferenceKind::Words
        | DifferenceKind::Spacing
        | DifferenceKind::Pixels => spaced(&placed.word.text),
    });
    Some(Difference {
        page: one.page,
        ..pair.difference(kind, &first, &second)
    })
}

/// A word with its spaces and line ends made visible.
fn spaced(word: &str) -> String {
    let word = shown(word).replace(' ', "␣").replace('\n', "⏎");
    word.chars().take(SHOWN_MAX_CHARS).collect()
}

fn text(words: &[Placed<'_>]) -> String {
    let text: String = words
        .iter()
        .map(|placed| placed.word.text.as_str())
        .collect();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    shown(&text).chars().take(SHOWN_MAX_CHARS).collect()
}

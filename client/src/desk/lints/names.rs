//! The names on the desk's list, in whatever order, case and accents, and wherever their letters
//! are cut.

use std::{collections::BTreeMap, ops::Range};

use super::text::{Letter, as_it_is, folded, letters};

/// How much of a name it is looked up by, in letters.
const KEY: usize = 2;

/// Names, ready to be looked for.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Each way of writing a name, without its gaps, by its first letters.
    written: BTreeMap<[char; KEY], Vec<Vec<char>>>,
    count: usize,
}

impl Names {
    pub fn new<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut all = Self::default();
        for name in names {
            all.count += 1;
            for written in ways(name) {
                if let Some(key) = written.first_chunk::<KEY>() {
                    let known = all.written.entry(*key).or_default();
                    known.push(written);
                    // The longest first: a whole name, not its beginning.
                    known.sort_by(|one, other| other.len().cmp(&one.len()).then(one.cmp(other)));
                    known.dedup();
                }
            }
        }
        all
    }

    /// How many names there are.
    pub const fn count(&self) -> usize {
        self.count
    }

    /// Where names stand, in bytes.
    pub(super) fn find(&self, text: &[Letter]) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < text.len() {
            match self.name_at(text, at) {
                Some(length) => {
                    let name = text.get(at..at + length).unwrap_or_default();
                    if let (Some(first), Some(last)) = (name.first(), name.last()) {
                        found.push(first.start..last.end.max(first.end));
                    }
                    at += length;
                }
                None => at += 1,
            }
        }
        found
    }

    /// The length of the name that begins there, in letters.
    fn name_at(&self, text: &[Letter], at: usize) -> Option<usize> {
        let rest = text.get(at..)?;
        let [first, second, ..] = rest else {
            return None;
        };
        let known = self
            .written
            .get(&[first.c, second.c])
            .filter(|_| first.begins_word)?;
        let is_here = |name: &&Vec<char>| {
            let ends = rest.get(name.len()).is_none_or(|next| next.begins_word);
            ends && name.len() <= rest.len()
                && name.iter().zip(rest).all(|(c, letter)| *c == letter.c)
        };
        known.iter().find(is_here).map(Vec::len)
    }
}

/// The ways in which a name is written, each without its gaps: `jeannedupont`, `dupontjeanne`,
/// `jdupont`, `dupontj`.
fn ways(name: &str) -> Vec<Vec<char>> {
    let mut words: Vec<Vec<char>> = Vec::new();
    for letter in letters(&folded(&as_it_is(name))) {
        if letter.begins_word {
            words.push(Vec::new());
        }
        if let Some(word) = words.last_mut() {
            word.push(letter.c);
        }
    }
    let mut ways: Vec<Vec<char>> = Vec::new();
    for turn in 0..words.len() {
        let mut turned = words.clone();
        turned.rotate_left(turn);
        ways.push(turned.concat());
    }
    if let [first, rest @ ..] = words.as_slice()
        && let (Some(initial), false) = (first.first(), rest.is_empty())
    {
        let family = rest.concat();
        ways.push([&[*initial], family.as_slice()].concat());
        ways.push([family.as_slice(), &[*initial]].concat());
    }
    ways
}

//! Words of an original that an editor's text repeats: eight in a row, whatever stands between
//! them. A wording that only one copy has leads to who had it.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use super::text::{Letter, as_it_is, folded, letters};

/// This many words in a row are not said by chance.
pub const WORDS: usize = 8;
/// How much of a run it is looked up by, in letters. Eight words of two letters have as many.
const KEY: usize = 16;
/// The most places that are tried for one key.
const PLACES_MAX: usize = 64;

/// A text of the case that is not published.
#[derive(Clone, Debug)]
struct Original {
    name: String,
    letters: Vec<char>,
    /// Where its words begin: those between spaces.
    words: BTreeSet<usize>,
}

/// The texts of the case's originals, ready to be compared.
#[derive(Clone, Debug, Default)]
pub struct Originals {
    texts: Vec<Original>,
    /// By its first letters, where each word begins: the text's number and the letter's.
    places: BTreeMap<[char; KEY], Vec<(usize, usize)>>,
}

/// Words that were found in an original.
pub(super) struct Repeated {
    pub(super) range: Range<usize>,
    /// The original's name.
    pub(super) original: String,
}

impl Originals {
    /// Adds a text, under a name for editors.
    pub fn add(&mut self, name: &str, text: &str) {
        let found = letters(&folded(&as_it_is(text)));
        let number = self.texts.len();
        let starts = found
            .iter()
            .enumerate()
            .filter(|(_, letter)| letter.begins_spaced);
        let original = Original {
            name: name.to_owned(),
            words: starts.map(|(at, _)| at).collect(),
            letters: found.iter().map(|letter| letter.c).collect(),
        };
        for at in &original.words {
            let key = original
                .letters
                .get(*at..)
                .and_then(|rest| rest.first_chunk::<KEY>());
            if let Some(key) = key {
                let places = self.places.entry(*key).or_default();
                if places.len() < PLACES_MAX {
                    places.push((number, *at));
                }
            }
        }
        self.texts.push(original);
    }

    /// How many texts are compared.
    pub const fn count(&self) -> usize {
        self.texts.len()
    }

    /// The longest runs of words that stand in an original too.
    pub(super) fn find(&self, text: &[Letter]) -> Vec<Repeated> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < text.len() {
            let Some((length, original)) = self.longest_at(text, at) else {
                at += 1;
                continue;
            };
            let run = text.get(at..at + length).unwrap_or_default();
            if let (Some(first), Some(last)) = (run.first(), run.last()) {
                found.push(Repeated {
                    range: first.start..last.end.max(first.end),
                    original: original.name.clone(),
                });
            }
            at += length;
        }
        found
    }

    fn longest_at(&self, text: &[Letter], at: usize) -> Option<(usize, &Original)> {
        let rest = text.get(at..)?;
        let key: Vec<char> = rest.iter().take(KEY).map(|letter| letter.c).collect();
        let places = self.places.get(key.first_chunk::<KEY>()?)?;
        let runs = places.iter().filter_map(|(number, place)| {
            let original = self.texts.get(*number)?;
            let length = original.run(*place, rest)?;
            Some((length, original))
        });
        runs.max_by_key(|(length, _)| *length)
    }
}

impl Original {
    /// How many letters of the text are those of this original from there on, if they are enough
    /// words; counted as in the one of both that has more.
    fn run(&self, place: usize, text: &[Letter]) -> Option<usize> {
        let own = self.letters.get(place..)?;
        let same = own
            .iter()
            .zip(text)
            .take_while(|(one, other)| **one == other.c)
            .count();
        let ends_here = |at: usize| at == self.letters.len() || self.words.contains(&at);
        // The last word counts if it is whole in both.
        let whole = (0..=same).rev().find(|length| {
            let ends_there = text.get(*length).is_none_or(|next| next.begins_word);
            ends_here(place + length) && ends_there
        })?;
        let own_words = self.words.range(place..place + whole).count();
        let run = text.get(..whole)?;
        let their_words = run.iter().filter(|letter| letter.begins_spaced).count();
        (own_words.max(their_words) >= WORDS).then_some(whole)
    }
}

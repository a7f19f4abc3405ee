//! Looks for a text among letters, however they are written: in capitals, with accents, in
//! ligatures, apart from each other, or over the end of a line.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

use crate::desk::characters::latin_lookalike;

/// A text that is shorter, in letters, is looked for as whole words only: it is part of too many.
const PART_MIN_LETTERS: usize = 4;
/// How many letters of a text may be misread by a reader who was not sure: one of this many.
const LETTERS_PER_MISTAKE: usize = 5;
/// Letters of other alphabets that look like ours.
const ALIKE: [(&str, &str); 3] = [
    ("асеіјкмнорѕтухвԁһԛԝ", "aceijkmhopstyxbdhqw"),
    ("αβεικνορτυχ", "abeiknoptux"),
    ("ıłøđɑɡ", "ilodag"),
];

/// A text that is looked for: its letters and digits, as [`Letters`] has them.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Needle(Vec<char>);

impl Needle {
    /// None if the text has no letter and no digit.
    pub(super) fn of(text: &str) -> Option<Self> {
        let letters: Vec<char> = text.chars().flat_map(folded).collect();
        (!letters.is_empty()).then_some(Self(letters))
    }
}

/// What stands before a letter.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Before {
    /// Another letter of the same word.
    Letter,
    /// A hyphen.
    Hyphen,
    /// A hyphen at the end of a line, which may divide a word.
    LineEnd,
    /// Whatever stands between words.
    Other,
}

/// A letter or digit, in small letters and without accents.
#[derive(Clone, Copy)]
struct Letter {
    letter: char,
    before: Before,
    /// What it is part of.
    origin: usize,
    is_sure: bool,
}

/// All letters and digits in which a text is looked for.
pub(super) struct Letters {
    letters: Vec<Letter>,
    before: Before,
}

impl Letters {
    pub(super) const fn new() -> Self {
        Self {
            letters: Vec::new(),
            before: Before::Other,
        }
    }

    /// All letters of a text, each with the byte at which it stands.
    pub(super) fn of(text: &str) -> Self {
        let mut letters = Self::new();
        for (at, c) in text.char_indices() {
            letters.push(c, at, true);
        }
        letters
    }

    /// Adds a character: of which part, and whether it was read surely.
    pub(super) fn push(&mut self, c: char, origin: usize, is_sure: bool) {
        if is_hidden(c) {
            return;
        }
        let mut seen = folded(c).peekable();
        if seen.peek().is_none() {
            self.before = match (c, self.before) {
                ('-' | '\u{2010}'..='\u{2013}' | '\u{2212}' | '¬', Before::Letter) => {
                    Before::Hyphen
                }
                ('\n', Before::Hyphen) => Before::LineEnd,
                (_, Before::LineEnd) if c.is_whitespace() => Before::LineEnd,
                _ => Before::Other,
            };
        }
        for letter in seen {
            self.letters.push(Letter {
                letter,
                before: self.before,
                origin,
                is_sure,
            });
            self.before = Before::Letter;
        }
    }

    /// Where the text stands, as the origins of its first and last letters.
    pub(super) fn find(&self, needle: &Needle) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < self.letters.len() {
            let end = self.matches(at, needle);
            let end = end.or_else(|| self.resembles(at, needle));
            if let Some(end) = end {
                let origin = |at: usize| self.letters.get(at).map(|letter| letter.origin);
                found.extend(origin(at).zip(origin(end - 1)));
            }
            at = end.unwrap_or(at + 1);
        }
        found
    }

    /// Where the text ends that begins here. As a part of a longer word, it is found too.
    fn matches(&self, at: usize, needle: &Needle) -> Option<usize> {
        let end = at + needle.0.len();
        let letters = self.letters.get(at..end)?;
        let is_same = letters
            .iter()
            .map(|l| l.letter)
            .eq(needle.0.iter().copied());
        if !is_same {
            return None;
        }
        let mut inside = letters.iter().skip(1);
        let is_divided = inside.any(|l| matches!(l.before, Before::Other | Before::Hyphen));
        let is_part = !is_divided && needle.0.len() >= PART_MIN_LETTERS;
        (is_part || self.are_words(at..end)).then_some(end)
    }

    /// The same where a reader was not sure, and where a few letters are others.
    fn resembles(&self, at: usize, needle: &Needle) -> Option<usize> {
        let mistakes = needle.0.len() / LETTERS_PER_MISTAKE;
        let lengths = needle.0.len().saturating_sub(mistakes)..=needle.0.len() + mistakes;
        if mistakes == 0 || !self.begins_word(at) {
            return None;
        }
        let mut ends = lengths.map(|length| at + length);
        ends.find(|end| {
            let letters = self.letters.get(at..*end).unwrap_or_default();
            letters.iter().any(|letter| !letter.is_sure)
                && self.are_words(at..*end)
                && distance(letters, &needle.0) <= mistakes
        })
    }

    fn are_words(&self, range: Range<usize>) -> bool {
        self.begins_word(range.start) && self.begins_word(range.end)
    }

    /// Whether a word begins here, or nothing is here.
    fn begins_word(&self, at: usize) -> bool {
        let letter = self.letters.get(at);
        letter.is_none_or(|letter| letter.before != Before::Letter)
    }
}

/// How many letters have to be changed, added or left out to make one text of another.
fn distance(letters: &[Letter], needle: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=needle.len()).collect();
    for (nth, letter) in letters.iter().enumerate() {
        let mut left = nth + 1;
        let mut next = vec![left];
        for (pair, other) in row.windows(2).zip(needle) {
            let [above_left, above] = pair else {
                continue;
            };
            let changed = above_left + usize::from(letter.letter != *other);
            left = changed.min(above + 1).min(left + 1);
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

/// The small letters and digits without accents that a character stands for: none, or several.
fn folded(c: char) -> impl Iterator<Item = char> {
    let small: String = std::iter::once(c)
        .nfkd()
        .map(|c| latin_lookalike(c).unwrap_or(c))
        .flat_map(char::to_lowercase)
        .collect();
    let small: String = small.nfkd().filter(|c| c.is_alphanumeric()).collect();
    let plain = small
        .replace('œ', "oe")
        .replace('æ', "ae")
        .replace('ß', "ss");
    let letters: Vec<char> = plain.chars().map(as_ours).collect();
    letters.into_iter()
}

/// The letter of ours that looks like this one.
fn as_ours(c: char) -> char {
    let alike = ALIKE.iter().find_map(|(theirs, ours)| {
        let at = theirs.chars().position(|other| other == c)?;
        ours.chars().nth(at)
    });
    alike.unwrap_or(c)
}

/// Whether a character divides no word: a mark on a letter, or one that cannot be seen.
pub(super) fn is_hidden(c: char) -> bool {
    match c.general_category_group() {
        GeneralCategoryGroup::Mark => true,
        GeneralCategoryGroup::Other => !c.is_whitespace(),
        GeneralCategoryGroup::Letter
        | GeneralCategoryGroup::Number
        | GeneralCategoryGroup::Punctuation
        | GeneralCategoryGroup::Symbol
        | GeneralCategoryGroup::Separator => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, needle: &str) -> usize {
        Letters::of(text).find(&Needle::of(needle).unwrap()).len()
    }

    /// The same, by a reader who was sure of nothing.
    fn found_unsure(text: &str, needle: &str) -> usize {
        let mut letters = Letters::new();
        for (at, c) in text.chars().enumerate() {
            letters.push(c, at, false);
        }
        letters.find(&Needle::of(needle).unwrap()).len()
    }

    #[test]
    fn a_word_is_found_however_it_is_written() {
        for text in [
            "Lefèvre",
            "LEFEVRE",
            "l’affaire LEFÈVRE,",
            "Lefe\u{300}vre",
            "Le\u{200b}f\u{ad}èvre",
            "L e f è v r e",
            "Lefè-\n  vre",
            "Le-fevre",
            "(lefevre)",
            "Lefevre\u{2019}s",
            "MadameLefevre",
            "L\u{435}fevr\u{435}",
            "\u{ff2c}efevre",
            "\u{13de}EFE\u{474}RE",
        ] {
            assert_eq!(found(text, "Lefèvre"), 1, "{text:?}");
        }
        assert_eq!(found("o\u{fb03}ciel, oﬃciel, officiel", "OFFICIEL"), 3);
        assert_eq!(found("cœur COEUR", "coeur"), 2);
        assert_eq!(
            found("Jean\nDupont, Jean  Dupont, Jean-Dupont", "jean dupont"),
            3
        );
        assert_eq!(found("06.12.34.56.78", "06 12 34 56 78"), 1);
    }

    #[test]
    fn another_word_is_not() {
        for (text, needle) in [
            ("Lefebvre", "Lefèvre"),
            ("il est là", "ile"),
            ("parmi ceux", "mice"),
            ("un an", "a"),
            ("la banane", "nan"),
            ("12 345", "2345"),
            ("", "x"),
        ] {
            assert_eq!(found(text, needle), 0, "{needle} in {text:?}");
        }
        assert_eq!(Needle::of(" -\u{200b}…"), None);
    }

    #[test]
    fn who_was_not_sure_may_have_misread() {
        for text in ["Lefévne", "Lefevr", "Lcfevre", "l Lefevree"] {
            assert_eq!(found_unsure(text, "Lefèvre"), 1, "{text}");
            assert_eq!(
                found(text, "Lefèvre"),
                usize::from(text.contains("evree")),
                "{text}"
            );
        }
        for text in ["Lebrun", "fevrier", "Lxfxvre"] {
            assert_eq!(found_unsure(text, "Lefèvre"), 0, "{text}");
        }
        assert_eq!(
            found_unsure("Nine", "Nice"),
            0,
            "a short word is another word"
        );
    }
}

//! Steps over the characters of a [folded](super::text::folded) text. A match is given as the
//! numbers of its first character and of the one behind its last.

use sourdine_observatory::markdown::Seen;

/// From one character to before another.
pub(super) type Span = (usize, usize);

/// The most characters between two groups of a number: ` - `.
const GAP_MAX: usize = 3;

pub(super) fn char_at(text: &[Seen], at: usize) -> Option<char> {
    text.get(at).map(|one| one.c)
}

pub(super) fn before(text: &[Seen], at: usize) -> Option<char> {
    char_at(text, at.checked_sub(1)?)
}

/// Whether a letter or digit stands there.
pub(super) fn is_word(text: &[Seen], at: usize) -> bool {
    char_at(text, at).is_some_and(char::is_alphanumeric)
}

/// Whether a word begins there.
pub(super) fn begins_word(text: &[Seen], at: usize) -> bool {
    is_word(text, at) && !before(text, at).is_some_and(char::is_alphanumeric)
}

/// Where the characters that are wanted end.
pub(super) fn skip(text: &[Seen], from: usize, wanted: impl Fn(char) -> bool) -> usize {
    let behind = text.get(from..).unwrap_or_default();
    from + behind.iter().take_while(|one| wanted(one.c)).count()
}

pub(super) fn slice(text: &[Seen], from: usize, to: usize) -> String {
    let found = text.get(from..to).unwrap_or_default();
    found.iter().map(|one| one.c).collect()
}

/// Whether this text stands there, in whatever case.
pub(super) fn has(text: &[Seen], at: usize, wanted: &str) -> bool {
    let mut here = at;
    wanted.chars().all(|c| {
        let same =
            char_at(text, here).is_some_and(|found| found.to_lowercase().eq(c.to_lowercase()));
        here += 1;
        same
    })
}

/// The words of a text: runs of letters and digits.
pub(super) fn words(text: &[Seen]) -> impl Iterator<Item = Span> {
    let starts = (0..text.len()).filter(|at| begins_word(text, *at));
    starts.map(|start| (start, skip(text, start, char::is_alphanumeric)))
}

/// Letters and digits, and where they end.
pub(super) struct Collected {
    pub(super) text: String,
    pub(super) end: usize,
    /// The lengths of the groups in which they are written.
    pub(super) groups: Vec<usize>,
}

/// This many ASCII letters and digits, in groups with a little between them, in upper case. A word
/// has to end behind them.
pub(super) fn collect(text: &[Seen], from: usize, count: usize) -> Option<Collected> {
    let (mut found, mut groups) = (String::new(), vec![0]);
    let mut at = from;
    while found.len() < count {
        let c = char_at(text, at)?;
        if c.is_ascii_alphanumeric() {
            found.push(c.to_ascii_uppercase());
            *groups.last_mut()? += 1;
            at += 1;
            continue;
        }
        let gap = skip(text, at, is_gap);
        if !(1..=GAP_MAX).contains(&(gap - at)) {
            return None;
        }
        groups.push(0);
        at = gap;
    }
    (!is_word(text, at)).then_some(Collected {
        text: found,
        end: at,
        groups,
    })
}

/// Whether a character may stand between the groups of a number: any that is no part of a word, but
/// for those of sums and lists, and those around what is said besides.
pub(super) fn is_gap(c: char) -> bool {
    let is_of_text = ",;+%€$£°'\"<>()[]{}@#&!?*~^«»".contains(c);
    !c.is_alphanumeric() && !is_of_text
}

/// What is left when a number that is written in digits is divided.
pub(super) fn remainder(digits: &str, divisor: u64) -> u64 {
    let digits = digits.chars().filter_map(|c| c.to_digit(10));
    digits.fold(0, |rest, digit| (rest * 10 + u64::from(digit)) % divisor)
}

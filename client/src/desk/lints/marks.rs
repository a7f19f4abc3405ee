//! Characters that a reader does not see, and letters that are not what they look like: both mark
//! one copy, or hide a word from a search.

use sourdine_observatory::markdown::Seen;

use super::scan::{Span, before, char_at, is_word, skip};
use crate::desk::characters::{
    Alphabet, alphabet, is_dressed, is_meaningless, is_odd_space, is_unseen, latin_lookalike,
    takes_fixed_space,
};

/// Runs of hidden characters and odd spaces.
pub(super) fn hidden(text: &[Seen]) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    for at in (0..text.len()).filter(|at| is_mark_of_one_copy(text, *at)) {
        match found.last_mut() {
            Some(last) if last.1 == at => last.1 = at + 1,
            _ => found.push((at, at + 1)),
        }
    }
    found
}

fn is_mark_of_one_copy(text: &[Seen], at: usize) -> bool {
    let Some(c) = char_at(text, at) else {
        return false;
    };
    match c {
        '\n' | '\t' | ' '..='~' => false,
        '\u{A0}' | '\u{202F}' => !takes_fixed_space(before(text, at), char_at(text, at + 1)),
        // The two looks of a character that is a picture.
        '\u{FE0E}' | '\u{FE0F}' => !before(text, at).is_some_and(is_picture),
        // Between pictures, it makes one of two.
        '\u{200D}' => {
            let behind = char_at(text, at + 1).is_some_and(is_picture);
            let ahead = before(text, at).is_some_and(|c| is_picture(c) || c == '\u{FE0F}');
            !(ahead && behind)
        }
        _ => is_unseen(c) || is_odd_space(c) || is_meaningless(c),
    }
}

const fn is_picture(c: char) -> bool {
    matches!(c, '\u{203C}'..='\u{3299}' | '\u{1F000}'..='\u{1FAFF}' | '©' | '®' | '#' | '*' | '0'..='9')
}

/// Words in which letters of another alphabet or another style stand for Latin ones.
pub(super) fn lookalikes(text: &[Seen]) -> Vec<Span> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut last: Option<Word> = None;
    while at < text.len() {
        if !is_word(text, at) {
            at += 1;
            continue;
        }
        let end = skip(text, at, |c| c.is_alphanumeric() || is_unseen(c));
        let word = Word::of(text.get(at..end).unwrap_or_default(), (at, end));
        if word.is_mixed {
            found.push(word.span);
        } else if let Some(disguised) = disguised(last.as_ref(), &word) {
            found.push(disguised);
        }
        last = Some(word);
        at = end;
    }
    found.dedup();
    found
}

struct Word {
    span: Span,
    is_latin: bool,
    /// All of its letters are of another alphabet, and look like Latin ones.
    is_disguised: bool,
    is_mixed: bool,
}

impl Word {
    fn of(word: &[Seen], span: Span) -> Self {
        let letters = || word.iter().map(|one| one.c).filter(|c| c.is_alphabetic());
        let is_latin = |c: char| alphabet(c) == Some(Alphabet::Latin);
        let has_latin = letters().any(is_latin);
        let has_lookalike = letters().any(|c| latin_lookalike(c).is_some());
        // A single Greek letter is an angle, a single Cyrillic one nothing.
        let is_cyrillic = letters().any(|c| alphabet(c) == Some(Alphabet::Cyrillic));
        let is_meant = has_lookalike && (is_cyrillic || letters().count() > 1);
        let is_dressed = word.iter().filter(|one| is_dressed(one.c)).count() > 1;
        Self {
            span,
            is_latin: has_latin && !has_lookalike,
            is_disguised: letters().all(|c| latin_lookalike(c).is_some()) && is_meant,
            is_mixed: (has_latin && has_lookalike) || is_dressed,
        }
    }
}

/// The one of two words that is disguised, if the other is Latin.
fn disguised(one: Option<&Word>, other: &Word) -> Option<Span> {
    match one {
        Some(one) if one.is_latin && other.is_disguised => Some(other.span),
        Some(one) if one.is_disguised && other.is_latin => Some(one.span),
        _ => None,
    }
}

//! A text that is about to be public, and the ways in which it is read.

use std::ops::Range;

use sourdine_observatory::markdown::{self, Seen};
use unicode_normalization::UnicodeNormalization;

use crate::desk::characters::{ascii_digit, is_dash, is_mark, is_unseen, latin_lookalike};

/// Who wrote a text.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Author {
    /// An editor, for the public: an entry or a request. It may not repeat an original.
    Editor,
    /// The maker of a document, of which this is a clean copy.
    Document,
}

/// A text that is about to be public, with its name.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PublicText {
    /// Where it stands, for people: a field's name, a document's page.
    pub place: String,
    /// What the place is known by when the text around it changes.
    pub identity: String,
    /// The line of its first character in its file, counted from 1.
    pub line: usize,
    /// The column of its first character, counted from 1.
    pub column: usize,
    pub text: String,
    pub author: Author,
}

/// Every way in which a text is read: as it is, as its page shows it, and with the encoded
/// characters of addresses decoded.
pub(super) fn readings(text: &str, author: Author) -> Vec<Vec<Seen>> {
    let mut readings = vec![as_it_is(text)];
    if author == Author::Editor {
        readings.push(markdown::seen(text));
    }
    let decoded: Vec<Vec<Seen>> = readings.iter().filter_map(|seen| decoded(seen)).collect();
    readings.extend(decoded);
    readings
}

/// Each character of a text, where it is.
pub(super) fn as_it_is(text: &str) -> Vec<Seen> {
    let each = text.char_indices().map(|(start, c)| Seen {
        c,
        start,
        end: start + c.len_utf8(),
    });
    each.collect()
}

/// The same with the escapes of addresses (`%40`) decoded. None if there are none.
fn decoded(seen: &[Seen]) -> Option<Vec<Seen>> {
    let mut out = Vec::with_capacity(seen.len());
    let mut rest = seen;
    let mut found = false;
    while let Some((first, behind)) = rest.split_first() {
        let mut bytes = Vec::new();
        let mut end = first.end;
        let mut after = rest;
        while let [percent, high, low, more @ ..] = after
            && percent.c == '%'
            && let (Some(high_digit), Some(low_digit)) = (high.c.to_digit(16), low.c.to_digit(16))
        {
            bytes.extend(u8::try_from(high_digit * 16 + low_digit));
            end = low.end;
            after = more;
        }
        if bytes.is_empty() {
            out.push(*first);
            rest = behind;
            continue;
        }
        found = true;
        let start = first.start;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        out.extend(text.chars().map(|c| Seen { c, start, end }));
        rest = after;
    }
    found.then_some(out)
}

/// A text as a reader takes it in: nothing that is not seen and no marks on letters, one kind of
/// space, of dash, of digit and of quote.
pub(super) fn folded(seen: &[Seen]) -> Vec<Seen> {
    let mut out = Vec::with_capacity(seen.len());
    for one in seen {
        let put = |c| Seen { c, ..*one };
        match one.c {
            '\n' => out.push(put('\n')),
            'A'..='Z' | 'a'..='z' | '0'..='9' | ' ' => out.push(*one),
            '\u{2028}' | '\u{2029}' | '\r' => out.push(put('\n')),
            c if c.is_whitespace() => out.push(put(' ')),
            c if is_unseen(c) || is_mark(c) => {}
            '。' | '｡' => out.push(put('.')),
            'º' | '˚' => out.push(put('°')),
            '’' | '‘' | 'ʼ' | '′' | '´' | '`' => out.push(put('\'')),
            '”' | '“' | '″' => out.push(put('"')),
            c if is_dash(c) => out.push(put('-')),
            c => match ascii_digit(c) {
                Some(digit) => out.push(put(digit)),
                None => out.extend(
                    c.nfkc()
                        .map(|c| put(if c.is_whitespace() { ' ' } else { c })),
                ),
            },
        }
    }
    out
}

/// A letter or a digit of a text, without case and accent.
#[derive(Clone, Copy, Debug)]
pub(super) struct Letter {
    pub(super) c: char,
    pub(super) start: usize,
    pub(super) end: usize,
    /// Something that is neither letter nor digit stands before it.
    pub(super) begins_word: bool,
    /// A space stands before it.
    pub(super) begins_spaced: bool,
}

/// The letters and digits of a [folded] text, without case, accents, punctuation and spaces.
pub(super) fn letters(folded: &[Seen]) -> Vec<Letter> {
    let mut out = Vec::with_capacity(folded.len());
    let (mut begins_word, mut begins_spaced) = (true, true);
    for one in folded {
        if !one.c.is_alphanumeric() {
            begins_word = true;
            begins_spaced |= one.c.is_whitespace();
            continue;
        }
        let mut put = |c| {
            out.push(Letter {
                c,
                start: one.start,
                end: one.end,
                begins_word,
                begins_spaced,
            });
            (begins_word, begins_spaced) = (false, false);
        };
        if one.c.is_ascii() {
            put(one.c.to_ascii_lowercase());
        } else {
            plain(one.c).into_iter().for_each(put);
        }
    }
    out
}

/// A letter as it is compared: `É` as `e`, `œ` as `oe`.
fn plain(c: char) -> Vec<char> {
    let apart: &[char] = match c {
        'œ' | 'Œ' => &['o', 'e'],
        'æ' | 'Æ' => &['a', 'e'],
        'ß' | 'ẞ' => &['s', 's'],
        'ø' | 'Ø' => &['o'],
        'ł' | 'Ł' => &['l'],
        'đ' | 'Đ' => &['d'],
        'ı' => &['i'],
        _ => &[],
    };
    if !apart.is_empty() {
        return apart.to_vec();
    }
    let latin = latin_lookalike(c).unwrap_or(c);
    let bare = latin.nfkd().filter(|c| !is_mark(*c));
    let bare = bare.flat_map(|c| latin_lookalike(c).unwrap_or(c).to_lowercase());
    bare.filter(|c| c.is_alphanumeric()).collect()
}

/// The bytes of a text from one character to before another.
pub(super) fn span(seen: &[Seen], from: usize, to: usize) -> Option<Range<usize>> {
    let found = seen.get(from..to)?;
    let start = found.iter().map(|one| one.start).min()?;
    let end = found.iter().map(|one| one.end).max()?;
    Some(start..end)
}

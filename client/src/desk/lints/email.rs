//! E-mail addresses, also as they are written to be hidden from programs: `prenom [at] exemple
//! [point] fr`.

use sourdine_observatory::markdown::Seen;

use super::scan::{Span, before, char_at, has, is_word, skip, slice};

/// Words for `@`, in any kind of brackets.
const AT: [&str; 8] = ["at", "arobase", "arobas", "arrobase", "chez", "a", "à", "@"];
/// Words for `@` that mean nothing else.
const BARE_AT: [&str; 3] = ["arobase", "arobas", "arrobase"];
/// Words for a full stop.
const DOT: [&str; 3] = ["dot", "point", "."];
/// How a file's name ends, and no domain does: `logo@2x.png`.
const FILES: [&str; 9] = [
    "png", "jpg", "jpeg", "gif", "svg", "webp", "pdf", "css", "html",
];
/// How the last part of a domain begins that has letters of another alphabet.
const PUNYCODE: &str = "xn--";
const LOCAL_MAX: usize = 64;
const DOMAIN_MAX: usize = 255;
/// The longest last part of a domain, in letters.
const TOP_MAX: usize = 24;

pub(super) fn find(text: &[Seen]) -> Vec<Span> {
    let (plain, from) = spelled_out(text);
    let mut found = Vec::new();
    for at in (0..plain.len()).filter(|at| char_at(&plain, *at) == Some('@')) {
        if let Some((start, end)) = address(&plain, at) {
            let first = from.get(start).map_or(0, |span| span.0);
            let last = end.checked_sub(1).and_then(|last| from.get(last));
            found.push((first, last.map_or(first, |span| span.1)));
        }
    }
    found
}

fn is_local(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '.' | '_' | '+' | '-' | '%' | '\'')
}

fn is_label(c: char) -> bool {
    c.is_alphanumeric() || c == '-'
}

/// The address around an `@`.
fn address(text: &[Seen], at: usize) -> Option<Span> {
    let ahead = text.get(..at)?;
    let local = ahead
        .iter()
        .rev()
        .take(LOCAL_MAX)
        .take_while(|one| is_local(one.c));
    let mut start = at - local.count();
    while start < at && !is_word(text, start) {
        start += 1;
    }
    if start == at {
        return None;
    }
    let mut end = skip(text, at + 1, is_label);
    let mut good = None;
    while char_at(text, end) == Some('.') && is_word(text, end + 1) && end - at < DOMAIN_MAX {
        let label = end + 1;
        end = skip(text, label, is_label);
        let top = slice(text, label, end).to_lowercase();
        let letters = top.chars().take_while(|c| c.is_alphabetic()).count();
        let is_top = (2..=TOP_MAX).contains(&letters)
            && !FILES.contains(&top.as_str())
            && top.chars().count() == letters;
        let is_top = is_top || top.starts_with(PUNYCODE);
        if is_top && label > at + 2 {
            good = Some(end);
        }
    }
    good.map(|end| (start, end))
}

/// The text with `@` and `.` in place of the words for them, and for each character the part of the
/// text that it stands for.
fn spelled_out(text: &[Seen]) -> (Vec<Seen>, Vec<Span>) {
    let (mut out, mut from) = (Vec::<Seen>::new(), Vec::<Span>::new());
    let mut at = 0;
    while let Some(one) = text.get(at) {
        match sign(text, at) {
            Some((c, end)) => {
                while out.last().is_some_and(|last| last.c.is_whitespace()) {
                    out.pop();
                    from.pop();
                }
                out.push(Seen { c, ..*one });
                from.push((at, end));
                at = skip(text, end, char::is_whitespace);
            }
            None => {
                out.push(*one);
                from.push((at, at + 1));
                at += 1;
            }
        }
    }
    (out, from)
}

/// A sign that is written as a word, in brackets, or between spaces; and where it ends.
fn sign(text: &[Seen], at: usize) -> Option<(char, usize)> {
    let first = char_at(text, at)?;
    if let Some(close) = closing(first) {
        let inside = skip(text, at + 1, |c| c == ' ');
        let end = skip(text, inside, |c| {
            c.is_alphabetic() || matches!(c, '@' | '.')
        });
        let word = slice(text, inside, end).to_lowercase();
        let shut = skip(text, end, |c| c == ' ');
        let is_closed = char_at(text, shut).is_some_and(|c| c == close);
        return match word.as_str() {
            _ if !is_closed => None,
            word if AT.contains(&word) => Some(('@', shut + 1)),
            word if DOT.contains(&word) => Some(('.', shut + 1)),
            _ => None,
        };
    }
    let is_apart = before(text, at).is_some_and(char::is_whitespace);
    if !is_apart {
        return None;
    }
    let ends = |word: &str| {
        let end = at + word.chars().count();
        let whole = has(text, at, word) && char_at(text, end).is_some_and(char::is_whitespace);
        whole.then_some(end)
    };
    if let Some(end) = BARE_AT.into_iter().chain(["@"]).find_map(ends) {
        return Some(('@', end));
    }
    if let Some(end) = ends("at").filter(|end| dot_follows(text, *end)) {
        return Some(('@', end));
    }
    // A full stop between spaces, and a word for it after a sign of an address.
    DOT.into_iter()
        .find_map(ends)
        .filter(|_| at_precedes(text, at))
        .map(|end| ('.', end))
}

const fn closing(open: char) -> Option<char> {
    Some(match open {
        '[' => ']',
        '(' => ')',
        '{' => '}',
        '<' => '>',
        '«' => '»',
        '"' | '|' | '*' | '~' => open,
        _ => return None,
    })
}

/// Whether one word stands there, and behind it a word for a full stop.
fn dot_follows(text: &[Seen], at: usize) -> bool {
    let word = skip(text, at, |c| c == ' ');
    let end = skip(text, word, is_label);
    let next = skip(text, end, |c| c == ' ');
    let is_dot =
        |dot: &str| has(text, next, dot) && char_at(text, next + dot.chars().count()) == Some(' ');
    end > word && next > end && DOT.into_iter().any(is_dot)
}

/// Whether a sign of an address stands shortly before.
fn at_precedes(text: &[Seen], at: usize) -> bool {
    let from = at.saturating_sub(TOP_MAX * 2);
    let ahead = slice(text, from, at).to_lowercase();
    ahead.contains('@')
        || ahead
            .split(|c: char| !c.is_alphabetic())
            .any(|word| word == "at" || BARE_AT.contains(&word))
}

//! The number under which French social security knows a person (NIR).

use sourdine_observatory::markdown::Seen;

use super::scan::{Span, before, begins_word, char_at, collect, is_gap, is_word, remainder, skip};

const DIVISOR: u64 = 97;
/// Digits without the key, and with it.
const NUMBER: usize = 13;
const WITH_KEY: usize = 15;
/// How it is written in groups: sex, year, month, département, commune, order, key.
const GROUPS: [usize; 7] = [1, 2, 2, 2, 3, 3, 2];

pub(super) fn find(text: &[Seen]) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    for start in (0..text.len()).filter(|at| begins_word(text, *at)) {
        if found.last().is_none_or(|last| last.1 <= start) {
            found.extend(number(text, start).map(|end| (start, end)));
        }
    }
    found
}

fn number(text: &[Seen], start: usize) -> Option<usize> {
    let sex = char_at(text, start)?;
    let inside_number = before(text, start).is_some_and(|c| matches!(c, '.' | ','))
        && start.checked_sub(2).is_some_and(|at| is_word(text, at));
    if !matches!(sex, '1' | '2' | '3' | '4' | '7' | '8') || inside_number {
        return None;
    }
    if let Some(whole) = collect(text, start, WITH_KEY)
        && let Some((number, key)) = whole.text.split_at_checked(NUMBER)
        && let Some(digits) = digits(number)
        && key.parse() == Ok(DIVISOR - remainder(&digits, DIVISOR))
    {
        return Some(whole.end);
    }
    // Without its key it is known by its groups.
    let short = collect(text, start, NUMBER)?;
    let is_grouped = GROUPS.get(..6) == Some(short.groups.as_slice());
    let next = char_at(text, skip(text, short.end, is_gap));
    let is_whole = !next.is_some_and(|c| c.is_ascii_digit());
    (is_grouped && is_whole && digits(&short.text).is_some()).then_some(short.end)
}

/// The number as it is divided: those born in Corsica have a letter in their département.
fn digits(number: &str) -> Option<String> {
    let month: u32 = number.get(3..5)?.parse().ok()?;
    if !matches!(month, 1..=12 | 20..=42 | 50..=99) {
        return None;
    }
    let (head, tail) = (number.get(..5)?, number.get(7..)?);
    let place = match number.get(5..7)? {
        "2A" => "19",
        "2B" => "18",
        place => place,
    };
    let digits = format!("{head}{place}{tail}");
    digits.chars().all(|c| c.is_ascii_digit()).then_some(digits)
}

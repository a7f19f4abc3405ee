//! Exact positions: pairs of decimal degrees with four decimals or more, degrees with minutes and
//! seconds, plus codes, `geo:` addresses.

use sourdine_observatory::markdown::Seen;

use super::scan::{Span, before, char_at, has, is_word, skip, slice};

/// From this many decimals on a position is finer than a part of town: 11 metres.
const DECIMALS: usize = 4;
/// The most characters between the two numbers of a pair.
const BETWEEN_MAX: usize = 40;
const LATITUDE_MAX: f64 = 90.0;
const LONGITUDE_MAX: f64 = 180.0;
/// Two numbers below this are rates or probabilities, where nothing says that they are a place.
const SMALL: f64 = 5.0;
/// What may stand between the two numbers, and around them.
const WORDS: [&str; 30] = [
    "de",
    "lat",
    "latitude",
    "lon",
    "lng",
    "long",
    "longitude",
    "mlat",
    "mlon",
    "n",
    "s",
    "e",
    "w",
    "o",
    "nord",
    "sud",
    "est",
    "ouest",
    "north",
    "south",
    "east",
    "west",
    "et",
    "and",
    "x",
    "y",
    "degres",
    "degrés",
    "deg",
    "d",
];
const DEGREES: [&str; 6] = ["°", "degrés", "degres", "degrees", "deg", "d"];
const MINUTES: [&str; 5] = ["'", "minutes", "min", "mn", "m"];
/// The alphabet of plus codes.
const CODE: &str = "23456789CFGHJMPQRVWX";
/// Decimals of minutes from which on they are as fine as seconds.
const MINUTE_DECIMALS: usize = 2;

pub(super) fn find(text: &[Seen]) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    let begins =
        |c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | 'g' | 'G') || CODE.contains(c);
    for at in (0..text.len()).filter(|at| char_at(text, *at).is_some_and(begins)) {
        if found.last().is_some_and(|last| last.1 > at) {
            continue;
        }
        let here = pair(text, at)
            .or_else(|| degrees(text, at))
            .or_else(|| without_signs(text, at))
            .or_else(|| plus_code(text, at))
            .or_else(|| geo(text, at));
        found.extend(here.map(|end| (at, end)));
    }
    found
}

struct Number {
    value: f64,
    decimals: usize,
    end: usize,
}

/// A number with decimals, after a point or a comma.
fn number(text: &[Seen], at: usize) -> Option<Number> {
    let start = skip(text, at, |c| matches!(c, '-' | '+'));
    let whole = skip(text, start, |c| c.is_ascii_digit());
    let point = char_at(text, whole).filter(|c| matches!(c, '.' | ','));
    let end = skip(text, whole + 1, |c| c.is_ascii_digit());
    if start - at > 1 || !(1..=3).contains(&(whole - start)) || point.is_none() {
        return None;
    }
    let written = slice(text, start, end).replace(',', ".");
    let more = char_at(text, end) == Some('.')
        && char_at(text, end + 1).is_some_and(|c| c.is_ascii_digit());
    let value = written.parse().ok().filter(|_| !more)?;
    Some(Number {
        value,
        decimals: end.saturating_sub(whole + 1),
        end,
    })
}

fn pair(text: &[Seen], at: usize) -> Option<usize> {
    let is_inside = before(text, at).is_some_and(|c| {
        c.is_ascii_digit()
            || (matches!(c, '.' | ',')
                && at > 1
                && char_at(text, at - 2).is_some_and(|c| c.is_ascii_digit()))
    });
    let first = number(text, at).filter(|number| number.decimals >= DECIMALS && !is_inside)?;
    let start = between(text, first.end)?;
    let second = number(text, start).filter(|number| number.decimals >= DECIMALS)?;
    let (one, other) = (first.value, second.value);
    let is_place = one.min(other) <= LATITUDE_MAX && one.max(other) <= LONGITUDE_MAX;
    let is_said = slice(text, first.end, start)
        .chars()
        .any(char::is_alphabetic);
    (is_place && (is_said || one.max(other) >= SMALL)).then_some(second.end)
}

/// Where the second number of a pair begins, behind the first.
fn between(text: &[Seen], from: usize) -> Option<usize> {
    // As addresses of maps have it: `!3d43.6961!4d7.2718`.
    if has(text, from, "!4d") {
        return Some(from + 3);
    }
    let is_number = |at: usize| number(text, at).is_some();
    let end = (from + 1..=from + BETWEEN_MAX)
        .find(|at| is_number(*at) || char_at(text, *at).is_none_or(|c| c.is_ascii_digit()))?;
    let gap = slice(text, from, end).to_lowercase();
    let plain = |c: char| c.is_whitespace() || ",;:/|&=+\"'°()[]{}<>_-!*".contains(c);
    let is_gap = gap.chars().all(|c| c.is_alphabetic() || plain(c));
    let mut words = gap
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty());
    (is_gap && is_number(end) && words.all(|word| WORDS.contains(&word))).then_some(end)
}

/// The unit that stands there, and where it ends.
fn unit(text: &[Seen], at: usize, names: &[&str]) -> Option<usize> {
    let at = skip(text, at, |c| c == ' ');
    let name = names.iter().find(|name| {
        let end = at + name.chars().count();
        has(text, at, name)
            && (name.chars().count() == 1 || !char_at(text, end).is_some_and(char::is_alphabetic))
    })?;
    Some(skip(text, at + name.chars().count(), |c| c == ' '))
}

fn whole(text: &[Seen], at: usize, most: usize) -> Option<usize> {
    let end = skip(text, at, |c| c.is_ascii_digit());
    (1..=most).contains(&(end - at)).then_some(end)
}

/// Degrees with minutes and seconds, or with minutes and their decimals.
fn degrees(text: &[Seen], at: usize) -> Option<usize> {
    if is_word(text, at.wrapping_sub(1)) {
        return None;
    }
    let minutes = unit(text, whole(text, at, 3)?, &DEGREES)?;
    let end = whole(text, minutes, 2)?;
    if matches!(char_at(text, end), Some('.' | ',')) {
        let decimals = skip(text, end + 1, |c| c.is_ascii_digit());
        let is_fine = decimals > end + MINUTE_DECIMALS && unit(text, decimals, &MINUTES).is_some();
        return is_fine.then_some(decimals);
    }
    let seconds = unit(text, end, &MINUTES)?;
    whole(text, seconds, 2)
}

/// Degrees, minutes and seconds between spaces, north or south, then east or west.
fn without_signs(text: &[Seen], at: usize) -> Option<usize> {
    if is_word(text, at.wrapping_sub(1)) {
        return None;
    }
    let one = three(text, at, "NS")?;
    let other = skip(text, one, |c| " ,;/\n".contains(c));
    three(text, other, "EWO")
}

/// Three numbers and the letter of a side.
fn three(text: &[Seen], at: usize, sides: &str) -> Option<usize> {
    let is_between = |c: char| matches!(c, ' ' | ':');
    let mut end = whole(text, at, 3)?;
    for _ in 0..2 {
        let next = skip(text, end, is_between);
        if next == end {
            return None;
        }
        end = whole(text, next, 2)?;
    }
    if matches!(char_at(text, end), Some('.' | ',')) {
        end = skip(text, end + 1, |c| c.is_ascii_digit());
    }
    let side = skip(text, end, is_between);
    let is_side = char_at(text, side).is_some_and(|c| sides.contains(c));
    (is_side && !is_word(text, side + 1)).then_some(side + 1)
}

/// A code of eight or of four characters, a plus, and two or three more.
fn plus_code(text: &[Seen], at: usize) -> Option<usize> {
    let is_code = |c: char| CODE.contains(c);
    let plus = skip(text, at, is_code);
    let end = skip(text, plus + 1, is_code);
    let (ahead, behind) = (plus - at, end.saturating_sub(plus + 1));
    let is_apart = !is_word(text, at.wrapping_sub(1)) && !is_word(text, end);
    let written = slice(text, at, plus);
    let is_mixed =
        written.chars().any(|c| c.is_ascii_digit()) && written.chars().any(char::is_alphabetic);
    let fits = matches!(ahead, 4 | 6 | 8) && matches!(behind, 2 | 3);
    let is_plus = char_at(text, plus) == Some('+');
    (fits && is_plus && is_apart && is_mixed).then_some(end)
}

fn geo(text: &[Seen], at: usize) -> Option<usize> {
    let start = at + "geo:".len();
    let is_geo = has(text, at, "geo:") && !is_word(text, at.wrapping_sub(1));
    let first = skip(text, start, |c| c == '-');
    let end = skip(text, first, |c| {
        c.is_ascii_digit() || matches!(c, '.' | ',' | '-')
    });
    (is_geo && end > first).then_some(end)
}

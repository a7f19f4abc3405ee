//! Telephone numbers: French ones in every spacing, and those of other countries where they begin
//! with `+` or `00`. What a country writes without either cannot be told from other numbers.

use sourdine_observatory::markdown::Seen;

use super::scan::{Span, before, char_at, has, is_gap, is_word, skip, slice, words};
use crate::desk::characters::latin_lookalike;

/// Digits of a French number.
const FRENCH: usize = 10;
/// The fewest and the most digits of a number with its country (E.164), without the `+`.
const FOREIGN: std::ops::RangeInclusive<usize> = 8..=15;
/// The most characters between two groups.
const GAP_MAX: usize = 3;
/// A country's thousands are in groups of this many digits, and a number of this many at most.
const THOUSANDS: usize = 3;
const THOUSANDS_MAX: usize = 9;
/// Countries whose numbers are taken for such where `00` stands before them without a gap.
const NEIGHBOURS: [&str; 11] = [
    "33", "32", "41", "49", "44", "34", "39", "351", "352", "377", "262",
];
/// What stands before a number without a gap.
const PREFIXES: [&str; 7] = ["tel", "tél", "mob", "port", "fax", "t", "p"];
const SCHEMES: [&str; 4] = ["tel:", "sms:", "callto:", "whatsapp:"];
/// The fewest digits behind a scheme.
const SHORT: usize = 4;

/// Digits that stand together.
struct Group {
    digits: String,
    start: usize,
    end: usize,
}

pub(super) fn find(text: &[Seen]) -> Vec<Span> {
    let mut found = schemes(text);
    for run in runs(text) {
        found.extend(pairs(&run));
        found.extend(alone(text, &run));
        let parts = segments(text, &run);
        for part in parts.into_iter().chain([run.as_slice()]) {
            if french(text, part) || abroad(text, part) {
                found.extend(extent(part));
            }
            found.extend(after_plus(text, part));
        }
    }
    found.sort_unstable();
    found
}

fn extent(groups: &[Group]) -> Option<Span> {
    Some((groups.first()?.start, groups.last()?.end))
}

fn total(groups: &[Group]) -> usize {
    groups.iter().map(|group| group.digits.len()).sum()
}

fn joined(groups: &[Group]) -> String {
    groups.iter().map(|group| group.digits.as_str()).collect()
}

fn lengths(groups: &[Group]) -> Vec<usize> {
    groups.iter().map(|group| group.digits.len()).collect()
}

/// A word as digits: `O` and `l` among digits are meant as such.
fn digits(text: &[Seen], span: Span) -> Option<Group> {
    let word = slice(text, span.0, span.1);
    let lower = word.to_lowercase();
    let prefix = PREFIXES.iter().find(|prefix| {
        lower
            .strip_prefix(**prefix)
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    });
    let ahead = prefix.map_or(0, |prefix| prefix.chars().count());
    let mut has_digit = false;
    let digits: Option<String> = word
        .chars()
        .skip(ahead)
        .map(|c| match latin_lookalike(c).unwrap_or(c) {
            '0'..='9' => {
                has_digit = true;
                Some(c)
            }
            'O' | 'o' => Some('0'),
            'I' | 'l' => Some('1'),
            _ => None,
        })
        .collect();
    let digits = digits.filter(|digits| has_digit && !digits.is_empty())?;
    Some(Group {
        digits,
        start: span.0 + ahead,
        end: span.1,
    })
}

/// Groups of digits with a little between them.
fn runs(text: &[Seen]) -> Vec<Vec<Group>> {
    let mut runs: Vec<Vec<Group>> = Vec::new();
    for group in words(text).filter_map(|span| digits(text, span)) {
        let last = runs.last_mut();
        match last.filter(|run| {
            run.last()
                .is_some_and(|last| is_near(text, last.end, group.start))
        }) {
            Some(run) => run.push(group),
            None => runs.push(vec![group]),
        }
    }
    runs
}

fn is_near(text: &[Seen], from: usize, to: usize) -> bool {
    let gap = slice(text, from, to);
    let is_separator = |c: char| is_gap(c) || matches!(c, '(' | ')' | '*' | '~');
    gap.chars().count() <= GAP_MAX && gap.chars().all(is_separator)
}

/// The parts of a run between gaps that are wider than the others.
fn segments<'a>(text: &[Seen], run: &'a [Group]) -> Vec<&'a [Group]> {
    let parts = run.chunk_by(|one, next| {
        let gap = slice(text, one.end, next.start);
        gap.chars().count() == 1 && gap != "\n" || gap.contains(['(', ')'])
    });
    parts.filter(|part| part.len() < run.len()).collect()
}

fn begins_french(digits: &str) -> bool {
    let mut first = digits.chars();
    first.next() == Some('0') && first.next().is_some_and(|c| ('1'..='9').contains(&c))
}

/// Five pairs in a row, wherever they are.
fn pairs(run: &[Group]) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    for five in run.windows(FRENCH / 2) {
        let is_new = |start: usize| found.last().is_none_or(|last| last.1 <= start);
        let is_pair = five.iter().all(|group| group.digits.len() == 2);
        if let Some(first) = five.first().filter(|first| is_pair && is_new(first.start))
            && begins_french(&first.digits)
        {
            found.extend(extent(five));
        }
    }
    found
}

/// A number without gaps, or with its country and without the `+`.
fn alone<'a>(text: &'a [Seen], run: &'a [Group]) -> impl Iterator<Item = Span> + 'a {
    let is_decimal = |group: &Group| {
        let inner = group.start.checked_sub(2).and_then(|at| char_at(text, at));
        matches!(before(text, group.start), Some('.' | ','))
            && inner.is_some_and(|c| c.is_ascii_digit())
    };
    let is_number = move |group: &&Group| {
        let digits = group.digits.as_str();
        let french = digits.len() == FRENCH && begins_french(digits);
        let mobile =
            digits.len() == FRENCH + 1 && (digits.starts_with("336") || digits.starts_with("337"));
        let neighbour = digits.strip_prefix("00").is_some_and(|rest| {
            NEIGHBOURS.iter().any(|country| rest.starts_with(country))
                && FOREIGN.contains(&rest.len())
        });
        (french || mobile || neighbour) && !is_decimal(group)
    };
    run.iter()
        .filter(is_number)
        .map(|group| (group.start, group.end))
}

/// Whether a whole part is a French number.
fn french(text: &[Seen], part: &[Group]) -> bool {
    let digits = joined(part);
    let groups = lengths(part);
    if begins_with_date(text, part) || is_belgian_company(text, part) {
        return false;
    }
    match groups.as_slice() {
        // Two postal codes of one département.
        [5, 5] => {
            digits.len() == FRENCH && begins_french(&digits) && digits.get(..2) != digits.get(5..7)
        }
        // A number with decimals.
        [1, 9] if matches!(gap(text, part).as_str(), "." | ",") => false,
        [1, 2, 2, 2, 2] => !digits.starts_with('0'),
        [2, 1, 2, 2, 2, 2] => digits.starts_with("33"),
        _ => digits.len() == FRENCH && begins_french(&digits),
    }
}

fn gap(text: &[Seen], part: &[Group]) -> String {
    match part {
        [first, second, ..] => slice(text, first.end, second.start),
        _ => String::new(),
    }
}

/// Whether a part is a company's number in Belgium, which is written with its country.
fn is_belgian_company(text: &[Seen], part: &[Group]) -> bool {
    let start = part.first().map_or(0, |first| first.start);
    let country = start.checked_sub("BE ".len());
    country.is_some_and(|at| has(text, at, "BE ") && !is_word(text, at.wrapping_sub(1)))
}

/// Whether a part begins with a day, in either order.
fn begins_with_date(text: &[Seen], part: &[Group]) -> bool {
    let [first, second, third, ..] = part else {
        return false;
    };
    let gaps =
        [(first, second), (second, third)].map(|(one, next)| slice(text, one.end, next.start));
    let [one, other] = &gaps;
    let groups = [first, second, third].map(|group| group.digits.len());
    let value = |group: &Group| group.digits.parse::<u32>().unwrap_or(u32::MAX);
    let is_day = match groups {
        [1 | 2, 1 | 2, 4] => value(first) <= 31 && value(second) <= 12,
        [4, 2, 2] => value(second) <= 12 && value(third) <= 31,
        _ => false,
    };
    is_day && one == other && matches!(one.as_str(), "-" | "/" | ".")
}

/// Whether a part is a number behind `00` or with its country in brackets.
fn abroad(text: &[Seen], part: &[Group]) -> bool {
    let digits = joined(part);
    let Some(first) = part.first() else {
        return false;
    };
    let in_brackets =
        before(text, first.start) == Some('(') && char_at(text, first.end) == Some(')');
    if in_brackets && first.digits == "33" {
        return matches!(digits.len(), 11 | 12);
    }
    let is_country = matches!(first.digits.len(), 2..=5);
    let rest = digits
        .strip_prefix("00")
        .filter(|rest| !rest.starts_with('0'));
    rest.is_some_and(|rest| part.len() > 1 && is_country && FOREIGN.contains(&rest.len()))
}

/// A number behind a `+`.
fn after_plus(text: &[Seen], part: &[Group]) -> Option<Span> {
    let first = part.first()?;
    let mut start = first.start.checked_sub(1)?;
    while matches!(char_at(text, start), Some(' ' | '(')) {
        start = start.checked_sub(1)?;
    }
    let is_plus = char_at(text, start) == Some('+') && !is_word(text, start.wrapping_sub(1));
    if !is_plus || first.digits.starts_with('0') {
        return None;
    }
    let fitting = (1..=part.len().min(*FOREIGN.end()))
        .rev()
        .filter_map(|count| part.get(..count));
    let number = fitting
        .into_iter()
        .find(|groups| FOREIGN.contains(&total(groups)))?;
    let groups = lengths(number);
    let thousands = groups.iter().skip(1).all(|length| *length == THOUSANDS);
    let is_amount = groups.len() > 1 && thousands && total(number) <= THOUSANDS_MAX;
    extent(number)
        .filter(|_| !is_amount)
        .map(|(_, end)| (start, end))
}

/// What an address of the scheme `tel:` calls.
fn schemes(text: &[Seen]) -> Vec<Span> {
    let colons = (0..text.len()).filter(|at| char_at(text, *at) == Some(':'));
    let number = |colon: usize| {
        let begins = |scheme: &str| {
            let at = (colon + 1).checked_sub(scheme.len());
            at.filter(|at| has(text, *at, scheme) && !is_word(text, at.wrapping_sub(1)))
        };
        let at = SCHEMES.iter().find_map(|scheme| begins(scheme))?;
        let from = skip(text, colon + 1, |c| c == '+');
        let end = skip(text, from, |c| {
            c.is_ascii_digit() || matches!(c, '-' | '.' | '(' | ')')
        });
        let digits = slice(text, from, end);
        let count = digits.chars().filter(char::is_ascii_digit).count();
        (count >= SHORT).then_some((at, end))
    };
    colons.filter_map(number).collect()
}

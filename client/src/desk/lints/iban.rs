//! International bank account numbers (ISO 13616).

use sourdine_observatory::markdown::Seen;

use super::scan::{Span, begins_word, char_at, collect, has, is_word, remainder};

const NAME: &str = "IBAN";
const DIVISOR: u64 = 97;
/// Country and check digits, which stand first.
const HEAD: usize = 4;
/// How long an IBAN is in each country of the registry, in characters.
const LENGTHS: [(&str, usize); 89] = [
    ("AD", 24),
    ("AE", 23),
    ("AL", 28),
    ("AT", 20),
    ("AZ", 28),
    ("BA", 20),
    ("BE", 16),
    ("BG", 22),
    ("BH", 22),
    ("BI", 27),
    ("BR", 29),
    ("BY", 28),
    ("CH", 21),
    ("CR", 22),
    ("CY", 28),
    ("CZ", 24),
    ("DE", 22),
    ("DJ", 27),
    ("DK", 18),
    ("DO", 28),
    ("EE", 20),
    ("EG", 29),
    ("ES", 24),
    ("FI", 18),
    ("FK", 18),
    ("FO", 18),
    ("FR", 27),
    ("GB", 22),
    ("GE", 22),
    ("GI", 23),
    ("GL", 18),
    ("GR", 27),
    ("GT", 28),
    ("HN", 28),
    ("HR", 21),
    ("HU", 28),
    ("IE", 22),
    ("IL", 23),
    ("IQ", 23),
    ("IS", 26),
    ("IT", 27),
    ("JO", 30),
    ("KW", 30),
    ("KZ", 20),
    ("LB", 28),
    ("LC", 32),
    ("LI", 21),
    ("LT", 20),
    ("LU", 20),
    ("LV", 21),
    ("LY", 25),
    ("MC", 27),
    ("MD", 24),
    ("ME", 22),
    ("MK", 19),
    ("MN", 20),
    ("MR", 27),
    ("MT", 31),
    ("MU", 30),
    ("NI", 28),
    ("NL", 18),
    ("NO", 15),
    ("OM", 23),
    ("PK", 24),
    ("PL", 28),
    ("PS", 29),
    ("PT", 25),
    ("QA", 29),
    ("RO", 24),
    ("RS", 22),
    ("RU", 33),
    ("SA", 24),
    ("SC", 31),
    ("SD", 18),
    ("SE", 24),
    ("SI", 19),
    ("SK", 24),
    ("SM", 27),
    ("SO", 23),
    ("ST", 25),
    ("SV", 28),
    ("TL", 23),
    ("TN", 24),
    ("TR", 26),
    ("UA", 29),
    ("VA", 22),
    ("VG", 24),
    ("XK", 20),
    ("YE", 30),
];

pub(super) fn find(text: &[Seen]) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    for start in (0..text.len()).filter(|at| begins_word(text, *at)) {
        // Its name may be written to it.
        let is_named = has(text, start, NAME) && is_word(text, start + NAME.len());
        let start = if is_named { start + NAME.len() } else { start };
        if found.last().is_none_or(|last| last.1 <= start) {
            found.extend(number(text, start).map(|end| (start, end)));
        }
    }
    found
}

fn number(text: &[Seen], start: usize) -> Option<usize> {
    let country: String = [start, start + 1]
        .iter()
        .filter_map(|at| char_at(text, *at))
        .map(|c| c.to_ascii_uppercase())
        .collect();
    if !country.chars().all(|c| c.is_ascii_uppercase()) {
        return None;
    }
    let (_, length) = LENGTHS.iter().find(|(known, _)| *known == country)?;
    let iban = collect(text, start, *length)?;
    let (head, account) = iban.text.split_at_checked(HEAD)?;
    let digits = account.chars().filter(char::is_ascii_digit).count();
    let is_checked = head.chars().skip(2).all(|c| c.is_ascii_digit());
    if !is_checked || digits * 2 < account.len() {
        return None;
    }
    let turned: String = account.chars().chain(head.chars()).map(value).collect();
    (remainder(&turned, DIVISOR) == 1).then_some(iban.end)
}

/// A letter counts from A = 10.
fn value(c: char) -> String {
    c.to_digit(36)
        .map(|value| value.to_string())
        .unwrap_or_default()
}

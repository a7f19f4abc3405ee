//! The numbers of lists. (HTML, 4.4.5)

use scraper::ElementRef;

const LETTERS: u32 = 26;
const ROMAN: [(u32, &str); 13] = [
    (1_000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
];
const ROMAN_MAX: u32 = 3_999;

/// How the items of a list are marked.
pub(super) enum List {
    Bullets,
    Numbers { kind: String, next: i32, step: i32 },
}

impl List {
    pub(super) fn of(element: ElementRef<'_>) -> Self {
        if element.value().name() != "ol" {
            return Self::Bullets;
        }
        let is_reversed = element.attr("reversed").is_some();
        let items = element
            .child_elements()
            .filter(|child| child.value().name() == "li");
        let first = if is_reversed {
            i32::try_from(items.count()).unwrap_or(i32::MAX)
        } else {
            1
        };
        let start = element
            .attr("start")
            .and_then(|start| start.trim().parse().ok());
        Self::Numbers {
            kind: element.attr("type").unwrap_or("1").to_owned(),
            next: start.unwrap_or(first),
            step: if is_reversed { -1 } else { 1 },
        }
    }

    /// What stands before the next item.
    pub(super) fn marker(&mut self, item: ElementRef<'_>) -> String {
        match self {
            Self::Bullets => "- ".to_owned(),
            Self::Numbers { kind, next, step } => {
                let own = item
                    .attr("value")
                    .and_then(|value| value.trim().parse().ok());
                let number = own.unwrap_or(*next);
                *next = number.saturating_add(*step);
                format!("{}. ", written(kind, number))
            }
        }
    }
}

fn written(kind: &str, number: i32) -> String {
    let positive = u32::try_from(number).ok().filter(|number| *number > 0);
    let written = positive.and_then(|number| match kind {
        "a" => Some(letters(number)),
        "A" => Some(letters(number).to_uppercase()),
        "i" => roman(number),
        "I" => roman(number).map(|number| number.to_uppercase()),
        _ => None,
    });
    written.unwrap_or_else(|| number.to_string())
}

fn letters(mut number: u32) -> String {
    let mut backwards = Vec::new();
    while number > 0 {
        number -= 1;
        let letter = u8::try_from(number % LETTERS).unwrap_or_default();
        backwards.push(char::from(b'a' + letter));
        number /= LETTERS;
    }
    backwards.into_iter().rev().collect()
}

fn roman(mut number: u32) -> Option<String> {
    if number > ROMAN_MAX {
        return None;
    }
    let mut written = String::new();
    for (value, digits) in ROMAN {
        while number >= value {
            written.push_str(digits);
            number -= value;
        }
    }
    Some(written)
}

#[cfg(test)]
mod tests {
    use super::written;

    #[test]
    fn numbers_are_written_as_a_browser_does() {
        for (kind, number, text) in [
            ("1", 12, "12"),
            ("a", 1, "a"),
            ("a", 27, "aa"),
            ("A", 52, "AZ"),
            ("i", 4, "iv"),
            ("I", 1_999, "MCMXCIX"),
            ("i", 4_000, "4000"),
            ("a", 0, "0"),
            ("i", -3, "-3"),
        ] {
            assert_eq!(written(kind, number), text);
        }
    }
}

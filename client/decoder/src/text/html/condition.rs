//! Whether the condition of a group of rules holds for who reads a page on a wide, bright screen.
//! (Media Queries 4, CSS Conditional 3)

use super::value::{Measure, number, parts};

/// The narrowest and the widest screen on which a page may be read, in pixels: what differs in
/// between may be shown or not.
const NARROW_PIXELS: f32 = 1_280.0;
const WIDE_PIXELS: f32 = 3_840.0;
const LOW_PIXELS: f32 = 600.0;
const HIGH_PIXELS: f32 = 2_160.0;
/// What is true and what is false of such a screen.
const TRUE: [&str; 8] = [
    "prefers-color-scheme:light",
    "prefers-reduced-motion:no-preference",
    "orientation:landscape",
    "hover:hover",
    "any-hover:hover",
    "pointer:fine",
    "color",
    "scripting:enabled",
];
const FALSE: [&str; 9] = [
    "prefers-color-scheme:dark",
    "prefers-reduced-motion:reduce",
    "prefers-reduced-motion",
    "orientation:portrait",
    "hover:none",
    "pointer:coarse",
    "pointer:none",
    "monochrome",
    "scripting:none",
];
/// Ways to lay out that each browser has.
const SUPPORTED: [&str; 4] = [
    "display:grid",
    "display:flex",
    "display:block",
    "position:sticky",
];

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Holds {
    Yes,
    No,
    Maybe,
}

impl Holds {
    const fn not(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            Self::Maybe => Self::Maybe,
        }
    }

    pub(super) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Yes, Self::Yes) => Self::Yes,
            (Self::Maybe | Self::Yes, Self::Maybe | Self::Yes) => Self::Maybe,
        }
    }

    fn or(self, other: Self) -> Self {
        self.not().and(other.not()).not()
    }
}

/// Whether a list of queries holds, written one way.
pub(super) fn media(queries: &str) -> Holds {
    let all = parts(queries, ',').into_iter().map(query);
    all.reduce(Holds::or).unwrap_or(Holds::Yes)
}

fn query(query: &str) -> Holds {
    let query = query.strip_prefix("only ").unwrap_or(query);
    expression(query, &|atom| match atom {
        "all" | "screen" => Holds::Yes,
        atom => match inside(atom) {
            Some(feature) => self::feature(feature),
            // Another kind of device.
            None => Holds::No,
        },
    })
}

/// Whether a browser has what is asked for, written one way.
pub(super) fn supports(condition: &str) -> Holds {
    expression(condition, &|atom| match inside(atom) {
        Some(one) if SUPPORTED.contains(&one) => Holds::Yes,
        Some(_) | None => Holds::Maybe,
    })
}

/// Parts that are joined by `not`, `and` and `or`.
fn expression(text: &str, atom: &dyn Fn(&str) -> Holds) -> Holds {
    let words = parts(text, ' ');
    let mut found: Option<Holds> = None;
    let (mut is_not, mut is_or) = (false, false);
    for word in words {
        match word {
            "not" => is_not = true,
            "and" => is_or = false,
            "or" => is_or = true,
            word => {
                let nested = inside(word).filter(|inside| inside.contains('('));
                let one = nested.map_or_else(|| atom(word), |inside| expression(inside, atom));
                found = Some(match found {
                    None => one,
                    Some(before) if is_or => before.or(one),
                    Some(before) => before.and(one),
                });
            }
        }
    }
    // `not` stands before the whole of a query, or before its only part.
    let found = found.unwrap_or(Holds::Yes);
    if is_not { found.not() } else { found }
}

fn inside(atom: &str) -> Option<&str> {
    Some(atom.strip_prefix('(')?.strip_suffix(')')?.trim())
}

fn feature(feature: &str) -> Holds {
    let bare: String = feature.split(' ').collect();
    if TRUE.contains(&bare.as_str()) {
        return Holds::Yes;
    }
    if FALSE.contains(&bare.as_str()) {
        return Holds::No;
    }
    let size = |value: &str| {
        let measure = Measure {
            text: 16.0,
            whole: 0.0,
        };
        number(value, measure)
    };
    let Some((name, value)) = bare.split_once(':') else {
        return Holds::Maybe;
    };
    let Some(size) = size(value) else {
        return Holds::Maybe;
    };
    match name {
        "min-width" | "min-device-width" => least(size, NARROW_PIXELS, WIDE_PIXELS),
        "max-width" | "max-device-width" => least(size, NARROW_PIXELS, WIDE_PIXELS).not(),
        "min-height" | "min-device-height" => least(size, LOW_PIXELS, HIGH_PIXELS),
        "max-height" | "max-device-height" => least(size, LOW_PIXELS, HIGH_PIXELS).not(),
        _ => Holds::Maybe,
    }
}

/// Whether screens from the one size to the other are at least so large.
fn least(size: f32, from: f32, to: f32) -> Holds {
    if size <= from {
        Holds::Yes
    } else if size > to {
        Holds::No
    } else {
        Holds::Maybe
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_otherwise_on_another_screen_may_hold() {
        for (queries, holds) in [
            ("", Holds::Yes),
            ("screen", Holds::Yes),
            ("print", Holds::No),
            ("not print", Holds::Yes),
            ("not all", Holds::No),
            ("tty,print", Holds::No),
            ("print,screen", Holds::Yes),
            ("only screen and (max-width:600px)", Holds::No),
            ("(min-width:37.5em)", Holds::Yes),
            ("(min-width:1400px)", Holds::Maybe),
            ("(max-width:1400px)", Holds::Maybe),
            ("(min-width:90000px)", Holds::No),
            ("(width >= 600px)", Holds::Maybe),
            ("(prefers-color-scheme: dark)", Holds::No),
            ("not (prefers-color-scheme:dark)", Holds::Yes),
            (
                "screen and ((orientation:portrait) or (hover:hover))",
                Holds::Yes,
            ),
            ("(future:1)", Holds::Maybe),
        ] {
            assert_eq!(media(queries), holds, "{queries}");
        }
        assert_eq!(supports("(display:grid)"), Holds::Yes);
        assert_eq!(supports("not (display:grid)"), Holds::No);
        assert_eq!(supports("(display:foo)"), Holds::Maybe);
    }
}

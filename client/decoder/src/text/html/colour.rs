//! Colours of a page, as far as they tell whether a text is seen on what is behind it.

/// How far two colours are apart at least, in one of their parts, where one is seen on the other.
const APART: u8 = 24;
/// What is more transparent is not seen.
const OPAQUE_MIN: f32 = 0.15;
/// The names of colours that pages use to hide what they write: greys, and those that are near
/// white. (CSS Color 4, 6.1)
const NAMES: [(&str, [u8; 3]); 15] = [
    ("black", [0; 3]),
    ("gray", [128; 3]),
    ("grey", [128; 3]),
    ("silver", [192; 3]),
    ("white", WHITE),
    ("whitesmoke", [245; 3]),
    ("snow", [255, 250, 250]),
    ("ghostwhite", [248, 248, 255]),
    ("floralwhite", [255, 250, 240]),
    ("ivory", [255, 255, 240]),
    ("azure", [240, 255, 255]),
    ("mintcream", [245, 255, 250]),
    ("aliceblue", [240, 248, 255]),
    ("honeydew", [240, 255, 240]),
    ("seashell", [255, 245, 238]),
];
/// The paper of a page that says nothing of it.
pub(crate) const WHITE: [u8; 3] = [255; 3];

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Colour {
    Seen([u8; 3]),
    Transparent,
}

/// A colour as it is written, in lower case. None if it is another value, or a name that we do not
/// know.
pub(crate) fn read(value: &str) -> Option<Colour> {
    let value = value.trim();
    if value == "transparent" {
        return Some(Colour::Transparent);
    }
    if let Some(digits) = value.strip_prefix('#') {
        return hex(digits);
    }
    if let Some(parts) = value
        .strip_prefix("rgba(")
        .or_else(|| value.strip_prefix("rgb("))
    {
        return function(parts.strip_suffix(')')?);
    }
    let mut names = NAMES.iter();
    names
        .find(|(name, _)| *name == value)
        .map(|(_, parts)| Colour::Seen(*parts))
}

fn hex(digits: &str) -> Option<Colour> {
    let doubled: String = if digits.len() <= 4 {
        digits.chars().flat_map(|digit| [digit, digit]).collect()
    } else {
        digits.to_owned()
    };
    let part = |at: usize| u8::from_str_radix(doubled.get(at..at + 2)?, 16).ok();
    let parts = [part(0)?, part(2)?, part(4)?];
    let is_seen = part(6).is_none_or(|opaque| f32::from(opaque) >= OPAQUE_MIN * 255.0);
    Some(if is_seen {
        Colour::Seen(parts)
    } else {
        Colour::Transparent
    })
}

fn function(inside: &str) -> Option<Colour> {
    let mut parts = inside
        .split(|c: char| ", /".contains(c))
        .filter(|part| !part.is_empty());
    let mut part = || parts.next()?.parse::<f32>().ok();
    let (red, green, blue) = (part()?, part()?, part()?);
    if part().is_some_and(|opaque| opaque < OPAQUE_MIN) {
        return Some(Colour::Transparent);
    }
    let whole = |part: f32| u8::try_from(crate::stream::whole(part)).unwrap_or(u8::MAX);
    Some(Colour::Seen([whole(red), whole(green), whole(blue)]))
}

/// Whether a text of one colour is seen on the other.
pub(crate) fn is_apart(one: [u8; 3], other: [u8; 3]) -> bool {
    one.iter()
        .zip(other)
        .any(|(one, other)| one.abs_diff(other) >= APART)
}

//! Whether an element is seen, by its styles.

use super::{
    colour::{self, Colour, WHITE},
    properties::Properties,
};

/// A text of this size or less is not read, in pixels.
const TINY_PIXELS: f32 = 3.0;
/// What is moved this far is off the page, in pixels.
const FAR_PIXELS: f32 = 200.0;
/// A box of this size or less shows nothing, in pixels.
const CLOSED_PIXELS: f32 = 2.0;
const OPAQUE_MIN: f32 = 0.15;
/// How many pixels the units of lengths have. A share is taken of a usual size.
const UNITS: [(&str, f32); 12] = [
    ("px", 1.0),
    ("rem", 16.0),
    ("em", 16.0),
    ("ex", 8.0),
    ("ch", 8.0),
    ("pt", 1.333),
    ("pc", 16.0),
    ("cm", 37.8),
    ("mm", 3.78),
    ("in", 96.0),
    ("vw", 12.8),
    ("vh", 8.0),
];
/// Where an element may be moved to.
const SIDES: [&str; 4] = ["left", "top", "right", "bottom"];
const MARGINS: [&str; 2] = ["margin-left", "margin-top"];
const HEIGHTS: [&str; 4] = ["height", "max-height", "width", "max-width"];

/// The colours of a text, which its parts have too.
#[derive(Clone, Copy)]
pub(super) struct Look {
    text: [u8; 3],
    /// None where a picture is behind it.
    behind: Option<[u8; 3]>,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            text: [0; 3],
            behind: Some(WHITE),
        }
    }
}

impl Look {
    /// The look of a part. None if its text has the colour of what is behind it.
    pub(super) fn with(self, properties: &Properties) -> Option<Self> {
        let mut look = self;
        match property(properties, "color").map(colour::read) {
            Some(Some(Colour::Seen(parts))) => look.text = parts,
            Some(Some(Colour::Transparent)) => return None,
            Some(None) | None => {}
        }
        for name in ["background", "background-color", "background-image"] {
            let Some(value) = property(properties, name) else {
                continue;
            };
            if value.contains("url(") || value.contains("gradient(") {
                look.behind = None;
            } else if let Some(Colour::Seen(parts)) = colour::read(value) {
                look.behind = Some(parts);
            } else if !matches!(
                value,
                "none" | "transparent" | "inherit" | "initial" | "0 0"
            ) {
                // A colour that we do not know: whether the text is seen on it is not known either.
                look.behind = None;
            }
        }
        let is_seen = look
            .behind
            .is_none_or(|behind| colour::is_apart(look.text, behind));
        is_seen.then_some(look)
    }
}

fn property<'a>(properties: &'a Properties, name: &str) -> Option<&'a str> {
    properties.get(name).map(String::as_str)
}

/// Whether an element is not seen, whatever its colours are.
pub(super) fn hides(properties: &Properties) -> bool {
    let get = |name: &str| property(properties, name).unwrap_or_default();
    let length = |name: &str| pixels(get(name));
    let is_below = |name: &str, least: f32| get(name).parse().is_ok_and(|value: f32| value < least);
    get("display") == "none"
        || matches!(get("visibility"), "hidden" | "collapse")
        || get("content-visibility") == "hidden"
        || is_below("opacity", OPAQUE_MIN)
        || is_tiny(get("font-size"))
        || get("font")
            .split([' ', '/'])
            .any(|part| is_size(part) && is_tiny(part))
        || get("line-height") == "0"
        || length("text-indent").is_some_and(|by| by <= -FAR_PIXELS)
        || is_moved_away(properties)
        || is_cut_away(properties)
        || get("-webkit-text-fill-color") == "transparent"
        || ["opacity(0", "blur("]
            .iter()
            .any(|part| get("filter").contains(part))
        || ["scale(0", "-9999", "-1000"]
            .iter()
            .any(|part| get("transform").contains(part))
        || get("zoom") == "0"
}

fn is_moved_away(properties: &Properties) -> bool {
    let length = |name: &&str| property(properties, name).and_then(pixels);
    let is_far = |by: f32| by <= -FAR_PIXELS;
    let position = property(properties, "position").unwrap_or_default();
    (matches!(position, "absolute" | "fixed" | "relative")
        && SIDES.iter().filter_map(length).any(is_far))
        || MARGINS.iter().filter_map(length).any(is_far)
}

fn is_cut_away(properties: &Properties) -> bool {
    let get = |name: &str| property(properties, name).unwrap_or_default();
    let is_set = |name: &str| !matches!(get(name), "" | "none" | "auto" | "unset" | "initial");
    let cuts = ["overflow", "overflow-x", "overflow-y"].iter().any(|name| {
        ["hidden", "clip"]
            .iter()
            .any(|word| get(name).contains(word))
    });
    let is_closed = HEIGHTS
        .iter()
        .filter_map(|name| pixels(get(name)))
        .any(|size| size <= CLOSED_PIXELS);
    is_set("clip") || is_set("clip-path") || (cuts && is_closed)
}

fn is_size(part: &str) -> bool {
    part.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        && part.ends_with(char::is_alphabetic)
}

fn is_tiny(size: &str) -> bool {
    let share = size.strip_suffix('%').map(str::parse::<f32>);
    match share {
        Some(share) => share.is_ok_and(|share| share < 20.0),
        None => pixels(size).is_some_and(|size| size < TINY_PIXELS),
    }
}

/// A length, in pixels. None if it is none.
pub(super) fn pixels(value: &str) -> Option<f32> {
    let value = value.trim();
    if let Ok(number) = value.parse() {
        return Some(number);
    }
    let mut units = UNITS.iter();
    units.find_map(|(unit, size)| {
        let number: f32 = value.strip_suffix(unit)?.trim().parse().ok()?;
        Some(number * size)
    })
}

/// Whether a text is struck out.
pub(super) fn strikes(properties: &Properties) -> bool {
    ["text-decoration", "text-decoration-line"]
        .iter()
        .filter_map(|name| property(properties, name))
        .any(|value| value.contains("line-through"))
}

/// Whether blanks and the ends of lines stay as they are.
pub(super) fn keeps_blanks(properties: &Properties) -> Option<bool> {
    let value = property(properties, "white-space")?;
    Some(value.starts_with("pre") || value == "break-spaces")
}

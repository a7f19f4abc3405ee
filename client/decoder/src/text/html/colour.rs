//! Colours of a page, as far as they tell whether a text is seen on what is behind it. (CSS Color
//! 4)

use cssparser::color::{parse_hash_color, parse_named_color};

use super::value::{Measure, number, parts};

/// How far two colours are apart at least, in one of their parts, where one is seen on the other.
const APART: u8 = 24;
/// And how much lighter one of them is.
const CONTRAST: f32 = 1.05;
/// What is more transparent is not seen.
const OPAQUE_MIN: f32 = 0.15;
/// The colours of a system that is bright. (CSS Color 4, 6.2)
const OF_SYSTEMS: [(&str, [u8; 3]); 12] = [
    ("canvas", WHITE),
    ("field", WHITE),
    ("window", WHITE),
    ("background", WHITE),
    ("canvastext", BLACK),
    ("fieldtext", BLACK),
    ("windowtext", BLACK),
    ("buttontext", BLACK),
    ("marktext", BLACK),
    ("buttonface", BUTTON),
    ("mark", YELLOW),
    ("linktext", LINK),
];
/// The paper of a page that says nothing of it.
pub(crate) const WHITE: [u8; 3] = [255; 3];
pub(crate) const BLACK: [u8; 3] = [0; 3];
pub(crate) const BUTTON: [u8; 3] = [239; 3];
pub(crate) const YELLOW: [u8; 3] = [255, 255, 0];
pub(crate) const LINK: [u8; 3] = [0, 0, 238];

/// A colour, and how much of what is behind it is not seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Colour {
    pub(crate) parts: [u8; 3],
    pub(crate) opaque: f32,
}

impl Colour {
    pub(crate) const fn solid(parts: [u8; 3]) -> Self {
        Self { parts, opaque: 1.0 }
    }

    /// What is seen of it on another.
    pub(crate) fn on(self, behind: [u8; 3]) -> [u8; 3] {
        let mut seen = behind;
        for (seen, own) in seen.iter_mut().zip(self.parts) {
            let mixed = f32::from(own) * self.opaque + f32::from(*seen) * (1.0 - self.opaque);
            *seen = byte(mixed);
        }
        seen
    }

    /// The same, and so much of it less opaque.
    pub(crate) fn faded(self, opaque: f32) -> Self {
        Self {
            opaque: self.opaque * opaque,
            ..self
        }
    }

    /// Whether a text of it is seen on another.
    pub(crate) fn is_seen_on(self, behind: [u8; 3]) -> bool {
        self.opaque >= OPAQUE_MIN && is_apart(self.on(behind), behind)
    }
}

/// A colour as it is written in one way. None if it is another value, or in a space that we do not
/// know.
pub(crate) fn read(value: &str) -> Option<Colour> {
    if let Some(digits) = value.strip_prefix('#') {
        let (red, green, blue, opaque) = parse_hash_color(digits.as_bytes()).ok()?;
        let parts = [red, green, blue];
        return Some(Colour { parts, opaque });
    }
    if let Some((name, inside)) = value.strip_suffix(')').and_then(|it| it.split_once('(')) {
        return function(name, inside);
    }
    if value == "transparent" {
        let parts = BLACK;
        return Some(Colour { parts, opaque: 0.0 });
    }
    let mut systems = OF_SYSTEMS.iter();
    let named = systems.find(|(name, _)| *name == value);
    let named = named.map(|(_, parts)| *parts).or_else(|| {
        let (red, green, blue) = parse_named_color(value).ok()?;
        Some([red, green, blue])
    });
    named.map(Colour::solid)
}

/// The colour of an attribute, which need not have the `#`. (HTML, 2.3.6)
pub(crate) fn of_attribute(value: &str) -> Option<Colour> {
    let value = value.trim().to_ascii_lowercase();
    if value.is_empty() || value == "transparent" {
        return None;
    }
    if let Ok((red, green, blue)) = parse_named_color(&value) {
        return Some(Colour::solid([red, green, blue]));
    }
    let digits = value.strip_prefix('#').unwrap_or(&value);
    if digits.len() == 3
        && value.len() == 4
        && let Ok((red, green, blue, _)) = parse_hash_color(digits.as_bytes())
    {
        return Some(Colour::solid([red, green, blue]));
    }
    // Whatever it is: a third of it is one part, with zeros for what is no digit.
    let mut digits: Vec<char> = digits
        .chars()
        .take(128)
        .map(|digit| {
            if digit.is_ascii_hexdigit() {
                digit
            } else {
                '0'
            }
        })
        .collect();
    while digits.is_empty() || !digits.len().is_multiple_of(3) {
        digits.push('0');
    }
    let mut thirds: Vec<&[char]> = digits.chunks(digits.len() / 3).collect();
    for third in &mut thirds {
        *third = third.get(third.len().saturating_sub(8)..).unwrap_or(third);
    }
    while thirds
        .iter()
        .all(|third| third.len() > 2 && third.first() == Some(&'0'))
    {
        for third in &mut thirds {
            *third = third.get(1..).unwrap_or_default();
        }
    }
    let mut parts = thirds.iter().map(|third| {
        let digits: String = third.iter().take(2).collect();
        u8::from_str_radix(&digits, 16).ok()
    });
    let mut part = || parts.next().flatten();
    Some(Colour::solid([part()?, part()?, part()?]))
}

fn function(name: &str, inside: &str) -> Option<Colour> {
    let inside = inside.replace([',', '/'], " ");
    let written = parts(&inside, ' ');
    let [one, two, three, rest @ ..] = written.as_slice() else {
        return None;
    };
    let of = |part: &str, whole: f32| match part {
        "none" => Some(0.0),
        part => number(
            part.strip_suffix("deg").unwrap_or(part),
            Measure { text: 0.0, whole },
        ),
    };
    let opaque = match rest {
        [] => 1.0,
        [opaque] => of(opaque, 1.0)?.clamp(0.0, 1.0),
        _ => return None,
    };
    let parts = match name {
        "rgb" | "rgba" => [of(one, 255.0)?, of(two, 255.0)?, of(three, 255.0)?],
        "hsl" | "hsla" => {
            let (saturation, light) = (of(two, 100.0)? / 100.0, of(three, 100.0)? / 100.0);
            hsl(of(one, 360.0)?, saturation, light)
        }
        "oklch" => {
            let (chroma, hue) = (of(two, 0.4)?, of(three, 360.0)?.to_radians());
            oklab(of(one, 1.0)?, chroma * hue.cos(), chroma * hue.sin())
        }
        "oklab" => oklab(of(one, 1.0)?, of(two, 0.4)?, of(three, 0.4)?),
        _ => return None,
    };
    let parts = parts.map(byte);
    Some(Colour { parts, opaque })
}

/// (CSS Color 4, 7.1)
fn hsl(hue: f32, saturation: f32, light: f32) -> [f32; 3] {
    [0.0, 8.0, 4.0].map(|part| {
        let at = (part + hue / 30.0).rem_euclid(12.0);
        let reach = saturation * light.min(1.0 - light);
        255.0 * (light - reach * (at - 3.0).min(9.0 - at).clamp(-1.0, 1.0))
    })
}

/// (CSS Color 4, 9.2)
fn oklab(light: f32, green_red: f32, blue_yellow: f32) -> [f32; 3] {
    let [l, m, s] = [
        light + 0.396_338 * green_red + 0.215_804 * blue_yellow,
        light - 0.105_561 * green_red - 0.063_854 * blue_yellow,
        light - 0.089_484 * green_red - 1.291_486 * blue_yellow,
    ]
    .map(|part| part.powi(3));
    let linear = [
        4.076_742 * l - 3.307_712 * m + 0.230_97 * s,
        -1.268_438 * l + 2.609_757 * m - 0.341_319 * s,
        -0.004_196 * l - 0.703_419 * m + 1.707_615 * s,
    ];
    linear.map(|part| {
        if part <= 0.003_130_8 {
            255.0 * 12.92 * part
        } else {
            255.0 * (1.055 * part.powf(1.0 / 2.4) - 0.055)
        }
    })
}

fn byte(part: f32) -> u8 {
    u8::try_from(crate::stream::whole(part.round())).unwrap_or(u8::MAX)
}

fn is_apart(one: [u8; 3], other: [u8; 3]) -> bool {
    let mut parts = one.iter().zip(other);
    parts.any(|(one, other)| one.abs_diff(other) >= APART) && contrast(one, other) >= CONTRAST
}

/// How much lighter one colour is than the other. (WCAG 2.2, contrast ratio)
fn contrast(one: [u8; 3], other: [u8; 3]) -> f32 {
    let light = |colour: [u8; 3]| {
        let [red, green, blue] = colour.map(|part| (f32::from(part) / 255.0).powf(2.2));
        0.05 + 0.2126 * red + 0.7152 * green + 0.0722 * blue
    };
    let (one, other) = (light(one), light(other));
    one.max(other) / one.min(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_to_write_white_is_white() {
        for white in [
            "#fff",
            "#ffffffff",
            "white",
            "canvas",
            "rgb(255,255,255)",
            "rgb(100%,100%,100%)",
            "rgb(255 255 255/100%)",
            "hsl(0,0%,100%)",
            "hsl(120deg 50% 100%)",
            "oklch(1 0 0)",
            "oklab(100% 0 0)",
        ] {
            assert_eq!(read(white), Some(Colour::solid(WHITE)), "{white}");
        }
        for white in ["ffffff", "#fff", "White", " FFFFFF ", "ffffffffffff"] {
            assert_eq!(of_attribute(white), Some(Colour::solid(WHITE)), "{white}");
        }
        assert_eq!(of_attribute("chucknorris").unwrap().parts, [0xc0, 0, 0]);
    }

    #[test]
    fn what_is_nearly_clear_is_not_seen() {
        for (colour, is_seen) in [
            ("rgb(0 0 0/0%)", false),
            ("rgba(0,0,0,0.1)", false),
            ("#0000", false),
            ("transparent", false),
            ("rgba(0,0,0,0.5)", true),
            ("lightyellow", false),
            ("yellow", true),
        ] {
            assert_eq!(read(colour).unwrap().is_seen_on(WHITE), is_seen, "{colour}");
        }
        assert_eq!(read("color(display-p3 1 1 1)"), None);
        assert_eq!(read("bleu"), None);
    }
}

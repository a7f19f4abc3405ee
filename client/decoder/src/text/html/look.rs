//! Whether an element is seen, by its styles. A property may have several values: the element is
//! taken for hidden if one of them hides it.

use std::rc::Rc;

use scraper::ElementRef;

use super::{
    colour::{self, BLACK, BUTTON, Colour, LINK, WHITE, YELLOW},
    properties::{UNKNOWN, VARIABLE},
    role::name_of,
    value::{Measure, functions, number, parts},
    values::Values,
    variables::Variables,
};

/// A text of this size or less is not read, in pixels.
const TINY_PIXELS: f32 = 3.0;
/// What is moved this far is off the page, in pixels.
const FAR_PIXELS: f32 = 200.0;
/// What is moved this far to the right is beyond the screen, in pixels.
const BEYOND_PIXELS: f32 = 1_280.0;
/// A box of this size or less shows nothing, in pixels.
const CLOSED_PIXELS: f32 = 2.0;
const OPAQUE_MIN: f32 = 0.15;
/// A text of which this much is left, in one direction, is not read.
const SCALE_MIN: f32 = 0.2;
const USUAL_PIXELS: f32 = 16.0;
const SMALLER: f32 = 0.83;
/// How many colours a text, or what is behind it, may have. If it may have more, it is hidden.
const COLOURS_MAX: usize = 8;
const SIZES: [(&str, f32); 9] = [
    ("xx-small", 9.0),
    ("x-small", 10.0),
    ("small", 13.0),
    ("medium", 16.0),
    ("large", 18.0),
    ("x-large", 24.0),
    ("xx-large", 32.0),
    ("xxx-large", 48.0),
    ("initial", 16.0),
];
const HEIGHTS: [&str; 4] = ["height", "max-height", "width", "max-width"];
const OVERFLOWS: [&str; 2] = ["overflow-x", "overflow-y"];
/// What changes the colours of what is drawn, and leaves it there.
const TINTS: [&str; 6] = [
    "grayscale",
    "sepia",
    "hue-rotate",
    "saturate",
    "drop-shadow",
    "url",
];

/// How a text looks, as it has it from the elements around.
#[derive(Clone)]
pub(super) struct Look {
    texts: Vec<Colour>,
    /// What fills the letters in place of their colour.
    fills: Vec<Colour>,
    behind: Vec<[u8; 3]>,
    /// The smallest that it may be, in pixels.
    size: f32,
    opaque: f32,
    is_visible: bool,
    pub(super) variables: Rc<Variables>,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            texts: vec![Colour::solid(BLACK)],
            fills: Vec::new(),
            behind: vec![WHITE],
            size: USUAL_PIXELS,
            opaque: 1.0,
            is_visible: true,
            variables: Rc::default(),
        }
    }
}

impl Look {
    /// The look of what stands in an element.
    pub(super) fn with(&self, element: ElementRef<'_>, values: &Values) -> Self {
        let mut look = self.clone();
        look.hint(element);
        look.style(self, values);
        look
    }

    /// What its styles make of it, as it stands in another.
    fn style(&mut self, outer: &Self, values: &Values) {
        let look = self;
        set_colours(&mut look.texts, &outer.texts, values.of("color"));
        let fills = values.of("-webkit-text-fill-color");
        set_colours(&mut look.fills, &outer.fills, fills);
        look.set_behind(values);
        let sizes = values.of("font-size").iter();
        let sizes = sizes.map(|value| outer.size_by(value));
        look.size = sizes.reduce(f32::min).unwrap_or(look.size);
        let opaque = values.of("opacity").iter().map(|value| share(value));
        look.opaque *= opaque.reduce(f32::min).unwrap_or(1.0);
        if let Some(value) = values.of("visibility").first() {
            look.is_visible = match value.as_str() {
                "inherit" | "unset" => outer.is_visible,
                _ => !values.any("visibility", |value| matches!(value, "hidden" | "collapse")),
            };
        }
    }

    /// Whether a text that looks so is seen.
    pub(super) fn is_seen(&self) -> bool {
        let texts = if self.fills.is_empty() {
            &self.texts
        } else {
            &self.fills
        };
        let mut pairs = texts
            .iter()
            .flat_map(|text| self.behind.iter().map(move |behind| (text, behind)));
        self.is_visible
            && self.size >= TINY_PIXELS
            && self.opaque >= OPAQUE_MIN
            && texts.len() <= COLOURS_MAX
            && self.behind.len() <= COLOURS_MAX
            && pairs.all(|(text, behind)| text.faded(self.opaque).is_seen_on(*behind))
    }

    /// What an element has by itself, or by its attributes. (HTML, 15.3)
    fn hint(&mut self, element: ElementRef<'_>) {
        let of = |name: &str| element.attr(name).and_then(colour::of_attribute);
        let (mut text, mut behind) = (None, None);
        match name_of(element) {
            "body" => (text, behind) = (of("text"), of("bgcolor")),
            "font" => text = of("color"),
            "table" | "thead" | "tbody" | "tfoot" | "tr" | "td" | "th" | "marquee" => {
                behind = of("bgcolor");
            }
            "a" if element.attr("href").is_some() => text = Some(Colour::solid(LINK)),
            "small" | "sub" | "sup" => self.size *= SMALLER,
            "mark" => (text, behind) = (Some(Colour::solid(BLACK)), Some(Colour::solid(YELLOW))),
            "button" => (text, behind) = (Some(Colour::solid(BLACK)), Some(Colour::solid(BUTTON))),
            "input" | "textarea" | "select" | "dialog" => {
                (text, behind) = (Some(Colour::solid(BLACK)), Some(Colour::solid(WHITE)));
            }
            _ => {}
        }
        if let Some(text) = text {
            self.texts = vec![text];
        }
        if let Some(behind) = behind {
            self.behind = vec![behind.parts];
        }
    }

    fn set_behind(&mut self, values: &Values) {
        let mut all: Vec<[u8; 3]> = Vec::new();
        let mut add = |colour: Colour| {
            for behind in &self.behind {
                let seen = colour.on(*behind);
                if !all.contains(&seen) {
                    all.push(seen);
                }
            }
        };
        for value in values.of("background-color") {
            let mut words = parts(value, ' ')
                .into_iter()
                .flat_map(|part| parts(part, ','));
            let none = Colour {
                parts: WHITE,
                opaque: 0.0,
            };
            add(words.find_map(colour::read).unwrap_or(none));
        }
        // A gradient has each of its colours somewhere.
        for value in values.of("background-image") {
            for colour in stops(value) {
                add(colour);
            }
        }
        if !all.is_empty() {
            self.behind = all;
        }
    }

    fn size_by(&self, value: &str) -> f32 {
        let measure = Measure {
            text: self.size,
            whole: self.size,
        };
        let one = |word: &str| {
            let word = word.split('/').next().unwrap_or_default();
            match word {
                "smaller" => Some(self.size * SMALLER),
                "larger" => Some(self.size / SMALLER),
                word => {
                    let mut sizes = SIZES.iter();
                    let named = sizes.find(|(name, _)| *name == word);
                    named
                        .map(|(_, size)| *size)
                        .or_else(|| number(word, measure))
                }
            }
        };
        if let Some(size) = one(value) {
            return size;
        }
        // All of a font: its weight is a number, too, and its size has a unit.
        let has_unit = |word: &&str| word.parse::<f32>().map_or(true, |number| number == 0.0);
        let words = parts(value, ' ').into_iter().filter(has_unit);
        let sizes = words.filter_map(one).reduce(f32::min);
        let unknown = if is_unknown(value) { 0.0 } else { self.size };
        sizes.unwrap_or(unknown)
    }

    /// How far a value moves, in pixels.
    fn length(&self, value: &str) -> Option<f32> {
        let measure = Measure {
            text: self.size,
            whole: BEYOND_PIXELS,
        };
        number(value, measure)
    }

    /// Whether an element and what stands in it is not seen.
    pub(super) fn hides(&self, values: &Values) -> bool {
        let is = |name: &str, word: &str| values.any(name, |value| value == word);
        is("display", "none")
            || is("content-visibility", "hidden")
            || ["display", "content-visibility", "visibility"]
                .iter()
                .any(|name| values.any(name, is_unknown))
            || values.any("zoom", |value| share(value) < SCALE_MIN)
            || values.any("font-size-adjust", |value| share(value) < SCALE_MIN)
            || values.any("line-height", |value| self.is_flat(value))
            || values.any("letter-spacing", |value| {
                self.length(value).is_some_and(|by| by <= -0.4 * self.size) || is_unknown(value)
            })
            || values.any("text-indent", |value| {
                let by = parts(value, ' ')
                    .into_iter()
                    .find_map(|part| self.length(part));
                by.is_some_and(|by| by.abs() >= FAR_PIXELS) || is_unknown(value)
            })
            || values.any("-webkit-text-security", is_set)
            || values.any("content", |value| {
                value.contains("url(") || value.contains("image")
            })
            || self.is_moved_away(values)
            || self.is_cut_away(values)
            || self.is_turned_away(values)
            || values.any("filter", hides_by_filter)
    }

    fn is_flat(&self, value: &str) -> bool {
        // Of all of a font, it stands behind the size.
        let value = match value.split_once('/') {
            Some((_, behind)) => behind.split(' ').next().unwrap_or_default(),
            None if value.contains(' ') => return false,
            None => value,
        };
        match value.parse::<f32>() {
            Ok(times) => times < SCALE_MIN,
            Err(_) => self
                .length(value)
                .is_some_and(|height| height < TINY_PIXELS),
        }
    }

    fn is_moved_away(&self, values: &Values) -> bool {
        let any = |name: &str, is: &dyn Fn(f32) -> bool| {
            values.any(name, |value| {
                let mut moved = parts(value, ' ').into_iter();
                is_unknown(value) || moved.any(|part| self.length(part).is_some_and(is))
            })
        };
        let is_left = |by: f32| by <= -FAR_PIXELS;
        let is_beyond = |by: f32| by <= -FAR_PIXELS || by >= BEYOND_PIXELS;
        let is_placed = values.any("position", |value| value != "static");
        let sides = any("left", &is_beyond)
            || any("right", &is_beyond)
            || any("top", &is_left)
            || any("bottom", &is_left);
        (is_placed && sides) || any("margin-left", &is_beyond) || any("margin-top", &is_left)
    }

    fn is_cut_away(&self, values: &Values) -> bool {
        let cuts = |name: &&str| {
            values.any(name, |value| {
                parts(value, ' ')
                    .iter()
                    .any(|word| !matches!(*word, "visible" | "unset"))
            })
        };
        let is_closed = |name: &&str| {
            values.any(name, |value| {
                is_unknown(value) || self.length(value).is_some_and(|size| size <= CLOSED_PIXELS)
            })
        };
        values.any("clip", is_set)
            || values.any("clip-path", is_set)
            || (OVERFLOWS.iter().any(cuts) && HEIGHTS.iter().any(is_closed))
    }

    fn is_turned_away(&self, values: &Values) -> bool {
        // A share is one of the element, which may be as wide as the page.
        let measure = Measure {
            text: self.size,
            whole: FAR_PIXELS,
        };
        let is_moved = |value: &str| {
            number(value, measure).is_none_or(|by| {
                let is_whole = value.contains('%') && by >= FAR_PIXELS;
                is_whole || by <= -FAR_PIXELS || by >= BEYOND_PIXELS
            })
        };
        let is_flat = |value: &str| share(value).abs() < SCALE_MIN;
        let by_function = |(name, inside): (&str, Vec<&str>)| match name {
            "translate" | "translatex" | "translatey" | "translate3d" => {
                inside.into_iter().any(is_moved)
            }
            "scale" | "scalex" | "scaley" | "scale3d" => inside.into_iter().any(is_flat),
            "matrix" => {
                let sizes = [inside.first(), inside.get(3)];
                let is_upright = sizes
                    .iter()
                    .all(|size| size.is_some_and(|one| !is_flat(one)));
                let moved = [inside.get(4), inside.get(5)];
                !is_upright || moved.iter().any(|by| by.is_none_or(|by| is_moved(by)))
            }
            "rotate" | "rotatez" | "skew" | "skewx" | "skewy" | "translatez" => false,
            _ => true,
        };
        values.any("transform", |value| {
            is_set(value) && functions(value).is_none_or(|all| all.into_iter().any(by_function))
        }) || values.any("translate", |value| {
            is_set(value) && parts(value, ' ').into_iter().any(is_moved)
        }) || values.any("scale", |value| {
            is_set(value) && parts(value, ' ').into_iter().any(is_flat)
        }) || values.any("rotate", |value| value.contains(['x', 'y', '(']))
    }
}

/// Whether a declaration alone could hide an element.
pub(super) fn may_hide(name: &str, value: &str) -> bool {
    let values = Values::one(name, value);
    let (outer, mut look) = (Look::default(), Look::default());
    look.style(&outer, &values);
    look.hides(&values) || !look.is_seen()
}

/// Whether a style does what we do not follow: what is drawn over it, or cut off, may not be seen.
pub(super) fn is_unsure(values: &Values) -> bool {
    let cuts = OVERFLOWS.iter().any(|name| {
        values.any(name, |value| {
            value.contains("hidden") || value.contains("clip")
        })
    });
    let is_high = ["height", "max-height"]
        .iter()
        .any(|name| values.any(name, |value| !is_word(value) && !value.contains(['%', 'v'])));
    let tint = |value: &str| {
        is_set(value)
            && functions(value).is_none_or(|all| all.iter().any(|(name, _)| !TINTS.contains(name)))
    };
    (cuts && (is_high || values.any("text-overflow", |value| value.contains("ellipsis"))))
        || values.any("background-image", |value| {
            value.contains("url(") || is_unknown(value)
        })
        || ["color", "background-color"]
            .iter()
            .any(|name| values.any(name, is_unread))
        || values.any("z-index", |value| value.starts_with('-'))
        || values.any("offset-path", is_set)
        || values.any("mask-image", is_set)
        || values.any("mix-blend-mode", |value| is_set(value) && value != "normal")
        || values.any("filter", tint)
        || values.any("animation", is_set)
}

/// Whether it is only known where the page is shown what a value is.
fn is_unknown(value: &str) -> bool {
    value.contains(VARIABLE) || UNKNOWN.iter().any(|function| value.contains(function))
}

/// Whether it has a colour that we cannot read.
fn is_unread(value: &str) -> bool {
    let mut words = parts(value, ' ').into_iter();
    let is_picture = |word: &str| word.contains("url(") || word.contains("gradient(");
    words.any(|word| word.contains('(') && !is_picture(word) && colour::read(word).is_none())
}

fn is_set(value: &str) -> bool {
    !matches!(
        value,
        "none" | "auto" | "unset" | "initial" | "inherit" | "revert"
    )
}

fn is_word(value: &str) -> bool {
    value.chars().all(|c| c.is_ascii_alphabetic() || c == '-')
}

/// A share of one. What is no number is whole, and what cannot be known nothing.
fn share(value: &str) -> f32 {
    let measure = Measure {
        text: 1.0,
        whole: 1.0,
    };
    let unknown = if value.contains('(') { 0.0 } else { 1.0 };
    number(value, measure).unwrap_or(unknown)
}

fn hides_by_filter(value: &str) -> bool {
    if !is_set(value) {
        return false;
    }
    let hides = |(name, inside): &(&str, Vec<&str>)| {
        let first = inside.first().copied().unwrap_or_default();
        match *name {
            "opacity" | "contrast" => share(first) < OPAQUE_MIN,
            "blur" => share(first) > 1.0,
            _ => false,
        }
    };
    is_unknown(value) || functions(value).is_some_and(|all| all.iter().any(hides))
}

/// The colours that a text may have, in the order in which they count.
fn set_colours(own: &mut Vec<Colour>, outer: &[Colour], values: &[String]) {
    if values.is_empty() {
        return;
    }
    let mut all = Vec::new();
    for value in values {
        match value.as_str() {
            "inherit" | "unset" | "currentcolor" => all.extend_from_slice(outer),
            "initial" | "revert" => all.push(Colour::solid(BLACK)),
            // One that is not known stays as it would be: what is told says so.
            value => all.extend(colour::read(value)),
        }
    }
    if !all.is_empty() {
        *own = all;
    }
}

/// The colours of gradients.
fn stops(value: &str) -> Vec<Colour> {
    let gradients = parts(value, ',');
    let gradients = gradients.into_iter().flat_map(|part| parts(part, ' '));
    let inside = gradients.filter_map(|one| {
        let (name, inside) = one.strip_suffix(')')?.split_once('(')?;
        name.ends_with("gradient").then_some(inside)
    });
    let all = inside.flat_map(|inside| parts(inside, ','));
    all.filter_map(|stop| parts(stop, ' ').into_iter().find_map(colour::read))
        .collect()
}

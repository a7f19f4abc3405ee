//! How cells and their texts look, as far as it tells whether a text is seen.

use std::collections::{HashMap, HashSet};

use quick_xml::events::BytesStart;

use crate::{
    text::html::colour::{self, Colour, WHITE},
    xml::{Piece, Pieces, attribute},
};

/// How many styles may stand on each other.
const PARENTS_MAX: usize = 32;
/// The smallest font that a person can read, in points.
const FONT_MIN_POINTS: f32 = 3.0;
/// The smallest height of a row and width of a column in which a person can read, in inches.
const SIDE_MIN_INCHES: f32 = 0.06;
/// The smallest share of their font that letters may have to be readable, in hundredths.
const SHARE_MIN_PERCENT: f32 = 40.0;
/// The smallest space between letters that leaves them readable, in inches: below it they overlap.
const SPACING_MIN_INCHES: f32 = -0.03;
/// How far the colour of a text is from those of a scale at least, in one of its parts.
const SCALE_APART: u8 = 24;
/// Attributes that name a colour of a scale or a bar.
const SCALES: [&str; 3] = [
    "calcext:color",
    "calcext:negative-color",
    "calcext:positive-color",
];
/// What formats of numbers are called among styles, and how styles of cells begin.
const NUMBERS: &str = "numbers";
const CELLS: &str = "table-cell ";
/// How many of each unit make an inch.
const UNITS: [(&str, f32); 5] = [
    ("cm", 2.54),
    ("in", 1.0),
    ("mm", 25.4),
    ("pc", 6.0),
    ("pt", 72.0),
];
/// Attributes that name the style of a condition.
const CONDITIONAL: [&str; 2] = ["calcext:apply-style-name", "calcext:style"];
const POINTS_PER_INCH: f32 = 72.0;

/// What a style says itself.
#[derive(Clone, Debug, Default)]
struct Look {
    parent: Option<String>,
    text: Option<Text>,
    behind: Option<[u8; 3]>,
    font_inches: Option<f32>,
    /// The cell shows nothing while its sheet is protected.
    is_covered: Option<bool>,
    /// A row or a column of no height or width.
    is_flat: bool,
    /// Its letters are narrower or smaller than their font.
    is_squeezed: bool,
    /// The format of its numbers.
    numbers: Option<String>,
    /// The styles that it has where a condition holds.
    mapped: Vec<String>,
}

/// The colour of a text.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Text {
    /// Black on what is light, white on what is dark.
    Automatic,
    Of(Colour),
    /// It cannot be read.
    Unknown,
}

/// The styles of a workbook.
#[derive(Default)]
pub(super) struct Looks {
    styles: HashMap<String, Look>,
    /// The styles that a condition may give a cell.
    conditional: HashSet<String>,
    /// The colours of scales and bars.
    scale: Vec<[u8; 3]>,
    /// Bars or signs stand in cells in place of what they hold.
    hides_values: bool,
}

/// What is seen of a text in its cell.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Seen {
    Yes,
    No,
    /// It depends on a condition or a format that the decoder does not compute.
    Unclear,
}

impl Looks {
    pub(super) fn of(document: &[u8]) -> quick_xml::Result<Self> {
        let mut pieces = Pieces::of(document);
        let mut looks = Self::default();
        let mut style = None::<Style>;
        while let Some(piece) = pieces.next()? {
            match piece {
                Piece::Start(element) => {
                    if let Some(style) = &mut style {
                        style.depth += 1;
                        style.look.note(&element);
                    } else {
                        looks.note_condition(&element);
                        style = Style::begin(&element);
                    }
                }
                Piece::End => {
                    if let Some(ended) = style.take() {
                        style = looks.end(ended);
                    }
                }
                Piece::Declaration(_) | Piece::Text(_) => {}
            }
        }
        Ok(looks)
    }

    fn end(&mut self, mut style: Style) -> Option<Style> {
        style.depth -= 1;
        if style.depth > 0 {
            return Some(style);
        }
        if style.key.starts_with(CELLS) {
            self.conditional.extend(style.look.mapped.iter().cloned());
        }
        self.styles.insert(style.key, style.look);
        None
    }

    fn note_condition(&mut self, element: &BytesStart<'_>) {
        let colours = SCALES.map(|name| attribute(element, name));
        for colour in colours.into_iter().flatten() {
            let colour = colour::read(&colour.to_lowercase());
            // A bar fades to white.
            self.scale
                .push(colour.map_or(WHITE, |colour| colour.on(WHITE)));
            if element.name().as_ref() == b"calcext:data-bar" {
                self.scale.push(WHITE);
            }
        }
        let named = CONDITIONAL.map(|name| attribute(element, name));
        self.conditional.extend(named.into_iter().flatten());
        let shows = attribute(element, "calcext:show-value");
        self.hides_values |= shows.is_some_and(|shows| shows != "true");
    }

    /// Whether a style of a row or a column makes it so flat that nothing is seen of it.
    pub(super) fn is_flat(&self, family: &str, name: &str) -> bool {
        self.styles
            .get(&key(family, name))
            .is_some_and(|look| look.is_flat)
    }

    /// Whether a text is seen: `cell` is the name of its cell's style, and `spans` are those of the
    /// spans around it, from the inside.
    pub(super) fn is_seen<'a>(
        &self,
        cell: &str,
        spans: impl Iterator<Item = &'a String>,
        is_protected: bool,
    ) -> Seen {
        let mut chain: Vec<&Look> = spans.flat_map(|span| self.chain("text", span)).collect();
        chain.extend(self.chain("table-cell", cell));
        chain.extend(self.styles.get(&key("table-cell", "")));
        let seen = seen(&chain, is_protected);
        if seen != Seen::Yes {
            return seen;
        }
        let numbers = chain.iter().find_map(|look| look.numbers.as_ref());
        let numbers = numbers.map_or_else(Vec::new, |name| self.formats(name));
        // Where a condition holds, its style stands on top.
        let conditional = self.conditional.iter();
        let conditional = conditional.map(|style| self.chain("table-cell", style));
        let mut above = conditional.chain(numbers.into_iter().map(|look| vec![look]));
        let may_hide = above.any(|above| {
            let stacked = [above, chain.clone()].concat();
            self::seen(&stacked, is_protected) != Seen::Yes
        });
        if may_hide || self.hides_values || self.is_on_scale(&chain) {
            Seen::Unclear
        } else {
            Seen::Yes
        }
    }

    /// The looks that a format of numbers gives: its own, and those for numbers of some size.
    fn formats(&self, name: &str) -> Vec<&Look> {
        let own = self.styles.get(&key(NUMBERS, name));
        let mapped = own.into_iter().flat_map(|own| &own.mapped);
        let mapped = mapped.filter_map(|name| self.styles.get(&key(NUMBERS, name)));
        own.into_iter().chain(mapped).collect()
    }

    /// Whether a text may have a colour that a scale or a bar gives cells.
    fn is_on_scale(&self, chain: &[&Look]) -> bool {
        let Some(Text::Of(colour)) = chain.iter().find_map(|look| look.text) else {
            return false;
        };
        let parts = colour.on(WHITE);
        let within = |(part, at): (&u8, usize)| {
            let of_scale = || self.scale.iter().filter_map(|colour| colour.get(at));
            let (least, most) = (of_scale().min(), of_scale().max());
            let is_above = least.is_some_and(|least| part.saturating_add(SCALE_APART) >= *least);
            is_above && most.is_some_and(|most| part.saturating_sub(SCALE_APART) <= *most)
        };
        parts.iter().zip(0..).all(within)
    }

    /// A style, and those that it stands on.
    fn chain(&self, family: &str, name: &str) -> Vec<&Look> {
        let mut chain = Vec::new();
        let mut next = self.styles.get(&key(family, name));
        while let Some(look) = next.filter(|_| chain.len() < PARENTS_MAX) {
            chain.push(look);
            let parent = look.parent.as_ref();
            next = parent.and_then(|parent| self.styles.get(parent));
        }
        chain
    }
}

/// What is seen of a text whose look is said by these styles, the first before the others.
fn seen(chain: &[&Look], is_protected: bool) -> Seen {
    let chain = || chain.iter();
    let behind = chain().find_map(|look| look.behind).unwrap_or(WHITE);
    let font = chain().find_map(|look| look.font_inches);
    let is_covered = chain().find_map(|look| look.is_covered);
    let is_tiny = font.is_some_and(|inches| inches * POINTS_PER_INCH < FONT_MIN_POINTS);
    let is_tiny = is_tiny || chain().any(|look| look.is_squeezed);
    if is_tiny || (is_protected && is_covered == Some(true)) {
        return Seen::No;
    }
    match chain().find_map(|look| look.text) {
        None | Some(Text::Automatic) => Seen::Yes,
        Some(Text::Of(colour)) if colour.is_seen_on(behind) => Seen::Yes,
        Some(Text::Of(_)) => Seen::No,
        Some(Text::Unknown) => Seen::Unclear,
    }
}

/// A style that is being read.
struct Style {
    key: String,
    look: Look,
    depth: usize,
}

impl Style {
    /// None if the element is no style.
    fn begin(element: &BytesStart<'_>) -> Option<Self> {
        let full = element.name();
        let is_style = matches!(full.as_ref(), b"style:style" | b"style:default-style");
        let is_format = full.as_ref().starts_with(b"number:") && full.as_ref().ends_with(b"-style");
        let family = if is_format {
            NUMBERS.to_owned()
        } else {
            attribute(element, "style:family").filter(|_| is_style)?
        };
        let name = attribute(element, "style:name").unwrap_or_default();
        let parent = attribute(element, "style:parent-style-name");
        Some(Self {
            key: key(&family, &name),
            look: Look {
                parent: parent.map(|parent| key(&family, &parent)),
                numbers: attribute(element, "style:data-style-name"),
                ..Look::default()
            },
            depth: 1,
        })
    }
}

impl Look {
    /// Takes note of what stands in a style.
    fn note(&mut self, element: &BytesStart<'_>) {
        let value = |name| attribute(element, name);
        match element.name().as_ref() {
            b"style:text-properties" => {
                self.text = match (value("style:use-window-font-color"), value("fo:color")) {
                    (Some(automatic), _) if automatic == "true" => Some(Text::Automatic),
                    (_, Some(colour)) => Some(match colour::read(&colour.to_lowercase()) {
                        Some(colour) => Text::Of(colour),
                        None => Text::Unknown,
                    }),
                    (_, None) => self.text,
                };
                let of_line = value("style:text-position");
                let of_line = of_line.as_ref().and_then(|line| line.split(' ').nth(1));
                let scale = value("style:text-scale");
                let mut shares = [of_line, scale.as_deref()].into_iter().flatten();
                self.is_squeezed |= shares.any(is_small_share);
                let spacing = value("fo:letter-spacing").filter(|spacing| spacing != "normal");
                self.is_squeezed |= spacing.is_some_and(|spacing| {
                    inches(&spacing).is_none_or(|spacing| spacing < SPACING_MIN_INCHES)
                });
                let is_faint = value("loext:opacity").is_some_and(|opacity| opacity != "100%");
                if is_faint {
                    self.text = Some(Text::Unknown);
                }
                // A size that cannot be read is none.
                self.font_inches = value("fo:font-size")
                    .map(|size| inches(&size).unwrap_or_default())
                    .or(self.font_inches);
            }
            b"style:table-cell-properties" => {
                let behind = value("fo:background-color");
                let behind = behind.and_then(|behind| colour::read(&behind.to_lowercase()));
                self.behind = behind.map(|behind| behind.on(WHITE)).or(self.behind);
                self.is_covered = value("style:cell-protect")
                    .map(|protect| protect.contains("hidden-and-protected"))
                    .or(self.is_covered);
            }
            b"style:table-column-properties" => {
                self.is_flat |= value("style:column-width").is_some_and(|side| is_flat(&side));
            }
            b"style:table-row-properties" => {
                self.is_flat |= value("style:row-height").is_some_and(|side| is_flat(&side));
            }
            b"style:map" => self.mapped.extend(value("style:apply-style-name")),
            _ => {}
        }
    }
}

fn key(family: &str, name: &str) -> String {
    format!("{family} {name}")
}

/// Whether letters of this share of their font, such as `58%`, are too small to read, or the share
/// itself cannot be read.
fn is_small_share(written: &str) -> bool {
    let share = written.strip_suffix('%').map(str::parse::<f32>);
    !matches!(share, Some(Ok(share)) if share >= SHARE_MIN_PERCENT)
}

fn is_flat(side: &str) -> bool {
    inches(side).is_none_or(|inches| inches < SIDE_MIN_INCHES)
}

/// A length like `0.5cm`, in inches.
fn inches(written: &str) -> Option<f32> {
    let written = written.trim();
    let mut units = UNITS.iter();
    let (number, per_inch) =
        units.find_map(|(unit, per_inch)| Some((written.strip_suffix(unit)?, per_inch)))?;
    Some(number.trim().parse::<f32>().ok()? / per_inch)
}

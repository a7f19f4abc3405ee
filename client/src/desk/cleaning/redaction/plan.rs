//! Where pages are blackened: boxes that an editor drew, and one for each place at which a text
//! stands.
//!
//! All boxes around texts are of one width, whatever the text, so that the width does not tell it.
//! Each begins where the text begins, and runs on in the direction in which one reads.

use std::collections::BTreeMap;

use super::{
    area::Area,
    error::RedactionError,
    hits::{Direction, Hits},
    rect::Rect,
};
use crate::desk::cleaning::pixels::Page;

/// How much wider than high a box is at least.
const WIDTHS_PER_HEIGHT: u32 = 6;
/// The smallest margin around a text, in pixels, and what part of its height a larger one is.
const MARGIN_MIN: u32 = 4;
const HEIGHTS_PER_MARGIN: u32 = 6;
/// Heights are told apart by this much, in hundredths, and no finer.
const HEIGHT_STEP_PERCENT: u32 = 125;
const HEIGHT_MIN: u32 = 12;
/// The margin of a box that may look less than black in a JPEG, in pixels, and how bright it may be
/// inside.
const EDGE: u32 = 8;
const BRIGHTEST: u8 = 64;

/// How high a box around a text of this height is, and its margin.
fn height_of(text: u32) -> (u32, u32) {
    let mut height = HEIGHT_MIN;
    while height < text {
        height = (height * HEIGHT_STEP_PERCENT).div_ceil(100);
    }
    let margin = (height / HEIGHTS_PER_MARGIN).max(MARGIN_MIN);
    (height + 2 * margin, margin)
}

/// Where pages are blackened.
#[derive(Default)]
pub(in crate::desk::cleaning) struct Plan {
    areas: Vec<Area>,
    boxes: BTreeMap<u32, Vec<Rect>>,
}

impl Plan {
    /// A plan of what was drawn, and of what was found on each page, the first being 1.
    pub(super) fn new(areas: &[Area], found: &BTreeMap<u32, Hits>) -> Self {
        let width = width_of(found);
        let boxes = found.iter().map(|(page, hits)| {
            let boxes = hits.all().iter().flat_map(|hit| {
                let parts = hit.parts.iter();
                parts.map(|part| around(part, hit.direction, width))
            });
            let mut boxes: Vec<Rect> = boxes.collect();
            boxes.sort_unstable();
            boxes.dedup();
            (*page, boxes)
        });
        Self {
            areas: areas.to_vec(),
            boxes: boxes.filter(|(_, boxes)| !boxes.is_empty()).collect(),
        }
    }

    /// The boxes of a page.
    fn on(&self, number: u32, page: &Page) -> impl Iterator<Item = Rect> {
        let (width, height) = (page.width(), page.height());
        let drawn = self.areas.iter().filter(move |area| area.page == number);
        let drawn = drawn.map(move |area| area.on((width, height)));
        let found = self.boxes.get(&number).into_iter().flatten();
        drawn.chain(found.map(move |rect| inside(rect, (width, height))))
    }

    /// Blackens what is to be black on a page.
    pub(in crate::desk::cleaning) fn burn(&self, number: u32, page: &mut Page) {
        let boxes: Vec<Rect> = self.on(number, page).collect();
        for rect in boxes {
            rect.blacken(page);
        }
    }

    /// Whether all that was to be black is.
    pub(super) fn is_burnt(&self, number: u32, page: &Page) -> bool {
        let mut boxes = self.on(number, page);
        boxes.all(|rect| rect.is_dark(page, EDGE, BRIGHTEST))
    }

    /// Fails if a box was drawn on a page that does not exist.
    pub(in crate::desk::cleaning) fn check_pages(&self, count: u32) -> Result<(), RedactionError> {
        let mut areas = self.areas.iter();
        match areas.find(|area| area.page > count) {
            Some(area) => Err(RedactionError::NoSuchPage {
                page: area.page,
                count,
            }),
            None => Ok(()),
        }
    }

    /// How many boxes each page has that has one.
    pub(in crate::desk::cleaning) fn counts(&self) -> BTreeMap<u32, usize> {
        let mut counts = BTreeMap::new();
        for area in &self.areas {
            *counts.entry(area.page).or_default() += 1;
        }
        for (page, boxes) in &self.boxes {
            *counts.entry(*page).or_default() += boxes.len();
        }
        counts
    }
}

/// The one width of all boxes: a whole multiple of what suits the highest text.
fn width_of(found: &BTreeMap<u32, Hits>) -> u32 {
    let hits = found.values().flat_map(Hits::all);
    let parts = hits.flat_map(|hit| hit.parts.iter().map(|part| hit.direction.measure(part)));
    let (mut unit, mut longest) = (0, 0);
    for (length, height) in parts {
        let (height, margin) = height_of(height);
        unit = unit.max(height * WIDTHS_PER_HEIGHT);
        longest = longest.max(length + 2 * margin);
    }
    longest.div_ceil(unit.max(1)) * unit
}

/// The box around a part, which may reach beyond the page on the right and below.
fn around(part: &Rect, direction: Direction, width: u32) -> Rect {
    let (_, high) = direction.measure(part);
    let (height, margin) = height_of(high);
    let left = part.left.saturating_sub(margin);
    let top = part.top.saturating_sub(margin);
    let (right, bottom) = (part.right + margin, part.bottom + margin);
    let [left, top, right, bottom] = match direction {
        Direction::Right => [left, top, left + width, top + height],
        Direction::Up => [left, bottom.saturating_sub(width), left + height, bottom],
        Direction::Left => [right.saturating_sub(width), top, right, top + height],
        Direction::Down => [left, top, left + height, top + width],
    };
    Rect {
        left,
        top,
        right,
        bottom,
    }
}

/// A box of the same size that does not reach beyond the page, where there is room for it.
fn inside(rect: &Rect, (width, height): (u32, u32)) -> Rect {
    let left = rect.left.min(width.saturating_sub(rect.width()));
    let top = rect.top.min(height.saturating_sub(rect.height()));
    Rect {
        left,
        top,
        right: rect.right.min(width),
        bottom: rect.bottom.min(height),
    }
}

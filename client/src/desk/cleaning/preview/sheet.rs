//! Small pages on a sheet, each with its number, and one page by itself. Marks on the left and
//! above stand at each tenth of a page: with them a box can be said.

use std::io;

use super::canvas::{Area, BLACK, Canvas, GREY, width_of};
use crate::desk::cleaning::pixels::Page;

/// How many pages stand beside each other, and how many below.
const COLUMNS: u32 = 4;
const ROWS: u32 = 4;
/// How many pages a sheet has.
pub(in crate::desk::cleaning) const SHEET_PAGES: u32 = COLUMNS * ROWS;
/// The room for each page, in pixels.
const CELL: (u32, u32) = (320, 420);
/// What is left around a page, for its marks.
const GAP: u32 = 20;
/// The room below a page for its number.
const LABEL: u32 = 32;
/// How wide the dots of a number are.
const DOT: u32 = 3;
/// A page by itself: the most pixels of a side, what is left around, how wide its dots are.
const LARGE_MAX: u32 = 2_400;
const LARGE_GAP: u32 = 60;
const LARGE_DOT: u32 = 2;
/// How long marks are, those in the middle longer.
const MARK: u32 = 6;
const MIDDLE_MARK: u32 = 12;
/// How far the dots of a line are apart that is drawn over a page by itself.
const DOTTED: u32 = 6;
const TENTHS: u32 = 10;

/// A sheet that is being filled.
pub(in crate::desk::cleaning) struct Sheet {
    canvas: Canvas,
    filled: u32,
    room: u32,
}

impl Sheet {
    /// A sheet with room for some of this many pages.
    pub(in crate::desk::cleaning) fn new(pages: u32) -> Self {
        let room = pages.clamp(1, SHEET_PAGES);
        let (columns, rows) = (room.min(COLUMNS), room.div_ceil(COLUMNS));
        let width = columns * (CELL.0 + GAP) + GAP;
        let height = rows * (CELL.1 + GAP + LABEL) + GAP;
        Self {
            canvas: Canvas::new(width, height),
            filled: 0,
            room,
        }
    }

    pub(in crate::desk::cleaning) const fn is_full(&self) -> bool {
        self.filled >= self.room
    }

    /// Adds a page, with digits below.
    pub(in crate::desk::cleaning) fn add(&mut self, page: &Page, label: &str) {
        let (column, row) = (self.filled % COLUMNS, self.filled / COLUMNS);
        let left = GAP + column * (CELL.0 + GAP);
        let top = GAP + row * (CELL.1 + GAP + LABEL);
        let (width, height) = fitted((page.width(), page.height()), CELL);
        let area = Area {
            left: left + (CELL.0 - width) / 2,
            top: top + (CELL.1 - height) / 2,
            width,
            height,
        };
        draw(&mut self.canvas, page, area);
        let middle = (left + CELL.0 / 2).saturating_sub(width_of(label, DOT) / 2);
        self.canvas.text((middle, top + CELL.1 + DOT), DOT, label);
        self.filled += 1;
    }

    /// As a PNG.
    pub(in crate::desk::cleaning) fn png(&self) -> io::Result<Vec<u8>> {
        self.canvas.png()
    }
}

/// One page by itself, with the hundredths at its marks, as a PNG.
pub(in crate::desk::cleaning) fn large(page: &Page) -> io::Result<Vec<u8>> {
    let size = (page.width(), page.height());
    let (width, height) = fitted(size, (size.0.min(LARGE_MAX), size.1.min(LARGE_MAX)));
    let mut canvas = Canvas::new(width + 2 * LARGE_GAP, height + 2 * LARGE_GAP);
    let area = Area {
        left: LARGE_GAP,
        top: LARGE_GAP,
        width,
        height,
    };
    draw(&mut canvas, page, area);
    for tenth in 0..=TENTHS {
        let label = (tenth * TENTHS).to_string();
        let (x, y) = at_tenth(area, tenth);
        let text_width = width_of(&label, LARGE_DOT);
        let above = (
            x.saturating_sub(text_width / 2),
            LARGE_GAP - 2 * MARK - 4 * MARK,
        );
        canvas.text(above, LARGE_DOT, &label);
        canvas.text((2 * LARGE_DOT, y.saturating_sub(MARK)), LARGE_DOT, &label);
        for dot in (0..height).step_by(DOTTED as usize) {
            canvas.fill(point(x, LARGE_GAP + dot), GREY);
        }
        for dot in (0..width).step_by(DOTTED as usize) {
            canvas.fill(point(LARGE_GAP + dot, y), GREY);
        }
    }
    canvas.png()
}

const fn point(left: u32, top: u32) -> Area {
    Area {
        left,
        top,
        width: 1,
        height: 1,
    }
}

/// A page with a frame and its marks.
fn draw(canvas: &mut Canvas, page: &Page, area: Area) {
    let frame = Area {
        left: area.left - 1,
        top: area.top - 1,
        width: area.width + 2,
        height: area.height + 2,
    };
    canvas.fill(frame, GREY);
    canvas.picture(page, area);
    for tenth in 0..=TENTHS {
        let (x, y) = at_tenth(area, tenth);
        let length = if tenth == TENTHS / 2 {
            MIDDLE_MARK
        } else {
            MARK
        };
        let above = Area {
            left: x,
            top: area.top - 1 - length,
            width: 1,
            height: length,
        };
        let beside = Area {
            left: area.left - 1 - length,
            top: y,
            width: length,
            height: 1,
        };
        canvas.fill(above, BLACK);
        canvas.fill(beside, BLACK);
    }
}

const fn at_tenth(area: Area, tenth: u32) -> (u32, u32) {
    let x = area.left + area.width * tenth / TENTHS;
    let y = area.top + area.height * tenth / TENTHS;
    (x, y)
}

/// The largest size of the same shape in this room, and no larger than the page.
fn fitted((width, height): (u32, u32), room: (u32, u32)) -> (u32, u32) {
    let room = (room.0.min(width).max(1), room.1.min(height).max(1));
    let other = |side: u32, own: u32, other: u32| {
        let fitted = u64::from(side) * u64::from(other) / u64::from(own.max(1));
        u32::try_from(fitted).unwrap_or(u32::MAX).max(1)
    };
    let below = other(room.0, width, height);
    if below <= room.1 {
        (room.0, below)
    } else {
        (other(room.1, height, width).min(room.0), room.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_each_shape_fit() {
        for (size, expected) in [
            ((1240, 1754), (296, 420)),
            ((4000, 300), (320, 24)),
            ((32_767, 1), (320, 1)),
            ((1, 32_767), (1, 420)),
            ((10, 10), (10, 10)),
        ] {
            assert_eq!(fitted(size, CELL), expected, "{size:?}");
            let (width, height) = fitted(size, CELL);
            assert!(width <= CELL.0 && height <= CELL.1);
        }
    }

    #[test]
    fn a_sheet_is_as_large_as_its_pages_need() {
        let size = |pages| {
            let png = Sheet::new(pages).png().unwrap();
            let side = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
            (side(16), side(20))
        };
        assert_eq!(size(1), (CELL.0 + 2 * GAP, CELL.1 + 2 * GAP + LABEL));
        assert_eq!(size(5).1, 2 * (CELL.1 + GAP + LABEL) + GAP);
        assert_eq!(size(16), size(800));
        let mut sheet = Sheet::new(2);
        for number in ["1", "2"] {
            assert!(!sheet.is_full());
            sheet.add(&Page::blank(30, 40), number);
        }
        assert!(sheet.is_full());
        assert!(large(&Page::blank(1, 9_000)).is_ok());
    }
}

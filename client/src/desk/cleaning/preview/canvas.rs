//! A white page on which pictures, lines and digits are drawn.

use std::io;

use sourdine_decoder::stream::SAMPLES;

use super::digits::{ADVANCE, dots};
use crate::desk::cleaning::{picture::png, pixels::Page};

pub(super) type Colour = [u8; SAMPLES];
pub(super) const BLACK: Colour = [0; SAMPLES];
pub(super) const GREY: Colour = [150; SAMPLES];

/// From the first column and row, and how many of each.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Area {
    pub(super) left: u32,
    pub(super) top: u32,
    pub(super) width: u32,
    pub(super) height: u32,
}

pub(super) struct Canvas(Page);

impl Canvas {
    pub(super) fn new(width: u32, height: u32) -> Self {
        Self(Page::blank(width, height))
    }

    /// As a PNG.
    pub(super) fn png(&self) -> io::Result<Vec<u8>> {
        png::write(&self.0)
    }

    pub(super) fn fill(&mut self, area: Area, colour: Colour) {
        for y in area.top..area.top.saturating_add(area.height) {
            for x in area.left..area.left.saturating_add(area.width) {
                self.set(x, y, colour);
            }
        }
    }

    /// What is beyond the page is not drawn.
    fn set(&mut self, x: u32, y: u32, colour: Colour) {
        if x < self.0.width() && y < self.0.height() {
            let at = (y as usize * self.0.width() as usize + x as usize) * SAMPLES;
            if let Some(pixel) = self.0.samples_mut().get_mut(at..at + SAMPLES) {
                pixel.copy_from_slice(&colour);
            }
        }
    }

    /// Digits, each dot this many pixels wide. Gives how wide they are.
    pub(super) fn text(&mut self, (left, top): (u32, u32), dot: u32, text: &str) {
        for (column, row) in dots(text) {
            let area = Area {
                left: left + column * dot,
                top: top + row * dot,
                width: dot,
                height: dot,
            };
            self.fill(area, BLACK);
        }
    }

    /// A picture, made as small as the area: each pixel is what is in its place on average.
    pub(super) fn picture(&mut self, page: &Page, area: Area) {
        for y in 0..area.height {
            let rows = part(y, area.height, page.height());
            for x in 0..area.width {
                let columns = part(x, area.width, page.width());
                let colour = average(page, columns, rows.clone());
                self.set(area.left + x, area.top + y, colour);
            }
        }
    }
}

/// How wide a text is whose dots are this wide.
pub(super) fn width_of(text: &str, dot: u32) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or_default() * ADVANCE * dot
}

/// The pixels of the nth part of a side that is cut into `of` parts: at least one.
fn part(nth: u32, of: u32, side: u32) -> std::ops::Range<u32> {
    let at = |nth: u32| u64::from(nth) * u64::from(side) / u64::from(of.max(1));
    let at = |nth: u32| u32::try_from(at(nth)).unwrap_or(side);
    let begin = at(nth).min(side.saturating_sub(1));
    begin..at(nth + 1).max(begin + 1)
}

fn average(page: &Page, columns: std::ops::Range<u32>, rows: std::ops::Range<u32>) -> Colour {
    let width = page.width() as usize;
    let (mut sums, mut count) = ([0_u64; SAMPLES], 0);
    for y in rows {
        let at = |x: u32| (y as usize * width + x as usize) * SAMPLES;
        let row = page.samples().get(at(columns.start)..at(columns.end));
        let (pixels, _) = row.unwrap_or_default().as_chunks::<SAMPLES>();
        for pixel in pixels {
            count += 1;
            for (sum, sample) in sums.iter_mut().zip(pixel) {
                *sum += u64::from(*sample);
            }
        }
    }
    sums.map(|sum| u8::try_from(sum / count.max(1)).unwrap_or(u8::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn area(left: u32, top: u32, width: u32, height: u32) -> Area {
        Area {
            left,
            top,
            width,
            height,
        }
    }

    #[test]
    fn a_picture_is_made_smaller_and_larger() {
        let page = Page::of(2, 1, vec![0, 0, 0, 200, 200, 200]);
        let mut canvas = Canvas::new(4, 1);
        canvas.picture(&page, area(0, 0, 1, 1));
        canvas.picture(&page, area(1, 0, 2, 1));
        let (pixels, _) = canvas.0.samples().as_chunks::<SAMPLES>();
        assert_eq!(pixels, [[100; 3], [0; 3], [200; 3], [255; 3]]);
    }

    #[test]
    fn what_is_beyond_the_page_is_not_drawn() {
        let mut canvas = Canvas::new(3, 3);
        canvas.fill(area(2, 2, 5, 5), BLACK);
        canvas.fill(area(9, 9, u32::MAX, 1), BLACK);
        let black = canvas.0.samples().iter().filter(|sample| **sample == 0);
        assert_eq!(black.count(), SAMPLES);
    }
}

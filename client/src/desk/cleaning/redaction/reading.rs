//! What can be read on a page, by more than one look at it: as it is, and larger with each part
//! lit by itself, in which faint words show. A page on which little is read is turned, too.

use std::path::Path;

use sourdine_decoder::stream::PIXELS_PER_INCH;

use super::rect::Rect;
use crate::desk::cleaning::{
    pages::{
        image::grey_samples,
        tesseract::{self, Greys, Seen},
    },
    pixels::Page,
    sandbox::SandboxError,
};

/// Each part of a page is compared with what is around it, and not with the whole page.
const FAINT: [&str; 2] = ["-c", "thresholding_method=2"];
/// The most pixels of a page that is made larger before it is read.
const ENLARGED_MAX_PIXELS: u64 = 10_000_000;
const ENLARGED: u32 = 2;
/// A page on which fewer words are surely read may lie on its side.
const WORDS_MIN: usize = 12;
/// Of such a word tesseract is sure, in hundredths.
const SURE: f32 = 70.0;

/// How a page was turned before it was read, by quarters with the clock.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Turn {
    None,
    Quarter,
    Half,
    ThreeQuarters,
}

/// A word on a page, or part of one, in pixels of the page as it is.
pub(super) struct ReadWord {
    pub(super) text: String,
    pub(super) rect: Rect,
    pub(super) line: Rect,
    pub(super) is_sure: bool,
}

/// The words of one look at a page.
pub(super) struct Reading {
    pub(super) turn: Turn,
    pub(super) words: Vec<ReadWord>,
}

/// Reads a page. None if tesseract fails.
pub(super) fn read(page: &Page, scratch: &Path) -> Result<Option<Vec<Reading>>, SandboxError> {
    let greys = Shades {
        samples: grey_samples(page),
        width: page.width(),
        height: page.height(),
    };
    let mut readings = Vec::new();
    let pixels = u64::from(greys.width) * u64::from(greys.height);
    let (enlarged, scale) = if pixels <= ENLARGED_MAX_PIXELS {
        (greys.enlarged(), ENLARGED)
    } else {
        (greys.turned(Turn::None), 1)
    };
    for (shades, scale, settings) in [(&greys, 1, &[][..]), (&enlarged, scale, &FAINT[..])] {
        let Some(seen) = shades.look(scale, settings, scratch)? else {
            return Ok(None);
        };
        readings.push(Reading::of(seen, &greys, Turn::None, scale));
    }
    let sure = |reading: &Reading| reading.words.iter().filter(|word| word.is_sure).count();
    if readings.iter().any(|reading| sure(reading) >= WORDS_MIN) {
        return Ok(Some(readings));
    }
    for turn in [Turn::Quarter, Turn::Half, Turn::ThreeQuarters] {
        let Some(seen) = greys.turned(turn).look(1, &[], scratch)? else {
            return Ok(None);
        };
        readings.push(Reading::of(seen, &greys, turn, 1));
    }
    Ok(Some(readings))
}

impl Reading {
    fn of(seen: Vec<Seen>, page: &Shades, turn: Turn, scale: u32) -> Self {
        let words = seen.into_iter().map(|seen| {
            let rect = |left: u32, top: u32, width: u32, height: u32| {
                let rect = Rect {
                    left: left / scale,
                    top: top / scale,
                    right: left.saturating_add(width).div_ceil(scale),
                    bottom: top.saturating_add(height).div_ceil(scale),
                };
                turn.back(&rect, (page.width, page.height))
            };
            let (place, line) = (seen.place, seen.line);
            ReadWord {
                rect: rect(place.left, place.top, place.width, place.height),
                line: rect(line.left, line.top, line.width, line.height),
                is_sure: seen.sure >= SURE,
                text: seen.text,
            }
        });
        Self {
            turn,
            words: words.collect(),
        }
    }
}

impl Turn {
    /// Where a part of the turned page is on the page of this size as it was.
    fn back(self, rect: &Rect, (width, height): (u32, u32)) -> Rect {
        let Rect {
            left,
            top,
            right,
            bottom,
        } = *rect;
        let (from_right, from_bottom) = (
            |at: u32| width.saturating_sub(at),
            |at: u32| height.saturating_sub(at),
        );
        let [left, top, right, bottom] = match self {
            Self::None => [left, top, right, bottom],
            Self::Quarter => [top, from_bottom(right), bottom, from_bottom(left)],
            Self::Half => [
                from_right(right),
                from_bottom(bottom),
                from_right(left),
                from_bottom(top),
            ],
            Self::ThreeQuarters => [from_right(bottom), left, from_right(top), right],
        };
        Rect {
            left,
            top,
            right,
            bottom,
        }
    }
}

/// The greys of a page.
struct Shades {
    samples: Vec<u8>,
    width: u32,
    height: u32,
}

impl Shades {
    fn look(
        &self,
        scale: u32,
        settings: &[&str],
        scratch: &Path,
    ) -> Result<Option<Vec<Seen>>, SandboxError> {
        let greys = Greys {
            samples: &self.samples,
            size: (self.width, self.height),
            pixels_per_inch: PIXELS_PER_INCH * scale,
        };
        tesseract::look(greys, settings, scratch)
    }

    fn at(&self, x: u32, y: u32) -> u8 {
        let (x, y) = (x.min(self.width - 1), y.min(self.height - 1));
        let at = y as usize * self.width as usize + x as usize;
        self.samples.get(at).copied().unwrap_or_default()
    }

    /// Twice as large, each new pixel between those around it.
    fn enlarged(&self) -> Self {
        let width = (self.width as usize).max(1);
        let rows: Vec<&[u8]> = self.samples.chunks_exact(width).collect();
        let mut samples = Vec::with_capacity(self.samples.len() * 4);
        for (nth, row) in rows.iter().enumerate() {
            let below = rows.get(nth + 1).unwrap_or(row);
            for other in [row, below] {
                let pairs = row.iter().zip(*other);
                let sums: Vec<u16> = pairs.map(|(a, b)| u16::from(*a) + u16::from(*b)).collect();
                for (at, sum) in sums.iter().enumerate() {
                    let next = sums.get(at + 1).unwrap_or(sum);
                    samples.extend([sum / 2, (sum + next) / 4].map(|grey| grey.to_le_bytes()[0]));
                }
            }
        }
        Self {
            samples,
            width: self.width * ENLARGED,
            height: self.height * ENLARGED,
        }
    }

    fn turned(&self, turn: Turn) -> Self {
        let (width, height) = match turn {
            Turn::None | Turn::Half => (self.width, self.height),
            Turn::Quarter | Turn::ThreeQuarters => (self.height, self.width),
        };
        let mut samples = Vec::with_capacity(self.samples.len());
        for y in 0..height {
            for x in 0..width {
                let (from_x, from_y) = match turn {
                    Turn::None => (x, y),
                    Turn::Quarter => (y, self.height - 1 - x),
                    Turn::Half => (self.width - 1 - x, self.height - 1 - y),
                    Turn::ThreeQuarters => (self.width - 1 - y, x),
                };
                samples.push(self.at(from_x, from_y));
            }
        }
        Self {
            samples,
            width,
            height,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TURNS: [Turn; 4] = [Turn::None, Turn::Quarter, Turn::Half, Turn::ThreeQuarters];

    /// A page with one black pixel.
    fn page(x: u32, y: u32) -> Shades {
        let mut samples = vec![255; 5 * 3];
        samples[(y * 5 + x) as usize] = 0;
        Shades {
            samples,
            width: 5,
            height: 3,
        }
    }

    #[test]
    fn what_is_read_on_a_turned_page_is_found_on_the_page() {
        for turn in TURNS {
            for (x, y) in [(0, 0), (4, 0), (1, 2), (3, 1)] {
                let turned = page(x, y).turned(turn);
                let at = turned.samples.iter().position(|grey| *grey == 0).unwrap();
                let at = u32::try_from(at).unwrap();
                let (left, top) = (at % turned.width, at / turned.width);
                let rect = Rect {
                    left,
                    top,
                    right: left + 1,
                    bottom: top + 1,
                };
                let back = turn.back(&rect, (5, 3));
                assert_eq!((back.left, back.top), (x, y), "{turn:?}");
                assert_eq!((back.width(), back.height()), (1, 1));
            }
        }
    }

    #[test]
    fn a_page_is_made_larger_without_moving() {
        let large = page(1, 1).enlarged();
        assert_eq!((large.width, large.height), (10, 6));
        assert_eq!(large.at(2, 2), 0);
        assert_eq!(large.at(4, 4), 255);
        assert_eq!(large.at(3, 2), 127);
    }
}

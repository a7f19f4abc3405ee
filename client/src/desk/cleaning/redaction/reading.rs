//! What can be read on a page, by more than one look at it: as it is; larger, and whatever is
//! darker than the paper around it as ink; and with its head down. tesseract reads lines that run
//! downward by itself, so the last look finds those that run upward, too.

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

/// The most pixels of a page that is made larger before it is read.
const ENLARGED_MAX_PIXELS: u64 = 10_000_000;
const ENLARGED: u32 = 2;
/// Of such a word tesseract is sure, in hundredths.
const SURE: f32 = 70.0;
/// Paper is the grey of squares of this side, in pixels, of which this part is darker.
const SQUARE: usize = 32;
const DARKER_PERCENT: usize = 80;
/// What is this much darker than paper is grain, and how much blacker each more makes it.
const GRAIN: u8 = 8;
const STEEPNESS: u8 = 8;

/// A word on a page, or part of one, in pixels of the page as it is.
pub(super) struct ReadWord {
    pub(super) text: String,
    pub(super) rect: Rect,
    pub(super) line: Rect,
    pub(super) is_sure: bool,
}

/// The words of one look at a page.
pub(super) struct Reading {
    /// Whether the page stood on its head.
    pub(super) is_turned: bool,
    pub(super) words: Vec<ReadWord>,
}

/// Reads a page. None if tesseract fails.
pub(super) fn read(page: &Page, scratch: &Path) -> Result<Option<Vec<Reading>>, SandboxError> {
    let plain = Shades {
        samples: grey_samples(page),
        width: page.width(),
        height: page.height(),
    };
    let inked = plain.inked();
    let pixels = u64::from(plain.width) * u64::from(plain.height);
    let (inked, scale) = if pixels <= ENLARGED_MAX_PIXELS {
        (inked.enlarged(), ENLARGED)
    } else {
        (inked, 1)
    };
    let looks = [
        (&plain, 1, false),
        (&inked, scale, false),
        (&plain.turned(), 1, true),
    ];
    let mut readings = Vec::new();
    for (shades, scale, is_turned) in looks {
        let Some(seen) = shades.look(scale, scratch)? else {
            return Ok(None);
        };
        readings.push(Reading::of(seen, &plain, scale, is_turned));
    }
    Ok(Some(readings))
}

impl Reading {
    fn of(seen: Vec<Seen>, page: &Shades, scale: u32, is_turned: bool) -> Self {
        let words = seen.into_iter().map(|seen| {
            let rect = |left: u32, top: u32, width: u32, height: u32| {
                let rect = Rect {
                    left: left / scale,
                    top: top / scale,
                    right: left.saturating_add(width).div_ceil(scale),
                    bottom: top.saturating_add(height).div_ceil(scale),
                };
                if is_turned {
                    page.turned_back(&rect)
                } else {
                    rect
                }
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
            is_turned,
            words: words.collect(),
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
    fn look(&self, scale: u32, scratch: &Path) -> Result<Option<Vec<Seen>>, SandboxError> {
        let greys = Greys {
            samples: &self.samples,
            size: (self.width, self.height),
            pixels_per_inch: PIXELS_PER_INCH * scale,
        };
        tesseract::look(greys, scratch)
    }

    /// With its head down.
    fn turned(&self) -> Self {
        Self {
            samples: self.samples.iter().rev().copied().collect(),
            ..*self
        }
    }

    /// Where a part of the turned page is on the page.
    const fn turned_back(&self, rect: &Rect) -> Rect {
        Rect {
            left: self.width.saturating_sub(rect.right),
            top: self.height.saturating_sub(rect.bottom),
            right: self.width.saturating_sub(rect.left),
            bottom: self.height.saturating_sub(rect.top),
        }
    }

    /// Whatever is darker than the paper around it, as black as ink.
    fn inked(&self) -> Self {
        let width = (self.width as usize).max(1);
        let mut samples = self.samples.clone();
        for band in samples.chunks_mut(width * SQUARE) {
            for left in (0..width).step_by(SQUARE) {
                let right = width.min(left + SQUARE);
                let rows = band
                    .chunks_exact(width)
                    .filter_map(|row| row.get(left..right));
                let mut sorted: Vec<u8> = rows.flatten().copied().collect();
                sorted.sort_unstable();
                let paper = sorted.get(sorted.len() * DARKER_PERCENT / 100);
                let paper = paper.copied().unwrap_or(u8::MAX);
                for row in band.chunks_exact_mut(width) {
                    for grey in row.get_mut(left..right).unwrap_or_default() {
                        let ink = paper.saturating_sub(*grey).saturating_sub(GRAIN);
                        *grey = u8::MAX - ink.saturating_mul(STEEPNESS);
                    }
                }
            }
        }
        Self { samples, ..*self }
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
}

#[cfg(test)]
mod tests {
    use super::*;

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
        for (x, y) in [(0, 0), (4, 0), (1, 2), (3, 1)] {
            let page = page(x, y);
            let samples = page.turned().samples;
            let at = samples.iter().position(|grey| *grey == 0).unwrap();
            let at = u32::try_from(at).unwrap();
            let (left, top) = (at % 5, at / 5);
            let rect = Rect {
                left,
                top,
                right: left + 1,
                bottom: top + 1,
            };
            let back = page.turned_back(&rect);
            assert_eq!((back.left, back.top), (x, y));
            assert_eq!((back.width(), back.height()), (1, 1));
        }
    }

    #[test]
    fn a_page_is_made_larger_without_moving() {
        let large = page(1, 1).enlarged();
        assert_eq!((large.width, large.height), (10, 6));
        let at = |x: usize, y: usize| large.samples[y * 10 + x];
        assert_eq!([at(2, 2), at(4, 4), at(3, 2)], [0, 255, 127]);
    }

    #[test]
    fn what_is_faint_becomes_ink_and_grain_does_not() {
        let shades = |paper: u8, ink: u8| {
            let mut samples = vec![paper; 40 * 40];
            samples[45..50].fill(ink);
            let shades = Shades {
                samples,
                width: 40,
                height: 40,
            };
            let inked = shades.inked();
            (inked.samples[0], inked.samples[46])
        };
        for (paper, ink) in [(255, 200), (255, 0), (140, 90), (60, 10)] {
            assert_eq!(shades(paper, ink), (255, 0), "{ink} on {paper}");
        }
        assert_eq!(shades(250, 243), (255, 255));
        assert_eq!(
            shades(50, 200),
            (255, 255),
            "white on black is for the other look"
        );
    }
}

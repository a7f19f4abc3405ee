//! A part of a page, in pixels.

use sourdine_decoder::stream::SAMPLES;

use crate::desk::cleaning::pixels::Page;

/// The sample of a pixel that is blackened.
const BLACK: u8 = 0;

/// From the first column and row to those behind the last.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) struct Rect {
    pub(super) left: u32,
    pub(super) top: u32,
    pub(super) right: u32,
    pub(super) bottom: u32,
}

impl Rect {
    pub(super) const fn width(&self) -> u32 {
        self.right.saturating_sub(self.left)
    }

    pub(super) const fn height(&self) -> u32 {
        self.bottom.saturating_sub(self.top)
    }

    const fn pixels(&self) -> u64 {
        self.width() as u64 * self.height() as u64
    }

    /// What both have.
    fn common(&self, other: &Self) -> Self {
        Self {
            left: self.left.max(other.left),
            top: self.top.max(other.top),
            right: self.right.min(other.right),
            bottom: self.bottom.min(other.bottom),
        }
    }

    /// The smallest that has both.
    pub(super) fn with(&self, other: &Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }

    /// Whether the smaller is for the most part in the larger.
    pub(super) fn covers_most(&self, other: &Self) -> bool {
        2 * self.common(other).pixels() > self.pixels().min(other.pixels())
    }

    /// Without a margin on each side; empty if nothing else is left.
    const fn without_margin(&self, margin: u32) -> Self {
        Self {
            left: self.left.saturating_add(margin),
            top: self.top.saturating_add(margin),
            right: self.right.saturating_sub(margin),
            bottom: self.bottom.saturating_sub(margin),
        }
    }

    /// Makes it black on a page.
    pub(super) fn blacken(&self, page: &mut Page) {
        let (width, rect) = (page.width(), self.on(page));
        for row in rect.rows(width) {
            if let Some(samples) = page.samples_mut().get_mut(row) {
                samples.fill(BLACK);
            }
        }
    }

    /// Whether no sample of it is brighter than this on a page, its edges left out.
    pub(super) fn is_dark(&self, page: &Page, margin: u32, brightest: u8) -> bool {
        let rect = self.on(page).without_margin(margin);
        rect.rows(page.width()).all(|row| {
            let samples = page.samples().get(row).unwrap_or_default();
            samples.iter().all(|sample| *sample <= brightest)
        })
    }

    fn on(&self, page: &Page) -> Self {
        self.common(&Self {
            left: 0,
            top: 0,
            right: page.width(),
            bottom: page.height(),
        })
    }

    /// Where its samples are, row by row, among those of a page of this width.
    fn rows(&self, width: u32) -> impl Iterator<Item = std::ops::Range<usize>> {
        let place = move |row: u32, column: u32| {
            (row as usize * width as usize + column as usize) * SAMPLES
        };
        let (left, right) = (self.left, self.right.max(self.left));
        (self.top..self.bottom).map(move |row| place(row, left)..place(row, right))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn rect(left: u32, top: u32, right: u32, bottom: u32) -> Rect {
        Rect {
            left,
            top,
            right,
            bottom,
        }
    }

    #[test]
    fn what_is_on_the_page_becomes_black_and_nothing_else() {
        let mut page = Page::blank(10, 8);
        rect(8, 6, 20, 30).blacken(&mut page);
        rect(4, 4, 2, 9).blacken(&mut page);
        rect(90, 90, 99, 99).blacken(&mut page);
        let black = page.samples().iter().filter(|sample| **sample == BLACK);
        assert_eq!(black.count(), 2 * 2 * SAMPLES);
        assert!(rect(8, 6, 10, 8).is_dark(&page, 0, BLACK));
        assert!(!rect(7, 6, 10, 8).is_dark(&page, 0, BLACK));
        assert!(rect(7, 5, 10, 8).is_dark(&page, 1, BLACK));
    }

    #[test]
    fn two_readings_of_one_word_are_one() {
        let word = rect(10, 10, 50, 30);
        assert!(word.covers_most(&rect(12, 8, 52, 31)));
        assert!(word.covers_most(&rect(10, 10, 20, 30)), "a part of it");
        assert!(!word.covers_most(&rect(50, 10, 90, 30)), "the next");
        assert!(!word.covers_most(&rect(40, 10, 90, 30)));
    }
}

//! Where texts stand on a page, in all that was read on it.

use super::{
    reading::{Reading, Turn},
    rect::Rect,
    search::{Letters, Needle},
};

/// A line that is this much higher than the text, in tenths, is not level: the text's own height
/// counts.
const LEVEL_MAX_TENTHS: u32 = 25;

/// One place at which a text stands: a part for each line.
pub(super) struct Hit {
    needle: usize,
    pub(super) turn: Turn,
    pub(super) parts: Vec<Rect>,
}

/// The places of all texts on one page.
#[derive(Default)]
pub(super) struct Hits(Vec<Hit>);

impl Hits {
    /// Looks for texts in all that was read on a page.
    pub(super) fn of(readings: &[Reading], needles: &[Needle]) -> Self {
        let mut hits = Self::default();
        for reading in readings {
            let mut letters = Letters::new();
            let mut line = None;
            for (at, word) in reading.words.iter().enumerate() {
                let is_next = line.is_some_and(|line| line != word.line);
                line = Some(word.line);
                letters.push(if is_next { '\n' } else { ' ' }, at, true);
                for c in word.text.chars() {
                    letters.push(c, at, word.is_sure);
                }
            }
            for (needle, text) in needles.iter().enumerate() {
                for (first, last) in letters.find(text) {
                    hits.add(Hit {
                        needle,
                        turn: reading.turn,
                        parts: parts(reading, first, last),
                    });
                }
            }
        }
        hits
    }

    /// Adds a place, which may have been found by an earlier look.
    fn add(&mut self, hit: Hit) {
        let known = self.0.iter_mut().find(|known| {
            let mut parts = known.parts.iter();
            known.needle == hit.needle
                && known.turn == hit.turn
                && parts.any(|part| hit.parts.iter().any(|other| part.covers_most(other)))
        });
        let Some(known) = known else {
            self.0.push(hit);
            return;
        };
        for other in hit.parts {
            let part = known.parts.iter_mut().find(|part| part.covers_most(&other));
            match part {
                Some(part) => *part = part.with(&other),
                None => known.parts.push(other),
            }
        }
    }

    pub(super) fn all(&self) -> &[Hit] {
        &self.0
    }

    pub(super) fn count(&self, needle: usize) -> usize {
        self.0.iter().filter(|hit| hit.needle == needle).count()
    }

    /// The first text that was found.
    pub(super) fn first(&self) -> Option<usize> {
        self.0.iter().map(|hit| hit.needle).min()
    }
}

/// What is to be covered of the words from the first to the last: for each line a part, as high as
/// the line.
fn parts(reading: &Reading, first: usize, last: usize) -> Vec<Rect> {
    let words = reading.words.get(first..=last).unwrap_or_default();
    let mut lines: Vec<(Rect, Rect)> = Vec::new();
    for word in words {
        match lines.last_mut() {
            Some((line, part)) if *line == word.line => *part = part.with(&word.rect),
            Some(_) | None => lines.push((word.line, word.rect)),
        }
    }
    let parts = lines.into_iter().map(|(line, part)| {
        let whole = if reading.turn.is_upright() {
            let high = line.height() * 10 <= part.height() * LEVEL_MAX_TENTHS;
            high.then(|| {
                part.with(&Rect {
                    left: part.left,
                    right: part.right,
                    ..line
                })
            })
        } else {
            let high = line.width() * 10 <= part.width() * LEVEL_MAX_TENTHS;
            high.then(|| {
                part.with(&Rect {
                    top: part.top,
                    bottom: part.bottom,
                    ..line
                })
            })
        };
        whole.unwrap_or(part)
    });
    parts.collect()
}

impl Turn {
    pub(super) const fn is_upright(self) -> bool {
        matches!(self, Self::None | Self::Half)
    }

    /// How long and how high a text is.
    pub(super) const fn measure(self, part: &Rect) -> (u32, u32) {
        if self.is_upright() {
            (part.width(), part.height())
        } else {
            (part.height(), part.width())
        }
    }
}

//! Where texts stand on a page, in all that was read on it.

use super::{
    reading::{ReadWord, Reading},
    rect::Rect,
    search::{Letters, Needle},
};

/// A line that is this much higher than the text, in tenths, is not level: the text's own height
/// counts.
const LEVEL_MAX_TENTHS: u32 = 25;
/// A word with at least this many letters, and this many times as high as wide, stands on its side.
const SIDEWAYS_MIN_LETTERS: usize = 3;
const SIDEWAYS_TIMES: u32 = 2;

/// Whither a text runs.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Direction {
    Right,
    Down,
    Left,
    Up,
}

impl Direction {
    fn of(words: &[ReadWord], is_turned: bool) -> Self {
        let is_sideways = words.iter().any(|word| {
            word.text.chars().count() >= SIDEWAYS_MIN_LETTERS
                && word.rect.height() > SIDEWAYS_TIMES * word.rect.width()
        });
        match (is_sideways, is_turned) {
            (false, false) => Self::Right,
            (false, true) => Self::Left,
            (true, false) => Self::Down,
            (true, true) => Self::Up,
        }
    }

    const fn is_level(self) -> bool {
        matches!(self, Self::Right | Self::Left)
    }

    /// How long and how high a text is.
    pub(super) const fn measure(self, part: &Rect) -> (u32, u32) {
        if self.is_level() {
            (part.width(), part.height())
        } else {
            (part.height(), part.width())
        }
    }
}

/// One place at which a text stands: a part for each line.
pub(super) struct Hit {
    needle: usize,
    pub(super) direction: Direction,
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
                    let words = reading.words.get(first..=last).unwrap_or_default();
                    let direction = Direction::of(words, reading.is_turned);
                    hits.add(Hit {
                        needle,
                        direction,
                        parts: parts(words, direction),
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
fn parts(words: &[ReadWord], direction: Direction) -> Vec<Rect> {
    let mut lines: Vec<(Rect, Rect)> = Vec::new();
    for word in words {
        match lines.last_mut() {
            Some((line, part)) if *line == word.line => *part = part.with(&word.rect),
            Some(_) | None => lines.push((word.line, word.rect)),
        }
    }
    let parts = lines.into_iter().map(|(line, part)| {
        let ((_, high), (_, line_high)) = (direction.measure(&part), direction.measure(&line));
        if line_high * 10 > high * LEVEL_MAX_TENTHS {
            return part;
        }
        part.with(&if direction.is_level() {
            Rect {
                left: part.left,
                right: part.right,
                ..line
            }
        } else {
            Rect {
                top: part.top,
                bottom: part.bottom,
                ..line
            }
        })
    });
    parts.collect()
}

//! Glyphs put together: words, and passages that are seen, or hidden, in the same way.

use hayro::kurbo::Rect;

use super::{
    recorder::{Glyph, Record},
    state::State,
};
use crate::look::trace::PlacedWord;

/// A gap that is wider than this share of the font's size stands between two words.
const WORD_GAP: f64 = 0.22;
/// Glyphs whose lines are this share of the font's size apart stand on two lines.
const LINE_GAP: f64 = 0.5;
/// How far glyphs of one passage are apart at most, in font sizes.
const PASSAGE_GAP: f64 = 4.0;
/// How many letters and digits a hidden passage has at least, unless it is a word.
const LETTERS_MIN: usize = 2;

/// Glyphs that follow each other and are seen in the same way.
pub(super) struct Passage {
    pub(super) state: State,
    pub(super) text: String,
    place: Rect,
    letters: usize,
    /// Whether it has whole words only.
    is_whole: bool,
}

impl Passage {
    /// Left, top, width and height, in points.
    pub(super) fn area(&self) -> [i32; 4] {
        let place = self.place;
        [place.x0, place.y0, place.width(), place.height()].map(rounded)
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "this conversion stays at the nearest number that there is"
)]
const fn rounded(number: f64) -> i32 {
    number.round() as i32
}

pub(super) fn passages(record: &Record, states: &[Option<State>]) -> Vec<Passage> {
    let mut passages: Vec<Passage> = Vec::new();
    let mut before: Option<&Glyph> = None;
    let mut open: Option<Passage> = None;
    for (glyph, state) in record.glyphs.iter().zip(states) {
        let gap = before.map_or(Gap::None, |before| gap(before, glyph));
        before = Some(glyph);
        let goes_on = open.as_ref().is_some_and(|passage| {
            state.is_none_or(|state| state == passage.state) && gap != Gap::Far
        });
        if !goes_on {
            passages.extend(open.take().map(|mut passage| {
                passage.is_whole &= gap != Gap::None || glyph.text.trim().is_empty();
                passage
            }));
        }
        match (&mut open, state) {
            (Some(passage), _) => passage.add(glyph, gap, state.is_some()),
            (None, Some(state)) => {
                let is_begin = gap != Gap::None;
                open = Some(Passage {
                    state: *state,
                    text: glyph.text.clone(),
                    place: glyph.ink,
                    letters: 1,
                    is_whole: is_begin,
                });
            }
            (None, None) => {}
        }
    }
    passages.extend(open);
    passages.retain(|passage| {
        passage.state == State::Seen || passage.letters >= LETTERS_MIN || passage.is_whole
    });
    passages
}

impl Passage {
    fn add(&mut self, glyph: &Glyph, gap: Gap, is_letter: bool) {
        if gap != Gap::None && !self.text.ends_with(char::is_whitespace) {
            self.text.push(' ');
        }
        self.text.push_str(&glyph.text);
        if is_letter {
            self.letters += 1;
            self.place = self.place.union(glyph.ink);
        }
    }
}

/// What is between two glyphs that follow each other.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Gap {
    None,
    Space,
    Line,
    /// They have nothing to do with each other.
    Far,
}

/// What is between two glyphs that follow each other.
pub(super) fn gap(before: &Glyph, glyph: &Glyph) -> Gap {
    let size = before.size.max(glyph.size).max(1.0);
    let step = glyph.origin - before.origin;
    let (across, down) = (step.x.abs(), step.y.abs());
    // From the end of one outline to the beginning of the next, along a line and across lines.
    let (one, other) = (before.ink, glyph.ink);
    let beside = (other.x0 - one.x1).max(one.x0 - other.x1);
    let below = (other.y0 - one.y1).max(one.y0 - other.y1);
    let has_ink = one.area() > 0.0 && other.area() > 0.0;
    let from_end = (glyph.origin - before.end).hypot();
    let between = if has_ink {
        from_end.min(beside.max(below).max(0.0))
    } else {
        from_end
    };
    if across > LINE_GAP * size && down > LINE_GAP * size && from_end > LINE_GAP * size {
        let is_next_line = down <= 2.5 * size;
        return if is_next_line { Gap::Line } else { Gap::Far };
    }
    if between > PASSAGE_GAP * size {
        Gap::Far
    } else if between > WORD_GAP * size {
        Gap::Space
    } else {
        Gap::None
    }
}

/// The words of a page, each with the white space behind it.
pub(super) fn placed_words(record: &Record) -> Vec<PlacedWord> {
    let mut words: Vec<PlacedWord> = Vec::new();
    let mut before: Option<&Glyph> = None;
    let mut ended = true;
    for glyph in &record.glyphs {
        let gap = before.map_or(Gap::None, |before| gap(before, glyph));
        before = Some(glyph);
        let is_space = !glyph.text.is_empty() && glyph.text.chars().all(char::is_whitespace);
        if is_space {
            if let Some(word) = words.last_mut() {
                word.text.push_str(&glyph.text);
            }
            ended = true;
            continue;
        }
        if gap != Gap::None
            && !ended
            && let Some(word) = words.last_mut()
        {
            word.text.push(if gap == Gap::Space { ' ' } else { '\n' });
            ended = true;
        }
        match words.last_mut().filter(|_| !ended) {
            Some(word) => word.text.push_str(&glyph.text),
            None => words.push(PlacedWord {
                text: glyph.text.clone(),
                at: [glyph.origin.x, glyph.origin.y].map(|place| rounded(place * 10.0)),
            }),
        }
        ended = false;
    }
    words
}

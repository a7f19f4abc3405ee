//! Lines that are drawn over words.

use hayro::kurbo::{Point, Rect};

use super::{
    passages::{Gap, gap},
    recorder::{Glyph, Line, Record},
    state::State,
};

/// How many lines of one direction cross a hatched word.
const LINES_MIN: usize = 3;
/// How many, where all have one direction, and lean.
const ALONE_MIN: usize = 6;
/// Directions that are at most this far apart are one, in degrees.
const SAME_DEGREES: f64 = 12.0;
/// Directions that are at least this far apart cross, in degrees.
const CROSS_DEGREES: f64 = 25.0;
/// How much of a word's box counts: not its edges, where lines of tables are.
const INSET: f64 = 0.08;

/// Marks the glyphs of words under lines of two directions.
pub(super) fn mark(record: &Record, states: &mut [Option<State>]) {
    if record.lines.len() < LINES_MIN * 2 {
        return;
    }
    let mut from = 0;
    while from < record.glyphs.len() {
        let rest = record.glyphs.get(from..).unwrap_or_default();
        let length = word_length(rest);
        let word = rest.get(..length).unwrap_or_default();
        if is_hatched(record, word) {
            let states = states.iter_mut().skip(from).take(length).flatten();
            for state in states.filter(|state| **state == State::Seen) {
                *state = State::Hatched;
            }
        }
        from += length.max(1);
    }
}

/// How many glyphs follow each other without a space.
fn word_length(glyphs: &[Glyph]) -> usize {
    let is_space = |glyph: &Glyph| glyph.text.trim().is_empty();
    let mut pairs = glyphs.windows(2);
    let ends = |pair: &[Glyph]| match pair {
        [one, next] => is_space(one) || is_space(next) || gap(one, next) != Gap::None,
        _ => true,
    };
    pairs.position(ends).map_or(glyphs.len(), |at| at + 1)
}

fn is_hatched(record: &Record, word: &[Glyph]) -> bool {
    let inks = word.iter().map(|glyph| glyph.ink);
    let Some(place) = inks.reduce(|one, other| one.union(other)) else {
        return false;
    };
    let inner = place.inset((-INSET * place.width(), -INSET * place.height()));
    let order = word.iter().map(|glyph| glyph.order).min().unwrap_or(0);
    let over = record.lines.iter().filter(|line| line.order > order);
    let angles: Vec<f64> = over
        .filter(|line| crosses(line, inner))
        .map(angle)
        .collect();
    let alike = |angle: f64| {
        let same = |other: &&f64| apart(angle, **other) <= SAME_DEGREES;
        angles.iter().filter(same).count()
    };
    let mut many = angles.iter().filter(|angle| alike(**angle) >= LINES_MIN);
    let Some(first) = many.next() else {
        return false;
    };
    let is_upright = [0.0, 90.0]
        .iter()
        .any(|axis| apart(*first, *axis) <= SAME_DEGREES);
    many.any(|other| apart(*first, *other) >= CROSS_DEGREES)
        || (!is_upright && alike(*first) >= ALONE_MIN)
}

/// Whether a glyph lies under lines, however many.
pub(super) fn is_struck(record: &Record, glyph: &Glyph) -> bool {
    let mut over = record.lines.iter().filter(|line| line.order > glyph.order);
    over.any(|line| crosses(line, glyph.ink))
}

/// The direction of a line, from 0 to 180 degrees.
fn angle(line: &Line) -> f64 {
    let direction = line.to - line.from;
    direction.atan2().to_degrees().rem_euclid(180.0)
}

fn apart(one: f64, other: f64) -> f64 {
    let apart = (one - other).abs();
    apart.min(180.0 - apart)
}

/// Whether a line runs through a place.
fn crosses(line: &Line, place: Rect) -> bool {
    let (mut from, mut to) = (0.0_f64, 1.0_f64);
    let Point { x, y } = line.from;
    let direction = line.to - line.from;
    let sides = [
        (-direction.x, x - place.x0),
        (direction.x, place.x1 - x),
        (-direction.y, y - place.y0),
        (direction.y, place.y1 - y),
    ];
    for (towards, distance) in sides {
        if towards == 0.0 {
            if distance < 0.0 {
                return false;
            }
        } else if towards < 0.0 {
            from = from.max(distance / towards);
        } else {
            to = to.min(distance / towards);
        }
    }
    from < to
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_cross_a_place_or_pass_it() {
        let place = Rect::new(10.0, 10.0, 20.0, 20.0);
        let line = |from: (f64, f64), to: (f64, f64)| Line {
            from: from.into(),
            to: to.into(),
            order: 0,
        };
        for (from, to) in [((0.0, 15.0), (30.0, 15.0)), ((15.0, 15.0), (15.0, 99.0))] {
            assert!(crosses(&line(from, to), place));
        }
        for (from, to) in [
            ((0.0, 5.0), (30.0, 5.0)),
            ((0.0, 15.0), (9.0, 15.0)),
            ((0.0, 12.0), (12.0, 0.0)),
            ((25.0, 0.0), (25.0, 99.0)),
        ] {
            assert!(!crosses(&line(from, to), place), "{from:?}");
        }
        assert!(apart(178.0, 3.0) < SAME_DEGREES);
    }
}

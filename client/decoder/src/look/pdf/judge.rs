//! Whether a glyph is seen on its page, and if not, why.

use std::collections::HashMap;

use hayro::kurbo::{Point, Rect};

use super::{
    hatch,
    paint::{Cover, Ground, Painted},
    pixels::{Seen, Tone},
    recorder::{Glyph, Record},
    state::State,
};

/// Points of a glyph that are looked at, across and down.
const POINTS: [f64; 4] = [0.125, 0.375, 0.625, 0.875];
/// How many of them are covered where a glyph is.
const COVERED_POINTS: usize = 10;
/// How many strips cover a glyph at least: a line or two strike it out.
const STRIPS_MIN: usize = 4;
/// Rows and columns of points in which strips are looked for.
const ROWS: u32 = 13;
const COLUMNS: u32 = 11;
/// Text that is smaller than this is not read, in points. LibreOffice prints none below one.
const TINY: f64 = 2.0;
/// Colours that are at most this far apart are one colour.
const ONE_COLOUR: u8 = 12;
/// Colours that are at most this far apart are not told from each other on light and on dark
/// ground.
const FAINT: u8 = 24;
const FAINT_ON_DARK: u8 = 64;
/// What is at most as bright as this is dark.
const DARK: u8 = 128;
/// A picture that covers at least this share of a page is the picture of the page.
const WHOLE_PAGE: f64 = 0.6;

/// Says of each glyph how it is seen. None for what is no letter or digit.
pub(super) fn states(record: &Record, page: Rect, seen: &Seen) -> Vec<Option<State>> {
    let judge = Judge { record, page, seen };
    let mut states: Vec<_> = record
        .glyphs
        .iter()
        .map(|glyph| judge.state(glyph))
        .collect();
    hatch::mark(record, &mut states);
    forgive_repeated(record, &mut states);
    states
}

struct Judge<'a> {
    record: &'a Record,
    page: Rect,
    seen: &'a Seen,
}

impl Judge<'_> {
    fn state(&self, glyph: &Glyph) -> Option<State> {
        // A glyph of which the document does not say what it is may be any letter.
        let is_letter = |c: char| c.is_alphanumeric() || c == '\u{FFFD}';
        if !glyph.text.chars().any(is_letter) {
            return None;
        }
        if glyph.ink.width() <= 0.0 || glyph.ink.height() <= 0.0 {
            return Some(State::Layer);
        }
        if !glyph.ink.overlaps(self.page) {
            return Some(State::Outside);
        }
        if glyph.drawn && glyph.size < TINY {
            return Some(State::Tiny);
        }
        let clips = &self.record.clips;
        let points: Vec<Point> = points(glyph.ink)
            .filter(|point| clips.let_through(glyph.clip, *point))
            .collect();
        if points.is_empty() {
            return Some(State::Clipped);
        }
        Some(match self.cover(glyph, &points) {
            Some(cover) => self.covered(glyph, cover),
            None if !glyph.drawn => self.undrawn(glyph),
            None => self.drawn(glyph, &points),
        })
    }

    /// What covers a glyph beyond doubt.
    fn cover(&self, glyph: &Glyph, points: &[Point]) -> Option<&Painted> {
        let clips = &self.record.clips;
        let later = |painted: &&Painted| {
            painted.order > glyph.order
                && painted.cover == Cover::Opaque
                && painted.bounds.overlaps(glyph.ink)
        };
        let later: Vec<&Painted> = self.record.paints.iter().filter(later).collect();
        let top = |point: &Point| {
            let mut above = later.iter().rev();
            above.find(|painted| painted.is_at(*point, clips)).copied()
        };
        let covers: Vec<&Painted> = points.iter().filter_map(top).collect();
        let is_covered =
            covers.len() * POINTS.len() * POINTS.len() >= COVERED_POINTS * points.len();
        let cover = covers.get(covers.len() / 2).copied();
        cover.filter(|_| is_covered).or_else(|| self.strips(glyph))
    }

    /// One of many strips that cover a glyph together, with next to nothing between them.
    fn strips(&self, glyph: &Glyph) -> Option<&Painted> {
        let clips = &self.record.clips;
        let over = self.record.strips.iter().filter(|strip| {
            strip.order > glyph.order
                && strip.cover == Cover::Opaque
                && strip.bounds.overlaps(glyph.ink)
        });
        let over: Vec<&Painted> = over.collect();
        if over.len() < STRIPS_MIN {
            return None;
        }
        let is_under = |point: &Point| over.iter().any(|strip| strip.is_at(*point, clips));
        let points = grid(glyph.ink).filter(|point| clips.let_through(glyph.clip, *point));
        let points: Vec<Point> = points.collect();
        let covered = points.iter().copied().filter(is_under).count();
        let is_covered = covered * POINTS.len() * POINTS.len() >= COVERED_POINTS * points.len();
        over.first().copied().filter(|_| is_covered)
    }

    fn covered(&self, glyph: &Glyph, cover: &Painted) -> State {
        if cover.ground != Ground::Image {
            return State::UnderBox { legible: false };
        }
        let is_page = cover.bounds.intersect(self.page).area() >= WHOLE_PAGE * self.page.area();
        let tone = self.seen.tone(glyph.ink, 0);
        let is_gone = tone
            .is_none_or(|tone| tone.range <= ONE_COLOUR && (glyph.drawn || tone.brightest <= DARK));
        if is_page && !is_gone {
            State::Layer
        } else {
            State::UnderImage
        }
    }

    /// A word of a text layer, of which the picture shows a dark place at most.
    fn undrawn(&self, glyph: &Glyph) -> State {
        let tone = self.seen.tone(glyph.ink, 0);
        match tone.filter(|tone| tone.range <= FAINT && tone.brightest <= DARK) {
            None => State::Layer,
            Some(_) => match self.beneath(glyph, glyph.ink.center()) {
                Some(Ground::Colour(_)) => State::UnderBox { legible: false },
                Some(Ground::Image | Ground::Shading | Ground::Tiles) => State::UnderImage,
                None => State::Layer,
            },
        }
    }

    fn drawn(&self, glyph: &Glyph, points: &[Point]) -> State {
        let Some(tone) = self.seen.tone(glyph.ink, 1) else {
            return State::Seen;
        };
        let veil = self.veil(glyph, points);
        let is_dark = tone.brightest <= DARK;
        let is_gone = tone.range <= ONE_COLOUR || (is_dark && tone.range <= FAINT_ON_DARK);
        if !is_gone {
            return match veil {
                Some(Painted {
                    ground: Ground::Tiles,
                    ..
                }) => State::Hatched,
                Some(_) | None if tone.range <= FAINT => State::Faint,
                Some(_) | None => State::Seen,
            };
        }
        self.why_gone(glyph, veil, tone)
    }

    /// Why a glyph that is drawn leaves next to nothing on the page.
    fn why_gone(&self, glyph: &Glyph, veil: Option<&Painted>, tone: Tone) -> State {
        let is_dark = tone.brightest <= DARK;
        let legible = tone.range > ONE_COLOUR;
        match veil {
            Some(veil) if veil.cover == Cover::Mixing => State::OnDark { legible },
            Some(veil) => match veil.ground {
                Ground::Image => State::UnderImage,
                Ground::Colour(_) | Ground::Shading | Ground::Tiles => State::UnderBox { legible },
            },
            None if hatch::is_struck(self.record, glyph) => State::UnderBox { legible },
            None if is_dark => State::OnDark { legible },
            None => State::Invisible,
        }
    }

    /// What lies over a glyph, and may let something of it through.
    fn veil(&self, glyph: &Glyph, points: &[Point]) -> Option<&Painted> {
        let clips = &self.record.clips;
        let mut later = self.record.paints.iter().rev();
        later.find(|painted| {
            let is_over = |point: &&Point| painted.is_at(**point, clips);
            painted.order > glyph.order
                && painted.bounds.overlaps(glyph.ink)
                && points.iter().filter(is_over).count() * 2 >= points.len()
        })
    }

    /// What lies under a glyph.
    fn beneath(&self, glyph: &Glyph, point: Point) -> Option<Ground> {
        let mut earlier = self.record.paints.iter().rev();
        let found = earlier.find(|painted| {
            painted.order <= glyph.order && painted.is_at(point, &self.record.clips)
        })?;
        Some(found.ground)
    }
}

fn points(place: Rect) -> impl Iterator<Item = Point> {
    POINTS.into_iter().flat_map(move |down| {
        POINTS.into_iter().map(move |across| {
            Point::new(
                place.x0 + across * place.width(),
                place.y0 + down * place.height(),
            )
        })
    })
}

/// Points so close, and in such rows, that strips do not fall between them.
fn grid(place: Rect) -> impl Iterator<Item = Point> {
    let share = |at: u32, of: u32| (f64::from(at) + 0.5) / f64::from(of);
    (0..ROWS).flat_map(move |down| {
        (0..COLUMNS).map(move |across| {
            Point::new(
                place.x0 + share(across, COLUMNS) * place.width(),
                place.y0 + share(down, ROWS) * place.height(),
            )
        })
    })
}

/// A character that stands at its place a second time, where it is seen, hides nothing: so are
/// shadows made, and fields that were filled in again.
fn forgive_repeated(record: &Record, states: &mut [Option<State>]) {
    let mut seen: HashMap<&str, Vec<Rect>> = HashMap::new();
    let both = || record.glyphs.iter().zip(states.iter());
    for (glyph, state) in both() {
        if *state == Some(State::Seen) {
            seen.entry(&glyph.text).or_default().push(glyph.ink);
        }
    }
    let is_repeated = |glyph: &Glyph| {
        let mut alike = seen.get(glyph.text.as_str()).into_iter().flatten();
        alike.any(|ink| ink.intersect(glyph.ink).area() * 2.0 >= glyph.ink.area())
    };
    let forgiven: Vec<bool> = both()
        .map(|(glyph, state)| {
            let is_hidden = state.is_some_and(|state| state != State::Seen);
            is_hidden && glyph.ink.area() > 0.0 && is_repeated(glyph)
        })
        .collect();
    for (state, is_forgiven) in states.iter_mut().zip(forgiven) {
        if is_forgiven {
            *state = Some(State::Seen);
        }
    }
}

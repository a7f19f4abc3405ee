//! Bookmarks, and other strings that are not on a page, which say what the page no longer shows.

use std::collections::HashSet;

use hayro::kurbo::Rect;

use super::{
    page::LookedPage,
    paint::{Cover, Ground},
    state::State,
    text::words,
};
use crate::{
    error::DecodeError,
    look::{
        lines::Lines,
        trace::{Trace, TraceKind},
    },
};

/// What a bar that hides a name measures, in points.
const BAR_WIDTH_MIN: f64 = 18.0;
const BAR_HEIGHTS: std::ops::RangeInclusive<f64> = 6.0..=80.0;
/// What is at most as bright as this hides a name, from 0 to 1.
const BAR_BRIGHTNESS_MAX: f32 = 0.35;
/// How many letters a word has that tells something.
const WORD_MIN: usize = 3;

/// Strings that stand beside the pages, and what the pages hide.
#[derive(Default)]
pub(super) struct Told {
    /// Where each stands, and what it says.
    strings: Vec<(&'static str, String)>,
    covered: HashSet<String>,
    has_bars: bool,
}

impl Told {
    pub(super) fn add(&mut self, place: &'static str, text: String) {
        let known = (place, text);
        if !self.strings.contains(&known) {
            self.strings.push(known);
        }
    }

    pub(super) fn add_page(&mut self, page: &LookedPage) {
        self.covered.extend(words(&page.covered_text(), WORD_MIN));
        self.has_bars |= has_bar(page);
        for said in &page.record.spoken {
            self.add("ActualText", said.clone());
        }
    }

    /// Tells strings with words that no page shows, if something was hidden there.
    pub(super) fn tell(
        &self,
        seen: &HashSet<String>,
        lines: &mut Lines<'_>,
    ) -> Result<(), DecodeError> {
        for (place, text) in &self.strings {
            let is_unseen = |word: &String| !seen.contains(word);
            let unseen: Vec<String> = words(text, WORD_MIN).filter(is_unseen).collect();
            let is_known = unseen.iter().any(|word| self.covered.contains(word));
            if is_known || (self.has_bars && !unseen.is_empty()) {
                let trace = Trace::new(TraceKind::TellingBookmark, text);
                lines.trace(trace.in_part(place))?;
            }
        }
        Ok(())
    }
}

/// Whether a page has a dark bar on which nothing is written.
fn has_bar(page: &LookedPage) -> bool {
    let glyphs = || page.record.glyphs.iter().zip(&page.states);
    let is_written_on = |bar: Rect| {
        glyphs()
            .any(|(glyph, state)| *state == Some(State::Seen) && bar.contains(glyph.ink.center()))
    };
    page.record.paints.iter().any(|painted| {
        let Ground::Colour(parts) = painted.ground else {
            return false;
        };
        let bar = painted.bounds.intersect(page.area);
        painted.cover == Cover::Opaque
            && parts.iter().all(|part| *part <= BAR_BRIGHTNESS_MAX)
            && bar.width() >= BAR_WIDTH_MIN
            && bar.width() <= page.area.width() * 0.9
            && BAR_HEIGHTS.contains(&bar.height())
            && !is_written_on(bar)
    })
}

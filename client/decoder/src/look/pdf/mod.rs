//! What a PDF gives away.

mod bookmarks;
mod hatch;
mod judge;
mod objects;
mod paint;
mod passages;
mod pixels;
mod recorder;
mod redact;
mod text;
mod versions;

use std::collections::HashSet;

use hayro::{
    hayro_interpret::{
        Context, InterpreterCache, InterpreterSettings, TransformExt, interpret_page,
    },
    hayro_syntax::{Pdf, page::Page},
    kurbo::Rect,
};

use self::{
    bookmarks::Told,
    judge::State,
    passages::{passages, placed_words},
    pixels::Seen,
    recorder::Record,
    text::words,
};
use super::{
    Lines,
    trace::{Line, Trace, TraceKind},
};
use crate::error::{DecodeError, Refusal};

/// How the dictionary of a document's layers is called, and a name that means nothing.
const LAYERS: &[u8] = b"/OCProperties";
const NO_LAYERS: &[u8] = b"/OCPropertiez";
/// The most passages of one page that are told.
const PASSAGES_MAX: usize = 200;

pub(super) fn look(document: Vec<u8>, lines: &mut Lines<'_>) -> Result<(), DecodeError> {
    let pdf = open(document.clone())?;
    let settings = InterpreterSettings::default();
    let mut told = Told::default();
    let mut seen_words = HashSet::new();
    for (page, number) in pdf.pages().iter().zip(1..) {
        let looked = LookedPage::of(page, &settings);
        looked.tell(number, lines)?;
        redact::tell(page, number, &looked, lines)?;
        seen_words.extend(words(&looked.seen_text(), 1));
        told.add_page(&looked);
    }
    objects::tell(&pdf, &mut told, lines)?;
    told.tell(&seen_words, lines)?;
    versions::tell(&document, &seen_words, lines)
}

/// Writes the words of a PDF of which all layers are shown.
pub(super) fn look_at_layers(
    mut document: Vec<u8>,
    lines: &mut Lines<'_>,
) -> Result<(), DecodeError> {
    let mut from = 0;
    while let Some(rest) = document.get_mut(from..) {
        let at = rest.windows(LAYERS.len()).position(|at| at == LAYERS);
        let Some(at) = at else {
            break;
        };
        if let Some(name) = rest.get_mut(at..at + LAYERS.len()) {
            name.copy_from_slice(NO_LAYERS);
        }
        from += at + LAYERS.len();
    }
    let pdf = open(document)?;
    let settings = InterpreterSettings::default();
    for (page, number) in pdf.pages().iter().zip(1..) {
        lines.line(&Line::Page {
            page: number,
            words: placed_words(&record(page, &settings)),
        })?;
    }
    Ok(())
}

fn open(document: Vec<u8>) -> Result<Pdf, DecodeError> {
    let pdf = Pdf::new(document).map_err(|error| DecodeError::Refused(error.into()))?;
    if pdf.pages().is_empty() {
        return Err(DecodeError::Refused(Refusal::Empty));
    }
    Ok(pdf)
}

/// Writes down what a page paints.
fn record(page: &Page<'_>, settings: &InterpreterSettings) -> Record {
    let transform = page.initial_transform(true).to_kurbo();
    let cache = InterpreterCache::new();
    let mut record = Record::default();
    let area = area(page);
    let mut context = Context::new(transform, area, &cache, page.xref(), settings.clone());
    interpret_page(page, &mut context, &mut record);
    redact::add_plain_annotations(page, transform, &mut record);
    record
}

fn area(page: &Page<'_>) -> Rect {
    let (width, height) = page.render_dimensions();
    Rect::new(0.0, 0.0, width.into(), height.into())
}

/// A page, and how each of its glyphs is seen.
struct LookedPage {
    record: Record,
    states: Vec<Option<State>>,
    area: Rect,
}

impl LookedPage {
    fn of(page: &Page<'_>, settings: &InterpreterSettings) -> Self {
        let record = record(page, settings);
        let area = area(page);
        let states = judge::states(&record, area, &Seen::of(page, settings));
        Self {
            record,
            states,
            area,
        }
    }

    fn tell(&self, page: u32, lines: &mut Lines<'_>) -> Result<(), DecodeError> {
        let all = passages(&self.record, &self.states);
        for passage in all.iter().take(PASSAGES_MAX) {
            if let Some((kind, legible)) = kind_of(passage.state) {
                lines.trace(Trace {
                    legible,
                    area: Some(passage.area()),
                    ..Trace::new(kind, &passage.text).on_page(page)
                })?;
            }
        }
        let layer: Vec<&str> = all
            .iter()
            .filter(|passage| passage.state == State::Layer)
            .map(|passage| passage.text.as_str())
            .collect();
        if !layer.is_empty() {
            let trace = Trace::new(TraceKind::TextLayer, &layer.join(" "));
            lines.trace(trace.on_page(page))?;
        }
        lines.line(&Line::Page {
            page,
            words: placed_words(&self.record),
        })
    }

    /// What is read on the page.
    fn seen_text(&self) -> String {
        self.text_of(|state| matches!(state, State::Seen | State::Faint | State::Hatched))
    }

    /// What is on the page, and is not read.
    fn covered_text(&self) -> String {
        self.text_of(|state| {
            matches!(
                state,
                State::UnderBox { .. } | State::UnderImage | State::OnDark { .. }
            )
        })
    }

    fn text_of(&self, wanted: impl Fn(State) -> bool) -> String {
        let all = passages(&self.record, &self.states);
        let texts = all.iter().filter(|passage| wanted(passage.state));
        texts
            .map(|passage| passage.text.as_str())
            .collect::<Vec<_>>()
            .join(" ")
    }
}

/// What a passage gives away. Text layers are told by the page.
const fn kind_of(state: State) -> Option<(TraceKind, bool)> {
    Some(match state {
        State::Seen | State::Layer => return None,
        State::Outside => (TraceKind::TextOutsidePage, false),
        State::Clipped => (TraceKind::ClippedText, false),
        State::Tiny => (TraceKind::TinyText, false),
        State::UnderBox { legible } => (TraceKind::TextUnderBox, legible),
        State::UnderImage => (TraceKind::TextUnderImage, false),
        State::OnDark { legible } => (TraceKind::DarkHighlight, legible),
        State::Invisible => (TraceKind::InvisibleText, false),
        State::Faint => (TraceKind::FaintText, true),
        State::Hatched => (TraceKind::CrossHatch, true),
    })
}

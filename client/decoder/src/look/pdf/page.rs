//! A page, and how each of its glyphs is seen.

use hayro::{
    hayro_interpret::{
        Context, InterpreterCache, InterpreterSettings, TransformExt, interpret_page,
    },
    hayro_syntax::page::Page,
    kurbo::Rect,
};

use super::{
    annotations, judge,
    passages::{passages, placed_words},
    pixels::Seen,
    recorder::Record,
    state::State,
};
use crate::{
    error::DecodeError,
    look::{
        lines::Lines,
        trace::{Line, Trace, TraceKind},
    },
};

/// The most passages of one page that are told.
const PASSAGES_MAX: usize = 200;

/// Writes down what a page paints.
pub(super) fn record(page: &Page<'_>, settings: &InterpreterSettings) -> Record {
    let transform = page.initial_transform(true).to_kurbo();
    let cache = InterpreterCache::new();
    let mut record = Record::default();
    let area = area(page);
    let mut context = Context::new(transform, area, &cache, page.xref(), settings.clone());
    interpret_page(page, &mut context, &mut record);
    annotations::add_plain_annotations(page, transform, &mut record);
    record
}

pub(super) fn area(page: &Page<'_>) -> Rect {
    let (width, height) = page.render_dimensions();
    Rect::new(0.0, 0.0, width.into(), height.into())
}

/// A page, and how each of its glyphs is seen.
pub(super) struct LookedPage {
    pub(super) record: Record,
    pub(super) states: Vec<Option<State>>,
    pub(super) area: Rect,
}

impl LookedPage {
    pub(super) fn of(page: &Page<'_>, settings: &InterpreterSettings) -> Self {
        let record = record(page, settings);
        let area = area(page);
        let states = judge::states(&record, area, &Seen::of(page, settings));
        Self {
            record,
            states,
            area,
        }
    }

    pub(super) fn tell(&self, page: u32, lines: &mut Lines<'_>) -> Result<(), DecodeError> {
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
    pub(super) fn seen_text(&self) -> String {
        self.text_of(|state| matches!(state, State::Seen | State::Faint | State::Hatched))
    }

    /// What is on the page, and is not read.
    pub(super) fn covered_text(&self) -> String {
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

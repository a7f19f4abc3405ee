//! What was found in one document.

use sourdine_decoder::look::trace::{PlacedWord, Trace};

use super::tiles::Tiles;
use crate::desk::cleaning::{CleanError, kind::Kind};

/// The most traces of a document that are kept.
const TRACES_MAX: usize = 5_000;

/// What a document gives away.
pub struct Inspection {
    pub kind: Kind,
    pub traces: Vec<Trace>,
    /// What could not be looked at, and why.
    pub unfinished: Vec<CleanError>,
    /// Its words, page by page or paragraph by paragraph.
    pub(super) texts: Vec<Text>,
    pub(super) pages: Vec<Tiles>,
}

/// A page or a paragraph.
pub(super) struct Text {
    pub(super) page: Option<u32>,
    pub(super) part: Option<String>,
    pub(super) words: Vec<PlacedWord>,
    /// Whether it is known by its place on a page.
    pub(super) is_placed: bool,
}

impl Inspection {
    pub(super) const fn of(kind: Kind) -> Self {
        Self {
            kind,
            traces: Vec::new(),
            unfinished: Vec::new(),
            texts: Vec::new(),
            pages: Vec::new(),
        }
    }

    pub(super) fn add(&mut self, traces: impl IntoIterator<Item = Trace>) {
        for trace in traces {
            if self.traces.len() < TRACES_MAX && !self.traces.contains(&trace) {
                self.traces.push(trace);
            }
        }
    }

    /// Adds what a document in this one gives away, under its name.
    pub(super) fn add_inner(&mut self, name: &str, inner: Self) {
        let place = |part: Option<String>| match part {
            Some(part) => Some(format!("{name}: {part}")),
            None => Some(name.to_owned()),
        };
        self.add(inner.traces.into_iter().map(|trace| Trace {
            part: place(trace.part.clone()),
            ..trace
        }));
        self.unfinished.extend(inner.unfinished);
        self.pages.extend(inner.pages);
        self.texts.extend(inner.texts);
    }

    /// Adds traces, or keeps why there are none.
    pub(super) fn try_add(&mut self, traces: Result<Vec<Trace>, CleanError>) {
        let traces = self.attempt(traces);
        self.add(traces.into_iter().flatten());
    }

    /// Keeps what was found, or why nothing could be.
    pub(super) fn attempt<T>(&mut self, result: Result<T, CleanError>) -> Option<T> {
        match result {
            Ok(found) => Some(found),
            Err(error) => {
                self.unfinished.push(error);
                None
            }
        }
    }
}

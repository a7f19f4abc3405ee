//! A case: what a desk knows of one affair, as a list of things that editors did.
//!
//! A [`Case`] only ever grows: each [`Event`] is added once and never changed, so that
//! [`union`](Case::union) merges two editors' copies to the same case, in either order and any
//! number of times. Where a case stands is computed from its events, as a [`CaseView`]. On disk a
//! case is one age file, sealed to every editor of the roster (docs/decisions/0042): see
//! [`file::Cases`]. Beside the cases lies the desk's list of [names].

pub mod attachment;
pub mod event;
pub mod file;
pub mod names;
mod view;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sourdine_l10n::Explain;
use sourdine_protocol::day::Day;
use strum::VariantNames;

use self::event::{CaseId, Event, EventId, EventKind};
pub use self::view::{CaseView, Vetting};

pub const CASE_VERSION: u64 = 1;

#[derive(Debug, Explain, thiserror::Error)]
pub enum CaseError {
    /// The text is not the JSON of version 1.
    #[explain("error-case-malformed", said)]
    Malformed(#[from] serde_json::Error),
    /// A newer program wrote this case.
    #[explain("error-case-newer", what)]
    NewerVersion(u64),
    /// A newer program wrote this case.
    #[explain("error-case-newer", what)]
    UnknownKind(String),
    /// The system has no random numbers.
    #[explain("error-case-malformed", said)]
    Random(#[from] getrandom::Error),
}

/// A case: its events, each once.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Case {
    id: CaseId,
    events: BTreeMap<EventId, Event>,
}

/// The JSON of a case in version 1.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct CaseJson {
    version: u64,
    case: CaseId,
    events: Vec<Event>,
}

/// The fields that a case of any version is expected to have.
#[derive(Deserialize)]
struct CaseProbe {
    version: u64,
    #[serde(default)]
    events: Vec<EventProbe>,
}

#[derive(Deserialize)]
struct EventProbe {
    what: KindProbe,
}

#[derive(Deserialize)]
struct KindProbe {
    kind: String,
}

impl Case {
    pub const fn new(id: CaseId) -> Self {
        Self {
            id,
            events: BTreeMap::new(),
        }
    }

    pub const fn id(&self) -> &CaseId {
        &self.id
    }

    /// Adds an event, after all events that this copy knows.
    pub fn add(&mut self, editor: &str, day: Day, kind: EventKind) -> Result<(), getrandom::Error> {
        let last = self.events.values().map(|event| event.number).max();
        let event = Event {
            id: EventId::generate()?,
            number: last.unwrap_or(0).saturating_add(1),
            day,
            editor: editor.to_owned(),
            kind,
        };
        self.take(event);
        Ok(())
    }

    /// Takes over the events of another copy of this case. In whatever order copies are merged, all
    /// end up with the same events.
    pub fn union(&mut self, other: Self) {
        for event in other.events.into_values() {
            self.take(event);
        }
    }

    /// The events in an order that is the same in every copy: an event comes after all that its
    /// author knew of, and random ids decide between the others. No clock is involved.
    pub fn in_order(&self) -> Vec<&Event> {
        let mut events: Vec<&Event> = self.events.values().collect();
        events.sort_by_key(|event| (event.number, event.id));
        events
    }

    pub fn view(&self) -> CaseView<'_> {
        CaseView::of(&self.in_order())
    }

    /// Reads a case from its JSON. A case that a newer program wrote is refused.
    pub fn from_json(json: &[u8]) -> Result<Self, CaseError> {
        let probe: CaseProbe = serde_json::from_slice(json)?;
        if probe.version != CASE_VERSION {
            return Err(CaseError::NewerVersion(probe.version));
        }
        let unknown = |event: &EventProbe| !EventKind::VARIANTS.contains(&event.what.kind.as_str());
        if let Some(event) = probe.events.into_iter().find(unknown) {
            return Err(CaseError::UnknownKind(event.what.kind));
        }
        let text: CaseJson = serde_json::from_slice(json)?;
        let mut case = Self::new(text.case);
        for event in text.events {
            case.take(event);
        }
        Ok(case)
    }

    /// Writes a case as JSON. The same events give the same bytes.
    pub fn to_json(&self) -> Result<Vec<u8>, CaseError> {
        let text = CaseJson {
            version: CASE_VERSION,
            case: self.id.clone(),
            events: self.in_order().into_iter().cloned().collect(),
        };
        Ok(serde_json::to_vec(&text)?)
    }

    /// Adds an event. Two events share an id only if one of them is forged: then every
    /// copy keeps the lesser.
    fn take(&mut self, event: Event) {
        let lesser = |there: &Event| there.rank() <= event.rank();
        if !self.events.get(&event.id).is_some_and(lesser) {
            self.events.insert(event.id, event);
        }
    }
}

//! Where a case stands, read off its events: of two that say different things, the later counts.

use std::collections::BTreeSet;

use sourdine_observatory::{
    model::names::EntryId, model::text::Line, model::vocabulary::Technology,
};
use sourdine_protocol::day::Day;
use sourdine_protocol::text::Sha256Hex;

use super::event::{CaseEnvelope, CaseState, CleanCopy, Event, EventKind, Tag};
use crate::desk::roster::signature::EditorSignature;

/// An editor's signature and the entry that it is over.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Vetting<'a> {
    /// The day that the case says.
    pub day: Day,
    /// The entry's file.
    pub entry: &'a str,
    /// The signature; nothing is proven until `vetting::vet` has looked at it.
    pub signed: &'a EditorSignature,
}

/// Where a case stands.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct CaseView<'a> {
    /// What it is called.
    pub title: Option<&'a Line>,
    /// How far it has come.
    pub state: CaseState,
    /// Its tags.
    pub tags: BTreeSet<&'a Tag>,
    /// Where it is.
    pub place: Option<&'a Line>,
    /// What is used there.
    pub technologies: &'a [Technology],
    /// Its letters, each once.
    pub envelopes: Vec<&'a CaseEnvelope>,
    /// What editors noted.
    pub notes: Vec<(&'a Event, &'a str)>,
    /// The clean copies, each once.
    pub copies: Vec<&'a CleanCopy>,
    /// The signatures in the order in which they were made.
    pub vettings: Vec<Vetting<'a>>,
    /// What is in the observatory, and the hash of what was signed for it.
    pub published: Option<(&'a EntryId, &'a Sha256Hex)>,
}

impl<'a> CaseView<'a> {
    pub(super) fn of(events: &[&'a Event]) -> Self {
        let mut view = Self::default();
        for event in events {
            view.apply(event);
        }
        view
    }

    /// The entry that was signed last, which the others are to sign too.
    #[must_use]
    pub fn entry(&self) -> Option<&'a str> {
        self.vettings.last().map(|vetting| vetting.entry)
    }

    fn apply(&mut self, event: &'a Event) {
        match &event.kind {
            EventKind::Title { title } => self.title = Some(title),
            EventKind::Envelope(envelope) => {
                let known = |other: &&CaseEnvelope| other.hash == envelope.hash;
                if !self.envelopes.iter().any(known) {
                    self.envelopes.push(envelope);
                }
            }
            EventKind::State { state } => self.state = *state,
            EventKind::Tag { tag } => drop(self.tags.insert(tag)),
            EventKind::Untag { tag } => drop(self.tags.remove(tag)),
            EventKind::Place { place } => self.place = Some(place),
            EventKind::Technologies { technologies } => self.technologies = technologies,
            EventKind::Note { text } => self.notes.push((event, text)),
            EventKind::Cleaned(copy) => {
                self.copies.retain(|older| older.sha256 != copy.sha256);
                self.copies.push(copy);
            }
            EventKind::Vetted { entry, signed } => self.vettings.push(Vetting {
                day: event.day,
                entry,
                signed,
            }),
            EventKind::Published { entry, statement } => self.published = Some((entry, statement)),
        }
    }
}

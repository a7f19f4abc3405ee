//! Where a case stands, computed from its events. Of two events that disagree, the later counts.

use std::collections::BTreeSet;

use sourdine_observatory::{
    model::names::EntryId, model::text::Line, model::vocabulary::Technology,
};
use sourdine_protocol::day::Day;
use sourdine_protocol::text::Sha256Hex;

use super::event::{AllowedFinding, CaseEnvelope, CaseState, CleanCopy, Event, EventKind, Tag};
use crate::desk::roster::signature::EditorSignature;

/// An editor's signature and the entry that was signed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Vetting<'a> {
    /// The day of the signature, as the case says.
    pub day: Day,
    pub entry: &'a str,
    /// The signature. It proves nothing until `vetting::vet` has checked it.
    pub signed: &'a EditorSignature,
    /// How many findings had been allowed in the case before.
    pub allowed_before: usize,
}

#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct CaseView<'a> {
    pub title: Option<&'a Line>,
    pub state: CaseState,
    pub tags: BTreeSet<&'a Tag>,
    pub place: Option<&'a Line>,
    pub technologies: &'a [Technology],
    /// The case's letters, each once.
    pub envelopes: Vec<&'a CaseEnvelope>,
    /// The editors' notes, each with its event.
    pub notes: Vec<(&'a Event, &'a str)>,
    pub copies: Vec<&'a CleanCopy>,
    /// The findings that were allowed, each with its day. Their signatures prove nothing until
    /// `vetting::allowed` has checked them.
    pub allowed: Vec<(Day, &'a AllowedFinding)>,
    /// The signatures in the order in which they were made.
    pub vettings: Vec<Vetting<'a>>,
    /// The published entry, and the hash of the statement that was signed for it.
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

    /// The text of the entry that was signed last, which the other editors are to sign too.
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
            EventKind::Allowed(finding) => {
                // Said again, it is not newer.
                if !self.allowed.iter().any(|(_, known)| *known == &**finding) {
                    self.allowed.push((event.day, finding));
                }
            }
            EventKind::Vetted { entry, signed } => self.vettings.push(Vetting {
                day: event.day,
                entry,
                signed,
                allowed_before: self.allowed.len(),
            }),
            EventKind::Published { entry, statement } => self.published = Some((entry, statement)),
        }
    }
}

//! Where a case stands, read off its events: of two that say different things, the later counts.

use std::collections::BTreeSet;

use sourdine_protocol::day::Day;

use super::event::{CleanCopy, Envelope, Event, State, Tag, What};
use crate::{
    desk::roster::signed::Signed,
    observatory::{
        names::{EntryId, Sha256Hex},
        text::Line,
        vocabulary::Technology,
    },
};

/// An editor's signature and the entry that it is over.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Vetting<'a> {
    /// The day that the case says.
    pub day: Day,
    /// The entry's file.
    pub entry: &'a str,
    /// The signature; nothing is proven until `vetting::vet` has looked at it.
    pub signed: &'a Signed,
}

/// Where a case stands.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Standing<'a> {
    /// What it is called.
    pub title: Option<&'a Line>,
    /// How far it has come.
    pub state: State,
    /// Its tags.
    pub tags: BTreeSet<&'a Tag>,
    /// Where it is.
    pub place: Option<&'a Line>,
    /// What is used there.
    pub technologies: &'a [Technology],
    /// Its letters, each once.
    pub envelopes: Vec<&'a Envelope>,
    /// What editors noted.
    pub notes: Vec<(&'a Event, &'a str)>,
    /// The clean copies, each once.
    pub copies: Vec<&'a CleanCopy>,
    /// The signatures in the order in which they were made.
    pub vettings: Vec<Vetting<'a>>,
    /// What is in the observatory, and the hash of what was signed for it.
    pub published: Option<(&'a EntryId, &'a Sha256Hex)>,
}

impl<'a> Standing<'a> {
    pub(super) fn of(events: &[&'a Event]) -> Self {
        let mut standing = Self::default();
        for event in events {
            standing.follow(event);
        }
        standing
    }

    /// The entry that was signed last, which the others are to sign too.
    #[must_use]
    pub fn entry(&self) -> Option<&'a str> {
        self.vettings.last().map(|vetting| vetting.entry)
    }

    fn follow(&mut self, event: &'a Event) {
        match &event.what {
            What::Title { title } => self.title = Some(title),
            What::Envelope(envelope) => {
                let known = |other: &&Envelope| other.hash == envelope.hash;
                if !self.envelopes.iter().any(known) {
                    self.envelopes.push(envelope);
                }
            }
            What::State { state } => self.state = *state,
            What::Tag { tag } => drop(self.tags.insert(tag)),
            What::Untag { tag } => drop(self.tags.remove(tag)),
            What::Place { place } => self.place = Some(place),
            What::Technologies { technologies } => self.technologies = technologies,
            What::Note { text } => self.notes.push((event, text)),
            What::Cleaned(copy) => {
                self.copies.retain(|older| older.sha256 != copy.sha256);
                self.copies.push(copy);
            }
            What::Vetted { entry, signed } => self.vettings.push(Vetting {
                day: event.day,
                entry,
                signed,
            }),
            What::Published { entry, statement } => self.published = Some((entry, statement)),
        }
    }
}

//! Where a case stands, computed from its events.
//!
//! Of two events that disagree, the one counts whose machine knew the other. Where neither knew the
//! other, the careful one counts: a case is set aside, a signature is taken back, a tag stays.

use std::collections::{BTreeMap, BTreeSet};

use sourdine_observatory::{
    model::names::EntryId, model::text::Line, model::vocabulary::Technology,
};
use sourdine_protocol::day::Day;
use sourdine_protocol::text::Sha256Hex;

use super::{
    event::{
        AllowedFinding, CaseEnvelope, CaseState, CleanCopy, Event, EventId, EventKind, Tag,
        UnsignedNote,
    },
    graph::Graph,
    names::ListedName,
};
use crate::desk::roster::signature::EditorSignature;

/// What was said in a case, from which its view is made.
pub(super) struct Said<'a> {
    /// Each comes after all that its machine knew.
    pub events: &'a [Event],
    pub graph: &'a Graph,
    /// Events that decide nothing.
    pub forked: &'a BTreeSet<EventId>,
    /// The events by which editors gave up others that are not there.
    pub given_up: &'a BTreeSet<EventId>,
}

/// Whether a signature is its editor's last word.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum VettingStanding {
    Stands,
    /// The editor signed again after it.
    Superseded,
    /// The editor took it back.
    Withdrawn,
    /// Events were given up that the editor did not know to be lost: their own withdrawal may have
    /// been among them.
    BeforeLoss,
    /// Two machines of the editor signed different entries and knew nothing of each other; or the
    /// machine's chain goes two ways.
    Disputed,
}

/// An editor's signature and the entry that was signed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Vetting<'a> {
    /// The day of the signature, as the case says.
    pub day: Day,
    pub entry: &'a str,
    /// The signature. It proves nothing until `vetting::vet` has checked it.
    pub signed: &'a EditorSignature,
    /// Whether each of the case's allowed findings was known when it was signed.
    pub knew: Vec<bool>,
    pub standing: VettingStanding,
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
    /// Notes of release 0.1, which no editor had signed.
    pub unsigned_notes: Vec<&'a UnsignedNote>,
    pub copies: Vec<&'a CleanCopy>,
    /// The findings that were allowed, each with its day. Their signatures prove nothing until
    /// `vetting::allowed` has checked them.
    pub allowed: Vec<(Day, &'a AllowedFinding)>,
    /// The signatures, each after those that its machine knew.
    pub vettings: Vec<Vetting<'a>>,
    /// The entries that editors signed without knowing of each other's: none is the case's entry
    /// until an editor who knows them signs one.
    pub disputed: BTreeSet<&'a str>,
    /// The published entry, and the hash of the statement that was signed for it.
    pub published: Option<(&'a EntryId, &'a Sha256Hex)>,
    entry: Option<&'a str>,
}

/// A signature, or its withdrawal, while the view is made.
struct Word<'a> {
    event: &'a Event,
    /// None where it is a withdrawal.
    entry: Option<(&'a str, &'a EditorSignature)>,
}

impl<'a> CaseView<'a> {
    pub(super) fn of(case: &Said<'a>) -> Self {
        let mut view = Self {
            state: state(case),
            tags: tags(case),
            ..Self::default()
        };
        for event in case.events {
            view.apply(event, case.forked.contains(&event.id));
        }
        view.vet(case);
        view
    }

    /// The text of the entry that editors are to sign: the one that was signed last. None if none
    /// was signed, or several are [disputed](Self::disputed).
    pub const fn entry(&self) -> Option<&'a str> {
        self.entry
    }

    fn apply(&mut self, event: &'a Event, is_forked: bool) {
        match &event.kind {
            EventKind::Title { title } if !is_forked => self.title = Some(title),
            EventKind::Envelope(envelope) => self.add_letter(envelope),
            EventKind::Place { place } if !is_forked => self.place = Some(place),
            EventKind::Technologies { technologies } if !is_forked => {
                self.technologies = technologies;
            }
            EventKind::Note { text } => self.notes.push((event, text)),
            EventKind::Cleaned(copy) if !is_forked => self.copies.push(copy),
            EventKind::Allowed(finding) if !is_forked => {
                // Said again, it is not newer.
                if !self.allowed.iter().any(|(_, known)| *known == &**finding) {
                    self.allowed.push((event.day, finding));
                }
            }
            EventKind::Published { entry, statement } if !is_forked => {
                self.published = Some((entry, statement));
            }
            EventKind::TakenOver(old) => {
                self.title = self.title.or(old.title.as_ref());
                old.letters
                    .iter()
                    .for_each(|letter| self.add_letter(letter));
                self.unsigned_notes.extend(&old.notes);
            }
            EventKind::Title { .. }
            | EventKind::Place { .. }
            | EventKind::Technologies { .. }
            | EventKind::Published { .. }
            | EventKind::Cleaned(_)
            | EventKind::Allowed(_)
            | EventKind::State { .. }
            | EventKind::Tag { .. }
            | EventKind::Untag { .. }
            | EventKind::Vetted { .. }
            | EventKind::Withdrawn { .. }
            | EventKind::Rekeyed(_)
            | EventKind::Closed { .. }
            | EventKind::Adopted { .. }
            | EventKind::Joined { .. }
            | EventKind::GivenUp { .. }
            | EventKind::Revoked { .. }
            | EventKind::Listed { .. }
            | EventKind::Unlisted { .. } => {}
        }
    }

    fn add_letter(&mut self, envelope: &'a CaseEnvelope) {
        let known = |other: &&CaseEnvelope| other.hash == envelope.hash;
        if !self.envelopes.iter().any(known) {
            self.envelopes.push(envelope);
        }
    }

    fn vet(&mut self, case: &Said<'a>) {
        let words: Vec<Word<'a>> = case.events.iter().filter_map(word).collect();
        let mut by_editor: BTreeMap<&str, Vec<&Word<'a>>> = BTreeMap::new();
        for word in &words {
            let own = by_editor.entry(&word.event.editor).or_default();
            own.push(word);
        }
        let allowed = self.allowed_by(case);
        let mut standing: Vec<&Word<'a>> = Vec::new();
        for word in &words {
            let Some((entry, signed)) = word.entry else {
                continue;
            };
            let own = by_editor.get(word.event.editor.as_str());
            let has = standing_of(word, own.map_or(&[], Vec::as_slice), case);
            if matches!(has, VettingStanding::Stands | VettingStanding::BeforeLoss) {
                standing.push(word);
            }
            self.vettings.push(Vetting {
                day: word.event.day,
                entry,
                signed,
                knew: knew(word, &allowed, case),
                standing: has,
            });
        }
        let ids: Vec<EventId> = standing.iter().map(|word| word.event.id).collect();
        let newest = case.graph.newest(&ids);
        let entries: BTreeSet<&'a str> = standing
            .iter()
            .filter(|word| newest.contains(&word.event.id))
            .filter_map(|word| Some(word.entry?.0))
            .collect();
        if entries.len() > 1 {
            self.disputed = entries;
        } else {
            self.entry = entries.into_iter().next();
        }
    }

    /// The events that allowed each of the findings.
    fn allowed_by(&self, case: &Said<'_>) -> Vec<Vec<EventId>> {
        let mut by: Vec<Vec<EventId>> = vec![Vec::new(); self.allowed.len()];
        for event in case.events {
            if let EventKind::Allowed(one) = &event.kind
                && let Some(at) = self.allowed.iter().position(|(_, known)| *known == &**one)
                && let Some(by) = by.get_mut(at)
            {
                by.push(event.id);
            }
        }
        by
    }
}

/// Whether a signature's machine knew each of the findings that these events allowed.
fn knew(word: &Word<'_>, allowed: &[Vec<EventId>], case: &Said<'_>) -> Vec<bool> {
    let is_known = |id: &EventId| case.graph.knows(&word.event.id, id);
    allowed.iter().map(|by| by.iter().any(is_known)).collect()
}

fn word(event: &Event) -> Option<Word<'_>> {
    if let EventKind::Vetted { entry, signed } = &event.kind {
        let entry = Some((entry.as_str(), signed));
        return Some(Word { event, entry });
    }
    matches!(event.kind, EventKind::Withdrawn { .. }).then_some(Word { event, entry: None })
}

/// Only an editor's last word counts, and of two that knew nothing of each other the withdrawal.
/// The words are this editor's. The last ones are looked at first: most often they decide.
fn standing_of(word: &Word<'_>, words: &[&Word<'_>], case: &Said<'_>) -> VettingStanding {
    let id = &word.event.id;
    if case.forked.contains(id) {
        return VettingStanding::Disputed;
    }
    let is_known =
        |other: &Word<'_>| other.event.id == *id || case.graph.knows(id, &other.event.id);
    // What a chain that goes two ways takes back stays taken back.
    let mut withdrawals = words.iter().rev().filter(|other| other.entry.is_none());
    if withdrawals.any(|other| !is_known(other)) {
        return VettingStanding::Withdrawn;
    }
    for other in words.iter().rev() {
        let Some((entry, _)) = other.entry else {
            continue;
        };
        if case.forked.contains(&other.event.id) || is_known(other) {
            continue;
        }
        if case.graph.knows(&other.event.id, id) {
            return VettingStanding::Superseded;
        }
        if word.entry.is_none_or(|(own, _)| own != entry) {
            return VettingStanding::Disputed;
        }
    }
    let knows_losses = |lost: &EventId| case.graph.knows(id, lost);
    match case.given_up.iter().all(knows_losses) {
        true => VettingStanding::Stands,
        false => VettingStanding::BeforeLoss,
    }
}

/// The state: of those that no later one replaced, the careful one.
fn state(case: &Said<'_>) -> CaseState {
    let said: Vec<(EventId, CaseState)> = case
        .events
        .iter()
        .filter_map(|event| {
            let EventKind::State { state } = &event.kind else {
                return None;
            };
            // Of a chain that goes two ways, the careful word counts.
            let is_forked = case.forked.contains(&event.id);
            (!is_forked || *state == CaseState::SetAside).then_some((event.id, *state))
        })
        .collect();
    let ids: Vec<EventId> = said.iter().map(|(id, _)| *id).collect();
    let newest = case.graph.newest(&ids);
    let states = said.iter().filter(|(id, _)| newest.contains(id));
    let care = |state: &CaseState| (*state != CaseState::SetAside, *state);
    states
        .map(|(_, state)| *state)
        .min_by_key(care)
        .unwrap_or_default()
}

/// A word about a thing of a set.
struct About<'a, T> {
    event: &'a Event,
    thing: &'a T,
    /// Whether it puts the thing there, and does not take it away.
    puts: bool,
}

/// The things that no editor who knew of them took away. A chain that goes two ways takes nothing
/// away.
fn staying<'a, T: Ord>(
    case: &Said<'a>,
    words: impl IntoIterator<Item = About<'a, T>>,
) -> BTreeSet<&'a T> {
    let mut said: BTreeMap<&T, Vec<(EventId, bool)>> = BTreeMap::new();
    for word in words {
        if word.puts || !case.forked.contains(&word.event.id) {
            let about = said.entry(word.thing).or_default();
            about.push((word.event.id, word.puts));
        }
    }
    let stays = |about: &[(EventId, bool)]| {
        let ids: Vec<EventId> = about.iter().map(|(id, _)| *id).collect();
        let newest = case.graph.newest(&ids);
        about.iter().any(|(id, puts)| *puts && newest.contains(id))
    };
    let things = said.into_iter().filter(|(_, about)| stays(about));
    things.map(|(thing, _)| thing).collect()
}

fn tags<'a>(case: &Said<'a>) -> BTreeSet<&'a Tag> {
    let mut words = Vec::new();
    for event in case.events {
        let mut say = |thing, puts| words.push(About { event, thing, puts });
        if let EventKind::Tag { tag } = &event.kind {
            say(tag, true);
        }
        if let EventKind::Untag { tag } = &event.kind {
            say(tag, false);
        }
        if let EventKind::TakenOver(old) = &event.kind {
            old.tags.iter().for_each(|tag| say(tag, true));
        }
    }
    staying(case, words)
}

/// The names that are on the list, if this is the desk's own journal.
pub(super) fn listed_names<'a>(case: &Said<'a>) -> BTreeSet<&'a ListedName> {
    let mut words = Vec::new();
    for event in case.events {
        let mut say = |thing, puts| words.push(About { event, thing, puts });
        if let EventKind::Listed { names } = &event.kind {
            names.iter().for_each(|name| say(name, true));
        }
        if let EventKind::Unlisted { names } = &event.kind {
            names.iter().for_each(|name| say(name, false));
        }
    }
    staying(case, words)
}

//! A case: what a desk knows of one affair, as things that editors did and signed.
//!
//! A [`Journal`](journal::Journal) keeps what machines signed. What of it counts for today's roster
//! is a [`Case`]: its [`Event`]s, each after all that its machine knew. Where a case stands is
//! computed from them, as a [`CaseView`]. On disk a case is a file of its keys and sealed segments
//! of its journal ([`store`], docs/decisions/0083). The desk has a journal of its own, as a case
//! has one, under an id that no case has. It holds the list of [names].

pub mod apart;
pub mod attachment;
pub mod event;
mod graph;
pub mod journal;
pub mod machine;
pub mod names;
pub mod state;
pub mod store;
mod view;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

use sourdine_l10n::Explain;
use sourdine_protocol::{envelope::hybrid::HybridRecipient, roster::SignedRoster};

pub use self::view::{CaseView, Vetting, VettingStanding};
use self::view::{Said, listed_names};
use self::{
    apart::ApartEvent,
    event::{CaseId, Event, EventId},
    graph::Graph,
    machine::{JournalCertificate, JournalPublicKey, JournalSignature},
    names::ListedName,
};

/// The version of the files of a case.
pub const CASE_VERSION: u64 = 2;

#[derive(Debug, Explain, thiserror::Error)]
pub enum CaseError {
    /// The text is not the JSON of this version.
    #[explain("error-case-malformed", said)]
    Malformed(#[from] serde_json::Error),
    /// A newer program wrote this case.
    #[explain("error-case-newer", what)]
    NewerVersion(u64),
    /// A newer program signed an event in this case.
    #[explain("error-case-newer-event")]
    NewerEvent,
    /// Release 0.1 wrote this case.
    #[explain("error-case-older")]
    OlderVersion,
    /// The case was written under a newer roster than this machine knows.
    #[explain("error-case-roster", seen, known)]
    OlderRoster {
        /// The number of the roster in the case.
        seen: u64,
        /// The number of the roster of this machine.
        known: u64,
    },
    /// Events name others that are not there.
    #[explain("error-case-missing", count)]
    Missing(usize),
    /// What this machine remembered of the case did not read.
    #[explain("error-case-forgotten", path)]
    Forgotten(PathBuf),
    /// The system has no random numbers.
    #[explain("error-case-malformed", said)]
    Random(#[from] getrandom::Error),
}

/// What counts of a case today, and what does not.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Case {
    id: CaseId,
    /// Each comes after all that its machine knew.
    events: Vec<Event>,
    graph: Graph,
    /// The number of the roster under which each event was signed.
    rosters: BTreeMap<EventId, u64>,
    apart: Vec<ApartEvent>,
    /// Events that others name, and that are not there.
    missing: BTreeSet<EventId>,
    /// The events by which editors gave up others that are not there.
    given_up: BTreeSet<EventId>,
    /// Events of a chain that goes two ways: they decide nothing.
    forked: BTreeSet<EventId>,
    /// The newest events of each machine: several where its chain forks.
    chains: BTreeMap<JournalPublicKey, BTreeSet<EventId>>,
    /// Each with the fingerprint of the editor who revoked it, whose machine it is.
    revoked: BTreeSet<(JournalPublicKey, String)>,
    /// The machine of each event.
    signers: BTreeMap<EventId, JournalPublicKey>,
    /// The events that count because the roster names their editors.
    in_time: BTreeSet<EventId>,
    /// The events of editors who left that came too late, each with the one before it.
    unclosed: BTreeMap<String, BTreeMap<EventId, Option<EventId>>>,
    /// What editors let in who have left since, and counts no more.
    lapsed: Vec<Lapsed>,
    /// Whether an editor of an older roster is not on today's.
    has_left: bool,
    /// The greatest number of a roster that the case or this machine has seen.
    newest_roster: u64,
    /// That roster, if this machine has still to take it.
    newer_roster: Option<SignedRoster>,
    /// The keys that were made for the editors of today's roster.
    recipients: Vec<HybridRecipient>,
    /// The signature that verifies, of each event of a known machine.
    signatures: BTreeMap<EventId, JournalSignature>,
    /// The certificates of these machines.
    certificates: BTreeSet<JournalCertificate>,
}

/// An event that an editor let in before they left the desk.
#[derive(Clone, Debug, Eq, PartialEq)]
struct Lapsed {
    /// The event that let it in.
    by: EventId,
    event: EventId,
    /// Whether it was adopted, and so without what its machine signed before it.
    is_alone: bool,
}

/// What a machine lets in of editors who left.
#[derive(Debug, Default)]
pub struct LetIn {
    /// Where to close their chains, by the fingerprints of their certificates.
    pub chains: BTreeMap<String, BTreeSet<EventId>>,
    /// What to adopt.
    pub alone: BTreeSet<EventId>,
}

/// What a machine saw of a case.
pub struct SeenByMachine<'a> {
    /// The fingerprint of its editor.
    pub editor: &'a str,
    /// The events that it saw while their editors were on its roster.
    pub in_time: &'a BTreeSet<EventId>,
    pub remembered: BTreeSet<EventId>,
}

/// A machine that signed in a case.
#[derive(Clone, Copy, Debug)]
pub struct CaseMachine<'a> {
    pub key: JournalPublicKey,
    /// The fingerprint of the editor whose machine it is.
    pub editor: &'a str,
    /// Its newest events: several where its chain goes two ways.
    pub tips: Option<&'a BTreeSet<EventId>>,
    pub is_revoked: bool,
}

impl Case {
    pub fn empty(id: CaseId) -> Self {
        Self {
            id,
            events: Vec::new(),
            graph: Graph::default(),
            rosters: BTreeMap::new(),
            apart: Vec::new(),
            missing: BTreeSet::new(),
            given_up: BTreeSet::new(),
            forked: BTreeSet::new(),
            chains: BTreeMap::new(),
            revoked: BTreeSet::new(),
            signers: BTreeMap::new(),
            in_time: BTreeSet::new(),
            unclosed: BTreeMap::new(),
            newest_roster: 0,
            newer_roster: None,
            lapsed: Vec::new(),
            has_left: false,
            recipients: Vec::new(),
            signatures: BTreeMap::new(),
            certificates: BTreeSet::new(),
        }
    }

    pub const fn id(&self) -> &CaseId {
        &self.id
    }

    /// The events that count, in an order that is the same on every machine: an event comes after
    /// all that its machine knew, and ids decide between the others. No clock is involved.
    pub fn in_order(&self) -> &[Event] {
        &self.events
    }

    /// The events without effect.
    pub fn apart(&self) -> &[ApartEvent] {
        &self.apart
    }

    /// How many events others name that are not there, and that no editor gave up.
    pub fn missing(&self) -> usize {
        self.missing.len()
    }

    /// The events that [are missing](Self::missing).
    pub const fn missing_events(&self) -> &BTreeSet<EventId> {
        &self.missing
    }

    /// The machines that signed in the case.
    pub fn machines(&self) -> Vec<CaseMachine<'_>> {
        let certificates = self.certificates.iter();
        let machines = certificates.map(|certificate| CaseMachine {
            key: certificate.key,
            editor: &certificate.editor,
            tips: self.chains.get(&certificate.key),
            is_revoked: self.is_revoked(certificate),
        });
        machines.collect()
    }

    /// Whether a machine's own editor revoked it.
    fn is_revoked(&self, machine: &JournalCertificate) -> bool {
        let machine = (machine.key, machine.editor.clone());
        self.revoked.contains(&machine)
    }

    /// The machine that signed an event, where a machine of the desk did.
    pub fn machine_of(&self, id: &EventId) -> Option<JournalPublicKey> {
        self.signers.get(id).copied()
    }

    /// The events of chains that go two ways, which decide nothing until their editor joins them.
    pub const fn forked(&self) -> &BTreeSet<EventId> {
        &self.forked
    }

    /// Whether the machine that signed `later` knew `earlier`.
    pub fn knows(&self, later: &EventId, earlier: &EventId) -> bool {
        self.graph.knows(later, earlier)
    }

    /// The ends of an editor's chains that go two ways.
    pub fn forked_tips(&self, editor: &str) -> BTreeSet<EventId> {
        let is_theirs = |event: &&Event| event.editor == editor && self.forked.contains(&event.id);
        let is_tip = |id: &EventId| self.chains.values().any(|tips| tips.contains(id));
        let theirs = self.events.iter().filter(is_theirs).map(|event| event.id);
        theirs.filter(is_tip).collect()
    }

    pub fn view(&self) -> CaseView<'_> {
        CaseView::of(&self.said())
    }

    /// The names on the desk's list, which its own journal has and no case.
    pub fn listed_names(&self) -> BTreeSet<&ListedName> {
        if self.id.is_desk() {
            listed_names(&self.said())
        } else {
            BTreeSet::new()
        }
    }

    const fn said(&self) -> Said<'_> {
        Said {
            events: self.events.as_slice(),
            graph: &self.graph,
            forked: &self.forked,
            given_up: &self.given_up,
        }
    }

    /// The newest events of all machines.
    pub const fn heads(&self) -> &BTreeSet<EventId> {
        self.graph.heads()
    }

    /// The events that count because the roster names their editors.
    pub const fn in_time(&self) -> &BTreeSet<EventId> {
        &self.in_time
    }

    /// Whether an editor of an older roster is not on today's.
    pub const fn has_left(&self) -> bool {
        self.has_left
    }

    /// The newest events of editors who left, and do not count yet, that a machine saw while those
    /// editors were on its roster.
    pub fn seen_in_time(&self, seen: &SeenByMachine<'_>) -> LetIn {
        let mut let_in = LetIn::default();
        for (editor, events) in &self.unclosed {
            let known = events.iter().filter(|(id, _)| seen.in_time.contains(id));
            let mut heads: BTreeSet<EventId> = known.clone().map(|(id, _)| *id).collect();
            for (_, previous) in known {
                previous.map(|previous| heads.remove(&previous));
            }
            if !heads.is_empty() {
                let_in.chains.insert(editor.clone(), heads);
            }
        }
        let_in
    }

    /// What editors had let in, as a machine saw in time, who have left since: as they did.
    pub fn let_in_before(&self, seen: &SeenByMachine<'_>) -> LetIn {
        let mut let_in = LetIn::default();
        let is_seen =
            |one: &Lapsed| seen.in_time.contains(&one.by) && seen.remembered.contains(&one.event);
        for lapsed in self.lapsed.iter().filter(|lapsed| is_seen(lapsed)) {
            let mut unclosed = self.unclosed.iter();
            let editor = unclosed.find(|(_, events)| events.contains_key(&lapsed.event));
            if lapsed.is_alone {
                let is_own = self.editor_of(&lapsed.event) == Some(seen.editor);
                let_in.alone.extend((!is_own).then_some(lapsed.event));
            } else if let Some((editor, _)) = editor {
                let heads = let_in.chains.entry(editor.clone()).or_default();
                heads.insert(lapsed.event);
            }
        }
        let_in
    }

    /// The fingerprint of the editor whose machine signed an event.
    fn editor_of(&self, id: &EventId) -> Option<&str> {
        let key = self.machine_of(id)?;
        let mut certificates = self.certificates.iter();
        let found = certificates.find(|certificate| certificate.key == key);
        found.map(|certificate| certificate.editor.as_str())
    }

    /// The newest roster that an editor took, if this machine has still to take it.
    pub const fn newer_roster(&self) -> Option<&SignedRoster> {
        self.newer_roster.as_ref()
    }

    /// What the files of the case are sealed to, for the editors of today's roster; none if no
    /// editor has made a key for them.
    pub fn recipient(&self) -> Option<&HybridRecipient> {
        self.recipients.first()
    }

    /// All that were made for them, in the order of the events: machines that knew nothing of each
    /// other make one each.
    pub fn recipients(&self) -> &[HybridRecipient] {
        &self.recipients
    }

    /// Whether this signature of an event of a known machine verifies.
    pub(in crate::desk) fn is_true(&self, id: &EventId, signature: &JournalSignature) -> bool {
        self.signatures.get(id) == Some(signature)
    }

    pub(in crate::desk) const fn certificates(&self) -> &BTreeSet<JournalCertificate> {
        &self.certificates
    }

    /// The events that were signed under an older roster than a machine elsewhere knew: an editor
    /// who has left can read them.
    pub fn read_by_who_left(&self) -> Vec<&Event> {
        let rekeyed: Vec<(&EventId, u64)> = self
            .events
            .iter()
            .filter(|event| event.rekeyed().is_some())
            .filter_map(|event| Some((&event.id, *self.rosters.get(&event.id)?)))
            .collect();
        let was_late = |event: &&Event| {
            let own = self.rosters.get(&event.id).copied().unwrap_or(0);
            rekeyed.iter().any(|(id, number)| {
                own < *number && **id != event.id && !self.graph.knows(id, &event.id)
            })
        };
        self.events.iter().filter(was_late).collect()
    }
}

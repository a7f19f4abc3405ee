//! Which of the signed events count for today's roster.

use std::collections::{BTreeMap, BTreeSet};

use super::{editors::Editors, signed::Signed};
use crate::desk::case::{
    Case, Lapsed,
    apart::{Apart, ApartEvent},
    event::{CaseId, Event, EventId, EventKind},
    graph::{Graph, Node},
    machine::{JournalCertificate, JournalPublicKey, JournalSignature},
};
use crate::desk::roster::TrustedRoster;
use sourdine_protocol::envelope::hybrid::HybridRecipient;

/// What was found true while a journal was read.
pub(super) struct Found {
    /// The signature that verifies, of each event of a known machine.
    pub signatures: BTreeMap<EventId, JournalSignature>,
    /// The certificates of these machines.
    pub certificates: BTreeSet<JournalCertificate>,
    /// The events of kinds that this program does not know: their machines and editors.
    pub newer: BTreeMap<EventId, (JournalPublicKey, String)>,
}

type Revoked = BTreeMap<JournalPublicKey, BTreeMap<String, BTreeSet<EventId>>>;

/// The walks back through chains that were begun, each with the events that it has found: those
/// that an event of this editor, decision or not, names under a roster that had their editors
/// still, or those of this editor whose chains were closed.
type Walks<'a> = BTreeMap<(&'a str, Option<u64>, bool), BTreeSet<EventId>>;

/// Which of the signed events count.
pub(super) struct Judgement<'a> {
    signed: &'a BTreeMap<EventId, Signed>,
    editors: &'a Editors,
    /// Events of a forked chain, which no editor has joined.
    forked: BTreeSet<EventId>,
    /// Up to which events a machine that was lost counts, for the editor who revoked it.
    revoked: Revoked,
    /// The events of editors who left, up to where the others closed their chains.
    closed: BTreeSet<EventId>,
    adopted: BTreeSet<EventId>,
}

impl<'a> Judgement<'a> {
    pub(super) fn of(signed: &'a BTreeMap<EventId, Signed>, editors: &'a Editors) -> Self {
        let mut judgement = Self {
            signed,
            editors,
            forked: BTreeSet::new(),
            revoked: BTreeMap::new(),
            closed: BTreeSet::new(),
            adopted: BTreeSet::new(),
        };
        judgement.settle();
        // Who revokes a machine must count themselves, and what the lost machine let in does not.
        judgement.revoked = judgement.revocations();
        judgement.settle();
        judgement.forked = judgement.forks();
        judgement.settle();
        judgement.forked = judgement.unjoined();
        judgement.settle();
        judgement
    }

    fn counting(&self) -> impl Iterator<Item = (&EventId, &Signed)> {
        let counting = |(id, one): &(&EventId, &Signed)| self.counts(id, one).is_ok();
        self.signed.iter().filter(counting)
    }

    /// Lets in what editors who count closed or adopted, until nothing is added. What was let in
    /// is looked at again, and each chain is walked once.
    fn settle(&mut self) {
        self.closed.clear();
        self.adopted.clear();
        let mut walks = Walks::new();
        let mut looked_at = BTreeSet::new();
        let mut due: Vec<EventId> = self.signed.keys().copied().collect();
        while let Some(id) = due.pop() {
            let Some(one) = self.signed.get(&id) else {
                continue;
            };
            let decides = !self.forked.contains(&id) && self.counts(&id, one).is_ok();
            if decides && looked_at.insert(id) {
                due.extend(self.let_in(one, &mut walks));
            }
        }
    }

    /// What an event that counts lets in beside itself. Nothing of its own editor's, and nothing at
    /// all if that editor left: either could have named in advance an event that was kept back.
    fn let_in(&mut self, one: &'a Signed, walks: &mut Walks<'a>) -> Vec<EventId> {
        if !self.editors.is_of_today(&one.editor) {
            return Vec::new();
        }
        let mut new = self.named_in_time(one, walks);
        if let EventKind::Closed { editor, heads, .. } = &one.said.what
            && *editor != one.editor
        {
            let found = walks.entry((editor, None, true)).or_default();
            let is_theirs = |head: &Signed| head.editor == *editor;
            new.extend(walk(self.signed, heads, &is_theirs, found));
        }
        self.closed.extend(&new);
        if let EventKind::Adopted { event } = &one.said.what
            && (self.signed.get(event)).is_some_and(|adopted| adopted.editor != one.editor)
            && self.adopted.insert(*event)
        {
            new.push(*event);
        }
        new
    }

    /// What an event of one editor names of others, and their machines' events before it, under a
    /// roster that had those editors still: who withholds an event from the one who closes the
    /// chain does not undo it.
    fn named_in_time(&self, one: &'a Signed, walks: &mut Walks<'a>) -> Vec<EventId> {
        let Some(until) = self.until(one) else {
            return Vec::new();
        };
        let in_time = |other: &Signed| self.is_in_time(one, other, until);
        let is_decision = one.said.what.is_decision();
        let walk_of = (one.editor.as_str(), Some(until), is_decision);
        let found = walks.entry(walk_of).or_default();
        let mut named = walk(self.signed, &one.said.seen, &in_time, found);
        // A machine alone could name in an old roster's time what was decided after it.
        let decides = |id: &EventId| {
            let named = self.signed.get(id);
            named.is_some_and(|named| named.said.what.is_decision())
        };
        named.retain(|id| is_decision || !decides(id));
        named
    }

    /// The first number from that of an event's roster on with which an editor left. Rosters that
    /// the same editors left are one: nothing that is signed makes more walks.
    fn until(&self, one: &Signed) -> Option<u64> {
        let until = self.editors.last_rosters().range(one.said.roster..).next();
        let was_there = self.editors.was_there(&one.editor, one.said.roster);
        until.copied().filter(|_| was_there)
    }

    fn is_in_time(&self, one: &Signed, other: &Signed, until: u64) -> bool {
        other.editor != one.editor && until <= self.editors.last_roster(&other.editor)
    }

    /// What editors let in who have left since, and counts no more.
    fn lapsed(&self) -> Vec<Lapsed> {
        let mut lapsed = Vec::new();
        for (id, one) in self.signed {
            let has_left = !self.editors.is_of_today(&one.editor);
            if has_left && !self.is_revoked(id, one) && !self.forked.contains(id) {
                let let_in = self.had_let_in(one).into_iter();
                lapsed.extend(let_in.map(|(event, is_alone)| Lapsed {
                    by: *id,
                    event,
                    is_alone,
                }));
            }
        }
        lapsed
    }

    /// The events that an event let in, each with whether alone or with its chain.
    fn had_let_in(&self, one: &Signed) -> Vec<(EventId, bool)> {
        let other = |id: &EventId| self.signed.get(id).filter(|it| it.editor != one.editor);
        let is_due = |id: &EventId| other(id).is_some_and(|it| self.counts(id, it).is_err());
        let until = self.until(one);
        let named = one.said.seen.iter().filter(|id| {
            let named = other(id).zip(until).filter(|_| one.said.what.is_decision());
            named.is_some_and(|(named, until)| self.is_in_time(one, named, until))
        });
        let mut let_in: Vec<(EventId, bool)> = named.map(|id| (*id, false)).collect();
        if let EventKind::Closed { editor, heads, .. } = &one.said.what {
            let is_theirs = |id: &&EventId| other(id).is_some_and(|it| it.editor == *editor);
            let_in.extend(heads.iter().filter(is_theirs).map(|id| (*id, false)));
        }
        if let EventKind::Adopted { event } = &one.said.what {
            let_in.push((*event, true));
        }
        let_in.retain(|(id, _)| is_due(id));
        let_in
    }

    /// Up to where machines count that their own editors revoked; of several words, what all let
    /// in.
    fn revocations(&self) -> Revoked {
        let mut revoked = Revoked::new();
        for (_, one) in self.counting() {
            let EventKind::Revoked { key, heads } = &one.said.what else {
                continue;
            };
            // The holder of a lost machine would shorten what it may have said.
            if one.said.key == *key {
                continue;
            }
            let own = |head: &Signed| head.editor == one.editor && head.said.key == *key;
            let mut until = BTreeSet::new();
            walk(self.signed, heads, &own, &mut until);
            let known = revoked.entry(*key).or_default().entry(one.editor.clone());
            known
                .and_modify(|known| known.retain(|id| until.contains(id)))
                .or_insert(until);
        }
        revoked
    }

    /// The events that two branches of a machine's chain begin with, and all that come after them
    /// in it. What does not count, or was adopted, forks nothing: an editor who left could
    /// otherwise undo what they had vetted.
    fn forks(&self) -> BTreeSet<EventId> {
        let mut next: BTreeMap<(JournalPublicKey, Option<EventId>), Vec<EventId>> = BTreeMap::new();
        for (id, one) in self.counting().filter(|(id, _)| !self.adopted.contains(id)) {
            let before = (one.said.key, one.said.previous);
            next.entry(before).or_default().push(*id);
        }
        let branches = next.values().filter(|next| next.len() > 1);
        let mut open: Vec<EventId> = branches.flatten().copied().collect();
        let mut found = BTreeSet::new();
        while let Some(id) = open.pop() {
            if let Some(one) = self.signed.get(&id).filter(|_| found.insert(id)) {
                let after = next.get(&(one.said.key, Some(id)));
                open.extend(after.into_iter().flatten());
            }
        }
        found
    }

    /// The forked events that no event of their editor joins.
    fn unjoined(&self) -> BTreeSet<EventId> {
        let mut forked = self.forked.clone();
        let mut joined: BTreeMap<&str, BTreeSet<EventId>> = BTreeMap::new();
        for (_, one) in self.counting().filter(|(id, _)| !self.forked.contains(id)) {
            if let EventKind::Joined { tips } = &one.said.what {
                let own = |tip: &Signed| tip.editor == one.editor;
                let found = joined.entry(&one.editor).or_default();
                walk(self.signed, tips, &own, found);
            }
        }
        forked.retain(|id| !joined.values().any(|found| found.contains(id)));
        forked
    }

    fn counts(&self, id: &EventId, one: &Signed) -> Result<(), Apart> {
        if self.adopted.contains(id) {
            return Ok(());
        }
        if self.is_revoked(id, one) {
            Err(Apart::Revoked)
        } else if self.editors.is_of_today(&one.editor) || self.closed.contains(id) {
            Ok(())
        } else {
            Err(Apart::Late)
        }
    }

    fn is_revoked(&self, id: &EventId, one: &Signed) -> bool {
        let machine = self.revoked.get(&one.said.key);
        let until = machine.and_then(|machine| machine.get(&one.editor));
        until.is_some_and(|until| !until.contains(id))
    }

    /// The newest events of each machine.
    fn tips(&self) -> BTreeMap<JournalPublicKey, BTreeSet<EventId>> {
        let mut chains: BTreeMap<JournalPublicKey, BTreeSet<EventId>> = BTreeMap::new();
        for (id, one) in self.signed {
            chains.entry(one.said.key).or_default().insert(*id);
        }
        for one in self.signed.values() {
            if let (Some(before), Some(tips)) = (one.said.previous, chains.get_mut(&one.said.key)) {
                tips.remove(&before);
            }
        }
        chains
    }

    fn signers(&self) -> BTreeMap<EventId, JournalPublicKey> {
        let signers = self.signed.iter().map(|(id, one)| (*id, one.said.key));
        signers.collect()
    }

    /// Takes what editors of today gave up from what is missing: one who left could have given it
    /// up in advance, and it would be withheld now. It is given up no longer once it is there.
    fn give_up(&self, case: &mut Case) {
        let mut missing = case.missing.clone();
        for (id, one) in self.counting().filter(|(id, _)| !self.forked.contains(id)) {
            if let EventKind::GivenUp { events } = &one.said.what
                && self.editors.is_of_today(&one.editor)
                && !events.is_disjoint(&case.missing)
            {
                case.given_up.insert(*id);
                missing.retain(|id| !events.contains(id));
            }
        }
        case.missing = missing;
    }

    /// Events of kinds that this program does not know. A revoked machine's stop nothing.
    fn newer(
        &self,
        newer: BTreeMap<EventId, (JournalPublicKey, String)>,
    ) -> impl Iterator<Item = ApartEvent> {
        newer.into_iter().map(|(id, (key, editor))| {
            let machine = self.revoked.get(&key);
            let is_revoked = machine.is_some_and(|machine| machine.contains_key(&editor));
            ApartEvent::bare(
                id,
                if is_revoked {
                    Apart::Revoked
                } else {
                    Apart::Newer
                },
            )
        })
    }

    /// Sets apart what does not count, and finds what is missing and whose chains are open.
    fn judge_each(&self, case: &mut Case, apart: &mut Vec<ApartEvent>) {
        for (id, one) in self.signed {
            let named = one.said.previous.iter().chain(&one.said.seen);
            match self.counts(id, one) {
                Ok(()) => {
                    case.missing.extend(named);
                    if self.editors.is_of_today(&one.editor) {
                        case.in_time.insert(*id);
                    }
                }
                Err(reason) => {
                    if reason == Apart::Late {
                        let events = case.unclosed.entry(one.editor.clone()).or_default();
                        events.insert(*id, one.said.previous);
                    }
                    apart.push(ApartEvent {
                        id: *id,
                        reason,
                        editor: self.editors.name(&one.editor).map(str::to_owned),
                        kind: Some(one.said.what.clone()),
                    });
                }
            }
        }
        // An event without effect is there all the same, if a machine of the desk signed it.
        let is_signed =
            |one: &&ApartEvent| one.reason != Apart::Unsigned && one.reason != Apart::Stranger;
        let set_apart = apart.iter().filter(is_signed);
        let set_apart: BTreeSet<EventId> = set_apart.map(|one| one.id).collect();
        case.missing
            .retain(|id| !self.signed.contains_key(id) && !set_apart.contains(id));
    }

    pub(super) fn case(
        &self,
        id: &CaseId,
        today: &TrustedRoster,
        mut apart: Vec<ApartEvent>,
        found: Found,
    ) -> Case {
        let nodes = self.counting().map(|(id, one)| {
            let (previous, seen) = (one.said.previous, one.said.seen.clone());
            (*id, Node { previous, seen })
        });
        let graph = Graph::of(&nodes.collect());
        let mut case = Case::empty(id.clone());
        case.newest_roster = self.editors.newest();
        case.newer_roster = self.editors.newer().cloned();
        case.has_left = self.editors.have_left();
        case.lapsed = self.lapsed();
        case.chains = self.tips();
        let revoked = self.revoked.iter().flat_map(|(key, by)| {
            let by = by.keys();
            by.map(|editor| (*key, editor.clone()))
        });
        case.revoked = revoked.collect();
        case.signers = self.signers();
        case.signatures = found.signatures;
        case.certificates = found.certificates;
        apart.extend(self.newer(found.newer));
        self.judge_each(&mut case, &mut apart);
        self.give_up(&mut case);
        for id in graph.order() {
            if let Some(one) = self.signed.get(id) {
                case.rosters.insert(*id, one.said.roster);
                if let Some(key) = self.key_of_today(id, one, today) {
                    case.recipients.push(key.clone());
                }
                case.events.push(Event {
                    id: *id,
                    day: one.said.day,
                    editor: self
                        .editors
                        .name(&one.editor)
                        .unwrap_or_default()
                        .to_owned(),
                    kind: one.said.what.clone(),
                });
            }
        }
        apart.sort_by_key(|one| one.id);
        case.apart = apart;
        case.forked.clone_from(&self.forked);
        case.graph = graph;
        case
    }
}

impl Judgement<'_> {
    /// The key that an event makes for the case, if an editor of today's roster made it for just
    /// this roster.
    fn key_of_today<'k>(
        &self,
        id: &EventId,
        one: &'k Signed,
        today: &TrustedRoster,
    ) -> Option<&'k HybridRecipient> {
        let EventKind::Rekeyed(rekeyed) = &one.said.what else {
            return None;
        };
        let is_of_today = rekeyed.roster.roster == today.signed().roster
            && self.editors.is_of_today(&one.editor)
            && !self.forked.contains(id);
        is_of_today.then_some(&rekeyed.recipient)
    }
}

/// Finds the events of these heads and of their machines before them, and gives those that were
/// not found before.
fn walk(
    signed: &BTreeMap<EventId, Signed>,
    heads: &BTreeSet<EventId>,
    is_theirs: &dyn Fn(&Signed) -> bool,
    found: &mut BTreeSet<EventId>,
) -> Vec<EventId> {
    let mut new = Vec::new();
    for head in heads {
        let mut next = Some(*head);
        while let Some(id) = next {
            let there = signed.get(&id).filter(|one| is_theirs(one));
            let there = there.filter(|_| found.insert(id));
            if there.is_some() {
                new.push(id);
            }
            next = there.and_then(|one| one.said.previous);
        }
    }
    new
}

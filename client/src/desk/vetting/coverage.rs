//! Whether two editors signed in a case what is public. Who left counts for what was published.

use std::collections::{BTreeMap, BTreeSet};

use sourdine_observatory::model::names::EntryId;
use sourdine_protocol::text::Sha256Hex;

use super::Statement;
use crate::desk::{
    case::{
        Case, Vetting, VettingStanding,
        event::{CaseState, Event, EventKind},
    },
    roster::{TrustedRoster, scope::Scope},
};

/// The hashes of the statements that a case says are public: of each entry the one that was
/// published last, if two editors' signatures over it stand, and the case was not set aside since.
/// What two editors signed and no editor published is not among them.
pub fn covered(case: &Case, today: &TrustedRoster) -> BTreeSet<Sha256Hex> {
    let scope = Scope::new(today.desk(), case.id());
    let past = case.in_order().iter().filter_map(|event| event.rekeyed());
    let past = past.filter_map(|rekeyed| today.check_another(rekeyed.roster.clone()).ok());
    let past: Vec<TrustedRoster> = past.collect();
    let withdrawn = withdrawn(case);
    let mut signers: Vec<(Sha256Hex, String, &str)> = Vec::new();
    for vetting in case.view().vettings {
        let Some(statement) = standing(&vetting, &withdrawn) else {
            continue;
        };
        let mut rosters = std::iter::once(today).chain(&past);
        let text = super::vetting(&scope, &statement);
        let signer = rosters.find_map(|roster| roster.signer(vetting.signed, text.as_bytes()));
        let name = vetting.signed.editor.as_str();
        signers.extend(signer.map(|signer| (statement.sha256(), signer, name)));
    }
    // New keys do not make two editors of one, nor does a new name.
    let has_two = |statement: &Sha256Hex| {
        let mut of_it = signers.iter().filter(|(signed, ..)| signed == statement);
        let Some((_, first, name)) = of_it.next() else {
            return false;
        };
        of_it.any(|(_, other, other_name)| other != first && other_name != name)
    };
    let published = published(case).into_iter();
    published
        .filter(|statement| has_two(statement))
        .cloned()
        .collect()
}

/// The statements that editors published last.
fn published(case: &Case) -> BTreeSet<&Sha256Hex> {
    let is_aside = |event: &&Event| {
        let EventKind::State { state } = &event.kind else {
            return false;
        };
        *state == CaseState::SetAside
    };
    let aside: Vec<&Event> = case.in_order().iter().filter(is_aside).collect();
    let is_later = |event: &Event| aside.iter().all(|aside| case.knows(&event.id, &aside.id));
    let events = case.in_order().iter();
    let decided = events.filter(|event| !case.forked().contains(&event.id) && is_later(event));
    let last = decided.filter_map(|event| {
        let EventKind::Published { entry, statement } = &event.kind else {
            return None;
        };
        Some((entry, statement))
    });
    let last: BTreeMap<&EntryId, &Sha256Hex> = last.collect();
    last.into_values().collect()
}

/// The statements that editors took back, each with the editor's name.
fn withdrawn(case: &Case) -> BTreeSet<(&str, &Sha256Hex)> {
    let events = case.in_order().iter();
    let withdrawn = events.filter_map(|event| {
        let EventKind::Withdrawn { statement, .. } = &event.kind else {
            return None;
        };
        Some((event.editor.as_str(), statement))
    });
    withdrawn.collect()
}

/// What was signed, if the editor did not take back just this. That they signed or took back a
/// newer version since does not take back the older one.
fn standing(vetting: &Vetting<'_>, withdrawn: &BTreeSet<(&str, &Sha256Hex)>) -> Option<Statement> {
    let statement = Statement::read(vetting.entry.as_bytes()).ok()?;
    let word = (vetting.signed.editor.as_str(), &statement.sha256());
    let stands = match vetting.standing {
        VettingStanding::Stands | VettingStanding::Superseded | VettingStanding::BeforeLoss => true,
        VettingStanding::Withdrawn => !withdrawn.contains(&word),
        VettingStanding::Disputed => false,
    };
    stands.then_some(statement)
}

//! A case in a report: a line of a list, or all of it.

use std::{collections::BTreeSet, path::PathBuf};

use serde::Serialize;
use sourdine_observatory::{
    model::names::EntryId, model::text::Line, model::vocabulary::Technology,
};
use sourdine_protocol::{day::Day, text::Sha256Hex};

use super::{AppError, case_session::CaseSession};
use crate::desk::{
    case::{
        Case, CaseView,
        apart::ApartEvent,
        event::{CaseEnvelope, CaseId, CaseState, CleanCopy, Event, EventId, Tag, UnsignedNote},
        store::StoredCase,
    },
    roster::TrustedRoster,
    vetting::signatures::{CheckedSignature, Validity, check_signatures, quorum},
};

/// What a case is called, and where it stands.
#[derive(Debug, Serialize)]
pub struct CaseHead {
    pub case: CaseId,
    pub state: CaseState,
    pub title: Option<Line>,
    pub place: Option<Line>,
    pub tags: Vec<Tag>,
    pub technologies: Vec<Technology>,
}

#[derive(Debug, Serialize)]
pub struct CaseSummary {
    #[serde(flatten)]
    pub head: CaseHead,
    pub letters: usize,
    pub copies: usize,
    pub signatures: usize,
    /// How many events this machine remembers and the folder has lost.
    #[serde(skip_serializing_if = "is_zero")]
    pub lost: usize,
    /// How many events others name and no machine has shown here.
    #[serde(skip_serializing_if = "is_zero")]
    pub missing: usize,
    /// How many events have no effect.
    #[serde(skip_serializing_if = "is_zero")]
    pub apart: usize,
    /// The documents of which the clean copies are not in the folder.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lacking: Vec<String>,
    /// Files of the case that do not open.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub left_aside: Vec<PathBuf>,
    /// Where that lies which this machine remembered and could not read any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub forgotten: Option<PathBuf>,
}

/// What is known of a case today.
#[derive(Debug, Serialize)]
pub struct CaseReport {
    #[serde(flatten)]
    pub head: CaseHead,
    pub letters: Vec<CaseEnvelope>,
    pub copies: Vec<CleanCopy>,
    pub signatures: Vec<SignatureReport>,
    /// Whether two signatures count.
    pub ready: bool,
    pub published: Option<PublishedEntry>,
    /// The documents of which the clean copies are not in the folder.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lacking: Vec<String>,
    /// Files of the case that do not open.
    pub left_aside: Vec<PathBuf>,
    /// Where that lies which this machine remembered and could not read any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub forgotten: Option<PathBuf>,
    pub events: Vec<Event>,
    /// Events without effect, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub apart: Vec<ApartEvent>,
    /// Notes of release 0.1, which no editor had signed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unsigned_notes: Vec<UnsignedNote>,
    /// How many events this machine remembers and the folder has lost.
    #[serde(skip_serializing_if = "is_zero")]
    pub lost: usize,
    /// How many events others name and no machine has shown here.
    #[serde(skip_serializing_if = "is_zero")]
    pub missing: usize,
    /// Events of chains that go two ways, which decide nothing.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub forked: BTreeSet<EventId>,
    /// Whether this machine's own files were restored from a copy.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_behind: bool,
    /// Events that an editor who has left can read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub read_by_who_left: Vec<EventId>,
}

#[derive(Debug, Serialize)]
pub struct SignatureReport {
    pub editor: String,
    pub day: Day,
    pub counts: bool,
    /// The reason as a key, where it does not count.
    pub why_not: Option<&'static str>,
}

#[derive(Debug, Serialize)]
pub struct PublishedEntry {
    pub entry: EntryId,
    pub statement: Sha256Hex,
}

impl CaseHead {
    fn new(case: &Case, view: &CaseView<'_>) -> Self {
        Self {
            case: case.id().clone(),
            state: view.state,
            title: view.title.cloned(),
            place: view.place.cloned(),
            tags: view.tags.iter().copied().cloned().collect(),
            technologies: view.technologies.to_vec(),
        }
    }
}

impl CaseSummary {
    pub(super) fn new(session: &CaseSession, stored: &StoredCase) -> Self {
        let case = &stored.case;
        let view = case.view();
        Self {
            head: CaseHead::new(case, &view),
            letters: view.envelopes.len(),
            copies: view.copies.len(),
            signatures: view.vettings.len(),
            lost: stored.lost,
            missing: case.missing(),
            apart: case.apart().len(),
            lacking: lacking(session, case),
            left_aside: stored.left_aside.clone(),
            forgotten: stored.forgotten.clone(),
        }
    }
}

/// The documents of which the clean copies are not in the folder, as they were called.
fn lacking(session: &CaseSession, case: &Case) -> Vec<String> {
    let copies = session.cases.lacking(case);
    let names = copies.iter().map(|copy| copy.original_name.clone());
    names.collect()
}

impl CaseReport {
    pub(super) fn new(session: &CaseSession, stored: &StoredCase) -> Result<Self, AppError> {
        let case = &stored.case;
        let view = case.view();
        let roster = session.editor.folder().roster_if_any()?;
        let (signatures, ready) = signatures(case, roster.as_ref());
        Ok(Self {
            head: CaseHead::new(case, &view),
            letters: view.envelopes.iter().copied().cloned().collect(),
            copies: session.copies(case).into_iter().cloned().collect(),
            signatures,
            ready,
            published: view.published.map(|(entry, statement)| PublishedEntry {
                entry: entry.clone(),
                statement: statement.clone(),
            }),
            lacking: lacking(session, case),
            left_aside: stored.left_aside.clone(),
            forgotten: stored.forgotten.clone(),
            events: case.in_order().to_vec(),
            apart: case.apart().to_vec(),
            unsigned_notes: view.unsigned_notes.iter().copied().cloned().collect(),
            lost: stored.lost,
            missing: case.missing(),
            forked: case.forked().clone(),
            is_behind: stored.is_behind,
            read_by_who_left: case
                .read_by_who_left()
                .iter()
                .map(|event| event.id)
                .collect(),
        })
    }
}

impl SignatureReport {
    fn new(counted: &CheckedSignature<'_>) -> Self {
        let counts = matches!(counted.validity, Validity::Counts(_));
        Self {
            editor: counted.signed.editor.clone(),
            day: counted.day,
            counts,
            why_not: (!counts).then(|| (&counted.validity).into()),
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
const fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// The signatures in a case, and whether two of them count. Without a roster, none counts.
pub(super) fn signatures(
    case: &Case,
    roster: Option<&TrustedRoster>,
) -> (Vec<SignatureReport>, bool) {
    let counted = check_signatures(case, roster);
    let ready = quorum(&counted).is_ok();
    (counted.iter().map(SignatureReport::new).collect(), ready)
}

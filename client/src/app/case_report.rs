//! A case in a report: a line of a list, or all of it.

use std::path::PathBuf;

use serde::Serialize;
use sourdine_observatory::{
    model::names::EntryId, model::text::Line, model::vocabulary::Technology,
};
use sourdine_protocol::{day::Day, text::Sha256Hex};

use super::{AppError, case_session::CaseSession};
use crate::desk::{
    case::{
        Case, CaseView,
        event::{CaseEnvelope, CaseId, CaseState, CleanCopy, Event, Tag},
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
    /// Copies of the case that do not open.
    pub left_aside: Vec<PathBuf>,
    pub events: Vec<Event>,
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
    pub(super) fn new(case: &Case) -> Self {
        let view = case.view();
        Self {
            head: CaseHead::new(case, &view),
            letters: view.envelopes.len(),
            copies: view.copies.len(),
            signatures: view.vettings.len(),
        }
    }
}

impl CaseReport {
    pub(super) fn new(session: &CaseSession, case: &Case) -> Result<Self, AppError> {
        let view = case.view();
        let roster = session.editor.folder().roster_if_any()?;
        let (signatures, ready) = signatures(&view, roster.as_ref());
        Ok(Self {
            head: CaseHead::new(case, &view),
            letters: view.envelopes.iter().copied().cloned().collect(),
            copies: view.copies.iter().copied().cloned().collect(),
            signatures,
            ready,
            published: view.published.map(|(entry, statement)| PublishedEntry {
                entry: entry.clone(),
                statement: statement.clone(),
            }),
            left_aside: session.left_aside(case.id())?,
            events: case.in_order().into_iter().cloned().collect(),
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

/// The signatures in a case, and whether two of them count. Without a roster, none counts.
pub(super) fn signatures(
    view: &CaseView<'_>,
    roster: Option<&TrustedRoster>,
) -> (Vec<SignatureReport>, bool) {
    let counted = check_signatures(view, roster);
    let ready = quorum(&counted).is_ok();
    (counted.iter().map(SignatureReport::new).collect(), ready)
}

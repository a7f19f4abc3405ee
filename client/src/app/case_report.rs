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
    folder::FolderError,
    identity::editor::EditorError,
    roster::TrustedRoster,
    vetting::signatures::{CheckedSignature, Validity, check_signatures, quorum},
};

/// A case in a list.
#[derive(Debug, Serialize)]
pub struct CaseSummary {
    pub case: CaseId,
    pub state: CaseState,
    pub title: Option<Line>,
    pub place: Option<Line>,
    pub tags: Vec<Tag>,
    pub technologies: Vec<Technology>,
    pub letters: usize,
    pub copies: usize,
    pub signatures: usize,
}

impl CaseSummary {
    pub(super) fn new(case: &Case) -> Self {
        let view = case.view();
        Self {
            case: case.id().clone(),
            state: view.state,
            title: view.title.cloned(),
            place: view.place.cloned(),
            tags: view.tags.iter().map(|tag| (*tag).clone()).collect(),
            technologies: view.technologies.to_vec(),
            letters: view.envelopes.len(),
            copies: view.copies.len(),
            signatures: view.vettings.len(),
        }
    }
}

/// What is known of a case today.
#[derive(Debug, Serialize)]
pub struct CaseReport {
    pub case: CaseId,
    pub state: CaseState,
    pub title: Option<Line>,
    pub place: Option<Line>,
    pub tags: Vec<Tag>,
    pub technologies: Vec<Technology>,
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

/// A signature in a case.
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

impl CaseReport {
    pub(super) fn new(session: &CaseSession, case: &Case) -> Result<Self, AppError> {
        let view = case.view();
        let counted = counted(session, &view)?;
        Ok(Self {
            case: case.id().clone(),
            state: view.state,
            title: view.title.cloned(),
            place: view.place.cloned(),
            tags: view.tags.iter().map(|tag| (*tag).clone()).collect(),
            technologies: view.technologies.to_vec(),
            letters: view.envelopes.iter().copied().cloned().collect(),
            copies: view.copies.iter().copied().cloned().collect(),
            signatures: counted.iter().map(SignatureReport::new).collect(),
            ready: quorum(&counted).is_ok(),
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
        Self {
            editor: counted.signed.editor.clone(),
            day: counted.day,
            counts: matches!(counted.validity, Validity::Counts(_)),
            why_not: match counted.validity {
                Validity::Counts(_) => None,
                Validity::OtherEntry => Some("other-entry"),
                Validity::NotAnEditor => Some("not-an-editor"),
                Validity::Invalid => Some("invalid"),
            },
        }
    }
}

/// The signatures, none of which counts where no roster was accepted yet.
fn counted<'a>(
    session: &CaseSession,
    view: &CaseView<'a>,
) -> Result<Vec<CheckedSignature<'a>>, AppError> {
    match session.editor.roster() {
        Ok(roster) => Ok(check_signatures(view, &roster)),
        Err(EditorError::Folder(FolderError::NoRoster)) => Ok(uncounted(view)),
        Err(error) => Err(error.into()),
    }
}

fn uncounted<'a>(view: &CaseView<'a>) -> Vec<CheckedSignature<'a>> {
    let without = |vetting: &crate::desk::case::Vetting<'a>| CheckedSignature {
        day: vetting.day,
        signed: vetting.signed,
        validity: Validity::NotAnEditor,
    };
    view.vettings.iter().map(without).collect()
}

/// The signatures in a case, and whether two of them count.
pub(super) fn signatures(
    view: &CaseView<'_>,
    roster: &TrustedRoster,
) -> (Vec<SignatureReport>, bool) {
    let counted = check_signatures(view, roster);
    let ready = quorum(&counted).is_ok();
    (counted.iter().map(SignatureReport::new).collect(), ready)
}

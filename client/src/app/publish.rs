//! Puts into the observatory what two editors signed.

use std::path::{Path, PathBuf};

use serde::Serialize;
use sourdine_observatory::model::names::EntryId;
use sourdine_protocol::text::Sha256Hex;

use super::{
    AppError, CommandContext,
    case_session::{CaseSession, CaseSessionError, forward},
    lints::Inspection,
};
use crate::desk::{
    case::event::{CaseId, CaseState, EventKind},
    publication,
    vetting::{
        Candidate, allowed,
        signatures::{check_signatures, current, quorum},
        vet,
    },
};

#[derive(Debug, Serialize)]
pub struct PublishReport {
    pub case: CaseId,
    pub entry: EntryId,
    /// The entry's folder in the observatory.
    pub folder: PathBuf,
    pub statement_sha256: Sha256Hex,
    pub editors: [String; 2],
    pub documents: usize,
    #[serde(skip)]
    pub observatory: PathBuf,
}

/// Publishes the case's entry, in the observatory that is named, else in the settings'.
///
/// Fails if two editors of today's roster did not sign exactly this, a document is not clean,
/// something is found that no editor has allowed, or the observatory would not be in order; then
/// nothing is published.
pub fn publish(
    context: &CommandContext<'_>,
    case: &str,
    observatory: Option<&Path>,
) -> Result<PublishReport, AppError> {
    let session = CaseSession::open(context)?;
    // An editor who cannot note in the case that it was published does not publish.
    session.recipients()?;
    let roster = session.roster()?;
    let stored = session.find(case)?;
    stored.require_whole()?;
    let case = stored.case;
    let observatory = session.observatory(observatory)?;
    let observatory = observatory.ok_or(CaseSessionError::NoObservatory)?;
    let view = case.view();
    let entry = current(&view)?;
    let [first, second] = quorum(&check_signatures(&view, Some(roster)))?;
    let fleeting = context.scratch()?.fleeting()?;
    let scratch = fleeting.path();
    let inspection = Inspection::of(context, &session, &case, entry.as_bytes(), scratch)?;
    inspection.report(&case, roster).verdict()?;
    let candidate = Candidate::new(inspection.looked, &allowed::check(&view, roster))?;
    let statement_sha256 = candidate.statement().sha256();
    let vetted = vet(candidate, roster, [first, second])?;
    let folder = publication::publish(&vetted, &observatory)?;
    let entry = vetted.candidate().entry().id.clone();
    let mut events = vec![EventKind::Published {
        entry: entry.clone(),
        statement: statement_sha256.clone(),
    }];
    events.extend(forward(&case, CaseState::Published));
    session.add(case.id(), events)?;
    Ok(PublishReport {
        case: case.id().clone(),
        entry,
        folder,
        statement_sha256,
        editors: [first.editor.clone(), second.editor.clone()],
        documents: vetted.candidate().documents().count(),
        observatory,
    })
}

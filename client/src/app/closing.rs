//! Closes the chains of editors who left as soon as this machine knows the roster without them: what
//! they write from then on does not count.

use serde::Serialize;

use super::{
    AppError, CommandContext, ErrorReport, case_session::CaseSession, triage::UnreadableCase,
};
use crate::desk::{case::store::Cases, folder::DeskFolder};

/// What became of the chains of editors who left.
#[derive(Debug, Serialize)]
pub struct ClosingReport {
    /// In how many cases they are closed.
    pub cases: usize,
    /// Cases that could not be read or written, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub failed: Vec<UnreadableCase>,
    /// Why no case was looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postponed: Option<ErrorReport>,
}

/// Closes them in every case. The roster is accepted whatever comes of this; none if this machine
/// has no editor of the roster, or no cases.
pub(super) fn close_chains(
    context: &CommandContext<'_>,
    folder: &DeskFolder,
) -> Result<Option<ClosingReport>, AppError> {
    let own = folder.card()?.map(|card| card.editor);
    let is_editor = own.is_some_and(|own| {
        let roster = folder.roster();
        roster.is_ok_and(|roster| roster.roster().editors.contains(&own))
    });
    if !is_editor || !folder.identity().exists() || !Cases::are_in(folder.cases()?.folder()) {
        return Ok(None);
    }
    Ok(Some(match close(context) {
        Ok(report) => report,
        Err(error) => ClosingReport {
            cases: 0,
            failed: Vec::new(),
            postponed: Some(context.explain(&error)),
        },
    }))
}

fn close(context: &CommandContext<'_>) -> Result<ClosingReport, AppError> {
    let session = CaseSession::open(context)?;
    let mut report = ClosingReport {
        cases: 0,
        failed: Vec::new(),
        postponed: None,
    };
    for id in session.journals()? {
        match session.reseal(&id) {
            Ok(_) => report.cases += 1,
            Err(error) => report.failed.push(UnreadableCase {
                case: id,
                reason: context.explain(&error),
            }),
        }
    }
    Ok(report)
}

//! Closes the chains of editors who left as soon as this machine knows the roster without them:
//! what they write from then on does not count.

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

/// Closes the chains of editors who left, in every case. The roster is accepted whatever comes of
/// this; none if this machine has no editor of the roster, or no cases.
pub(super) fn close_chains(
    context: &CommandContext<'_>,
    folder: &DeskFolder,
) -> Option<ClosingReport> {
    let closed = match has_cases(folder) {
        Ok(false) => return None,
        Ok(true) => close(context),
        Err(error) => Err(error),
    };
    Some(closed.unwrap_or_else(|error| ClosingReport {
        cases: 0,
        failed: Vec::new(),
        postponed: Some(context.explain(&error)),
    }))
}

/// Whether this machine's editor is on the roster and has cases.
fn has_cases(folder: &DeskFolder) -> Result<bool, AppError> {
    let own = folder.card()?.map(|card| card.editor);
    let roster = folder.roster()?;
    let is_editor = own.is_some_and(|own| roster.roster().editors.contains(&own));
    Ok(is_editor && folder.identity().exists() && Cases::are_in(folder.cases()?.folder()))
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

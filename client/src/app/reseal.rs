//! Seals what the editors share to today's roster.

use std::path::PathBuf;

use serde::Serialize;

use super::{
    AppError, CommandContext, ErrorReport, case_session::CaseSession, triage::UnreadableCase,
};
use crate::{
    desk::{case::event::CaseId, publication::key},
    l10n::Explain,
};

/// The number of cases, clean copies and lists that are sealed as before.
#[derive(Debug, Explain, thiserror::Error)]
#[explain("error-reseal-closed", count)]
pub struct ResealError(usize);

#[derive(Debug, Serialize)]
pub struct ResealReport {
    pub cases: usize,
    pub documents: usize,
    /// Cases that do not open for this editor, and are sealed as before.
    pub closed: Vec<CaseId>,
    /// Cases that were not sealed anew for another reason.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unreadable: Vec<UnreadableCase>,
    /// Clean copies that do not open, and are sealed as before.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub closed_copies: Vec<PathBuf>,
    /// Why the desk's list of names is sealed as before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub names_failed: Option<ErrorReport>,
    /// To how many editors.
    #[serde(skip)]
    pub editors: usize,
}

impl ResealReport {
    /// Fails if some cases or clean copies are sealed as before.
    pub fn verdict(&self) -> Result<(), AppError> {
        let names = usize::from(self.names_failed.is_some());
        let cases = self.closed.len() + self.unreadable.len();
        match cases + self.closed_copies.len() + names {
            0 => Ok(()),
            count => Err(ResealError(count).into()),
        }
    }
}

/// Seals all cases, their documents, the list of names and the publication key to today's roster.
///
/// Fails if the editor is not on the roster, or the folder cannot be read or written.
pub fn reseal(context: &CommandContext<'_>) -> Result<ResealReport, AppError> {
    let session = CaseSession::open(context)?;
    let recipients = session.recipients()?;
    let mut report = ResealReport {
        cases: 0,
        documents: 0,
        closed: Vec::new(),
        unreadable: Vec::new(),
        closed_copies: Vec::new(),
        names_failed: None,
        editors: recipients.len(),
    };
    for id in session.cases.list()? {
        match session.reseal(&id) {
            Ok(stored) => {
                report.cases += 1;
                let (resealed, failed) = session.reseal_copies(&stored.case)?;
                report.documents += resealed;
                report.closed_copies.extend(failed);
            }
            Err(error) if error.message().key() == "error-sealed-closed" => report.closed.push(id),
            Err(error) => report.unreadable.push(UnreadableCase {
                case: id,
                reason: context.explain(&error),
            }),
        }
    }
    let names = session.reseal_names();
    report.names_failed = names.err().map(|error| context.explain(&error));
    let identity = session.editor.identity();
    if let Some(certificate) = session.roster()?.publication() {
        let fingerprint = certificate.fingerprint();
        key::reseal(session.cases.folder(), &fingerprint, identity, &recipients)?;
    }
    Ok(report)
}

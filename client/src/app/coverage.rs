//! Whether the cases say that two editors signed what is public: an editor who left had the
//! publication key, and a thief of one machine has it.

use std::{collections::BTreeSet, path::Path};

use sourdine_observatory::model::{names::EntryId, observatory::Observatory};
use sourdine_protocol::text::Sha256Hex;

use super::{AppError, case_session::CaseSession};
use crate::desk::vetting::Statement;

/// What two editors signed in the cases that open for this one.
pub(super) struct Coverage(BTreeSet<Sha256Hex>);

impl Coverage {
    pub(super) fn of(session: &CaseSession) -> Result<Self, AppError> {
        let mut covered = BTreeSet::new();
        for case in session.readable()? {
            covered.extend(session.covered(&case));
        }
        Ok(Self(covered))
    }

    /// Whether two editors signed exactly this entry.
    pub(super) fn has(&self, entry: &[u8]) -> bool {
        let statement = Statement::read(entry);
        statement.is_ok_and(|statement| self.0.contains(&statement.sha256()))
    }
}

/// The entries of an observatory with a statement of the desk that no two signatures in the cases
/// cover.
pub(super) fn uncovered(
    session: &CaseSession,
    observatory: &Path,
) -> Result<Vec<EntryId>, AppError> {
    let files = Observatory::read(observatory)?.files;
    if files.values().all(|files| files.statement.is_none()) {
        return Ok(Vec::new());
    }
    let coverage = Coverage::of(session)?;
    let uncovered = files
        .iter()
        .filter(|(_, files)| files.statement.is_some() && !coverage.has(&files.entry));
    Ok(uncovered.map(|(id, _)| id.clone()).collect())
}

//! What was found in an entry, and what editors allowed, in a report.

use serde::Serialize;
use sourdine_observatory::model::text::Line;
use sourdine_protocol::{day::Day, text::Sha256Hex};

use super::{AppError, names_warning::NamesWarning};
use crate::desk::{
    case::{Case, event::CaseId},
    lints::{Finding, Lint},
    roster::TrustedRoster,
    vetting::{Allowed, CandidateError, allowed},
};

/// An original whose words were not compared.
#[derive(Clone, Debug, Serialize)]
pub struct Uncompared {
    pub original: String,
    /// The reason, as a key.
    pub why: &'static str,
}

/// What the lints found in an entry and its documents.
#[derive(Debug, Serialize)]
pub struct FindingsReport {
    pub case: CaseId,
    pub findings: Vec<FindingReport>,
    /// How many findings no editor has allowed.
    pub open: usize,
    /// How many names the desk's list has.
    pub names: usize,
    /// What is odd about that list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub names_warning: Option<NamesWarning>,
    /// Originals whose words were not compared.
    pub uncompared: Vec<Uncompared>,
    /// Findings that were allowed, and are not in this text, or were not looked for here.
    pub elsewhere: Vec<AllowedReport>,
}

#[derive(Debug, Serialize)]
pub struct FindingReport {
    #[serde(flatten)]
    pub found: Finding,
    pub allowed: Option<AllowedReport>,
}

/// A finding that an editor allowed.
#[derive(Clone, Debug, Serialize)]
pub struct AllowedReport {
    pub finding: Sha256Hex,
    pub lint: Lint,
    pub place: Line,
    pub excerpt: Line,
    pub editor: String,
    pub day: Day,
    pub reason: Line,
}

impl AllowedReport {
    fn new(allowed: &Allowed<'_>) -> Self {
        let finding = allowed.finding();
        Self {
            finding: finding.finding.clone(),
            lint: finding.lint,
            place: finding.place.clone(),
            excerpt: finding.excerpt.clone(),
            editor: allowed.editor().to_owned(),
            day: allowed.day(),
            reason: finding.reason.clone(),
        }
    }
}

impl FindingsReport {
    /// Fails if something was found that no editor has allowed.
    pub fn verdict(&self) -> Result<(), AppError> {
        match self.open {
            0 => Ok(()),
            count => Err(CandidateError::Findings(count).into()),
        }
    }
}

/// What editors of today's roster allowed in a case.
pub(super) fn allowed_in(case: &Case, roster: Option<&TrustedRoster>) -> Vec<AllowedReport> {
    let found = roster.map(|roster| allowed::check(case, roster));
    found.iter().flatten().map(AllowedReport::new).collect()
}

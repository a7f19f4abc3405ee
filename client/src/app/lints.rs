//! What should not be public, found in an entry and its documents; and what editors allowed.

use std::path::{Path, PathBuf};

use sourdine_observatory::model::text::Line;

use super::{
    AppError, CommandContext,
    case_session::CaseSession,
    entry_source::entry_bytes,
    findings::{AllowedReport, FindingReport, FindingsReport, Uncompared, allowed_in},
    names_warning::NamesWarning,
    originals::Compared,
};
use crate::{
    desk::{
        case::{
            Case,
            event::{AllowedFinding, CaseId, EventKind},
        },
        lints::{Finding, Lints, Names},
        roster::TrustedRoster,
        vetting::{Looked, allowed},
    },
    l10n::Explain,
};

#[derive(Clone, Debug, Default)]
pub struct CheckOptions {
    pub case: String,
    /// The entry's file; where none is named, the entry that was signed last.
    pub entry: Option<PathBuf>,
}

#[derive(Clone, Debug)]
pub struct AllowOptions {
    pub case: String,
    /// The findings, by the beginnings of their names.
    pub findings: Vec<String>,
    pub entry: Option<PathBuf>,
    pub reason: Line,
}

#[derive(Debug, Explain, thiserror::Error)]
pub enum AllowError {
    #[explain("error-finding-unknown", name)]
    Unknown(String),
    #[explain("error-finding-ambiguous", name)]
    Ambiguous(String),
    /// A place or an excerpt that is no line.
    #[explain("error-finding-unknown", name)]
    Unnamed { name: String },
}

/// An entry that was looked through.
pub(super) struct Inspection {
    pub(super) looked: Looked,
    names: usize,
    pub(super) names_warning: Option<NamesWarning>,
    uncompared: Vec<Uncompared>,
}

impl Inspection {
    /// Puts an entry together with its clean copies, and looks through everything that would be
    /// public.
    pub(super) fn of(
        context: &CommandContext<'_>,
        session: &CaseSession,
        case: &Case,
        entry: &[u8],
        scratch: &Path,
    ) -> Result<Self, AppError> {
        let proposal = session.proposal(case, entry, scratch)?;
        let list = session.names()?;
        let listed = list.case.listed_names();
        let compared = Compared::of(context, session, case, &proposal, scratch)?;
        let lints = Lints {
            names: Names::new(listed.iter().map(|name| name.as_str())),
            originals: compared.originals,
        };
        Ok(Self {
            looked: proposal.look(&lints)?,
            names: listed.len(),
            names_warning: NamesWarning::of(&session.cases, &list)?,
            uncompared: compared.uncompared,
        })
    }

    /// What was found, and what of it editors of this roster allowed in the case.
    pub(super) fn report(&self, case: &Case, roster: &TrustedRoster) -> FindingsReport {
        let mut elsewhere = allowed_in(case, Some(roster));
        let is_of = |one: &AllowedReport, found: &Finding| {
            one.finding == found.finding && one.lint == found.lint
        };
        let findings = self.looked.findings().iter().map(|found| FindingReport {
            found: found.clone(),
            allowed: elsewhere.iter().find(|one| is_of(one, found)).cloned(),
        });
        let findings: Vec<FindingReport> = findings.collect();
        elsewhere.retain(|one| !self.looked.findings().iter().any(|found| is_of(one, found)));
        FindingsReport {
            case: case.id().clone(),
            open: findings.iter().filter(|one| one.allowed.is_none()).count(),
            findings,
            names: self.names,
            names_warning: self.names_warning.clone(),
            uncompared: self.uncompared.clone(),
            elsewhere,
        }
    }
}

/// Looks through an entry and its documents for what should not be public.
///
/// Fails if the entry is not what it should be, or a document is not clean.
pub fn check(
    context: &CommandContext<'_>,
    options: &CheckOptions,
) -> Result<FindingsReport, AppError> {
    let session = CaseSession::open(context)?;
    let case = session.find(&options.case)?.case;
    let entry = entry_bytes(options.entry.as_deref(), &case)?;
    let fleeting = context.scratch()?.fleeting()?;
    let inspection = Inspection::of(context, &session, &case, &entry, fleeting.path())?;
    Ok(inspection.report(&case, &session.editor.roster()?))
}

/// Allows findings, for a reason that every editor of the case reads.
///
/// Fails if one of them is not found in the entry and its documents: nothing is allowed then.
pub fn allow(
    context: &CommandContext<'_>,
    options: &AllowOptions,
) -> Result<FindingsReport, AppError> {
    let session = CaseSession::open(context)?;
    let roster = session.roster()?;
    let case = session.find(&options.case)?.case;
    let entry = entry_bytes(options.entry.as_deref(), &case)?;
    let fleeting = context.scratch()?.fleeting()?;
    let inspection = Inspection::of(context, &session, &case, &entry, fleeting.path())?;
    let mut events = Vec::new();
    for beginning in &options.findings {
        let found = find(inspection.looked.findings(), beginning)?;
        events.push(event(&session, case.id(), found, &options.reason)?);
    }
    let case = session.add(&case, events)?.case;
    Ok(inspection.report(&case, roster))
}

/// The only finding whose name begins with this.
fn find<'a>(findings: &'a [Finding], beginning: &str) -> Result<&'a Finding, AllowError> {
    let begins =
        |found: &&Finding| !beginning.is_empty() && found.finding.as_str().starts_with(beginning);
    let mut found = findings.iter().filter(begins);
    match (found.next(), found.next()) {
        (Some(found), None) => Ok(found),
        (Some(_), Some(_)) => Err(AllowError::Ambiguous(beginning.to_owned())),
        (None, _) => Err(AllowError::Unknown(beginning.to_owned())),
    }
}

fn event(
    session: &CaseSession,
    case: &CaseId,
    found: &Finding,
    reason: &Line,
) -> Result<EventKind, AppError> {
    let line = |text: &str| {
        let unnamed = |_| AllowError::Unnamed {
            name: found.finding.to_string(),
        };
        Line::try_from(text.to_owned()).map_err(unnamed)
    };
    let (place, excerpt) = (line(&found.place)?, line(&found.excerpt)?);
    let scope = session.scope(case);
    let text = allowed::statement(&scope, &found.finding, found.lint, &place, &excerpt, reason);
    let signed = session.signature(text.as_bytes())?;
    Ok(EventKind::Allowed(Box::new(AllowedFinding {
        finding: found.finding.clone(),
        lint: found.lint,
        place,
        excerpt,
        reason: reason.clone(),
        signed,
    })))
}

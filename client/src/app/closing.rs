//! Closes the chains of editors who left as soon as this machine knows the roster without them:
//! what they write from then on does not count.

use std::iter;

use serde::Serialize;

use super::{
    AppError, CommandContext, ErrorReport, case_session::CaseSession, triage::UnreadableCase,
};
use crate::desk::{
    case::{event::CaseId, store::Cases},
    folder::DeskFolder,
    roster::TrustedRoster,
};

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

/// The chains of all editors, as this machine saw them before it knew of the next roster.
pub(super) enum OpenChains {
    /// There are no cases here, or the machine has no editor of the roster.
    None,
    Seen(Box<CaseSession>),
    Unseen(AppError),
}

impl OpenChains {
    /// Reads all cases under the roster that is known still: what a machine remembers of an editor
    /// when they leave stays valid.
    pub(super) fn see(context: &CommandContext<'_>, folder: &DeskFolder) -> Self {
        let seen = || -> Result<Self, AppError> {
            if !has_cases(folder)? {
                return Ok(Self::None);
            }
            let session = CaseSession::open(context)?;
            session.readable()?;
            Ok(Self::Seen(Box::new(session)))
        };
        seen().unwrap_or_else(Self::Unseen)
    }

    /// Fails if a case showed a newer roster than the one that is known here. Gives why no case
    /// could be looked at.
    pub(super) fn unseen_newer(
        &self,
        context: &CommandContext<'_>,
    ) -> Result<Option<String>, AppError> {
        match self {
            Self::Seen(session) => session.require_newest().map(|()| None),
            Self::Unseen(error) => Ok(Some(context.explain(error).message)),
            Self::None => Ok(None),
        }
    }

    /// Closes the chains of editors who are not on this roster, in every case. The roster is
    /// accepted whatever comes of this.
    pub(super) fn close(
        self,
        context: &CommandContext<'_>,
        roster: TrustedRoster,
    ) -> Option<ClosingReport> {
        let closed = match self {
            Self::None => return None,
            Self::Seen(session) if !session.is_editor(&roster) => return None,
            Self::Seen(session) => close(context, &session.under(roster)),
            Self::Unseen(error) => Err(error),
        };
        Some(closed.unwrap_or_else(|error| ClosingReport {
            cases: 0,
            failed: Vec::new(),
            postponed: Some(context.explain(&error)),
        }))
    }
}

/// Whether this machine's editor is on the roster and has cases.
fn has_cases(folder: &DeskFolder) -> Result<bool, AppError> {
    let own = folder.card()?.map(|card| card.editor);
    let roster = folder.roster()?;
    // A card that was lost is made again when the editor is unlocked.
    let is_editor = own.is_none_or(|own| roster.roster().editors.contains(&own));
    if !is_editor || !folder.identity().exists() {
        return Ok(false);
    }
    let cases = folder.cases()?;
    let is_remembered = !cases.gone()?.is_empty() || cases.desk_is_gone()?;
    Ok(is_remembered || Cases::are_in(cases.folder()))
}

fn close(context: &CommandContext<'_>, session: &CaseSession) -> Result<ClosingReport, AppError> {
    let mut report = ClosingReport {
        cases: 0,
        failed: Vec::new(),
        postponed: None,
    };
    // The desk's own journal first: a machine reads it before it reads any case, and then takes no
    // new case for one that was opened in time.
    let mut cases = session.journals()?;
    cases.retain(|id| !id.is_desk());
    for id in iter::once(CaseId::desk()).chain(cases) {
        match session.reseal(&id) {
            Ok(_) => report.cases += usize::from(!id.is_desk()),
            Err(error) => report.failed.push(UnreadableCase {
                case: id,
                reason: context.explain(&error),
            }),
        }
    }
    Ok(report)
}

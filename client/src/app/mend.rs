//! What an editor says of a case's journal that is not in order.

use super::{
    AppError, CaseReport, CommandContext, Question, case_session::CaseSession, triage::ChangeReport,
};
use crate::{
    desk::case::{
        apart::{Apart, ApartEvent},
        event::EventKind,
    },
    l10n::Explain,
};

#[derive(Debug, Explain, thiserror::Error)]
pub enum MendError {
    /// No event without effect that could be adopted has a name that begins with this.
    #[explain("error-triage-no-event", name)]
    NoSuchEvent(String),
    #[explain("error-triage-nothing-forked")]
    NothingForked,
    #[explain("error-triage-nothing-missing")]
    NothingMissing,
}

/// Lets another editor's events without effect count, which came too late.
///
/// Fails if no such event has this beginning of its name, or the case cannot be written.
pub fn adopt(
    context: &CommandContext<'_>,
    beginning: &str,
    events: &[String],
) -> Result<ChangeReport, AppError> {
    let session = CaseSession::open(context)?;
    let case = session.find(beginning)?.case;
    let mut adopted = Vec::new();
    for name in events {
        let is_meant = |one: &&ApartEvent| {
            let is_signed = matches!(one.reason, Apart::Late | Apart::Revoked)
                && one.editor.as_deref() != Some(session.editor.name());
            is_signed && !name.is_empty() && one.id.to_string().starts_with(name.as_str())
        };
        let mut found = case.apart().iter().filter(is_meant);
        let one = found.next().filter(|_| found.next().is_none());
        let one = one.ok_or_else(|| MendError::NoSuchEvent(name.clone()))?;
        adopted.push(EventKind::Adopted { event: one.id });
    }
    let stored = session.add(&case, adopted)?;
    Ok(ChangeReport(CaseReport::new(&session, &stored)?))
}

/// Says that both branches of the editor's own chains are theirs.
///
/// Fails if no chain of theirs goes two ways, or the case cannot be written.
pub fn join(context: &CommandContext<'_>, beginning: &str) -> Result<ChangeReport, AppError> {
    let session = CaseSession::open(context)?;
    let case = session.find(beginning)?.case;
    let tips = case.forked_tips(session.editor.name());
    if tips.is_empty() {
        return Err(MendError::NothingForked.into());
    }
    let stored = session.add(&case, vec![EventKind::Joined { tips }])?;
    Ok(ChangeReport(CaseReport::new(&session, &stored)?))
}

/// Says of all events that others name, and that are nowhere, that they are lost. Who signed an
/// entry before this has to sign again: a signature may have been taken back in them.
///
/// Fails if no event is missing, or the case cannot be written.
pub fn give_up(context: &CommandContext<'_>, beginning: &str) -> Result<ChangeReport, AppError> {
    let session = CaseSession::open(context)?;
    let case = session.find(beginning)?.case;
    let events = case.missing_events().clone();
    if events.is_empty() {
        return Err(MendError::NothingMissing.into());
    }
    context.require(&Question::GiveUp {
        case: case.id(),
        count: events.len(),
    })?;
    let stored = session.add(&case, vec![EventKind::GivenUp { events }])?;
    Ok(ChangeReport(CaseReport::new(&session, &stored)?))
}

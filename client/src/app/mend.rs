//! What an editor says of a journal that is not in order: a case's, or that of the list of names.

use super::{
    AppError, CaseReport, CommandContext, Question, case_session::CaseSession, triage::ChangeReport,
};
use crate::{
    desk::case::{
        Case,
        apart::{Apart, ApartEvent},
        event::EventKind,
    },
    l10n::Explain,
};

/// How a journal is mended.
#[derive(Clone, Copy, Debug)]
pub enum Mending<'a> {
    /// Another editor's events count, which came too late; by the beginnings of their names.
    Adopt(&'a [String]),
    /// Both branches of the editor's own chains are theirs.
    Join,
    /// All events that others name, and that are nowhere, are lost. Who signed an entry before this
    /// has to sign again: a signature may have been taken back in them.
    GiveUp,
}

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

/// Mends a case.
///
/// Fails if there is nothing to mend in this way, or the case cannot be written.
pub fn mend(
    context: &CommandContext<'_>,
    beginning: &str,
    mending: Mending<'_>,
) -> Result<ChangeReport, AppError> {
    let session = CaseSession::open(context)?;
    let case = session.find(beginning)?.case;
    let events = events(context, &session, &case, mending)?;
    let stored = session.add(&case, events)?;
    Ok(ChangeReport(CaseReport::new(&session, &stored)?))
}

/// What is said of a journal to mend it.
pub(super) fn events(
    context: &CommandContext<'_>,
    session: &CaseSession,
    journal: &Case,
    mending: Mending<'_>,
) -> Result<Vec<EventKind>, AppError> {
    let own = session.editor.name();
    Ok(match mending {
        Mending::Adopt(names) => {
            let adopted = names.iter().map(|name| adopted(journal, own, name));
            adopted.collect::<Result<_, _>>()?
        }
        Mending::Join => {
            let tips = journal.forked_tips(own);
            if tips.is_empty() {
                return Err(MendError::NothingForked.into());
            }
            vec![EventKind::Joined { tips }]
        }
        Mending::GiveUp => {
            let events = journal.missing_events().clone();
            if events.is_empty() {
                return Err(MendError::NothingMissing.into());
            }
            context.require(&Question::GiveUp {
                journal: journal.id(),
                count: events.len(),
            })?;
            vec![EventKind::GivenUp { events }]
        }
    })
}

/// The adoption of the only event without effect that has this beginning of its name. An editor
/// does not adopt what is their own.
fn adopted(journal: &Case, own: &str, name: &str) -> Result<EventKind, MendError> {
    let is_meant = |one: &&ApartEvent| {
        let is_signed = matches!(one.reason, Apart::Late | Apart::Revoked)
            && one.editor.as_deref() != Some(own);
        is_signed && !name.is_empty() && one.id.to_string().starts_with(name)
    };
    let mut found = journal.apart().iter().filter(is_meant);
    let one = found.next().filter(|_| found.next().is_none());
    let one = one.ok_or_else(|| MendError::NoSuchEvent(name.to_owned()))?;
    Ok(EventKind::Adopted { event: one.id })
}

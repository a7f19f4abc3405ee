//! The words that two editors compare by voice, over all that their machines know of the desk.

use serde::Serialize;
use sourdine_protocol::{codename::spoken_words, text::Language};

use crate::desk::case::event::CaseId;

use super::{AppError, CommandContext, case_session::CaseSession};

#[derive(Debug, Serialize)]
pub struct StateReport {
    pub fr: String,
    pub en: String,
    /// Cases of which something is missing or lost here, or which do not read: machines that lack
    /// the same have the same words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub odd: Vec<CaseId>,
}

impl StateReport {
    pub(super) fn of(session: &CaseSession) -> Result<Self, AppError> {
        let (state, odd) = session.state()?;
        let hash = state.hash();
        session.cases.note_words()?;
        Ok(Self {
            fr: spoken_words(&hash, Language::Fr),
            en: spoken_words(&hash, Language::En),
            odd,
        })
    }

    /// The words, where this machine has read what others wrote and never gave them.
    pub(super) fn unasked(session: &CaseSession) -> Result<Option<Self>, AppError> {
        let is_due = session.cases.owes_words()?;
        is_due.then(|| Self::of(session)).transpose()
    }
}

/// Gives the words for the roster, and for all events and documents of all cases.
///
/// Fails if the editor cannot be unlocked, or the folder cannot be read.
pub fn state(context: &CommandContext<'_>) -> Result<StateReport, AppError> {
    StateReport::of(&CaseSession::open(context)?)
}

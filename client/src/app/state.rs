//! The words that two editors compare by voice, over all that their machines know of the desk.

use serde::Serialize;
use sourdine_protocol::{codename::spoken_words, text::Language};

use super::{AppError, CommandContext, case_session::CaseSession};

#[derive(Debug, Serialize)]
pub struct StateReport {
    pub fr: String,
    pub en: String,
}

impl StateReport {
    pub(super) fn of(session: &CaseSession) -> Result<Self, AppError> {
        let hash = session.state()?.hash();
        Ok(Self {
            fr: spoken_words(&hash, Language::Fr),
            en: spoken_words(&hash, Language::En),
        })
    }
}

/// Gives the words for the newest events of all cases, their documents and the roster.
///
/// Fails if the editor cannot be unlocked, or the folder cannot be read.
pub fn state(context: &CommandContext<'_>) -> Result<StateReport, AppError> {
    StateReport::of(&CaseSession::open(context)?)
}

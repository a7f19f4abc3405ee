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
        let hash = session.state()?.hash();
        let is_odd = |id: &CaseId| {
            session
                .read(id)
                .map_or(true, |stored| stored.case.missing() > 0 || stored.lost > 0)
        };
        let mut odd = session.journals()?;
        odd.retain(is_odd);
        Ok(Self {
            fr: spoken_words(&hash, Language::Fr),
            en: spoken_words(&hash, Language::En),
            odd,
        })
    }
}

/// Gives the words for the newest events of all cases, their documents and the roster.
///
/// Fails if the editor cannot be unlocked, or the folder cannot be read.
pub fn state(context: &CommandContext<'_>) -> Result<StateReport, AppError> {
    StateReport::of(&CaseSession::open(context)?)
}

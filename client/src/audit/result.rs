//! What came of a visit or a probe.

use sourdine_protocol::release::Variable;

use super::difference::Difference;
use crate::courier::ApiError;

/// What an answer was.
pub(super) enum Verdict {
    /// What it must be.
    Right {
        /// Which of those that it may be, where it may be several.
        which: Option<usize>,
        /// What the server said of its own, of which no two may be alike.
        own: Option<Variable>,
    },
    Wrong(Difference),
}

#[derive(Default)]
pub(super) struct ScenarioResult {
    /// What was asked, and what the answer was. After a wrong one nothing more is asked.
    pub(super) seen: Vec<(String, Verdict)>,
    /// What was asked in vain, after which nothing more is.
    pub(super) stopped: Option<(String, ApiError)>,
    /// Whether a letter was sent, whatever came of it.
    pub(super) has_sent: bool,
}

impl ScenarioResult {
    /// The last answer was right, but something followed it.
    pub(super) fn make_last_wrong(&mut self, difference: Difference) {
        if let Some((_, verdict @ Verdict::Right { .. })) = self.seen.last_mut() {
            *verdict = Verdict::Wrong(difference);
        }
    }
}

//! How often and how fast an audit visits.

use std::time::Duration;

use super::pauses::Pauses;
use crate::courier::Timeouts;

/// Looks in which each way through the pages is gone, unless it is said otherwise: 80 visits ask
/// for the roster, so that a lie to one in ten is met all but twice in ten thousand audits.
const LOOKS: usize = 16;

#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// How often each way through the pages is gone.
    pub looks: usize,
    /// Whether letters are left in the vault, one for each way in which a letter is sent, to see
    /// what their senders are told.
    pub letters: bool,
    /// How many visits are under way at once.
    pub at_once: usize,
    /// How often a visit is made again when nothing comes of it.
    pub retries: u32,
    /// The pause before that, doubled each time.
    pub pause: Duration,
    /// How long visits stay without a request.
    pub pauses: Pauses,
    /// How long to wait for anything.
    pub timeouts: Timeouts,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            looks: LOOKS,
            letters: false,
            at_once: 6,
            retries: 3,
            pause: Duration::from_secs(2),
            pauses: Pauses::default(),
            timeouts: Timeouts::default(),
        }
    }
}

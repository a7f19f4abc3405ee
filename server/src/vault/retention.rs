//! How long envelopes stay.

use sourdine_protocol::day::Day;

use super::{error::VaultError, votes::Votes};
use crate::platform::random::random_below;

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Retention {
    /// How many editors must confirm before an envelope may go: 1 to
    /// [`CONFIRMATIONS_MAX`](super::CONFIRMATIONS_MAX).
    pub quorum: usize,
    /// How many days a confirmed envelope stays after its first confirmation.
    pub hold_days: u32,
    /// After how many days an envelope goes, confirmed or not.
    pub keep_days: u32,
    /// Up to how many days it stays longer than `keep_days`. The number is drawn for each envelope,
    /// so that the day it goes does not tell the day it came.
    pub spread_days: u32,
}

impl Retention {
    /// The day on which an envelope that comes today goes, confirmed or not.
    pub(crate) fn last_day(&self, today: Day) -> Result<Day, VaultError> {
        let spread = random_below(u64::from(self.spread_days) + 1)?;
        let spread = u32::try_from(spread).unwrap_or(0);
        Ok(today.plus(self.keep_days).plus(spread))
    }

    pub(crate) fn is_due(&self, until: Day, votes: &Votes, today: Day) -> bool {
        let held = today >= Day(votes.since).plus(self.hold_days);
        today >= until || (held && votes.confirmations() >= self.quorum)
    }
}

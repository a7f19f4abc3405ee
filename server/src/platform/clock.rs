//! The only file that reads the system's clock: all other code is given the day.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::{SystemTime, UNIX_EPOCH},
};

use sourdine_protocol::day::Day;

const DAY_SECONDS: u64 = 24 * 60 * 60;
/// 1 November 2026: no right clock gives this release an earlier day.
pub(crate) const RELEASED: Day = Day(20_758);

/// The last day that was believed.
static BELIEVED: AtomicU32 = AtomicU32::new(RELEASED.0);

/// Today, in UTC; never before a day that was believed already, since an envelope dated in the past
/// would be deleted early.
#[must_use]
pub fn today() -> Day {
    reading().max(Day(BELIEVED.load(Ordering::Relaxed)))
}

/// What the clock says, right or wrong.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the one door to the clock"
)]
pub(crate) fn reading() -> Day {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let days = since.map_or(0, |since| since.as_secs() / DAY_SECONDS);
    Day(u32::try_from(days).unwrap_or(u32::MAX))
}

/// From now on no day before this one is today.
pub(crate) fn believe(day: Day) {
    BELIEVED.fetch_max(day.0, Ordering::Relaxed);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn today_is_never_before_the_release_nor_before_a_day_that_was_believed() {
        assert_eq!("2026-11-01".parse(), Ok(RELEASED));
        believe(Day(0));
        assert!(today() >= RELEASED);
        let believed = reading().plus(1);
        believe(believed);
        assert_eq!(today(), believed);
    }
}

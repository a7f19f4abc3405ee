//! The only file that reads the system's clock: everyone else is told the day.

use std::time::{SystemTime, UNIX_EPOCH};

use sourdine_protocol::day::Day;

const DAY_SECONDS: u64 = 24 * 60 * 60;

#[expect(
    clippy::disallowed_methods,
    reason = "this is the one door to the clock"
)]
pub fn today() -> Day {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let days = since.map_or(0, |since| since.as_secs() / DAY_SECONDS);
    Day(u32::try_from(days).unwrap_or(u32::MAX))
}

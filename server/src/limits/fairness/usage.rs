//! What one circuit holds of a table, and how much it has used of late.

use std::time::Duration;

/// What a circuit used counts half after this time.
const HALF_LIFE: Duration = Duration::from_secs(600);
/// A circuit that used less, in permit-seconds, is forgotten.
const FORGOTTEN_BELOW: f64 = 1.0;

/// The permits of one circuit and its permit-seconds, halved each [`HALF_LIFE`].
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Usage {
    pub(crate) held: usize,
    /// As it was at `since`.
    used: f64,
    since: Duration,
}

impl Usage {
    pub(crate) const fn new(now: Duration) -> Self {
        Self {
            held: 0,
            used: 0.0,
            since: now,
        }
    }

    /// Permit-seconds up to `now`.
    pub(crate) fn used(&self, now: Duration) -> f64 {
        let past = now.saturating_sub(self.since).as_secs_f64();
        let left = (-past / HALF_LIFE.as_secs_f64()).exp2();
        // The integral of what is held, each second worth less by its age.
        let worth = HALF_LIFE.as_secs_f64() / std::f64::consts::LN_2 * (1.0 - left);
        self.used.mul_add(left, as_f64(self.held) * worth)
    }

    /// Brings the count up to `now`, before `held` changes.
    pub(crate) fn settle(&mut self, now: Duration) {
        self.used = self.used(now);
        self.since = now;
    }

    /// Whether nothing is held, and what was used no longer counts.
    pub(crate) fn is_over(&self, now: Duration) -> bool {
        self.held == 0 && self.used(now) < FORGOTTEN_BELOW
    }
}

fn as_f64(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_permit_held_for_a_while_counts_its_seconds_and_half_of_them_later() {
        let second = Duration::from_secs(1);
        let mut usage = Usage::new(second);
        usage.held = 2;
        assert!((usage.used(second * 11) - 20.0).abs() < 0.2);
        usage.settle(second * 11);
        usage.held = 0;
        let half = usage.used(second * 11 + HALF_LIFE);
        assert!((half - 10.0).abs() < 0.1, "{half}");
        assert!(!usage.is_over(second * 11 + HALF_LIFE * 4));
        assert!(usage.is_over(second * 11 + HALF_LIFE * 5));
    }
}

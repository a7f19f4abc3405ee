//! How fast the last half of the vault is taken: a slot is paid for when it is taken, and the debt
//! of all circuits together is bounded. A pure function of what is free, the clock an argument.

use std::time::Duration;

use crate::vault::Capacity;

/// Slots are taken at the rate that would take all that is free in this time. The rate falls with
/// what is free: from half to seven eighths of any vault takes over 12 hours, and operators and
/// editors see it coming.
const FILL_TIME: Duration = Duration::from_secs(9 * 60 * 60 + 15 * 60);
/// One part in so many of what is free may be taken at once.
const DEPTH_PART: f64 = 16.0;
/// However little is free, one slot may be taken at once.
const DEPTH_MIN: f64 = 1.0;

/// What was taken and is not paid off yet, in slots.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct SlotPace {
    debt: f64,
    at: Duration,
}

impl SlotPace {
    /// How long until one more slot can be taken.
    pub(crate) fn wait(&mut self, capacity: Capacity, now: Duration) -> Duration {
        self.settle(capacity, now);
        if is_free_of_charge(capacity) {
            return Duration::ZERO;
        }
        let over = self.debt + 1.0 - depth(capacity);
        if over <= 0.0 {
            return Duration::ZERO;
        }
        Duration::try_from_secs_f64(over / rate(capacity)).unwrap_or(Duration::MAX)
    }

    /// Takes slots, whether they were waited for or not. Returns how many of them were charged.
    pub(crate) fn take(&mut self, slots: u32, capacity: Capacity, now: Duration) -> u32 {
        self.settle(capacity, now);
        if is_free_of_charge(capacity) {
            return 0;
        }
        self.debt += f64::from(slots);
        slots
    }

    /// Slots that were charged for are free again.
    pub(crate) fn give_back(&mut self, slots: u32) {
        self.debt = (self.debt - f64::from(slots)).max(0.0);
    }

    /// A debt from when more was free counts as today's depth at most.
    fn settle(&mut self, capacity: Capacity, now: Duration) {
        let past = now.saturating_sub(self.at).as_secs_f64();
        self.debt = (self.debt - past * rate(capacity)).clamp(0.0, depth(capacity));
        self.at = now;
    }
}

fn is_free_of_charge(capacity: Capacity) -> bool {
    capacity.free > capacity.all / 2
}

fn depth(capacity: Capacity) -> f64 {
    (as_f64(capacity.free) / DEPTH_PART).max(DEPTH_MIN)
}

/// Slots a second.
fn rate(capacity: Capacity) -> f64 {
    as_f64(capacity.free.max(1)) / FILL_TIME.as_secs_f64()
}

fn as_f64(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::{COVER_SLOTS, SLOT_BYTES};

    const HOUR: Duration = Duration::from_secs(60 * 60);
    const GIB: usize = 1 << 30;

    fn slots(gib: usize) -> usize {
        gib * GIB / SLOT_BYTES - COVER_SLOTS
    }

    #[test]
    fn from_half_to_seven_eighths_takes_over_twelve_hours_however_it_is_asked_for() {
        for all in [slots(1), slots(8)] {
            // As fast as it goes, or in waves: quiet until all debt is gone, then all at once.
            for pause in [Duration::ZERO, Duration::from_secs(60), HOUR] {
                let mut pace = SlotPace::default();
                let mut free = all / 2;
                let mut now = Duration::ZERO;
                while free > all / 8 {
                    let capacity = Capacity { free, all };
                    let wait = pace.wait(capacity, now);
                    now += if wait.is_zero() {
                        wait
                    } else {
                        wait.max(pause)
                    };
                    while pace.wait(Capacity { free, all }, now).is_zero() && free > all / 8 {
                        assert_eq!(pace.take(1, Capacity { free, all }, now), 1);
                        free -= 1;
                    }
                }
                assert!(now > HOUR * 12, "{now:?} at a pause of {pause:?}");
                assert!(
                    now < HOUR * 14 + pause * 24,
                    "{now:?} at a pause of {pause:?}"
                );
            }
        }
    }

    #[test]
    fn nothing_is_charged_while_more_than_half_is_free() {
        let all = slots(1);
        let mut pace = SlotPace::default();
        for free in (all / 2 + 1..=all).rev() {
            let capacity = Capacity { free, all };
            assert_eq!(pace.wait(capacity, HOUR), Duration::ZERO);
            assert_eq!(pace.take(1, capacity, HOUR), 0);
        }
        let half = Capacity { free: all / 2, all };
        assert_eq!(pace.wait(half, HOUR), Duration::ZERO, "no debt from before");
    }

    #[test]
    fn a_debt_counts_as_today_s_depth_at_most() {
        let all = slots(1);
        let mut pace = SlotPace::default();
        let nearly_full = Capacity { free: 100, all };
        for _ in 0..1_000 {
            pace.take(1, nearly_full, HOUR);
        }
        let wait = pace.wait(nearly_full, HOUR);
        // A slot's time, and not a thousand slots'.
        assert!(wait <= FILL_TIME / 100 + Duration::from_secs(1), "{wait:?}");
    }

    #[test]
    fn what_is_given_back_can_be_taken_again_and_no_more() {
        let capacity = Capacity {
            free: slots(1) / 4,
            all: slots(1),
        };
        let mut pace = SlotPace::default();
        let mut taken = 0;
        while pace.wait(capacity, HOUR).is_zero() {
            taken += pace.take(1, capacity, HOUR);
        }
        assert!(taken > 100);
        pace.give_back(taken);
        let mut again = 0;
        while pace.wait(capacity, HOUR).is_zero() {
            again += pace.take(1, capacity, HOUR);
        }
        assert_eq!(again, taken);
        pace.give_back(taken * 2);
        let mut once_more = 0;
        while pace.wait(capacity, HOUR).is_zero() {
            once_more += pace.take(1, capacity, HOUR);
        }
        assert_eq!(once_more, taken);
    }
}

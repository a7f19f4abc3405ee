//! The generic cell rate algorithm (ITU-T I.371): a burst at once, then one each interval.

use std::time::Duration;

use tokio::time::Instant;

#[derive(Debug, Default)]
pub(crate) struct Gcra {
    /// When all that was taken will have been filled again.
    full: Option<Instant>,
}

impl Gcra {
    /// How long until one more can be taken, where `burst` can be taken at once.
    pub(crate) fn wait(&self, now: Instant, interval: Duration, burst: u32) -> Duration {
        let slack = interval.saturating_mul(burst.saturating_sub(1));
        self.full
            .map_or(Duration::ZERO, |full| full.saturating_duration_since(now))
            .saturating_sub(slack)
    }

    /// Takes one, whether it was waited for or not.
    pub(crate) fn take(&mut self, now: Instant, interval: Duration) {
        self.full = Some(self.full.map_or(now, |full| full.max(now)) + interval);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_goes_at_once_and_then_one_each_interval() {
        let (begun, interval) = (Instant::now(), Duration::from_secs(10));
        let mut gcra = Gcra::default();
        for _ in 0..3 {
            assert_eq!(gcra.wait(begun, interval, 3), Duration::ZERO);
            gcra.take(begun, interval);
        }
        assert_eq!(gcra.wait(begun, interval, 3), interval);
        gcra.take(begun, interval);
        assert_eq!(gcra.wait(begun, interval, 3), interval * 2);
        assert_eq!(gcra.wait(begun + interval * 2, interval, 3), Duration::ZERO);
        // What is not taken does not add up to more than a burst.
        let later = begun + interval * 100;
        for _ in 0..3 {
            assert_eq!(gcra.wait(later, interval, 3), Duration::ZERO);
            gcra.take(later, interval);
        }
        assert_eq!(gcra.wait(later, interval, 3), interval);
    }
}

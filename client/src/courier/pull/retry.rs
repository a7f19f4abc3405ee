//! How long, how often and how fast to try again.

use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::progress::{ProgressFn, PullProgress};
use crate::courier::answer::ApiError;

/// This many bytes, over one try or several, count as headway: the worst of links brings them in a
/// few minutes, and a server that sends byte by byte never does.
const HEADWAY_BYTES: u64 = 1_048_576;

/// How long, how often and how fast to try again. Headway begins it all anew: a large envelope
/// takes longer than a Tor circuit lives.
#[derive(Clone, Copy, Debug)]
pub struct RetryPolicy {
    /// For how long to go on without headway,
    pub give_up_after: Duration,
    /// and how many failures may follow each other.
    pub max_retries: u32,
    /// The pause after a failure; each next one is twice as long, until something comes,
    pub first_delay: Duration,
    /// and none longer than this.
    pub max_delay: Duration,
    /// How often the paces of several circuits are compared.
    pub compare_every: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            give_up_after: Duration::from_secs(6 * 60 * 60),
            max_retries: u32::MAX,
            first_delay: Duration::from_secs(1),
            max_delay: Duration::from_secs(60),
            compare_every: Duration::from_secs(20),
        }
    }
}

/// The failures so far, and what was received since.
pub(super) struct RetryState {
    retries: RetryPolicy,
    /// Failures since there was headway.
    failures: u32,
    since: Instant,
    /// Bytes received since the last headway.
    gathered: u64,
    pause: Duration,
}

impl RetryState {
    pub(super) const fn new(retries: RetryPolicy, now: Instant) -> Self {
        Self {
            retries,
            failures: 0,
            since: now,
            gathered: 0,
            pause: retries.first_delay,
        }
    }

    /// Waits before the next try; gives the error back when there is none.
    pub(super) async fn after(
        &mut self,
        error: ApiError,
        brought: u64,
        watcher: ProgressFn<'_>,
    ) -> Result<(), ApiError> {
        let pause = self.failed(brought, Instant::now());
        match pause.filter(|_| error.passes()) {
            Some(pause) => {
                watcher(PullProgress::Retrying(&error, pause));
                sleep(pause).await;
                Ok(())
            }
            None => Err(error),
        }
    }

    /// Notes a try that failed after it had brought so much. Gives the pause before the next one,
    /// if there is to be one.
    pub(super) fn failed(&mut self, brought: u64, now: Instant) -> Option<Duration> {
        self.gathered = self.gathered.saturating_add(brought);
        if self.gathered >= HEADWAY_BYTES {
            *self = Self::new(self.retries, now);
        }
        if brought > 0 {
            self.pause = self.retries.first_delay;
        }
        let over = now.saturating_duration_since(self.since) >= self.retries.give_up_after;
        if over || self.failures >= self.retries.max_retries {
            return None;
        }
        self.failures += 1;
        let pause = self.pause.min(self.retries.max_delay);
        self.pause = pause.saturating_mul(2);
        Some(pause)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);
    const HOUR: Duration = Duration::from_secs(3_600);

    /// How long tries go on that take a minute each and bring so much.
    fn goes_on_for(brought: u64) -> Duration {
        let begun = Instant::now();
        let (mut now, mut tries) = (begun, RetryState::new(RetryPolicy::default(), begun));
        while now < begun + 48 * HOUR {
            now += MINUTE;
            match tries.failed(brought, now) {
                Some(pause) => now += pause,
                None => break,
            }
        }
        now - begun
    }

    #[test]
    fn a_bad_link_is_tried_for_hours_and_headway_begins_them_anew() {
        let silent = goes_on_for(0);
        assert!(silent >= 6 * HOUR && silent < 6 * HOUR + 3 * MINUTE);
        // A lying server that sends one byte each time is given no longer.
        let trickle = goes_on_for(1);
        assert!(trickle >= 6 * HOUR && trickle < 6 * HOUR + 3 * MINUTE);
        // A kilobyte a second with a cut each minute is a link.
        assert!(goes_on_for(60_000) >= 48 * HOUR);
    }

    #[test]
    fn pauses_double_to_a_minute_and_begin_anew_when_something_came() {
        let now = Instant::now();
        let mut tries = RetryState::new(RetryPolicy::default(), now);
        let pauses: Vec<u64> = (0..9)
            .filter_map(|_| Some(tries.failed(0, now)?.as_secs()))
            .collect();
        assert_eq!(pauses, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
        assert_eq!(tries.failed(1, now), Some(Duration::from_secs(1)));
        assert_eq!(tries.failed(0, now), Some(Duration::from_secs(2)));
    }
}

//! What a tool says, as it comes, and how long we have waited for it.

use std::{
    io::{self, Read, Take},
    process::ChildStdout,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// What a tool says. Time that its reader takes for itself does not count against the tool.
pub struct Output<'a> {
    rest: Take<&'a mut ChildStdout>,
    wait: &'a Wait,
}

impl<'a> Output<'a> {
    /// At most `most` bytes.
    pub(super) fn of(stdout: &'a mut ChildStdout, most: u64, wait: &'a Wait) -> Self {
        wait.pause();
        Self {
            rest: stdout.take(most),
            wait,
        }
    }

    /// Takes note that a whole piece has come, such as a page: the tool may take as long for the
    /// next one.
    pub fn renew(&self) {
        self.wait.renew();
    }

    /// How many bytes more the tool may say.
    pub(super) fn left(&self) -> u64 {
        self.rest.limit()
    }
}

impl Read for Output<'_> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        self.wait.resume();
        let read = self.rest.read(to);
        self.wait.pause();
        read
    }
}

impl Drop for Output<'_> {
    fn drop(&mut self) {
        self.wait.resume();
    }
}

/// How long we have waited for a tool, since it began or since its last whole piece.
pub(super) struct Wait(Mutex<Waited>);

struct Waited {
    before: Duration,
    since: Option<Instant>,
}

impl Wait {
    /// We wait from now on.
    pub(super) fn begin() -> Self {
        Self(Mutex::new(Waited {
            before: Duration::ZERO,
            since: Some(Instant::now()),
        }))
    }

    pub(super) fn so_far(&self) -> Duration {
        let waited = self.waited();
        let now = waited.since.map_or(Duration::ZERO, |since| since.elapsed());
        waited.before + now
    }

    fn resume(&self) {
        self.waited().since.get_or_insert_with(Instant::now);
    }

    fn pause(&self) {
        let mut waited = self.waited();
        if let Some(since) = waited.since.take() {
            waited.before += since.elapsed();
        }
    }

    fn renew(&self) {
        self.waited().before = Duration::ZERO;
    }

    fn waited(&self) -> MutexGuard<'_, Waited> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

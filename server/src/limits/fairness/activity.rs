//! What the holder of a permit did with it, shared between the holder and the table.

use std::{
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    time::Duration,
};

#[derive(Debug, Default)]
pub(crate) struct Activity {
    bytes: AtomicU64,
    /// Milliseconds of the table's clock at which bytes moved last.
    moved: AtomicU64,
    sheltered: AtomicBool,
}

impl Activity {
    /// How many bytes have moved.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    pub(crate) fn moved(&self) -> Duration {
        Duration::from_millis(self.moved.load(Ordering::Relaxed))
    }

    pub(crate) fn add(&self, bytes: usize, now: Duration) {
        self.bytes.fetch_add(bytes as u64, Ordering::Relaxed);
        let now = u64::try_from(now.as_millis()).unwrap_or(u64::MAX);
        self.moved.store(now, Ordering::Relaxed);
    }

    pub(crate) fn is_sheltered(&self) -> bool {
        self.sheltered.load(Ordering::Relaxed)
    }

    /// Whether another limiter judges this holder already: a connection with a body that was let
    /// in is not judged twice.
    pub(crate) fn shelter(&self, sheltered: bool) {
        self.sheltered.store(sheltered, Ordering::Relaxed);
    }
}

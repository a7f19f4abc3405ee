//! Each call to sled runs in a thread of its own: sled may panic, and it may never come back.
//!
//! When a write of its fails, sled 0.34 may forget to wake a flush that waits for it. That flush
//! then waits for ever, and would take with it the deletions and cover rewrites that come after it.
//! Another flush, which sees the failure at once, wakes the first.

use std::{
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, AtomicUsize, Ordering},
        mpsc::{self, RecvTimeoutError},
    },
    thread,
    time::Duration,
};

use super::IndexError;

/// A database that is open, or will be.
pub(crate) type SledHandle = Arc<OnceLock<sled::Db>>;

/// How long a call that was woken may take to fail.
const WAKING: Duration = Duration::from_secs(2);
/// After this many calls that never came back, sled is called no more before a new start: each
/// keeps its thread and its memory.
const HUNG_MAX: usize = 8;

static HUNG: AtomicUsize = AtomicUsize::new(0);

/// Runs a call to sled, and gives up when it panics or takes longer than `timeout`.
pub(crate) fn guarded<T: Send + 'static>(
    timeout: Duration,
    handle: &SledHandle,
    work: impl FnOnce() -> Result<T, IndexError> + Send + 'static,
) -> Result<T, IndexError> {
    if HUNG.load(Ordering::Relaxed) >= HUNG_MAX {
        return Err(IndexError);
    }
    // The caller and the thread both swap: the second of them sees that the other was first.
    let over = Arc::new(AtomicBool::new(false));
    let came_back = Arc::clone(&over);
    let (done, result) = mpsc::sync_channel(1);
    spawn(move || {
        // A panic drops the sender, which tells as much.
        let worked = work();
        drop(done.send(worked));
        if came_back.swap(true, Ordering::SeqCst) {
            HUNG.fetch_sub(1, Ordering::Relaxed);
        }
    })?;
    match result.recv_timeout(timeout) {
        Ok(worked) => return worked,
        Err(RecvTimeoutError::Disconnected) => return Err(IndexError),
        Err(RecvTimeoutError::Timeout) => {}
    }
    let failed = Arc::clone(handle);
    spawn(move || {
        // It fails too, if the first one has reason to hang.
        drop(failed.get().map(|db| db.flush()));
    })?;
    if let Ok(worked) = result.recv_timeout(WAKING) {
        return worked;
    }
    if !over.swap(true, Ordering::SeqCst) {
        HUNG.fetch_add(1, Ordering::Relaxed);
    }
    Err(IndexError)
}

fn spawn(work: impl FnOnce() + Send + 'static) -> Result<(), IndexError> {
    let named = thread::Builder::new().name("index".to_owned());
    named.spawn(work).map(drop).map_err(|_| IndexError)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_panics_or_never_comes_back_is_lost() {
        let handle = SledHandle::default();
        let short = Duration::from_millis(20);
        let long = Duration::from_secs(20);
        assert!(matches!(guarded(long, &handle, || Ok(7)), Ok(7)));
        assert!(guarded(long, &handle, || Err::<(), _>(IndexError)).is_err());
        let panics = || -> Result<(), IndexError> { panic!("as sled does now and then") };
        assert!(guarded(long, &handle, panics).is_err());
        let mut released = Vec::new();
        for _ in 0..HUNG_MAX {
            let (release, held) = mpsc::channel::<()>();
            released.push(release);
            let hangs = move || held.recv().map_err(|_| IndexError);
            assert!(guarded(short, &handle, hangs).is_err());
        }
        assert!(guarded(long, &handle, || Ok(7)).is_err(), "too many hang");
        drop(released);
        let until = std::time::Instant::now() + long;
        while guarded(long, &handle, || Ok(7)).is_err() {
            assert!(std::time::Instant::now() < until, "they have come back");
        }
    }
}

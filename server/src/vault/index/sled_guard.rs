//! What is asked of sled is asked in a thread of its own: it may panic, and it may never come back.
//!
//! When a write of its fails, sled 0.34 may forget to tell those who wait for it: its flush then waits for ever, and would take with it the deletions and
//! cover rewrites that come after it. Another flush, which sees the failure at once, wakes the first.

use std::{
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, AtomicUsize, Ordering},
        mpsc::{self, RecvTimeoutError},
    },
    thread,
    time::Duration,
};

/// sled failed, or what it returned is not what was written. The index has to be built anew.
#[derive(Debug)]
pub(crate) struct Lost;

/// A database that is open, or will be.
pub(crate) type Handle = Arc<OnceLock<sled::Db>>;

/// How long one that was woken may take to say that it failed.
const WAKING: Duration = Duration::from_secs(2);
/// After so many that never came back, sled is asked nothing more before a new start: each keeps its thread and its memory.
const HUNG_MAX: usize = 8;

static HUNG: AtomicUsize = AtomicUsize::new(0);

/// Runs what sled may panic in or hang in, and gives up when that takes longer than `patience`.
pub(crate) fn guarded<T: Send + 'static>(
    patience: Duration,
    handle: &Handle,
    work: impl FnOnce() -> Result<T, Lost> + Send + 'static,
) -> Result<T, Lost> {
    if HUNG.load(Ordering::Relaxed) >= HUNG_MAX {
        return Err(Lost);
    }
    // Whoever of the two comes second knows of the first.
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
    match result.recv_timeout(patience) {
        Ok(worked) => return worked,
        Err(RecvTimeoutError::Disconnected) => return Err(Lost),
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
    Err(Lost)
}

fn spawn(work: impl FnOnce() + Send + 'static) -> Result<(), Lost> {
    let named = thread::Builder::new().name("index".to_owned());
    named.spawn(work).map(drop).map_err(|_| Lost)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_panics_or_never_comes_back_is_lost() {
        let handle = Handle::default();
        let short = Duration::from_millis(20);
        let long = Duration::from_secs(20);
        assert!(matches!(guarded(long, &handle, || Ok(7)), Ok(7)));
        assert!(guarded(long, &handle, || Err::<(), _>(Lost)).is_err());
        let panics = || -> Result<(), Lost> { panic!("as sled does now and then") };
        assert!(guarded(long, &handle, panics).is_err());
        let mut released = Vec::new();
        for _ in 0..HUNG_MAX {
            let (release, held) = mpsc::channel::<()>();
            released.push(release);
            let hangs = move || held.recv().map_err(|_| Lost);
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

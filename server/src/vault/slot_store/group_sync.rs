//! Group commit: callers that wait for the disk at the same moment share one sync.

use std::{
    io,
    sync::{Condvar, Mutex, PoisonError},
};

use crate::vault::error::VaultError;

/// Hands out syncs so that each covers every write that was finished when it began.
#[derive(Default)]
pub(crate) struct GroupSync {
    state: Mutex<SyncState>,
    turn: Condvar,
}

#[derive(Default)]
struct SyncState {
    begun: u64,
    finished: u64,
    running: bool,
    /// The kernel reports a lost write once, to the caller that asks first. From then on no caller
    /// may be told that its bytes are safe.
    broken: bool,
    /// Something could not be undone either.
    lost: bool,
}

impl GroupSync {
    /// Returns when a sync that began after this call has ended well. One caller runs `sync`, the
    /// others wait for it.
    pub(crate) fn wait(&self, sync: impl FnOnce() -> io::Result<()>) -> Result<(), VaultError> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let ticket = state.begun.saturating_add(1);
        loop {
            if state.broken {
                return Err(VaultError::Broken);
            }
            if state.finished >= ticket {
                return Ok(());
            }
            if !state.running {
                break;
            }
            state = self
                .turn
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
        state.begun = state.begun.saturating_add(1);
        state.running = true;
        drop(state);

        let synced = sync();

        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.running = false;
        state.broken |= synced.is_err();
        state.finished = state.begun;
        drop(state);
        self.turn.notify_all();
        synced.map_err(VaultError::io("making the vault durable"))
    }

    /// From now on every wait fails.
    pub(crate) fn give_up(&self) {
        self.state
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .broken = true;
        self.turn.notify_all();
    }

    /// From now on every wait fails. `undo` writes over what must not stay, and syncs. It runs
    /// alone, since the kernel would else tell another caller of its lost write; and after one that
    /// failed none is believed.
    pub(crate) fn undo(
        &self,
        undo: impl FnOnce() -> Result<(), VaultError>,
    ) -> Result<(), VaultError> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.broken = true;
        self.turn.notify_all();
        while state.running {
            state = self
                .turn
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
        if state.lost {
            return Err(VaultError::Broken);
        }
        let undone = undo();
        state.lost = undone.is_err();
        undone
    }
}

#[cfg(test)]
mod tests {
    use std::{
        sync::atomic::{AtomicUsize, Ordering},
        thread,
        time::Duration,
    };

    use super::*;

    #[test]
    fn those_who_wait_together_share_a_sync_that_began_after_they_asked() {
        let (group, written, syncs) = (
            GroupSync::default(),
            AtomicUsize::new(0),
            AtomicUsize::new(0),
        );
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..20 {
                        let mine = written.fetch_add(1, Ordering::SeqCst) + 1;
                        let seen = AtomicUsize::new(usize::MAX);
                        group
                            .wait(|| {
                                seen.store(written.load(Ordering::SeqCst), Ordering::SeqCst);
                                thread::sleep(Duration::from_millis(2));
                                syncs.fetch_add(1, Ordering::SeqCst);
                                Ok(())
                            })
                            .unwrap();
                        assert!(seen.load(Ordering::SeqCst) >= mine);
                    }
                });
            }
        });
        let syncs = syncs.load(Ordering::SeqCst);
        assert!(
            (20..=100).contains(&syncs),
            "160 commits took {syncs} syncs"
        );
    }

    #[test]
    fn after_a_lost_write_nobody_is_told_that_all_is_well() {
        let group = GroupSync::default();
        group.wait(|| Ok(())).unwrap();
        assert!(matches!(
            group.wait(|| Err(io::Error::other("lost"))),
            Err(VaultError::Io { .. })
        ));
        assert!(matches!(group.wait(|| Ok(())), Err(VaultError::Broken)));
    }

    #[test]
    fn what_is_undone_is_believed_until_something_could_not_be() {
        let group = GroupSync::default();
        group.undo(|| Ok(())).unwrap();
        assert!(matches!(group.wait(|| Ok(())), Err(VaultError::Broken)));
        group.undo(|| Ok(())).unwrap();
        group.undo(|| Err(VaultError::Cipher)).unwrap_err();
        assert!(matches!(group.undo(|| Ok(())), Err(VaultError::Broken)));
    }
}

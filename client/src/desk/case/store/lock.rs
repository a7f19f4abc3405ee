//! The lock of a folder: of those who write in it, one at a time.
//!
//! On one machine it is kept. Between machines that share a disk it only spares two writers one
//! more conflict: they write as those do who share through a tool that copies files. Anything in
//! the shared folder can be put there by others, and keeps no editor from writing.

use std::{
    fs::{File, TryLockError},
    io,
    path::Path,
    sync::Arc,
    thread,
    time::Duration,
};

use sourdine_platform::files;

use crate::desk::FileError;

/// The file that is locked while a case is written.
pub(super) const LOCK: &str = ".lock";
/// How long the lock is waited for in silence. Others hold it for as long as they seal a case.
const LOCK_PATIENCE: Duration = Duration::from_secs(2);
/// How long a lock in a shared folder is waited for altogether.
const SHARED_PATIENCE: Duration = Duration::from_secs(30);
const LOCK_PAUSE: Duration = Duration::from_millis(50);

/// Called when another program has held a folder's lock for [`LOCK_PATIENCE`], and it is waited for
/// all the same.
#[derive(Clone, Default)]
pub struct LockNotice(Option<Arc<dyn Fn() + Send + Sync>>);

impl LockNotice {
    pub fn new(notice: impl Fn() + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(notice)))
    }

    fn give(&self) {
        if let Some(notice) = &self.0 {
            notice();
        }
    }
}

/// Locks a folder until the file is dropped.
pub(super) fn lock(folder: &Path, notice: &LockNotice) -> Result<File, FileError> {
    let failed = FileError::at(folder);
    let file = files::open_or_create(&folder.join(LOCK)).map_err(failed)?;
    if !try_lock_for(&file, LOCK_PATIENCE).map_err(failed)? {
        notice.give();
        file.lock().map_err(failed)?;
    }
    Ok(file)
}

/// Locks a shared folder until the file is dropped, if its lock can be opened and is free in time.
pub(super) fn lock_shared(folder: &Path, notice: &LockNotice) -> Option<File> {
    let file = files::open_or_create(&folder.join(LOCK)).ok()?;
    let is_free = try_lock_for(&file, LOCK_PATIENCE).ok()?;
    if !is_free {
        notice.give();
    }
    let is_free = is_free || try_lock_for(&file, SHARED_PATIENCE).ok()?;
    is_free.then_some(file)
}

/// Tries to lock a file for so long; tells whether it is locked now.
fn try_lock_for(file: &File, patience: Duration) -> io::Result<bool> {
    let mut left = patience;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(true),
            Err(TryLockError::WouldBlock) if left.is_zero() => return Ok(false),
            Err(TryLockError::WouldBlock) => {
                thread::sleep(LOCK_PAUSE);
                left = left.saturating_sub(LOCK_PAUSE);
            }
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
}

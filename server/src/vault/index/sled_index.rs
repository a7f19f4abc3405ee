//! The index in sled.

use std::{
    fs,
    io::{self, ErrorKind},
    ops::Range,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use super::{
    IndexError, IndexStore, SealedRecords,
    sled_guard::{SledHandle, guarded},
};
use crate::vault::error::VaultError;

/// How long a batch may take, or closing. What is slower is lost, which costs votes and no more.
const TIMEOUT: Duration = Duration::from_secs(10);
/// How much longer a call may take for each record, when it goes through all of them.
const TIMEOUT_PER_RECORD: Duration = Duration::from_millis(10);
/// How much sled may keep in memory: the vault's own catalogue has it all.
const CACHE_BYTES: u64 = 256 << 10;

pub(crate) struct SledIndex {
    db: SledHandle,
    folder: PathBuf,
}

impl SledIndex {
    /// Nothing is opened yet.
    pub(crate) fn new(folder: PathBuf) -> Self {
        Self {
            db: SledHandle::default(),
            folder,
        }
    }

    fn close(&mut self) {
        let db = std::mem::take(&mut self.db);
        // A failed sled may fail again when it is closed; there is nothing left to lose in it.
        guarded(TIMEOUT, &SledHandle::default(), move || {
            drop(db);
            Ok(())
        })
        .unwrap_or_default();
    }

    /// Opens sled and works with it.
    fn opened<T: Send + 'static>(
        &self,
        records: usize,
        work: impl FnOnce(&sled::Db) -> Result<T, IndexError> + Send + 'static,
    ) -> Result<T, IndexError> {
        let (db, path) = (Arc::clone(&self.db), self.folder.clone());
        let records = u32::try_from(records).unwrap_or(u32::MAX);
        let timeout = TIMEOUT.saturating_add(TIMEOUT_PER_RECORD.saturating_mul(records));
        guarded(timeout, &self.db, move || {
            let db = match db.get() {
                Some(db) => db,
                None => {
                    let opened = configured(&path).open().map_err(|_| IndexError)?;
                    db.get_or_init(|| opened)
                }
            };
            work(db)
        })
    }
}

impl IndexStore for SledIndex {
    fn read(&mut self, some: Range<u32>, count: u32) -> Result<Vec<Vec<u8>>, IndexError> {
        if !self.folder.is_dir() {
            return Err(IndexError);
        }
        self.opened(count as usize, move |db| read(db, some, count))
    }

    fn write(&mut self, records: SealedRecords) -> Result<(), IndexError> {
        let db = Arc::clone(&self.db);
        guarded(TIMEOUT, &self.db, move || {
            write_all(db.get().ok_or(IndexError)?, records)
        })
    }

    fn rebuild(&mut self, records: SealedRecords) -> Result<(), VaultError> {
        self.close();
        match fs::remove_dir_all(&self.folder) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            other => other,
        }
        .map_err(VaultError::io("removing the index"))?;
        let built = self.opened(records.len(), move |db| write_all(db, records));
        built.map_err(|IndexError| {
            self.close();
            VaultError::io("building the index")(io::Error::other("sled failed"))
        })
    }
}

impl Drop for SledIndex {
    fn drop(&mut self) {
        self.close();
    }
}

fn configured(folder: &Path) -> sled::Config {
    sled::Config::new()
        .path(folder)
        .mode(sled::Mode::LowSpace)
        .cache_capacity(CACHE_BYTES)
        // Its own timer would write when something changed; ours writes all the time.
        .flush_every_ms(None)
}

fn write_all(db: &sled::Db, records: SealedRecords) -> Result<(), IndexError> {
    let mut batch = sled::Batch::default();
    for (group, record) in records {
        batch.insert(&group.to_be_bytes(), record);
    }
    db.apply_batch(batch).map_err(|_| IndexError)?;
    db.flush().map_err(|_| IndexError)?;
    Ok(())
}

fn read(db: &sled::Db, some: Range<u32>, count: u32) -> Result<Vec<Vec<u8>>, IndexError> {
    if some.start == 0 && db.len() != count as usize {
        return Err(IndexError);
    }
    let read = |number: u32| {
        let record = db.get(number.to_be_bytes()).map_err(|_| IndexError)?;
        record.map(|record| record.to_vec()).ok_or(IndexError)
    };
    some.map(read).collect()
}

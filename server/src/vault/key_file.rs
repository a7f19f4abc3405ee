//! The key table's file: two generations, so that one of them opens wherever a write is cut.

use std::{
    fs::{self, File, OpenOptions},
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
};

use zeroize::Zeroizing;

use super::{
    error::VaultError,
    format::keys::KeyTable,
    key_store::KeyStore,
    master::{MasterKey, next_master},
    private_files::{create_whole, remove, sync_folder_of},
    unlock_file::UnlockFile,
};

pub(crate) struct KeyFile {
    file: File,
    path: PathBuf,
    /// Where the master key's file is; none if the key was brought.
    master_path: Option<PathBuf>,
    unlock: UnlockFile,
    /// Length of one generation.
    area: usize,
    /// Which of the two held the newest when the file was opened; they are the same ever after.
    newest: usize,
}

/// What the key file held when it was opened.
pub(crate) struct KeyFileContent {
    pub(crate) table: KeyTable,
    /// Which of the master keys opened it.
    pub(crate) master: usize,
    /// Whether both generations in the file are this very one, under this master key.
    pub(crate) consistent: bool,
    /// Which of the two areas opened under any of the master keys.
    pub(crate) intact: [bool; 2],
}

impl KeyFile {
    /// A new file, both generations the same.
    pub(crate) fn create(
        path: &Path,
        table: &KeyTable,
        master: &MasterKey,
    ) -> Result<(), VaultError> {
        let master = master.key();
        let [first, second] = [table.seal(master)?, table.seal(master)?];
        let both = Zeroizing::new([first.as_slice(), &second].concat());
        create_whole(path, "writing the key table", &both)
    }

    /// Tries every master key on both generations and takes the newest that opens. A generation of
    /// another version is refused, since mending it from ours would undo an upgrade.
    pub(crate) fn open(
        path: &Path,
        master_path: Option<&Path>,
        unlock: UnlockFile,
        masters: &[MasterKey],
    ) -> Result<(Self, KeyFileContent), VaultError> {
        let file = OpenOptions::new().read(true).write(true).open(path);
        let file = file.map_err(VaultError::io("opening the key table"))?;
        let length = file
            .metadata()
            .map_err(VaultError::io("measuring the key table"))?
            .len();
        let area =
            usize::try_from(length / 2).map_err(|_| VaultError::KeyTable(path.to_path_buf()))?;
        let mut keys = Self {
            file,
            path: path.to_path_buf(),
            master_path: master_path.map(Path::to_path_buf),
            unlock,
            area,
            newest: 0,
        };

        // One table at a time: they are what a vault costs in memory.
        let first = keys.read_area(0, masters)?;
        let first = first.map(|(table, master)| (table.generation(), master));
        let second = keys.read_area(1, masters)?;
        let intact = [first.is_some(), second.is_some()];
        let of_second = second
            .as_ref()
            .map(|(table, master)| (table.generation(), *master));
        let consistent = first.is_some() && first == of_second;
        let newest = match (first, second) {
            (Some((one, _)), Some(two)) if one < two.0.generation() => {
                keys.newest = 1;
                Some(two)
            }
            // The same keys, under the same master.
            (Some(_), Some(two)) if consistent => Some(two),
            (Some(_), two) => {
                drop(two);
                keys.read_area(0, masters)?
            }
            (None, two) => {
                keys.newest = 1;
                two
            }
        };
        let (table, master) = newest.ok_or_else(|| VaultError::KeyTable(path.to_path_buf()))?;
        Ok((
            keys,
            KeyFileContent {
                table,
                master,
                consistent,
                intact,
            },
        ))
    }

    /// Writes a generation over both that are there: the older first, so that one that opens is
    /// there at any moment. `between` runs when the first is durable.
    pub(crate) fn write_both(
        &self,
        table: &KeyTable,
        master: &MasterKey,
        between: impl FnOnce() -> Result<(), VaultError>,
    ) -> Result<(), VaultError> {
        self.write_area(1 - self.newest, table, master)?;
        between()?;
        self.write_area(self.newest, table, master)
    }

    /// Seals the master key that the table has anew to the editors.
    pub(crate) fn settle_unlock(&self, master: &MasterKey) -> Result<(), VaultError> {
        self.unlock.settle(master)
    }

    fn read_area(
        &self,
        which: usize,
        masters: &[MasterKey],
    ) -> Result<Option<(KeyTable, usize)>, VaultError> {
        for (number, master) in masters.iter().enumerate() {
            // Opening happens in place, so each master gets bytes that no other has touched.
            let mut area = Zeroizing::new(vec![0; self.area]);
            let read = self
                .file
                .read_exact_at(&mut area, (which * self.area) as u64);
            read.map_err(VaultError::io("reading the key table"))?;
            if let Some(table) = KeyTable::open(&mut area, master.key()) {
                return Ok(Some((table, number)));
            }
            // What does not open is as it was read.
            if let Some(found) = KeyTable::other_version(&area, master.key()) {
                return Err(VaultError::OtherVersion {
                    path: self.path.clone(),
                    found,
                });
            }
        }
        Ok(None)
    }

    fn write_area(
        &self,
        which: usize,
        table: &KeyTable,
        master: &MasterKey,
    ) -> Result<(), VaultError> {
        let area = table.seal(master.key())?;
        if area.len() != self.area {
            return Err(VaultError::KeyTable(self.path.clone()));
        }
        let written = self.file.write_all_at(&area, (which * self.area) as u64);
        written.map_err(VaultError::io("writing the key table"))?;
        self.file
            .sync_data()
            .map_err(VaultError::io("syncing the key table"))
    }
}

impl KeyStore for KeyFile {
    fn prepare(&self, master: &MasterKey) -> Result<(), VaultError> {
        if let Some(path) = &self.master_path {
            let next = next_master(path);
            remove(&next).map_err(VaultError::io("removing a master key that was never used"))?;
            master.create(&next)?;
        }
        self.unlock.prepare(master)
    }

    fn replace(&self, table: &KeyTable, master: &MasterKey) -> Result<(), VaultError> {
        self.write_both(table, master, || match &self.master_path {
            Some(path) => install_next_master(path),
            None => Ok(()),
        })?;
        self.unlock.finish(master)
    }
}

/// Puts the waiting master key in the old one's place.
pub(crate) fn install_next_master(master: &Path) -> Result<(), VaultError> {
    fs::rename(next_master(master), master)
        .map_err(VaultError::io("putting the new master key in place"))?;
    sync_folder_of(master)
}

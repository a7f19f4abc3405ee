//! A vault in files: slots, key table and index in one folder, the master key elsewhere.

use std::{
    fs,
    path::{Path, PathBuf},
};

use sourdine_protocol::envelope::hybrid::HybridRecipient;

use super::{
    catalog::Catalog,
    error::VaultError,
    format::{
        keys::KeyTable,
        layout::{SLOT_BYTES, VAULT_MIN_BYTES},
    },
    index::{records::Index, sled_index::SledIndex},
    key_file::{KeyFile, KeyFileContent, install_next_master},
    master::{MasterKey, next_master},
    private_files::{make_folder, remove},
    retention::Retention,
    slot_store::file::FileSlots,
    slot_vault::{SlotVault, VaultParts, check_retention},
    slots::Slots,
    unlock_file::{self, UnlockFile},
};

/// Where a vault's files are.
#[derive(Clone, Debug)]
pub struct VaultPaths {
    /// The folder of the slot file, the key table and the index.
    pub folder: PathBuf,
    /// The master key's file: not on the same disk, if there is anything better.
    pub master: PathBuf,
}

/// A vault that was opened for the editors of a roster.
pub struct OpenedVault {
    pub vault: SlotVault,
    /// Whether the file `unlock` could be sealed to them. Where not, the vault is open all the
    /// same, and the operator has to be told.
    pub unlock: Result<(), VaultError>,
}

/// The slots and their keys, opened and found to belong together, nothing in them changed yet.
pub(crate) struct VaultFiles {
    pub(crate) slots: FileSlots,
    pub(crate) keys: KeyFileContent,
    key_file: KeyFile,
    masters: Vec<MasterKey>,
    /// Whether the master keys were read from their file.
    has_master_file: bool,
}

impl VaultPaths {
    pub(crate) fn slots(&self) -> PathBuf {
        self.folder.join("vault")
    }

    pub(crate) fn keys(&self) -> PathBuf {
        self.folder.join("keys")
    }

    pub(crate) fn unlock(&self) -> PathBuf {
        self.folder.join("unlock")
    }

    pub(crate) fn index(&self) -> PathBuf {
        self.folder.join("index")
    }
}

impl SlotVault {
    /// Makes an empty vault of at most `size` bytes. Uses the master key that is there, or makes
    /// one. `progress` is told how many bytes are written.
    pub fn create(
        paths: &VaultPaths,
        size: u64,
        progress: &mut dyn FnMut(u64),
    ) -> Result<(), VaultError> {
        Self::create_for(paths, size, &[], progress)
    }

    /// The same, with the master key sealed to these editors beside the key table.
    pub fn create_for(
        paths: &VaultPaths,
        size: u64,
        recipients: &[HybridRecipient],
        progress: &mut dyn FnMut(u64),
    ) -> Result<(), VaultError> {
        let slots = u32::try_from(size / SLOT_BYTES as u64).map_err(|_| VaultError::Size(size))?;
        if size < VAULT_MIN_BYTES {
            return Err(VaultError::Size(size));
        }
        for path in [paths.slots(), paths.keys(), paths.index(), paths.unlock()] {
            if path.exists() {
                return Err(VaultError::Exists(path));
            }
        }
        make_folder(&paths.folder)?;
        let master = if paths.master.exists() {
            MasterKey::read(&paths.master)?
        } else {
            let master = MasterKey::generate()?;
            master.create(&paths.master)?;
            master
        };
        FileSlots::create(&paths.slots(), slots, &mut |done| {
            progress(u64::from(done) * SLOT_BYTES as u64);
        })?;
        let created = create_keys_and_index(paths, slots, &master, recipients);
        if created.is_err() {
            // Slots without keys are of no use, and may be what filled the disk. What failed is
            // told; what cannot be removed is found by the next try.
            drop(remove(&paths.keys()));
            drop(remove(&paths.unlock()));
            drop(remove(&paths.slots()));
            drop(fs::remove_dir_all(paths.index()));
        }
        created
    }

    /// Whether a vault was made there: its key table is written last.
    #[must_use]
    pub fn exists(paths: &VaultPaths) -> bool {
        paths.keys().exists()
    }

    /// Opens a vault: finishes a re-key that was cut, scans all headers, and reads the index
    /// or builds it anew.
    pub fn open(paths: &VaultPaths, retention: Retention) -> Result<Self, VaultError> {
        Ok(Self::open_for(paths, retention, &[])?.vault)
    }

    /// The same, and seals the master key anew to these editors.
    pub fn open_for(
        paths: &VaultPaths,
        retention: Retention,
        recipients: &[HybridRecipient],
    ) -> Result<OpenedVault, VaultError> {
        check_retention(&retention)?;
        VaultFiles::open_for(paths, recipients)?.into_vault(paths, retention)
    }

    /// The same with one of these master keys, which are in no file. Nothing is written if none of
    /// them opens the vault.
    pub fn open_with(
        paths: &VaultPaths,
        retention: Retention,
        recipients: &[HybridRecipient],
        masters: Vec<MasterKey>,
    ) -> Result<OpenedVault, VaultError> {
        check_retention(&retention)?;
        VaultFiles::open_with(paths, recipients, masters)?.into_vault(paths, retention)
    }

    /// Whether there is a file `unlock` that an editor may open.
    pub(crate) fn has_unlock(paths: &VaultPaths) -> bool {
        unlock_file::openable(&paths.unlock()).is_ok_and(|file| file.is_some())
    }

    /// Builds the index anew from the slots, with what the old one still tells of the editors'
    /// votes, and mends a generation of the key table that does not open.
    pub fn repair(paths: &VaultPaths) -> Result<(), VaultError> {
        // Only kept while the index is built: nothing is swept here.
        let retention = Retention {
            quorum: 1,
            hold_days: 0,
            keep_days: 0,
            spread_days: 0,
        };
        Self::open(paths, retention)?.0.rebuild_index()
    }
}

fn create_keys_and_index(
    paths: &VaultPaths,
    slots: u32,
    master: &MasterKey,
    recipients: &[HybridRecipient],
) -> Result<(), VaultError> {
    let table = KeyTable::generate(slots)?;
    let mut index = Index::new(Box::new(SledIndex::new(paths.index())), slots);
    let records = index.seal_all(table.index(), &Catalog::default())?;
    index.rebuild(records)?;
    drop(index);
    if !recipients.is_empty() {
        UnlockFile::create(&paths.unlock(), master, recipients)?;
    }
    // Last: without its keys, what was interrupted cannot be taken for a vault.
    KeyFile::create(&paths.keys(), &table, master)
}

impl VaultFiles {
    pub(crate) fn open(paths: &VaultPaths) -> Result<Self, VaultError> {
        Self::open_for(paths, &[])
    }

    fn open_for(paths: &VaultPaths, recipients: &[HybridRecipient]) -> Result<Self, VaultError> {
        let slots = FileSlots::open(&paths.slots())?;
        let mut masters = vec![MasterKey::read(&paths.master)?];
        let next = next_master(&paths.master);
        if next.exists() {
            masters.push(MasterKey::read(&next)?);
        }
        Self::of_slots(slots, paths, Some(&paths.master), recipients, masters)
    }

    fn open_with(
        paths: &VaultPaths,
        recipients: &[HybridRecipient],
        masters: Vec<MasterKey>,
    ) -> Result<Self, VaultError> {
        let slots = FileSlots::open(&paths.slots())?;
        Self::of_slots(slots, paths, None, recipients, masters)
    }

    fn of_slots(
        slots: FileSlots,
        paths: &VaultPaths,
        master: Option<&Path>,
        recipients: &[HybridRecipient],
        masters: Vec<MasterKey>,
    ) -> Result<Self, VaultError> {
        unlock_file::check_version(&paths.unlock())?;
        let unlock = UnlockFile::new(paths.unlock(), recipients.to_vec());
        let (key_file, keys) = KeyFile::open(&paths.keys(), master, unlock, &masters)?;
        slots.check_length(&paths.slots(), keys.table.slots())?;
        Ok(Self {
            slots,
            keys,
            key_file,
            masters,
            has_master_file: master.is_some(),
        })
    }

    fn into_vault(
        self,
        paths: &VaultPaths,
        retention: Retention,
    ) -> Result<OpenedVault, VaultError> {
        self.finish_rekey(paths)?;
        let unlock = match self.masters.get(self.keys.master) {
            Some(master) => self.key_file.settle_unlock(master),
            None => Ok(()),
        };
        let parts = VaultParts {
            slots: Slots::new(Box::new(self.slots)),
            keys: self.keys.table,
            key_store: Box::new(self.key_file),
            index: Box::new(SledIndex::new(paths.index())),
        };
        let vault = SlotVault::assemble(parts, retention)?;
        Ok(OpenedVault { vault, unlock })
    }

    /// Finishes or forgets a re-key that was cut, and mends a generation that does not open.
    fn finish_rekey(&self, paths: &VaultPaths) -> Result<(), VaultError> {
        let next = next_master(&paths.master);
        if !self.has_master_file {
            // What an editor brought is in no file.
        } else if self.keys.master == 0 {
            remove(&next).map_err(VaultError::io("removing a master key that was never used"))?;
        } else {
            install_next_master(&paths.master)?;
        }
        match self.masters.get(self.keys.master) {
            Some(master) if !self.keys.consistent => {
                self.key_file
                    .write_both(&self.keys.table, master, || Ok(()))
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use tempfile::TempDir;

    use super::{super::private_files::create_whole, *};

    const RETENTION: Retention = Retention {
        quorum: 1,
        hold_days: 0,
        keep_days: 60,
        spread_days: 0,
    };

    fn contents(folder: &TempDir) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut left = vec![folder.path().to_path_buf()];
        let mut found = BTreeMap::new();
        while let Some(path) = left.pop() {
            if path.is_dir() {
                let entries = fs::read_dir(path).unwrap();
                left.extend(entries.map(|entry| entry.unwrap().path()));
            } else {
                let bytes = fs::read(&path).unwrap();
                found.insert(path, bytes);
            }
        }
        found
    }

    #[test]
    fn a_vault_of_another_version_is_refused_by_its_number_and_not_touched() {
        let folder = tempfile::tempdir().unwrap();
        let paths = VaultPaths {
            folder: folder.path().join("vault"),
            master: folder.path().join("master"),
        };
        SlotVault::create(&paths, VAULT_MIN_BYTES, &mut |_| {}).unwrap();
        let master = MasterKey::read(&paths.master).unwrap();
        let table = KeyTable::generate(64).unwrap();
        let [ours, later] = [2, 3].map(|version| table.seal_as(version, master.key()).unwrap());
        let halves = [[&later, &later], [&ours, &later], [&later, &ours]];
        for [first, second] in halves {
            fs::remove_file(paths.keys()).unwrap();
            let both = [first.as_slice(), second].concat();
            create_whole(&paths.keys(), "writing", &both).unwrap();
            let before = contents(&folder);
            let refusals = [
                SlotVault::open(&paths, RETENTION).map(drop),
                SlotVault::verify(&paths, &mut |_, _| {}).map(drop),
                SlotVault::repair(&paths),
            ];
            for refused in refusals {
                let told = matches!(refused, Err(VaultError::OtherVersion { found: 3, .. }));
                assert!(told, "{refused:?}");
            }
            assert!(contents(&folder) == before);
        }
    }
}

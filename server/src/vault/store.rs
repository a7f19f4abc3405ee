//! The vault in files: slots, key table and index in one folder, the master key elsewhere.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, RwLock},
};

use sourdine_protocol::{codename::receipt::ReceiptHash, day::Day, envelope::EnvelopeHash};

use super::{
    CONFIRMATIONS_MAX, Deposit, EditorMark, EnvelopeId, MakeRoom, MasterKey, Retention, Room,
    Stored, Vault, VaultError,
    catalog::Catalog,
    deposit::FileDeposit,
    format::cipher::Key,
    format::keys::{KeyFile, KeyTable, OpenedKeys},
    format::layout::{SLOT_BYTES, VAULT_MIN_BYTES},
    index::records::{Index, ROUND_TICKS},
    master::{make_folder, next_master, remove, sync_folder_of},
    scan::{Scanned, scan},
    slot_store::file::SlotFile,
};

/// Where a vault's files are.
#[derive(Clone, Debug)]
pub struct VaultPaths {
    /// The folder of the slot file, the key table and the index.
    pub folder: PathBuf,
    /// The master key's file: not on the same disk, if there is anything better.
    pub master: PathBuf,
}

/// A [`Vault`] in files. Clones share it.
#[derive(Clone)]
pub struct FileVault(pub(crate) Arc<Store>);

/// What the clones share. Locks are taken in the order `keys`, `index`, `catalog`.
pub(crate) struct Store {
    pub(crate) paths: VaultPaths,
    pub(crate) slots: SlotFile,
    pub(crate) keys: RwLock<Keys>,
    index: Mutex<Index>,
    catalog: Mutex<Catalog>,
    pub(crate) retention: Retention,
    make_room: OnceLock<MakeRoom>,
}

/// The key table and its file.
pub(crate) struct Keys {
    pub(crate) table: KeyTable,
    pub(crate) file: KeyFile,
}

/// The slots and their keys, opened and found to belong together, nothing in them changed yet.
pub(crate) struct Opened {
    pub(crate) slots: SlotFile,
    pub(crate) keys: OpenedKeys,
    pub(crate) file: KeyFile,
    pub(crate) masters: Vec<MasterKey>,
}

impl VaultPaths {
    pub(crate) fn slots(&self) -> PathBuf {
        self.folder.join("vault")
    }

    pub(crate) fn keys(&self) -> PathBuf {
        self.folder.join("keys")
    }

    pub(crate) fn index(&self) -> PathBuf {
        self.folder.join("index")
    }
}

impl FileVault {
    /// Makes an empty vault of at most `size` bytes. Uses the master key that is there, or makes one. `progress` is told how many bytes are written.
    ///
    /// # Errors
    /// Something is in the way, the size makes no vault, or the disk.
    pub fn create(
        paths: &VaultPaths,
        size: u64,
        progress: &mut dyn FnMut(u64),
    ) -> Result<(), VaultError> {
        let slots = u32::try_from(size / SLOT_BYTES as u64).map_err(|_| VaultError::Size(size))?;
        if size < VAULT_MIN_BYTES {
            return Err(VaultError::Size(size));
        }
        for path in [paths.slots(), paths.keys(), paths.index()] {
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
        SlotFile::create(&paths.slots(), slots, &mut |done| {
            progress(u64::from(done) * SLOT_BYTES as u64);
        })?;
        let furnished = Self::furnish(paths, slots, &master);
        if furnished.is_err() {
            // Slots without keys are of no use, and may be what filled the disk. What failed is told; what cannot be removed is found by the next try.
            drop(remove(&paths.keys()));
            drop(remove(&paths.slots()));
            drop(fs::remove_dir_all(paths.index()));
        }
        furnished
    }

    /// All that a vault is besides its slots.
    fn furnish(paths: &VaultPaths, slots: u32, master: &MasterKey) -> Result<(), VaultError> {
        let table = KeyTable::generate(slots)?;
        Index::rebuild(&paths.index(), table.index(), slots, &Catalog::default())?;
        // Last: without its keys, what was interrupted cannot be taken for a vault.
        KeyFile::create(&paths.keys(), &table, master)
    }

    /// Whether a vault was made there: its key table is written last.
    #[must_use]
    pub fn exists(paths: &VaultPaths) -> bool {
        paths.keys().exists()
    }

    /// Opens a vault: finishes a re-key that was cut, scans all headers, and reads the index or builds it anew.
    ///
    /// # Errors
    /// Another process has it, a file is missing or does not belong, the master key is another, or the disk.
    pub fn open(paths: &VaultPaths, retention: Retention) -> Result<Self, VaultError> {
        if !(1..=CONFIRMATIONS_MAX).contains(&retention.quorum) {
            return Err(VaultError::Quorum(retention.quorum));
        }
        let opened = Opened::open(paths)?;
        opened.settle(paths)?;
        let Opened {
            slots,
            keys,
            file,
            masters: _,
        } = opened;
        let table = keys.table;
        let Scanned {
            mut catalog,
            incomplete: _,
        } = scan(&slots, &table)?;
        let index = open_index(&paths.index(), &table, &mut catalog);
        Ok(Self(Arc::new(Store {
            paths: paths.clone(),
            slots,
            keys: RwLock::new(Keys { table, file }),
            index: Mutex::new(index),
            catalog: Mutex::new(catalog),
            retention,
            make_room: OnceLock::new(),
        })))
    }
}

impl FileVault {
    /// The last day on which an envelope came that is here: it is not later than today, unless the clock was wrong then or is now.
    #[must_use]
    pub fn newest_day(&self) -> Option<Day> {
        self.0.catalog().newest_day()
    }
}

impl Opened {
    pub(crate) fn open(paths: &VaultPaths) -> Result<Self, VaultError> {
        let slots = SlotFile::open(&paths.slots())?;
        let mut masters = vec![MasterKey::read(&paths.master)?];
        let next = next_master(&paths.master);
        if next.exists() {
            masters.push(MasterKey::read(&next)?);
        }
        let (file, keys) = KeyFile::open(&paths.keys(), &masters)?;
        slots.check_length(&paths.slots(), keys.table.slots())?;
        Ok(Self {
            slots,
            keys,
            file,
            masters,
        })
    }

    /// Finishes or forgets a re-key that was cut, and mends a generation that does not open.
    fn settle(&self, paths: &VaultPaths) -> Result<(), VaultError> {
        let next = next_master(&paths.master);
        if self.keys.master == 0 {
            remove(&next).map_err(VaultError::io("removing a master key that was never used"))?;
        } else {
            install_next_master(&paths.master)?;
        }
        match self.masters.get(self.keys.master) {
            Some(master) if !self.keys.settled => {
                self.file.replace(&self.keys.table, master, || Ok(()))
            }
            _ => Ok(()),
        }
    }
}

/// Puts the waiting master key in the old one's place.
pub(crate) fn install_next_master(master: &Path) -> Result<(), VaultError> {
    fs::rename(next_master(master), master)
        .map_err(VaultError::io("putting the new master key in place"))?;
    sync_folder_of(master)
}

/// Opens the index and tells the catalog what the editors said; when it is lost, builds it anew. Where that fails, the disk being full, the vault does
/// without: each tick tries again.
pub(crate) fn open_index(folder: &Path, table: &KeyTable, catalog: &mut Catalog) -> Index {
    let Ok((index, entries)) = Index::open(folder, table.index(), table.slots()) else {
        return Index::rebuild(folder, table.index(), table.slots(), catalog)
            .unwrap_or_else(|_| Index::absent(folder, table.slots()));
    };
    for entry in entries {
        match catalog.at_head(entry.slot) {
            Some((id, _)) if entry.names(id) => catalog.set_opinions(id, entry.opinions),
            _ => {}
        }
    }
    index
}

impl Store {
    pub(crate) fn catalog(&self) -> MutexGuard<'_, Catalog> {
        self.catalog.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn index(&self) -> MutexGuard<'_, Index> {
        self.index.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a slot for a deposit that has `taken` so many already.
    pub(crate) fn reserve(&self, taken: usize) -> Result<u32, VaultError> {
        self.or_make_room(|catalog| catalog.reserve(taken))
    }

    /// Tries once more when room could be made. The catalog is not locked meanwhile: whoever makes room gives slots back.
    fn or_make_room<T>(
        &self,
        attempt: impl Fn(&mut Catalog) -> Result<T, VaultError>,
    ) -> Result<T, VaultError> {
        let tried = attempt(&mut self.catalog());
        match (tried, self.make_room.get()) {
            (Err(VaultError::Full), Some(make_room)) => {
                make_room();
                attempt(&mut self.catalog())
            }
            (tried, _) => tried,
        }
    }

    pub(crate) fn key(&self, slot: u32) -> Result<Key, VaultError> {
        self.keys
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .table
            .slot(slot)
    }
}

impl Vault for FileVault {
    fn deposit(&self) -> Result<Box<dyn Deposit>, VaultError> {
        self.0.or_make_room(|catalog| catalog.check_room(0))?;
        Ok(Box::new(FileDeposit::new(Arc::clone(&self.0))?))
    }

    fn on_full(&self, make_room: MakeRoom) {
        self.0.make_room.get_or_init(|| make_room);
    }

    fn room(&self) -> Room {
        self.0.catalog().room()
    }

    fn list(&self) -> Vec<Stored> {
        self.0.catalog().list()
    }

    fn find(&self, id: EnvelopeId) -> Option<Stored> {
        self.0.catalog().find(id)
    }

    fn read(&self, id: EnvelopeId, offset: u64, buffer: &mut [u8]) -> Result<usize, VaultError> {
        self.0.read(id, offset, buffer)
    }

    fn arrived(&self, receipt: &ReceiptHash) -> bool {
        self.0.catalog().arrived(receipt)
    }

    fn confirm(
        &self,
        id: EnvelopeId,
        hash: &EnvelopeHash,
        editor: EditorMark,
        today: Day,
    ) -> Result<(), VaultError> {
        self.0.catalog().confirm(id, hash, editor, today)
    }

    fn discard(
        &self,
        id: EnvelopeId,
        hash: &EnvelopeHash,
        editor: EditorMark,
    ) -> Result<(), VaultError> {
        let last_word = self.0.catalog().discard(id, hash, editor)?;
        if last_word {
            self.0.erase(id)?;
        }
        Ok(())
    }

    fn sweep(&self, today: Day) -> Result<usize, VaultError> {
        let due = self.0.catalog().due(today, &self.0.retention);
        let mut gone = 0;
        for id in due {
            gone += usize::from(self.0.erase(id)?);
        }
        Ok(gone)
    }

    fn tick(&self) -> Result<(), VaultError> {
        self.0.cover()?;
        self.0.write_index_batch()
    }

    fn rest(&self) -> Result<(), VaultError> {
        (0..ROUND_TICKS).try_for_each(|_| self.0.write_index_batch())
    }
}

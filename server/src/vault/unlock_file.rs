//! The file `unlock` beside the key table (docs/vault.md): the master key, sealed to the editors
//! of the roster. Two areas, so that one of them opens wherever a write is cut.

use std::{
    fs::{self, File, OpenOptions},
    io::ErrorKind,
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use sourdine_protocol::{
    envelope::hybrid::HybridRecipient,
    unlock::{self, AREA_BYTES, AREAS, Area, Mark, UNLOCK_BYTES, UNLOCK_VERSION},
};

use super::{
    error::VaultError,
    master::MasterKey,
    private_files::{create_whole, replace_whole},
};
use crate::platform::memory::with_wiped_stack;

/// No release writes a longer file, so that each can tell another's version.
const READ_MAX_BYTES: u64 = 1 << 20;
const WRITING: &str = "writing the sealed master key";
const READING: &str = "reading the sealed master key";
const SYNCING: &str = "syncing the sealed master key";

pub(crate) struct UnlockFile {
    path: PathBuf,
    /// None where no roster is at hand.
    recipients: Vec<HybridRecipient>,
    state: Mutex<State>,
}

/// What is known of the areas on the disk.
#[derive(Default)]
struct State {
    /// An area in which the vault's master key surely is.
    safe: Option<usize>,
    /// An area in which the master key of the re-key under way surely is.
    next: Option<usize>,
}

impl UnlockFile {
    /// A new file, both areas the same.
    pub(crate) fn create(
        path: &Path,
        master: &MasterKey,
        recipients: &[HybridRecipient],
    ) -> Result<(), VaultError> {
        create_whole(path, WRITING, &sealed(master, recipients)?.repeat(AREAS))
    }

    /// The file of a vault, about which nothing is known yet.
    pub(crate) fn new(path: PathBuf, recipients: Vec<HybridRecipient>) -> Self {
        Self {
            path,
            recipients,
            state: Mutex::default(),
        }
    }

    /// Seals the vault's master key anew to the recipients, in both areas. The one that holds it
    /// already is overwritten last.
    pub(crate) fn settle(&self, master: &MasterKey) -> Result<(), VaultError> {
        if self.recipients.is_empty() {
            return Ok(());
        }
        let area = sealed(master, &self.recipients)?;
        let held = read(&self.path)?.filter(|bytes| bytes.len() == UNLOCK_BYTES);
        let held = held.map(|bytes| marks(&bytes));
        let mut state = self.state();
        state.safe = None;
        let Some(held) = held else {
            replace_whole(&self.path, WRITING, &area.repeat(AREAS))?;
            state.safe = Some(0);
            return Ok(());
        };
        let own = Some(Mark::of(master.bytes()));
        state.safe = held.iter().position(|mark| *mark == own);
        let last = state.safe.unwrap_or(0);
        let first = other(last);
        let file = self.open()?;
        write_area(&file, first, &area)?;
        state.safe = Some(first);
        write_area(&file, last, &area)
    }

    /// Puts the master key of the next generation into one area; the other keeps the old one.
    pub(crate) fn prepare(&self, next: &MasterKey) -> Result<(), VaultError> {
        if self.recipients.is_empty() {
            // Without the roster the file would stay at a master key that opens nothing any more.
            return match self.path.exists() {
                true => Err(VaultError::UnlockUnsure(self.path.clone())),
                false => Ok(()),
            };
        }
        let area = sealed(next, &self.recipients)?;
        let mut state = self.state();
        let safe = state.safe;
        let safe = safe.ok_or_else(|| VaultError::UnlockUnsure(self.path.clone()))?;
        state.next = None;
        write_area(&self.open()?, other(safe), &area)?;
        state.next = Some(other(safe));
        Ok(())
    }

    /// Overwrites the old master key, once the table is sealed by the new one.
    pub(crate) fn finish(&self, next: &MasterKey) -> Result<(), VaultError> {
        if self.recipients.is_empty() {
            return Ok(());
        }
        let area = sealed(next, &self.recipients)?;
        let mut state = self.state();
        state.safe = state.next.take();
        let safe = state.safe;
        let safe = safe.ok_or_else(|| VaultError::UnlockUnsure(self.path.clone()))?;
        write_area(&self.open()?, other(safe), &area)
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn open(&self) -> Result<File, VaultError> {
        let file = OpenOptions::new().read(true).write(true).open(&self.path);
        file.map_err(VaultError::io(WRITING))
    }
}

/// Refuses a file of another version: to write it anew would undo an upgrade.
pub(crate) fn check_version(path: &Path) -> Result<(), VaultError> {
    let Some(bytes) = read(path)? else {
        return Ok(());
    };
    for area in unlock::areas(&bytes) {
        if let Area::Other(found) = area {
            return Err(VaultError::UnlockVersion {
                path: path.to_path_buf(),
                found,
                known: UNLOCK_VERSION,
            });
        }
    }
    Ok(())
}

/// The file as it is, if it has an area that an editor can open.
pub(crate) fn openable(path: &Path) -> Result<Option<Vec<u8>>, VaultError> {
    Ok(read(path)?.filter(|bytes| marks(bytes).iter().any(Option::is_some)))
}

/// The bytes of the file; none if it is not there, or is longer than that of any release.
fn read(path: &Path) -> Result<Option<Vec<u8>>, VaultError> {
    let length = match fs::metadata(path) {
        Ok(found) => found.len(),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(VaultError::io(READING)(error)),
    };
    if length > READ_MAX_BYTES {
        return Ok(None);
    }
    fs::read(path).map(Some).map_err(VaultError::io(READING))
}

fn marks(bytes: &[u8]) -> [Option<Mark>; AREAS] {
    unlock::areas(bytes).map(|area| match area {
        Area::Sealed { mark, .. } => Some(mark),
        Area::Other(_) | Area::Damaged => None,
    })
}

const fn other(area: usize) -> usize {
    1 - area
}

fn sealed(master: &MasterKey, recipients: &[HybridRecipient]) -> Result<Vec<u8>, VaultError> {
    with_wiped_stack(|| unlock::seal(master.bytes(), recipients)).map_err(VaultError::UnlockSeal)
}

fn write_area(file: &File, which: usize, area: &[u8]) -> Result<(), VaultError> {
    file.write_all_at(area, (which * AREA_BYTES) as u64)
        .map_err(VaultError::io(WRITING))?;
    file.sync_data().map_err(VaultError::io(SYNCING))
}

#[cfg(test)]
mod tests {
    use sourdine_protocol::envelope::hybrid::HybridIdentity;

    use super::*;

    fn recipients() -> Vec<HybridRecipient> {
        vec![HybridIdentity::from_seed(&[1; 32]).to_recipient()]
    }

    fn key(byte: u8) -> MasterKey {
        MasterKey::from_bytes(&[byte; 32])
    }

    fn mark(byte: u8) -> Option<Mark> {
        Some(Mark::of(&[byte; 32]))
    }

    /// Which master keys the areas hold. Who opens them is tried at the door (`doors/unlock.rs`).
    fn held(path: &Path) -> [Option<Mark>; AREAS] {
        marks(&fs::read(path).unwrap())
    }

    #[test]
    fn a_re_key_has_the_old_and_the_new_master_until_the_table_is_new() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("unlock");
        UnlockFile::create(&path, &key(1), &recipients()).unwrap();
        let file = UnlockFile::new(path.clone(), recipients());
        // What is on the disk is not known before it was settled.
        assert!(matches!(
            file.prepare(&key(2)),
            Err(VaultError::UnlockUnsure(_))
        ));
        file.settle(&key(1)).unwrap();
        for old in 1..4 {
            file.prepare(&key(old + 1)).unwrap();
            let both = held(&path);
            assert!(both.contains(&mark(old)) && both.contains(&mark(old + 1)));
            // One that did not come to its end is begun again.
            file.prepare(&key(old + 1)).unwrap();
            assert!(held(&path) == both);
            file.finish(&key(old + 1)).unwrap();
            assert_eq!(held(&path), [mark(old + 1); AREAS]);
        }
    }

    #[test]
    fn a_re_key_that_was_cut_is_settled_and_the_area_that_opens_is_overwritten_last() {
        let areas = [1, 2].map(|byte| unlock::seal(&[byte; 32], &recipients()).unwrap());
        let noise = vec![9; AREA_BYTES];
        let folder = tempfile::tempdir().unwrap();
        let halves = [
            [&areas[0], &areas[1]],
            [&areas[1], &areas[0]],
            [&noise, &areas[0]],
            [&areas[0], &noise],
            [&noise, &noise],
        ];
        for (number, [first, second]) in halves.into_iter().enumerate() {
            let path = folder.path().join(number.to_string());
            let bytes = [first.as_slice(), second].concat();
            create_whole(&path, WRITING, &bytes).unwrap();
            let order = marks(&bytes).iter().position(|held| *held == mark(1));
            let file = UnlockFile::new(path.clone(), recipients());
            file.settle(&key(1)).unwrap();
            assert_eq!(held(&path), [mark(1); AREAS]);
            // The area that was written first is the safe one.
            assert_eq!(file.state().safe, Some(other(order.unwrap_or(0))));
        }
        // Where it is missing or cut, it is made.
        for (name, bytes) in [("missing", None), ("cut", Some(&noise))] {
            let path = folder.path().join(name);
            if let Some(bytes) = bytes {
                create_whole(&path, WRITING, bytes).unwrap();
            }
            let file = UnlockFile::new(path.clone(), recipients());
            file.settle(&key(1)).unwrap();
            assert_eq!(held(&path), [mark(1); AREAS]);
        }
    }

    #[test]
    fn a_re_key_without_a_roster_never_leaves_a_file_that_opens_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("unlock");
        let without = UnlockFile::new(path.clone(), Vec::new());
        without.prepare(&key(2)).unwrap();
        without.finish(&key(2)).unwrap();
        assert!(!path.exists());
        UnlockFile::create(&path, &key(1), &recipients()).unwrap();
        let before = fs::read(&path).unwrap();
        without.settle(&key(1)).unwrap();
        assert!(matches!(
            without.prepare(&key(2)),
            Err(VaultError::UnlockUnsure(_))
        ));
        assert!(fs::read(&path).unwrap() == before);
    }
}

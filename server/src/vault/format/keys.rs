//! The key table: one key for each slot and one for the index, in a file of two generations that the master key seals.

use std::{
    fs::{File, OpenOptions},
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
};

use zeroize::Zeroizing;

use crate::vault::{
    MasterKey, VaultError,
    format::cipher::{KEY_BYTES, Key, NONCE_BYTES, Place, Seal, TAG_BYTES},
    format::layout::FORMAT_VERSION,
    master::create_whole,
};

/// Both generations begin on a page.
const AREA_STEP: usize = 4_096;
/// Nonce and tag, in front of a generation's ciphertext.
const SEAL_BYTES: usize = NONCE_BYTES + TAG_BYTES;
/// Version, generation, slot count and index key, in front of the slots' keys.
const FIELDS_BYTES: usize = 4 + 8 + 4 + KEY_BYTES;

/// The keys, in the clear, in memory.
pub(crate) struct KeyTable {
    generation: u64,
    index: Key,
    slots: Zeroizing<Vec<[u8; KEY_BYTES]>>,
}

/// The file they are sealed in.
pub(crate) struct KeyFile {
    file: File,
    path: PathBuf,
    /// Length of one generation.
    area: usize,
    /// Which of the two held the newest when the file was opened; they are the same ever after.
    newest: usize,
}

/// What the key file showed when it was opened.
pub(crate) struct OpenedKeys {
    pub(crate) table: KeyTable,
    /// Which of the masters opened it.
    pub(crate) master: usize,
    /// Whether both generations in the file are this very one, under this master.
    pub(crate) settled: bool,
    /// Which of the two areas opened under any of the masters.
    pub(crate) intact: [bool; 2],
}

impl KeyTable {
    pub(crate) fn generate(slots: u32) -> Result<Self, VaultError> {
        let mut keys = Zeroizing::new(vec![[0; KEY_BYTES]; slots as usize]);
        getrandom::fill(keys.as_flattened_mut())?;
        Ok(Self {
            generation: 1,
            index: Key::generate()?,
            slots: keys,
        })
    }

    /// The next generation, in which the slots named have fresh keys: what they held can never be read again.
    pub(crate) fn without(&self, freed: &[u32]) -> Result<Self, VaultError> {
        let mut slots = self.slots.clone();
        for slot in freed {
            if let Some(key) = slots.get_mut(*slot as usize) {
                getrandom::fill(key)?;
            }
        }
        Ok(Self {
            generation: self.generation.saturating_add(1),
            index: Key::generate()?,
            slots,
        })
    }

    pub(crate) fn slots(&self) -> u32 {
        u32::try_from(self.slots.len()).unwrap_or(u32::MAX)
    }

    pub(crate) fn slot(&self, slot: u32) -> Result<Key, VaultError> {
        let key = self
            .slots
            .get(slot as usize)
            .ok_or(VaultError::Damaged { slot })?;
        Ok(Key::from_bytes(key))
    }

    pub(crate) const fn index(&self) -> &Key {
        &self.index
    }

    fn area_bytes(slots: u32) -> usize {
        (SEAL_BYTES + FIELDS_BYTES + slots as usize * KEY_BYTES).next_multiple_of(AREA_STEP)
    }

    fn seal(&self, master: &MasterKey) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        let mut area = Zeroizing::new(Vec::with_capacity(Self::area_bytes(self.slots())));
        area.extend_from_slice(&[0; SEAL_BYTES]);
        area.extend_from_slice(&FORMAT_VERSION.to_be_bytes());
        area.extend_from_slice(&self.generation.to_be_bytes());
        area.extend_from_slice(&self.slots().to_be_bytes());
        area.extend_from_slice(self.index.expose());
        area.extend_from_slice(self.slots.as_flattened());
        area.resize(Self::area_bytes(self.slots()), 0);

        let (front, body) = area.split_at_mut(SEAL_BYTES);
        let seal = master.key().seal(Place::Table, body)?;
        let (nonce, tag) = front.split_at_mut(NONCE_BYTES);
        nonce.copy_from_slice(&seal.nonce);
        tag.copy_from_slice(&seal.tag);
        Ok(area)
    }

    fn unseal(area: &mut [u8], master: &MasterKey) -> Option<Self> {
        let expected = area.len();
        let (nonce, rest) = area.split_first_chunk_mut::<NONCE_BYTES>()?;
        let (tag, body) = rest.split_first_chunk_mut::<TAG_BYTES>()?;
        let seal = Seal {
            nonce: *nonce,
            tag: *tag,
        };
        master.key().open(Place::Table, &seal, body).ok()?;

        let (version, rest) = body.split_first_chunk::<4>()?;
        let (generation, rest) = rest.split_first_chunk::<8>()?;
        let (count, rest) = rest.split_first_chunk::<4>()?;
        let (index, rest) = rest.split_first_chunk::<KEY_BYTES>()?;
        let count = u32::from_be_bytes(*count);
        let sound =
            u32::from_be_bytes(*version) == FORMAT_VERSION && Self::area_bytes(count) == expected;
        if !sound {
            return None;
        }
        let (keys, _) = rest.as_chunks::<KEY_BYTES>();
        Some(Self {
            generation: u64::from_be_bytes(*generation),
            index: Key::from_bytes(index),
            slots: Zeroizing::new(keys.get(..count as usize)?.to_vec()),
        })
    }
}

impl KeyFile {
    /// A new file, both generations the same.
    pub(crate) fn create(
        path: &Path,
        table: &KeyTable,
        master: &MasterKey,
    ) -> Result<(), VaultError> {
        let [first, second] = [table.seal(master)?, table.seal(master)?];
        let both = Zeroizing::new([first.as_slice(), &second].concat());
        create_whole(path, "writing the key table", &both)
    }

    /// Tries every master on both generations and takes the newest that opens.
    pub(crate) fn open(
        path: &Path,
        masters: &[MasterKey],
    ) -> Result<(Self, OpenedKeys), VaultError> {
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
            area,
            newest: 0,
        };

        let first = keys.read_area(0, masters)?;
        let second = keys.read_area(1, masters)?;
        let intact = [first.is_some(), second.is_some()];
        let settled = matches!((&first, &second), (Some((one, by)), Some((two, as_well)))
            if one.generation == two.generation && by == as_well);
        let newest = match (first, second) {
            (Some(one), Some(two)) if two.0.generation <= one.0.generation => Some(one),
            (one, None) => one,
            (_, two) => {
                keys.newest = 1;
                two
            }
        };
        let (table, master) = newest.ok_or_else(|| VaultError::KeyTable(path.to_path_buf()))?;
        Ok((
            keys,
            OpenedKeys {
                table,
                master,
                settled,
                intact,
            },
        ))
    }

    /// Writes a generation over both that are there: the older first, so that one that opens is there at any moment.
    /// `between` runs when the first is durable.
    pub(crate) fn replace(
        &self,
        table: &KeyTable,
        master: &MasterKey,
        between: impl FnOnce() -> Result<(), VaultError>,
    ) -> Result<(), VaultError> {
        self.write_area(1 - self.newest, table, master)?;
        between()?;
        self.write_area(self.newest, table, master)
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
            if let Some(table) = KeyTable::unseal(&mut area, master) {
                return Ok(Some((table, number)));
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
        let area = table.seal(master)?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn default_vault_has_a_table_of_two_mebibytes_and_a_page() {
        assert_eq!(FIELDS_BYTES, 48);
        assert_eq!(KeyTable::area_bytes(65_536), 2_097_152 + 4_096);
    }

    #[test]
    fn a_new_generation_changes_the_freed_keys_only() {
        let table = KeyTable::generate(64).unwrap();
        let next = table.without(&[3, 5]).unwrap();
        for slot in 0..64_u32 {
            let same = table.slot(slot).unwrap().expose() == next.slot(slot).unwrap().expose();
            assert_eq!(same, slot != 3 && slot != 5, "slot {slot}");
        }
        assert_ne!(table.index().expose(), next.index().expose());
        assert!(table.slot(64).is_err());
    }
}

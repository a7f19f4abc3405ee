//! The key table: one key for each slot and one for the index, sealed by the master key.

use std::mem;

use zeroize::Zeroizing;

use super::{
    cipher::{KEY_BYTES, Key, NONCE_BYTES, Purpose, Seal, SealError, TAG_BYTES},
    layout::VAULT_VERSION,
};

/// Each generation begins on a page.
const AREA_STEP: usize = 4_096;
/// Nonce and tag, in front of a generation's ciphertext.
const SEAL_BYTES: usize = NONCE_BYTES + TAG_BYTES;
/// Version, generation, slot count and index key, in front of the slots' keys.
const FIELDS_BYTES: usize = 4 + 8 + 4 + KEY_BYTES;
/// Up to which version a table is tried that does not open under ours.
const VERSIONS_TRIED: u32 = 32;

/// The keys, in the clear, in memory.
pub(crate) struct KeyTable {
    generation: u64,
    index: Key,
    /// The slots' keys, one after another: as many bytes as keys, and never more, since they are
    /// what a vault costs in memory.
    slots: Zeroizing<Vec<u8>>,
}

impl KeyTable {
    pub(crate) fn generate(slots: u32) -> Result<Self, SealError> {
        let mut keys = Zeroizing::new(vec![0; slots as usize * KEY_BYTES]);
        getrandom::fill(&mut keys)?;
        Ok(Self {
            generation: 1,
            index: Key::generate()?,
            slots: keys,
        })
    }

    /// The next generation, in which the slots named have fresh keys: what they held can
    /// never be read again.
    pub(crate) fn without(&self, freed: &[u32]) -> Result<Self, SealError> {
        let mut slots = self.slots.clone();
        for slot in freed {
            if let Some(key) = slots.as_chunks_mut::<KEY_BYTES>().0.get_mut(*slot as usize) {
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
        u32::try_from(self.slots.len() / KEY_BYTES).unwrap_or(u32::MAX)
    }

    pub(crate) fn slot(&self, slot: u32) -> Option<Key> {
        let (keys, _) = self.slots.as_chunks();
        keys.get(slot as usize).map(Key::from_bytes)
    }

    pub(crate) const fn index(&self) -> &Key {
        &self.index
    }

    pub(crate) fn area_bytes(slots: u32) -> usize {
        (SEAL_BYTES + FIELDS_BYTES + slots as usize * KEY_BYTES).next_multiple_of(AREA_STEP)
    }

    pub(crate) fn seal(&self, master: &Key) -> Result<Zeroizing<Vec<u8>>, SealError> {
        self.seal_as(VAULT_VERSION, master)
    }

    pub(crate) fn seal_as(
        &self,
        version: u32,
        master: &Key,
    ) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let mut area = Zeroizing::new(Vec::with_capacity(Self::area_bytes(self.slots())));
        area.extend_from_slice(&[0; SEAL_BYTES]);
        area.extend_from_slice(&version.to_be_bytes());
        area.extend_from_slice(&self.generation.to_be_bytes());
        area.extend_from_slice(&self.slots().to_be_bytes());
        area.extend_from_slice(self.index.expose());
        area.extend_from_slice(&self.slots);
        area.resize(Self::area_bytes(self.slots()), 0);

        let (front, body) = area.split_at_mut(SEAL_BYTES);
        let seal = master.seal(Purpose::Table { version }, body)?;
        let (nonce, tag) = front.split_at_mut(NONCE_BYTES);
        nonce.copy_from_slice(&seal.nonce);
        tag.copy_from_slice(&seal.tag);
        Ok(area)
    }

    /// Opens a generation in place, and keeps its memory for the keys. Where that fails, its bytes
    /// are as they were if it is not sealed by this master key.
    pub(crate) fn open(area: &mut Zeroizing<Vec<u8>>, master: &Key) -> Option<Self> {
        let expected = area.len();
        let (nonce, rest) = area.split_first_chunk_mut::<NONCE_BYTES>()?;
        let (tag, body) = rest.split_first_chunk_mut::<TAG_BYTES>()?;
        let seal = Seal {
            nonce: *nonce,
            tag: *tag,
        };
        let purpose = Purpose::Table {
            version: VAULT_VERSION,
        };
        master.open(purpose, &seal, body).ok()?;

        let (version, rest) = body.split_first_chunk::<4>()?;
        let (generation, rest) = rest.split_first_chunk::<8>()?;
        let (count, rest) = rest.split_first_chunk::<4>()?;
        let (index, rest) = rest.split_first_chunk::<KEY_BYTES>()?;
        let count = u32::from_be_bytes(*count);
        let sound =
            u32::from_be_bytes(*version) == VAULT_VERSION && Self::area_bytes(count) == expected;
        if !sound {
            return None;
        }
        let keys_bytes = count as usize * KEY_BYTES;
        if rest.len() < keys_bytes {
            return None;
        }
        let (generation, index) = (u64::from_be_bytes(*generation), Key::from_bytes(index));
        let mut slots = mem::take(area);
        slots.drain(..SEAL_BYTES + FIELDS_BYTES);
        slots.truncate(keys_bytes);
        Some(Self {
            generation,
            index,
            slots,
        })
    }

    pub(crate) const fn generation(&self) -> u64 {
        self.generation
    }

    /// The version of a table that another release sealed with this master key, if it is one.
    pub(crate) fn other_version(area: &[u8], master: &Key) -> Option<u32> {
        let (nonce, rest) = area.split_first_chunk::<NONCE_BYTES>()?;
        let (tag, body) = rest.split_first_chunk::<TAG_BYTES>()?;
        let seal = Seal {
            nonce: *nonce,
            tag: *tag,
        };
        let mut body = Zeroizing::new(body.to_vec());
        (1..=VERSIONS_TRIED)
            .find(|version| {
                let purpose = Purpose::Table { version: *version };
                master.open(purpose, &seal, &mut body).is_ok()
            })
            .filter(|version| *version != VAULT_VERSION)
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
        assert!(table.slot(64).is_none());
    }

    #[test]
    fn a_table_of_another_version_is_told_by_its_number() {
        let master = Key::generate().unwrap();
        let table = KeyTable::generate(64).unwrap();
        let mut ours = table.seal(&master).unwrap();
        assert_eq!(KeyTable::other_version(&ours, &master), None);
        assert!(KeyTable::open(&mut ours, &master).is_some());

        let mut later = table.seal_as(3, &master).unwrap();
        let other = Key::generate().unwrap();
        assert_eq!(KeyTable::other_version(&later, &other), None);
        assert_eq!(KeyTable::other_version(&later, &master), Some(3));
        assert!(KeyTable::open(&mut later, &master).is_none());
    }
}

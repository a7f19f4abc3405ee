//! The vault's one cipher: AES-256-GCM with random nonces (docs/decisions/0010-one-cipher-for-the-vault.md).

use aes_gcm::{AeadInOut, Aes256Gcm, KeyInit};
use zeroize::ZeroizeOnDrop;

use crate::vault::{VaultError, format::layout::FORMAT_VERSION};

pub(crate) const KEY_BYTES: usize = 32;
pub(crate) const NONCE_BYTES: usize = 12;
pub(crate) const TAG_BYTES: usize = 16;

/// A key of the vault. Its holder says which: the master's, a slot's or the index's.
#[derive(ZeroizeOnDrop)]
pub(crate) struct Key([u8; KEY_BYTES]);

/// What opens sealed bytes besides the key: as good as random itself.
#[derive(Clone, Copy)]
pub(crate) struct Seal {
    pub(crate) nonce: [u8; NONCE_BYTES],
    pub(crate) tag: [u8; TAG_BYTES],
}

/// What is sealed knows its place: nothing opens anywhere else.
#[derive(Clone, Copy)]
pub(crate) enum Place {
    /// The header of a slot.
    Header(u32),
    /// The rest of a slot.
    Body(u32),
    /// The key table.
    Table,
    /// A record of the index.
    Record(u32),
}

/// It does not open: another key, another place, or damage. Nobody can tell which.
#[derive(Debug)]
pub(crate) struct Forged;

impl Key {
    pub(crate) fn generate() -> Result<Self, VaultError> {
        let mut key = Self([0; KEY_BYTES]);
        getrandom::fill(&mut key.0)?;
        Ok(key)
    }

    pub(crate) const fn from_bytes(bytes: &[u8; KEY_BYTES]) -> Self {
        Self(*bytes)
    }

    pub(crate) const fn expose(&self) -> &[u8; KEY_BYTES] {
        &self.0
    }

    /// Encrypts in place.
    pub(crate) fn seal(&self, place: Place, bytes: &mut [u8]) -> Result<Seal, VaultError> {
        let mut nonce = [0; NONCE_BYTES];
        getrandom::fill(&mut nonce)?;
        let tag = Aes256Gcm::new(&self.0.into())
            .encrypt_inout_detached(&nonce.into(), &place.bytes(), bytes.into())
            .map_err(|_| VaultError::Cipher)?;
        Ok(Seal {
            nonce,
            tag: tag.into(),
        })
    }

    /// Decrypts in place; what did not open is left as it was.
    pub(crate) fn open(&self, place: Place, seal: &Seal, bytes: &mut [u8]) -> Result<(), Forged> {
        Aes256Gcm::new(&self.0.into())
            .decrypt_inout_detached(
                &seal.nonce.into(),
                &place.bytes(),
                bytes.into(),
                &seal.tag.into(),
            )
            .map_err(|_| Forged)
    }
}

impl Place {
    const fn bytes(self) -> [u8; 9] {
        let (kind, number) = match self {
            Self::Header(slot) => (1, slot),
            Self::Body(slot) => (2, slot),
            Self::Table => (3, 0),
            Self::Record(group) => (4, group),
        };
        let [v0, v1, v2, v3] = FORMAT_VERSION.to_be_bytes();
        let [n0, n1, n2, n3] = number.to_be_bytes();
        [v0, v1, v2, v3, kind, n0, n1, n2, n3]
    }
}

/// Fills a slot (or less) with random bytes: the keystream of a key that is forgotten at once, made as real ciphertext is made.
pub(crate) fn scramble(bytes: &mut [u8]) -> Result<(), VaultError> {
    bytes.fill(0);
    Key::generate()?.seal(Place::Body(0), bytes)?;
    Ok(())
}

/// A random number below `bound`, which is not 0. The bias of at most `bound` / 2⁶⁴ shows nowhere.
pub(crate) fn random_below(bound: u64) -> Result<u64, VaultError> {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes)?;
    Ok(u64::from_le_bytes(bytes).checked_rem(bound).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_in_its_place_only() {
        let (key, other) = (Key::generate().unwrap(), Key::generate().unwrap());
        let mut bytes = *b"a planted sentence";
        let seal = key.seal(Place::Header(7), &mut bytes).unwrap();
        assert_ne!(&bytes, b"a planted sentence");

        let sealed = bytes;
        for place in [
            Place::Header(8),
            Place::Body(7),
            Place::Table,
            Place::Record(7),
        ] {
            assert!(key.open(place, &seal, &mut bytes).is_err());
        }
        assert!(other.open(Place::Header(7), &seal, &mut bytes).is_err());
        assert_eq!(bytes, sealed, "what does not open is not touched");
        key.open(Place::Header(7), &seal, &mut bytes).unwrap();
        assert_eq!(&bytes, b"a planted sentence");
    }
}

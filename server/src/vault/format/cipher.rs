//! The vault's one cipher: AES-256-GCM with random nonces
//! (docs/decisions/0010-one-cipher-for-the-vault.md).

use aes_gcm::{AeadInOut, Aes256Gcm, KeyInit};
use zeroize::ZeroizeOnDrop;

use super::layout::VAULT_VERSION;

pub(crate) const KEY_BYTES: usize = 32;
pub(crate) const NONCE_BYTES: usize = 12;
pub(crate) const TAG_BYTES: usize = 16;

/// A key of the vault: the master key, a slot's or the index's.
#[derive(ZeroizeOnDrop)]
pub(crate) struct Key([u8; KEY_BYTES]);

/// What opens sealed bytes besides the key. It looks random too.
#[derive(Clone, Copy)]
pub(crate) struct Seal {
    pub(crate) nonce: [u8; NONCE_BYTES],
    pub(crate) tag: [u8; TAG_BYTES],
}

/// The associated data of a seal: what was sealed for one purpose opens for no other.
#[derive(Clone, Copy)]
pub(crate) enum Purpose {
    /// The header of a slot.
    Header(u32),
    /// The rest of a slot.
    Body(u32),
    /// The key table of a vault of this version: the only bytes that are opened under another
    /// version than ours, to tell which one it is.
    Table { version: u32 },
    /// A record of the index.
    Record(u32),
}

/// Why nothing was sealed.
#[derive(Debug)]
pub(crate) enum SealError {
    /// The system has no random numbers.
    Random(getrandom::Error),
    /// The cipher refused what can never be too long for it.
    Refused,
}

impl From<getrandom::Error> for SealError {
    fn from(error: getrandom::Error) -> Self {
        Self::Random(error)
    }
}

/// It does not open: another key, another purpose, or damage. It cannot be told which.
#[derive(Debug)]
pub(crate) struct AuthenticationError;

impl Key {
    pub(crate) fn generate() -> Result<Self, SealError> {
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

    pub(crate) fn seal(&self, purpose: Purpose, bytes: &mut [u8]) -> Result<Seal, SealError> {
        self.seal_with(new_nonce()?, purpose, bytes)
    }

    pub(super) fn seal_with(
        &self,
        nonce: [u8; NONCE_BYTES],
        purpose: Purpose,
        bytes: &mut [u8],
    ) -> Result<Seal, SealError> {
        let tag = Aes256Gcm::new(&self.0.into())
            .encrypt_inout_detached(&nonce.into(), &purpose.bytes(), bytes.into())
            .map_err(|_| SealError::Refused)?;
        Ok(Seal {
            nonce,
            tag: tag.into(),
        })
    }

    /// Decrypts in place; what did not open is left as it was.
    pub(crate) fn open(
        &self,
        purpose: Purpose,
        seal: &Seal,
        bytes: &mut [u8],
    ) -> Result<(), AuthenticationError> {
        Aes256Gcm::new(&self.0.into())
            .decrypt_inout_detached(
                &seal.nonce.into(),
                &purpose.bytes(),
                bytes.into(),
                &seal.tag.into(),
            )
            .map_err(|_| AuthenticationError)
    }
}

pub(super) fn new_nonce() -> Result<[u8; NONCE_BYTES], getrandom::Error> {
    let mut nonce = [0; NONCE_BYTES];
    getrandom::fill(&mut nonce)?;
    Ok(nonce)
}

impl Purpose {
    pub(super) const fn bytes(self) -> [u8; 9] {
        let (version, kind, number) = match self {
            Self::Header(slot) => (VAULT_VERSION, 1, slot),
            Self::Body(slot) => (VAULT_VERSION, 2, slot),
            Self::Table { version } => (version, 3, 0),
            Self::Record(group) => (VAULT_VERSION, 4, group),
        };
        let [v0, v1, v2, v3] = version.to_be_bytes();
        let [n0, n1, n2, n3] = number.to_be_bytes();
        [v0, v1, v2, v3, kind, n0, n1, n2, n3]
    }
}

/// Fills a slot (or less) with random bytes: the keystream of a key that is forgotten at once, made
/// as real ciphertext is made.
pub(crate) fn fill_with_noise(bytes: &mut [u8]) -> Result<(), SealError> {
    bytes.fill(0);
    Key::generate()?.seal(Purpose::Body(0), bytes)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_in_its_place_only() {
        let (key, other) = (Key::generate().unwrap(), Key::generate().unwrap());
        let mut bytes = *b"a planted sentence";
        let seal = key.seal(Purpose::Header(7), &mut bytes).unwrap();
        assert_ne!(&bytes, b"a planted sentence");

        let sealed = bytes;
        for purpose in [
            Purpose::Header(8),
            Purpose::Body(7),
            Purpose::Table {
                version: VAULT_VERSION,
            },
            Purpose::Table { version: 3 },
            Purpose::Record(7),
        ] {
            assert!(key.open(purpose, &seal, &mut bytes).is_err());
        }
        assert!(other.open(Purpose::Header(7), &seal, &mut bytes).is_err());
        assert_eq!(bytes, sealed, "what does not open is not touched");
        key.open(Purpose::Header(7), &seal, &mut bytes).unwrap();
        assert_eq!(&bytes, b"a planted sentence");
    }
}

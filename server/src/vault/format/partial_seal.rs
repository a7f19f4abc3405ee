//! AES-256-GCM of one text that comes in parts, so that no memory holds the whole of it
//! (docs/decisions/0010-one-cipher-for-the-vault.md). Put together of the parts that the cipher's
//! own crate is put together of; what comes of it is the same to the byte, and that crate opens it.

use aes_gcm::aes::{
    Aes256Enc,
    cipher::{Array, BlockCipherEncrypt, InnerIvInit, KeyInit, StreamCipherCore, consts::U16},
};
use ctr::{CtrCore, flavors::Ctr32BE};
use ghash::{GHash, universal_hash::UniversalHash};
use zeroize::{Zeroize, Zeroizing};

use super::cipher::{Key, NONCE_BYTES, Purpose, Seal, SealError, new_nonce};

/// The parts' lengths are multiples of this.
pub(crate) const BLOCK_BYTES: usize = 16;
const BYTE_BITS: u64 = 8;

/// A sealed text that has an end, but not yet.
pub(crate) struct PartialSeal {
    keystream: CtrCore<Aes256Enc, Ctr32BE>,
    hash: GHash,
    /// The first block of the keystream, which hides the hash.
    mask: Zeroizing<[u8; BLOCK_BYTES]>,
    nonce: [u8; NONCE_BYTES],
    associated_bytes: u64,
    sealed_bytes: u64,
}

impl PartialSeal {
    pub(crate) fn begin(key: &Key, purpose: Purpose) -> Result<Self, SealError> {
        Ok(Self::begin_with(new_nonce()?, key, purpose))
    }

    fn begin_with(nonce: [u8; NONCE_BYTES], key: &Key, purpose: Purpose) -> Self {
        let associated = purpose.bytes();
        let cipher = Aes256Enc::new(key.expose().into());
        let mut hash_key = Array::<u8, U16>::default();
        cipher.encrypt_block(&mut hash_key);
        let mut hash = GHash::new(&hash_key);
        hash_key.zeroize();
        hash.update_padded(&associated);

        // NIST SP 800-38D, 7.1: the counter begins at 1, and its first block is the mask.
        let mut start = Array::<u8, U16>::default();
        let (place, counter) = start.split_at_mut(NONCE_BYTES);
        place.copy_from_slice(&nonce);
        counter.copy_from_slice(&1_u32.to_be_bytes());
        let mut keystream = CtrCore::inner_iv_init(cipher, &start);
        let mut mask = Array::<u8, U16>::default();
        keystream.write_keystream_block(&mut mask);
        Self {
            keystream,
            hash,
            mask: Zeroizing::new(mask.into()),
            nonce,
            associated_bytes: associated.len() as u64,
            sealed_bytes: 0,
        }
    }

    /// Encrypts the next part in place.
    pub(crate) fn seal_next(&mut self, blocks: &mut [[u8; BLOCK_BYTES]]) {
        let blocks = Array::cast_slice_from_core_mut(blocks);
        self.keystream.apply_keystream_blocks(blocks);
        self.hash.update(blocks);
        self.sealed_bytes += (blocks.len() * BLOCK_BYTES) as u64;
    }

    /// What opens all of it.
    pub(crate) fn finish(mut self) -> Seal {
        let mut lengths = Array::<u8, U16>::default();
        let (associated, sealed) = lengths.split_at_mut(BLOCK_BYTES / 2);
        associated.copy_from_slice(&(self.associated_bytes * BYTE_BITS).to_be_bytes());
        sealed.copy_from_slice(&(self.sealed_bytes * BYTE_BITS).to_be_bytes());
        self.hash.update(&[lengths]);
        let mut tag: [u8; BLOCK_BYTES] = self.hash.finalize().into();
        for (byte, mask) in tag.iter_mut().zip(self.mask.iter()) {
            *byte ^= mask;
        }
        Seal {
            nonce: self.nonce,
            tag,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_was_sealed_in_parts_is_what_the_library_seals(
            key: [u8; 32],
            nonce: [u8; NONCE_BYTES],
            slot: u32,
            blocks: Vec<[u8; BLOCK_BYTES]>,
            cuts: Vec<prop::sample::Index>,
        ) {
            let purpose = Purpose::Body(slot);
            let mut cuts: Vec<_> = cuts.iter().map(|cut| cut.index(blocks.len() + 1)).collect();
            cuts.sort_unstable();
            cuts.push(blocks.len());
            let (mut parts, mut from) = (blocks.clone(), 0);
            let key = Key::from_bytes(&key);
            let mut sealing = PartialSeal::begin_with(nonce, &key, purpose);
            for cut in cuts {
                sealing.seal_next(&mut parts[from..cut]);
                from = cut;
            }
            let seal = sealing.finish();

            let mut whole = blocks.concat();
            let by_library = key.seal_with(nonce, purpose, &mut whole).unwrap();
            prop_assert_eq!(&parts.concat(), &whole);
            prop_assert_eq!(seal.tag, by_library.tag);
            key.open(purpose, &seal, &mut whole).unwrap();
            prop_assert_eq!(whole, blocks.concat());
        }
    }

    #[test]
    fn it_is_small() {
        assert!(
            size_of::<PartialSeal>() <= 1_024,
            "{}",
            size_of::<PartialSeal>()
        );
    }
}

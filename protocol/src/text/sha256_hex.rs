//! A SHA-256 as people read it.

use sha2::{Digest, Sha256};

use crate::checked_text;

const HASH_BYTES: usize = 32;

/// The error of parsing a [`Sha256Hex`]: the text is not 64 characters of `0-9` and `a-f`.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("Not a SHA-256: 64 characters of 0-9 and a-f")]
pub struct Sha256Error;

checked_text!(
    /// The SHA-256 of a file, as 64 hexadecimal digits in lower case.
    Sha256Hex, Sha256Error, |text| {
        let is_digit = |c| matches!(c, '0'..='9' | 'a'..='f');
        let is_hash = text.len() == 2 * HASH_BYTES && text.chars().all(is_digit);
        is_hash.then_some(()).ok_or(Sha256Error)
    }
);

impl Sha256Hex {
    /// The hash of these bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self::from_digest(Sha256::digest(bytes).into())
    }

    /// The text of a digest of 32 bytes.
    #[must_use]
    pub fn from_digest(digest: [u8; HASH_BYTES]) -> Self {
        Self(hex::encode(digest))
    }
}

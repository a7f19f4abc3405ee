//! A SHA-256 as people read it.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

const HASH_BYTES: usize = 32;

/// The error of parsing a [`Sha256Hex`]: the text is not 64 characters of `0-9` and `a-f`.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("Not a SHA-256: 64 characters of 0-9 and a-f")]
pub struct Sha256Error;

/// The SHA-256 of a file, as 64 hexadecimal digits in lower case.
#[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct Sha256Hex(String);

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

    /// The 64 digits, as they are written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Sha256Hex {
    type Error = Sha256Error;

    fn try_from(text: String) -> Result<Self, Sha256Error> {
        let is_digit = |c| matches!(c, '0'..='9' | 'a'..='f');
        if text.len() == 2 * HASH_BYTES && text.chars().all(is_digit) {
            Ok(Self(text))
        } else {
            Err(Sha256Error)
        }
    }
}

impl From<Sha256Hex> for String {
    fn from(hash: Sha256Hex) -> Self {
        hash.0
    }
}

impl fmt::Display for Sha256Hex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

//! The hash of a stored envelope.

use std::io::{self, Read};

use crate::hex_text;

/// Length of an envelope's hash, in bytes.
pub const ENVELOPE_HASH_BYTES: usize = 32;

/// BLAKE3 of an age file, as it is stored and fetched; 64 hexadecimal digits in text
/// (docs/decisions/0012-envelopes-are-hashed-with-blake3.md).
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct EnvelopeHash([u8; ENVELOPE_HASH_BYTES]);

/// The hash of an age file that comes in pieces.
#[derive(Clone, Debug, Default)]
pub struct EnvelopeHasher(blake3::Hasher);

/// Not the 64 hexadecimal digits, in lower case, that an envelope's hash has.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("An envelope’s hash has 64 hexadecimal digits, in lower case")]
pub struct HashError;

impl EnvelopeHash {
    /// The hash of a whole age file.
    #[must_use]
    pub fn of(file: &[u8]) -> Self {
        Self(blake3::hash(file).into())
    }

    /// The hash of what is read to its end.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn of_reader(file: impl Read) -> io::Result<Self> {
        let mut hasher = EnvelopeHasher::default();
        hasher.0.update_reader(file)?;
        Ok(hasher.finish())
    }

    /// A hash that was kept.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; ENVELOPE_HASH_BYTES]) -> Self {
        Self(bytes)
    }

    /// The hash, to be kept.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; ENVELOPE_HASH_BYTES] {
        &self.0
    }
}

impl EnvelopeHasher {
    /// Adds the next piece; those of 16 KiB and more are hashed fastest.
    pub fn update(&mut self, piece: &[u8]) {
        self.0.update(piece);
    }

    /// The hash of what came so far.
    #[must_use]
    pub fn finish(&self) -> EnvelopeHash {
        EnvelopeHash(self.0.finalize().into())
    }
}

hex_text!(EnvelopeHash, ENVELOPE_HASH_BYTES, HashError, HashError);

#[cfg(test)]
mod tests {
    use super::*;

    /// Of 251 bytes counted up, again and again (the BLAKE3 team's test_vectors.json).
    const PUBLISHED: [(usize, &str); 3] = [
        (
            0,
            "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262",
        ),
        (
            1,
            "2d3adedff11b61f14c886e35afa036736dcd87a74d27b5c1510225d0f592e213",
        ),
        (
            102_400,
            "bc3e3d41a1146b069abffad3c0d44860cf664390afce4d9661f7902e7943e085",
        ),
    ];

    #[test]
    fn hashes_are_blake3_however_the_file_comes() {
        for (length, expected) in PUBLISHED {
            let file: Vec<u8> = (0..=250).cycle().take(length).collect();
            let mut pieces = EnvelopeHasher::default();
            for piece in file.chunks(1_025) {
                pieces.update(piece);
            }
            let read = EnvelopeHash::of_reader(&file[..]).unwrap();
            for hash in [EnvelopeHash::of(&file), pieces.finish(), read] {
                assert_eq!(hash.to_string(), expected);
            }
            assert_eq!(expected.parse(), Ok(EnvelopeHash::of(&file)));
        }
    }

    #[test]
    fn only_64_lower_case_digits_are_a_hash() {
        let [_, (_, hash), _] = PUBLISHED;
        for text in ["", "2d3adedf", &hash.to_uppercase(), &format!("{hash}00")] {
            assert_eq!(text.parse::<EnvelopeHash>(), Err(HashError), "{text}");
        }
    }
}

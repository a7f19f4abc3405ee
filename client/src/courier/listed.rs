//! What the server says that waits, once it was checked.

use std::{fmt, str::FromStr};

use serde::{Serialize, Serializer};
use sourdine_protocol::wire::{EnvelopeList, EnvelopeSummary};

/// Length of an envelope's id, in bytes.
pub const ENVELOPE_ID_BYTES: usize = 16;
/// Length of an envelope's hash, in bytes.
pub const ENVELOPE_HASH_BYTES: usize = 32;

/// Not the hexadecimal digits, in lower case, that an id or a hash has.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("an envelope's id has 32 hexadecimal digits, its SHA-256 has 64: copy it whole")]
pub struct NotHex;

/// The random name of an envelope. Safe as a file name: nothing but hexadecimal digits is one.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct EnvelopeId([u8; ENVELOPE_ID_BYTES]);

/// SHA-256 of an age file.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct EnvelopeHash([u8; ENVELOPE_HASH_BYTES]);

/// An envelope that waits at the server.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
pub struct Listed {
    /// Its name.
    pub id: EnvelopeId,
    /// Length of the age file, in bytes; never 0.
    pub size: u64,
    /// SHA-256 of the age file.
    pub sha256: EnvelopeHash,
    /// How many editors confirmed it.
    #[serde(skip)]
    pub confirmations: u32,
}

impl EnvelopeHash {
    /// A hash that was computed.
    #[must_use]
    pub const fn from_digest(digest: [u8; ENVELOPE_HASH_BYTES]) -> Self {
        Self(digest)
    }
}

fn lower_hex<const N: usize>(text: &str) -> Result<[u8; N], NotHex> {
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Err(NotHex);
    }
    let mut bytes = [0; N];
    hex::decode_to_slice(text, &mut bytes).map_err(|_| NotHex)?;
    Ok(bytes)
}

impl FromStr for EnvelopeId {
    type Err = NotHex;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        lower_hex(text).map(Self)
    }
}

impl FromStr for EnvelopeHash {
    type Err = NotHex;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        lower_hex(text).map(Self)
    }
}

impl fmt::Display for EnvelopeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Display for EnvelopeHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl Serialize for EnvelopeId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Serialize for EnvelopeHash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Checks a whole list. One wrong line makes all of it worthless: whoever wrote it is not the server that we know.
pub(super) fn checked(list: &EnvelopeList) -> Option<Vec<Listed>> {
    let listed = list.envelopes.iter().map(check);
    let listed = listed.collect::<Option<Vec<_>>>()?;
    let ordered = listed.iter().zip(listed.iter().skip(1));
    ordered
        .into_iter()
        .all(|(one, next)| one.id < next.id)
        .then_some(listed)
}

fn check(summary: &EnvelopeSummary) -> Option<Listed> {
    Some(Listed {
        id: summary.id.parse().ok()?,
        size: Some(summary.size).filter(|size| *size > 0)?,
        sha256: summary.sha256.parse().ok()?,
        confirmations: summary.confirmations,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(id: &str, size: u64, sha256: &str) -> EnvelopeSummary {
        EnvelopeSummary {
            id: id.to_owned(),
            size,
            sha256: sha256.to_owned(),
            confirmations: 0,
        }
    }

    #[test]
    fn only_a_list_that_is_right_throughout_is_believed() {
        let (one, two, hash) = ("0a".repeat(16), "0b".repeat(16), "cd".repeat(32));
        let good = EnvelopeList::new(vec![line(&one, 1, &hash), line(&two, u64::MAX, &hash)]);
        let listed = checked(&good).unwrap();
        assert_eq!(listed[1].id.to_string(), two);
        assert_eq!(listed[1].sha256.to_string(), hash);
        assert_eq!(checked(&EnvelopeList::default()), Some(Vec::new()));

        let parent = format!("../{}", "a".repeat(29));
        let wrong = [
            line("", 1, &hash),
            line("..", 1, &hash),
            line(&parent, 1, &hash),
            line(&two.to_uppercase(), 1, &hash),
            line(&"0b".repeat(17), 1, &hash),
            line("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0/", 1, &hash),
            line(&two, 0, &hash),
            line(&two, 1, &"cd".repeat(31)),
            line(&two, 1, &hash.to_uppercase()),
            line(&one, 1, &hash),
            line(&"00".repeat(16), 1, &hash),
        ];
        for wrong in wrong {
            let list = EnvelopeList::new(vec![line(&one, 1, &hash), wrong]);
            assert_eq!(checked(&list), None, "{list:?}");
        }
    }
}

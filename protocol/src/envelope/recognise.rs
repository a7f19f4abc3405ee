//! Recognising, by their first bytes, files that a source sealed before sending them
//! (docs/protocol.md 7).

/// How a file was sealed already.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Sealed {
    /// An age file, binary or armoured; perhaps an envelope sealed offline.
    Age,
    /// An OpenPGP message, binary or armoured.
    OpenPgp,
}

/// As many first bytes as [`recognise`] wants to see.
pub const RECOGNISED_BYTES: usize = 64;

const AGE: &[u8] = b"age-encryption.org/v1\n";
const AGE_ARMOUR: &[u8] = b"-----BEGIN AGE ENCRYPTED FILE-----";
const OPENPGP_ARMOUR: &[u8] = b"-----BEGIN PGP MESSAGE-----";
/// Packet types that begin an encrypted message (RFC 9580 section 5): PKESK and SKESK.
const PKESK: u8 = 1;
const SKESK: u8 = 3;

/// Tells what the file that begins so is sealed with, if it is. It cannot tell to whom.
#[must_use]
pub fn recognise(first: &[u8]) -> Option<Sealed> {
    let text = first.trim_ascii_start();
    if first.starts_with(AGE) || text.starts_with(AGE_ARMOUR) {
        Some(Sealed::Age)
    } else if text.starts_with(OPENPGP_ARMOUR) || begins_openpgp(first) {
        Some(Sealed::OpenPgp)
    } else {
        None
    }
}

/// A packet header, then a version that such a packet can have: one byte alone would be too little
/// to go by.
fn begins_openpgp(first: &[u8]) -> bool {
    let Some((&header, rest)) = first.split_first() else {
        return false;
    };
    let (kind, body) = if header & 0xc0 == 0xc0 {
        let length_bytes = match rest.first() {
            Some(0..=191) => 1,
            Some(192..=223) => 2,
            Some(255) => 5,
            _ => return false,
        };
        (header & 0x3f, rest.get(length_bytes..))
    } else if header & 0xc0 == 0x80 {
        let length_bytes = match header & 3 {
            0 => 1,
            1 => 2,
            2 => 4,
            _ => return false,
        };
        ((header >> 2) & 0x0f, rest.get(length_bytes..))
    } else {
        return false;
    };
    matches!(
        (kind, body.and_then(|bytes| bytes.first())),
        (PKESK, Some(3 | 6)) | (SKESK, Some(4..=6))
    )
}

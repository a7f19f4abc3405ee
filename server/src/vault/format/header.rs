//! A slot's header: 256 bytes that say what the slot holds, to whoever has its key.

use sourdine_protocol::{codename::receipt::ReceiptHash, day::Day, envelope::EnvelopeHash};

use crate::vault::{
    EnvelopeId, VaultError,
    format::cipher::{Key, NONCE_BYTES, Place, Seal, TAG_BYTES},
    format::layout::{FORMAT_VERSION, HEADER_BYTES, PAYLOAD_BYTES},
};

const FIELDS_BYTES: usize = HEADER_BYTES - NONCE_BYTES - TAG_BYTES;
const KIND_HEAD: u8 = 1;
const KIND_PIECE: u8 = 2;

/// What one slot holds.
#[derive(Clone, Copy)]
pub(crate) struct Header {
    pub(crate) envelope: EnvelopeId,
    /// Which piece of the envelope: 0 is the head's.
    pub(crate) sequence: u32,
    /// How many of the envelope's bytes are in this slot.
    pub(crate) length: u32,
    /// What opens the body.
    pub(crate) body: Seal,
    /// In the first slot: what makes it an envelope.
    pub(crate) head: Option<Head>,
}

/// What the head slot knows of the whole envelope.
#[derive(Clone, Copy)]
pub(crate) struct Head {
    pub(crate) size: u64,
    pub(crate) hash: EnvelopeHash,
    pub(crate) received: Day,
    /// The day it goes, confirmed or not.
    pub(crate) until: Day,
    pub(crate) receipt: ReceiptHash,
}

impl Head {
    /// How many slots the envelope takes.
    pub(crate) const fn pieces(&self) -> u64 {
        self.size.div_ceil(PAYLOAD_BYTES as u64)
    }
}

impl Header {
    /// The header as it stands in the slot.
    pub(crate) fn seal(&self, key: &Key, slot: u32) -> Result<[u8; HEADER_BYTES], VaultError> {
        let mut fields = self.fields();
        let seal = key.seal(Place::Header(slot), &mut fields)?;
        let mut bytes = [0; HEADER_BYTES];
        let sealed = seal.nonce.iter().chain(&fields).chain(&seal.tag);
        for (place, byte) in bytes.iter_mut().zip(sealed) {
            *place = *byte;
        }
        Ok(bytes)
    }

    /// What a slot's first bytes say, or `None` in a free slot: they are random there, or sealed with a key that is gone.
    pub(crate) fn open(bytes: &[u8; HEADER_BYTES], key: &Key, slot: u32) -> Option<Self> {
        let (nonce, rest) = bytes.split_first_chunk::<NONCE_BYTES>()?;
        let (fields, tag) = rest.split_last_chunk::<TAG_BYTES>()?;
        let mut fields: [u8; FIELDS_BYTES] = fields.try_into().ok()?;
        let seal = Seal {
            nonce: *nonce,
            tag: *tag,
        };
        key.open(Place::Header(slot), &seal, &mut fields).ok()?;
        Self::parse(&fields)
    }

    fn fields(&self) -> [u8; FIELDS_BYTES] {
        let mut bytes = Vec::with_capacity(FIELDS_BYTES);
        bytes.extend_from_slice(&FORMAT_VERSION.to_be_bytes());
        bytes.push(if self.head.is_some() {
            KIND_HEAD
        } else {
            KIND_PIECE
        });
        bytes.extend_from_slice(&self.envelope.0);
        bytes.extend_from_slice(&self.sequence.to_be_bytes());
        bytes.extend_from_slice(&self.length.to_be_bytes());
        bytes.extend_from_slice(&self.body.nonce);
        bytes.extend_from_slice(&self.body.tag);
        if let Some(head) = &self.head {
            bytes.extend_from_slice(&head.size.to_be_bytes());
            bytes.extend_from_slice(head.hash.as_bytes());
            bytes.extend_from_slice(&head.received.0.to_be_bytes());
            bytes.extend_from_slice(&head.until.0.to_be_bytes());
            bytes.extend_from_slice(&head.receipt.0);
        }
        let mut fields = [0; FIELDS_BYTES];
        for (place, byte) in fields.iter_mut().zip(bytes) {
            *place = byte;
        }
        fields
    }

    fn parse(fields: &[u8]) -> Option<Self> {
        let (version, rest) = fields.split_first_chunk::<4>()?;
        let (kind, rest) = rest.split_first()?;
        let (envelope, rest) = rest.split_first_chunk()?;
        let (sequence, rest) = rest.split_first_chunk()?;
        let (length, rest) = rest.split_first_chunk()?;
        let (nonce, rest) = rest.split_first_chunk()?;
        let (tag, rest) = rest.split_first_chunk()?;
        let (head, padding) = match *kind {
            KIND_HEAD => {
                let (head, rest) = parse_head(rest)?;
                (Some(head), rest)
            }
            KIND_PIECE => (None, rest),
            _ => return None,
        };
        let header = Self {
            envelope: EnvelopeId(*envelope),
            sequence: u32::from_be_bytes(*sequence),
            length: u32::from_be_bytes(*length),
            body: Seal {
                nonce: *nonce,
                tag: *tag,
            },
            head,
        };
        let sound = u32::from_be_bytes(*version) == FORMAT_VERSION
            && (header.sequence == 0) == header.head.is_some()
            && (1..=PAYLOAD_BYTES).contains(&(header.length as usize))
            && padding.iter().all(|byte| *byte == 0);
        sound.then_some(header)
    }
}

fn parse_head(bytes: &[u8]) -> Option<(Head, &[u8])> {
    let (size, rest) = bytes.split_first_chunk()?;
    let (hash, rest) = rest.split_first_chunk()?;
    let (received, rest) = rest.split_first_chunk()?;
    let (until, rest) = rest.split_first_chunk()?;
    let (receipt, rest) = rest.split_first_chunk()?;
    let head = Head {
        size: u64::from_be_bytes(*size),
        hash: EnvelopeHash::from_bytes(*hash),
        received: Day(u32::from_be_bytes(*received)),
        until: Day(u32::from_be_bytes(*until)),
        receipt: ReceiptHash(*receipt),
    };
    Some((head, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASH: EnvelopeHash = EnvelopeHash::from_bytes([3; 32]);

    fn head() -> Header {
        Header {
            envelope: EnvelopeId([7; 16]),
            sequence: 0,
            length: 70_000,
            body: Seal {
                nonce: [1; 12],
                tag: [2; 16],
            },
            head: Some(Head {
                size: 70_000,
                hash: HASH,
                received: Day(20_000),
                until: Day(20_100),
                receipt: ReceiptHash([4; 32]),
            }),
        }
    }

    #[test]
    fn fields_leave_room_in_the_header() {
        // version, kind, envelope, sequence, length, nonce, tag; size, hash, received, until, receipt
        let piece = 4 + 1 + 16 + 4 + 4 + 12 + 16;
        let used = piece + 8 + 32 + 4 + 4 + 32;
        assert_eq!((piece, used, FIELDS_BYTES), (57, 137, 228));
        let fields = head().fields();
        assert!(fields[..used].iter().rev().take(32).all(|byte| *byte == 4));
        assert!(fields[used..].iter().all(|byte| *byte == 0));
    }

    #[test]
    fn a_header_says_what_was_written() {
        let key = Key::generate().unwrap();
        let read = Header::open(&head().seal(&key, 9).unwrap(), &key, 9).unwrap();
        assert_eq!(
            (read.envelope, read.sequence, read.length),
            (EnvelopeId([7; 16]), 0, 70_000)
        );
        assert_eq!((read.body.nonce, read.body.tag), ([1; 12], [2; 16]));
        let read = read.head.unwrap();
        assert_eq!((read.size, read.hash), (70_000, HASH));
        assert_eq!(
            (read.received, read.until, read.receipt),
            (Day(20_000), Day(20_100), ReceiptHash([4; 32]))
        );
    }

    #[test]
    fn a_flipped_bit_anywhere_makes_it_no_header() {
        let key = Key::generate().unwrap();
        let sealed = head().seal(&key, 9).unwrap();
        assert!(Header::open(&sealed, &key, 10).is_none());
        for byte in 0..HEADER_BYTES {
            let mut damaged = sealed;
            damaged[byte] ^= 0x10;
            assert!(Header::open(&damaged, &key, 9).is_none(), "byte {byte}");
        }
    }

    #[test]
    fn fields_that_cannot_be_are_refused() {
        let sound = head().fields();
        assert!(Header::parse(&sound).is_some());
        // another version, no kind, a head that is not first, nothing in it, more than fits, padding
        for (byte, value) in [(3, 1), (4, 3), (24, 1), (26, 2), (26, 0xff), (227, 1)] {
            let mut fields = sound;
            fields[byte] = value;
            if byte == 26 && value == 2 {
                fields[27..29].fill(0);
                fields[26] = 0;
            }
            assert!(Header::parse(&fields).is_none(), "byte {byte}");
        }
    }
}

//! A slot's header: 256 bytes that tell the holder of the slot's key what the slot holds.

use sourdine_protocol::{
    codename::receipt::ReceiptHash,
    day::Day,
    envelope::EnvelopeHash,
    wire::{ENVELOPE_ID_BYTES, EnvelopeId},
};

use super::{
    cipher::{Key, NONCE_BYTES, Purpose, Seal, SealError, TAG_BYTES},
    layout::{HEADER_BYTES, PAYLOAD_BYTES, VAULT_VERSION},
};

const FIELDS_BYTES: usize = HEADER_BYTES - NONCE_BYTES - TAG_BYTES;
/// The kind of every slot of an envelope but its first.
const PIECE: u8 = 2;
const KIND_OFFSET: usize = 4;
const ENVELOPE_ID_OFFSET: usize = KIND_OFFSET + 1;

/// What a slot's first bytes are.
pub(crate) enum SlotHeader {
    /// They do not open: the slot is free, or damaged, or its key is gone. It cannot be told which.
    Noise,
    Known(Header),
    /// They open, so a release of ours wrote them, and this release does not know what they mean.
    /// The slot is held: neither listed nor free.
    Unknown {
        /// The id that the known kinds have at this place: pieces with the same id are held too.
        envelope: EnvelopeId,
    },
}

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

/// What the first slot tells of the whole envelope.
#[derive(Clone, Copy)]
pub(crate) struct Head {
    pub(crate) kind: HeadKind,
    pub(crate) size: u64,
    pub(crate) hash: EnvelopeHash,
    pub(crate) received: Day,
    /// The day it goes, confirmed or not.
    pub(crate) until: Day,
    pub(crate) look_up: LookUpKey,
}

/// What an envelope is. A release holds the heads of kinds that it does not know.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum HeadKind {
    Submission = 1,
}

/// What an envelope is looked up by, besides its id: a submission by the hash of its receipt.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) struct LookUpKey([u8; 32]);

impl From<ReceiptHash> for LookUpKey {
    fn from(receipt: ReceiptHash) -> Self {
        Self(receipt.0)
    }
}

impl HeadKind {
    const fn from_byte(byte: u8) -> Option<Self> {
        match byte {
            1 => Some(Self::Submission),
            _ => None,
        }
    }
}

impl Head {
    /// How many slots the envelope takes.
    pub(crate) const fn pieces(&self) -> u64 {
        self.size.div_ceil(PAYLOAD_BYTES as u64)
    }
}

impl SlotHeader {
    /// A head of kind 9, and a piece with the same id.
    #[cfg(test)]
    pub(crate) fn unknown_and_its_piece(
        head: (&Key, u32),
        piece: (&Key, u32),
    ) -> ([u8; HEADER_BYTES], [u8; HEADER_BYTES]) {
        let header = |sequence| Header {
            envelope: EnvelopeId([7; ENVELOPE_ID_BYTES]),
            sequence,
            length: 1,
            body: Seal {
                nonce: [0; NONCE_BYTES],
                tag: [0; TAG_BYTES],
            },
            head: None,
        };
        let mut fields = header(0).fields();
        fields[KIND_OFFSET] = 9;
        (
            seal_fields(fields, head.0, head.1).unwrap(),
            header(1).seal(piece.0, piece.1).unwrap(),
        )
    }

    pub(crate) fn open(bytes: &[u8; HEADER_BYTES], key: &Key, slot: u32) -> Self {
        let Some(fields) = open_fields(bytes, key, slot) else {
            return Self::Noise;
        };
        Header::parse(&fields).map_or_else(
            || Self::Unknown {
                envelope: envelope_of(&fields),
            },
            Self::Known,
        )
    }

    pub(crate) const fn known(self) -> Option<Header> {
        match self {
            Self::Known(header) => Some(header),
            Self::Noise | Self::Unknown { envelope: _ } => None,
        }
    }
}

impl Header {
    /// The header as it stands in the slot.
    pub(crate) fn seal(&self, key: &Key, slot: u32) -> Result<[u8; HEADER_BYTES], SealError> {
        seal_fields(self.fields(), key, slot)
    }

    fn fields(&self) -> [u8; FIELDS_BYTES] {
        let mut bytes = Vec::with_capacity(FIELDS_BYTES);
        bytes.extend_from_slice(&VAULT_VERSION.to_be_bytes());
        bytes.push(self.head.map_or(PIECE, |head| head.kind as u8));
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
            bytes.extend_from_slice(&head.look_up.0);
        }
        let mut fields = [0; FIELDS_BYTES];
        for (place, byte) in fields.iter_mut().zip(bytes) {
            *place = byte;
        }
        fields
    }

    fn parse(fields: &[u8; FIELDS_BYTES]) -> Option<Self> {
        let (version, rest) = fields.split_first_chunk::<4>()?;
        let (kind, rest) = rest.split_first()?;
        let (envelope, rest) = rest.split_first_chunk()?;
        let (sequence, rest) = rest.split_first_chunk()?;
        let (length, rest) = rest.split_first_chunk()?;
        let (nonce, rest) = rest.split_first_chunk()?;
        let (tag, rest) = rest.split_first_chunk()?;
        let (head, spare) = if *kind == PIECE {
            (None, rest)
        } else {
            let (head, rest) = parse_head(HeadKind::from_byte(*kind)?, rest)?;
            (Some(head), rest)
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
        let sound = u32::from_be_bytes(*version) == VAULT_VERSION
            && (header.sequence == 0) == header.head.is_some()
            && (1..=PAYLOAD_BYTES).contains(&(header.length as usize))
            && spare.iter().all(|byte| *byte == 0);
        sound.then_some(header)
    }
}

fn parse_head(kind: HeadKind, bytes: &[u8]) -> Option<(Head, &[u8])> {
    let (size, rest) = bytes.split_first_chunk()?;
    let (hash, rest) = rest.split_first_chunk()?;
    let (received, rest) = rest.split_first_chunk()?;
    let (until, rest) = rest.split_first_chunk()?;
    let (look_up, rest) = rest.split_first_chunk()?;
    let head = Head {
        kind,
        size: u64::from_be_bytes(*size),
        hash: EnvelopeHash::from_bytes(*hash),
        received: Day(u32::from_be_bytes(*received)),
        until: Day(u32::from_be_bytes(*until)),
        look_up: LookUpKey(*look_up),
    };
    Some((head, rest))
}

fn envelope_of(fields: &[u8; FIELDS_BYTES]) -> EnvelopeId {
    let mut id = EnvelopeId([0; ENVELOPE_ID_BYTES]);
    for (place, byte) in id.0.iter_mut().zip(fields.iter().skip(ENVELOPE_ID_OFFSET)) {
        *place = *byte;
    }
    id
}

fn seal_fields(
    mut fields: [u8; FIELDS_BYTES],
    key: &Key,
    slot: u32,
) -> Result<[u8; HEADER_BYTES], SealError> {
    let seal = key.seal(Purpose::Header(slot), &mut fields)?;
    let mut bytes = [0; HEADER_BYTES];
    let sealed = seal.nonce.iter().chain(&fields).chain(&seal.tag);
    for (place, byte) in bytes.iter_mut().zip(sealed) {
        *place = *byte;
    }
    Ok(bytes)
}

fn open_fields(bytes: &[u8; HEADER_BYTES], key: &Key, slot: u32) -> Option<[u8; FIELDS_BYTES]> {
    let (nonce, rest) = bytes.split_first_chunk::<NONCE_BYTES>()?;
    let (fields, tag) = rest.split_last_chunk::<TAG_BYTES>()?;
    let mut fields: [u8; FIELDS_BYTES] = fields.try_into().ok()?;
    let seal = Seal {
        nonce: *nonce,
        tag: *tag,
    };
    key.open(Purpose::Header(slot), &seal, &mut fields).ok()?;
    Some(fields)
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
                kind: HeadKind::Submission,
                size: 70_000,
                hash: HASH,
                received: Day(20_000),
                until: Day(20_100),
                look_up: LookUpKey([4; 32]),
            }),
        }
    }

    fn known(bytes: &[u8; HEADER_BYTES], key: &Key, slot: u32) -> Option<Header> {
        SlotHeader::open(bytes, key, slot).known()
    }

    fn is_noise(bytes: &[u8; HEADER_BYTES], key: &Key, slot: u32) -> bool {
        matches!(SlotHeader::open(bytes, key, slot), SlotHeader::Noise)
    }

    #[test]
    fn fields_leave_room_in_the_header() {
        // version, kind, envelope, sequence, length, nonce, tag; size, hash, received, until,
        // look-up key
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
        let read = known(&head().seal(&key, 9).unwrap(), &key, 9).unwrap();
        assert_eq!(
            (read.envelope, read.sequence, read.length),
            (EnvelopeId([7; 16]), 0, 70_000)
        );
        assert_eq!((read.body.nonce, read.body.tag), ([1; 12], [2; 16]));
        let read = read.head.unwrap();
        assert_eq!((read.size, read.hash), (70_000, HASH));
        assert_eq!(
            (read.received, read.until, read.look_up),
            (Day(20_000), Day(20_100), LookUpKey([4; 32]))
        );
    }

    #[test]
    fn a_flipped_bit_anywhere_makes_it_no_header() {
        let key = Key::generate().unwrap();
        let sealed = head().seal(&key, 9).unwrap();
        assert!(is_noise(&sealed, &key, 10));
        for byte in 0..HEADER_BYTES {
            let mut damaged = sealed;
            damaged[byte] ^= 0x10;
            assert!(is_noise(&damaged, &key, 9), "byte {byte}");
        }
    }

    #[test]
    fn a_header_that_opens_and_is_not_understood_is_neither_known_nor_noise() {
        let key = Key::generate().unwrap();
        let sound = head().fields();
        assert!(Header::parse(&sound).is_some());
        // another version, another kind, a head that is not first, nothing in it, more than fits,
        // something in the spare bytes
        for (byte, value) in [(3, 1), (4, 9), (24, 1), (26, 0), (26, 0xff), (227, 1)] {
            let mut fields = sound;
            fields[byte] = value;
            if byte == 26 && value == 0 {
                fields[27..29].fill(0);
            }
            let sealed = seal_fields(fields, &key, 9).unwrap();
            let SlotHeader::Unknown { envelope } = SlotHeader::open(&sealed, &key, 9) else {
                panic!("byte {byte}");
            };
            assert_eq!(envelope, EnvelopeId([7; 16]));
        }
    }

    #[test]
    fn a_submission_has_the_bytes_that_release_0_1_wrote() {
        let fields = head().fields();
        let mut expected = vec![0, 0, 0, 2, 1];
        expected.extend([7; 16]);
        expected.extend([0, 0, 0, 0, 0, 1, 0x11, 0x70]);
        expected.extend([[1; 12].as_slice(), &[2; 16]].concat());
        expected.extend(70_000_u64.to_be_bytes());
        expected.extend([3; 32]);
        expected.extend([20_000_u32.to_be_bytes(), 20_100_u32.to_be_bytes()].concat());
        expected.extend([4; 32]);
        expected.resize(FIELDS_BYTES, 0);
        assert_eq!(fields.as_slice(), expected);
    }
}

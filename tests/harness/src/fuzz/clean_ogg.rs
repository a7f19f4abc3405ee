//! A sound that may be a clean copy.

use sourdine::desk::cleaning::kind::CopyFormat;

use super::clean_copy::{copy_of, is_taken, recorded, with_faults};

/// Length of what stands before a page's table of lengths, and where its checksum is, in bytes.
const HEAD: usize = 27;
const CHECKSUM: std::ops::Range<usize> = 22..26;

/// What is taken is, to a second reader, one stream: its pages in order, the first the only first,
/// the last the only last, and no comment but our name. The fuzzer need not find checksums: each
/// input is tried with right ones too.
pub fn run(input: &[u8]) {
    holds(input);
    holds(&with_checksums(input.to_vec()));
}

fn holds(input: &[u8]) {
    if !is_taken(input, CopyFormat::Ogg) {
        return;
    }
    let (mut at, mut number) = (0, 0_u32);
    while at < input.len() {
        let length = page(&input[at..]).unwrap();
        let bytes = &input[at..at + length];
        let (first, last) = (number == 0, at + length == input.len());
        assert_eq!(bytes[5] & !1, u8::from(first) << 1 | u8::from(last) << 2);
        assert_eq!(&bytes[14..18], &1_u32.to_le_bytes(), "another stream");
        assert_eq!(&bytes[18..22], &number.to_le_bytes());
        let inside = &bytes[HEAD + usize::from(bytes[26])..];
        match number {
            0 => assert!(inside.starts_with(b"OpusHead") && inside.len() == 19),
            1 => assert_eq!(inside, b"OpusTags\x08\0\0\0sourdine\0\0\0\0"),
            _ => {}
        }
        (at, number) = (at + length, number + 1);
    }
    assert!(number > 2, "nothing is heard");
}

/// The length of the first page.
fn page(bytes: &[u8]) -> Option<usize> {
    let head = bytes.get(..HEAD)?;
    let lengths = bytes.get(HEAD..HEAD + usize::from(head[26]))?;
    let inside: usize = lengths.iter().map(|length| usize::from(*length)).sum();
    let length = HEAD + lengths.len() + inside;
    (head.starts_with(b"OggS\0") && bytes.len() >= length).then_some(length)
}

fn with_checksums(mut input: Vec<u8>) -> Vec<u8> {
    let mut at = 0;
    while let Some(length) = input.get(at..).and_then(page) {
        let page = &mut input[at..at + length];
        page[CHECKSUM].fill(0);
        let checksum = checksum(page);
        page[CHECKSUM].copy_from_slice(&checksum.to_le_bytes());
        at += length;
    }
    input
}

/// The checksum of a page, bit by bit. (RFC 3533, 6)
fn checksum(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |sum: u32, byte| {
        (0..8).fold(sum ^ u32::from(*byte) << 24, |sum, _| {
            let next = sum << 1;
            if sum >> 31 == 1 {
                next ^ 0x04C1_1DB7
            } else {
                next
            }
        })
    })
}

/// Sounds that our writer wrote, of one channel and of two, each with faults.
#[must_use]
pub fn seeds() -> Vec<Vec<u8>> {
    let sounds = ["1", "2"].map(|channels| {
        let from = ["-f", "lavfi", "-i", "sine=duration=0.1"];
        let original = recorded(&from, &["-ac", channels, "-f", "wav"]);
        copy_of(&original, CopyFormat::Ogg)
    });
    sounds.into_iter().flat_map(with_faults).collect()
}

//! A picture without losses that may be a clean copy.

use miniz_oxide::inflate::decompress_to_vec_zlib;
use sourdine::desk::cleaning::kind::CopyFormat;
use sourdine_decoder::format::Format;

use super::clean_copy::{copy_of, drawn, is_taken, with_faults};

/// Length of the signature, of what stands before a chunk's data, and of its checksum, in bytes.
const SIGNATURE: usize = 8;
const HEAD: usize = 8;
const CHECKSUM: usize = 4;

/// What is taken has, to a second reader, a header, pixels and an end: as many bytes of pixels as
/// the header says, and nothing behind. The fuzzer need not find checksums: each input is tried
/// with right ones too.
pub fn run(input: &[u8]) {
    holds(input);
    holds(&with_checksums(input.to_vec()));
}

fn holds(input: &[u8]) {
    if !is_taken(input, CopyFormat::Png) {
        return;
    }
    let chunks = chunks(input);
    let (head, rest) = chunks.split_first().unwrap();
    let ((end, last), data) = rest.split_last().unwrap();
    assert_eq!((head.0, *end, last.len()), (*b"IHDR", *b"IEND", 0));
    assert!(data.iter().all(|(name, _)| name == b"IDAT"));
    let [w, x, y, z, h, i, j, k, 8, colour @ (0 | 2), 0, 0, 0] = *head.1 else {
        panic!("another header: {:?}", head.1);
    };
    let [width, height] =
        [[w, x, y, z], [h, i, j, k]].map(|side| u32::from_be_bytes(side) as usize);
    let samples = if colour == 0 { 1 } else { 3 };
    let packed: Vec<u8> = data
        .iter()
        .flat_map(|(_, data)| data.iter().copied())
        .collect();
    let pixels = decompress_to_vec_zlib(&packed).unwrap();
    assert_eq!(pixels.len(), height * (1 + width * samples));
    let (count, bytes) = drawn(input, Format::Png);
    assert_eq!((count, bytes), (1, 4 + 8 + width * height * 3));
}

/// The chunks of a picture, each with its name.
fn chunks(input: &[u8]) -> Vec<([u8; 4], &[u8])> {
    let mut rest = &input[SIGNATURE..];
    let mut chunks = Vec::new();
    while !rest.is_empty() {
        let (name, data, behind) = chunk(rest).unwrap();
        chunks.push((name, data));
        rest = behind;
    }
    chunks
}

/// The first chunk, and what stands behind it.
fn chunk(bytes: &[u8]) -> Option<([u8; 4], &[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    let (name, rest) = rest.split_first_chunk::<4>()?;
    let (data, rest) = rest.split_at_checked(u32::from_be_bytes(*length) as usize)?;
    Some((*name, data, rest.split_at_checked(CHECKSUM)?.1))
}

fn with_checksums(mut input: Vec<u8>) -> Vec<u8> {
    let mut at = SIGNATURE;
    while let Some((_, data, _)) = input.get(at..).and_then(chunk) {
        let end = at + HEAD + data.len();
        let checksum = checksum(&input[at + 4..end]);
        input[end..end + CHECKSUM].copy_from_slice(&checksum.to_be_bytes());
        at = end + CHECKSUM;
    }
    input
}

/// CRC-32, bit by bit. (PNG specification, annex D)
fn checksum(bytes: &[u8]) -> u32 {
    let sum = bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            if sum & 1 == 1 {
                0xEDB8_8320 ^ (sum >> 1)
            } else {
                sum >> 1
            }
        })
    });
    !sum
}

/// A picture of two colours, or of two greys, in a format that anyone can write.
fn picture(width: usize, height: usize, left: [u8; 3], right: [u8; 3]) -> Vec<u8> {
    let row = [left.repeat(width / 2), right.repeat(width - width / 2)].concat();
    let head = format!("P6\n{width} {height}\n255\n");
    [head.into_bytes(), row.repeat(height)].concat()
}

/// Pictures that our writer wrote, in colours and in greys, each with faults.
#[must_use]
pub fn seeds() -> Vec<Vec<u8>> {
    let coloured = picture(9, 5, [200, 0, 0], [0, 0, 200]);
    let grey = picture(4, 4, [40; 3], [220; 3]);
    let copies = [coloured, grey].map(|original| copy_of(&original, CopyFormat::Png));
    copies.into_iter().flat_map(with_faults).collect()
}

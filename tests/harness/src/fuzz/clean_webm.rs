//! A film that may be a clean copy.

use sourdine::desk::cleaning::kind::CopyFormat;

use super::clean_copy::{copy_of, is_taken, recorded, with_faults};

/// Elements in which others stand: the segment, its description, tracks, a table, clusters.
const ENTERED: [u32; 10] = [
    0x1A45_DFA3,
    0x1853_8067,
    0x1549_A966,
    0x1654_AE6B,
    0xAE,
    0xE0,
    0xE1,
    0x1C53_BB6B,
    0xBB,
    0xB7,
];
const CLUSTER: u32 = 0x1F43_B675;
/// Elements with a number, or with a name that every such file has.
const PLAIN: [u32; 27] = [
    0x4286, 0x42F7, 0x42F2, 0x42F3, 0x4282, 0x4287, 0x4285, 0x2A_D7B1, 0x4489, 0x4D80, 0x5741,
    0xD7, 0x73C5, 0x83, 0x9C, 0x86, 0xB0, 0xBA, 0x63A2, 0x56AA, 0x56BB, 0xB5, 0x9F, 0xB3, 0xF7,
    0xF1, 0xE7,
];
const BLOCK: u32 = 0xA3;
const PROGRAMS: [u32; 2] = [0x4D80, 0x5741];
/// How long an element is at most that is no block, in bytes: a number, or a head of Opus.
const PLAIN_MAX: usize = 19;

/// What is taken has, to a second reader, elements that end where those around them end, none of an
/// unknown name, none that is longer than it need be, and no text but names of formats and ours.
pub fn run(input: &[u8]) {
    if is_taken(input, CopyFormat::Webm) {
        let blocks = walk(input);
        assert!(blocks > 0);
    }
}

/// Walks over elements, and gives how many blocks there are.
fn walk(mut bytes: &[u8]) -> usize {
    let mut blocks = 0;
    while !bytes.is_empty() {
        let (id, rest) = number(bytes, true);
        let (size, rest) = number(rest, false);
        let (inside, behind) = rest.split_at(usize::try_from(size).unwrap());
        let id = u32::try_from(id).unwrap();
        if ENTERED.contains(&id) || id == CLUSTER {
            blocks += walk(inside);
        } else if id == BLOCK {
            assert!(matches!(inside, [0x81 | 0x82, _, _, 0 | 0x80, ..]));
            blocks += 1;
        } else {
            assert!(PLAIN.contains(&id) && inside.len() <= PLAIN_MAX, "{id:X}");
            assert!(!PROGRAMS.contains(&id) || inside == b"sourdine");
        }
        bytes = behind;
    }
    blocks
}

/// The number at the beginning, with the mark of its length if it is a name.
fn number(bytes: &[u8], is_name: bool) -> (u64, &[u8]) {
    let length = bytes[0].leading_zeros() as usize + 1;
    let (number, rest) = bytes.split_at(length);
    let number = number
        .iter()
        .fold(0, |sum, byte| sum << 8 | u64::from(*byte));
    let mark = if is_name { 0 } else { 1 << (7 * length) };
    (number ^ mark, rest)
}

/// Films that our writer wrote, with a sound and without, each with faults.
#[must_use]
pub fn seeds() -> Vec<Vec<u8>> {
    let picture = [
        "-f",
        "lavfi",
        "-i",
        "color=red:size=16x16:duration=0.2:rate=10",
    ];
    let tone = ["-f", "lavfi", "-i", "sine=duration=0.2"];
    let silent = recorded(&picture, &["-f", "matroska"]);
    let both = recorded(&[picture, tone].concat(), &["-f", "matroska"]);
    let films = [silent, both].map(|original| copy_of(&original, CopyFormat::Webm));
    films.into_iter().flat_map(with_faults).collect()
}

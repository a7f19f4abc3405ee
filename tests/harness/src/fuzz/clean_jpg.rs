//! A photograph that may be a clean copy.

use sourdine::desk::cleaning::kind::CopyFormat;
use sourdine_decoder::{format::Format, jpeg};

use super::clean_copy::{copy_of, drawn, is_taken, recorded, with_faults};

const END: u8 = 0xD9;
const SCAN: u8 = 0xDA;
/// The segments of a picture: JFIF's head, tables of steps, the frame, tables of codes, the scan.
const SEGMENTS: [u8; 5] = [0xE0, 0xDB, 0xC0, 0xC4, SCAN];

/// What is taken has, to a second reader, pixels of one size and the tables for them: no comment,
/// no field, and nothing behind its end.
pub fn run(input: &[u8]) {
    if !is_taken(input, CopyFormat::Jpg) {
        return;
    }
    assert_eq!(jpeg::length(input), Some(input.len()));
    let (width, height) = frame(input);
    let (count, bytes) = drawn(input, Format::Jpg);
    assert_eq!((count, bytes), (1, 4 + 8 + width * height * 3));
}

/// Walks over the segments, and gives the size that the frame says.
fn frame(input: &[u8]) -> (usize, usize) {
    let number = |at: usize| usize::from(u16::from_be_bytes([input[at], input[at + 1]]));
    let (mut at, mut size) = (2, None);
    loop {
        let marker = input[at + 1];
        assert!(
            input[at] == 0xFF && SEGMENTS.contains(&marker),
            "{marker:X}"
        );
        let next = at + 2 + number(at + 2);
        match marker {
            0xE0 => assert_eq!(
                &input[at + 2..next],
                b"\0\x10JFIF\0\x01\x02\0\0\x01\0\x01\0\0"
            ),
            0xC0 => size = Some((number(at + 7), number(at + 5))),
            _ => {}
        }
        at = next;
        if marker == SCAN {
            break;
        }
    }
    let codes = &input[at..input.len() - 2];
    let markers = codes.windows(2).filter(|two| two[0] == 0xFF && two[1] != 0);
    assert_eq!(markers.count(), 0, "a marker among the codes");
    assert_eq!(input[input.len() - 1], END);
    size.unwrap()
}

/// Photographs that our writer wrote, in colours and in greys, each with faults.
#[must_use]
pub fn seeds() -> Vec<Vec<u8>> {
    let looks = [("17x33", "format=yuvj420p"), ("8x8", "format=gray")];
    let photographs = looks.map(|(size, look)| {
        let original = recorded(
            &["-f", "lavfi", "-i", &format!("testsrc=size={size}")],
            &["-frames:v", "1", "-vf", look, "-f", "mjpeg"],
        );
        copy_of(&original, CopyFormat::Jpg)
    });
    photographs.into_iter().flat_map(with_faults).collect()
}

//! gzip (RFC 1952) for pages that are compressed once, at start, and never learn a secret.
//!
//! A page that carries a codename is a [`Frame`]: what stands before and after the secret was
//! compressed beforehand, and the secret goes between them as it is, in stored blocks (RFC 1951,
//! 3.2.4). So no compressor ever sees a secret, and no length depends on one.

use crc32fast::Hasher;
use miniz_oxide::{
    MZFlush,
    deflate::{
        core::{CompressorOxide, create_comp_flags_from_zip_params},
        stream::deflate,
    },
    inflate::decompress_to_vec_with_limit,
};
use zeroize::Zeroizing;

/// Magic, deflate, no flags, no time, best compression, no system.
const HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255];
const TRAILER_BYTES: usize = 8;
/// Longest stored block, and the length of its header.
const STORED_MAX_BYTES: usize = 65_535;
const STORED_HEADER_BYTES: usize = 5;
const BEST: i32 = 10;
const RAW: i32 = 0;

/// Compresses a page whole.
#[must_use]
pub fn compress(page: &[u8]) -> Vec<u8> {
    Frame::new(page, &[]).fill(&[]).to_vec()
}

/// What a browser makes of a compressed page of at most `max` bytes; none when it is no gzip of
/// ours, or longer.
#[must_use]
pub fn decompress(page: &[u8], max: usize) -> Option<Vec<u8>> {
    let rest = page.strip_prefix(&HEADER)?;
    let (blocks, trailer) = rest.split_at_checked(rest.len().checked_sub(TRAILER_BYTES)?)?;
    let plain = decompress_to_vec_with_limit(blocks, max).ok()?;
    let crc = crc32fast::hash(&plain).to_le_bytes();
    let length = u32::try_from(plain.len()).ok()?.to_le_bytes();
    (trailer == [crc, length].concat()).then_some(plain)
}

/// A page compressed around the place of its insert.
pub struct Frame {
    before: Part,
    after: Part,
}

struct Part {
    blocks: Vec<u8>,
    crc: Hasher,
    length: usize,
}

impl Frame {
    /// Length of what precedes the first bytes of an insert, in bytes.
    pub const STORED_HEADER_BYTES: usize = STORED_HEADER_BYTES;

    /// Compresses what stands before and after the insert.
    #[must_use]
    pub fn new(before: &[u8], after: &[u8]) -> Self {
        Self {
            before: Part::new(before, MZFlush::Sync),
            after: Part::new(after, MZFlush::Finish),
        }
    }

    /// Where the stored blocks of the insert begin in the compressed page, in bytes.
    #[must_use]
    pub const fn insert_offset(&self) -> usize {
        HEADER.len() + self.before.blocks.len()
    }

    /// Length of the whole page around an insert of so many bytes.
    #[must_use]
    pub const fn filled_bytes(&self, inside: usize) -> usize {
        let stored = inside + inside.div_ceil(STORED_MAX_BYTES) * STORED_HEADER_BYTES;
        let framing = HEADER.len() + self.before.blocks.len() + self.after.blocks.len();
        framing + stored + TRAILER_BYTES
    }

    /// The whole page, with `inside` as its insert.
    #[must_use]
    pub fn fill(&self, inside: &[u8]) -> Zeroizing<Vec<u8>> {
        let mut out = Zeroizing::new(Vec::with_capacity(self.filled_bytes(inside.len())));
        out.extend_from_slice(&HEADER);
        out.extend_from_slice(&self.before.blocks);
        for block in inside.chunks(STORED_MAX_BYTES) {
            let length = u16::try_from(block.len()).unwrap_or(u16::MAX);
            out.push(0);
            out.extend_from_slice(&length.to_le_bytes());
            out.extend_from_slice(&(!length).to_le_bytes());
            out.extend_from_slice(block);
        }
        out.extend_from_slice(&self.after.blocks);
        let mut crc = self.before.crc.clone();
        crc.update(inside);
        crc.combine(&self.after.crc);
        out.extend_from_slice(&crc.finalize().to_le_bytes());
        let length = self.before.length + inside.len() + self.after.length;
        let length = u32::try_from(length).unwrap_or(u32::MAX);
        out.extend_from_slice(&length.to_le_bytes());
        out
    }
}

impl Part {
    fn new(mut text: &[u8], flush: MZFlush) -> Self {
        let mut crc = Hasher::new();
        crc.update(text);
        let length = text.len();
        let mut compressor = CompressorOxide::new(create_comp_flags_from_zip_params(BEST, RAW, 0));
        let mut blocks = Vec::with_capacity(length / 2);
        let mut room = [0; 4_096];
        loop {
            let result = deflate(&mut compressor, text, &mut room, flush);
            text = text.get(result.bytes_consumed..).unwrap_or_default();
            blocks.extend_from_slice(room.get(..result.bytes_written).unwrap_or_default());
            if result.bytes_written < room.len() {
                break;
            }
        }
        Self {
            blocks,
            crc,
            length,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAX: usize = 10_000_000;

    #[test]
    fn a_filled_frame_is_the_whole_page() {
        let before = b"<p>before </p>".repeat(2_000);
        let after = b"<p>after</p>".repeat(900);
        let frame = Frame::new(&before, &after);
        for inside in [0, 1, 65_535, 65_536, 200_000].map(|length| vec![b'x'; length]) {
            let whole = [&before[..], &inside, &after].concat();
            let filled = frame.fill(&inside);
            assert_eq!(filled.len(), frame.filled_bytes(inside.len()));
            assert_eq!(decompress(&filled, MAX), Some(whole));
        }
    }

    #[test]
    fn what_is_inserted_does_not_tell_by_length() {
        let frame = Frame::new(b"abandon abandon abandon", b"abandon");
        let repeated = frame.fill(&b"abandon ".repeat(12));
        let random: Vec<u8> = (0..96).map(|i: u8| i.wrapping_mul(151)).collect();
        assert_eq!(repeated.len(), frame.fill(&random).len());
    }

    #[test]
    fn compressing_is_worth_it_and_always_the_same() {
        let page = b"<li>the same again</li>".repeat(4_000);
        let small = compress(&page);
        assert!(small.len() < page.len() / 50);
        assert_eq!(small, compress(&page));
        assert_eq!(decompress(&small, MAX), Some(page));
        assert_eq!(decompress(&compress(b""), MAX), Some(Vec::new()));
    }

    #[test]
    fn what_is_no_gzip_of_ours_is_nothing() {
        let page = compress(&b"a page ".repeat(300));
        assert_eq!(decompress(&page, 2_099), None, "longer than it may be");
        for at in 0..page.len() {
            let mut altered = page.clone();
            altered[at] ^= 1;
            let read = decompress(&altered, MAX);
            assert!(
                read.is_none() || read == decompress(&page, MAX),
                "byte {at}"
            );
            assert_eq!(decompress(&page[..at], MAX), None, "{at} bytes");
        }
    }
}

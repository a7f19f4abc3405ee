//! What is taken of a recording: frames and packets, and when each is shown or heard.

use super::opus::{self, Sound};

/// A recording without a container.
#[derive(Debug, Default, Eq, PartialEq)]
pub(super) struct Film {
    pub(super) picture: Option<Picture>,
    pub(super) sound: Option<Sound>,
    /// In the order in which they are read.
    pub(super) blocks: Vec<Block>,
}

/// The size of all frames, in pixels.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Picture {
    pub(super) width: u16,
    pub(super) height: u16,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Track {
    Picture,
    Sound,
}

/// A frame, or a packet of samples.
#[derive(Debug, Eq, PartialEq)]
pub(super) struct Block {
    pub(super) track: Track,
    /// In milliseconds.
    pub(super) time: u64,
    /// Whether it can be decoded without those before it.
    pub(super) is_key: bool,
    pub(super) data: Vec<u8>,
}

impl Film {
    /// When its last block begins, in milliseconds.
    pub(super) fn last_time(&self) -> u64 {
        let times = self.blocks.iter().map(|block| block.time);
        times.max().unwrap_or_default()
    }

    /// When it ends, in milliseconds: the last frame is shown as long as the one before.
    pub(super) fn end(&self) -> u64 {
        let frames = self.blocks.iter().filter(|b| b.track == Track::Picture);
        let mut times = frames.rev().map(|frame| frame.time);
        let last = times.next().unwrap_or_default();
        let shown = last.saturating_sub(times.next().unwrap_or(last));
        self.last_time().max(last.saturating_add(shown))
    }

    /// Whether it has tracks for what it has, and each block is one that our encoders write.
    pub(super) fn is_ours(&self) -> bool {
        let is_block = |block: &Block| match block.track {
            Track::Picture => self.picture.is_some_and(|p| is_vp9(block, p)),
            Track::Sound => self.sound.is_some() && block.is_key && is_opus(&block.data),
        };
        let has = |track| self.blocks.iter().any(|block| block.track == track);
        let is_shown = self.picture.is_none_or(|p| p.width > 0 && p.height > 0);
        is_shown
            && has(Track::Picture) == self.picture.is_some()
            && has(Track::Sound) == self.sound.is_some()
            && !self.blocks.is_empty()
            && self.blocks.iter().all(is_block)
    }
}

/// Whether a frame begins as one of VP9, and says to be of this size if it needs none before it.
/// (VP9 bitstream specification, 6.2, 7.2)
fn is_vp9(block: &Block, picture: Picture) -> bool {
    const MARK: u8 = 0b10;
    const SYNC: [u8; 3] = [0x49, 0x83, 0x42];
    match block.data.as_slice() {
        [first, one, two, three, a, b, c, d, e, ..] if block.is_key => {
            // Three bits of colours and one of their range stand before the width and the height.
            let bits = [0, 0, 0, *a, *b, *c, *d, *e].into_iter();
            let bits = bits.fold(0_u64, |sum, byte| sum << 8 | u64::from(byte)) >> 4;
            let size = bits & 0xFFFF_FFFF;
            let expected = u64::from(picture.width - 1) << 16 | u64::from(picture.height - 1);
            first >> 6 == MARK && [*one, *two, *three] == SYNC && size == expected
        }
        [first, ..] => !block.is_key && first >> 6 == MARK,
        [] => false,
    }
}

fn is_opus(data: &[u8]) -> bool {
    opus::samples(data).is_some()
}

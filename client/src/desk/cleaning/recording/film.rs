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

    /// Whether it has tracks for what it has, and each block is one that our encoders write.
    pub(super) fn is_ours(&self) -> bool {
        let is_block = |block: &Block| match block.track {
            Track::Picture => self.picture.is_some() && is_vp9(&block.data),
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

/// Each frame begins with these two bits. (VP9 bitstream specification, 6.2)
fn is_vp9(data: &[u8]) -> bool {
    const MARK: u8 = 0b10;
    data.first().is_some_and(|first| first >> 6 == MARK)
}

fn is_opus(data: &[u8]) -> bool {
    opus::samples(data).is_some()
}

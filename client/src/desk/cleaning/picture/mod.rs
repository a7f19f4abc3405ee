//! A picture, written anew from its pixels.

mod huffman;
pub(super) mod jpeg;
pub(super) mod png;

//! Recognising, by their first bytes, files that a source sealed before sending them
//! (docs/protocol.md 7).

mod armour;
mod packets;

use std::io;

pub use self::armour::PlainArmour;
use self::{
    armour::{AGE, Begin, Lines, Unwrapped},
    packets::Packets,
};
pub use crate::wire::RECOGNISED_BYTES;

/// How a file was sealed already.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Sealed {
    /// An age file, binary or armoured; perhaps an envelope sealed offline.
    Age,
    /// An encrypted OpenPGP message, binary or armoured. One that is only signed is none.
    OpenPgp,
    /// It began as one of these, and was cut short or changed by a program: nothing opens it.
    Spoiled,
}

/// What follows the first line of every age file.
const AGE_STANZA: &[u8] = b"\n-> ";
/// The same, after a shell made two bytes of each line end.
const SPOILED_STANZA: &[u8] = b"\r\n-> ";
/// The last line of an age header begins so.
const AGE_HEADER_END: &[u8] = b"\n---";

/// Tells what the file that begins so is sealed with, if it is. It cannot tell to whom.
///
/// `first` is the whole file, or its first [`RECOGNISED_BYTES`]. What stands around an armour is
/// not sealed.
#[must_use]
pub fn recognise(first: &[u8]) -> Option<Sealed> {
    let is_whole = first.len() < RECOGNISED_BYTES;
    // Reading from memory does not fail.
    binary(first, is_whole).or_else(|| armoured(first, is_whole).unwrap_or_default())
}

/// Whether a file that was recognised is sealed as it stands, without an armour around it.
#[must_use]
pub fn is_binary(first: &[u8]) -> bool {
    binary(first, first.len() < RECOGNISED_BYTES).is_some()
}

fn binary(first: &[u8], is_whole: bool) -> Option<Sealed> {
    age(first, is_whole).or_else(|| openpgp(first, is_whole))
}

fn age(bytes: &[u8], is_whole: bool) -> Option<Sealed> {
    let header = bytes.strip_prefix(AGE)?;
    if header.starts_with(SPOILED_STANZA) {
        return Some(Sealed::Spoiled);
    }
    if !header.starts_with(AGE_STANZA) {
        return None;
    }
    let mut lines = header.windows(AGE_HEADER_END.len());
    let is_cut = is_whole && !lines.any(|line| line == AGE_HEADER_END);
    Some(if is_cut { Sealed::Spoiled } else { Sealed::Age })
}

fn openpgp(bytes: &[u8], is_whole: bool) -> Option<Sealed> {
    match packets::read(bytes, is_whole) {
        Packets::Encrypted => Some(Sealed::OpenPgp),
        Packets::Cut => Some(Sealed::Spoiled),
        Packets::Other => None,
    }
}

/// The first armour in a text decides.
fn armoured(first: &[u8], is_whole: bool) -> io::Result<Option<Sealed>> {
    let mut lines = Lines::new(first)?;
    let Some(begin) = lines.find_begin()? else {
        return Ok(None);
    };
    let Unwrapped { bytes, ended } = lines.unwrap_body(begin)?;
    let sealed = match begin {
        Begin::Age => age(&bytes, ended),
        Begin::OpenPgp => openpgp(&bytes, ended),
        Begin::SpoiledAge => Some(Sealed::Spoiled),
    };
    let is_cut = is_whole && !ended;
    Ok(sealed.map(|sealed| if is_cut { Sealed::Spoiled } else { sealed }))
}

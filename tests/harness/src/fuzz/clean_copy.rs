//! Clean copies, as an editor who means harm may put them into a case: what all formats share.

use std::{
    fs::{self, File},
    process::Command,
};

use sourdine::desk::cleaning::{
    TextLayer, clean, is_written,
    kind::{CopyFormat, Kind},
};
use sourdine_decoder::{decode, format::Format};

use super::file_of;
use crate::programs::external_tools;

/// Whether these bytes are taken for a copy of ours. Then they are of the kind that they should be.
pub(super) fn is_taken(bytes: &[u8], format: CopyFormat) -> bool {
    let taken = is_written(bytes, format);
    if taken {
        let mut file = File::open(file_of(bytes)).unwrap();
        let kind = Kind::recognise(&mut file).unwrap().unwrap();
        assert_eq!(kind.copy_format(), Some(format));
    }
    taken
}

/// The pixels that our decoder, a reader that knows nothing of how we write, makes of a copy: how
/// many pages there are, and how many bytes in all.
pub(super) fn drawn(bytes: &[u8], format: Format) -> (u32, usize) {
    let mut pixels = Vec::new();
    decode(format, bytes.to_vec(), &mut pixels).unwrap();
    let count = pixels.first_chunk().copied().map_or(0, u32::from_le_bytes);
    (count, pixels.len())
}

/// A copy of a document, as it is made for publication.
pub(super) fn copy_of(original: &[u8], format: CopyFormat) -> Vec<u8> {
    let scratch = tempfile::tempdir().unwrap();
    let cleaned = clean(
        &file_of(original),
        scratch.path(),
        TextLayer::Add,
        &mut |_, _| (),
    );
    let cleaned = cleaned.unwrap();
    let copy = fs::read(cleaned.path()).unwrap();
    assert!(is_taken(&copy, format), "our own writer's is refused");
    copy
}

/// A copy, and what it becomes when something is added, taken away or changed.
pub(super) fn with_faults(copy: Vec<u8>) -> Vec<Vec<u8>> {
    let middle = copy.len() / 2;
    let mut changed = copy.clone();
    changed[middle] ^= 1;
    let cut = copy[..copy.len() - 1].to_vec();
    let longer = [&copy[..], b"MARK"].concat();
    let inside = [&copy[..middle], b"MARK", &copy[middle..]].concat();
    vec![copy, changed, cut, longer, inside]
}

/// A picture, a film or a sound that ffmpeg makes up.
pub(super) fn recorded(from: &[&str], to: &[&str]) -> Vec<u8> {
    let mut ffmpeg = Command::new("ffmpeg");
    ffmpeg.args(["-nostdin", "-v", "error"]);
    external_tools::run(ffmpeg.args(from).args(to).arg("-"), b"").unwrap()
}

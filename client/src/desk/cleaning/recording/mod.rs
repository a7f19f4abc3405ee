//! Recordings, written anew from their frames and samples.
//!
//! [ffmpeg] decodes a recording and encodes it again inside the sandbox; [probe] says before what
//! is in it. Of what comes out, only the [frames and packets](film) are taken: what moves becomes a
//! [WebM](webm) of ours, what is only heard an [Ogg](ogg).

pub(super) mod look;
pub(super) mod ogg;
pub(super) mod webm;

mod ebml;
mod error;
mod ffmpeg;
mod film;
mod formats;
mod opus;
mod probe;

use std::path::Path;

use sourdine_observatory::folder::DOCUMENT_MAX_BYTES;

pub use self::error::RecordingError;
use self::ffmpeg::Encoded;
use super::{sandbox::SandboxError, wishes::Tracks};

/// A recording of ours.
pub(super) struct Rerecorded {
    /// A WebM if it has a picture, else an Ogg.
    pub(super) bytes: Vec<u8>,
    pub(super) has_picture: bool,
    /// What the original had besides.
    pub(super) told: Vec<(&'static str, String)>,
}

/// Writes a recording anew, which has this name inside the sandbox. `progress` is told how many
/// seconds are written, and of how many.
pub(super) fn rebuild(
    original: &Path,
    name: &str,
    tracks: Tracks,
    progress: &mut dyn FnMut(u32, u32),
) -> Result<Rerecorded, RecordingError> {
    let contents = probe::probe(original, name, tracks)?;
    let Encoded { film, skipped } = ffmpeg::encode(original, name, &contents, progress)?;
    let has_picture = film.picture.is_some();
    let bytes = if has_picture {
        webm::write(&film)
    } else {
        ogg::write(&film).map_err(SandboxError::Io)?
    };
    if bytes.len() as u64 > DOCUMENT_MAX_BYTES {
        return Err(RecordingError::TooHeavy);
    }
    let mut told = contents.others;
    told.extend(skipped.map(|said| ("Skipped", said)));
    Ok(Rerecorded {
        bytes,
        has_picture,
        told,
    })
}

/// Fails if ffmpeg, which decodes a copy of ours to its end, has anything to say of it.
pub(super) fn plays(copy: &Path, name: &str) -> Result<(), RecordingError> {
    ffmpeg::decode(copy, name)
}

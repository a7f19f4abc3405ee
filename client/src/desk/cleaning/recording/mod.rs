//! Recordings, written anew from their frames and samples.
//!
//! [ffmpeg] decodes a recording and encodes it again inside the sandbox; [probe] says before what is
//! in it. Of what comes out, only the [frames and packets](film) are taken: what moves becomes a
//! [WebM](webm) of ours, what is only heard an [Ogg](ogg).

pub(super) mod ogg;
pub(super) mod webm;

mod ebml;
mod ffmpeg;
mod film;
mod opus;
mod probe;

use std::path::Path;

use sourdine_l10n::Explain;
use sourdine_observatory::folder::DOCUMENT_MAX_BYTES;

use self::ffmpeg::Encoded;
use super::{kind::Kind, report::Finding, sandbox::SandboxError};

/// Why a recording is not written anew.
#[derive(Debug, Explain, thiserror::Error)]
pub enum RecordingError {
    #[explain(transparent)]
    Sandbox(#[from] SandboxError),
    /// ffmpeg cannot decode it, for this reason.
    #[explain("error-recording-unreadable", said)]
    Unreadable { said: String },
    #[explain("error-recording-empty")]
    Empty,
    /// There is a choice that only a person can make.
    #[explain("error-recording-tracks", pictures, sounds)]
    Tracks { pictures: usize, sounds: usize },
    #[explain("error-recording-heavy", most = DOCUMENT_MAX_BYTES >> 20)]
    TooHeavy,
}

/// A recording of ours, and what the original had besides.
pub(super) struct Rerecorded {
    pub(super) bytes: Vec<u8>,
    pub(super) kind: Kind,
    pub(super) told: Vec<Finding>,
}

/// Writes a recording anew. `progress` is told how many seconds are written, and of how many.
pub(super) fn rebuild(
    original: &Path,
    kind: Kind,
    progress: &mut dyn FnMut(u32, u32),
) -> Result<Rerecorded, RecordingError> {
    let contents = probe::probe(original, kind)?;
    let Encoded { film, skipped } = ffmpeg::encode(original, kind, &contents, progress)?;
    let (bytes, kind) = if film.picture.is_some() {
        (webm::write(&film), Kind::Webm)
    } else {
        let written = ogg::write(&film).map_err(SandboxError::Io)?;
        (written, Kind::Ogg)
    };
    if bytes.len() as u64 > DOCUMENT_MAX_BYTES {
        return Err(RecordingError::TooHeavy);
    }
    let mut told = contents.others;
    told.extend(skipped.map(|value| Finding {
        part: None,
        field: "Skipped".to_owned(),
        value,
    }));
    Ok(Rerecorded { bytes, kind, told })
}

/// Fails if ffmpeg, which decodes a copy of ours to its end, has anything to say of it.
pub(super) fn plays(copy: &Path, kind: Kind) -> Result<(), RecordingError> {
    ffmpeg::decode(copy, kind)
}

/// The name of a recording inside the sandbox.
fn name(kind: Kind) -> String {
    format!("recording.{}", kind.extension())
}

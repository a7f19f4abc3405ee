//! ffmpeg, which decodes a recording and encodes its frames and samples again.

use std::{io, path::Path, time::Duration};

use sourdine_observatory::folder::DOCUMENT_MAX_BYTES;

use super::{
    error::RecordingError,
    film::Film,
    formats::FORMATS,
    probe::{BYTES_A_SECOND, Contents, last_line},
    webm,
};
use crate::desk::cleaning::sandbox::{Limits, SandboxError, Tool};

pub(super) const FFMPEG: &str = "/usr/bin/ffmpeg";
/// Pixels become square, and no picture is larger than full high definition, upright or not.
const FRAMES: &str = concat!(
    "scale=w=trunc(iw*sar):h=ih,setsar=1,",
    "scale=w='if(gte(iw,ih),min(1920,iw),min(1080,iw))':h='if(gte(iw,ih),min(1080,ih),min(1920,ih))'",
    ":force_original_aspect_ratio=decrease:force_divisible_by=2"
);
const SAMPLES: &str = "aformat=channel_layouts=mono|stereo";
/// One picture and one sound, nothing else, and no word of the original's or of the encoders'.
const STREAMS: [&str; 15] = [
    "-sn",
    "-dn",
    "-map_metadata",
    "-1",
    "-map_chapters",
    "-1",
    "-fflags",
    "+bitexact",
    "-flags:v",
    "+bitexact",
    "-flags:a",
    "+bitexact",
    "-f",
    "webm",
    "-",
];
const VP9: [&str; 16] = [
    "-c:v",
    "libvpx-vp9",
    "-deadline",
    "realtime",
    "-cpu-used",
    "8",
    "-row-mt",
    "1",
    "-crf",
    "36",
    "-b:v",
    "0",
    "-pix_fmt",
    "yuv420p",
    "-vf",
    FRAMES,
];
const OPUS: [&str; 6] = ["-c:a", "libopus", "-b:a", "96k", "-af", SAMPLES];
/// Processor time for what does not depend on a recording's length, in seconds.
const BASE_SECONDS: u64 = 120;
/// Processor time for a second of a recording, in seconds: a large picture takes one or two.
const SECONDS_A_SECOND: u64 = 8;

/// How much of its length a recording may lose, in hundredths and in milliseconds: its last frames,
/// and what is no part of it.
const LOST_MAX_PERCENT: u64 = 5;
const LOST_MAX: u64 = 500;

/// What was encoded.
pub(super) struct Encoded {
    pub(super) film: Film,
    /// What ffmpeg could not decode, if it said so: the last of it.
    pub(super) skipped: Option<String>,
}

/// Encodes a recording, and gives its frames and packets. It fails if they are not as long as the
/// recording is said to be.
pub(super) fn encode(
    recording: &Path,
    name: &str,
    contents: &Contents,
    progress: &mut dyn FnMut(u32, u32),
) -> Result<Encoded, RecordingError> {
    let seconds = u32::try_from(contents.length.div_ceil(1_000)).unwrap_or(u32::MAX);
    let input = ["-i", name];
    let mut arguments = [&["-nostdin", "-v", "error"], &FORMATS[..], &input].concat();
    // V leaves covers out.
    let picture = contents.picture.map(|picture| format!("0:V:{picture}"));
    let sound = contents.sound.map(|sound| format!("0:a:{sound}"));
    for track in sound.iter().chain(&picture) {
        arguments.extend(["-map", track.as_str()]);
    }
    if picture.is_some() {
        arguments.extend(VP9);
    }
    arguments.extend(OPUS);
    arguments.extend(STREAMS);
    let mut film = None;
    let output = Tool::new(FFMPEG, &arguments)
        .on(recording, name)
        .within(limits(seconds))
        .read(DOCUMENT_MAX_BYTES, |from| {
            let mut told = |done: u32| progress(done.min(seconds), seconds);
            let read = webm::read(&mut *from, &mut told);
            film = Some(read);
            Ok(io::copy(from, &mut io::sink())?)
        });
    let output = match output {
        Err(SandboxError::TooMuchOutput(_)) => return Err(RecordingError::TooHeavy),
        other => other?,
    };
    let unreadable = || RecordingError::Unreadable {
        said: last_line(&output.stderr),
    };
    if !output.status.success() {
        return Err(unreadable());
    }
    let film = film.and_then(Result::ok).filter(Film::is_ours);
    let film = film.ok_or_else(unreadable)?;
    let lost = contents.length.saturating_sub(film.end());
    if !contents.is_guessed && lost > LOST_MAX + contents.length * LOST_MAX_PERCENT / 100 {
        return Err(RecordingError::Short {
            seconds: lost.div_ceil(1_000),
        });
    }
    let said = last_line(&output.stderr);
    Ok(Encoded {
        film,
        skipped: (!said.is_empty()).then_some(said),
    })
}

/// Decodes a copy of ours to its end. It fails if ffmpeg has anything to say of it.
pub(super) fn decode(copy: &Path, name: &str) -> Result<(), RecordingError> {
    let arguments = ["-nostdin", "-v", "warning", "-i", name, "-f", "null", "-"];
    let seconds = copy.metadata().map_or(0, |file| file.len()) / BYTES_A_SECOND;
    let output = Tool::new(FFMPEG, &arguments)
        .on(copy, name)
        .within(limits(u32::try_from(seconds).unwrap_or(u32::MAX)))
        .text()?;
    if output.status.success() && output.stderr.trim().is_empty() {
        Ok(())
    } else {
        Err(RecordingError::Unreadable {
            said: last_line(&output.stderr),
        })
    }
}

pub(super) fn limits(seconds: u32) -> Limits {
    let seconds = BASE_SECONDS + SECONDS_A_SECOND * u64::from(seconds);
    Limits {
        cpu_seconds: seconds,
        patience: Duration::from_secs(seconds),
        ..Limits::default()
    }
}

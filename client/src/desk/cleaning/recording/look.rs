//! A recording at a glance: still frames at even times, or how loud it is from one moment to the
//! next.

use std::{io::Read, path::Path};

use super::{
    error::RecordingError,
    ffmpeg::{FFMPEG, limits},
    probe::{last_line, probe},
};
use crate::desk::cleaning::{
    sandbox::{SandboxError, Tool},
    wishes::Tracks,
};

/// The size to which each frame is brought, its own shape kept.
pub(in crate::desk::cleaning) const FRAME: (u32, u32) = (320, 240);
const FRAME_BYTES: u64 = FRAME.0 as u64 * FRAME.1 as u64 * 3;
const FITTED: &str = concat!(
    "scale=w=trunc(iw*sar):h=ih,setsar=1,",
    "scale=320:240:force_original_aspect_ratio=decrease,pad=320:240:-1:-1:white"
);
/// How many frames are shown of a film.
const FRAMES: u64 = 12;
/// How many samples a second of sound has here, and how many make a moment.
const RATE: &str = "8000";
const RATE_BYTES: u64 = 16_000;
const MOMENT_SAMPLES: usize = 400;
/// How much longer a sound may be than it says, in seconds.
const MORE_SECONDS: u64 = 60;

/// What is seen or heard of a recording.
pub(in crate::desk::cleaning) struct Glance {
    /// How long it is, in milliseconds.
    pub(in crate::desk::cleaning) length: u64,
    pub(in crate::desk::cleaning) contents: Contents,
}

pub(in crate::desk::cleaning) enum Contents {
    /// When each frame is shown, in milliseconds, and its samples.
    Frames(Vec<(u64, Vec<u8>)>),
    /// The greatest deviation of each moment, of 32,768.
    Loudness(Vec<u16>),
}

/// Looks at a recording, which has this name inside the sandbox.
pub(in crate::desk::cleaning) fn glance(
    recording: &Path,
    name: &str,
    tracks: Tracks,
    progress: &mut dyn FnMut(u32, u32),
) -> Result<Glance, RecordingError> {
    let found = probe(recording, name, tracks.or_first())?;
    let length = found.length;
    // A sound that was chosen alone is what is asked for.
    let is_heard = tracks.sound.is_some() && tracks.picture.is_none();
    let picture = found.picture.filter(|_| !is_heard);
    let contents = if let Some(picture) = picture {
        let mut frames = Vec::new();
        for (nth, done) in (0..FRAMES).zip(1..) {
            let time = length * (2 * nth + 1) / (2 * FRAMES);
            // A film that is shorter than it says has no frame there.
            let seen = frame(recording, name, picture, time)?;
            frames.extend(seen.map(|samples| (time, samples)));
            progress(done, u32::try_from(FRAMES).unwrap_or(done));
        }
        if frames.is_empty() {
            return Err(RecordingError::Empty);
        }
        Contents::Frames(frames)
    } else {
        Contents::Loudness(loudness(recording, name, found.sound, length)?)
    };
    Ok(Glance { length, contents })
}

/// The frame that is shown at a time, in milliseconds.
fn frame(
    recording: &Path,
    name: &str,
    picture: usize,
    time: u64,
) -> Result<Option<Vec<u8>>, RecordingError> {
    let track = format!("0:V:{picture}");
    let time = format!("{}.{:03}", time / 1_000, time % 1_000);
    let arguments = [
        "-nostdin",
        "-v",
        "error",
        "-ss",
        &time,
        "-i",
        name,
        "-map",
        &track,
        "-frames:v",
        "1",
        "-an",
        "-sn",
        "-dn",
        "-vf",
        FITTED,
        "-pix_fmt",
        "rgb24",
        "-f",
        "rawvideo",
        "-",
    ];
    let output = Tool::new(FFMPEG, &arguments)
        .on(recording, name)
        .bytes(FRAME_BYTES)?;
    let is_whole = output.status.success() && output.stdout.len() as u64 == FRAME_BYTES;
    Ok(is_whole.then_some(output.stdout))
}

fn loudness(
    recording: &Path,
    name: &str,
    sound: Option<usize>,
    length: u64,
) -> Result<Vec<u16>, RecordingError> {
    let track = format!("0:a:{}", sound.unwrap_or_default());
    let arguments = [
        "-nostdin", "-v", "error", "-i", name, "-map", &track, "-vn", "-sn", "-dn", "-ac", "1",
        "-ar", RATE, "-f", "s16le", "-",
    ];
    let seconds = length.div_ceil(1_000) + MORE_SECONDS;
    let output = Tool::new(FFMPEG, &arguments)
        .on(recording, name)
        .within(limits(u32::try_from(seconds).unwrap_or(u32::MAX)))
        .read(seconds.saturating_mul(RATE_BYTES), |from| moments(from))?;
    if output.status.success() && !output.stdout.is_empty() {
        return Ok(output.stdout);
    }
    let said = last_line(&output.stderr);
    Err(RecordingError::Unreadable { said })
}

/// The greatest deviation of each moment, read as it comes.
fn moments(from: &mut dyn Read) -> Result<Vec<u16>, SandboxError> {
    let mut loudness = Vec::new();
    loop {
        let mut moment = Vec::new();
        from.take(2 * MOMENT_SAMPLES as u64)
            .read_to_end(&mut moment)?;
        let (samples, _) = moment.as_chunks::<2>();
        let samples = samples.iter().map(|bytes| i16::from_le_bytes(*bytes));
        match samples.map(i16::unsigned_abs).max() {
            Some(most) => loudness.push(most),
            None => return Ok(loudness),
        }
    }
}

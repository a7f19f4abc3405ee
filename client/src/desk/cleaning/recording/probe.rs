//! ffprobe, which says what is in a recording.

use std::{num::NonZero, path::Path};

use serde::Deserialize;
use sourdine_protocol::text::harmless;

use super::{error::RecordingError, formats::FORMATS};
use crate::desk::cleaning::{sandbox::Tool, wishes::Tracks};

const FFPROBE: &str = "/usr/bin/ffprobe";
/// What is asked: the kind of each stream, whether it is a cover, and how long all is.
const ASKED: &str = "stream=codec_type:stream_disposition=attached_pic:format=duration";
/// The slowest recordings, in bytes a second: where the length is not told, it follows from them.
pub(super) const BYTES_A_SECOND: u64 = 8_000;

/// What is in a recording.
pub(super) struct Contents {
    /// The picture and the sound that are published, where there is one: the first is 0.
    pub(super) picture: Option<usize>,
    pub(super) sound: Option<usize>,
    /// How long it is, in milliseconds. Guessed, where it does not tell.
    pub(super) length: u64,
    pub(super) is_guessed: bool,
    /// What else is in it, none of which is published.
    pub(super) others: Vec<(&'static str, String)>,
}

#[derive(Deserialize)]
struct Said {
    #[serde(default)]
    streams: Vec<Stream>,
    #[serde(default)]
    format: Format,
}

#[derive(Deserialize)]
struct Stream {
    #[serde(default)]
    codec_type: String,
    #[serde(default)]
    disposition: Disposition,
}

#[derive(Default, Deserialize)]
struct Disposition {
    #[serde(default)]
    attached_pic: u8,
}

#[derive(Default, Deserialize)]
struct Format {
    duration: Option<String>,
}

/// Looks into a recording. It fails if there is nothing to see or hear, or a choice to make that
/// nobody made.
pub(super) fn probe(
    recording: &Path,
    name: &str,
    tracks: Tracks,
) -> Result<Contents, RecordingError> {
    let asked = ["-show_entries", ASKED, "-of", "json", name];
    let arguments = [&["-v", "error"], &FORMATS[..], &asked].concat();
    let output = Tool::new(FFPROBE, &arguments).on(recording, name).text()?;
    let said: Said = serde_json::from_str(&output.stdout)
        .ok()
        .filter(|_| output.status.success())
        .ok_or_else(|| RecordingError::Unreadable {
            said: last_line(&output.stderr),
        })?;
    let count = |kind: &str, cover: bool| {
        let streams = said.streams.iter();
        let alike = streams.filter(|stream| {
            stream.codec_type == kind && (stream.disposition.attached_pic != 0) == cover
        });
        alike.count()
    };
    let (pictures, sounds) = (count("video", false), count("audio", false));
    if (pictures, sounds) == (0, 0) {
        return Err(RecordingError::Empty);
    }
    let choose = |count, chosen| {
        let unclear = || RecordingError::Tracks { pictures, sounds };
        choose(count, chosen).ok_or_else(unclear)
    };
    let picture = choose(pictures, tracks.picture)?;
    let sound = choose(sounds, tracks.sound)?;
    let told = said.format.duration.and_then(|told| told.parse().ok());
    let guess = || {
        let length = recording.metadata().map_or(0, |file| file.len());
        (length / BYTES_A_SECOND) as f64
    };
    let is_guessed = told.is_none();
    let seconds: f64 = told.unwrap_or_else(guess);
    let others = [
        ("OtherPicture", pictures.saturating_sub(1)),
        ("OtherSound", sounds.saturating_sub(1)),
        ("Cover", count("video", true)),
        ("Subtitles", count("subtitle", false)),
        ("DataTrack", count("data", false)),
        ("Attachment", count("attachment", false)),
    ];
    let others = others.into_iter().filter(|(_, count)| *count > 0);
    Ok(Contents {
        picture,
        sound,
        length: milliseconds(seconds),
        is_guessed,
        others: others
            .map(|(field, count)| (field, count.to_string()))
            .collect(),
    })
}

/// Which of so many tracks is published: none of none, the only one, or the one that was chosen.
/// None if nobody can say.
fn choose(count: usize, chosen: Option<NonZero<usize>>) -> Option<Option<usize>> {
    match (count, chosen) {
        (0, _) => Some(None),
        (1, None) => Some(Some(0)),
        (_, None) => None,
        (count, Some(chosen)) => (chosen.get() <= count).then_some(Some(chosen.get() - 1)),
    }
}

/// The last line of what a tool says, made safe to show.
pub(super) fn last_line(said: &str) -> String {
    let mut lines = said.lines().filter(|line| !line.trim().is_empty());
    harmless(lines.next_back().unwrap_or_default())
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the number is clamped first"
)]
fn milliseconds(seconds: f64) -> u64 {
    let clamped = seconds.clamp(0.0, f64::from(u32::MAX));
    (clamped * 1_000.0) as u64
}

//! A recording: its tracks, chapters and tags, as ffprobe reads them.

use std::{collections::BTreeMap, path::Path};

use serde::Deserialize;
use sourdine_decoder::look::{
    Look,
    trace::{Trace, TraceKind},
};

use super::{decoder, inspected::Inspection};
use crate::desk::cleaning::{CleanError, kind::Kind, pixels::PixelError, report, sandbox::Tool};

const FFPROBE: &str = "/usr/bin/ffprobe";
/// Tags that a container has whether a person wrote something or not.
const OF_FORMATS: [&str; 8] = [
    "major_brand",
    "minor_version",
    "compatible_brands",
    "language",
    "vendor_id",
    "DURATION",
    "encoder",
    "ENCODER",
];

/// What every program calls a track.
const HANDLERS: [&str; 3] = ["VideoHandler", "SoundHandler", "SubtitleHandler"];

#[derive(Deserialize)]
struct Said {
    #[serde(default)]
    streams: Vec<Stream>,
    #[serde(default)]
    chapters: Vec<Tagged>,
    #[serde(default)]
    programs: Vec<Tagged>,
}

#[derive(Deserialize)]
struct Stream {
    #[serde(default)]
    codec_type: String,
    #[serde(default)]
    codec_name: String,
    #[serde(default)]
    disposition: BTreeMap<String, u8>,
    #[serde(default)]
    tags: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Tagged {
    #[serde(default)]
    tags: BTreeMap<String, String>,
}

pub(super) fn look(original: &Path, kind: Kind, inspection: &mut Inspection) {
    let looked = decoder::look(original, Look::Behind);
    let looked = inspection.attempt(looked).unwrap_or_default();
    inspection.add(looked.traces);
    let told = probe(original, kind);
    inspection.try_add(told);
}

fn probe(recording: &Path, kind: Kind) -> Result<Vec<Trace>, CleanError> {
    let name = kind.file_name();
    let arguments = [
        "-v",
        "error",
        "-show_streams",
        "-show_chapters",
        "-show_programs",
        "-of",
        "json",
        &name,
    ];
    let output = Tool::new(FFPROBE, &arguments).on(recording, &name).text()?;
    let said: Said = serde_json::from_str(&output.stdout)
        .ok()
        .filter(|_| output.status.success())
        .ok_or(PixelError::Unreadable)?;
    let mut traces = Vec::new();
    let mut seen: BTreeMap<&str, u32> = BTreeMap::new();
    for (stream, number) in said.streams.iter().zip(0..) {
        let is_cover = stream
            .disposition
            .get("attached_pic")
            .is_some_and(|is| *is != 0);
        let what = format!("{} {}", stream.codec_type, stream.codec_name);
        let kind = match stream.codec_type.as_str() {
            _ if is_cover => Some(TraceKind::Thumbnail),
            "subtitle" => Some(TraceKind::Subtitles),
            "video" | "audio" => {
                let count = seen.entry(&stream.codec_type).or_default();
                *count += 1;
                (*count > 1).then_some(TraceKind::SecondTrack)
            }
            _ => Some(TraceKind::Attachment),
        };
        let place = format!("stream {number}");
        traces.extend(kind.map(|kind| Trace::new(kind, &report::harmless(&what)).in_part(&place)));
        traces.extend(tags(&stream.tags, TraceKind::Metadata, &place));
    }
    for (chapter, number) in said.chapters.iter().zip(1..) {
        let place = format!("chapter {number}");
        let titles = tags(&chapter.tags, TraceKind::Chapter, &place);
        let untitled = Trace::new(TraceKind::Chapter, "").in_part(&place);
        traces.extend(if titles.is_empty() {
            vec![untitled]
        } else {
            titles
        });
    }
    for program in &said.programs {
        traces.extend(tags(&program.tags, TraceKind::Metadata, "program"));
    }
    Ok(traces)
}

fn tags(tags: &BTreeMap<String, String>, kind: TraceKind, place: &str) -> Vec<Trace> {
    let told = tags.iter().filter(|(name, value)| {
        !OF_FORMATS.contains(&name.as_str()) && !HANDLERS.contains(&value.as_str())
    });
    told.map(|(name, value)| {
        Trace::new(kind, &report::harmless(&format!("{name}: {value}"))).in_part(place)
    })
    .collect()
}

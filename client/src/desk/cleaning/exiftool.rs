//! exiftool, which knows more kinds of metadata than any other program: what an original told, and
//! a second look at a copy.

use std::path::Path;

use super::{
    error::CleanError,
    kind::Kind,
    report::{FINDINGS_MAX, Finding, harmless},
    sandbox::{Tool, ToolOutput},
};

const EXIFTOOL: &str = "/usr/bin/exiftool";
/// Short names, with their groups, also what is there twice or unknown.
const ARGUMENTS: [&str; 4] = ["-s", "-G1", "-a", "-u"];
/// How the line begins that says what a file is.
const KIND: &str = "[File]          FileType ";
/// Groups that tell of exiftool, of our own copy's file, or what follows from other fields.
const NOT_OF_DOCUMENTS: [&str; 3] = ["ExifTool", "System", "Composite"];
/// The group that tells how an archive keeps the first of its members.
const OF_ARCHIVES: &str = "ZIP";
/// What exiftool says of a file that it finds strange, in the group of its own.
const WARNINGS: [&str; 2] = ["Warning", "Error"];
/// What every document of its format says: of what size it is, and how it is written.
const OF_FORMATS: [(&str, &[&str]); 10] = [
    (
        "File",
        &[
            "FileType",
            "FileTypeExtension",
            "MIMEType",
            "ImageWidth",
            "ImageHeight",
            "EncodingProcess",
            "BitsPerSample",
            "ColorComponents",
            "YCbCrSubSampling",
            "ExifByteOrder",
        ],
    ),
    (
        "JFIF",
        &[
            "JFIFVersion",
            "ResolutionUnit",
            "XResolution",
            "YResolution",
        ],
    ),
    (
        "PNG",
        &[
            "ImageWidth",
            "ImageHeight",
            "BitDepth",
            "ColorType",
            "Compression",
            "Filter",
            "Interlace",
        ],
    ),
    (
        "GIF",
        &[
            "GIFVersion",
            "ImageWidth",
            "ImageHeight",
            "HasColorMap",
            "ColorResolutionDepth",
            "BitsPerPixel",
            "BackgroundColor",
        ],
    ),
    (
        "RIFF",
        &[
            "VP8Version",
            "ImageWidth",
            "ImageHeight",
            "HorizontalScale",
            "VerticalScale",
        ],
    ),
    ("PDF", &["PDFVersion", "Linearized", "PageCount"]),
    (
        "Matroska",
        &[
            "EBMLVersion",
            "EBMLReadVersion",
            "EBMLMaxIDLength",
            "EBMLMaxSizeLength",
            "DocType",
            "DocTypeVersion",
            "DocTypeReadVersion",
            "TimecodeScale",
            "Duration",
            "CueTime",
            "CueTrack",
            "CueClusterPosition",
        ],
    ),
    ("Track1", TRACK),
    ("Track2", TRACK),
    (
        "Opus",
        &["OpusVersion", "AudioChannels", "SampleRate", "OutputGain"],
    ),
];
/// What every track of a WebM says. exiftool knows two of them by their numbers only: how many
/// samples are not heard, and how many are decoded before.
const TRACK: &[&str] = &[
    "TrackNumber",
    "TrackUID",
    "TrackLacing",
    "CodecID",
    "VideoCodecID",
    "AudioCodecID",
    "TrackType",
    "ImageWidth",
    "ImageHeight",
    "AudioChannels",
    "AudioSampleRate",
    "CodecPrivate",
    "Matroska_0x16aa",
    "Matroska_0x16bb",
];
/// The program that a copy of ours names, where its format wants one.
const PROGRAMS: [&str; 3] = ["MuxingApp", "WritingApp", "Vendor"];
const US: &str = "sourdine";

/// What a document tells besides what is seen.
pub(in crate::desk) fn told(document: &Path, kind: Kind) -> Result<Vec<Finding>, CleanError> {
    Ok(read(&run(document, kind)?.stdout))
}

/// Fails if exiftool finds anything in a copy of ours but its size and how it is written, or does
/// not know what it is.
pub(super) fn finds_nothing(copy: &Path, kind: Kind) -> Result<(), CleanError> {
    let output = run(copy, kind)?;
    let is_known = output.stdout.lines().any(|line| line.starts_with(KIND));
    if !output.status.success() || !is_known {
        return Err(CleanError::Left(harmless(&output.stderr)));
    }
    match read(&output.stdout).first() {
        None => Ok(()),
        Some(Finding { field, value, .. }) => Err(CleanError::Left(format!("{field}: {value}"))),
    }
}

fn run(document: &Path, kind: Kind) -> Result<ToolOutput, CleanError> {
    let name = kind.file_name();
    let arguments = ARGUMENTS.into_iter().chain([name.as_str()]);
    let arguments: Vec<&str> = arguments.collect();
    Ok(Tool::new(EXIFTOOL, &arguments).on(document, &name).text()?)
}

/// Reads what exiftool says. A line in an unknown form is a finding too.
fn read(said: &str) -> Vec<Finding> {
    let lines = said.lines().filter(|line| !line.trim().is_empty());
    lines.filter_map(finding).take(FINDINGS_MAX).collect()
}

fn finding(line: &str) -> Option<Finding> {
    let grouped = line.strip_prefix('[').and_then(|line| line.split_once(']'));
    let (group, named) = grouped.unwrap_or(("", line));
    let (name, value) = named.split_once(':').unwrap_or((named, ""));
    let (name, value) = (name.trim(), value.trim());
    let is_warning = WARNINGS.contains(&name);
    let mut of_formats = OF_FORMATS.iter().filter(|(of, _)| *of == group);
    let is_ours = PROGRAMS.contains(&name) && value == US;
    let is_of_format = is_ours || of_formats.any(|(_, names)| names.contains(&name));
    if is_of_format || group == OF_ARCHIVES || (NOT_OF_DOCUMENTS.contains(&group) && !is_warning) {
        return None;
    }
    Some(Finding {
        part: Some(harmless(group)).filter(|group| !group.is_empty()),
        field: harmless(name),
        value: harmless(value),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_exiftool_says_is_read() {
        let said = "[ExifTool]      ExifToolVersion : 12.57\n\
                    [ExifTool]      Warning         : Trailer data after PNG IEND chunk\n\
                    [System]        FileName        : document.jpg\n\
                    [File]          FileType        : JPEG\n\
                    [File]          Comment         : by: Jeanne\u{1b}[31m\n\
                    [GPS]           GPSLatitude     : 43 deg\n";
        let found = read(said);
        let found: Vec<_> = found
            .iter()
            .map(|f| (f.field.as_str(), f.value.as_str()))
            .collect();
        assert_eq!(
            found,
            [
                ("Warning", "Trailer data after PNG IEND chunk"),
                ("Comment", "by: Jeanne\u{FFFD}[31m"),
                ("GPSLatitude", "43 deg"),
            ]
        );
    }
}

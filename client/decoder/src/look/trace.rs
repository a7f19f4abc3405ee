//! What leaves the sandbox: a line of JSON for each thing that a document gives away, and for each
//! page or part its text.

use std::io::{self, Read, Write};

use serde::{Deserialize, Serialize};
use strum::{EnumIter, IntoStaticStr};

use crate::stream::{read_number, write_number};

/// Longest text that is repeated of a trace, in characters.
const TEXT_MAX_CHARS: usize = 200;

/// What something that gives away is. The list is closed.
#[derive(
    Clone,
    Copy,
    Debug,
    Deserialize,
    EnumIter,
    Eq,
    Hash,
    IntoStaticStr,
    Ord,
    PartialEq,
    PartialOrd,
    Serialize,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "kebab-case", const_into_str)]
pub enum TraceKind {
    // Redactions that failed.
    TextUnderBox,
    TextUnderImage,
    UnappliedRedaction,
    DarkHighlight,
    CrossHatch,
    TellingBookmark,
    // What no rebuilding removes.
    PrinterDots,
    Homoglyph,
    OddSpace,
    DoubleSpace,
    FaintText,
    // Text that is not seen.
    HiddenCharacter,
    TrailingSpace,
    InvisibleText,
    TinyText,
    ClippedText,
    TextOutsidePage,
    TextLayer,
    HiddenLayer,
    HiddenText,
    UnseenText,
    HiddenSheet,
    HiddenRows,
    HiddenColumns,
    HiddenSlide,
    HiddenName,
    SpeakerNotes,
    AlternativeText,
    // Earlier versions, and who said what of them.
    EarlierVersion,
    UnusedObjects,
    Revision,
    RevisionIds,
    Comment,
    Annotation,
    AuthorName,
    // What is told beside the text.
    Metadata,
    Field,
    FormField,
    Layer,
    LocalPath,
    ExternalLink,
    PrinterSettings,
    CustomData,
    CachedData,
    Script,
    Macro,
    // Files in the file.
    Attachment,
    EmbeddedObject,
    Thumbnail,
    DifferentThumbnail,
    BytesBehindEnd,
    SecondTrack,
    Subtitles,
    Chapter,
}

/// Something that a document gives away.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Trace {
    pub kind: TraceKind,
    /// Whether an eye that looks closely still sees it on the page.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub legible: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// Where on the page, in points from its upper left corner: left, top, width, height.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<[i32; 4]>,
    /// The part, group or place that has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
    pub text: String,
}

impl Trace {
    #[must_use]
    pub fn new(kind: TraceKind, text: &str) -> Self {
        Self {
            kind,
            legible: false,
            page: None,
            area: None,
            part: None,
            text: joined(text).chars().take(TEXT_MAX_CHARS).collect(),
        }
    }

    #[must_use]
    pub fn in_part(mut self, part: &str) -> Self {
        self.part = Some(part.chars().take(TEXT_MAX_CHARS).collect());
        self
    }

    #[must_use]
    pub const fn on_page(mut self, page: u32) -> Self {
        self.page = Some(page);
        self
    }
}

/// A text on one line.
fn joined(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A word, with the white space behind it, and where it begins, in tenths of a point.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PlacedWord {
    pub text: String,
    pub at: [i32; 2],
}

/// The words of a page in the order in which they are painted, or a paragraph of a part.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub enum Line {
    Trace(Trace),
    Page { page: u32, words: Vec<PlacedWord> },
    Paragraph { part: String, text: String },
}

/// Reads a picture that was found in a document: its name and its bytes. None at the end.
///
/// # Errors
/// If it breaks off, or is larger than `most` bytes.
pub fn read_piece(mut from: impl Read, most: u32) -> io::Result<Option<(String, Vec<u8>)>> {
    let Ok(name) = read_number(&mut from) else {
        return Ok(None);
    };
    let length = read_number(&mut from)?;
    let name = read_whole(&mut from, name, most)?;
    let bytes = read_whole(&mut from, length, most)?;
    Ok(Some((String::from_utf8_lossy(&name).into_owned(), bytes)))
}

fn read_whole(from: impl Read, length: u32, most: u32) -> io::Result<Vec<u8>> {
    if length > most {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    let mut bytes = Vec::new();
    let read = from.take(length.into()).read_to_end(&mut bytes)?;
    if read as u64 == u64::from(length) {
        Ok(bytes)
    } else {
        Err(io::ErrorKind::UnexpectedEof.into())
    }
}

/// # Errors
/// If `to` takes no more.
pub(super) fn write_piece(name: &str, bytes: &[u8], mut to: impl Write) -> io::Result<()> {
    let too_large = |_| io::Error::from(io::ErrorKind::FileTooLarge);
    write_number(u32::try_from(name.len()).map_err(too_large)?, &mut to)?;
    write_number(u32::try_from(bytes.len()).map_err(too_large)?, &mut to)?;
    to.write_all(name.as_bytes())?;
    to.write_all(bytes)
}

//! What becomes of a trace when the document is cleaned.

use serde::Serialize;
use sourdine_decoder::look::trace::{Trace, TraceKind};
use strum::{IntoStaticStr, VariantArray};

/// How grave a trace is, the gravest first.
#[derive(
    Clone, Copy, Debug, Eq, IntoStaticStr, Ord, PartialEq, PartialOrd, Serialize, VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "kebab-case", const_into_str)]
pub enum Group {
    /// Something was meant to be hidden, and is not.
    FailedRedaction,
    /// A clean copy still has it: its pixels or its letters show it.
    Stays,
    /// The original tells it, and a clean copy does not.
    Gone,
}

impl Group {
    pub const fn of(trace: &Trace) -> Self {
        match trace.kind {
            TraceKind::TextUnderBox
            | TraceKind::TextUnderImage
            | TraceKind::UnappliedRedaction
            | TraceKind::DarkHighlight
            | TraceKind::CrossHatch
            | TraceKind::TellingBookmark => Self::FailedRedaction,
            TraceKind::PrinterDots
            | TraceKind::Homoglyph
            | TraceKind::OddSpace
            | TraceKind::DoubleSpace
            | TraceKind::FaintText => Self::Stays,
            TraceKind::HiddenCharacter
            | TraceKind::TrailingSpace
            | TraceKind::InvisibleText
            | TraceKind::TinyText
            | TraceKind::ClippedText
            | TraceKind::TextOutsidePage
            | TraceKind::TextLayer
            | TraceKind::HiddenLayer
            | TraceKind::HiddenText
            | TraceKind::UnseenText
            | TraceKind::HiddenSheet
            | TraceKind::HiddenRows
            | TraceKind::HiddenColumns
            | TraceKind::HiddenSlide
            | TraceKind::HiddenName
            | TraceKind::SpeakerNotes
            | TraceKind::AlternativeText
            | TraceKind::EarlierVersion
            | TraceKind::UnusedObjects
            | TraceKind::Revision
            | TraceKind::RevisionIds
            | TraceKind::Comment
            | TraceKind::Annotation
            | TraceKind::AuthorName
            | TraceKind::Metadata
            | TraceKind::Field
            | TraceKind::FormField
            | TraceKind::Layer
            | TraceKind::LocalPath
            | TraceKind::ExternalLink
            | TraceKind::PrinterSettings
            | TraceKind::CustomData
            | TraceKind::CachedData
            | TraceKind::Script
            | TraceKind::Macro
            | TraceKind::Attachment
            | TraceKind::EmbeddedObject
            | TraceKind::Thumbnail
            | TraceKind::DifferentThumbnail
            | TraceKind::BytesBehindEnd
            | TraceKind::SecondTrack
            | TraceKind::Subtitles
            | TraceKind::Chapter => Self::Gone,
        }
    }
}

//! Office documents and drawings: what their parts tell, and what their pages do not show.

use std::{collections::HashSet, path::Path};

use sourdine_decoder::{
    format::Format,
    look::{
        Look,
        trace::{Trace, TraceKind},
    },
};
use sourdine_observatory::folder::DOCUMENT_MAX_BYTES;
use sourdine_platform::files;
use unicode_normalization::UnicodeNormalization;

use super::{Inspection, Text, decoder, group::Group, pieces, pixels};
use crate::desk::cleaning::{
    CleanError,
    kind::{self, Kind, Suite},
    office,
    report::Finding,
    rsvg,
};

/// How many letters a word has that is looked for on the pages.
const WORD_MIN: usize = 3;
/// The most paragraphs that are told.
const UNSEEN_MAX: usize = 200;

pub(super) fn look(
    original: &Path,
    kind: Kind,
    suite: Suite,
    scratch: &Path,
    inspection: &mut Inspection,
) {
    let parts = look_at_parts(original, kind, suite, scratch, inspection);
    let untold = inspection.attempt(parts).unwrap_or_default();
    let printed = office::print(original, kind, suite, scratch);
    let Some(printed) = inspection.attempt(printed) else {
        return;
    };
    inspection.add(printed.told.iter().map(trace));
    let pages = look_at_pages(&printed.pages.path(), inspection);
    inspection.add(unseen(&untold, &pages));
}

/// A drawing of lines: its elements, and the page that rsvg draws.
pub(super) fn look_at_drawing(original: &Path, scratch: &Path, inspection: &mut Inspection) {
    let looked = decoder::look(original, Look::LookXml);
    let looked = inspection.attempt(looked).unwrap_or_default();
    inspection.add(looked.traces);
    inspection.texts.extend(looked.texts);
    let page = rsvg::draw(original, scratch);
    if let Some(page) = inspection.attempt(page) {
        let pages = look_at_pages(&page.path(), inspection);
        inspection.add(unseen(&looked.untold, &pages));
    }
}

/// Paragraphs of the parts, each with its part, that nothing tells yet.
fn look_at_parts(
    original: &Path,
    kind: Kind,
    suite: Suite,
    scratch: &Path,
    inspection: &mut Inspection,
) -> Result<Vec<(String, String)>, CleanError> {
    let is_archive = kind::is_archive(&mut files::open_regular(original, DOCUMENT_MAX_BYTES)?)?;
    let looked = if is_archive {
        let told = pieces::of(original, scratch);
        inspection.attempt(told).map(|told| inspection.add(told));
        decoder::look(original, Look::LookOffice)?
    } else {
        let flat = office::flatten(original, kind, suite, scratch)?;
        let flat = flat.ok_or(CleanError::NotOpened)?;
        decoder::look(&flat.path(), Look::LookXml)?
    };
    inspection.add(looked.traces);
    inspection.texts.extend(looked.texts);
    Ok(looked.untold)
}

/// Looks at the pages that a program made of the document: what that program wrote of itself is no
/// part of it. Gives their words.
fn look_at_pages(pages: &Path, inspection: &mut Inspection) -> HashSet<String> {
    let looked = decoder::look(pages, Look::LookPdf);
    let looked = inspection.attempt(looked).unwrap_or_default();
    let is_of_page = |trace: &Trace| {
        trace.page.is_some()
            && (Group::of(trace) == Group::FailedRedaction
                || matches!(
                    trace.kind,
                    TraceKind::FaintText
                        | TraceKind::InvisibleText
                        | TraceKind::TinyText
                        | TraceKind::ClippedText
                        | TraceKind::TextOutsidePage
                ))
    };
    inspection.add(looked.traces.into_iter().filter(is_of_page));
    pixels::look(pages, Format::Pdf, inspection);
    let words = looked.texts.iter().flat_map(|text| &text.words);
    let text: String = words.map(|word| word.text.as_str()).collect();
    inspection
        .texts
        .extend(looked.texts.into_iter().map(|text| Text {
            is_placed: true,
            ..text
        }));
    words_of(&text).collect()
}

fn words_of(text: &str) -> impl Iterator<Item = String> {
    let plain: String = text.nfkc().collect();
    let words: Vec<String> = plain
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| word.chars().count() >= WORD_MIN)
        .map(str::to_lowercase)
        .collect();
    words.into_iter()
}

/// Paragraphs of which no page shows most of the words.
fn unseen(untold: &[(String, String)], pages: &HashSet<String>) -> Vec<Trace> {
    let is_unseen = |(_, text): &&(String, String)| {
        let words: Vec<String> = words_of(text).collect();
        let missing = words.iter().filter(|word| !pages.contains(*word)).count();
        missing > 0 && missing * 2 >= words.len()
    };
    let paragraphs = untold.iter().filter(is_unseen).take(UNSEEN_MAX);
    let traces = paragraphs.map(|(part, text)| {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        Trace::new(TraceKind::UnseenText, &text).in_part(part)
    });
    traces.collect()
}

/// What the cleaning of an office document tells.
fn trace(finding: &Finding) -> Trace {
    let kind = match finding.field.as_str() {
        "HiddenSheet" => TraceKind::HiddenSheet,
        "HiddenSlide" => TraceKind::HiddenSlide,
        "HiddenRowOrColumn" => TraceKind::HiddenRows,
        "HiddenSection" | "HiddenText" => TraceKind::HiddenText,
        "DeletedText" => TraceKind::Revision,
        "ChangedOrWrittenBy" => TraceKind::AuthorName,
        "EmbeddedDocument" => TraceKind::EmbeddedObject,
        "Field" => TraceKind::Field,
        "Link" => TraceKind::ExternalLink,
        "Comment" => TraceKind::Comment,
        "Notes" => TraceKind::SpeakerNotes,
        "Macros" => TraceKind::Macro,
        _ => return Trace::new(TraceKind::CustomData, &finding.value).in_part(&finding.field),
    };
    Trace::new(kind, &finding.value)
}

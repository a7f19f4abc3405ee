//! Office documents and drawings: what their parts tell, and what their pages do not show.

use std::{collections::HashSet, path::Path};

use sourdine_decoder::{
    format::Format,
    look::{
        Look,
        trace::{Trace, TraceKind},
    },
    office::hidden::HiddenParts,
};
use sourdine_observatory::folder::DOCUMENT_MAX_BYTES;
use sourdine_platform::files;
use unicode_normalization::UnicodeNormalization;

use super::{
    decoder,
    group::Group,
    inspected::{Inspection, Text},
    pieces, pixels,
};
use crate::desk::cleaning::{
    CleanError,
    kind::{self, Kind, Suite},
    office,
    report::Finding,
    rsvg,
};

/// How many letters a word has that is looked for on the pages.
const WORD_MIN: usize = 3;
/// The most paragraphs with unseen words that are told.
const UNSEEN_MAX: usize = 200;

pub(super) fn look(
    original: &Path,
    kind: Kind,
    suite: Suite,
    scratch: &Path,
    inspection: &mut Inspection,
) {
    let parts = look_at_parts(original, kind, suite, scratch, inspection);
    inspection.attempt(parts);
    let printed = office::print(original, kind, suite, HiddenParts::Omit, scratch);
    if let Some(printed) = inspection.attempt(printed) {
        inspection.add(printed.told.iter().map(trace));
        look_at_pages(&printed.pages.path(), inspection);
    }
}

/// A drawing of lines: its elements, and the page that rsvg draws.
pub(super) fn look_at_drawing(original: &Path, scratch: &Path, inspection: &mut Inspection) {
    let looked = decoder::look(original, Look::Xml);
    let looked = inspection.attempt(looked).unwrap_or_default();
    inspection.add(looked.traces);
    inspection.texts.extend(looked.texts);
    let page = rsvg::draw(original, scratch);
    if let Some(page) = inspection.attempt(page) {
        look_at_pages(&page.path(), inspection);
    }
}

fn look_at_parts(
    original: &Path,
    kind: Kind,
    suite: Suite,
    scratch: &Path,
    inspection: &mut Inspection,
) -> Result<(), CleanError> {
    let is_archive = kind::is_archive(&mut files::open_regular(original, DOCUMENT_MAX_BYTES)?)?;
    let looked = if is_archive {
        let told = pieces::of(original, scratch);
        inspection.try_add(told);
        decoder::look(original, Look::Office)?
    } else {
        let flat = office::flatten(original, kind, suite, scratch)?;
        let flat = flat.ok_or(CleanError::NotOpened)?;
        decoder::look(&flat.path(), Look::Xml)?
    };
    inspection.add(looked.traces);
    inspection.texts.extend(looked.texts);
    Ok(())
}

/// Looks at the pages that a program made of the document: what that program wrote of itself is no
/// part of it.
fn look_at_pages(pages: &Path, inspection: &mut Inspection) {
    let looked = decoder::look(pages, Look::Pdf);
    let looked = inspection.attempt(looked).unwrap_or_default();
    inspection.add(looked.traces.into_iter().filter(is_of_page));
    let unseen = unseen(inspection, &looked.texts);
    inspection.add(unseen);
    inspection.texts.extend(looked.texts);
    pixels::look(pages, Format::Pdf, inspection);
}

fn is_of_page(trace: &Trace) -> bool {
    let is_hidden = matches!(
        trace.kind,
        TraceKind::FaintText
            | TraceKind::InvisibleText
            | TraceKind::TinyText
            | TraceKind::ClippedText
            | TraceKind::TextOutsidePage
    );
    trace.page.is_some() && (is_hidden || Group::of(trace) == Group::FailedRedaction)
}

fn words_of(text: &str) -> Vec<String> {
    let plain: String = text.nfkc().collect();
    let words = plain.split(|c: char| !c.is_alphabetic());
    words
        .filter(|word| word.chars().count() >= WORD_MIN)
        .map(str::to_lowercase)
        .collect()
}

fn text_of(text: &Text) -> String {
    text.words.iter().map(|word| word.text.as_str()).collect()
}

/// Words of the parts that no page shows and nothing tells yet.
fn unseen(inspection: &Inspection, pages: &[Text]) -> Vec<Trace> {
    let pages: String = pages.iter().map(text_of).collect();
    let seen: HashSet<String> = words_of(&pages).into_iter().collect();
    // Words that were divided at the end of a line.
    let joined: String = pages.nfkc().filter(|c| c.is_alphabetic()).collect();
    let joined = joined.to_lowercase();
    let told: Vec<&str> = inspection
        .traces
        .iter()
        .map(|trace| trace.text.as_str())
        .collect();
    let told: HashSet<String> = words_of(&told.join(" ")).into_iter().collect();
    let is_unseen = |word: &String| {
        !seen.contains(word) && !told.contains(word) && !joined.contains(word.as_str())
    };
    let mut traces = Vec::new();
    for text in &inspection.texts {
        let words = words_of(&text_of(text));
        let words: Vec<String> = words.into_iter().filter(is_unseen).collect();
        if !words.is_empty() && traces.len() < UNSEEN_MAX {
            traces.push(Trace {
                part: text.part.clone(),
                ..Trace::new(TraceKind::UnseenText, text_of(text).trim())
            });
        }
    }
    traces
}

/// What the cleaning of an office document tells.
fn trace(finding: &Finding) -> Trace {
    let kind = match finding.field.as_str() {
        "HiddenSheet" => TraceKind::HiddenSheet,
        "HiddenSlide" => TraceKind::HiddenSlide,
        "HiddenRowOrColumn" => TraceKind::HiddenRows,
        "HiddenSection" | "HiddenText" => TraceKind::HiddenText,
        "MaybeHidden" => TraceKind::FaintText,
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

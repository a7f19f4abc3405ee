//! Cases: a line of a list, or all of one.

use std::io::{self, Write};

use sourdine_protocol::text::Sha256Hex;

use super::{
    Renderer,
    short::{beginning, kind_word},
    table::Table,
};
use crate::{
    app::{
        CaseReport, CaseState, CaseSummary, CleanCopy, Event, EventKind, Line, SignatureReport,
        Words,
        triage::{LettersReport, ListReport, ResealReport},
    },
    l10n::{Localizer, Message},
};

/// Where a text that belongs to a line begins.
const INDENT: usize = 2;

pub(in crate::cli) fn list(
    report: &ListReport,
    out: &mut Renderer<'_, impl Write>,
) -> io::Result<()> {
    let none = Message::new("triage-none");
    if out.json() || (report.cases.is_empty() && report.closed.is_empty()) {
        return out.give(report, &none);
    }
    let localizer = out.localizer();
    let mut table = Table::new(0);
    let heads = [
        "head-case",
        "head-state",
        "head-title",
        "head-place",
        "head-tags",
    ];
    table.row(heads.map(|head| localizer.text(&Message::new(head))));
    for summary in &report.cases {
        table.row(summary_cells(summary, localizer));
    }
    out.show_table(&table)?;
    for id in &report.closed {
        out.say(&Message::new("triage-closed").with("case", id))?;
    }
    Ok(())
}

fn summary_cells(summary: &CaseSummary, localizer: &Localizer) -> [String; 5] {
    [
        summary.case.to_string(),
        state_word(summary.state, localizer),
        text(summary.title.as_ref()),
        text(summary.place.as_ref()),
        joined(&summary.tags),
    ]
}

fn text(line: Option<&Line>) -> String {
    line.map(Line::to_string).unwrap_or_default()
}

fn joined(words: &[impl ToString]) -> String {
    let words: Vec<String> = words.iter().map(ToString::to_string).collect();
    words.join(", ")
}

fn state_word(state: CaseState, localizer: &Localizer) -> String {
    let found = localizer.find(&format!("state-{state}"));
    found.unwrap_or_else(|| state.to_string())
}

pub(in crate::cli) fn new(
    report: &LettersReport,
    out: &mut Renderer<'_, impl Write>,
) -> io::Result<()> {
    letters(report, "triage-new", out)
}

pub(in crate::cli) fn added(
    report: &LettersReport,
    out: &mut Renderer<'_, impl Write>,
) -> io::Result<()> {
    letters(report, "triage-added", out)
}

fn letters(
    report: &LettersReport,
    key: &'static str,
    out: &mut Renderer<'_, impl Write>,
) -> io::Result<()> {
    let message = Message::new(key)
        .with("case", &report.case.case)
        .with_count("letters", report.case.letters.len());
    out.give(report, &message)?;
    for other in &report.seen_elsewhere {
        let message = Message::new("triage-elsewhere")
            .with("envelope", &other.envelope)
            .with("case", &other.case);
        out.say(&message)?;
    }
    Ok(())
}

pub(in crate::cli) fn set(
    report: &CaseReport,
    out: &mut Renderer<'_, impl Write>,
) -> io::Result<()> {
    let mut cells = vec![
        report.case.to_string(),
        state_word(report.state, out.localizer()),
        text(report.title.as_ref()),
        text(report.place.as_ref()),
        joined(&report.tags),
    ];
    cells.retain(|cell| !cell.is_empty());
    let message = Message::new("triage-set").with("summary", cells.join(" · "));
    out.give(report, &message)
}

pub(in crate::cli) fn resealed(
    report: &ResealReport,
    out: &mut Renderer<'_, impl Write>,
) -> io::Result<()> {
    let message = Message::new("triage-resealed")
        .with_count("cases", report.cases)
        .with_count("documents", report.documents)
        .with_count("editors", report.editors);
    out.give(report, &message)?;
    for id in &report.closed {
        out.say(&Message::new("triage-closed").with("case", id))?;
    }
    Ok(())
}

/// All of a case.
pub(in crate::cli) fn case(
    report: &CaseReport,
    out: &mut Renderer<'_, impl Write>,
) -> io::Result<()> {
    if out.json() {
        return out.give(report, &Message::new("triage-none"));
    }
    for path in &report.left_aside {
        out.say(&Message::new("case-left-aside").with("path", path.display()))?;
    }
    head(report, out)?;
    let localizer = out.localizer();
    let letters = report.letters.iter();
    let letters = letters.map(|letter| vec![letter.envelope.clone()]);
    section("case-letters", letters, out)?;
    let copies = report.copies.iter().map(|copy| copy_cells(copy, localizer));
    section("case-copies", copies, out)?;
    let signatures = report.signatures.iter();
    let signatures = signatures.map(|signature| signature_cells(signature, localizer).to_vec());
    section("case-signatures", signatures, out)?;
    out.gap()?;
    out.say(&Message::new("case-events"))?;
    for shown in &report.events {
        event(shown, out)?;
    }
    Ok(())
}

fn head(report: &CaseReport, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
    let title = text(report.title.as_ref());
    if title.is_empty() {
        out.show_text(0, report.case.as_str())?;
    } else {
        out.show_beside(&format!("{}  ", report.case), &title)?;
    }
    let localizer = out.localizer();
    let words = Words::new(localizer.language());
    let technologies = report.technologies.iter();
    let technologies: Vec<String> = technologies.map(|word| words.technology(*word)).collect();
    let published = report.published.as_ref();
    let rows = [
        ("head-state", state_word(report.state, localizer)),
        ("head-place", text(report.place.as_ref())),
        ("head-technologies", technologies.join(", ")),
        ("head-tags", joined(&report.tags)),
        (
            "head-published",
            published
                .map(|published| published.entry.to_string())
                .unwrap_or_default(),
        ),
    ];
    let mut table = Table::new(INDENT);
    for (head, value) in rows {
        if !value.is_empty() {
            table.row([localizer.text(&Message::new(head)), value]);
        }
    }
    out.show_table(&table)
}

/// A heading and a table, where there is something to show.
fn section(
    heading: &'static str,
    rows: impl Iterator<Item = Vec<String>>,
    out: &mut Renderer<'_, impl Write>,
) -> io::Result<()> {
    let mut table = Table::new(INDENT);
    rows.for_each(|row| table.row(row));
    if !table.is_empty() {
        out.gap()?;
        out.say(&Message::new(heading))?;
        out.show_table(&table)?;
    }
    Ok(())
}

fn copy_cells(copy: &CleanCopy, localizer: &Localizer) -> Vec<String> {
    let removed = Message::new("copy-removed").with_count("count", copy.report.removed.len());
    vec![
        copy.original_name.clone(),
        kind_word(copy.format).to_owned(),
        beginning(copy.sha256.as_str()).to_owned(),
        localizer.text(&removed),
    ]
}

/// A signature, and whether it counts.
pub(super) fn signature_cells(signature: &SignatureReport, localizer: &Localizer) -> [String; 3] {
    let key = format!("signature-{}", signature.why_not.unwrap_or("counts"));
    [
        signature.editor.clone(),
        signature.day.to_string(),
        localizer.find(&key).unwrap_or(key),
    ]
}

fn event(event: &Event, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
    let text = out.text(&event_message(&event.kind, out.localizer()));
    let label = format!("{:INDENT$}{}  {}  ", "", event.day, event.editor);
    out.show_beside(&label, &text)?;
    if let EventKind::Note { text } = &event.kind {
        out.show_text(3 * INDENT, text)?;
    }
    Ok(())
}

fn event_message(event: &EventKind, localizer: &Localizer) -> Message {
    match event {
        EventKind::Title { title } => Message::new("event-title").with("title", title),
        EventKind::Envelope(envelope) => {
            Message::new("event-envelope").with("envelope", beginning(&envelope.envelope))
        }
        EventKind::State { state } => {
            Message::new("event-state").with("state", state_word(*state, localizer))
        }
        EventKind::Tag { tag } => Message::new("event-tag").with("tag", tag),
        EventKind::Untag { tag } => Message::new("event-untag").with("tag", tag),
        EventKind::Place { place } => Message::new("event-place").with("place", place),
        EventKind::Technologies { technologies } => {
            let words = Words::new(localizer.language());
            let named = technologies.iter().map(|word| words.technology(*word));
            let named: Vec<String> = named.collect();
            Message::new("event-technologies").with("technologies", named.join(", "))
        }
        EventKind::Note { .. } => Message::new("event-note"),
        EventKind::Cleaned(copy) => Message::new("event-cleaned")
            .with("file", &copy.original_name)
            .with("sha256", beginning(copy.sha256.as_str())),
        EventKind::Vetted { entry, .. } => {
            let hash = Sha256Hex::of(entry.as_bytes());
            Message::new("event-vetted").with("sha256", beginning(hash.as_str()))
        }
        EventKind::Published { entry, .. } => Message::new("event-published").with("entry", entry),
    }
}

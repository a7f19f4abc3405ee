//! Cases: a line of a list, or all of one.

use std::io::{self, Write};

use super::{
    Render, Renderer,
    events::{apart, event, named, state_word, unsigned},
    lints::names_warning,
    machines::words_unasked,
    roster::warning,
    short::{beginning, kind_word},
    table::Table,
    unreadable::{left, unreadable},
    width::width,
};
use crate::{
    app::{
        CaseHead, CaseReport, CaseSummary, CleanCopy, Line, NamesStanding, SignatureReport,
        reseal::ResealReport,
        triage::{ChangeReport, LettersReport, ListReport, TakeOverReport},
    },
    l10n::{Localizer, Message},
};

/// Where a text that belongs to a line begins.
const INDENT: usize = 2;

impl Render for ListReport {
    fn render(&self, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
        let is_empty = self.cases.is_empty() && self.closed.is_empty();
        if is_empty && self.unreadable.is_empty() && self.gone.is_empty() && self.strange.is_empty()
        {
            out.give(self, &Message::new("triage-none"))?;
            return after_cases(self, out);
        }
        out.give_data(self)?;
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
        for summary in &self.cases {
            table.row(cells(&summary.head, localizer));
        }
        out.show_table(&table)?;
        for summary in &self.cases {
            warnings(summary, out)?;
        }
        for id in &self.closed {
            out.say(&Message::new("triage-closed").with("case", id))?;
        }
        unreadable(&self.unreadable, out)?;
        for id in &self.gone {
            out.say(&Message::new("triage-gone").with("case", id))?;
        }
        for case in &self.keyless {
            let message = Message::new("triage-keyless").with("case", case);
            out.say(&message.with("file", format!("{case}.age")))?;
        }
        for path in &self.strange {
            out.say(&Message::new("triage-strange").with("path", path.display()))?;
        }
        after_cases(self, out)
    }
}

/// What is told of the rest of the desk, whether there are cases or not.
fn after_cases(report: &ListReport, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
    if let Some(words) = &report.words {
        words_unasked(words, out)?;
    }
    for entry in &report.uncovered {
        out.say(&Message::new("triage-uncovered").with("entry", entry))?;
    }
    if let Some(reason) = &report.observatory_unread {
        let message = Message::new("triage-observatory-unread");
        out.say(&message.with("reason", &reason.message))?;
    }
    names(report.names_warning.as_ref(), out)?;
    warning(report.roster_warning.as_ref(), out)
}

fn names(standing: Option<&NamesStanding>, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
    match standing {
        None => Ok(()),
        Some(NamesStanding::Odd(warning)) => names_warning(Some(warning), out),
        Some(NamesStanding::Unreadable(reason)) => {
            out.say(&Message::new("names-unreadable").with("reason", &reason.message))
        }
    }
}

/// What is odd about a case of the list.
fn warnings(summary: &CaseSummary, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
    let counts = [
        ("case-lost", summary.lost),
        ("case-missing", summary.missing),
        ("case-apart", summary.apart),
    ];
    for (key, count) in counts.into_iter().filter(|(_, count)| *count > 0) {
        let message = Message::new(key).with("case", &summary.head.case);
        out.say(&message.with_count("count", count))?;
    }
    lacking(&summary.head, &summary.lacking, out)?;
    if let Some(path) = &summary.forgotten {
        out.say(&Message::new("case-forgot").with("path", path.display()))?;
    }
    for path in &summary.left_aside {
        out.say(&Message::new("case-left-aside").with("path", path.display()))?;
    }
    Ok(())
}

fn cells(head: &CaseHead, localizer: &Localizer) -> [String; 5] {
    [
        head.case.to_string(),
        state_word(head.state, localizer),
        text(head.title.as_ref()),
        text(head.place.as_ref()),
        joined(&head.tags),
    ]
}

fn text(line: Option<&Line>) -> String {
    line.map(Line::to_string).unwrap_or_default()
}

fn joined(words: &[impl ToString]) -> String {
    let words: Vec<String> = words.iter().map(ToString::to_string).collect();
    words.join(", ")
}

impl Render for LettersReport {
    fn render(&self, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
        let key = if self.is_new {
            "triage-new"
        } else {
            "triage-added"
        };
        let message = Message::new(key)
            .with("case", &self.case.head.case)
            .with_count("letters", self.case.letters.len());
        out.give(self, &message)?;
        for other in &self.seen_elsewhere {
            let message = Message::new("triage-elsewhere")
                .with("envelope", &other.envelope)
                .with("case", &other.case);
            out.say(&message)?;
        }
        Ok(())
    }
}

impl Render for ChangeReport {
    fn render(&self, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
        let mut cells = cells(&self.0.head, out.localizer()).to_vec();
        cells.retain(|cell| !cell.is_empty());
        let message = Message::new("triage-set").with("summary", cells.join(" · "));
        out.give(self, &message)
    }
}

impl Render for ResealReport {
    fn render(&self, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
        let message = Message::new("triage-resealed")
            .with_count("cases", self.cases)
            .with_count("documents", self.documents)
            .with_count("editors", self.editors);
        out.give(self, &message)?;
        for id in &self.closed {
            out.say(&Message::new("triage-closed").with("case", id))?;
        }
        left(&self.unreadable, out)?;
        for path in &self.closed_copies {
            out.say(&Message::new("triage-copy-closed").with("path", path.display()))?;
        }
        if let Some(reason) = &self.names_failed {
            out.say(&Message::new("names-not-resealed").with("reason", &reason.message))?;
        }
        Ok(())
    }
}

impl Render for CaseReport {
    fn render(&self, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
        out.give_data(self)?;
        case_warnings(self, out)?;
        head(self, out)?;
        let localizer = out.localizer();
        let letters = self.letters.iter();
        let letters = letters.map(|letter| vec![letter.envelope.clone()]);
        section("case-letters", letters, out)?;
        let copies = self.copies.iter().map(|copy| copy_cells(copy, localizer));
        section("case-copies", copies, out)?;
        if !self.signatures.is_empty() {
            out.gap()?;
            out.say(&Message::new("case-signatures"))?;
            show_signatures(&self.signatures, out)?;
        }
        out.gap()?;
        out.say(&Message::new("case-events"))?;
        for note in &self.unsigned_notes {
            unsigned(note, out)?;
        }
        for shown in &self.events {
            event(shown, out)?;
        }
        if !self.apart.is_empty() {
            out.gap()?;
            out.say(&Message::new("case-events-apart"))?;
            for shown in &self.apart {
                apart(shown, out)?;
            }
        }
        Ok(())
    }
}

impl Render for TakeOverReport {
    fn render(&self, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
        let message = Message::new("triage-taken-over").with_count("count", self.cases.len());
        out.give(self, &message)?;
        left(&self.failed, out)
    }
}

/// What is odd about a case.
fn case_warnings(report: &CaseReport, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
    let counts = [
        ("case-lost", report.lost),
        ("case-missing", report.missing),
        ("case-forked", report.forked.len()),
        ("case-read-by-who-left", report.read_by_who_left.len()),
    ];
    for (key, count) in counts.into_iter().filter(|(_, count)| *count > 0) {
        let message = Message::new(key).with("case", &report.head.case);
        out.say(&message.with_count("count", count))?;
    }
    if report.is_behind {
        out.say(&Message::new("case-behind"))?;
    }
    lacking(&report.head, &report.lacking, out)?;
    if let Some(path) = &report.forgotten {
        out.say(&Message::new("case-forgot").with("path", path.display()))?;
    }
    for path in &report.left_aside {
        out.say(&Message::new("case-left-aside").with("path", path.display()))?;
    }
    Ok(())
}

/// The clean copies that are not in the folder.
fn lacking(
    head: &CaseHead,
    documents: &[String],
    out: &mut Renderer<'_, impl Write>,
) -> io::Result<()> {
    for document in documents {
        let message = Message::new("case-lacks").with("case", &head.case);
        out.say(&message.with("document", document))?;
    }
    Ok(())
}

fn head(report: &CaseReport, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
    let head = &report.head;
    let title = text(head.title.as_ref());
    if title.is_empty() {
        out.show_text(0, head.case.as_str())?;
    } else {
        out.show_beside(&format!("{}  ", head.case), &title)?;
    }
    let localizer = out.localizer();
    let published = report.published.as_ref();
    let published = published.map(|published| published.entry.to_string());
    let rows = [
        ("head-state", state_word(head.state, localizer)),
        ("head-place", text(head.place.as_ref())),
        ("head-technologies", named(&head.technologies, localizer)),
        ("head-tags", joined(&head.tags)),
        ("head-published", published.unwrap_or_default()),
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
    let mut cells = vec![
        copy.original_name.clone(),
        kind_word(copy.format).to_owned(),
        beginning(copy.sha256.as_str()).to_owned(),
        localizer.text(&removed),
    ];
    let boxes: usize = copy.report.redacted.iter().map(|page| page.boxes).sum();
    if boxes > 0 {
        let redacted = Message::new("copy-redacted").with_count("count", boxes);
        cells.push(localizer.text(&redacted));
    }
    cells
}

/// Signatures under each other, with the whole reason why one does not count.
pub(super) fn show_signatures(
    signatures: &[SignatureReport],
    out: &mut Renderer<'_, impl Write>,
) -> io::Result<()> {
    let editors = signatures.iter().map(|signature| width(&signature.editor));
    let widest = editors.max().unwrap_or_default();
    for signature in signatures {
        let key = format!("signature-{}", signature.why_not.unwrap_or("counts"));
        let text = out.localizer().find(&key).unwrap_or(key);
        let (editor, day) = (&signature.editor, signature.day);
        let label = format!("{:INDENT$}{editor:widest$}  {day}  ", "");
        out.show_beside(&label, &text)?;
    }
    Ok(())
}

//! A case as it is shown: a line of a list, or all of it.

use std::path::PathBuf;

use serde::Serialize;
use sourdine_protocol::day::Day;

use super::{Failure, Outcome, case_work::CaseWork, workplace::Workplace};
use crate::{
    cli::render::{Message, Table, Terminal},
    desk::{
        case::{
            Case, CaseView,
            event::{CaseEnvelope, CaseId, CaseState, CleanCopy, Event, EventKind, Tag},
        },
        cleaning::kind::Kind,
        folder::FolderError,
        identity::editor::EditorError,
        roster::TrustedRoster,
        vetting::signatures::{CheckedSignature, Validity, check_signatures, quorum},
    },
    observatory::{
        names::{EntryId, Sha256Hex},
        text::Line,
        vocabulary::Technology,
        words::Words,
    },
};

/// How much of a hash or a letter's name is shown to people, in characters.
const BEGINNING_CHARS: usize = 12;
/// Where a text that belongs to a line begins.
const INDENT: usize = 2;

/// The beginning of a long name, enough to tell it from others.
pub(super) fn beginning(name: &str) -> &str {
    name.get(..BEGINNING_CHARS).unwrap_or(name)
}

/// A case in a list.
#[derive(Serialize)]
pub(super) struct Summary {
    pub(super) case: CaseId,
    pub(super) state: CaseState,
    title: Option<Line>,
    place: Option<Line>,
    tags: Vec<Tag>,
    technologies: Vec<Technology>,
    letters: usize,
    copies: usize,
    signatures: usize,
}

impl Summary {
    pub(super) fn of(case: &Case) -> Self {
        let view = case.view();
        Self {
            case: case.id().clone(),
            state: view.state,
            title: view.title.cloned(),
            place: view.place.cloned(),
            tags: view.tags.iter().map(|tag| (*tag).clone()).collect(),
            technologies: view.technologies.to_vec(),
            letters: view.envelopes.len(),
            copies: view.copies.len(),
            signatures: view.vettings.len(),
        }
    }

    /// What a person reads of it in a table.
    pub(super) fn cells(&self, terminal: &Terminal) -> [String; 5] {
        let text = |line: &Option<Line>| line.as_ref().map(Line::to_string).unwrap_or_default();
        [
            self.case.to_string(),
            state_word(self.state, terminal),
            text(&self.title),
            text(&self.place),
            joined(&self.tags),
        ]
    }
}

/// Where a case stands, in one line.
pub(super) fn summary_line(case: &Case, terminal: &Terminal) -> String {
    let mut cells = Summary::of(case).cells(terminal).to_vec();
    cells.retain(|cell| !cell.is_empty());
    cells.join(" · ")
}

fn joined(words: &[impl ToString]) -> String {
    let words: Vec<String> = words.iter().map(ToString::to_string).collect();
    words.join(", ")
}

/// A state in the person's language.
fn state_word(state: CaseState, terminal: &Terminal) -> String {
    let found = terminal.find(&format!("state-{state}"));
    found.unwrap_or_else(|| state.to_string())
}

/// All of a case, for programs.
#[derive(Serialize)]
pub(super) struct Shown<'a> {
    case: &'a CaseId,
    state: CaseState,
    title: Option<&'a Line>,
    place: Option<&'a Line>,
    tags: Vec<&'a Tag>,
    technologies: &'a [Technology],
    letters: Vec<&'a CaseEnvelope>,
    copies: Vec<&'a CleanCopy>,
    signatures: Vec<Signature<'a>>,
    ready: bool,
    published: Option<Published<'a>>,
    left_aside: Vec<PathBuf>,
    events: Vec<&'a Event>,
}

/// A signature in a case.
#[derive(Serialize)]
pub(super) struct Signature<'a> {
    pub(super) editor: &'a str,
    pub(super) day: Day,
    pub(super) counts: bool,
    pub(super) why_not: Option<&'static str>,
}

#[derive(Serialize)]
struct Published<'a> {
    entry: &'a EntryId,
    statement: &'a Sha256Hex,
}

impl<'a> Shown<'a> {
    /// What is known of a case today.
    ///
    /// # Errors
    /// The roster is not trusted.
    pub(super) fn of(work: &CaseWork, case: &'a Case) -> Result<Self, Failure> {
        let view = case.view();
        let counted = counted(work, &view)?;
        Ok(Self {
            case: case.id(),
            state: view.state,
            title: view.title,
            place: view.place,
            tags: view.tags.iter().copied().collect(),
            technologies: view.technologies,
            letters: view.envelopes.clone(),
            copies: view.copies.clone(),
            signatures: counted.iter().map(Signature::of).collect(),
            ready: quorum(&counted).is_ok(),
            published: view
                .published
                .map(|(entry, statement)| Published { entry, statement }),
            left_aside: work.left_aside(case.id())?,
            events: case.in_order(),
        })
    }
}

impl<'a> Signature<'a> {
    pub(super) fn of(counted: &CheckedSignature<'a>) -> Self {
        Self {
            editor: &counted.signed.editor,
            day: counted.day,
            counts: matches!(counted.validity, Validity::Counts(_)),
            why_not: match counted.validity {
                Validity::Counts(_) => None,
                Validity::OtherEntry => Some("other-entry"),
                Validity::NotAnEditor => Some("not-an-editor"),
                Validity::Invalid => Some("invalid"),
            },
        }
    }

    /// What it is worth, in the person's language.
    pub(super) fn cells(&self, terminal: &Terminal) -> [String; 3] {
        let key = format!("signature-{}", self.why_not.unwrap_or("counts"));
        [
            self.editor.to_owned(),
            self.day.to_string(),
            terminal.find(&key).unwrap_or(key),
        ]
    }
}

/// The signatures, none of which counts where no roster was accepted yet.
fn counted<'a>(work: &CaseWork, view: &CaseView<'a>) -> Result<Vec<CheckedSignature<'a>>, Failure> {
    match work.editor.roster() {
        Ok(roster) => Ok(check_signatures(view, &roster)),
        Err(EditorError::Folder(FolderError::NoRoster)) => Ok(unknown(view)),
        Err(error) => Err(error.into()),
    }
}

fn unknown<'a>(view: &CaseView<'a>) -> Vec<CheckedSignature<'a>> {
    let without = |vetting: &crate::desk::case::Vetting<'a>| CheckedSignature {
        day: vetting.day,
        signed: vetting.signed,
        validity: Validity::NotAnEditor,
    };
    view.vettings.iter().map(without).collect()
}

/// Shows all of a case.
///
/// # Errors
/// The roster is not trusted, or standard output is gone.
pub(super) fn show_case(work: &CaseWork, case: &Case, workplace: &Workplace<'_>) -> Outcome {
    let terminal = workplace.terminal;
    let shown = Shown::of(work, case)?;
    if terminal.json() {
        return Ok(terminal.give(&shown, &Message::new("triage-none"))?);
    }
    for path in &shown.left_aside {
        terminal.say(&Message::new("case-left-aside").with("path", path.display()))?;
    }
    show_head(&shown, terminal)?;
    let letters = shown.letters.iter();
    let letters = letters.map(|letter| vec![letter.envelope.clone()]);
    section("case-letters", letters, terminal)?;
    let copies = shown.copies.iter().map(|copy| copy_cells(copy, terminal));
    section("case-copies", copies, terminal)?;
    let signatures = shown.signatures.iter();
    let signatures = signatures.map(|signature| signature.cells(terminal).to_vec());
    section("case-signatures", signatures, terminal)?;
    terminal.gap()?;
    terminal.say(&Message::new("case-events"))?;
    for event in &shown.events {
        show_event(event, terminal)?;
    }
    Ok(())
}

fn show_head(shown: &Shown<'_>, terminal: &Terminal) -> Result<(), Failure> {
    let title = shown.title.map(Line::to_string).unwrap_or_default();
    if title.is_empty() {
        terminal.show_text(0, shown.case.as_str())?;
    } else {
        terminal.show_beside(&format!("{}  ", shown.case), &title)?;
    }
    let words = Words::new(terminal.language());
    let technologies = shown.technologies.iter();
    let technologies: Vec<String> = technologies.map(|word| words.technology(*word)).collect();
    let rows = [
        ("head-state", state_word(shown.state, terminal)),
        (
            "head-place",
            shown.place.map(Line::to_string).unwrap_or_default(),
        ),
        ("head-technologies", technologies.join(", ")),
        ("head-tags", joined(&shown.tags)),
        (
            "head-published",
            shown
                .published
                .as_ref()
                .map(|published| published.entry.to_string())
                .unwrap_or_default(),
        ),
    ];
    let mut table = Table::new(INDENT);
    for (head, value) in rows {
        if !value.is_empty() {
            table.row([terminal.text(&Message::new(head)), value]);
        }
    }
    Ok(terminal.show_table(&table)?)
}

/// A heading and a table, where there is something to show.
fn section(
    heading: &'static str,
    rows: impl Iterator<Item = Vec<String>>,
    terminal: &Terminal,
) -> Outcome {
    let mut table = Table::new(INDENT);
    rows.for_each(|row| table.row(row));
    if !table.is_empty() {
        terminal.gap()?;
        terminal.say(&Message::new(heading))?;
        terminal.show_table(&table)?;
    }
    Ok(())
}

fn copy_cells(copy: &CleanCopy, terminal: &Terminal) -> Vec<String> {
    let removed = Message::new("copy-removed").with("count", copy.report.removed.len());
    vec![
        copy.original_name.clone(),
        kind_word(copy.format).to_owned(),
        beginning(copy.sha256.as_str()).to_owned(),
        terminal.text(&removed),
    ]
}

/// A kind of document, as people call it.
pub(super) const fn kind_word(kind: Kind) -> &'static str {
    kind.extension()
}

fn show_event(event: &Event, terminal: &Terminal) -> Outcome {
    let message = event_message(&event.kind, terminal);
    let label = format!("{:INDENT$}{}  {}  ", "", event.day, event.editor);
    terminal.show_beside(&label, &terminal.text(&message))?;
    if let EventKind::Note { text } = &event.kind {
        terminal.show_text(3 * INDENT, text)?;
    }
    Ok(())
}

fn event_message(kind: &EventKind, terminal: &Terminal) -> Message {
    match kind {
        EventKind::Title { title } => Message::new("event-title").with("title", title),
        EventKind::Envelope(envelope) => {
            Message::new("event-envelope").with("envelope", beginning(&envelope.envelope))
        }
        EventKind::State { state } => {
            Message::new("event-state").with("state", state_word(*state, terminal))
        }
        EventKind::Tag { tag } => Message::new("event-tag").with("tag", tag),
        EventKind::Untag { tag } => Message::new("event-untag").with("tag", tag),
        EventKind::Place { place } => Message::new("event-place").with("place", place),
        EventKind::Technologies { technologies } => {
            let words = Words::new(terminal.language());
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

/// The signatures in a case and whether there are two, for a roster that is there.
pub(super) fn signatures<'a>(
    view: &CaseView<'a>,
    roster: &TrustedRoster,
) -> (Vec<Signature<'a>>, bool) {
    let counted = check_signatures(view, roster);
    let ready = quorum(&counted).is_ok();
    (counted.iter().map(Signature::of).collect(), ready)
}

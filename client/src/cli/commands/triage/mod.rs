//! `sourdine triage list | show | new | add | set | reseal`.

use std::io::{self, Read};

use clap::{Args, Subcommand};
use serde::Serialize;

use super::{
    Failure, Outcome,
    case_shown::{Shown, Summary, show_case, summary_line},
    case_work::CaseWork,
    typed::{self, Offer},
    workplace::Workplace,
};
use crate::{
    cli::render::{Explain, Message, Table},
    desk::{
        case::attachment,
        case::{
            Case,
            event::{CaseEnvelope, CaseId, EventKind},
            file::CasesError,
        },
        inbox::Inbox,
        sealed::SealedError,
    },
};

/// Longest note, in bytes.
const NOTE_MAX_BYTES: u64 = 65_536;
/// What stands for standard input.
const STANDARD_INPUT: &str = "-";

/// What to do with cases.
#[derive(Debug, Subcommand)]
pub enum TriageCommand {
    /// Show all cases, in the order of the work
    List,
    /// Show what is known of a case, and what was done
    Show(One),
    /// Open a case, with the opened letters that belong to it
    New(New),
    /// Put opened letters into a case
    Add(Add),
    /// Say where a case stands, what it is called, where it is, what is used there; note something
    Set(Set),
    /// Seal all cases and their documents to today's roster
    Reseal,
}

/// Which case.
#[derive(Args, Debug)]
pub struct One {
    /// The case, by the beginning of its name
    pub case: String,
}

/// A new case.
#[derive(Args, Debug)]
pub struct New {
    /// The letters, by the beginnings of their names
    #[arg(value_name = "ENVELOPE", required_unless_present = "title")]
    pub envelopes: Vec<String>,
    /// What editors call the case
    #[arg(long)]
    pub title: Option<String>,
}

/// More letters.
#[derive(Args, Debug)]
pub struct Add {
    /// The case, by the beginning of its name
    pub case: String,
    /// The letters, by the beginnings of their names
    #[arg(value_name = "ENVELOPE", required = true)]
    pub envelopes: Vec<String>,
}

/// What to say of a case.
#[derive(Args, Debug)]
pub struct Set {
    /// The case, by the beginning of its name
    pub case: String,
    /// How far it has come
    #[arg(long, value_parser = Offer(typed::states))]
    pub state: Option<String>,
    /// What editors call the case
    #[arg(long)]
    pub title: Option<String>,
    /// Put a tag on: a-z, 0-9 and hyphens
    #[arg(long)]
    pub tag: Vec<String>,
    /// Take a tag off
    #[arg(long, value_name = "TAG")]
    pub untag: Vec<String>,
    /// Where it is
    #[arg(long)]
    pub place: Option<String>,
    /// What is used there; all that is given replaces what was
    #[arg(long, value_parser = Offer(typed::technologies))]
    pub technology: Vec<String>,
    /// Remember something; - reads it from standard input
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub note: Option<String>,
}

/// Why a case stayed as it was.
#[derive(Debug, thiserror::Error)]
pub enum TriageError {
    /// Nothing was said.
    #[error("there is nothing to set: `sourdine triage set --help` shows what can be")]
    Nothing,
    /// An empty note.
    #[error("the note is empty")]
    EmptyNote,
    /// A note that is too long, or none.
    #[error(
        "the note is longer than {NOTE_MAX_BYTES} bytes, or not text: put what is long beside the case"
    )]
    LongNote,
    /// Some cases stayed sealed as they were.
    #[error(
        "{0} cases do not open for you and are sealed as before: an editor who can open them runs `sourdine triage reseal`"
    )]
    Closed(usize),
}

impl Explain for TriageError {
    fn message(&self) -> Message {
        match self {
            Self::Nothing => Message::new("error-triage-nothing"),
            Self::EmptyNote => Message::new("error-note-empty"),
            Self::LongNote => Message::new("error-note-long").with("most", NOTE_MAX_BYTES),
            Self::Closed(count) => Message::new("error-reseal-closed").with("count", count),
        }
    }
}

#[derive(Serialize)]
struct Listed {
    cases: Vec<Summary>,
    closed: Vec<CaseId>,
}

#[derive(Serialize)]
struct Resealed {
    cases: usize,
    documents: usize,
    closed: Vec<CaseId>,
}

#[derive(Serialize)]
struct Opened<'a> {
    #[serde(flatten)]
    case: Shown<'a>,
    seen_elsewhere: Vec<Elsewhere>,
}

/// A letter that another case has too, or whose submission it has.
#[derive(Serialize)]
struct Elsewhere {
    envelope: String,
    case: CaseId,
}

/// Does it.
///
/// # Errors
/// The editor cannot be unlocked, or a case not be read or written.
pub fn run(command: &TriageCommand, workplace: &Workplace<'_>) -> Outcome {
    let work = CaseWork::open(workplace)?;
    match command {
        TriageCommand::List => list(&work, workplace),
        TriageCommand::Show(one) => show_case(&work, &work.find(&one.case)?, workplace),
        TriageCommand::New(new) => open_new(&work, new, workplace),
        TriageCommand::Add(more) => add(&work, more, workplace),
        TriageCommand::Set(wanted) => set(&work, wanted, workplace),
        TriageCommand::Reseal => reseal(&work, workplace),
    }
}

/// Whether a case is sealed to others; anything else is an error to be told.
fn closed(error: &CasesError) -> bool {
    matches!(error, CasesError::Sealed(SealedError::Closed(_)))
}

fn list(work: &CaseWork, workplace: &Workplace<'_>) -> Outcome {
    let mut listed = Listed {
        cases: Vec::new(),
        closed: Vec::new(),
    };
    for id in work.cases.list()? {
        match work.read(&id) {
            Ok(case) => listed.cases.push(Summary::of(&case)),
            Err(error) if closed(&error) => listed.closed.push(id),
            Err(error) => return Err(error.into()),
        }
    }
    listed
        .cases
        .sort_by(|a, b| (a.state, &a.case).cmp(&(b.state, &b.case)));
    let terminal = workplace.terminal;
    if terminal.json() {
        return Ok(terminal.give(&listed, &Message::new("triage-none"))?);
    }
    if listed.cases.is_empty() && listed.closed.is_empty() {
        return Ok(terminal.say(&Message::new("triage-none"))?);
    }
    let mut table = Table::new(0);
    let heads = [
        "head-case",
        "head-state",
        "head-title",
        "head-place",
        "head-tags",
    ];
    table.row(heads.map(|head| terminal.text(&Message::new(head))));
    for summary in &listed.cases {
        table.row(summary.cells(terminal));
    }
    terminal.show_table(&table)?;
    for id in &listed.closed {
        terminal.say(&Message::new("triage-closed").with("case", id))?;
    }
    Ok(())
}

fn open_new(work: &CaseWork, new: &New, workplace: &Workplace<'_>) -> Outcome {
    let mut done = Vec::new();
    if let Some(title) = &new.title {
        let title = typed::line("--title", title)?;
        done.push(EventKind::Title { title });
    }
    let letters = letters(&work.editor.folder().inbox()?, &new.envelopes)?;
    let elsewhere = elsewhere(work, None, &letters)?;
    done.extend(letters.into_iter().map(EventKind::Envelope));
    let case = work.create(done)?;
    told(work, &case, elsewhere, "triage-new", workplace)
}

fn add(work: &CaseWork, more: &Add, workplace: &Workplace<'_>) -> Outcome {
    let case = work.find(&more.case)?;
    let mut letters = letters(&work.editor.folder().inbox()?, &more.envelopes)?;
    let elsewhere = elsewhere(work, Some(case.id()), &letters)?;
    letters.retain(|letter| !has(&case, |known| known.hash == letter.hash));
    let case = if letters.is_empty() {
        case
    } else {
        let done = letters.into_iter().map(EventKind::Envelope).collect();
        work.add(case.id(), done)?
    };
    told(work, &case, elsewhere, "triage-added", workplace)
}

/// The letters, each of which must have been opened on this machine.
fn letters(inbox: &Inbox, beginnings: &[String]) -> Result<Vec<CaseEnvelope>, Failure> {
    let mut letters: Vec<CaseEnvelope> = Vec::new();
    for beginning in beginnings {
        let id = inbox.find(beginning)?.id;
        let opened = inbox.require_opened(&id)?;
        let letter = CaseEnvelope {
            envelope: id.to_string(),
            hash: opened.hash,
            submission: Some(opened.submission),
        };
        if !letters.contains(&letter) {
            letters.push(letter);
        }
    }
    Ok(letters)
}

/// Which other cases know these letters, or the same submissions sent twice.
fn elsewhere(
    work: &CaseWork,
    own: Option<&CaseId>,
    letters: &[CaseEnvelope],
) -> Result<Vec<Elsewhere>, Failure> {
    let mut found = Vec::new();
    for id in work.cases.list()? {
        // A case that is closed to this editor cannot be asked.
        let Ok(case) = work.read(&id) else { continue };
        for letter in letters.iter().filter(|_| own != Some(&id)) {
            let same = |known: &CaseEnvelope| {
                known.hash == letter.hash
                    || (known.submission.is_some() && known.submission == letter.submission)
            };
            if has(&case, same) {
                found.push(Elsewhere {
                    envelope: letter.envelope.clone(),
                    case: id.clone(),
                });
            }
        }
    }
    Ok(found)
}

fn has(case: &Case, wanted: impl Fn(&CaseEnvelope) -> bool) -> bool {
    let view = case.view();
    view.envelopes.iter().any(|known| wanted(known))
}

fn told(
    work: &CaseWork,
    case: &Case,
    seen_elsewhere: Vec<Elsewhere>,
    key: &'static str,
    workplace: &Workplace<'_>,
) -> Outcome {
    let terminal = workplace.terminal;
    let opened = Opened {
        case: Shown::of(work, case)?,
        seen_elsewhere,
    };
    let message = Message::new(key)
        .with("case", case.id())
        .with("letters", case.view().envelopes.len());
    terminal.give(&opened, &message)?;
    for other in &opened.seen_elsewhere {
        let message = Message::new("triage-elsewhere")
            .with("envelope", &other.envelope)
            .with("case", &other.case);
        terminal.say(&message)?;
    }
    Ok(())
}

fn set(work: &CaseWork, wanted: &Set, workplace: &Workplace<'_>) -> Outcome {
    let done = said(wanted)?;
    let case = work.add(&work.cases.find(&wanted.case)?, done)?;
    let message =
        Message::new("triage-set").with("summary", summary_line(&case, workplace.terminal));
    Ok(workplace
        .terminal
        .give(&Shown::of(work, &case)?, &message)?)
}

/// What was said of a case, in the order of the options.
fn said(wanted: &Set) -> Result<Vec<EventKind>, Failure> {
    let mut done = Vec::new();
    if let Some(text) = &wanted.state {
        let state = typed::state(text)?;
        done.push(EventKind::State { state });
    }
    if let Some(text) = &wanted.title {
        let title = typed::line("--title", text)?;
        done.push(EventKind::Title { title });
    }
    for text in &wanted.tag {
        done.push(EventKind::Tag {
            tag: typed::tag(text)?,
        });
    }
    for text in &wanted.untag {
        done.push(EventKind::Untag {
            tag: typed::tag(text)?,
        });
    }
    if let Some(text) = &wanted.place {
        let place = typed::line("--place", text)?;
        done.push(EventKind::Place { place });
    }
    if !wanted.technology.is_empty() {
        let words = wanted.technology.iter();
        let mut technologies = words
            .map(|text| typed::technology(text))
            .collect::<Result<Vec<_>, _>>()?;
        technologies.sort_unstable();
        technologies.dedup();
        done.push(EventKind::Technologies { technologies });
    }
    if let Some(text) = &wanted.note {
        done.push(EventKind::Note { text: note(text)? });
    }
    if done.is_empty() {
        Err(TriageError::Nothing.into())
    } else {
        Ok(done)
    }
}

fn note(typed: &str) -> Result<String, Failure> {
    let text = if typed == STANDARD_INPUT {
        let mut text = String::new();
        let read = io::stdin()
            .lock()
            .take(NOTE_MAX_BYTES + 1)
            .read_to_string(&mut text);
        read.map_err(|_| TriageError::LongNote)?;
        text
    } else {
        typed.to_owned()
    };
    let text = text.trim();
    if text.is_empty() {
        Err(TriageError::EmptyNote.into())
    } else if text.len() as u64 > NOTE_MAX_BYTES {
        Err(TriageError::LongNote.into())
    } else {
        Ok(text.to_owned())
    }
}

fn reseal(work: &CaseWork, workplace: &Workplace<'_>) -> Outcome {
    let recipients = work.recipients()?;
    let mut resealed = Resealed {
        cases: 0,
        documents: 0,
        closed: Vec::new(),
    };
    for id in work.cases.list()? {
        let identity = work.editor.identity();
        // Documents first: whoever can open the case afterwards can open them.
        let documents = attachment::reseal(&work.cases, &id, &[identity], &recipients);
        let case = work.cases.change(&id, &[identity], &recipients, |_| Ok(()));
        match (documents, case) {
            (Ok(documents), Ok(_)) => {
                resealed.cases += 1;
                resealed.documents += documents;
            }
            (_, Err(error)) if !closed(&error) => return Err(error.into()),
            (Err(error), _) if !closed_document(&error) => return Err(error.into()),
            _ => resealed.closed.push(id),
        }
    }
    let message = Message::new("triage-resealed")
        .with("cases", resealed.cases)
        .with("documents", resealed.documents)
        .with("editors", recipients.len());
    workplace.terminal.give(&resealed, &message)?;
    for id in &resealed.closed {
        let message = Message::new("triage-closed").with("case", id);
        workplace.terminal.say(&message)?;
    }
    match resealed.closed.len() {
        0 => Ok(()),
        count => Err(TriageError::Closed(count).into()),
    }
}

fn closed_document(error: &attachment::AttachmentError) -> bool {
    use attachment::AttachmentError;
    matches!(error, AttachmentError::Sealed(SealedError::Closed(_)))
}

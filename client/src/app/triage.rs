//! What the desk knows: cases with their letters, states, tags and notes.

use std::path::PathBuf;

use serde::Serialize;

use sourdine_observatory::{
    model::names::EntryId, model::text::Line, model::vocabulary::Technology,
};

use super::{
    AppError, CaseReport, CaseSummary, CommandContext, ErrorReport, RosterWarning,
    case_session::CaseSession, coverage::uncovered, names_standing::NamesStanding,
    state::StateReport,
};
use crate::{
    desk::{
        case::{
            Case, CaseError,
            event::{CaseEnvelope, CaseId, CaseState, EventKind, Tag},
            store::CasesError,
        },
        sealed::SealedError,
    },
    inbox::Inbox,
    l10n::Explain,
};

pub const NOTE_MAX_BYTES: u64 = 65_536;

#[derive(Clone, Debug, Default)]
pub struct NewCaseOptions {
    /// The letters, by the beginnings of their envelopes' ids.
    pub letters: Vec<String>,
    pub title: Option<Line>,
}

/// What is said of a case. What is left empty stays as it is.
#[derive(Clone, Debug, Default)]
pub struct CaseChange {
    pub state: Option<CaseState>,
    pub title: Option<Line>,
    pub tags: Vec<Tag>,
    pub untags: Vec<Tag>,
    pub place: Option<Line>,
    /// They replace all that were there.
    pub technologies: Vec<Technology>,
    pub note: Option<String>,
}

#[derive(Debug, Explain, thiserror::Error)]
pub enum TriageError {
    #[explain("error-triage-nothing")]
    Nothing,
    #[explain("error-note-empty")]
    EmptyNote,
    /// Too long, or not text.
    #[explain("error-note-long", most = NOTE_MAX_BYTES)]
    LongNote,
}

#[derive(Debug, Serialize)]
pub struct ListReport {
    pub cases: Vec<CaseSummary>,
    /// Cases that are sealed to others.
    pub closed: Vec<CaseId>,
    /// Cases that do not read, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unreadable: Vec<UnreadableCase>,
    /// Cases that this machine remembers and that are not in the folder any more.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub gone: Vec<CaseId>,
    /// Cases of which there are files, but not the one that opens them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub keyless: Vec<CaseId>,
    /// What is in the folder and belongs to no case.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub strange: Vec<PathBuf>,
    /// Entries that are public as the desk's, and that no two signatures in the cases cover.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub uncovered: Vec<EntryId>,
    /// Why the observatory was not held to the cases.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub observatory_unread: Option<ErrorReport>,
    /// The words to compare, where this machine never gave them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<StateReport>,
    /// What is odd about the desk's list of names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub names_warning: Option<NamesStanding>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub roster_warning: Option<RosterWarning>,
}

#[derive(Debug, Serialize)]
pub struct UnreadableCase {
    pub case: CaseId,
    #[serde(flatten)]
    pub reason: ErrorReport,
}

/// The cases of release 0.1 that are cases of today now.
#[derive(Debug, Serialize)]
pub struct TakeOverReport {
    pub cases: Vec<CaseId>,
    /// Cases that could not be taken over, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub failed: Vec<UnreadableCase>,
}

impl TakeOverReport {
    /// Fails if a case was left as it was.
    pub fn verdict(&self) -> Result<(), AppError> {
        match self.failed.len() {
            0 => Ok(()),
            count => Err(TakeOverIncompleteError(count).into()),
        }
    }
}

#[derive(Debug, Explain, thiserror::Error)]
#[explain("error-take-over-incomplete", count)]
struct TakeOverIncompleteError(usize);

/// A case after letters were put into it.
#[derive(Debug, Serialize)]
pub struct LettersReport {
    #[serde(flatten)]
    pub case: CaseReport,
    pub seen_elsewhere: Vec<SeenElsewhere>,
    /// Whether the case was opened with them.
    #[serde(skip)]
    pub is_new: bool,
}

/// A case after something was said of it.
#[derive(Debug, Serialize)]
pub struct ChangeReport(pub CaseReport);

/// A letter that is in another case too, or was sent before as one in another case.
#[derive(Debug, Serialize)]
pub struct SeenElsewhere {
    pub envelope: String,
    pub case: CaseId,
}

/// Lists all cases, in the order of the work.
///
/// Fails if the editor cannot be unlocked, or the folder cannot be read.
pub fn list(context: &CommandContext<'_>) -> Result<ListReport, AppError> {
    let session = CaseSession::open(context)?;
    let mut report = ListReport {
        cases: Vec::new(),
        closed: Vec::new(),
        unreadable: Vec::new(),
        gone: session.cases.gone()?,
        keyless: session.cases.keyless()?,
        strange: session.cases.strange()?,
        uncovered: Vec::new(),
        observatory_unread: None,
        words: None,
        names_warning: NamesStanding::find(context, &session),
        roster_warning: RosterWarning::find(context, session.editor.folder()),
    };
    for id in session.cases.list()? {
        match session.read(&id) {
            Ok(stored) => report.cases.push(CaseSummary::new(&session, &stored)),
            Err(error) if is_closed(&error) => report.closed.push(id),
            Err(error) => report.unreadable.push(UnreadableCase {
                case: id,
                reason: context.explain(&error),
            }),
        }
    }
    let place = |summary: &CaseSummary| (summary.head.state, summary.head.case.clone());
    report.cases.sort_by_key(place);
    report.words = StateReport::unasked(&session)?;
    let found = session.observatory(None).and_then(|folder| match folder {
        Some(folder) => uncovered(&session, &folder),
        None => Ok(Vec::new()),
    });
    match found {
        Ok(found) => report.uncovered = found,
        Err(error) => report.observatory_unread = Some(context.explain(&error)),
    }
    Ok(report)
}

/// Shows the case with this beginning of its name.
///
/// Fails if there is none, or it does not open.
pub fn show(context: &CommandContext<'_>, beginning: &str) -> Result<CaseReport, AppError> {
    let session = CaseSession::open(context)?;
    CaseReport::new(&session, &session.find(beginning)?)
}

/// Opens a case, with the opened letters that belong to it.
///
/// Fails if a letter was not opened on this machine, or the case cannot be written.
pub fn new(
    context: &CommandContext<'_>,
    options: &NewCaseOptions,
) -> Result<LettersReport, AppError> {
    let session = CaseSession::open(context)?;
    let mut events = Vec::new();
    if let Some(title) = options.title.clone() {
        events.push(EventKind::Title { title });
    }
    let letters = letters(&session.editor.folder().inbox()?, &options.letters)?;
    let seen_elsewhere = elsewhere(&session, None, &letters)?;
    events.extend(letters.into_iter().map(EventKind::Envelope));
    let case = session.create(events)?;
    Ok(LettersReport {
        case: CaseReport::new(&session, &case)?,
        seen_elsewhere,
        is_new: true,
    })
}

/// Puts opened letters into a case.
///
/// Fails if a letter was not opened on this machine, or the case cannot be opened and written.
pub fn add(
    context: &CommandContext<'_>,
    beginning: &str,
    more: &[String],
) -> Result<LettersReport, AppError> {
    let session = CaseSession::open(context)?;
    let stored = session.find(beginning)?;
    let case = &stored.case;
    let mut letters = letters(&session.editor.folder().inbox()?, more)?;
    let seen_elsewhere = elsewhere(&session, Some(case.id()), &letters)?;
    letters.retain(|letter| !has(case, |known| known.hash == letter.hash));
    let case = if letters.is_empty() {
        stored
    } else {
        let events = letters.into_iter().map(EventKind::Envelope).collect();
        session.add(case, events)?
    };
    Ok(LettersReport {
        case: CaseReport::new(&session, &case)?,
        seen_elsewhere,
        is_new: false,
    })
}

/// Says something of a case.
///
/// Fails if nothing is said, or the case does not open or cannot be written.
pub fn set(
    context: &CommandContext<'_>,
    beginning: &str,
    change: CaseChange,
) -> Result<ChangeReport, AppError> {
    let events = events(change)?;
    let session = CaseSession::open(context)?;
    let case = session.find(beginning)?.case;
    let case = session.add(&case, events)?;
    Ok(ChangeReport(CaseReport::new(&session, &case)?))
}

/// Takes over all cases of release 0.1: their titles, tags, letters and notes count, as unsigned.
///
/// Fails if the editor is not on the roster. What could not be taken over is in the report.
pub fn take_over(context: &CommandContext<'_>) -> Result<TakeOverReport, AppError> {
    let session = CaseSession::open(context)?;
    session.roster()?;
    let (mut cases, mut failed) = (Vec::new(), Vec::new());
    for id in session.cases.list()? {
        if !session.read(&id).is_err_and(|error| is_older(&error)) {
            continue;
        }
        match session.take_over(&id) {
            Ok(_) => cases.push(id),
            Err(error) => failed.push(UnreadableCase {
                case: id,
                reason: context.explain(&error),
            }),
        }
    }
    Ok(TakeOverReport { cases, failed })
}

/// The letters, each of which must have been opened on this machine.
fn letters(inbox: &Inbox, beginnings: &[String]) -> Result<Vec<CaseEnvelope>, AppError> {
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

/// The other cases that have these letters, or the same submissions sent twice.
fn elsewhere(
    session: &CaseSession,
    own: Option<&CaseId>,
    letters: &[CaseEnvelope],
) -> Result<Vec<SeenElsewhere>, AppError> {
    let mut found = Vec::new();
    for id in session.cases.list()? {
        // A case that is closed to this editor cannot be asked.
        let Ok(stored) = session.read(&id) else {
            continue;
        };
        let case = stored.case;
        for letter in letters.iter().filter(|_| own != Some(&id)) {
            let same = |known: &CaseEnvelope| {
                known.hash == letter.hash
                    || (known.submission.is_some() && known.submission == letter.submission)
            };
            if has(&case, same) {
                found.push(SeenElsewhere {
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

/// A change as events, in the order of its fields.
fn events(change: CaseChange) -> Result<Vec<EventKind>, TriageError> {
    let mut events = Vec::new();
    events.extend(change.state.map(|state| EventKind::State { state }));
    events.extend(change.title.map(|title| EventKind::Title { title }));
    events.extend(change.tags.into_iter().map(|tag| EventKind::Tag { tag }));
    events.extend(
        change
            .untags
            .into_iter()
            .map(|tag| EventKind::Untag { tag }),
    );
    events.extend(change.place.map(|place| EventKind::Place { place }));
    if !change.technologies.is_empty() {
        let mut technologies = change.technologies;
        technologies.sort_unstable();
        technologies.dedup();
        events.push(EventKind::Technologies { technologies });
    }
    if let Some(note) = change.note {
        let text = checked_note(&note)?;
        events.push(EventKind::Note { text });
    }
    if events.is_empty() {
        Err(TriageError::Nothing)
    } else {
        Ok(events)
    }
}

fn checked_note(note: &str) -> Result<String, TriageError> {
    let text = note.trim();
    if text.is_empty() {
        Err(TriageError::EmptyNote)
    } else if text.len() as u64 > NOTE_MAX_BYTES {
        Err(TriageError::LongNote)
    } else {
        Ok(text.to_owned())
    }
}

fn is_older(error: &CasesError) -> bool {
    let CasesError::Case { error, .. } = error else {
        return false;
    };
    matches!(error, CaseError::OlderVersion)
}

/// Whether a case is sealed to others; anything else is an error to be told.
fn is_closed(error: &CasesError) -> bool {
    matches!(error, CasesError::Sealed(SealedError::Closed(_)))
}

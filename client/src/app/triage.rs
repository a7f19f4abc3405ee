//! What the desk knows: cases with their letters, states, tags and notes.

use serde::Serialize;

use sourdine_observatory::{model::text::Line, model::vocabulary::Technology};

use super::{AppError, CaseReport, CaseSummary, CommandContext, case_session::CaseSession};
use crate::{
    desk::{
        case::{
            Case,
            attachment::{self, AttachmentError},
            event::{CaseEnvelope, CaseId, CaseState, EventKind, Tag},
            file::CasesError,
        },
        publication::key,
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
    #[explain("error-reseal-closed", count)]
    Closed(usize),
}

#[derive(Debug, Serialize)]
pub struct ListReport {
    pub cases: Vec<CaseSummary>,
    /// Cases that are sealed to others.
    pub closed: Vec<CaseId>,
}

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

#[derive(Debug, Serialize)]
pub struct ResealReport {
    pub cases: usize,
    pub documents: usize,
    /// Cases that do not open for this editor, and are sealed as before.
    pub closed: Vec<CaseId>,
    /// To how many editors.
    #[serde(skip)]
    pub editors: usize,
}

impl ResealReport {
    /// Fails if some cases are sealed as before.
    pub fn verdict(&self) -> Result<(), AppError> {
        match self.closed.len() {
            0 => Ok(()),
            count => Err(TriageError::Closed(count).into()),
        }
    }
}

/// Lists all cases, in the order of the work.
///
/// Fails if the editor cannot be unlocked, or a case is damaged.
pub fn list(context: &CommandContext<'_>) -> Result<ListReport, AppError> {
    let session = CaseSession::open(context)?;
    let mut report = ListReport {
        cases: Vec::new(),
        closed: Vec::new(),
    };
    for id in session.cases.list()? {
        match session.read(&id) {
            Ok(case) => report.cases.push(CaseSummary::new(&case)),
            Err(error) if is_closed(&error) => report.closed.push(id),
            Err(error) => return Err(error.into()),
        }
    }
    let place = |summary: &CaseSummary| (summary.head.state, summary.head.case.clone());
    report.cases.sort_by_key(place);
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
    let case = session.find(beginning)?;
    let mut letters = letters(&session.editor.folder().inbox()?, more)?;
    let seen_elsewhere = elsewhere(&session, Some(case.id()), &letters)?;
    letters.retain(|letter| !has(&case, |known| known.hash == letter.hash));
    let case = if letters.is_empty() {
        case
    } else {
        let events = letters.into_iter().map(EventKind::Envelope).collect();
        session.add(case.id(), events)?
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
    let case = session.add(&session.cases.find(beginning)?, events)?;
    Ok(ChangeReport(CaseReport::new(&session, &case)?))
}

/// Seals all cases, their documents, the list of names and the publication key to today's roster.
///
/// Fails if the editor is not on the roster, or a case or document is damaged.
pub fn reseal(context: &CommandContext<'_>) -> Result<ResealReport, AppError> {
    let session = CaseSession::open(context)?;
    let recipients = session.recipients()?;
    let mut report = ResealReport {
        cases: 0,
        documents: 0,
        closed: Vec::new(),
        editors: recipients.len(),
    };
    for id in session.cases.list()? {
        let identity = session.editor.identity();
        // Documents first: an editor who can open the case afterwards can then open them.
        let documents = attachment::reseal(&session.cases, &id, &[identity], &recipients);
        let case = session
            .cases
            .change(&id, &[identity], &recipients, |_| Ok(()));
        match (documents, case) {
            (Ok(documents), Ok(_)) => {
                report.cases += 1;
                report.documents += documents;
            }
            (_, Err(error)) if !is_closed(&error) => return Err(error.into()),
            (Err(error), _) if !is_closed_document(&error) => return Err(error.into()),
            _ => report.closed.push(id),
        }
    }
    let identity = session.editor.identity();
    session
        .cases
        .change_names(&[identity], &recipients, |_| ())?;
    if let Some(certificate) = session.roster()?.publication() {
        let fingerprint = certificate.fingerprint();
        key::reseal(session.cases.folder(), &fingerprint, identity, &recipients)?;
    }
    Ok(report)
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
        let Ok(case) = session.read(&id) else {
            continue;
        };
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

/// Whether a case is sealed to others; anything else is an error to be told.
fn is_closed(error: &CasesError) -> bool {
    matches!(error, CasesError::Sealed(SealedError::Closed(_)))
}

fn is_closed_document(error: &AttachmentError) -> bool {
    matches!(error, AttachmentError::Sealed(SealedError::Closed(_)))
}

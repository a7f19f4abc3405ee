//! An unlocked editor with the cases at hand, and the steps from a case to a candidate.

use std::path::{Path, PathBuf};

use sourdine_observatory::folder::entry_file;
use sourdine_protocol::{day::Day, envelope::hybrid::HybridRecipient};

use super::{AppError, CommandContext};
use crate::{
    desk::{
        case::{
            Case, CaseError, attachment,
            event::{CaseId, CaseState, CleanCopy, EventKind},
            file::{Cases, CasesError},
        },
        cleaning::{Cleaned, vouch},
        identity::editor::Editor,
        roster::TrustedRoster,
        roster::signature::EditorSignature,
        vetting::{CandidateError, Proposal},
    },
    l10n::Explain,
};

#[derive(Debug, Explain, thiserror::Error)]
pub enum CaseSessionError {
    /// The editor was removed, or not yet added.
    #[explain("error-not-on-roster", editor)]
    NotOnRoster(String),
    #[explain("error-observatory-unknown")]
    NoObservatory,
}

pub(super) struct CaseSession {
    pub(super) editor: Editor,
    pub(super) cases: Cases,
    today: Day,
}

impl CaseSession {
    /// Unlocks the editor and finds the cases.
    pub(super) fn open(context: &CommandContext<'_>) -> Result<Self, AppError> {
        let editor = context.editor()?;
        let cases = editor.folder().cases()?;
        let cases = cases.with_lock_notice(context.progress.lock_notice());
        Ok(Self {
            editor,
            cases,
            today: context.today,
        })
    }

    /// The case with this beginning of its name.
    pub(super) fn find(&self, beginning: &str) -> Result<Case, AppError> {
        Ok(self.read(&self.cases.find(beginning)?)?)
    }

    pub(super) fn read(&self, id: &CaseId) -> Result<Case, CasesError> {
        self.cases.read(id, &[self.editor.identity()])
    }

    /// The copies beside a case that do not open.
    pub(super) fn left_aside(&self, id: &CaseId) -> Result<Vec<PathBuf>, CasesError> {
        self.cases.left_aside(id, &[self.editor.identity()])
    }

    /// Today's roster, on which the editor must be to write or sign.
    pub(super) fn roster(&self) -> Result<TrustedRoster, AppError> {
        let roster = self.editor.roster()?;
        let own = &self.editor.card().editor;
        if roster.roster().editors.contains(own) {
            Ok(roster)
        } else {
            Err(CaseSessionError::NotOnRoster(own.name.clone()).into())
        }
    }

    /// The editors to seal to, this one among them.
    pub(super) fn recipients(&self) -> Result<Vec<HybridRecipient>, AppError> {
        Ok(self.roster()?.recipients(self.today)?)
    }

    /// Opens a new case with these events.
    pub(super) fn create(&self, events: Vec<EventKind>) -> Result<Case, AppError> {
        let recipients = self.recipients()?;
        let first = |case: &mut Case| self.add_all(case, events);
        Ok(self.cases.create(&recipients, first)?)
    }

    pub(super) fn add(&self, id: &CaseId, events: Vec<EventKind>) -> Result<Case, AppError> {
        let recipients = self.recipients()?;
        let identity = self.editor.identity();
        let change = |case: &mut Case| self.add_all(case, events);
        Ok(self.cases.change(id, &[identity], &recipients, change)?)
    }

    fn add_all(&self, case: &mut Case, events: Vec<EventKind>) -> Result<(), CaseError> {
        for event in events {
            case.add(self.editor.name(), self.today, event)?;
        }
        Ok(())
    }

    /// Takes a clean copy out of a case and looks at it again.
    pub(super) fn take(
        &self,
        case: &CaseId,
        copy: &CleanCopy,
        scratch: &Path,
    ) -> Result<Cleaned, AppError> {
        let identity = self.editor.identity();
        Ok(attachment::take(
            &self.cases,
            case,
            copy,
            &self.editor.roster()?,
            &[identity],
            scratch,
        )?)
    }

    /// The editor's signature that a copy came out of their cleaning.
    pub(super) fn vouch(&self, cleaned: &Cleaned) -> Result<EditorSignature, AppError> {
        let text = vouch::statement(cleaned.sha256(), cleaned.cleaned_with());
        let key = self.editor.signing_key()?;
        Ok(EditorSignature {
            editor: self.editor.name().to_owned(),
            signature: key.sign(text.as_bytes(), self.today)?,
        })
    }

    /// Puts an entry together with its clean copies, taken from the case and looked at again.
    pub(super) fn proposal(
        &self,
        case: &Case,
        entry: &[u8],
        scratch: &Path,
    ) -> Result<Proposal, AppError> {
        let listed = entry_file::parse(entry).map_err(CandidateError::Entry)?;
        let view = case.view();
        let mut cleaned = Vec::new();
        for document in &listed.documents {
            let kept = view.copies.iter();
            let copy = kept
                .copied()
                .find(|copy| copy.sha256 == document.sha256)
                .ok_or_else(|| CandidateError::NotCleaned(document.file.to_string()))?;
            cleaned.push(self.take(case.id(), copy, scratch)?);
        }
        Ok(Proposal::new(entry.to_vec(), cleaned)?)
    }

    /// The observatory's folder: the one that was named, else the settings'.
    pub(super) fn observatory(&self, named: Option<&Path>) -> Result<Option<PathBuf>, AppError> {
        if let Some(named) = named {
            return Ok(Some(named.to_owned()));
        }
        let folder = self.editor.folder();
        let set = folder.settings()?.observatory;
        let joined = set.map(|path| folder.root().join(path));
        // As people would write it, where it is there.
        Ok(joined.map(|path| path.canonicalize().unwrap_or(path)))
    }
}

/// The state that a case comes to by what was done; it never goes back by itself.
pub(super) fn forward(case: &Case, to: CaseState) -> Option<EventKind> {
    (case.view().state < to).then_some(EventKind::State { state: to })
}

//! What the commands on cases share: the editor, the folder of the cases, and the way from a case to a candidate.

use std::path::{Path, PathBuf};

use sourdine_protocol::{day::Day, envelope::hybrid::HybridRecipient};

use super::{Failure, workplace::Workplace};
use crate::{
    cli::render::{Explain, Message},
    desk::{
        case::attachment,
        case::{
            Case, CaseError,
            event::{CaseId, CaseState, CleanCopy, EventKind},
            file::{Cases, CasesError},
        },
        cleaning::{Cleaned, vouch},
        identity::editor::Editor,
        roster::TrustedRoster,
        roster::signed::EditorSignature,
        vetting::{Candidate, CandidateError},
    },
    observatory::entry_file,
};

/// Why an editor does not write.
#[derive(Debug, thiserror::Error)]
pub(super) enum CaseWorkError {
    /// The editor was removed, or not yet added.
    #[error(
        "you (`{0}`) are not on the roster that this machine has: nothing you write would be sealed to you, and your signature does not count; take over the newest roster with `sourdine roster accept`, or ask the founding editor"
    )]
    NotOnRoster(String),
    /// Nobody says where the observatory is.
    #[error("no observatory is known: name its folder with --observatory, or in desk.toml")]
    NoObservatory,
}

impl Explain for CaseWorkError {
    fn message(&self) -> Message {
        match self {
            Self::NotOnRoster(editor) => Message::new("error-not-on-roster").with("editor", editor),
            Self::NoObservatory => Message::new("error-observatory-unknown"),
        }
    }
}

/// An editor with the cases at hand.
pub(super) struct CaseWork {
    pub(super) editor: Editor,
    pub(super) cases: Cases,
    today: Day,
}

impl CaseWork {
    /// Unlocks the editor.
    ///
    /// # Errors
    /// As `Workplace::editor`, or the folder of the cases cannot be used.
    pub(super) fn open(workplace: &Workplace<'_>) -> Result<Self, Failure> {
        let editor = workplace.editor()?;
        let cases = editor.folder().cases()?;
        Ok(Self {
            editor,
            cases,
            today: workplace.today,
        })
    }

    /// The case whose name begins so.
    ///
    /// # Errors
    /// There is none, or it does not open.
    pub(super) fn find(&self, beginning: &str) -> Result<Case, Failure> {
        Ok(self.read(&self.cases.find(beginning)?)?)
    }

    /// A case.
    ///
    /// # Errors
    /// It does not open.
    pub(super) fn read(&self, id: &CaseId) -> Result<Case, CasesError> {
        self.cases.read(id, &[self.editor.identity()])
    }

    /// The copies beside a case that do not open.
    ///
    /// # Errors
    /// The case does not open.
    pub(super) fn left_aside(&self, id: &CaseId) -> Result<Vec<PathBuf>, CasesError> {
        self.cases.left_aside(id, &[self.editor.identity()])
    }

    /// Today's roster, on which the editor must be to write or sign.
    ///
    /// # Errors
    /// There is none, or the editor is not on it.
    pub(super) fn roster(&self) -> Result<TrustedRoster, Failure> {
        let roster = self.editor.roster()?;
        let own = &self.editor.card().editor;
        if roster.roster().editors.contains(own) {
            Ok(roster)
        } else {
            Err(CaseWorkError::NotOnRoster(own.name.clone()).into())
        }
    }

    /// Whom to seal to, the editor among them.
    ///
    /// # Errors
    /// As [`roster`](Self::roster), or it expired.
    pub(super) fn recipients(&self) -> Result<Vec<HybridRecipient>, Failure> {
        Ok(self.roster()?.recipients(self.today)?)
    }

    /// Opens a new case with what is known of it.
    ///
    /// # Errors
    /// It cannot be written.
    pub(super) fn create(&self, done: Vec<EventKind>) -> Result<Case, Failure> {
        let recipients = self.recipients()?;
        let first = |case: &mut Case| self.add_all(case, done);
        Ok(self.cases.create(&recipients, first)?)
    }

    /// Adds to a case what the editor did.
    ///
    /// # Errors
    /// It does not open, or cannot be written.
    pub(super) fn add(&self, id: &CaseId, done: Vec<EventKind>) -> Result<Case, Failure> {
        let recipients = self.recipients()?;
        let identity = self.editor.identity();
        let change = |case: &mut Case| self.add_all(case, done);
        Ok(self.cases.change(id, &[identity], &recipients, change)?)
    }

    fn add_all(&self, case: &mut Case, done: Vec<EventKind>) -> Result<(), CaseError> {
        for kind in done {
            case.add(self.editor.name(), self.today, kind)?;
        }
        Ok(())
    }

    /// Takes a clean copy out of a case and looks at it again.
    ///
    /// # Errors
    /// It does not open, or is not clean.
    pub(super) fn take(
        &self,
        case: &CaseId,
        copy: &CleanCopy,
        scratch: &Path,
    ) -> Result<Cleaned, Failure> {
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

    /// The editor's word that a copy came out of their cleaning.
    ///
    /// # Errors
    /// The editor's key does not open.
    pub(super) fn vouch(&self, cleaned: &Cleaned) -> Result<EditorSignature, Failure> {
        let text = vouch::statement(cleaned.sha256(), cleaned.cleaned_with());
        let key = self.editor.signing_key()?;
        Ok(EditorSignature {
            editor: self.editor.name().to_owned(),
            signature: key.sign(text.as_bytes(), self.today)?,
        })
    }

    /// Puts an entry together with the clean copies that it lists, taken from the case and looked at again.
    ///
    /// # Errors
    /// The entry does not read, or lists what the case has no clean copy of.
    pub(super) fn candidate(
        &self,
        case: &Case,
        entry: &[u8],
        scratch: &Path,
    ) -> Result<Candidate, Failure> {
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
        Ok(Candidate::new(entry.to_vec(), cleaned)?)
    }

    /// The observatory's folder: the one that was named, else the settings'.
    ///
    /// # Errors
    /// The settings do not read.
    pub(super) fn observatory(&self, named: Option<&Path>) -> Result<Option<PathBuf>, Failure> {
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

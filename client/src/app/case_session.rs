//! An unlocked editor with the cases at hand, and the steps from a case to a candidate.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use age::Identity;
use sourdine_observatory::folder::entry_file;
use sourdine_protocol::{day::Day, envelope::hybrid::HybridRecipient};

use super::{AppError, CommandContext};
use crate::{
    desk::{
        case::{
            Case, CaseView, attachment,
            event::{CaseId, CaseState, CleanCopy, EventKind},
            machine::JournalKey,
            store::{Cases, CasesError, Reader, StoredCase, Writer},
        },
        cleaning::{Cleaned, vouch},
        identity::editor::Editor,
        openpgp::KeyError,
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
    /// The case has no key for today's roster, although one was made.
    #[explain("error-case-no-key")]
    NoKey,
}

pub(super) struct CaseSession {
    pub(super) editor: Editor,
    pub(super) cases: Cases,
    /// The newest roster that this machine knows.
    known: TrustedRoster,
    key: Option<JournalKey>,
    today: Day,
}

impl CaseSession {
    /// Unlocks the editor and finds the cases.
    pub(super) fn open(context: &CommandContext<'_>) -> Result<Self, AppError> {
        let editor = context.editor()?;
        let cases = editor.folder().cases()?;
        let cases = cases.with_lock_notice(context.progress.lock_notice());
        let known = editor.roster()?;
        Ok(Self {
            key: editor.journal_key(&known.desk().to_hex()),
            editor,
            cases,
            known,
            today: context.today,
        })
    }

    fn reader(&self) -> Reader<'_> {
        Reader {
            identity: self.editor.identity(),
            roster: &self.known,
            key: self.key.as_ref().map(JournalKey::public),
        }
    }

    /// The case with this beginning of its name.
    pub(super) fn find(&self, beginning: &str) -> Result<StoredCase, AppError> {
        Ok(self.read(&self.cases.find(beginning)?)?)
    }

    pub(super) fn read(&self, id: &CaseId) -> Result<StoredCase, CasesError> {
        self.cases.read(id, &self.reader())
    }

    /// The desk's own journal, which holds its list of names.
    pub(super) fn names(&self) -> Result<StoredCase, CasesError> {
        self.read(&CaseId::desk())
    }

    /// Today's roster, on which the editor must be to write or sign.
    pub(super) fn roster(&self) -> Result<&TrustedRoster, AppError> {
        let own = &self.editor.card().editor;
        if self.known.roster().editors.contains(own) {
            Ok(&self.known)
        } else {
            Err(CaseSessionError::NotOnRoster(own.name.clone()).into())
        }
    }

    /// The editors to seal to, this one among them.
    pub(super) fn recipients(&self) -> Result<Vec<HybridRecipient>, AppError> {
        Ok(self.roster()?.recipients(self.today)?)
    }

    /// Opens a new case with these events.
    pub(super) fn create(&self, events: Vec<EventKind>) -> Result<StoredCase, AppError> {
        self.write(|writer| self.cases.create(writer, events))
    }

    /// Adds events that were decided on with this case in view.
    pub(super) fn add(&self, case: &Case, events: Vec<EventKind>) -> Result<StoredCase, AppError> {
        let seen = case.heads().clone();
        self.write(|writer| self.cases.change(case.id(), writer, seen, events))
    }

    /// Seals a case to today's roster.
    pub(super) fn reseal(&self, id: &CaseId) -> Result<StoredCase, AppError> {
        self.write(|writer| self.cases.reseal(id, writer))
    }

    /// Seals the desk's list of names to today's roster, if there is one.
    pub(super) fn reseal_names(&self) -> Result<(), AppError> {
        let list = self.names()?.case;
        if !list.in_order().is_empty() {
            self.reseal(list.id())?;
        }
        Ok(())
    }

    pub(super) fn take_over(&self, id: &CaseId) -> Result<StoredCase, AppError> {
        self.write(|writer| self.cases.take_over(id, writer))
    }

    fn write(
        &self,
        write: impl FnOnce(Writer<'_>) -> Result<StoredCase, CasesError>,
    ) -> Result<StoredCase, AppError> {
        let roster = self.roster()?;
        let desk = roster.desk().to_hex();
        let renew = || {
            let renewed = self.editor.renew_journal_key(&desk, self.today);
            renewed.map_err(|error| KeyError::Library(error.to_string()))
        };
        let sign = |text: &[u8]| {
            let key = self.editor.signing_key();
            let key = key.map_err(|error| KeyError::Library(error.to_string()))?;
            Ok(EditorSignature {
                editor: self.editor.name().to_owned(),
                signature: key.sign(text, self.today)?,
            })
        };
        let key = match self.editor.journal_key(&desk) {
            Some(key) => key,
            None => renew()?,
        };
        Ok(write(Writer {
            identity: self.editor.identity(),
            roster,
            today: self.today,
            key,
            sign: &sign,
            renew: &renew,
        })?)
    }

    /// What a case's clean copies are sealed to, today.
    pub(super) fn recipient(&self, case: &CaseId) -> Result<HybridRecipient, AppError> {
        self.roster()?;
        let known = self.read(case)?.case;
        if let Some(recipient) = known.recipient() {
            return Ok(recipient.clone());
        }
        // The first write under a roster makes a key for it.
        let stored = self.add(&known, Vec::new())?;
        let made = stored.case.recipient().cloned();
        Ok(made.ok_or(CaseSessionError::NoKey)?)
    }

    /// Seals the clean copies of a case to its newest key. Gives how many there are, and those that
    /// do not open.
    pub(super) fn reseal_copies(&self, case: &Case) -> Result<(usize, Vec<PathBuf>), AppError> {
        let recipient = self.recipient(case.id())?;
        let opening = self.cases.identities(case.id(), &self.reader())?;
        let opening: Vec<&dyn Identity> = opening.iter().map(|one| one as &dyn Identity).collect();
        Ok(attachment::reseal(&self.cases, case, &opening, &recipient)?)
    }

    /// Takes a clean copy out of a case and looks at it again.
    pub(super) fn take(
        &self,
        case: &CaseId,
        copy: &CleanCopy,
        scratch: &Path,
    ) -> Result<Cleaned, AppError> {
        let opening = self.cases.identities(case, &self.reader())?;
        let opening: Vec<&dyn Identity> = opening.iter().map(|one| one as &dyn Identity).collect();
        let roster = &self.known;
        Ok(attachment::take(
            &self.cases,
            case,
            copy,
            roster,
            &opening,
            scratch,
        )?)
    }

    /// The clean copies of a case, each once: of several records of one, that for which an editor
    /// of today's roster vouches.
    pub(super) fn copies<'a>(&self, view: &CaseView<'a>) -> Vec<&'a CleanCopy> {
        let holds = |copy: &CleanCopy| {
            vouch::check(&copy.sha256, &copy.cleaned_with, &copy.vouched, &self.known).is_ok()
        };
        let (vouched, other): (Vec<&CleanCopy>, Vec<&CleanCopy>) =
            view.copies.iter().copied().partition(|copy| holds(copy));
        let mut known = BTreeSet::new();
        let newest_first = vouched.into_iter().rev().chain(other.into_iter().rev());
        let mut copies: Vec<&CleanCopy> = newest_first
            .filter(|copy| known.insert(copy.sha256.clone()))
            .collect();
        copies.reverse();
        copies
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
        let copies = self.copies(&case.view());
        let mut cleaned = Vec::new();
        for document in &listed.documents {
            let copy = copies
                .iter()
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

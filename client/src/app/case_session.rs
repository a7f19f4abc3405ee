//! An unlocked editor with the cases at hand, and the steps from a case to a candidate.

use std::{
    cell::Cell,
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use age::Identity;
use sourdine_observatory::folder::entry_file;
use sourdine_protocol::{day::Day, envelope::hybrid::HybridRecipient, text::Sha256Hex};

use super::{AppError, CommandContext};
use crate::{
    desk::{
        case::{
            Case, attachment,
            event::{CaseId, CaseState, CleanCopy, EventId, EventKind},
            machine::{JournalKey, JournalPublicKey},
            state::DeskState,
            store::{Cases, CasesError, Reader, StoredCase, Writer},
        },
        cleaning::{Cleaned, vouch},
        identity::editor::Editor,
        openpgp::KeyError,
        publication::key as publication_key,
        roster::{FIRST_ROSTER, TrustedRoster, scope::Scope, signature::EditorSignature},
        vetting::{CandidateError, Proposal, coverage::covered},
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
    /// Whether the desk's own journal says that a machine took the roster.
    is_told: Cell<bool>,
}

impl CaseSession {
    /// Unlocks the editor, finds the cases and reads the desk's own journal: it says first which
    /// roster other machines took.
    pub(super) fn open(context: &CommandContext<'_>) -> Result<Self, AppError> {
        let editor = context.editor()?;
        let cases = editor.folder().cases()?;
        let cases = cases.with_lock_notice(context.progress.lock_notice());
        let known = editor.roster()?;
        if let Some(publication) = known.publication() {
            let (own, fingerprint) = (editor.folder().root(), publication.fingerprint());
            publication_key::mend(own, cases.folder(), &fingerprint, editor.identity());
        }
        let session = Self {
            key: editor.journal_key(&known.desk().to_hex()),
            editor,
            cases,
            known,
            today: context.today,
            is_told: Cell::new(false),
        };
        session.look_whether_told();
        Ok(session)
    }

    /// The same under a roster that this machine knows from now on.
    pub(super) fn under(self, roster: TrustedRoster) -> Self {
        Self {
            known: roster,
            is_told: Cell::new(false),
            ..self
        }
    }

    /// Whether this machine's editor is on a roster.
    pub(super) fn is_editor(&self, roster: &TrustedRoster) -> bool {
        roster.roster().editors.contains(&self.editor.card().editor)
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
        let stored = self.cases.read(id, &self.reader())?;
        if stored.has_news {
            self.cases.note_news(self.today)?;
        }
        Ok(stored)
    }

    /// The desk's own journal, which holds its list of names.
    pub(super) fn names(&self) -> Result<StoredCase, CasesError> {
        self.read(&CaseId::desk())
    }

    /// Today's roster, on which the editor must be to write or sign. Fails also if a case showed a
    /// newer one: an editor whom that one does not name could read what is written.
    pub(super) fn roster(&self) -> Result<&TrustedRoster, AppError> {
        self.require_newest()?;
        if self.is_editor(&self.known) {
            Ok(&self.known)
        } else {
            let own = self.editor.card().editor.name.clone();
            Err(CaseSessionError::NotOnRoster(own).into())
        }
    }

    /// Fails if a case showed a newer roster than the one that this machine knows.
    pub(super) fn require_newest(&self) -> Result<(), AppError> {
        Ok(self.cases.require_newest(&self.known)?)
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
        let as_editor = |text: &[u8]| {
            let key = self.editor.signing_key();
            let key = key.map_err(|error| KeyError::Library(error.to_string()))?;
            key.sign(text, self.today)
        };
        let key = match self.editor.journal_key(&desk) {
            Some(key) => key,
            None => renew()?,
        };
        let stored = write(Writer {
            identity: self.editor.identity(),
            roster,
            today: self.today,
            key,
            as_editor: &as_editor,
            renew: &renew,
        })?;
        if stored.has_news {
            self.cases.note_news(self.today)?;
        }
        if !stored.case.id().is_desk() {
            self.tell_roster();
        }
        Ok(stored)
    }

    /// Reads the desk's own journal. One that does not read is told by what uses it.
    fn look_whether_told(&self) {
        let is_told = |stored: StoredCase| stored.case.recipient().is_some();
        self.is_told.set(self.names().is_ok_and(is_told));
    }

    /// Says in the desk's own journal which roster this machine took: other machines read it before
    /// they read a case, and take no new case for one that was opened in time. The first roster was
    /// taken in place of none.
    fn tell_roster(&self) {
        if self.known.roster().serial > FIRST_ROSTER && !self.is_told.get() {
            // It is tried again with the next change.
            let told = self.reseal(&CaseId::desk());
            self.is_told.set(told.is_ok());
        }
    }

    /// This machine's journal key, if it has one.
    pub(super) fn machine(&self) -> Option<JournalPublicKey> {
        self.key.as_ref().map(JournalKey::public)
    }

    /// The name of the editor on today's roster whose certificate has this fingerprint.
    pub(super) fn name_of(&self, fingerprint: &str) -> Option<String> {
        let mut editors = self.known.certificates().iter();
        let found = editors.find(|(_, one)| one.fingerprint().to_hex() == fingerprint);
        found.map(|(name, _)| name.clone())
    }

    /// The hashes of the statements that two editors signed in a case.
    pub(super) fn covered(&self, case: &Case) -> BTreeSet<Sha256Hex> {
        covered(case, &self.known)
    }

    /// What all machines of the desk must agree on, as this one knows it; and the cases of which
    /// something is missing or lost here, or which do not read.
    pub(super) fn state(&self) -> Result<(DeskState, Vec<CaseId>), AppError> {
        let (mut state, mut odd) = (DeskState::new(&self.known), Vec::new());
        for id in self.journals()? {
            let Ok(stored) = self.read(&id) else {
                state.add_unread(&id);
                odd.push(id);
                continue;
            };
            state.add(&stored.case);
            let lacks = stored.case.missing() > 0 || stored.lost > 0;
            if lacks || !self.cases.lacking(&stored.case).is_empty() {
                odd.push(id);
            }
        }
        Ok((state, odd))
    }

    /// The ids of all cases, also of those that are only remembered, and of the desk's own journal
    /// if it has one.
    pub(super) fn journals(&self) -> Result<Vec<CaseId>, AppError> {
        let mut ids = self.cases.list()?;
        ids.extend(self.cases.gone()?);
        ids.sort();
        let desk = CaseId::desk();
        let is_empty = |stored: &StoredCase| stored.case.in_order().is_empty();
        if !self.read(&desk).is_ok_and(|stored| is_empty(&stored)) {
            ids.push(desk);
        }
        Ok(ids)
    }

    /// The only case with an id that begins with this, or the desk's own journal by its whole id.
    pub(super) fn find_journal(&self, beginning: &str) -> Result<CaseId, CasesError> {
        let desk = CaseId::desk();
        if beginning == desk.as_str() {
            Ok(desk)
        } else {
            self.cases.find(beginning)
        }
    }

    /// The cases that open for this editor and read, and the desk's own journal. Others are left
    /// out.
    pub(super) fn readable(&self) -> Result<Vec<Case>, AppError> {
        let ids = self.journals()?.into_iter();
        Ok(ids
            .filter_map(|id| Some(self.read(&id).ok()?.case))
            .collect())
    }

    /// Revokes a machine of this editor's in a case: of it counts what leads to these events.
    pub(super) fn revoke(
        &self,
        case: &Case,
        key: JournalPublicKey,
        heads: BTreeSet<EventId>,
    ) -> Result<(), AppError> {
        let event = EventKind::Revoked { key, heads };
        self.add(case, vec![event]).map(drop)
    }

    /// Where a signature counts that an editor makes in a case.
    pub(super) fn scope(&self, case: &CaseId) -> Scope {
        Scope::new(self.known.desk(), case)
    }

    /// The editor's own signature.
    pub(super) fn signature(&self, text: &[u8]) -> Result<EditorSignature, AppError> {
        self.roster()?;
        let key = self.editor.signing_key()?;
        Ok(EditorSignature {
            editor: self.editor.name().to_owned(),
            signature: key.sign(text, self.today)?,
        })
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
    pub(super) fn copies<'a>(&self, case: &'a Case) -> Vec<&'a CleanCopy> {
        let holds = |copy: &CleanCopy| {
            let (with, roster) = (&copy.cleaned_with, &self.known);
            vouch::check(case.id(), &copy.sha256, with, &copy.vouched, roster).is_ok()
        };
        let view = case.view();
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
    pub(super) fn vouch(
        &self,
        case: &CaseId,
        cleaned: &Cleaned,
    ) -> Result<EditorSignature, AppError> {
        let scope = self.scope(case);
        let text = vouch::statement(&scope, cleaned.sha256(), cleaned.cleaned_with());
        self.signature(text.as_bytes())
    }

    /// Puts an entry together with its clean copies, taken from the case and looked at again.
    pub(super) fn proposal(
        &self,
        case: &Case,
        entry: &[u8],
        scratch: &Path,
    ) -> Result<Proposal, AppError> {
        let listed = entry_file::parse(entry).map_err(CandidateError::Entry)?;
        let copies = self.copies(case);
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

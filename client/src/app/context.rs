//! What every use-case is given: where the desk is, the day, the person's language, and a way to
//! ask and to tell.

use std::path::{Path, PathBuf};

use age::secrecy::SecretString;
use serde::Serialize;
use sourdine_observatory::model::{entry::Entry, names::EntryId};
use sourdine_protocol::day::Day;

use super::{
    AppError, ErrorReport, NamesWarning, ProgressEvent, findings::FindingsReport,
    progress::ProgressSink,
};
use crate::{
    courier::{EnvelopeId, Listed},
    desk::{
        case::event::CaseId, case::machine::JournalPublicKey, folder::DeskFolder,
        identity::editor::Editor, publication::difference::Difference, scratch::Scratch,
        vetting::Candidate,
    },
    l10n::{Explain, Localizer},
};

#[derive(Clone, Copy)]
pub struct CommandContext<'a> {
    /// The desk's folder, where one was named.
    pub desk: Option<&'a Path>,
    /// The folder in memory where documents are opened, where one was named.
    pub scratch: Option<&'a Path>,
    pub today: Day,
    /// The person's language: reports repeat why something failed.
    pub localizer: &'a Localizer,
    pub passphrases: &'a dyn Passphrases,
    pub questions: &'a dyn Questions,
    pub progress: &'a dyn ProgressSink,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum PassphraseKind {
    /// It unlocks the editor's keys.
    Editor,
    /// It unlocks the desk's key.
    DeskKey,
    /// For new keys: a person types it twice.
    New,
}

pub trait Passphrases {
    fn passphrase(&self, kind: PassphraseKind) -> Result<SecretString, AppError>;

    /// The password of a document that a person knows by this name. None if there is no person to
    /// ask, or nothing was typed.
    fn document_password(&self, document: &str) -> Result<Option<SecretString>, AppError>;
}

/// What a person decides before a use-case goes on.
pub enum Question<'a> {
    /// Whether to discard an envelope that was never opened here.
    DiscardUnopened(EnvelopeId),
    /// Whether to discard envelopes that were never pulled, known by what the server lists.
    DiscardListed(&'a [Listed]),
    /// Whether the new editor told this fingerprint by voice.
    CompareFingerprint {
        editor: &'a str,
        fingerprint: String,
    },
    /// Whether today is the day that this machine's clock says, where the roster was signed later.
    ClockIsRight {
        signed: Day,
        today: Day,
    },
    /// Whether to take an editor off the roster.
    RemoveEditor(&'a str),
    /// Whether these missing events are lost for good, of a case or of the list of names.
    GiveUp {
        journal: &'a CaseId,
        count: usize,
    },
    /// Whether a machine was lost, so that it is revoked in all cases.
    RevokeMachine {
        machine: &'a JournalPublicKey,
        cases: usize,
    },
    /// Whether the operator told in another way that they started the server, which is sealed.
    UnlockServer {
        /// The last day on which this machine saw it open.
        last_open: Option<Day>,
        today: Day,
    },
    Sign(Review<'a>),
    Publish(PublishReview<'a>),
}

/// What is shown before it is signed.
pub struct Review<'a> {
    pub candidate: &'a Candidate,
    /// What was found in it and allowed.
    pub findings: &'a FindingsReport,
    /// The entry's page in a preview of the observatory.
    pub page: PathBuf,
    /// Whether the preview stays after the answer.
    pub preview_stays: bool,
}

/// What is shown before it is published.
pub struct PublishReview<'a> {
    pub entry: &'a Entry,
    /// The sizes of the entry's documents, in its order.
    pub sizes: Vec<u64>,
    /// The observatory's folder.
    pub observatory: &'a Path,
    /// What changes in the entry that is public now; none if there is no such entry.
    pub difference: Option<Difference>,
    /// The entries whose statements a new publication key signs anew.
    pub signed_anew: &'a [StandingEntry],
    /// What is odd about the list of names: a name may not have been looked for.
    pub names_warning: Option<&'a NamesWarning>,
    /// For how long the folder of the cases has brought nothing from another machine: a signature
    /// that was taken back elsewhere may not have come.
    pub quiet: Option<Quiet>,
}

/// Since when nothing has come from another machine.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Quiet {
    Since(Day),
    /// The day that was noted is still to come: this machine's clock is wrong, or was.
    Ahead(Day),
    /// Nothing ever came.
    Always,
}

/// An entry that a new publication key signs anew.
pub struct StandingEntry {
    pub entry: EntryId,
    /// Whether two editors signed exactly this in a case that opens for this editor.
    pub is_known: bool,
}

pub trait Questions {
    /// Fails if there is no person to ask.
    fn agrees(&self, question: &Question<'_>) -> Result<bool, AppError>;
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, Explain, thiserror::Error)]
#[explain("error-question-declined")]
struct DeclinedError;

impl CommandContext<'_> {
    /// The desk's folder, which may not exist yet.
    pub(super) fn folder(&self) -> Result<DeskFolder, AppError> {
        Ok(DeskFolder::locate(self.desk, self.today)?)
    }

    /// Unlocks the editor of the desk's folder.
    pub(super) fn editor(&self) -> Result<Editor, AppError> {
        let folder = self.folder()?;
        let passphrase = self.passphrases.passphrase(PassphraseKind::Editor)?;
        let editor = Editor::unlock(folder, &passphrase)?;
        if editor.is_card_new() {
            let path = editor.folder().card_file();
            self.progress.update(ProgressEvent::CardMade(&path));
        }
        Ok(editor)
    }

    /// Where documents are opened, in memory.
    pub(super) fn scratch(&self) -> Result<Scratch, AppError> {
        Ok(Scratch::locate(self.scratch)?)
    }

    pub(super) fn require(&self, question: &Question<'_>) -> Result<(), AppError> {
        if self.questions.agrees(question)? {
            Ok(())
        } else {
            Err(DeclinedError.into())
        }
    }

    pub(super) fn explain(&self, error: &dyn Explain) -> ErrorReport {
        ErrorReport::new(error, self.localizer)
    }
}

//! The inbox: envelopes that were pulled, still sealed, and a record of each that was opened on
//! this machine.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use sourdine_l10n::Explain;
use sourdine_platform::files::{self, Times};
use sourdine_protocol::{
    envelope::{EnvelopeHash, SubmissionId},
    wire::Version1,
};

use super::{FileError, PRIVATE_FILE_MAX_BYTES};
use crate::courier::EnvelopeId;

const AGE: &str = ".age";
const OPENED: &str = ".opened";

/// Why a file of the inbox was not used.
#[derive(Debug, Explain, thiserror::Error)]
pub enum InboxError {
    #[explain(transparent)]
    File(#[from] FileError),
    /// No envelope has an id that begins with this.
    #[explain("error-envelope-unknown", name)]
    Unknown(String),
    /// Several envelopes have an id that begins with this.
    #[explain("error-envelope-ambiguous", name)]
    Ambiguous(String),
    #[explain("error-envelope-not-opened", id)]
    NotOpened(EnvelopeId),
    /// The record beside an envelope does not read.
    #[explain("error-envelope-record", path)]
    Record(PathBuf),
}

/// What this machine found when it opened an envelope to its end.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct OpenedRecord {
    version: Version1,
    #[serde(rename = "blake3")]
    pub hash: EnvelopeHash,
    /// The id that all envelopes of one submission share.
    pub submission: SubmissionId,
}

impl OpenedRecord {
    pub const fn new(hash: EnvelopeHash, submission: SubmissionId) -> Self {
        Self {
            version: Version1,
            hash,
            submission,
        }
    }
}

#[derive(Clone, Debug, Eq, PartialEq)]
pub struct StoredEnvelope {
    pub id: EnvelopeId,
    pub size: u64,
    /// What was found in it, if it was opened on this machine.
    pub opened: Option<OpenedRecord>,
}

#[derive(Clone, Debug)]
pub struct Inbox {
    folder: PathBuf,
}

impl Inbox {
    /// Uses this folder, and makes it if it is missing.
    pub fn at(folder: &Path) -> Result<Self, InboxError> {
        files::make_dir(folder).map_err(FileError::at(folder))?;
        Ok(Self {
            folder: folder.to_owned(),
        })
    }

    /// All pulled envelopes, in the order of their ids, which are random.
    pub fn list(&self) -> Result<Vec<StoredEnvelope>, InboxError> {
        let failed = FileError::at(&self.folder);
        let mut pulled = Vec::new();
        for item in fs::read_dir(&self.folder).map_err(failed)? {
            let item = item.map_err(failed)?;
            let name = item.file_name().into_string().unwrap_or_default();
            let id = name.strip_suffix(AGE);
            let Some(id) = id.and_then(|id| id.parse::<EnvelopeId>().ok()) else {
                continue;
            };
            let size = item.metadata().map_err(failed)?.len();
            let opened = self.opened(&id)?;
            pulled.push(StoredEnvelope { id, size, opened });
        }
        pulled.sort_by_key(|envelope| envelope.id);
        Ok(pulled)
    }

    /// The only envelope with an id that begins with this.
    pub fn find(&self, beginning: &str) -> Result<StoredEnvelope, InboxError> {
        let mut found = self.list()?;
        found
            .retain(|pulled| !beginning.is_empty() && pulled.id.to_string().starts_with(beginning));
        match (found.pop(), found.is_empty()) {
            (Some(pulled), true) => Ok(pulled),
            (Some(_), false) => Err(InboxError::Ambiguous(beginning.to_owned())),
            (None, _) => Err(InboxError::Unknown(beginning.to_owned())),
        }
    }

    /// The path of an envelope's sealed file.
    pub fn path(&self, id: &EnvelopeId) -> PathBuf {
        self.folder.join(format!("{id}{AGE}"))
    }

    /// The record of an envelope, if it was opened on this machine.
    pub fn opened(&self, id: &EnvelopeId) -> Result<Option<OpenedRecord>, InboxError> {
        let path = self.record(id);
        match files::read_secret(&path, PRIVATE_FILE_MAX_BYTES) {
            Ok(json) => serde_json::from_slice(&json)
                .map(Some)
                .map_err(|_| InboxError::Record(path)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(FileError::at(&path)(error).into()),
        }
    }

    /// The record of an envelope, which must have been opened on this machine.
    pub fn require_opened(&self, id: &EnvelopeId) -> Result<OpenedRecord, InboxError> {
        self.opened(id)?.ok_or(InboxError::NotOpened(*id))
    }

    /// Writes the record of an envelope that was opened.
    pub fn note_opened(&self, id: &EnvelopeId, opened: &OpenedRecord) -> Result<(), InboxError> {
        let path = self.record(id);
        let json = serde_json::to_vec(opened).map_err(|_| InboxError::Record(path.clone()))?;
        let write = |file: &mut File| file.write_all(&json);
        let written = files::replace_atomically(&path, Times::Removed, write);
        Ok(written.map_err(FileError::at(&path))?)
    }

    /// The other envelopes opened on this machine that hold the same submission, sent again.
    pub fn same_submission(
        &self,
        id: &EnvelopeId,
        submission: SubmissionId,
    ) -> Result<Vec<EnvelopeId>, InboxError> {
        let mut others = self.list()?;
        others.retain(|other| {
            let same = |opened: &OpenedRecord| opened.submission == submission;
            other.id != *id && other.opened.as_ref().is_some_and(same)
        });
        Ok(others.into_iter().map(|other| other.id).collect())
    }

    fn record(&self, id: &EnvelopeId) -> PathBuf {
        self.folder.join(format!("{id}{OPENED}"))
    }
}

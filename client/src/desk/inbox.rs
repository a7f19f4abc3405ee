//! What was pulled and waits to be read: envelopes as they came, sealed; and which of them were opened on this machine.

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

use super::PRIVATE_FILE_MAX_BYTES;
use crate::courier::EnvelopeId;

const AGE: &str = ".age";
const OPENED: &str = ".opened";

/// Why something in the inbox was not used.
#[derive(Debug, Explain, thiserror::Error)]
pub enum InboxError {
    /// The folder or a file cannot be used.
    #[explain("error-file")]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// No envelope begins so.
    #[explain("error-envelope-unknown", name)]
    Unknown(String),
    /// Several do.
    #[explain("error-envelope-ambiguous", name)]
    Ambiguous(String),
    /// It was not opened here.
    #[explain("error-envelope-not-opened", id)]
    NotOpened(EnvelopeId),
    /// What stands beside an envelope does not read.
    #[explain("error-envelope-record", path)]
    Record(PathBuf),
}

/// What this machine found when it opened an envelope to its end.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct OpenedRecord {
    version: Version1,
    /// The hash of the age file.
    #[serde(rename = "blake3")]
    pub hash: EnvelopeHash,
    /// What envelopes of one submission share.
    pub submission: SubmissionId,
}

impl OpenedRecord {
    /// A record to be kept.
    #[must_use]
    pub const fn new(hash: EnvelopeHash, submission: SubmissionId) -> Self {
        Self {
            version: Version1,
            hash,
            submission,
        }
    }
}

/// An envelope that was pulled.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct StoredEnvelope {
    /// Its name.
    pub id: EnvelopeId,
    /// Its length, in bytes.
    pub size: u64,
    /// What was found in it, once it was opened here.
    pub opened: Option<OpenedRecord>,
}

/// The folder of pulled envelopes.
#[derive(Clone, Debug)]
pub struct Inbox {
    folder: PathBuf,
}

impl Inbox {
    /// Uses a folder, made where there is none.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn at(folder: &Path) -> Result<Self, InboxError> {
        files::make_dir(folder).map_err(|source| failed(folder, source))?;
        Ok(Self {
            folder: folder.to_owned(),
        })
    }

    /// What is there, in the order of the names, which are random.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn list(&self) -> Result<Vec<StoredEnvelope>, InboxError> {
        let broken = |source| failed(&self.folder, source);
        let mut pulled = Vec::new();
        for item in fs::read_dir(&self.folder).map_err(broken)? {
            let item = item.map_err(broken)?;
            let name = item.file_name().into_string().unwrap_or_default();
            let id = name.strip_suffix(AGE);
            let Some(id) = id.and_then(|id| id.parse::<EnvelopeId>().ok()) else {
                continue;
            };
            let size = item.metadata().map_err(broken)?.len();
            let opened = self.opened(&id)?;
            pulled.push(StoredEnvelope { id, size, opened });
        }
        pulled.sort_by_key(|envelope| envelope.id);
        Ok(pulled)
    }

    /// The one whose name begins so.
    ///
    /// # Errors
    /// There is none, or several.
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

    /// Where an envelope's bytes are.
    #[must_use]
    pub fn path(&self, id: &EnvelopeId) -> PathBuf {
        self.folder.join(format!("{id}{AGE}"))
    }

    /// What this machine found in an envelope.
    ///
    /// # Errors
    /// The record does not read.
    pub fn opened(&self, id: &EnvelopeId) -> Result<Option<OpenedRecord>, InboxError> {
        let path = self.record(id);
        match files::read_secret(&path, PRIVATE_FILE_MAX_BYTES) {
            Ok(json) => serde_json::from_slice(&json)
                .map(Some)
                .map_err(|_| InboxError::Record(path)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(failed(&path, source)),
        }
    }

    /// What was found in an envelope, which must have been opened here.
    ///
    /// # Errors
    /// It was not.
    pub fn require_opened(&self, id: &EnvelopeId) -> Result<OpenedRecord, InboxError> {
        self.opened(id)?.ok_or(InboxError::NotOpened(*id))
    }

    /// Keeps what was found in an envelope.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn note_opened(&self, id: &EnvelopeId, opened: &OpenedRecord) -> Result<(), InboxError> {
        let path = self.record(id);
        let json = serde_json::to_vec(opened).map_err(|_| InboxError::Record(path.clone()))?;
        let write = |file: &mut File| file.write_all(&json);
        files::replace_atomically(&path, Times::Removed, write)
            .map_err(|source| failed(&path, source))
    }

    /// The other envelopes opened here that are the same submission sent again.
    ///
    /// # Errors
    /// The folder cannot be read.
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

fn failed(path: &Path, source: io::Error) -> InboxError {
    InboxError::Io {
        path: path.to_owned(),
        source,
    }
}

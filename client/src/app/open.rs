//! Opens letters into a folder in memory.

use std::{
    path::PathBuf,
    sync::mpsc::{self, Receiver},
    thread,
};

use serde::Serialize;
use sourdine_protocol::envelope::{EnvelopeHash, SubmissionId};

use super::{AppError, CommandContext, ProgressEvent, altered::why_closed};
use crate::{
    courier::EnvelopeId,
    desk::{
        identity::editor::Editor,
        letter::{self, Keys, OpenError},
        scratch::Scratch,
    },
    inbox::{Inbox, OpenedRecord, StoredEnvelope},
};

pub use crate::desk::letter::{Extracted, Inner};

#[derive(Debug, Serialize)]
pub struct OpenReport {
    pub opened: Vec<OpenedLetter>,
}

#[derive(Debug, Serialize)]
pub struct OpenedLetter {
    pub envelope: EnvelopeId,
    #[serde(rename = "blake3")]
    pub hash: EnvelopeHash,
    pub submission: SubmissionId,
    /// Other envelopes here with the same submission.
    pub sent_before: Vec<EnvelopeId>,
    pub folder: PathBuf,
    #[serde(flatten)]
    pub contents: Extracted,
}

/// Opens the envelopes with these beginnings of their ids, one after another.
///
/// Fails if one is sealed to others, damaged, or no envelope, or there is no room in memory.
/// Nothing of that one stays.
pub fn open(context: &CommandContext<'_>, beginnings: &[String]) -> Result<OpenReport, AppError> {
    let inbox = context.folder()?.inbox()?;
    let wanted = beginnings.iter().map(|beginning| inbox.find(beginning));
    let wanted: Vec<StoredEnvelope> = wanted.collect::<Result<_, _>>()?;
    let scratch = context.scratch()?;
    thread::scope(|scope| {
        // Hashing needs no key: it goes on while the passphrase is typed and stretched, and while
        // the letter before is opened.
        let (hashed, hashes) = mpsc::channel();
        let paths: Vec<PathBuf> = wanted.iter().map(|pulled| inbox.path(&pulled.id)).collect();
        scope.spawn(move || {
            for path in paths {
                if hashed.send(letter::hash(&path)).is_err() {
                    return;
                }
            }
        });
        let opening = Opening {
            context,
            inbox: &inbox,
            scratch: &scratch,
            editor: context.editor()?,
            hashes,
        };
        let opened = wanted.iter().map(|pulled| opening.open(pulled));
        Ok(OpenReport {
            opened: opened.collect::<Result<_, AppError>>()?,
        })
    })
}

struct Opening<'a> {
    context: &'a CommandContext<'a>,
    inbox: &'a Inbox,
    scratch: &'a Scratch,
    editor: Editor,
    /// The envelopes' hashes, in the order of opening.
    hashes: Receiver<Result<EnvelopeHash, OpenError>>,
}

impl Opening<'_> {
    fn open(&self, pulled: &StoredEnvelope) -> Result<OpenedLetter, AppError> {
        let name = pulled.id.to_string();
        // Before the folder: opening it wipes what was opened there before.
        let openpgp = self.editor.signing_key()?;
        let keys = Keys {
            identity: self.editor.identity(),
            openpgp: &openpgp,
        };
        let folder = self.scratch.open(&name)?;
        let (submission, contents, hash) = match self.extract(pulled, &folder, keys) {
            Ok(found) => found,
            Err(error) => {
                self.scratch.close(&name)?;
                return Err(why_closed(self.inbox, pulled, error));
            }
        };
        self.inbox
            .note_opened(&pulled.id, &OpenedRecord::new(hash, submission))?;
        Ok(OpenedLetter {
            envelope: pulled.id,
            hash,
            submission,
            sent_before: self.inbox.same_submission(&pulled.id, submission)?,
            folder,
            contents,
        })
    }

    fn extract(
        &self,
        pulled: &StoredEnvelope,
        folder: &std::path::Path,
        keys: Keys<'_>,
    ) -> Result<(SubmissionId, Extracted, EnvelopeHash), AppError> {
        let path = self.inbox.path(&pulled.id);
        let mut written = 0;
        let mut progress = |bytes| {
            written += bytes;
            self.context.progress.update(ProgressEvent::Opening {
                envelope: pulled.id,
                bytes: written,
                size: pulled.size,
            });
        };
        progress(0);
        let mut letter = letter::open(&path, self.editor.identity())?;
        let submission = letter.manifest().submission;
        let contents = letter::extract(&mut letter, &path, folder, keys, &mut progress)?;
        let hash = self.hashes.recv();
        let hash = hash.unwrap_or_else(|_| Err(OpenError::Damaged(path.clone())))?;
        Ok((submission, contents, hash))
    }
}

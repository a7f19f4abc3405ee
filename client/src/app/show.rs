//! Reads an envelope in memory; nothing is written.

use serde::Serialize;
use sourdine_protocol::{
    envelope::{SealedBy, SubmissionId},
    text::Language,
};
use zeroize::Zeroizing;

use super::{AppError, CommandContext, altered::why_closed};
use crate::{
    courier::EnvelopeId,
    desk::letter::{self, OpenError},
};

#[derive(Serialize)]
pub struct ShowReport {
    pub envelope: EnvelopeId,
    pub language: Language,
    pub sealed_by: SealedBy,
    pub submission: SubmissionId,
    pub can_be_answered: bool,
    /// Other envelopes here with the same submission.
    pub sent_before: Vec<EnvelopeId>,
    pub message: Option<Zeroizing<String>>,
    pub files: Vec<ListedFile>,
}

#[derive(Debug, Serialize)]
pub struct ListedFile {
    pub name: String,
    pub size: u64,
}

/// Reads the envelope with this beginning of its id.
///
/// Fails if there is none, it is sealed to others, or is no envelope.
pub fn show(context: &CommandContext<'_>, beginning: &str) -> Result<ShowReport, AppError> {
    let inbox = context.folder()?.inbox()?;
    let pulled = inbox.find(beginning)?;
    let editor = context.editor()?;
    let path = inbox.path(&pulled.id);
    let closed = |error: OpenError| why_closed(&inbox, &pulled, error.into());
    let mut opened = letter::open(&path, editor.identity()).map_err(closed)?;
    let message = opened.message().map_err(|error| {
        closed(OpenError::Letter {
            path: path.clone(),
            error,
        })
    })?;
    let manifest = opened.manifest();
    let files = opened.files().iter().map(|file| ListedFile {
        name: file.name.as_str().to_owned(),
        size: file.size,
    });
    Ok(ShowReport {
        language: manifest.language,
        sealed_by: manifest.sealed_by,
        submission: manifest.submission,
        can_be_answered: manifest.reply.is_some(),
        sent_before: inbox.same_submission(&pulled.id, manifest.submission)?,
        message,
        files: files.collect(),
        envelope: pulled.id,
    })
}

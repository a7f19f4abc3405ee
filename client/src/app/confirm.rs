//! Tells the server which envelopes it may delete.

use std::collections::BTreeMap;

use serde::Serialize;
use sourdine_protocol::envelope::EnvelopeHash;

use super::{AppError, CommandContext, Question, ServerOptions, pull::FailedEnvelope};
use crate::{
    courier::{ApiError, EditorsDoor, EnvelopeId, Listed},
    desk::letter,
    inbox::{Inbox, InboxError, Opened, StoredEnvelope},
    l10n::Explain,
};

#[derive(Clone, Debug)]
pub struct ConfirmOptions {
    pub envelopes: Vec<String>,
    /// Discards instead of confirming: when two editors discard an envelope, the server deletes it.
    pub discard: bool,
    pub server: ServerOptions,
}

#[derive(Debug, Explain, thiserror::Error)]
pub enum ConfirmError {
    /// The file is not the one that was opened.
    #[explain("error-confirm-altered", id)]
    Altered(EnvelopeId),
    /// Neither in the inbox nor at the server.
    #[explain("error-confirm-unlisted", name)]
    Unlisted(String),
    #[explain("error-confirm-some", failed)]
    Several(usize),
}

#[derive(Debug, Default, Serialize)]
pub struct ConfirmReport {
    pub confirmed: Vec<EnvelopeId>,
    pub discarded: Vec<EnvelopeId>,
    /// Envelopes that the server has deleted already.
    pub gone: Vec<EnvelopeId>,
    pub failed: Vec<FailedEnvelope>,
    /// Whether the envelopes were to be discarded.
    #[serde(skip)]
    pub discard: bool,
}

impl ConfirmReport {
    /// Fails if the server did not take all.
    pub fn verdict(&self) -> Result<(), AppError> {
        match self.failed.len() {
            0 => Ok(()),
            failed => Err(ConfirmError::Several(failed).into()),
        }
    }
}

/// Envelopes, each with the hash of its file here; or, where there is no file, with the one that
/// the server lists.
type VotedEnvelopes = BTreeMap<EnvelopeId, EnvelopeHash>;

/// Confirms or discards envelopes. All are checked before the server hears of a vote. What is
/// discarded need not be here: it is enough that the server lists it.
///
/// Fails if one that is confirmed was not opened here, or the server is out of reach.
pub async fn confirm(
    context: &CommandContext<'_>,
    options: &ConfirmOptions,
) -> Result<ConfirmReport, AppError> {
    let folder = context.folder()?;
    let inbox = folder.inbox()?;
    let (mut votes, mut elsewhere) = (VotedEnvelopes::new(), Vec::new());
    for beginning in &options.envelopes {
        match inbox.find(beginning) {
            Err(InboxError::Unknown(name)) if options.discard => elsewhere.push(name),
            found => {
                let pulled = found?;
                let hash = check(context, &inbox, &pulled, options.discard)?;
                votes.insert(pulled.id, hash);
            }
        }
    }
    let mut door = options.server.door(&folder)?;
    if !elsewhere.is_empty() {
        let listed = find_listed(&door.list().await?, elsewhere)?;
        context.require(&Question::DiscardListed(&listed))?;
        votes.extend(listed.iter().map(|listed| (listed.id, listed.hash)));
    }
    send(context, &mut door, &votes, options.discard).await
}

/// What the server lists under these beginnings of ids, each once.
fn find_listed(list: &[Listed], beginnings: Vec<String>) -> Result<Vec<Listed>, AppError> {
    let mut found = BTreeMap::new();
    for beginning in beginnings {
        let mut fitting = list.iter().filter(|listed| {
            !beginning.is_empty() && listed.id.to_string().starts_with(&beginning)
        });
        match (fitting.next(), fitting.next()) {
            (Some(listed), None) => found.insert(listed.id, *listed),
            (Some(_), Some(_)) => return Err(InboxError::Ambiguous(beginning).into()),
            (None, _) => return Err(ConfirmError::Unlisted(beginning).into()),
        };
    }
    Ok(found.into_values().collect())
}

/// Checks that the editor may vote on an envelope, and gives the hash of its file. Only an envelope
/// that was opened here can be confirmed; one that was not can be discarded when the editor agrees.
fn check(
    context: &CommandContext<'_>,
    inbox: &Inbox,
    pulled: &StoredEnvelope,
    discard: bool,
) -> Result<EnvelopeHash, AppError> {
    // Of the file as it is now: the server must not delete an envelope that is lost here.
    let hash = letter::hash(&inbox.path(&pulled.id))?;
    match &pulled.opened {
        Opened::Noted(opened) if opened.hash != hash => {
            return Err(ConfirmError::Altered(pulled.id).into());
        }
        Opened::Noted(_) => {}
        Opened::Never | Opened::Damaged if discard => {
            context.require(&Question::DiscardUnopened(pulled.id))?;
        }
        Opened::Never | Opened::Damaged => {
            inbox.require_opened(&pulled.id)?;
        }
    }
    Ok(hash)
}

async fn send(
    context: &CommandContext<'_>,
    door: &mut EditorsDoor,
    votes: &VotedEnvelopes,
    discard: bool,
) -> Result<ConfirmReport, AppError> {
    let mut report = ConfirmReport {
        discard,
        ..ConfirmReport::default()
    };
    for (id, hash) in votes {
        let answer = if discard {
            door.discard(*id, *hash).await
        } else {
            door.confirm(*id, *hash).await
        };
        match answer {
            Ok(()) if discard => report.discarded.push(*id),
            Ok(()) => report.confirmed.push(*id),
            // Other editors voted before, and the envelope was deleted as it should be.
            Err(ApiError::Gone) => report.gone.push(*id),
            Err(error) if error.is_about_one() => report.failed.push(FailedEnvelope {
                id: *id,
                reason: context.explain(&error),
            }),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(report)
}

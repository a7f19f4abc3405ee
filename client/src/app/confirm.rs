//! Tells the server which envelopes it may delete.

use serde::Serialize;
use sourdine_protocol::envelope::EnvelopeHash;

use super::{AppError, CommandContext, Question, ServerOptions, pull::FailedEnvelope};
use crate::{
    courier::{ApiError, EditorsDoor, EnvelopeId},
    desk::{
        inbox::{Inbox, StoredEnvelope},
        letter,
    },
    l10n::Explain,
};

#[derive(Clone, Debug)]
pub struct ConfirmOptions {
    /// The envelopes, by the beginnings of their ids.
    pub envelopes: Vec<String>,
    /// They are worthless: a second editor's word frees them at once.
    pub discard: bool,
    pub server: ServerOptions,
}

#[derive(Debug, Explain, thiserror::Error)]
pub enum ConfirmError {
    /// The file is not the one that was opened.
    #[explain("error-confirm-altered", id)]
    Altered(EnvelopeId),
    #[explain("error-confirm-some", failed)]
    Several(usize),
}

#[derive(Debug, Default, Serialize)]
pub struct ConfirmReport {
    pub confirmed: Vec<EnvelopeId>,
    pub discarded: Vec<EnvelopeId>,
    /// The server holds them no more.
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

/// An envelope with the hash of its file here.
struct VotedEnvelope {
    id: EnvelopeId,
    hash: EnvelopeHash,
}

/// Confirms or discards envelopes. All are checked before the server hears of any.
///
/// Fails if one was not opened here, or the server is out of reach.
pub async fn confirm(
    context: &CommandContext<'_>,
    options: &ConfirmOptions,
) -> Result<ConfirmReport, AppError> {
    let folder = context.folder()?;
    let inbox = folder.inbox()?;
    let mut verdicts = Vec::new();
    for beginning in &options.envelopes {
        verdicts.push(judge(
            context,
            &inbox,
            &inbox.find(beginning)?,
            options.discard,
        )?);
    }
    let mut door = options.server.door(&folder)?;
    send(context, &mut door, &verdicts, options.discard).await
}

/// An editor who has not seen what is inside cannot say that it is safe. Junk need not open to be
/// junk, but the person is asked.
fn judge(
    context: &CommandContext<'_>,
    inbox: &Inbox,
    pulled: &StoredEnvelope,
    discard: bool,
) -> Result<VotedEnvelope, AppError> {
    // As the file is now: the server must not delete what this machine holds no more.
    let hash = letter::hash(&inbox.path(&pulled.id))?;
    match &pulled.opened {
        Some(opened) if opened.hash != hash => {
            return Err(ConfirmError::Altered(pulled.id).into());
        }
        None if discard => context.require(&Question::DiscardUnopened(pulled.id))?,
        None => {
            inbox.require_opened(&pulled.id)?;
        }
        Some(_) => {}
    }
    Ok(VotedEnvelope {
        id: pulled.id,
        hash,
    })
}

async fn send(
    context: &CommandContext<'_>,
    door: &mut EditorsDoor,
    verdicts: &[VotedEnvelope],
    discard: bool,
) -> Result<ConfirmReport, AppError> {
    let mut report = ConfirmReport {
        discard,
        ..ConfirmReport::default()
    };
    for VotedEnvelope { id, hash } in verdicts {
        let answer = if discard {
            door.discard(*id, *hash).await
        } else {
            door.confirm(*id, *hash).await
        };
        match answer {
            Ok(()) if discard => report.discarded.push(*id),
            Ok(()) => report.confirmed.push(*id),
            // Other editors were sooner, and the envelope is gone as it should be.
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

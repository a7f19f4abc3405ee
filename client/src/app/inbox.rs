//! Lists what was pulled, without opening anything.

use serde::Serialize;

use super::{AppError, CommandContext};
use crate::{courier::EnvelopeId, inbox::StoredEnvelope};

#[derive(Debug, Serialize)]
pub struct InboxReport {
    pub envelopes: Vec<InboxEnvelope>,
}

#[derive(Debug, Serialize)]
pub struct InboxEnvelope {
    pub id: EnvelopeId,
    pub size: u64,
    /// Whether it was opened on this machine.
    pub opened: bool,
}

/// Lists the envelopes of the inbox.
///
/// Fails if the folder cannot be read.
pub fn inbox(context: &CommandContext<'_>) -> Result<InboxReport, AppError> {
    let pulled = context.folder()?.inbox()?.list()?;
    let envelope = |pulled: &StoredEnvelope| InboxEnvelope {
        id: pulled.id,
        size: pulled.size,
        opened: pulled.opened.is_some(),
    };
    Ok(InboxReport {
        envelopes: pulled.iter().map(envelope).collect(),
    })
}

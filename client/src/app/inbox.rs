//! Lists what was pulled, without opening anything.

use serde::Serialize;

use super::{AppError, CommandContext, roster_warning::RosterWarning};
use crate::{
    courier::EnvelopeId,
    inbox::{Opened, StoredEnvelope},
};

#[derive(Debug, Serialize)]
pub struct InboxReport {
    pub envelopes: Vec<InboxEnvelope>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub roster_warning: Option<RosterWarning>,
}

#[derive(Debug, Serialize)]
pub struct InboxEnvelope {
    pub id: EnvelopeId,
    pub size: u64,
    /// Whether it was opened on this machine.
    pub opened: bool,
    /// Whether the record of that does not read.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub damaged: bool,
}

/// Lists the envelopes of the inbox.
///
/// Fails if the folder cannot be read.
pub fn inbox(context: &CommandContext<'_>) -> Result<InboxReport, AppError> {
    let folder = context.folder()?;
    let pulled = folder.inbox()?.list()?;
    let envelope = |pulled: &StoredEnvelope| InboxEnvelope {
        id: pulled.id,
        size: pulled.size,
        opened: pulled.opened != Opened::Never,
        damaged: pulled.opened == Opened::Damaged,
    };
    Ok(InboxReport {
        envelopes: pulled.iter().map(envelope).collect(),
        roster_warning: RosterWarning::find(context, &folder),
    })
}

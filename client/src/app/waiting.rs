//! Lists what waits at the server and was not pulled. It needs no key, and fetches nothing.

use std::path::PathBuf;

use serde::Serialize;

use super::{AppError, CommandContext, ServerOptions};
use crate::{courier::Listed, inbox::Inbox};

#[derive(Debug, Serialize)]
pub struct WaitingReport {
    pub waiting: Vec<Listed>,
}

/// What the server lists and the inbox (the desk's, where none is named) does not know.
///
/// Fails if the server is out of reach.
pub async fn waiting(
    context: &CommandContext<'_>,
    server: &ServerOptions,
    inbox: Option<PathBuf>,
) -> Result<WaitingReport, AppError> {
    let folder = context.folder()?;
    let mut door = server.door(&folder)?;
    let inbox = Inbox::at(&inbox.unwrap_or_else(|| folder.inbox_folder()))?;
    let mut waiting = door.list().await?;
    waiting.retain(|listed| !inbox.knows(&listed.id));
    Ok(WaitingReport { waiting })
}

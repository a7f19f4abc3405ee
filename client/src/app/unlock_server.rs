//! Unlocks a server that was started without its master key.

use serde::Serialize;
use sourdine_protocol::day::Day;

use super::{AppError, CommandContext, Question, ServerOptions};
use crate::desk::unlock::masters;

/// What was found, and what became of it.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ServerState {
    /// It was sealed, and is open now.
    Unlocked,
    /// It was open already, or opened while this editor was asked.
    Open,
}

#[derive(Debug, Serialize)]
pub struct UnlockReport {
    pub server: ServerState,
    /// The last day on which this machine saw the server open before.
    pub last_open: Option<Day>,
}

/// Fetches the sealed master key, opens it with this editor's identity, and sends it back.
///
/// Fails if the editor has no word of the operator, if the key is sealed to others, or if the
/// server does not take it.
pub async fn unlock_server(
    context: &CommandContext<'_>,
    options: &ServerOptions,
) -> Result<UnlockReport, AppError> {
    let folder = context.folder()?;
    let mut door = options.door(&folder)?;
    let last_open = folder.last_open()?;
    let report = |server| UnlockReport { server, last_open };
    let Some(file) = door.unlock_file().await? else {
        folder.note_open()?;
        return Ok(report(ServerState::Open));
    };
    // Before the passphrase: a copy of the server's disk, started elsewhere, is sealed like this.
    context.require(&Question::UnlockServer {
        last_open,
        today: context.today,
    })?;
    let editor = context.editor()?;
    let found = masters(&file, editor.identity())?;
    let unlocked = door.unlock(found).await?;
    folder.note_open()?;
    Ok(report(if unlocked {
        ServerState::Unlocked
    } else {
        ServerState::Open
    }))
}

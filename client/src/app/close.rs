//! Wipes opened letters.

use serde::Serialize;

use super::{AppError, CommandContext};

#[derive(Clone, Debug)]
pub enum CloseOptions {
    /// Those of the envelopes with these beginnings of their ids.
    Some(Vec<String>),
    All,
}

#[derive(Debug, Serialize)]
pub struct CloseReport {
    pub closed: usize,
}

/// Fails if something of one is still there.
pub fn close(
    context: &CommandContext<'_>,
    options: &CloseOptions,
) -> Result<CloseReport, AppError> {
    let scratch = context.scratch()?;
    let closed = match options {
        CloseOptions::All => scratch.close_all()?,
        CloseOptions::Some(beginnings) => {
            let inbox = context.folder()?.inbox()?;
            let mut closed = 0;
            for beginning in beginnings {
                let pulled = inbox.find(beginning)?;
                closed += usize::from(scratch.close(&pulled.id.to_string())?);
            }
            closed
        }
    };
    Ok(CloseReport { closed })
}

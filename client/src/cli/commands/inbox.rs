//! `sourdine inbox`: what was pulled, without opening anything.

use serde::Serialize;

use super::{Outcome, size::human, workplace::Workplace};
use crate::{cli::render::Message, courier::EnvelopeId, desk::inbox::StoredEnvelope};

#[derive(Serialize)]
struct Listed {
    envelopes: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    id: EnvelopeId,
    size: u64,
    opened: bool,
}

/// Lists the envelopes.
///
/// # Errors
/// The folder cannot be read.
pub fn run(workplace: &Workplace<'_>) -> Outcome {
    let terminal = workplace.terminal;
    let pulled = workplace.folder()?.inbox()?.list()?;
    let listed = Listed {
        envelopes: pulled.iter().map(line).collect(),
    };
    let head = match listed.envelopes.len() {
        0 => Message::new("inbox-empty"),
        count => Message::new("inbox-head").with("count", count),
    };
    terminal.give(&listed, &head)?;
    for line in &listed.envelopes {
        let key = if line.opened {
            "inbox-opened"
        } else {
            "inbox-new"
        };
        let message = Message::new(key)
            .with("id", line.id)
            .with("size", human(line.size, terminal.language()));
        terminal.say(&message)?;
    }
    Ok(())
}

fn line(pulled: &StoredEnvelope) -> Line {
    Line {
        id: pulled.id,
        size: pulled.size,
        opened: pulled.opened.is_some(),
    }
}

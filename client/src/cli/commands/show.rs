//! `sourdine show`: what an envelope holds, read in memory; nothing is written.

use clap::Args;
use serde::Serialize;
use sourdine_protocol::{
    envelope::{SealedBy, SubmissionId},
    text::Language,
};
use zeroize::Zeroizing;

use super::{Outcome, size::human, workplace::Workplace};
use crate::{
    cli::render::{Message, Terminal},
    courier::EnvelopeId,
    desk::letter::{self, OpenError},
};

/// A stranger's lines never begin where ours do.
const MESSAGE_INDENT: usize = 4;

/// Which envelope.
#[derive(Args, Debug)]
pub struct Show {
    /// The envelope, or the beginning of its name
    pub envelope: String,
}

#[derive(Serialize)]
struct Shown {
    envelope: EnvelopeId,
    language: Language,
    sealed_by: SealedBy,
    submission: SubmissionId,
    can_be_answered: bool,
    sent_before: Vec<EnvelopeId>,
    message: Option<Zeroizing<String>>,
    files: Vec<File>,
}

#[derive(Serialize)]
struct File {
    name: String,
    size: u64,
}

/// Shows it.
///
/// # Errors
/// There is none, it is sealed to others, or is no envelope.
pub fn run(show: &Show, workplace: &Workplace<'_>) -> Outcome {
    let inbox = workplace.folder()?.inbox()?;
    let pulled = inbox.find(&show.envelope)?;
    let editor = workplace.editor()?;
    let path = inbox.path(&pulled.id);
    let mut opened = letter::open(&path, editor.identity())?;
    let message = opened.message().map_err(|error| OpenError::Letter {
        path: path.clone(),
        error,
    })?;
    let manifest = opened.manifest();
    let files = opened.files().iter().map(|file| File {
        name: file.name.as_str().to_owned(),
        size: file.size,
    });
    let shown = Shown {
        language: manifest.language,
        sealed_by: manifest.sealed_by,
        submission: manifest.submission,
        can_be_answered: manifest.reply.is_some(),
        sent_before: inbox.same_submission(&pulled.id, manifest.submission)?,
        message,
        files: files.collect(),
        envelope: pulled.id,
    };
    let head = Message::new(sealed_by(shown.sealed_by))
        .with("id", shown.envelope)
        .with("language", shown.language);
    workplace.terminal.give(&shown, &head)?;
    tell(&shown, workplace.terminal)
}

fn tell(shown: &Shown, terminal: &Terminal) -> Outcome {
    for other in &shown.sent_before {
        terminal.say(&Message::new("show-sent-before").with("other", other))?;
    }
    match &shown.message {
        Some(text) => {
            terminal.say(&Message::new("show-message"))?;
            terminal.show_text(MESSAGE_INDENT, text)?;
        }
        None => terminal.say(&Message::new("show-no-message"))?,
    }
    if !shown.files.is_empty() {
        terminal.say(&Message::new("show-files").with("count", shown.files.len()))?;
    }
    for file in &shown.files {
        let line = Message::new("show-file")
            .with("name", &file.name)
            .with("size", human(file.size, terminal.language()));
        terminal.say(&line)?;
    }
    Ok(())
}

const fn sealed_by(sealer: SealedBy) -> &'static str {
    match sealer {
        SealedBy::Page => "show-sealed-by-page",
        SealedBy::Offline => "show-sealed-by-offline",
        SealedBy::Server => "show-sealed-by-server",
        SealedBy::Cli => "show-sealed-by-cli",
    }
}

//! `sourdine open` and `sourdine close`: a letter's documents in a folder in memory, and gone again.

use std::{
    path::PathBuf,
    sync::mpsc::{self, Receiver},
    thread,
};

use clap::Args;
use serde::Serialize;
use sourdine_protocol::envelope::{EnvelopeHash, SubmissionId};

use super::{Failure, Outcome, size::human, workplace::Workplace};
use crate::{
    cli::render::{Message, Progress, Terminal},
    courier::EnvelopeId,
    desk::{
        identity::editor::Editor,
        inbox::{Inbox, OpenedRecord, StoredEnvelope},
        letter::{self, Extracted, Inner, Keys, OpenError},
        scratch::Scratch,
    },
};

/// Which envelopes.
#[derive(Args, Debug)]
pub struct Open {
    /// The envelopes, or the beginnings of their names
    #[arg(required = true)]
    pub envelopes: Vec<String>,
}

/// Which letters.
#[derive(Args, Debug)]
pub struct Close {
    /// The envelopes, or the beginnings of their names
    #[arg(required_unless_present = "all")]
    pub envelopes: Vec<String>,
    /// All that was opened on this machine
    #[arg(long, conflicts_with = "envelopes")]
    pub all: bool,
}

#[derive(Serialize)]
struct Given {
    opened: Vec<OpenedLetter>,
}

#[derive(Serialize)]
struct OpenedLetter {
    envelope: EnvelopeId,
    #[serde(rename = "blake3")]
    hash: EnvelopeHash,
    submission: SubmissionId,
    sent_before: Vec<EnvelopeId>,
    folder: PathBuf,
    #[serde(flatten)]
    contents: Extracted,
}

#[derive(Serialize)]
struct Closed {
    closed: usize,
}

/// Opens letters.
///
/// # Errors
/// One is sealed to others, damaged, or no envelope, or there is no room in memory. Nothing of that one stays.
pub fn run(open: &Open, workplace: &Workplace<'_>) -> Outcome {
    let inbox = workplace.folder()?.inbox()?;
    let wanted = open.envelopes.iter().map(|name| inbox.find(name));
    let wanted: Vec<StoredEnvelope> = wanted.collect::<Result<_, _>>()?;
    let scratch = workplace.scratch()?;
    let given = thread::scope(|scope| {
        // Hashing needs no key: it goes on while the passphrase is typed and stretched, and while the letter before is opened.
        let (hashed, hashes) = mpsc::channel();
        let paths: Vec<PathBuf> = wanted.iter().map(|pulled| inbox.path(&pulled.id)).collect();
        scope.spawn(move || {
            for path in paths {
                if hashed.send(letter::hash(&path)).is_err() {
                    return;
                }
            }
        });
        let editor = workplace.editor()?;
        let mut given = Given { opened: Vec::new() };
        for pulled in wanted {
            let letter = open_one(
                &pulled,
                &inbox,
                &scratch,
                &editor,
                workplace.terminal,
                &hashes,
            )?;
            given.opened.push(letter);
        }
        Ok::<_, Failure>(given)
    })?;
    let head = Message::new("open-done").with("count", given.opened.len());
    workplace.terminal.give(&given, &head)?;
    for letter in &given.opened {
        tell(letter, workplace.terminal)?;
    }
    workplace.terminal.say(&Message::new("open-close"))?;
    Ok(())
}

fn open_one(
    pulled: &StoredEnvelope,
    inbox: &Inbox,
    scratch: &Scratch,
    editor: &Editor,
    terminal: &Terminal,
    hashes: &Receiver<Result<EnvelopeHash, OpenError>>,
) -> Result<OpenedLetter, Failure> {
    let path = inbox.path(&pulled.id);
    let openpgp = editor.signing_key()?;
    let keys = Keys {
        identity: editor.identity(),
        openpgp: &openpgp,
    };
    let folder = scratch.open(&pulled.id.to_string())?;
    let bar = Progress::new(terminal, &Message::new("open-opening"), pulled.size);
    let extract = || -> Result<(SubmissionId, Extracted, EnvelopeHash), OpenError> {
        let mut letter = letter::open(&path, editor.identity())?;
        let submission = letter.manifest().submission;
        let mut progress = |bytes| bar.advance(bytes);
        let contents = letter::extract(&mut letter, &path, &folder, keys, &mut progress)?;
        let hash = hashes
            .recv()
            .unwrap_or_else(|_| Err(OpenError::Damaged(path.clone())))?;
        Ok((submission, contents, hash))
    };
    let (submission, contents, hash) = match extract() {
        Ok(found) => found,
        Err(error) => {
            scratch.close(&pulled.id.to_string())?;
            return Err(error.into());
        }
    };
    inbox.note_opened(&pulled.id, &OpenedRecord::new(hash, submission))?;
    Ok(OpenedLetter {
        envelope: pulled.id,
        hash,
        submission,
        sent_before: inbox.same_submission(&pulled.id, submission)?,
        folder,
        contents,
    })
}

fn tell(letter: &OpenedLetter, terminal: &Terminal) -> Outcome {
    let head = Message::new("open-folder")
        .with("id", letter.envelope)
        .with("folder", letter.folder.display());
    terminal.say(&head)?;
    for other in &letter.sent_before {
        terminal.say(&Message::new("show-sent-before").with("other", other))?;
    }
    tell_contents(&letter.contents, terminal)
}

fn tell_contents(contents: &Extracted, terminal: &Terminal) -> Outcome {
    for file in &contents.files {
        let line = Message::new("show-file")
            .with("name", &file.name)
            .with("size", human(file.size, terminal.language()));
        terminal.say(&line)?;
        if let Some(inner) = &file.inner {
            tell_inner(inner, terminal)?;
        }
    }
    Ok(())
}

fn tell_inner(inner: &Inner, terminal: &Terminal) -> Outcome {
    let message = match inner {
        Inner::File { path, .. } => Message::new("open-inner-file").with("path", path.display()),
        Inner::Letter { folder, .. } => {
            Message::new("open-inner-letter").with("folder", folder.display())
        }
        Inner::ForOthers => Message::new("open-inner-for-others"),
        Inner::Passphrase => Message::new("open-inner-passphrase"),
        Inner::Damaged => Message::new("open-inner-damaged"),
        Inner::TooLarge => Message::new("open-inner-too-large"),
        Inner::TooDeep => Message::new("open-inner-too-deep"),
    };
    terminal.say(&message)?;
    match inner {
        Inner::File {
            inner: Some(inner), ..
        } => tell_inner(inner, terminal),
        Inner::Letter { letter, .. } => tell_contents(letter, terminal),
        Inner::File { inner: None, .. }
        | Inner::ForOthers
        | Inner::Passphrase
        | Inner::Damaged
        | Inner::TooLarge
        | Inner::TooDeep => Ok(()),
    }
}

/// Closes letters.
///
/// # Errors
/// Something of one is still there.
pub fn close(close: &Close, workplace: &Workplace<'_>) -> Outcome {
    let scratch = workplace.scratch()?;
    let closed = if close.all {
        scratch.close_all()?
    } else {
        let inbox = workplace.folder()?.inbox()?;
        let mut closed = 0;
        for name in &close.envelopes {
            let pulled = inbox.find(name)?;
            closed += usize::from(scratch.close(&pulled.id.to_string())?);
        }
        closed
    };
    let message = Message::new("close-done").with("count", closed);
    Ok(workplace.terminal.give(&Closed { closed }, &message)?)
}

//! `sourdine confirm`: tells the server what may go.

use clap::Args;
use serde::Serialize;
use sourdine_protocol::envelope::EnvelopeHash;

use super::{Failure, Outcome, question::certain, reach::Reach, runtime, workplace::Workplace};
use crate::{
    cli::render::{Explain, Message, Terminal},
    courier::{ApiError, EditorsDoor, EnvelopeId},
    desk::{
        inbox::{Inbox, InboxError, StoredEnvelope},
        letter,
    },
};

/// Which envelopes, and what is said of them.
#[derive(Args, Debug)]
pub struct ConfirmOptions {
    /// The envelopes: their ids, or how they begin
    #[arg(required = true)]
    pub ids: Vec<String>,
    /// They are worthless: free them as soon as a second editor says so
    #[arg(long)]
    pub discard: bool,
    /// Do not ask before discarding what was not opened
    #[arg(long)]
    pub yes: bool,
    /// How the server is reached.
    #[command(flatten)]
    pub reach: Reach,
}

/// Why an envelope was not confirmed.
#[derive(Debug, thiserror::Error)]
enum NotConfirmed {
    /// The inbox.
    #[error(transparent)]
    Inbox(#[from] InboxError),
    /// The file is not the one that was opened.
    #[error("the file of {0} is not the one that was opened here: remove it, and pull it again")]
    Altered(EnvelopeId),
    /// The server.
    #[error(transparent)]
    Door(#[from] ApiError),
    /// Several were not.
    #[error("{0} envelopes were not confirmed")]
    Several(usize),
}

impl Explain for NotConfirmed {
    fn message(&self) -> Message {
        match self {
            Self::Inbox(error) => error.message(),
            Self::Altered(id) => Message::new("error-confirm-altered").with("id", id),
            Self::Door(error) => error.message(),
            Self::Several(failed) => Message::new("error-confirm-some").with("failed", failed),
        }
    }
}

#[derive(Default, Serialize)]
struct Report {
    confirmed: Vec<EnvelopeId>,
    discarded: Vec<EnvelopeId>,
    gone: Vec<EnvelopeId>,
    failed: Vec<FailedReport>,
}

#[derive(Serialize)]
struct FailedReport {
    id: EnvelopeId,
    error: &'static str,
    message: String,
}

/// What is to be said of an envelope, checked against the file that is here.
struct Verdict {
    id: EnvelopeId,
    hash: EnvelopeHash,
}

/// Does it.
///
/// # Errors
/// One was not opened here, or the server refuses.
pub fn run(options: &ConfirmOptions, workplace: &Workplace<'_>) -> Outcome {
    let terminal = workplace.terminal;
    let folder = workplace.folder()?;
    let inbox = folder.inbox()?;
    // All are checked before the server hears of any.
    let mut verdicts = Vec::new();
    for id in &options.ids {
        verdicts.push(judge(&inbox, &inbox.find(id)?, options, terminal)?);
    }
    let mut door = options.reach.door(&folder)?;
    let report = runtime()?.block_on(say(&mut door, &verdicts, options.discard, terminal))?;
    let said = if options.discard {
        Message::new("discard-done").with("count", report.discarded.len())
    } else {
        Message::new("confirm-done").with("count", report.confirmed.len())
    };
    terminal.give(&report, &said.with("gone", report.gone.len()))?;
    for failed in &report.failed {
        let message = Message::new("pull-failed")
            .with("id", failed.id)
            .with("reason", &failed.message);
        terminal.say(&message)?;
    }
    match report.failed.len() {
        0 => Ok(()),
        failed => Err(NotConfirmed::Several(failed).into()),
    }
}

/// Who has not seen what is inside cannot say that it is safe. Junk need not open to be junk, but the person is asked.
fn judge(
    inbox: &Inbox,
    pulled: &StoredEnvelope,
    options: &ConfirmOptions,
    terminal: &Terminal,
) -> Result<Verdict, Failure> {
    // As the file is now: the server must not delete what this machine holds no more.
    let hash = letter::hash(&inbox.path(&pulled.id))?;
    match &pulled.opened {
        Some(opened) if opened.hash != hash => {
            return Err(NotConfirmed::Altered(pulled.id).into());
        }
        None if options.discard => {
            let question = Message::new("discard-unopened").with("id", pulled.id);
            certain(terminal, &question, options.yes)?;
        }
        None => {
            inbox.require_opened(&pulled.id)?;
        }
        Some(_) => {}
    }
    Ok(Verdict {
        id: pulled.id,
        hash,
    })
}

async fn say(
    door: &mut EditorsDoor,
    verdicts: &[Verdict],
    discard: bool,
    terminal: &Terminal,
) -> Result<Report, Failure> {
    let mut report = Report::default();
    for Verdict { id, hash } in verdicts {
        let said = if discard {
            door.discard(*id, *hash).await
        } else {
            door.confirm(*id, *hash).await
        };
        match said {
            Ok(()) if discard => report.discarded.push(*id),
            Ok(()) => report.confirmed.push(*id),
            // Others were sooner: what was to be reached is.
            Err(ApiError::Gone) => report.gone.push(*id),
            Err(error) if error.is_about_one() => {
                let message = error.message();
                report.failed.push(FailedReport {
                    id: *id,
                    error: message.key(),
                    message: terminal.text(&message),
                });
            }
            Err(error) => return Err(NotConfirmed::from(error).into()),
        }
    }
    Ok(report)
}

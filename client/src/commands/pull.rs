//! `sourdine pull`.

use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use super::{Failure, Outcome, reach::Reach, runtime, served_roster::Served, workplace::Workplace};
use crate::{
    courier::{self, EnvelopeId, Listed, Pulled, Retries},
    desk::{inbox::Inbox as DeskInbox, roster::TrustError},
    terminal::{Explain, Message, Progress, Terminal},
};

/// How many tries in a row may fail, unless told otherwise.
const RETRIES: u32 = 8;
/// So much of an id is shown beside a bar.
const SHORT_ID_CHARS: usize = 8;

/// What to pull, and from where.
#[derive(Args, Debug)]
pub struct PullOptions {
    /// How the server is reached.
    #[command(flatten)]
    pub reach: Reach,
    /// Where envelopes go [default: inbox in the desk's folder]
    #[arg(long, value_name = "DIR")]
    pub to: Option<PathBuf>,
    /// How often to try again after a cut
    #[arg(long, default_value_t = RETRIES)]
    pub retries: u32,
}

/// Why a pull did not bring everything.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
enum Incomplete {
    /// Some failed.
    #[error("{failed} envelopes did not come, {left} were not tried: pull again")]
    Some { failed: usize, left: usize },
    /// The person stopped it.
    #[error("stopped; the next pull goes on where this one was")]
    Stopped,
}

impl Explain for Incomplete {
    fn message(&self) -> Message {
        match self {
            Self::Some { failed, left } => Message::new("error-pull-incomplete")
                .with("failed", failed)
                .with("left", left),
            Self::Stopped => Message::new("error-pull-stopped"),
        }
    }
}

#[derive(Serialize)]
struct Report<'a> {
    pulled: &'a [Listed],
    already: usize,
    failed: Vec<FailedReport>,
    left: usize,
    served_roster: Served,
}

#[derive(Serialize)]
struct FailedReport {
    id: EnvelopeId,
    error: &'static str,
    message: String,
}

/// Does it.
///
/// # Errors
/// The server is out of reach, or something did not come.
pub fn run(options: &PullOptions, workplace: &Workplace<'_>) -> Outcome {
    let terminal = workplace.terminal;
    let folder = workplace.folder()?;
    let mut door = options.reach.door(&folder)?;
    let to = options.to.clone();
    let to = to.unwrap_or_else(|| folder.inbox_folder());
    let inbox = courier::Inbox::open(&to)?;
    let read = DeskInbox::at(&to)?;
    // What was opened here, and then moved away, is not fetched again.
    let done = |id: EnvelopeId| matches!(read.opened(&id), Ok(Some(_)));
    let retries = Retries {
        most: options.retries,
        ..Retries::default()
    };
    let accepted = folder.roster_if_any()?;
    let mut shown = None;
    let mut progress = |listed: &Listed, there| show(&mut shown, listed, there, terminal);
    let pulled = runtime()?.block_on(async {
        let pulling = async {
            let pulled = courier::pull(&mut door, &inbox, &done, retries, &mut progress).await?;
            let served = match &accepted {
                Some(accepted) => Served::judge(accepted, door.roster().await),
                None => Ok(Served::Unchecked),
            };
            Ok((pulled, served))
        };
        tokio::select! {
            pulled = pulling => pulled,
            _ = tokio::signal::ctrl_c() => Err(Failure::from(Incomplete::Stopped)),
        }
    });
    drop(shown);
    let (pulled, served) = pulled?;
    tell(&pulled, served, &to, terminal)
}

/// A bar for each envelope.
fn show(
    shown: &mut Option<(EnvelopeId, Progress)>,
    listed: &Listed,
    there: u64,
    terminal: &Terminal,
) {
    let other = shown.as_ref().is_none_or(|(id, _)| *id != listed.id);
    if other {
        let id: String = listed.id.to_string().chars().take(SHORT_ID_CHARS).collect();
        let doing = Message::new("pull-pulling").with("id", id);
        *shown = Some((listed.id, Progress::new(terminal, &doing, listed.size)));
    }
    if let Some((_, bar)) = shown {
        bar.set(there);
    }
}

fn tell(
    pulled: &Pulled,
    served: Result<Served, TrustError>,
    to: &Path,
    terminal: &Terminal,
) -> Outcome {
    let failed = pulled.failed.iter().map(|failed| {
        let message = failed.error.message();
        FailedReport {
            id: failed.id,
            error: message.key(),
            message: terminal.text(&message),
        }
    });
    let report = Report {
        pulled: &pulled.came,
        already: pulled.already,
        failed: failed.collect(),
        left: pulled.left,
        served_roster: served.as_ref().copied().unwrap_or(Served::Unknown),
    };
    let message = Message::new("pull-done")
        .with("came", pulled.came.len())
        .with("already", pulled.already)
        .with("inbox", to.display());
    terminal.give(&report, &message)?;
    for failed in &report.failed {
        let message = Message::new("pull-failed")
            .with("id", failed.id)
            .with("reason", &failed.message);
        terminal.say(&message)?;
    }
    if let Some(warning) = served?.warning() {
        terminal.say(&warning)?;
    }
    if report.failed.is_empty() {
        return Ok(());
    }
    Err(Incomplete::Some {
        failed: report.failed.len(),
        left: pulled.left,
    }
    .into())
}

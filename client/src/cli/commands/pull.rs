//! `sourdine pull`.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use clap::Args;
use serde::Serialize;

use super::{Failure, Outcome, reach::Reach, runtime, served_roster::Served, workplace::Workplace};
use crate::{
    cli::render::{Explain, Message, Progress, Terminal},
    courier::{self, ApiError, EnvelopeId, Listed, PullOutcome, PullProgress, RetryPolicy},
    desk::{inbox::Inbox as DeskInbox, roster::TrustError},
};

/// For how many hours to go on without headway, unless told otherwise,
const HOURS: u32 = 6;
/// and the most that can be asked for: a month.
const HOURS_MAX: i64 = 744;
const HOUR_SECONDS: u64 = 3_600;
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
    /// For how many hours to go on where nothing comes
    #[arg(long, default_value_t = HOURS, value_parser = clap::value_parser!(u32).range(0..=HOURS_MAX))]
    pub hours: u32,
    /// How often in a row to try again [default: as often as the hours allow]
    #[arg(long)]
    pub retries: Option<u32>,
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
    let retries = RetryPolicy {
        give_up_after: Duration::from_secs(u64::from(options.hours) * HOUR_SECONDS),
        max_retries: options.retries.unwrap_or(u32::MAX),
        ..RetryPolicy::default()
    };
    let accepted = folder.roster_if_any()?;
    let mut shown = Shown::new(terminal);
    let mut watcher = |step: PullProgress<'_>| shown.step(&step);
    let pulled = runtime()?.block_on(async {
        let pulling = async {
            let pulled = courier::pull(&mut door, &inbox, &done, retries, &mut watcher).await?;
            let served = match &accepted {
                Some(accepted) => {
                    let served = courier::served_roster(&mut door, retries, &mut watcher).await;
                    Served::judge(accepted, served)
                }
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

/// What a person sees of a pull: a bar for each envelope, and a word when it waits.
struct Shown<'a> {
    terminal: &'a Terminal,
    bar: Option<(EnvelopeId, Progress)>,
    /// What was said last of waiting, and how long the pause was: a night of the same is told once.
    said: Option<(&'static str, Duration)>,
}

impl<'a> Shown<'a> {
    const fn new(terminal: &'a Terminal) -> Self {
        Self {
            terminal,
            bar: None,
            said: None,
        }
    }

    fn step(&mut self, step: &PullProgress<'_>) {
        match step {
            PullProgress::Received(listed, there) => self.set(listed, *there),
            PullProgress::Retrying(error, pause) => self.wait(error, *pause),
        }
    }

    fn set(&mut self, listed: &Listed, there: u64) {
        let other = self.bar.as_ref().is_none_or(|(id, _)| *id != listed.id);
        if other {
            let id: String = listed.id.to_string().chars().take(SHORT_ID_CHARS).collect();
            let doing = Message::new("pull-pulling").with("id", id);
            self.bar = Some((listed.id, Progress::new(self.terminal, &doing, listed.size)));
        }
        if let Some((_, bar)) = &self.bar {
            bar.set(there);
        }
    }

    fn wait(&mut self, error: &ApiError, pause: Duration) {
        let reason = error.message();
        let now = Some((reason.key(), pause));
        if self.said == now {
            return;
        }
        self.said = now;
        self.bar = None;
        let message = Message::new("pull-waiting")
            .with("reason", self.terminal.text(&reason))
            .with("seconds", pause.as_secs());
        // Where nobody listens any more, the pull goes on.
        drop(self.terminal.say(&message));
    }
}

fn tell(
    pulled: &PullOutcome,
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

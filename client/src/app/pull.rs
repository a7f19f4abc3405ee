//! Fetches sealed envelopes into the inbox. It needs no key.

use std::{path::PathBuf, time::Duration};

use serde::Serialize;
use sourdine_protocol::{day::Day, roster::SignedRoster};

use super::{AppError, CommandContext, ErrorReport, ProgressEvent, RosterWarning, ServerOptions};
use crate::{
    courier::{
        self, ApiError, EnvelopeId, Listed, PullOutcome, PullPlan, PullProgress, RetryPolicy,
    },
    desk::roster::{TrustError, TrustedRoster},
    inbox::Inbox,
    l10n::Explain,
};

pub use crate::courier::CIRCUITS_MAX;

#[derive(Clone, Debug)]
pub struct PullOptions {
    pub server: ServerOptions,
    /// Where envelopes go; the desk's inbox where none is named.
    pub to: Option<PathBuf>,
    /// How long to go on where nothing comes.
    pub patience: Duration,
    /// How often in a row to try again; as often as the patience allows where none is named.
    pub retries: Option<u32>,
    /// The most circuits at once.
    pub circuits: usize,
}

/// Some envelopes did not come.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Explain, thiserror::Error)]
#[explain("error-pull-incomplete")]
pub struct PullIncompleteError {
    pub failed: usize,
    pub left: usize,
}

#[derive(Debug, Serialize)]
pub struct PullReport {
    pub pulled: Vec<Listed>,
    /// How many were here before.
    pub already: usize,
    pub failed: Vec<FailedEnvelope>,
    /// How many were left, after a failure that would have met them too.
    pub left: usize,
    /// How many circuits brought envelopes at once.
    pub circuits: usize,
    pub served_roster: ServedRoster,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub roster_warning: Option<RosterWarning>,
    #[serde(skip)]
    pub inbox: PathBuf,
    /// Why the roster that sources are served is not the desk's.
    #[serde(skip)]
    pub distrust: Option<TrustError>,
}

/// An envelope that a server did not give, or did not take a verdict on.
#[derive(Debug, Serialize)]
pub struct FailedEnvelope {
    pub id: EnvelopeId,
    #[serde(flatten)]
    pub reason: ErrorReport,
}

/// What the server serves to sources, next to the roster that was accepted here. A server that was
/// taken over could have them seal to a stranger.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ServedRoster {
    Current,
    /// The desk signed it later.
    Newer,
    /// The desk signed it earlier.
    Older,
    /// The server did not say, or serves one that is not the desk's.
    Unknown,
    /// No roster was accepted here to compare with.
    Unchecked,
}

impl ServedRoster {
    /// Fails if the served roster is not the desk's: sources then seal to strangers.
    fn compare(
        accepted: &TrustedRoster,
        served: Result<SignedRoster, ApiError>,
        today: Day,
    ) -> Result<Self, TrustError> {
        let Ok(served) = served else {
            return Ok(Self::Unknown);
        };
        let served = TrustedRoster::check(served, accepted.desk(), today)?;
        match served.succeeds(accepted) {
            Err(TrustError::Rollback { .. }) => Ok(Self::Older),
            Err(error) => Err(error),
            Ok(()) if served.roster().serial > accepted.roster().serial => Ok(Self::Newer),
            Ok(()) => Ok(Self::Current),
        }
    }
}

impl PullReport {
    /// Fails if the served roster is not the desk's, or an envelope did not come.
    pub fn verdict(self) -> Result<(), AppError> {
        if let Some(distrust) = self.distrust {
            return Err(distrust.into());
        }
        if self.failed.is_empty() {
            return Ok(());
        }
        Err(PullIncompleteError {
            failed: self.failed.len(),
            left: self.left,
        }
        .into())
    }
}

/// Fetches what the server lists and this machine lacks. The next pull goes on where
/// a dropped one was.
///
/// Fails if the server is out of reach, or a file cannot be written.
pub async fn pull(
    context: &CommandContext<'_>,
    options: &PullOptions,
) -> Result<PullReport, AppError> {
    let folder = context.folder()?;
    let mut door = options.server.door(&folder)?;
    let to = options.to.clone();
    let to = to.unwrap_or_else(|| folder.inbox_folder());
    let inbox = Inbox::at(&to)?;
    // What was opened here, and then moved away, is not fetched again.
    let done = |id: EnvelopeId| matches!(inbox.opened(&id), Ok(Some(_)));
    let retries = RetryPolicy {
        give_up_after: options.patience,
        max_retries: options.retries.unwrap_or(u32::MAX),
        ..RetryPolicy::default()
    };
    let accepted = folder.roster_if_any()?;
    let mut watcher = |step: PullProgress<'_>| {
        context.progress.update(match step {
            PullProgress::Received { all, of, .. } => ProgressEvent::Pulling { bytes: all, of },
            PullProgress::Retrying(error, pause) => ProgressEvent::Waiting { error, pause },
        });
    };
    let plan = PullPlan {
        retries,
        circuits: options.circuits,
    };
    let pulled = courier::pull(&mut door, &inbox, &done, plan, &mut watcher).await?;
    let served = match &accepted {
        Some(accepted) => {
            let served = courier::served_roster(&mut door, retries, &mut watcher).await;
            ServedRoster::compare(accepted, served, context.today)
        }
        None => Ok(ServedRoster::Unchecked),
    };
    // The report of the letters does not depend on this note.
    drop(folder.note_open_of_editor());
    let warning = accepted.and_then(|accepted| RosterWarning::of(&accepted, context.today));
    Ok(PullReport {
        roster_warning: warning,
        ..report(context, pulled, served, to)
    })
}

fn report(
    context: &CommandContext<'_>,
    pulled: PullOutcome,
    served: Result<ServedRoster, TrustError>,
    inbox: PathBuf,
) -> PullReport {
    let failed = pulled.failed.iter().map(|failed| FailedEnvelope {
        id: failed.id,
        reason: context.explain(&failed.error),
    });
    let failed = failed.collect();
    let (served_roster, distrust) = match served {
        Ok(served) => (served, None),
        Err(error) => (ServedRoster::Unknown, Some(error)),
    };
    PullReport {
        pulled: pulled.came,
        already: pulled.already,
        failed,
        left: pulled.left,
        circuits: pulled.circuits,
        served_roster,
        roster_warning: None,
        inbox,
        distrust,
    }
}

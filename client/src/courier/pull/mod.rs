//! Bringing what waits into an inbox, through however many cuts, by one circuit or several.
//!
//! A [`Worklist`] holds the envelopes. Each one that was begun is an
//! [`IncomingEnvelope`](incoming::IncomingEnvelope): a part on the disk that is always a prefix,
//! and a [`Window`](window::Window) in memory for ranges that arrive before the bytes they follow.
//! [`circuits`] has one circuit or several take jobs from the list: an envelope, or a range of one.

mod circuits;
mod incoming;
mod limits;
mod outcome;
mod pace;
mod progress;
mod ranges;
mod retry;
mod window;
mod worklist;

use sourdine_protocol::{roster::SignedRoster, wire::EnvelopeId};
use tokio::time::Instant;

pub use self::{
    limits::CIRCUITS_MAX,
    outcome::{FailedEnvelope, PullError, PullOutcome},
    progress::{ProgressFn, PullProgress},
    retry::RetryPolicy,
};
use self::{retry::RetryState, worklist::Worklist};
use super::{answer::ApiError, door::EditorsDoor};
use crate::inbox::Inbox;

/// How often the roster is asked for again: half a minute in all.
const ROSTER_RETRIES: u32 = 5;

/// How a pull goes about it.
#[derive(Clone, Copy, Debug)]
pub struct PullPlan {
    pub retries: RetryPolicy,
    /// The most circuits at once; never more than [`CIRCUITS_MAX`].
    pub circuits: usize,
}

impl Default for PullPlan {
    fn default() -> Self {
        Self {
            retries: RetryPolicy::default(),
            circuits: CIRCUITS_MAX,
        }
    }
}

/// Brings everything that the door lists into the inbox, except what is there, and what `done`
/// says is done with. Other circuits than the door's own are closed when this returns.
///
/// Fails when another pull is at work there, the list could not be had, or the inbox not be read.
/// What befalls a single envelope is told in [`PullOutcome`].
pub async fn pull(
    door: &mut EditorsDoor,
    inbox: &Inbox,
    done: &dyn Fn(EnvelopeId) -> bool,
    plan: PullPlan,
    watcher: ProgressFn<'_>,
) -> Result<PullOutcome, PullError> {
    let _alone = inbox.lock()?;
    let listed = insist(door, plan.retries, watcher, EditorsDoor::list).await?;
    inbox
        .forget_parts(|id| listed.binary_search_by_key(&id, |one| one.id).is_ok())
        .map_err(PullError::Disk)?;
    let mut worklist = Worklist::new(inbox, &listed, done);
    let circuits = circuits::bring(door, &mut worklist, plan.circuits, plan.retries, watcher).await;
    Ok(PullOutcome {
        circuits: circuits.max(1),
        ..worklist.into_outcome()
    })
}

/// The roster that sources are served. Its signature is for the desk to check.
///
/// Fails when it could not be had in a few tries: no command waits hours for it.
pub async fn served_roster(
    door: &mut EditorsDoor,
    retries: RetryPolicy,
    watcher: ProgressFn<'_>,
) -> Result<SignedRoster, ApiError> {
    let max_retries = retries.max_retries.min(ROSTER_RETRIES);
    let few = RetryPolicy {
        max_retries,
        ..retries
    };
    insist(door, few, watcher, EditorsDoor::roster).await
}

/// Asks for something small until it comes.
async fn insist<T>(
    door: &mut EditorsDoor,
    retries: RetryPolicy,
    watcher: ProgressFn<'_>,
    ask: impl AsyncFn(&mut EditorsDoor) -> Result<T, ApiError>,
) -> Result<T, ApiError> {
    let mut tries = RetryState::new(retries, Instant::now());
    loop {
        match ask(door).await {
            Err(error) => tries.after(error, 0, watcher).await?,
            came => return came,
        }
    }
}

//! Bringing what waits into an inbox, through however many cuts.

use std::{io, time::Duration};

use sourdine_l10n::Explain;
use sourdine_protocol::{roster::SignedRoster, wire::EnvelopeId};
use tokio::time::{Instant, sleep};

use super::{
    answer::{ApiError, ProtocolViolation},
    door::EditorsDoor,
    listed::Listed,
};
use crate::inbox::{Inbox, InboxError, PartialDownload};

/// So many bytes are headway, in one try or in several: on the worst of links a few minutes bring
/// them, and a server that sends byte by byte does not for ever.
const HEADWAY_BYTES: u64 = 1_048_576;
/// How often the roster is asked for again: half a minute in all.
const ROSTER_RETRIES: u32 = 5;

/// How long, how often and how fast to try again. Headway begins it all anew: a large envelope
/// takes longer than a Tor circuit lives.
#[derive(Clone, Copy, Debug)]
pub struct RetryPolicy {
    /// For how long to go on without headway,
    pub give_up_after: Duration,
    /// and how many failures may follow each other.
    pub max_retries: u32,
    /// The pause after a failure; each next one is twice as long, until something comes,
    pub first_delay: Duration,
    /// and none longer than this.
    pub max_delay: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            give_up_after: Duration::from_secs(6 * 60 * 60),
            max_retries: u32::MAX,
            first_delay: Duration::from_secs(1),
            max_delay: Duration::from_secs(60),
        }
    }
}

/// Why an envelope did not come.
#[derive(Debug, Explain, thiserror::Error)]
pub enum PullError {
    #[explain(transparent)]
    Door(#[from] ApiError),
    #[explain(transparent)]
    Inbox(#[from] InboxError),
    /// What came whole is not what was listed.
    #[explain("error-courier-wrong-hash")]
    WrongHash,
    /// Another file of that name is there.
    #[explain("error-courier-differs")]
    Differs,
    /// The disk is full.
    #[explain("error-courier-full")]
    Full {
        /// What is still to come.
        needed: u64,
    },
    #[explain(transparent)]
    Disk(#[source] io::Error),
}

/// An envelope that did not come.
#[derive(Debug)]
pub struct FailedEnvelope {
    pub id: EnvelopeId,
    pub error: PullError,
}

/// What a pull came to.
#[derive(Debug, Default)]
pub struct PullOutcome {
    pub came: Vec<Listed>,
    /// How many were there before.
    pub already: usize,
    /// What did not come.
    pub failed: Vec<FailedEnvelope>,
    /// How many were not tried, after a failure that would have met them too.
    pub left: usize,
}

/// What a pull is doing.
#[derive(Debug)]
pub enum PullProgress<'a> {
    /// So many bytes of an envelope are there.
    Received(&'a Listed, u64),
    /// This happened; the next try comes after a pause.
    Retrying(&'a ApiError, Duration),
}

/// Called at each step.
pub type ProgressFn<'a> = &'a mut dyn FnMut(PullProgress<'_>);

/// Brings everything that the door lists into the inbox, except what is there, and what `done`
/// says is done with.
///
/// Fails when another pull is at work there, the list could not be had, or the inbox not be read. What befalls a single envelope
/// is told in [`PullOutcome`].
pub async fn pull(
    door: &mut EditorsDoor,
    inbox: &Inbox,
    done: &dyn Fn(EnvelopeId) -> bool,
    retries: RetryPolicy,
    watcher: ProgressFn<'_>,
) -> Result<PullOutcome, PullError> {
    let _alone = inbox.lock()?;
    let listed = insist(door, retries, watcher, EditorsDoor::list).await?;
    inbox
        .forget_parts(|id| listed.binary_search_by_key(&id, |one| one.id).is_ok())
        .map_err(PullError::Disk)?;
    let mut pulled = PullOutcome::default();
    for (number, one) in listed.iter().enumerate() {
        let brought = match done(one.id) {
            true => Ok(false),
            false => bring(door, inbox, one, retries, watcher).await,
        };
        match brought {
            Ok(true) => pulled.came.push(*one),
            Ok(false) => pulled.already += 1,
            Err(error) => {
                let met_by_all = match &error {
                    PullError::Door(error) => !error.is_about_one(),
                    PullError::Disk(_) | PullError::Inbox(_) => true,
                    PullError::WrongHash | PullError::Differs | PullError::Full { .. } => false,
                };
                pulled.failed.push(FailedEnvelope { id: one.id, error });
                if met_by_all {
                    pulled.left = listed.len() - number - 1;
                    break;
                }
            }
        }
    }
    Ok(pulled)
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

/// Brings one envelope; tells whether it had to come.
async fn bring(
    door: &mut EditorsDoor,
    inbox: &Inbox,
    listed: &Listed,
    retries: RetryPolicy,
    watcher: ProgressFn<'_>,
) -> Result<bool, PullError> {
    match inbox.size(listed.id).map_err(PullError::Disk)? {
        Some(size) if size == listed.size => return Ok(false),
        Some(_) => return Err(PullError::Differs),
        None => {}
    }
    let mut part = inbox.part(listed.id).map_err(PullError::Disk)?;
    if part.len() > listed.size {
        part.restart().map_err(PullError::Disk)?;
    }
    let needed = listed.size - part.len();
    if needed > inbox.room().map_err(PullError::Disk)? {
        return Err(PullError::Full { needed });
    }
    let mut resumed = part.len() > 0;
    loop {
        if let Err(error) = complete(door, &mut part, listed, retries, watcher).await {
            if matches!(
                error,
                PullError::Door(ApiError::Unexpected(
                    ProtocolViolation::Long | ProtocolViolation::Length
                ))
            ) {
                part.remove().map_err(PullError::Disk)?;
            }
            return Err(error);
        }
        if part.is(listed.hash) {
            inbox.keep(part, listed.id).map_err(PullError::Disk)?;
            return Ok(true);
        }
        if !resumed {
            part.remove().map_err(PullError::Disk)?;
            return Err(PullError::WrongHash);
        }
        // What an earlier run left may be of another envelope, or torn by a crash.
        resumed = false;
        part.restart().map_err(PullError::Disk)?;
    }
}

/// Fetches until the part is as long as the envelope.
async fn complete(
    door: &mut EditorsDoor,
    part: &mut PartialDownload,
    listed: &Listed,
    retries: RetryPolicy,
    watcher: ProgressFn<'_>,
) -> Result<(), PullError> {
    let mut tries = RetryState::new(retries, Instant::now());
    while part.len() < listed.size {
        let before = part.len();
        match fetch(door, part, listed, watcher).await {
            Err(PullError::Door(error)) => {
                let brought = part.len().saturating_sub(before);
                tries.after(error, brought, watcher).await?;
            }
            fetched => fetched?,
        }
    }
    Ok(())
}

async fn fetch(
    door: &mut EditorsDoor,
    part: &mut PartialDownload,
    listed: &Listed,
    watcher: ProgressFn<'_>,
) -> Result<(), PullError> {
    let mut download = door.fetch(listed, part.len()).await?;
    if download.begins_at() != part.len() {
        part.restart().map_err(PullError::Disk)?;
    }
    watcher(PullProgress::Received(listed, part.len()));
    while let Some(piece) = download.next().await? {
        part.append(&piece).map_err(|error| {
            let full = [io::ErrorKind::StorageFull, io::ErrorKind::QuotaExceeded];
            if full.contains(&error.kind()) {
                let needed = listed.size.saturating_sub(part.len());
                PullError::Full { needed }
            } else {
                PullError::Disk(error)
            }
        })?;
        watcher(PullProgress::Received(listed, part.len()));
    }
    Ok(())
}

/// What came of the tries so far.
struct RetryState {
    retries: RetryPolicy,
    /// Failures since there was headway.
    failures: u32,
    since: Instant,
    /// What came since then, in bytes.
    gathered: u64,
    pause: Duration,
}

impl RetryState {
    const fn new(retries: RetryPolicy, now: Instant) -> Self {
        Self {
            retries,
            failures: 0,
            since: now,
            gathered: 0,
            pause: retries.first_delay,
        }
    }

    /// Waits before the next try; gives the error back when there is none.
    async fn after(
        &mut self,
        error: ApiError,
        brought: u64,
        watcher: ProgressFn<'_>,
    ) -> Result<(), ApiError> {
        let pause = self.failed(brought, Instant::now());
        match pause.filter(|_| error.passes()) {
            Some(pause) => {
                watcher(PullProgress::Retrying(&error, pause));
                sleep(pause).await;
                Ok(())
            }
            None => Err(error),
        }
    }

    /// Notes a try that failed after it had brought so much. Gives the pause before the next one,
    /// if there is to be one.
    fn failed(&mut self, brought: u64, now: Instant) -> Option<Duration> {
        self.gathered = self.gathered.saturating_add(brought);
        if self.gathered >= HEADWAY_BYTES {
            *self = Self::new(self.retries, now);
        }
        if brought > 0 {
            self.pause = self.retries.first_delay;
        }
        let over = now.saturating_duration_since(self.since) >= self.retries.give_up_after;
        if over || self.failures >= self.retries.max_retries {
            return None;
        }
        self.failures += 1;
        let pause = self.pause.min(self.retries.max_delay);
        self.pause = pause.saturating_mul(2);
        Some(pause)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);
    const HOUR: Duration = Duration::from_secs(3_600);

    /// How long tries go on that take a minute each and bring so much.
    fn goes_on_for(brought: u64) -> Duration {
        let begun = Instant::now();
        let (mut now, mut tries) = (begun, RetryState::new(RetryPolicy::default(), begun));
        while now < begun + 48 * HOUR {
            now += MINUTE;
            match tries.failed(brought, now) {
                Some(pause) => now += pause,
                None => break,
            }
        }
        now - begun
    }

    #[test]
    fn a_bad_link_is_tried_for_hours_and_headway_begins_them_anew() {
        let silent = goes_on_for(0);
        assert!(silent >= 6 * HOUR && silent < 6 * HOUR + 3 * MINUTE);
        // A lying server that sends one byte each time is given no longer.
        let trickle = goes_on_for(1);
        assert!(trickle >= 6 * HOUR && trickle < 6 * HOUR + 3 * MINUTE);
        // A kilobyte a second with a cut each minute is a link.
        assert!(goes_on_for(60_000) >= 48 * HOUR);
    }

    #[test]
    fn pauses_double_to_a_minute_and_begin_anew_when_something_came() {
        let now = Instant::now();
        let mut tries = RetryState::new(RetryPolicy::default(), now);
        let pauses: Vec<u64> = (0..9)
            .filter_map(|_| Some(tries.failed(0, now)?.as_secs()))
            .collect();
        assert_eq!(pauses, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
        assert_eq!(tries.failed(1, now), Some(Duration::from_secs(1)));
        assert_eq!(tries.failed(0, now), Some(Duration::from_secs(2)));
    }
}

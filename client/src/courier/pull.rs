//! Bringing what waits into an inbox, through however many cuts.

use std::{io, time::Duration};

use tokio::time::sleep;

use super::{
    answer::{DoorError, Surprise},
    door::EditorsDoor,
    inbox::Inbox,
    listed::{EnvelopeId, Listed},
    part::Part,
};

/// A try that brought so many bytes does not count as failed: a large envelope takes longer than a Tor circuit lives.
const WORTHWHILE_BYTES: u64 = 1_048_576;

/// How often and how fast to try again.
#[derive(Clone, Copy, Debug)]
pub struct Retries {
    /// How many failures in a row are followed by another try.
    pub most: u32,
    /// The pause after the first failure; each next one is twice as long,
    pub first_pause: Duration,
    /// and none longer than this.
    pub longest_pause: Duration,
}

impl Default for Retries {
    fn default() -> Self {
        Self {
            most: 8,
            first_pause: Duration::from_secs(1),
            longest_pause: Duration::from_secs(60),
        }
    }
}

/// Why an envelope did not come.
#[derive(Debug, thiserror::Error)]
pub enum PullError {
    /// The door.
    #[error(transparent)]
    Door(#[from] DoorError),
    /// What came whole is not what was listed.
    #[error("what came is not what the server listed (its SHA-256 differs): it was thrown away")]
    WrongHash,
    /// Another file of that name is there.
    #[error("the inbox has another file under this id: move it away, and pull again")]
    Differs,
    /// The disk is full.
    #[error("the disk is full: make room for {needed} bytes, and pull again; nothing is lost")]
    Full {
        /// What is still to come.
        needed: u64,
    },
    /// The disk.
    #[error("the inbox cannot be read or written ({0})")]
    Disk(#[source] io::Error),
}

/// An envelope that did not come.
#[derive(Debug)]
pub struct Failed {
    /// Its id.
    pub id: EnvelopeId,
    /// Why.
    pub error: PullError,
}

/// What a pull came to.
#[derive(Debug, Default)]
pub struct Pulled {
    /// What came.
    pub came: Vec<Listed>,
    /// How many were there before.
    pub already: usize,
    /// What did not come.
    pub failed: Vec<Failed>,
    /// How many were not tried, after a failure that would have met them too.
    pub left: usize,
}

/// Called whenever something of an envelope came, with how much of it is there.
pub type Progress<'a> = &'a mut dyn FnMut(&Listed, u64);

/// Brings everything that the door lists into the inbox, except what is there, and what `done` says is done with.
///
/// # Errors
/// The list could not be had, or the inbox not be read. What befalls a single envelope is told in [`Pulled`].
pub async fn pull(
    door: &mut EditorsDoor,
    inbox: &Inbox,
    done: &dyn Fn(EnvelopeId) -> bool,
    retries: Retries,
    progress: Progress<'_>,
) -> Result<Pulled, PullError> {
    let listed = list(door, retries).await?;
    inbox
        .forget_parts(|id| listed.binary_search_by_key(&id, |one| one.id).is_ok())
        .map_err(PullError::Disk)?;
    let mut pulled = Pulled::default();
    for (number, one) in listed.iter().enumerate() {
        let brought = match done(one.id) {
            true => Ok(false),
            false => bring(door, inbox, one, retries, progress).await,
        };
        match brought {
            Ok(true) => pulled.came.push(*one),
            Ok(false) => pulled.already += 1,
            Err(error) => {
                let met_by_all = match &error {
                    PullError::Door(error) => !error.is_about_one(),
                    PullError::Disk(_) => true,
                    PullError::WrongHash | PullError::Differs | PullError::Full { .. } => false,
                };
                pulled.failed.push(Failed { id: one.id, error });
                if met_by_all {
                    pulled.left = listed.len() - number - 1;
                    break;
                }
            }
        }
    }
    Ok(pulled)
}

async fn list(door: &mut EditorsDoor, retries: Retries) -> Result<Vec<Listed>, DoorError> {
    let mut tries = Tries::new(retries);
    loop {
        match door.list().await {
            Err(error) => tries.after(error).await?,
            listed => return listed,
        }
    }
}

/// Brings one envelope; tells whether it had to come.
async fn bring(
    door: &mut EditorsDoor,
    inbox: &Inbox,
    listed: &Listed,
    retries: Retries,
    progress: Progress<'_>,
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
        if let Err(error) = complete(door, &mut part, listed, retries, progress).await {
            if matches!(
                error,
                PullError::Door(DoorError::Unexpected(Surprise::Long | Surprise::Length))
            ) {
                part.remove().map_err(PullError::Disk)?;
            }
            return Err(error);
        }
        if part.is(listed.sha256) {
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
    part: &mut Part,
    listed: &Listed,
    retries: Retries,
    progress: Progress<'_>,
) -> Result<(), PullError> {
    let mut tries = Tries::new(retries);
    while part.len() < listed.size {
        let before = part.len();
        match fetch(door, part, listed, progress).await {
            Err(PullError::Door(error)) => {
                if part.len() >= before.saturating_add(WORTHWHILE_BYTES) {
                    tries = Tries::new(retries);
                }
                tries.after(error).await?;
            }
            fetched => fetched?,
        }
    }
    Ok(())
}

async fn fetch(
    door: &mut EditorsDoor,
    part: &mut Part,
    listed: &Listed,
    progress: Progress<'_>,
) -> Result<(), PullError> {
    let mut download = door.fetch(listed, part.len()).await?;
    if download.begins_at() != part.len() {
        part.restart().map_err(PullError::Disk)?;
    }
    progress(listed, part.len());
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
        progress(listed, part.len());
    }
    Ok(())
}

/// How many tries are left, and how long the next pause is.
struct Tries {
    left: u32,
    pause: Duration,
    longest: Duration,
}

impl Tries {
    const fn new(retries: Retries) -> Self {
        Self {
            left: retries.most,
            pause: retries.first_pause,
            longest: retries.longest_pause,
        }
    }

    /// Waits before the next try; gives the error back when there is none.
    async fn after(&mut self, error: DoorError) -> Result<(), DoorError> {
        let Some(left) = self.left.checked_sub(1).filter(|_| error.passes()) else {
            return Err(error);
        };
        self.left = left;
        sleep(self.pause.min(self.longest)).await;
        self.pause = self.pause.saturating_mul(2);
        Ok(())
    }
}

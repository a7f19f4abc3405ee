//! Several circuits at once.
//!
//! Each circuit is an [`EditorsDoor`] with a connection of its own, and so a SOCKS user of its own.
//! It takes one job after another from the [`Worklist`]. All of them run in one task: nothing is
//! written by two at once. A circuit whose connection fails tries again, by another circuit of
//! tor's, as long as the [`RetryPolicy`] lets it; then it leaves the rest to the others. What it
//! did not bring is anybody's again at once.

use std::{
    cell::{Cell, RefCell},
    iter,
    time::Duration,
};

use futures_util::future::join_all;
use sourdine_protocol::wire::EnvelopeId;
use tokio::{
    sync::Notify,
    time::{Instant, sleep},
};

use super::{
    incoming::Job,
    limits::CIRCUITS_MAX,
    outcome::PullError,
    pace::Paces,
    progress::{ProgressFn, PullProgress},
    retry::{RetryPolicy, RetryState},
    worklist::Worklist,
};
use crate::courier::{answer::ApiError, door::EditorsDoor};

/// *Not now*: the server has enough to do.
const NOT_NOW: u16 = 503;

/// What the circuits of a pull share.
struct Circuits<'a, 'list, 'watcher> {
    worklist: RefCell<&'a mut Worklist<'list>>,
    watcher: RefCell<ProgressFn<'watcher>>,
    retries: RetryPolicy,
    paces: RefCell<Paces>,
    /// How many circuits have not left.
    live: Cell<usize>,
    /// How many may stay: *not now* halves it.
    allowed: Cell<usize>,
    /// How many circuits are making a connection, for a job each.
    connecting: Cell<usize>,
    /// There may be something to do, or a circuit too many.
    changed: Notify,
    /// The paces were compared.
    compared: Notify,
    /// Nothing more is to be brought.
    over: Notify,
}

/// A circuit did not bring all that it was asked for.
struct FailedTurn {
    error: ApiError,
    /// Of what; none where the connection could not be made.
    envelope: Option<EnvelopeId>,
    /// What it brought before that was new, in bytes.
    brought: u64,
}

/// Fetches the envelopes of a worklist over several circuits, and returns how many were used.
pub(super) async fn bring(
    door: &mut EditorsDoor,
    worklist: &mut Worklist<'_>,
    circuits: usize,
    retries: RetryPolicy,
    watcher: ProgressFn<'_>,
) -> usize {
    let circuits = circuits.clamp(1, CIRCUITS_MAX);
    let mut others: Vec<EditorsDoor> = (1..circuits).map(|_| door.another()).collect();
    let shared = Circuits {
        worklist: RefCell::new(worklist),
        watcher: RefCell::new(watcher),
        retries,
        paces: RefCell::default(),
        live: Cell::new(circuits),
        allowed: Cell::new(circuits),
        connecting: Cell::new(0),
        changed: Notify::new(),
        compared: Notify::new(),
        over: Notify::new(),
    };
    let doors = iter::once(door).chain(&mut others).enumerate();
    let working = join_all(doors.map(|(circuit, door)| shared.work(circuit, door)));
    tokio::select! {
        biased;
        // What is still under way then, a connection or a pause, is of no use.
        () = shared.over.notified() => {}
        _ = working => {}
        () = shared.compare() => {}
    }
    shared.paces.borrow().asked()
}

impl Circuits<'_, '_, '_> {
    /// One circuit, until there is nothing left for it, or it leaves.
    async fn work(&self, circuit: usize, door: &mut EditorsDoor) {
        let mut tries = RetryState::new(self.retries, Instant::now());
        while self.has_work().await {
            match self.turn(circuit, door).await {
                Ok(()) => tries = RetryState::new(self.retries, Instant::now()),
                Err(failed) => {
                    let pause = tries.failed(failed.brought, Instant::now());
                    let pause = pause.filter(|_| failed.error.passes());
                    if !self.stays(failed, pause).await {
                        break;
                    }
                }
            }
        }
        // The first one stays: what is asked after the envelopes goes by it.
        if circuit > 0 {
            door.close();
        }
    }

    /// Waits until there is something to do for one more circuit; tells whether there ever is.
    async fn has_work(&self) -> bool {
        loop {
            let changed = self.changed.notified();
            if self.worklist.borrow().is_over() || self.leaves() {
                return false;
            }
            let jobs = self.worklist.borrow().jobs(self.live.get());
            if jobs > self.connecting.get() {
                self.connecting.set(self.connecting.get() + 1);
                return true;
            }
            changed.await;
        }
    }

    /// Brings one thing. What is about an envelope alone, or about all of them, is noted on the
    /// list; a failure that may pass is given back.
    async fn turn(&self, circuit: usize, door: &mut EditorsDoor) -> Result<(), FailedTurn> {
        let connected = door.connect().await;
        self.connecting.set(self.connecting.get().saturating_sub(1));
        let failed = |error| FailedTurn {
            error,
            envelope: None,
            brought: 0,
        };
        let taken = connected.map(|()| self.worklist.borrow_mut().take(self.live.get()));
        self.look_again();
        let Some(mut job) = taken.map_err(failed)? else {
            return Ok(());
        };
        self.paces.borrow_mut().begin(circuit);
        let carried = tokio::select! {
            biased;
            () = self.until_stalled(circuit) => Err(ApiError::Silent.into()),
            carried = self.carry(circuit, door, &mut job) => carried,
        };
        self.paces.borrow_mut().end(circuit);
        let went = self.note(&job, carried);
        self.look_again();
        went
    }

    async fn carry(
        &self,
        circuit: usize,
        door: &mut EditorsDoor,
        job: &mut Job,
    ) -> Result<(), PullError> {
        let listed = job.listed;
        let mut download = door.fetch(&listed, job.range.clone()).await?;
        if download.begins_at() != job.range.start {
            let restarted = self.worklist.borrow_mut().restart_whole(job);
            restarted.map_err(PullError::Disk)?;
        }
        self.tell(job);
        while let Some(piece) = download.next().await? {
            self.paces.borrow_mut().received(circuit, piece.len());
            if !self.worklist.borrow_mut().write(job, &piece)? {
                // The envelope failed or began again: the rest is not read.
                return Ok(());
            }
            self.tell(job);
        }
        Ok(())
    }

    fn note(&self, job: &Job, carried: Result<(), PullError>) -> Result<(), FailedTurn> {
        let mut worklist = self.worklist.borrow_mut();
        match carried {
            Ok(()) => worklist.end(job),
            Err(PullError::Door(error)) if error.passes() => {
                worklist.end(job);
                return Err(FailedTurn {
                    error,
                    brought: job.headway,
                    envelope: Some(job.id()),
                });
            }
            Err(error) => worklist.fail_job(job, error),
        }
        Ok(())
    }

    /// Whether a circuit goes on after a failure, and when. One that is out of tries leaves the
    /// rest to the others; the last one's failure is that of the pull.
    async fn stays(&self, failed: FailedTurn, pause: Option<Duration>) -> bool {
        let error = failed.error;
        if matches!(error, ApiError::Unavailable(NOT_NOW)) {
            self.allowed.set((self.live.get() / 2).max(1));
            self.changed.notify_waiters();
        }
        if self.leaves() {
            return false;
        }
        if let Some(pause) = pause {
            // While another circuit still fetches, the editor need not be told of a wait.
            if !self.paces.borrow().is_any_busy() {
                self.watcher.borrow_mut()(PullProgress::Retrying(&error, pause));
            }
            sleep(pause).await;
            return true;
        }
        if self.live.get() > 1 {
            self.live.set(self.live.get() - 1);
        } else {
            let mut worklist = self.worklist.borrow_mut();
            worklist.give_up(failed.envelope, error.into());
        }
        self.look_again();
        false
    }

    /// Whether a circuit is one too many; then it counts no more.
    fn leaves(&self) -> bool {
        let is_too_many = self.live.get() > self.allowed.get();
        if is_too_many {
            self.live.set(self.live.get() - 1);
        }
        is_too_many
    }

    /// Lets circuits that wait look at the list again, or all of them end.
    fn look_again(&self) {
        if self.worklist.borrow().is_over() {
            self.over.notify_one();
        }
        self.changed.notify_waiters();
    }

    fn tell(&self, job: &Job) {
        let worklist = self.worklist.borrow();
        self.watcher.borrow_mut()(worklist.progress(job));
    }

    /// Compares the paces for ever.
    async fn compare(&self) {
        loop {
            sleep(self.retries.compare_every).await;
            self.paces.borrow_mut().compare();
            self.compared.notify_waiters();
        }
    }

    async fn until_stalled(&self, circuit: usize) {
        loop {
            let compared = self.compared.notified();
            if self.paces.borrow().has_stalled(circuit) {
                return;
            }
            compared.await;
        }
    }
}

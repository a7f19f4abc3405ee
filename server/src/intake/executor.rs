//! A stage of a pipeline: something that jobs change one after another, on a thread that may block. A thread comes with the first job and stays while there
//! are more: what is fast is not handed from thread to thread, and what is slow holds none.

use std::{
    collections::VecDeque,
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
};

use tokio::{sync::Notify, task::spawn_blocking};

use crate::{doors::sources::error::Refusal, platform::memory::with_wiped_stack};

type Job<T> = Box<dyn FnOnce(T) -> Result<T, Refusal> + Send>;

/// What is worked on. Clones are the same stage.
pub(crate) struct Stage<T>(Arc<Shared<T>>);

struct Shared<T> {
    bench: Mutex<Bench<T>>,
    /// Told whenever nobody works any more.
    rest: Notify,
}

struct Bench<T> {
    work: Work<T>,
    jobs: VecDeque<Job<T>>,
}

enum Work<T> {
    Here(T),
    /// With a thread that works on it, or taken for good.
    Away,
    Failed(Refusal),
}

/// A thread that panics leaves nobody waiting.
struct Panicked<'a, T>(&'a Shared<T>);

impl<T: Send + 'static> Stage<T> {
    /// Begins with a first job, which makes it.
    pub(crate) fn begin(make: impl FnOnce() -> Result<T, Refusal> + Send + 'static) -> Self {
        let stage = Self::new(Work::Away);
        stage.clone().work(make);
        stage
    }

    /// Begins with what is at hand.
    pub(crate) fn of(it: T) -> Self {
        Self::new(Work::Here(it))
    }

    fn new(work: Work<T>) -> Self {
        let jobs = VecDeque::new();
        Self(Arc::new(Shared {
            bench: Mutex::new(Bench { work, jobs }),
            rest: Notify::new(),
        }))
    }

    /// Adds a job. How many may wait is the caller's affair.
    pub(crate) fn push(
        &self,
        job: impl FnOnce(T) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<(), Refusal> {
        let mut bench = self.0.bench();
        match bench.free()? {
            Some(it) => self.clone().work(move || job(it)),
            None => bench.jobs.push_back(Box::new(job)),
        }
        Ok(())
    }

    /// Takes it off when all jobs are done.
    pub(crate) async fn take(self) -> Result<T, Refusal> {
        loop {
            let rest = self.0.rest.notified();
            if let Some(it) = self.0.bench().free()? {
                return Ok(it);
            }
            rest.await;
        }
    }

    fn work(self, first: impl FnOnce() -> Result<T, Refusal> + Send + 'static) {
        spawn_blocking(move || {
            with_wiped_stack(|| {
                let _panicked = Panicked(&self.0);
                self.0.go_on(first());
            });
        });
    }
}

impl<T> Clone for Stage<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Shared<T> {
    fn go_on(&self, mut done: Result<T, Refusal>) {
        loop {
            let mut bench = self.bench();
            let it = match done {
                Ok(it) => it,
                Err(refusal) => return bench.fail(refusal, &self.rest),
            };
            let Some(job) = bench.jobs.pop_front() else {
                bench.work = Work::Here(it);
                self.rest.notify_one();
                return;
            };
            drop(bench);
            done = job(it);
        }
    }

    fn bench(&self) -> MutexGuard<'_, Bench<T>> {
        self.bench.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Bench<T> {
    /// Takes what nobody works on.
    fn free(&mut self) -> Result<Option<T>, Refusal> {
        match mem::replace(&mut self.work, Work::Away) {
            Work::Here(it) => Ok(Some(it)),
            Work::Away => Ok(None),
            Work::Failed(refusal) => {
                self.work = Work::Failed(refusal);
                Err(refusal)
            }
        }
    }

    /// What waits is dropped: nobody will do it.
    fn fail(&mut self, refusal: Refusal, rest: &Notify) {
        self.work = Work::Failed(refusal);
        self.jobs.clear();
        rest.notify_one();
    }
}

impl<T> Drop for Panicked<'_, T> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.bench().fail(Refusal::Unavailable, &self.0.rest);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[tokio::test]
    async fn jobs_are_done_in_their_order() {
        let stage = Stage::begin(|| Ok(Vec::new()));
        for number in 0..1_000 {
            let job = move |mut done: Vec<i32>| {
                done.push(number);
                Ok(done)
            };
            stage.push(job).unwrap();
            if number % 100 == 0 {
                tokio::task::yield_now().await;
            }
        }
        let done = stage.take().await.unwrap();
        assert_eq!(done, (0..1_000).collect::<Vec<_>>());
    }

    #[tokio::test]
    async fn a_refusal_ends_it_and_what_waits_is_dropped() {
        let stage = Stage::begin(|| Ok(()));
        let (go, wait) = mpsc::channel::<()>();
        let failing = move |()| {
            wait.recv().unwrap();
            Err(Refusal::Full)
        };
        stage.push(failing).unwrap();
        let witness = Arc::new(());
        let waiting = Arc::clone(&witness);
        let job = move |()| -> Result<(), Refusal> {
            drop(waiting);
            panic!("it is done");
        };
        stage.push(job).unwrap();
        go.send(()).unwrap();
        assert_eq!(stage.clone().take().await, Err(Refusal::Full));
        assert_eq!(Arc::strong_count(&witness), 1);
    }

    #[tokio::test]
    async fn a_panic_leaves_nobody_waiting() {
        let stage = Stage::begin(|| -> Result<(), Refusal> { panic!("on purpose") });
        let pushed = stage.push(|()| Ok(()));
        assert!(matches!(pushed, Ok(()) | Err(Refusal::Unavailable)));
        assert_eq!(stage.take().await, Err(Refusal::Unavailable));
    }

    #[tokio::test]
    async fn what_has_failed_takes_no_more() {
        let stage = Stage::begin(|| -> Result<(), Refusal> { Err(Refusal::TooLarge) });
        stage.0.rest.notified().await;
        assert_eq!(stage.push(|()| Ok(())), Err(Refusal::TooLarge));
    }
}

//! A stage of a pipeline: jobs change one value in turn, on a thread that may block. A thread
//! starts with the first job and stays while there are more, so that a fast stage does not change
//! threads and a slow one holds none.

use std::{
    collections::VecDeque,
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
};

use tokio::{sync::Notify, task::spawn_blocking};

use super::error::IntakeError;
use crate::platform::memory::with_wiped_stack;

type Job<T> = Box<dyn FnOnce(T) -> Result<T, IntakeError> + Send>;

/// Clones share one value.
pub(crate) struct SerialExecutor<T>(Arc<Shared<T>>);

struct Shared<T> {
    queue: Mutex<JobQueue<T>>,
    /// Notified when no thread works any more.
    idle: Notify,
}

struct JobQueue<T> {
    value: ExecutorState<T>,
    jobs: VecDeque<Job<T>>,
}

enum ExecutorState<T> {
    Idle(T),
    /// With a thread that works on it, or taken for good.
    Away,
    Failed(IntakeError),
}

/// Fails the executor when its thread panics, so that no task waits for ever.
struct PoisonOnPanic<'a, T>(&'a Shared<T>);

impl<T: Send + 'static> SerialExecutor<T> {
    /// Starts with a job that makes the value.
    pub(crate) fn spawn(make: impl FnOnce() -> Result<T, IntakeError> + Send + 'static) -> Self {
        let executor = Self::with(ExecutorState::Away);
        executor.clone().work(make);
        executor
    }

    pub(crate) fn new(value: T) -> Self {
        Self::with(ExecutorState::Idle(value))
    }

    fn with(value: ExecutorState<T>) -> Self {
        let jobs = VecDeque::new();
        Self(Arc::new(Shared {
            queue: Mutex::new(JobQueue { value, jobs }),
            idle: Notify::new(),
        }))
    }

    /// Adds a job. The queue has no limit of its own: the caller sets one.
    pub(crate) fn submit(
        &self,
        job: impl FnOnce(T) -> Result<T, IntakeError> + Send + 'static,
    ) -> Result<(), IntakeError> {
        let mut queue = self.0.lock();
        match queue.take_idle()? {
            Some(value) => self.clone().work(move || job(value)),
            None => queue.jobs.push_back(Box::new(job)),
        }
        Ok(())
    }

    /// Takes the value when all jobs are done.
    pub(crate) async fn join(self) -> Result<T, IntakeError> {
        loop {
            let idle = self.0.idle.notified();
            if let Some(value) = self.0.lock().take_idle()? {
                return Ok(value);
            }
            idle.await;
        }
    }

    fn work(self, first: impl FnOnce() -> Result<T, IntakeError> + Send + 'static) {
        spawn_blocking(move || {
            with_wiped_stack(|| {
                let _poison = PoisonOnPanic(&self.0);
                self.0.run_queue(first());
            });
        });
    }
}

impl<T> Clone for SerialExecutor<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Shared<T> {
    fn run_queue(&self, mut done: Result<T, IntakeError>) {
        loop {
            let mut queue = self.lock();
            let value = match done {
                Ok(value) => value,
                Err(error) => return queue.fail(error, &self.idle),
            };
            let Some(job) = queue.jobs.pop_front() else {
                queue.value = ExecutorState::Idle(value);
                self.idle.notify_one();
                return;
            };
            drop(queue);
            done = job(value);
        }
    }

    fn lock(&self) -> MutexGuard<'_, JobQueue<T>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> JobQueue<T> {
    fn take_idle(&mut self) -> Result<Option<T>, IntakeError> {
        match mem::replace(&mut self.value, ExecutorState::Away) {
            ExecutorState::Idle(value) => Ok(Some(value)),
            ExecutorState::Away => Ok(None),
            ExecutorState::Failed(error) => {
                self.value = ExecutorState::Failed(error);
                Err(error)
            }
        }
    }

    /// Drops the jobs that wait: no thread will do them.
    fn fail(&mut self, error: IntakeError, idle: &Notify) {
        self.value = ExecutorState::Failed(error);
        self.jobs.clear();
        idle.notify_one();
    }
}

impl<T> Drop for PoisonOnPanic<'_, T> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.lock().fail(IntakeError::Failed, &self.0.idle);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[tokio::test]
    async fn jobs_are_done_in_their_order() {
        let executor = SerialExecutor::spawn(|| Ok(Vec::new()));
        for number in 0..1_000 {
            let job = move |mut done: Vec<i32>| {
                done.push(number);
                Ok(done)
            };
            executor.submit(job).unwrap();
            if number % 100 == 0 {
                tokio::task::yield_now().await;
            }
        }
        let done = executor.join().await.unwrap();
        assert_eq!(done, (0..1_000).collect::<Vec<_>>());
    }

    #[tokio::test]
    async fn a_refusal_ends_it_and_what_waits_is_dropped() {
        let executor = SerialExecutor::spawn(|| Ok(()));
        let (go, wait) = mpsc::channel::<()>();
        let failing = move |()| {
            wait.recv().unwrap();
            Err(IntakeError::VaultFull)
        };
        executor.submit(failing).unwrap();
        let witness = Arc::new(());
        let waiting = Arc::clone(&witness);
        let job = move |()| -> Result<(), IntakeError> {
            drop(waiting);
            panic!("it is done");
        };
        executor.submit(job).unwrap();
        go.send(()).unwrap();
        assert_eq!(executor.clone().join().await, Err(IntakeError::VaultFull));
        assert_eq!(Arc::strong_count(&witness), 1);
    }

    #[tokio::test]
    async fn a_panic_leaves_nobody_waiting() {
        let executor =
            SerialExecutor::spawn(|| -> Result<(), IntakeError> { panic!("on purpose") });
        let pushed = executor.submit(|()| Ok(()));
        assert!(matches!(pushed, Ok(()) | Err(IntakeError::Failed)));
        assert_eq!(executor.join().await, Err(IntakeError::Failed));
    }

    #[tokio::test]
    async fn what_has_failed_takes_no_more() {
        let executor =
            SerialExecutor::spawn(|| -> Result<(), IntakeError> { Err(IntakeError::TooLarge) });
        executor.0.idle.notified().await;
        assert_eq!(executor.submit(|()| Ok(())), Err(IntakeError::TooLarge));
    }
}

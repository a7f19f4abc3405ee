//! Ends a tool that takes too long or too much memory.

use std::{
    fs,
    io::{self, Read},
    process::{Child, ChildStdout, ExitStatus},
    sync::{
        Arc,
        mpsc::{self, RecvTimeoutError, Sender},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use rustix::io::Errno;
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process, waitid};

use super::{
    error::SandboxError,
    limits::{PROCESSES_BYTES, SAID_BYTES},
    output::Wait,
};

/// Interval at which memory is counted. A processor fills some 100 MiB meanwhile.
const COUNT_EVERY: Duration = Duration::from_millis(50);

/// What a tool that has ended leaves.
pub(super) struct Ended<T> {
    pub(super) status: ExitStatus,
    /// What was made of its output.
    pub(super) read: T,
    /// The beginning of what it said on its error stream.
    pub(super) said: String,
}

/// Reads a tool's output until the reader or the tool ends, or until the tool is ended.
pub(super) fn attend<T>(
    child: Child,
    patience: Duration,
    read: impl FnOnce(&mut ChildStdout, &Wait) -> Result<T, SandboxError>,
) -> Result<Ended<T>, SandboxError> {
    let mut child = Leashed(child);
    let pid = Pid::from_child(&child.0);
    let wait = Arc::new(Wait::begin());
    let alarm = Alarm::set(pid, patience, Arc::clone(&wait));
    let said = child.0.stderr.take();
    let said = said.map(|pipe| thread::spawn(move || beginning(pipe)));
    let stdout = child.0.stdout.take();
    let mut stdout = stdout.ok_or_else(|| io::Error::from(io::ErrorKind::BrokenPipe))?;
    let outcome = read(&mut stdout, &wait);
    drop(stdout);
    if outcome.is_err() {
        kill(pid)?;
    }
    // The id stays the tool's until the alarm is off, so that no other process can be killed.
    waitid(
        WaitId::Pid(pid),
        WaitIdOptions::EXITED | WaitIdOptions::NOWAIT,
    )
    .map_err(io::Error::from)?;
    let ended_by = alarm.off();
    let status = child.0.wait()?;
    let said = said.and_then(|thread| thread.join().ok());
    ended_by.map_or(Ok(()), Err)?;
    Ok(Ended {
        status,
        read: outcome?,
        said: said.unwrap_or_default(),
    })
}

/// Keeps the first [`SAID_BYTES`] of a pipe and discards the rest, so that a full pipe never
/// blocks the tool.
pub(super) fn beginning(mut pipe: impl Read) -> String {
    let mut bytes = Vec::new();
    let kept = pipe.by_ref().take(SAID_BYTES).read_to_end(&mut bytes);
    if kept.is_ok() && io::copy(&mut pipe, &mut io::sink()).is_err() {
        bytes.clear();
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A process that does not outlive this value.
struct Leashed(Child);

impl Drop for Leashed {
    fn drop(&mut self) {
        if matches!(self.0.try_wait(), Ok(None)) {
            drop(kill(Pid::from_child(&self.0)));
            drop(self.0.wait());
        }
    }
}

/// Kills bubblewrap, and the first process of its sandbox, with which all others end.
///
/// bubblewrap alone is not enough. Killed before it told that process to go on, it leaves it
/// behind, with our pipes, which it never closes.
fn kill(bubblewrap: Pid) -> io::Result<()> {
    kill_process(bubblewrap, Signal::STOP)?;
    waitid(
        WaitId::Pid(bubblewrap),
        WaitIdOptions::STOPPED | WaitIdOptions::EXITED | WaitIdOptions::NOWAIT,
    )?;
    let started = children(bubblewrap.as_raw_nonzero().get());
    for first in started.into_iter().filter_map(Pid::from_raw) {
        match kill_process(first, Signal::KILL) {
            Ok(()) | Err(Errno::SRCH) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(kill_process(bubblewrap, Signal::KILL)?)
}

/// A thread that kills a process when its time is over or its memory too much.
struct Alarm {
    off: Sender<()>,
    thread: JoinHandle<Option<SandboxError>>,
}

impl Alarm {
    fn set(pid: Pid, patience: Duration, wait: Arc<Wait>) -> Self {
        let (off, is_off) = mpsc::channel();
        let thread = thread::spawn(move || {
            loop {
                let left = patience.saturating_sub(wait.so_far());
                let why = match is_off.recv_timeout(left.min(COUNT_EVERY)) {
                    Ok(()) | Err(RecvTimeoutError::Disconnected) => return None,
                    Err(RecvTimeoutError::Timeout) if left.is_zero() => SandboxError::TooLong,
                    Err(RecvTimeoutError::Timeout) if is_too_much(pid) => {
                        SandboxError::TooMuchMemory
                    }
                    Err(RecvTimeoutError::Timeout) => continue,
                };
                return kill(pid).ok().map(|()| why);
            }
        });
        Self { off, thread }
    }

    /// Why the process was killed, if it was.
    fn off(self) -> Option<SandboxError> {
        drop(self.off);
        self.thread.join().ok().flatten()
    }
}

/// Whether the processes below this one hold more memory than a sandbox may. What they share is
/// first counted for each, which is cheap, and only then once.
fn is_too_much(pid: Pid) -> bool {
    let processes = descendants(pid);
    let plain = |process: &i32| held(*process, "status", &["RssAnon:", "RssShmem:"]).unwrap_or(0);
    let fair = |process: &i32| {
        let found = held(*process, "smaps_rollup", &["Pss_Anon:", "Pss_Shmem:"]);
        found.unwrap_or_else(|| plain(process))
    };
    processes.iter().map(plain).sum::<u64>() > PROCESSES_BYTES
        && processes.iter().map(fair).sum::<u64>() > PROCESSES_BYTES
}

/// The sum of these fields of a file about a process, in bytes.
fn held(process: i32, file: &str, fields: &[&str]) -> Option<u64> {
    let text = fs::read_to_string(format!("/proc/{process}/{file}")).ok()?;
    let kibibytes = |line: &str| -> Option<u64> {
        let mut words = line.split_whitespace();
        words.next().filter(|name| fields.contains(name))?;
        words.next()?.parse().ok()
    };
    Some(text.lines().filter_map(kibibytes).sum::<u64>() << 10)
}

/// The processes that this one started, and those that they started.
fn descendants(pid: Pid) -> Vec<i32> {
    let mut found = vec![pid.as_raw_nonzero().get()];
    let mut next = 0;
    while let Some(process) = found.get(next).copied() {
        next += 1;
        found.extend(children(process));
    }
    found
}

/// The processes that this one started.
fn children(process: i32) -> Vec<i32> {
    let threads = fs::read_dir(format!("/proc/{process}/task"));
    let mut found = Vec::new();
    for thread in threads.into_iter().flatten().flatten() {
        let children = fs::read_to_string(thread.path().join("children"));
        let children = children.unwrap_or_default();
        found.extend(children.split_whitespace().flat_map(str::parse::<i32>));
    }
    found
}

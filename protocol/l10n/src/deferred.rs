//! Trouble that a request met, told later. journald gives a line on standard error its time, which
//! would tell when a request came: so the line waits for the next timer, and is told once.

use std::{
    collections::BTreeSet,
    mem, panic,
    sync::{Mutex, MutexGuard, PoisonError},
    thread,
};

use crate::{
    Explain, Message,
    process::{eprint, text},
};

/// Most lines that are remembered: each names a place of the disk or of the code, and of either
/// there are few.
const LINES_MAX: usize = 64;
/// The thread that ends the program when it panics.
const MAIN: &str = "main";

/// Lines that wait, and lines that were written.
#[derive(Default)]
struct Lines {
    is_deferring: bool,
    waiting: BTreeSet<String>,
    written: BTreeSet<String>,
}

static LINES: Mutex<Lines> = Mutex::new(Lines {
    is_deferring: false,
    waiting: BTreeSet::new(),
    written: BTreeSet::new(),
});

impl Lines {
    /// Takes a line; whether it has to be written now.
    fn add(&mut self, line: &str) -> bool {
        let is_new = !self.written.contains(line);
        if self.is_deferring && is_new && self.waiting.len() < LINES_MAX {
            self.waiting.insert(line.to_owned());
        }
        !self.is_deferring
    }

    /// Lines to be written now, each once until the next start.
    fn due(&mut self) -> BTreeSet<String> {
        let due = mem::take(&mut self.waiting);
        if self.written.len() < LINES_MAX {
            self.written.extend(due.iter().cloned());
        }
        due
    }
}

/// From now on lines wait: requests are served.
pub fn defer_begin() {
    lines().is_deferring = true;
}

/// Writes a line to standard error: at once before [`defer_begin`], else with the next
/// [`flush_deferred`].
#[expect(
    clippy::needless_pass_by_value,
    reason = "callers hand over the line that they made"
)]
pub fn defer(line: String) {
    let ends_program = thread::current().name() == Some(MAIN);
    if lines().add(&line) || ends_program {
        eprint(&line);
    }
}

/// Writes the lines that wait.
pub fn flush_deferred() {
    for line in lines().due() {
        eprint(&line);
    }
}

/// Writes an error to standard error, but not while requests are served: see [`defer`].
pub fn warn_deferred(error: &impl Explain) {
    defer(text(&error.message()));
}

/// A panic says where it happened, and nothing of what was being handled.
pub fn report_panics() {
    panic::set_hook(Box::new(|crash| {
        let place = crash.location().map(ToString::to_string);
        let message = Message::new("crashed").with("place", place.unwrap_or_default());
        defer(text(&message));
    }));
}

fn lines() -> MutexGuard<'static, Lines> {
    LINES.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_visits_met_is_told_later_and_once() {
        let mut lines = Lines::default();
        assert!(lines.add("nobody serves yet"));
        assert!(lines.due().is_empty());
        lines.is_deferring = true;
        for _ in 0..3 {
            assert!(!lines.add("a slot is damaged"));
        }
        assert_eq!(lines.due().len(), 1);
        assert!(!lines.add("a slot is damaged"));
        assert!(!lines.add("another is"));
        assert!(lines.due().iter().eq(["another is"]));
        for line in 0..2 * LINES_MAX {
            lines.add(&line.to_string());
        }
        assert_eq!(lines.due().len(), LINES_MAX);
    }
}

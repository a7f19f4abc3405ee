//! Trouble that a visit met. A line on standard error gets its time from journald, and would tell when somebody came: so it waits, and is told once.

use std::{
    collections::BTreeSet,
    mem,
    sync::{Mutex, MutexGuard, PoisonError},
    thread,
};

use super::complain;

/// Most lines that are remembered: each names a place of the disk or of the code, and of either there are few.
const NOTES_MAX: usize = 64;
/// The thread whose fault ends the program.
const MAIN: &str = "main";

/// What is to be told, and what was.
#[derive(Default)]
struct Notes {
    held: bool,
    waiting: BTreeSet<String>,
    told: BTreeSet<String>,
}

static NOTES: Mutex<Notes> = Mutex::new(Notes {
    held: false,
    waiting: BTreeSet::new(),
    told: BTreeSet::new(),
});

impl Notes {
    /// Whether the line has to be said now.
    fn add(&mut self, line: &str) -> bool {
        if self.held && !self.told.contains(line) && self.waiting.len() < NOTES_MAX {
            self.waiting.insert(line.to_owned());
        }
        !self.held
    }

    /// What is said now, each line once until the next start.
    fn due(&mut self) -> BTreeSet<String> {
        let due = mem::take(&mut self.waiting);
        if self.told.len() < NOTES_MAX {
            self.told.extend(due.iter().cloned());
        }
        due
    }
}

/// From now on, what is noted waits: there are visits.
pub(crate) fn hold() {
    notes().held = true;
}

/// Says something on standard error, but not while the server serves: then with the next [`tell`].
#[expect(
    clippy::needless_pass_by_value,
    reason = "callers hand over the line that they made"
)]
pub(crate) fn note(line: String) {
    let ends = thread::current().name() == Some(MAIN);
    if notes().add(&line) || ends {
        complain(&line);
    }
}

/// Tells what was noted.
pub(crate) fn tell() {
    for line in notes().due() {
        complain(&line);
    }
}

fn notes() -> MutexGuard<'static, Notes> {
    NOTES.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_visits_met_is_told_later_and_once() {
        let mut notes = Notes::default();
        assert!(notes.add("nobody serves yet"));
        assert!(notes.due().is_empty());
        notes.held = true;
        for _ in 0..3 {
            assert!(!notes.add("a slot is damaged"));
        }
        assert_eq!(notes.due().len(), 1);
        assert!(!notes.add("a slot is damaged"));
        assert!(!notes.add("another is"));
        assert!(notes.due().iter().eq(["another is"]));
        for line in 0..2 * NOTES_MAX {
            notes.add(&line.to_string());
        }
        assert_eq!(notes.due().len(), NOTES_MAX);
    }
}

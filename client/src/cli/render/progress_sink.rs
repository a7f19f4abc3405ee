//! What a person sees while a use-case goes on: bars, and a word when it waits.

use std::{
    cell::RefCell,
    io::{self, Write},
    path::Path,
    time::Duration,
};

use sourdine_l10n::{Progress, Unit};

use super::{clean::kept, for_standard_error, roster::difference, stdout};
use crate::{
    app::{ApiError, EnvelopeId, LockNotice, ProgressEvent, ProgressSink},
    l10n::{Explain, Localizer, Message},
};

pub(in crate::cli) struct ProgressBars<'a> {
    localizer: &'a Localizer,
    json: bool,
    state: RefCell<BarState>,
}

#[derive(Default)]
struct BarState {
    /// The bar, and the envelope that it counts, where it counts one.
    bar: Option<(Option<EnvelopeId>, Progress)>,
    /// The last reason for waiting and its pause: a night of the same is told once.
    waiting: Option<(&'static str, Duration)>,
    /// The first report that could not be written.
    unwritten: Option<io::Error>,
}

impl<'a> ProgressBars<'a> {
    pub(in crate::cli) fn new(localizer: &'a Localizer, json: bool) -> Self {
        Self {
            localizer,
            json,
            state: RefCell::default(),
        }
    }

    /// Takes away the bar.
    pub(in crate::cli) fn clear(&self) {
        self.state.borrow_mut().bar = None;
    }

    /// Fails if a report of one file, which is nowhere else, could not be written.
    pub(in crate::cli) fn check_written(&self) -> io::Result<()> {
        self.state.borrow_mut().unwritten.take().map_or(Ok(()), Err)
    }

    fn note_written(&self, written: io::Result<()>) {
        if let Err(error) = written {
            self.state.borrow_mut().unwritten.get_or_insert(error);
        }
    }

    /// Moves the bar of an envelope, or of none, up to `length`, after a word on what is going on.
    /// Makes it where there is another or none; a script is shown none.
    fn set(
        &self,
        envelope: Option<EnvelopeId>,
        (at, length, unit): (u64, u64, Unit),
        doing: &Message,
    ) {
        let bar = &mut self.state.borrow_mut().bar;
        if bar.as_ref().is_none_or(|(counted, _)| *counted != envelope) {
            // The old bar goes before the new one comes.
            *bar = None;
            let doing = self.localizer.text(doing);
            let progress = if self.json {
                Progress::hidden(doing, length, unit)
            } else {
                Progress::new(doing, length, unit)
            };
            *bar = Some((envelope, progress));
        }
        if let Some((_, bar)) = bar {
            bar.set(at);
        }
    }

    fn wait(&self, error: &ApiError, pause: Duration) {
        let reason = error.message();
        let now = Some((reason.key(), pause));
        {
            let state = &mut *self.state.borrow_mut();
            if state.waiting == now {
                return;
            }
            state.waiting = now;
            state.bar = None;
        }
        let message = Message::new("pull-waiting")
            .with("reason", self.localizer.text(&reason))
            .with("seconds", pause.as_secs());
        self.say(&message);
    }

    /// Where standard output is gone, the use-case goes on.
    fn say(&self, message: &Message) {
        drop(stdout(self.localizer, self.json).say(message));
    }
}

impl ProgressSink for ProgressBars<'_> {
    fn update(&self, event: ProgressEvent<'_>) {
        let (localizer, json) = (self.localizer, self.json);
        match event {
            ProgressEvent::Pulling { bytes, of } => {
                let doing = Message::new("pull-pulling");
                self.set(None, (bytes, of, Unit::Bytes), &doing);
            }
            ProgressEvent::Waiting { error, pause } => self.wait(error, pause),
            ProgressEvent::Opening {
                envelope,
                bytes,
                size,
            } => {
                let doing = Message::new("open-opening");
                self.set(Some(envelope), (bytes, size, Unit::Bytes), &doing);
            }
            ProgressEvent::Cleaning { file, pages, of } => {
                let doing = Message::new("clean-writing").with("file", file);
                self.set(None, (pages.into(), of.into(), Unit::Items), &doing);
            }
            ProgressEvent::CleaningAll { documents, of } => {
                let doing = Message::new("clean-writing-all").with_count("count", of);
                self.set(None, (documents as u64, of as u64, Unit::Items), &doing);
            }
            ProgressEvent::Inspecting { file, files, of } => {
                let doing = Message::new("inspect-looking").with("file", file);
                self.set(None, (files.into(), of.into(), Unit::Items), &doing);
            }
            ProgressEvent::Previewing { file, pages, of } => {
                let doing = Message::new("preview-looking").with("file", file);
                self.set(None, (pages.into(), of.into(), Unit::Items), &doing);
            }
            ProgressEvent::Cleaned { file, copy } => {
                self.clear();
                self.note_written(kept(file, copy, &mut stdout(localizer, json)));
            }
            ProgressEvent::CleanRefused(refused) => {
                self.clear();
                let message = Message::new("clean-refused")
                    .with("file", &refused.file)
                    .with("why", &refused.reason.message);
                self.note_written(stdout(localizer, json).say(&message));
            }
            ProgressEvent::Auditing { answers, of } => {
                let doing = Message::new("audit-looking");
                self.set(None, (answers, of, Unit::Items), &doing);
            }
            ProgressEvent::RosterOffered(changes) => {
                drop(difference(changes, &mut stdout(localizer, json)));
            }
            ProgressEvent::CardMade(path) if !json => {
                note(&localizer.text(&card_made(path)));
            }
            ProgressEvent::CardMade(_) => {}
        }
    }

    fn lock_notice(&self) -> LockNotice {
        if self.json {
            return LockNotice::default();
        }
        // The lock is waited for where no interface is at hand: the text is made beforehand.
        let text = self.localizer.text(&Message::new("cases-locked"));
        LockNotice::new(move || note(&text))
    }
}

fn card_made(path: &Path) -> Message {
    Message::new("card-made").with("path", path.display())
}

/// Tells something beside the report, which may go to a file or to another program.
fn note(text: &str) {
    drop(writeln!(io::stderr(), "{}", for_standard_error(text)));
}

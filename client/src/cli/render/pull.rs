//! What was fetched, and what the server was told.

use std::io::{self, Write};

use super::{Render, Renderer, roster::warning, size::human};
use crate::{
    app::{
        confirm::ConfirmReport,
        pull::{FailedEnvelope, PullReport, ServedRoster},
        waiting::WaitingReport,
    },
    l10n::Message,
};

impl Render for PullReport {
    fn render(&self, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
        let message = Message::new("pull-done")
            .with_count("came", self.pulled.len())
            .with_count("already", self.already)
            .with("inbox", self.inbox.display());
        out.give(self, &message)?;
        failures(&self.failed, out)?;
        if let Some(served) = served(self.served_roster).filter(|_| self.distrust.is_none()) {
            out.say(&served)?;
        }
        warning(self.roster_warning.as_ref(), out)
    }
}

impl Render for WaitingReport {
    fn render(&self, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
        let head = match self.waiting.len() {
            0 => Message::new("waiting-none"),
            count => Message::new("waiting-head").with_count("count", count),
        };
        out.give(self, &head)?;
        for listed in &self.waiting {
            let message = Message::new("waiting-one")
                .with("id", listed.id)
                .with("size", human(listed.size, out.localizer().language()));
            out.say(&message)?;
        }
        Ok(())
    }
}

/// What an editor should know of the roster that sources are served, if anything.
const fn served(served: ServedRoster) -> Option<Message> {
    match served {
        ServedRoster::Current | ServedRoster::Unchecked => None,
        ServedRoster::Newer => Some(Message::new("served-roster-newer")),
        ServedRoster::Older => Some(Message::new("served-roster-older")),
        ServedRoster::Unknown => Some(Message::new("served-roster-unknown")),
    }
}

impl Render for ConfirmReport {
    fn render(&self, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
        let message = if self.discard {
            Message::new("discard-done").with_count("count", self.discarded.len())
        } else {
            Message::new("confirm-done").with_count("count", self.confirmed.len())
        };
        out.give(self, &message.with_count("gone", self.gone.len()))?;
        failures(&self.failed, out)
    }
}

fn failures(failed: &[FailedEnvelope], out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
    for failed in failed {
        let message = Message::new("pull-failed")
            .with("id", failed.id)
            .with("reason", &failed.reason.message);
        out.say(&message)?;
    }
    Ok(())
}

//! What was fetched, and what the server was told.

use std::io::{self, Write};

use super::Renderer;
use crate::{
    app::{
        confirm::ConfirmReport,
        pull::{FailedEnvelope, PullReport, ServedRoster},
    },
    l10n::Message,
};

pub(in crate::cli) fn pull(
    report: &PullReport,
    out: &mut Renderer<'_, impl Write>,
) -> io::Result<()> {
    let message = Message::new("pull-done")
        .with_count("came", report.pulled.len())
        .with_count("already", report.already)
        .with("inbox", report.inbox.display());
    out.give(report, &message)?;
    failures(&report.failed, out)?;
    match warning(report.served_roster) {
        Some(warning) if report.distrust.is_none() => out.say(&warning),
        Some(_) | None => Ok(()),
    }
}

/// What an editor should know of the roster that sources are served, if anything.
const fn warning(served: ServedRoster) -> Option<Message> {
    match served {
        ServedRoster::Current | ServedRoster::Unchecked => None,
        ServedRoster::Newer => Some(Message::new("served-roster-newer")),
        ServedRoster::Older => Some(Message::new("served-roster-older")),
        ServedRoster::Unknown => Some(Message::new("served-roster-unknown")),
    }
}

pub(in crate::cli) fn confirm(
    report: &ConfirmReport,
    out: &mut Renderer<'_, impl Write>,
) -> io::Result<()> {
    let message = if report.discard {
        Message::new("discard-done").with_count("count", report.discarded.len())
    } else {
        Message::new("confirm-done").with_count("count", report.confirmed.len())
    };
    out.give(report, &message.with_count("gone", report.gone.len()))?;
    failures(&report.failed, out)
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

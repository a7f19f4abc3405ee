//! The roster and its editors.

use std::io::{self, Write};

use super::{Render, Renderer, machines::closing};
use crate::{
    app::{
        RosterDifference, RosterWarning,
        notices::NoticesTemplate,
        roster::{ExportReport, RosterReport},
    },
    l10n::Message,
};

impl Render for RosterReport {
    fn render(&self, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
        let head = Message::new("roster-shown")
            .with("desk", &self.desk)
            .with("serial", self.serial)
            .with("expires", self.expires)
            .with("fingerprint", &self.fingerprint);
        out.give(self, &head)?;
        for editor in &self.editors {
            let line = Message::new("roster-editor")
                .with("name", &editor.name)
                .with("fingerprint", &editor.fingerprint);
            out.say(&line)?;
        }
        if let Some(fingerprint) = &self.publication_key {
            let key = Message::new("roster-publication").with("fingerprint", fingerprint);
            out.say(&key)?;
        }
        if !self.notices.is_empty() {
            out.say(&Message::new("roster-notices"))?;
        }
        for notice in &self.notices {
            for (language, text) in [("fr", &notice.fr), ("en", &notice.en)] {
                let line = Message::new("roster-notice")
                    .with("topic", notice.topic)
                    .with("language", language)
                    .with("text", text);
                out.say(&line)?;
            }
        }
        if self.is_shorter {
            out.say(&Message::new("roster-removed"))?;
        }
        if let Some(report) = &self.closing {
            closing(report, out)?;
        }
        if self.is_first {
            out.say(&Message::new("roster-compare-state"))?;
        }
        for path in &self.replaced {
            out.say(&Message::new("roster-replaced").with("path", path.display()))?;
        }
        warning(self.roster_warning.as_ref(), out)
    }
}

/// What there is to tell of the roster, after any report.
pub(super) fn warning(
    warning: Option<&RosterWarning>,
    out: &mut Renderer<'_, impl Write>,
) -> io::Result<()> {
    let message = match warning {
        None => return Ok(()),
        Some(RosterWarning::Ends { expires, days }) => Message::new("roster-ends")
            .with("expires", expires)
            .with_count("days", *days),
        Some(RosterWarning::Ended { expires }) => {
            Message::new("roster-ended").with("expires", expires)
        }
        Some(RosterWarning::Unusable(error)) => {
            Message::new("roster-unusable").with("reason", &error.message)
        }
    };
    out.say(&message)
}

/// What changes with a roster, before an editor is asked to accept it.
pub(super) fn difference(
    changes: &RosterDifference,
    out: &mut Renderer<'_, impl Write>,
) -> io::Result<()> {
    let mut lines = Vec::new();
    for (key, editors) in [
        ("roster-came", &changes.came),
        ("roster-new-keys", &changes.new_keys),
    ] {
        lines.extend(editors.iter().map(|editor| {
            Message::new(key)
                .with("name", &editor.name)
                .with("fingerprint", &editor.fingerprint)
        }));
    }
    let left = changes.left.iter();
    lines.extend(left.map(|name| Message::new("roster-left").with("name", name)));
    if let Some(desk) = &changes.desk {
        let renamed = Message::new("roster-renamed").with("before", &desk.before);
        lines.push(renamed.with("now", &desk.now));
    }
    if let Some(expires) = &changes.expires {
        let moved = Message::new("roster-moved").with("before", expires.before);
        lines.push(moved.with("now", expires.now));
    }
    if changes.notices {
        lines.push(Message::new("roster-other-notices"));
    }
    let head = if lines.is_empty() {
        "roster-no-changes"
    } else {
        "roster-changes"
    };
    out.say(&Message::new(head))?;
    lines.iter().try_for_each(|line| out.say(line))
}

/// A roster that was not written to a file is itself what was asked for, for programs too.
impl Render for ExportReport {
    fn render(&self, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
        match &self.file {
            Some(path) => {
                let message = Message::new("roster-exported").with("file", path.display());
                out.give(self, &message)
            }
            None => out.write(&self.json),
        }
    }
}

/// A file to be edited is itself what was asked for.
impl Render for NoticesTemplate {
    fn render(&self, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
        out.write(self.toml.as_bytes())
    }
}

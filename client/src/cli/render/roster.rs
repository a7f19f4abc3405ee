//! The roster and its editors.

use std::io::{self, Write};

use super::{Render, Renderer};
use crate::{
    app::{
        notices::NoticesTemplate,
        roster::{ExportReport, RosterReport},
    },
    l10n::Message,
};

impl Render for RosterReport {
    fn render(&self, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
        let key = if self.expired {
            "roster-expired"
        } else {
            "roster-shown"
        };
        let head = Message::new(key)
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
        Ok(())
    }
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

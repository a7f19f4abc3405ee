//! The observatory: made, built, shown.

use std::io::{self, Write};

use super::{Render, Renderer};
use crate::{
    app::observatory::{BuildReport, NewObservatoryReport, ServeReport},
    l10n::Message,
};

impl Render for NewObservatoryReport {
    fn render(&self, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
        let message = Message::new("observatory-made")
            .with("folder", self.folder.display())
            .with_count("entries", self.entries.len());
        out.give(self, &message)
    }
}

impl Render for BuildReport {
    fn render(&self, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
        if self.preview {
            let message = Message::new("observatory-preview").with("site", self.site.display());
            return out.give(self, &message);
        }
        let message = Message::new("observatory-built")
            .with("site", self.site.display())
            .with_count("entries", self.entries)
            .with_count("files", self.files);
        out.give(self, &message)?;
        if self.shipped > 0 {
            out.say(&Message::new("observatory-shipped").with_count("count", self.shipped))?;
        }
        Ok(())
    }
}

impl Render for ServeReport {
    fn render(&self, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
        let message = Message::new("observatory-served").with("address", &self.address);
        out.give(self, &message)
    }
}

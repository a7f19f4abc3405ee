//! The desk's list of names.

use std::io::{self, Write};

use super::{Render, Renderer, events::apart, lints::names_warning};
use crate::{app::names::NamesReport, l10n::Message};

/// Where what belongs to a line begins.
const INDENT: usize = 2;

impl Render for NamesReport {
    fn render(&self, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
        out.give(
            self,
            &Message::new("names-listed").with_count("count", self.names.len()),
        )?;
        for name in &self.names {
            out.show_text(INDENT, name.as_str())?;
        }
        names_warning(self.warning.as_ref(), out)?;
        let counts = [
            ("names-forked", self.forked),
            ("case-read-by-who-left", self.read_by_who_left),
        ];
        for (key, count) in counts.into_iter().filter(|(_, count)| *count > 0) {
            out.say(&Message::new(key).with_count("count", count))?;
        }
        if self.is_behind {
            out.say(&Message::new("names-behind"))?;
        }
        if !self.apart.is_empty() {
            out.say(&Message::new("case-events-apart"))?;
        }
        for event in &self.apart {
            apart(event, out)?;
        }
        Ok(())
    }
}

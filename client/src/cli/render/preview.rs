//! What a file shows: pages, lines, frames, loudness.

use std::io::{self, Write};

use super::{Render, Renderer, table::Table};
use crate::{
    app::preview::{PreviewReport, Shown},
    l10n::Message,
};

/// Where what belongs to a file begins.
const INDENT: usize = 2;
/// A stranger's lines never begin where ours do.
const TEXT_INDENT: usize = 4;
/// The most pages that are listed to a person.
const PAGES_SHOWN_MAX: usize = 40;

impl Render for PreviewReport {
    fn render(&self, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
        out.give(self, &head(self))?;
        match &self.shown {
            Shown::Pages { pages, .. } => {
                let mut table = Table::new(INDENT);
                for page in pages.iter().take(PAGES_SHOWN_MAX) {
                    let size = format!("{} × {}", page.width, page.height);
                    let words = page.words.map(|words| {
                        let words = Message::new("preview-words").with_count("count", words);
                        out.text(&words)
                    });
                    table.row([page.page.to_string(), size, words.unwrap_or_default()]);
                }
                out.show_table(&table)?;
            }
            Shown::Text {
                from, of, lines, ..
            } => {
                out.show_text(TEXT_INDENT, &lines.join("\n"))?;
                let next = from.saturating_add(lines.len());
                if next <= *of {
                    let more = Message::new("preview-more")
                        .with("next", next)
                        .with_count("count", of - next + 1);
                    out.say(&more)?;
                }
            }
            Shown::Film { .. } | Shown::Sound { .. } => {}
        }
        for sheet in &self.sheets {
            out.say(&Message::new("preview-sheet").with("path", sheet.display()))?;
        }
        Ok(())
    }
}

fn head(report: &PreviewReport) -> Message {
    let message = match &report.shown {
        Shown::Pages { pages, .. } => {
            Message::new("preview-pages").with_count("count", pages.len())
        }
        Shown::Text { of, words, .. } => Message::new("preview-text")
            .with_count("lines", *of)
            .with_count("words", *words),
        Shown::Film { length, frames } => Message::new("preview-film")
            .with_count("seconds", length.div_ceil(1_000))
            .with_count("frames", frames.len()),
        Shown::Sound {
            length,
            loudest_percent,
        } => Message::new("preview-sound")
            .with_count("seconds", length.div_ceil(1_000))
            .with("percent", loudest_percent),
    };
    message
        .with("file", &report.file)
        .with("kind", report.kind.extension())
}

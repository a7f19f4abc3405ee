//! Clean copies, and what was removed from them.

use std::io::{self, Write};

use super::{
    Render, Renderer,
    short::{beginning, kind_word},
    size::human,
    table::Table,
};
use crate::{
    app::{CopyFormat, Finding, KeptCopy, Kind, RedactedPage, clean::CleanReport},
    l10n::Message,
};

/// The most findings that are shown to a person.
const FINDINGS_SHOWN_MAX: usize = 40;
/// Where what belongs to a file begins.
const INDENT: usize = 2;

/// All of it for programs: a person was told file by file.
impl Render for CleanReport {
    fn render(&self, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
        out.give_data(self)
    }
}

/// A clean copy, as soon as it is beside the case.
pub(super) fn kept(
    name: &str,
    kept: &KeptCopy,
    out: &mut Renderer<'_, impl Write>,
) -> io::Result<()> {
    let copy = &kept.copy;
    let message = Message::new("clean-kept")
        .with("file", name)
        .with("kind", kind_word(copy.format))
        .with("size", human(kept.size, out.localizer().language()))
        .with("tool", &copy.cleaned_with)
        .with("sha256", beginning(copy.sha256.as_str()));
    out.say(&message)?;
    redacted(INDENT, &copy.report.redacted, out)?;
    let removed = &copy.report.removed;
    if removed.is_empty() {
        show(INDENT, &Message::new("clean-nothing"), out)?;
    } else {
        let heading = Message::new("clean-removed").with_count("count", removed.len());
        show(INDENT, &heading, out)?;
        out.show_table(&findings(removed))?;
    }
    let more = removed.len().saturating_sub(FINDINGS_SHOWN_MAX);
    if more > 0 {
        let message = Message::new("clean-more").with_count("count", more);
        show(2 * INDENT, &message, out)?;
    }
    show(INDENT, &Message::new(caution(copy.format)), out)
}

/// Where an editor left something out: the second one has to look at it.
pub(super) fn redacted(
    indent: usize,
    pages: &[RedactedPage],
    out: &mut Renderer<'_, impl Write>,
) -> io::Result<()> {
    if pages.is_empty() {
        return Ok(());
    }
    let boxes = pages.iter().map(|page| page.boxes).sum::<usize>();
    let heading = Message::new("redacted").with_count("count", boxes);
    show(indent, &heading, out)?;
    for page in pages {
        let line = Message::new("redacted-page")
            .with("page", page.page)
            .with_count("count", page.boxes);
        show(2 * indent, &line, out)?;
    }
    Ok(())
}

fn show(indent: usize, message: &Message, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
    let text = out.text(message);
    out.show_text(indent, &text)
}

fn findings(removed: &[Finding]) -> Table {
    let mut table = Table::new(2 * INDENT);
    let parts = removed.iter().any(|finding| finding.part.is_some());
    for finding in removed.iter().take(FINDINGS_SHOWN_MAX) {
        let part = finding.part.clone().unwrap_or_default();
        let cells = [part, finding.field.clone(), finding.value.clone()];
        table.row(cells.into_iter().skip(usize::from(!parts)));
    }
    table
}

/// What no cleaning takes away, by kind.
const fn caution(kind: Kind) -> &'static str {
    match kind.copy_format() {
        Some(CopyFormat::Txt) => "clean-caution-plain-text",
        Some(CopyFormat::Jpg | CopyFormat::Png) => "clean-caution-image",
        Some(CopyFormat::Ogg | CopyFormat::Webm) => "clean-caution-recording",
        Some(CopyFormat::Pdf) | None => "clean-caution-pdf",
    }
}

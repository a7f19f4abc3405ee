//! The observatory: made, built, shown.

use std::io::{self, Write};

use super::Renderer;
use crate::{
    app::observatory::{BuildReport, NewObservatoryReport, ServeReport},
    l10n::Message,
};

pub(in crate::cli) fn new(
    report: &NewObservatoryReport,
    out: &mut Renderer<'_, impl Write>,
) -> io::Result<()> {
    let message = Message::new("observatory-made")
        .with("folder", report.folder.display())
        .with_count("entries", report.entries.len());
    out.give(report, &message)
}

pub(in crate::cli) fn build(
    report: &BuildReport,
    out: &mut Renderer<'_, impl Write>,
) -> io::Result<()> {
    let message = Message::new("observatory-built")
        .with("site", report.site.display())
        .with_count("entries", report.entries)
        .with_count("files", report.files);
    out.give(report, &message)
}

pub(in crate::cli) fn serve(
    report: &ServeReport,
    out: &mut Renderer<'_, impl Write>,
) -> io::Result<()> {
    let message = Message::new("observatory-served").with("address", &report.address);
    out.give(report, &message)
}

//! The roster and its editors.

use std::io::{self, Write};

use super::Renderer;
use crate::{
    app::roster::{ExportReport, RosterReport},
    l10n::Message,
};

pub(in crate::cli) fn roster(
    report: &RosterReport,
    out: &mut Renderer<'_, impl Write>,
) -> io::Result<()> {
    let key = if report.expired {
        "roster-expired"
    } else {
        "roster-shown"
    };
    let head = Message::new(key)
        .with("desk", &report.desk)
        .with("serial", report.serial)
        .with("expires", report.expires)
        .with("fingerprint", &report.fingerprint);
    out.give(report, &head)?;
    for editor in &report.editors {
        let line = Message::new("roster-editor")
            .with("name", &editor.name)
            .with("fingerprint", &editor.fingerprint);
        out.say(&line)?;
    }
    Ok(())
}

pub(in crate::cli) fn removed(
    report: &RosterReport,
    out: &mut Renderer<'_, impl Write>,
) -> io::Result<()> {
    roster(report, out)?;
    out.say(&Message::new("roster-removed"))
}

/// A roster that was not written to a file is itself what was asked for, for programs too.
pub(in crate::cli) fn export(
    report: &ExportReport,
    out: &mut Renderer<'_, impl Write>,
) -> io::Result<()> {
    match &report.file {
        Some(path) => {
            let message = Message::new("roster-exported").with("file", path.display());
            out.give(report, &message)
        }
        None => out.write(&report.json),
    }
}

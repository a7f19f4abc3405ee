//! What an audit found.

use std::io::{self, Write};

use super::{Render, Renderer};
use crate::{
    app::audit::{AuditReport, RosterStanding, finding_message},
    l10n::Message,
};

impl Render for AuditReport {
    fn render(&self, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
        if self.same {
            return same(self, out);
        }
        out.give_data(self)?;
        for finding in &self.findings {
            out.say(&finding_message(finding, out.localizer()))?;
        }
        Ok(())
    }
}

fn same(report: &AuditReport, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
    let key = match report.roster.standing {
        RosterStanding::Signed => "audit-same-signed",
        RosterStanding::Current | RosterStanding::Newer | RosterStanding::Refused => "audit-same",
    };
    let message = Message::new(key)
        .with("server", &report.server)
        .with("version", &report.release)
        .with_count("answers", report.answers)
        .with_count("visits", report.visits)
        .with("serial", report.roster.serial)
        .with("editors", report.roster.editors.join(", "));
    out.give(report, &message)?;
    if report.roster.standing == RosterStanding::Newer {
        out.say(&Message::new("served-roster-newer"))?;
    }
    Ok(())
}

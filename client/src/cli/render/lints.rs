//! What was found that should not be public, what editors allowed, and the desk's list of names.

use std::io::{self, Write};

use super::{Render, Renderer, short::beginning};
use crate::{
    app::{
        Lint,
        findings::{AllowedReport, FindingReport, FindingsReport},
        names::NamesReport,
    },
    l10n::{Localizer, Message},
};

/// Where what belongs to a line begins.
const INDENT: usize = 2;

pub(super) fn lint_word(lint: Lint, localizer: &Localizer) -> String {
    let found = localizer.find(&format!("lint-{lint}"));
    found.unwrap_or_else(|| lint.to_string())
}

impl Render for FindingsReport {
    fn render(&self, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
        out.give_data(self)?;
        if self.findings.is_empty() {
            out.say(&Message::new("findings-none"))?;
        }
        for finding in &self.findings {
            show(finding, out)?;
        }
        rest(self, out)
    }
}

fn show(finding: &FindingReport, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
    let found = &finding.found;
    let message = Message::new("finding")
        .with("finding", beginning(found.finding.as_str()))
        .with("place", &found.place)
        .with("line", found.line)
        .with("column", found.column)
        .with("lint", lint_word(found.lint, out.localizer()));
    out.say(&message)?;
    out.show_text(2 * INDENT, &found.excerpt)?;
    if let Some(original) = &found.original {
        out.say(&Message::new("finding-original").with("original", original))?;
    }
    match &finding.allowed {
        Some(allowed) => why(allowed, out),
        None => Ok(()),
    }
}

/// Who allowed a finding, and why.
fn why(allowed: &AllowedReport, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
    let message = Message::new("finding-allowed")
        .with("editor", &allowed.editor)
        .with("day", allowed.day)
        .with("reason", &allowed.reason);
    out.say(&message)
}

/// What was allowed elsewhere, and what could not be looked at.
fn rest(report: &FindingsReport, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
    if !report.elsewhere.is_empty() {
        out.say(&Message::new("findings-elsewhere"))?;
        list(&report.elsewhere, out)?;
    }
    if report.names == 0 {
        out.say(&Message::new("findings-no-names"))?;
    }
    if !report.uncompared.is_empty() {
        out.say(&Message::new("findings-uncompared"))?;
    }
    for one in &report.uncompared {
        let key = format!("uncompared-{}", one.why);
        let why = out.localizer().find(&key).unwrap_or(key);
        out.show_beside(&format!("{:INDENT$}{}  ", "", one.original), &why)?;
    }
    Ok(())
}

/// What was found and allowed in what is about to be signed.
pub(super) fn allowed(
    report: &FindingsReport,
    out: &mut Renderer<'_, impl Write>,
) -> io::Result<()> {
    out.gap()?;
    if report.findings.is_empty() {
        out.say(&Message::new("findings-none"))?;
    } else {
        out.say(&Message::new("findings-allowed"))?;
        for finding in &report.findings {
            show(finding, out)?;
        }
    }
    rest(report, out)
}

/// All that editors allowed in a case.
pub(super) fn show_allowed(
    allowed: &[AllowedReport],
    out: &mut Renderer<'_, impl Write>,
) -> io::Result<()> {
    if allowed.is_empty() {
        return Ok(());
    }
    out.say(&Message::new("findings-allowed"))?;
    list(allowed, out)
}

fn list(allowed: &[AllowedReport], out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
    for one in allowed {
        let message = Message::new("allowed")
            .with("finding", beginning(one.finding.as_str()))
            .with("place", &one.place)
            .with("lint", lint_word(one.lint, out.localizer()));
        out.say(&message)?;
        out.show_text(2 * INDENT, one.excerpt.as_str())?;
        why(one, out)?;
    }
    Ok(())
}

impl Render for NamesReport {
    fn render(&self, out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
        out.give(
            self,
            &Message::new("names-listed").with_count("count", self.names.len()),
        )?;
        for name in &self.names {
            out.show_text(INDENT, name.as_str())?;
        }
        Ok(())
    }
}

//! What was found that should not be public, what editors allowed, and what is odd about the desk's
//! list of names.

use std::io::{self, Write};

use super::{Render, Renderer, short::beginning};
use crate::{
    app::{
        Lint, NamesWarning,
        findings::{AllowedReport, FindingReport, FindingsReport},
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
    names_warning(report.names_warning.as_ref(), out)?;
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

/// What is odd about the list of names. What is gone was lost too.
pub(super) fn names_warning(
    warning: Option<&NamesWarning>,
    out: &mut Renderer<'_, impl Write>,
) -> io::Result<()> {
    let Some(warning) = warning else {
        return Ok(());
    };
    if warning.gone {
        out.say(&Message::new("names-gone"))?;
    }
    let counts = [
        ("names-lost", if warning.gone { 0 } else { warning.lost }),
        ("names-missing", warning.missing),
        ("names-apart", warning.apart),
    ];
    for (key, count) in counts.into_iter().filter(|(_, count)| *count > 0) {
        out.say(&Message::new(key).with_count("count", count))?;
    }
    if let Some(path) = &warning.forgotten {
        out.say(&Message::new("names-forgot").with("path", path.display()))?;
    }
    for path in &warning.left_aside {
        out.say(&Message::new("names-left-aside").with("path", path.display()))?;
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

//! `check`: says what is wrong with this host, why it matters and how to mend it; changes nothing.

use std::{
    io::{self, Write},
    path::Path,
    process::ExitCode,
};

use sourdine_l10n::{self as l10n, Explain, Message};

use super::error::CliError;
use crate::{
    check::{
        examine,
        finding::{Finding, Level},
    },
    platform::memory::Guarded,
};

/// The exit code when the server would not start.
pub(super) const WRONG: u8 = 3;
/// The exit code when it would start and warn.
const WARNINGS: u8 = 4;

pub(super) fn run(path: &Path, json: bool, guarded: Guarded) -> Result<ExitCode, CliError> {
    let findings = examine(path, guarded).findings;
    let count = |level| findings.iter().filter(|one| one.level() == level).count();
    let (wrong, warnings) = (count(Level::Wrong), count(Level::Warning));
    if json {
        writeln!(io::stdout(), "{}", as_json(&findings, wrong == 0))?;
    } else {
        findings
            .iter()
            .map(after_level)
            .try_for_each(|line| l10n::print(&line))?;
        l10n::print(&if wrong + warnings == 0 {
            Message::new("check-sound")
        } else {
            Message::new("check-sum")
                .with_count("wrong", wrong)
                .with_count("warnings", warnings)
        })?;
    }
    Ok(match (wrong, warnings) {
        (0, 0) => ExitCode::SUCCESS,
        (0, _) => ExitCode::from(WARNINGS),
        (_, _) => ExitCode::from(WRONG),
    })
}

/// A finding after its level.
pub(super) fn after_level(finding: &Finding) -> Message {
    let key = match finding.level() {
        Level::Wrong => "check-wrong",
        Level::Warning => "check-warning",
        Level::Note => "check-note",
    };
    Message::new(key).with_message("finding", finding.message())
}

fn as_json(findings: &[Finding], sound: bool) -> serde_json::Value {
    let findings = findings.iter().map(|finding| {
        let level = match finding.level() {
            Level::Wrong => "wrong",
            Level::Warning => "warning",
            Level::Note => "note",
        };
        let message = finding.message();
        serde_json::json!({
            "level": level,
            "finding": message.key(),
            "text": l10n::text(&message),
        })
    });
    serde_json::json!({
        "version": 1,
        "sound": sound,
        "findings": findings.collect::<Vec<_>>(),
    })
}

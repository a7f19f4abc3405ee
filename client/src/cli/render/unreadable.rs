//! The cases that do not read or were not written, after any report on all of them.

use std::io::{self, Write};

use super::{Renderer, journal::of_journal};
use crate::app::triage::UnreadableCase;

/// The cases that do not read, and why.
pub(super) fn unreadable(
    cases: &[UnreadableCase],
    out: &mut Renderer<'_, impl Write>,
) -> io::Result<()> {
    each("triage-unreadable", cases, out)
}

/// The cases that were left as they were, and why.
pub(super) fn left(cases: &[UnreadableCase], out: &mut Renderer<'_, impl Write>) -> io::Result<()> {
    each("triage-left", cases, out)
}

fn each(
    key: &'static str,
    cases: &[UnreadableCase],
    out: &mut Renderer<'_, impl Write>,
) -> io::Result<()> {
    for case in cases {
        let message = of_journal(key, &case.case);
        out.say(&message.with("reason", &case.reason.message))?;
    }
    Ok(())
}

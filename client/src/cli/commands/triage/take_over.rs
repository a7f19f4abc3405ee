//! `sourdine triage take-over`.

use crate::{
    app::triage::take_over,
    cli::session::{Outcome, Session},
};

pub(super) fn run(session: &Session<'_>) -> Outcome {
    let report = take_over(&session.context())?;
    session.show(&report)?;
    report.verdict()
}

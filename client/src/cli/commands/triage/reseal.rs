//! `sourdine triage reseal`.

use crate::{
    app::triage::reseal,
    cli::session::{Outcome, Session},
};

pub(super) fn run(session: &Session<'_>) -> Outcome {
    let report = reseal(&session.context())?;
    session.show(&report)?;
    report.verdict()
}
